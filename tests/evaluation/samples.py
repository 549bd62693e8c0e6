"""Turns, replies and outcomes for the tests of the evaluation."""

from __future__ import annotations

from typing import Any

from evaluation.conversations import Turn
from evaluation.judge import Reply, judge
from evaluation.readings import Reading
from evaluation.runner import Outcome

SOURCE = {"id": "s1", "title": "Statement of 2023", "publisher": "The Agency", "url": "https://example.org/s1", "published": "2023-01-26"}


def card(kind: str, *quotes: str) -> dict[str, Any]:
    """A card of a kind, with a source where it quotes."""
    entries = [{"fact": f"f{number}", "text": text, "source": "s1"} for number, text in enumerate(quotes)]
    return {
        "kind": kind,
        "facts": [e["fact"] for e in entries],
        "quotes": entries,
        "sources": [SOURCE] if quotes else [],
        "derivation": None,
    }


def reply(text: str, *cards: dict[str, Any]) -> Reply:
    """A reply with cards; a plain kind stands for its card."""
    return Reply(text, cards)


def reading(answerable: float, intent: str = "ask_trade", **more: Any) -> Reading:
    """The reading of a message of one question."""
    question = {"text": "q", "intent": intent, "confidence": 0.8, "targets": [["trade_daily", 0.7]], "answerable": answerable}
    return Reading(intent, 0.8, more.get("entities", ()), (question,))


def outcome(
    turn: Turn, got: Reply, conversation: str = "c1", position: int = 0, ms: float | None = 100.0, read: Reading | None = None
) -> Outcome:
    """The outcome of a turn with the verdict that its reply deserves."""
    return Outcome(conversation, "public", position, turn, got, judge(turn, got, turn.user), ms, read)
