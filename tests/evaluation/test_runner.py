"""Asking: senders, times, readings, and what becomes of a server that fails."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from evaluation.conversations import Conversation, Turn
from evaluation.readings import Reading, ReadingsFile
from evaluation.runner import run
from tests.evaluation.samples import card

HELLO = Turn("hello", "smalltalk")
CONVERSATIONS = (Conversation("a", "public", (HELLO, Turn("bye", "smalltalk"))), Conversation("b", "staff", (HELLO,)))
PARSE = {
    "intent": {"name": "greet", "confidence": 0.9},
    "entities": [{"entity": "GPE", "value": "Canada"}],
    "questions": [{"text": "hello", "intent": "greet", "targets": [], "answerable": 0.25}],
}


def test_asks_every_turn_with_one_sender_a_conversation() -> None:
    asked: list[tuple[str, str]] = []

    def ask(text: str, sender: str) -> list[dict[str, Any]]:
        asked.append((text, sender))
        return [{"text": "Hello!"}, {"custom": card("smalltalk")}]

    outcomes = list(run(CONVERSATIONS, ask, lambda sender, since: Reading(sender, since)))
    assert [text for text, _ in asked] == ["hello", "bye", "hello"]
    first, second, third = (sender for _, sender in asked)
    assert first == second != third
    assert [(o.conversation, o.position, o.follow_up, o.verdict.kind) for o in outcomes] == [
        ("a", 0, False, "ok"),
        ("a", 1, True, "ok"),
        ("b", 0, False, "ok"),
    ]
    assert all(o.ms is not None and o.ms >= 0 for o in outcomes)
    assert [o.reading.intent for o in outcomes if o.reading] == [first, second, third]


def test_a_failing_server_costs_its_turns_alone() -> None:
    answers = iter([OSError("refused"), {"error": "no message"}, [{"text": "Hi"}, {"custom": card("smalltalk")}]])

    def ask(text: str, sender: str) -> Any:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    lost, strange, fine = run(CONVERSATIONS, ask, lambda sender, since: None)
    assert (lost.verdict.kind, lost.verdict.why, lost.ms) == ("wrong", "no reply: OSError: refused", None)
    assert strange.verdict.kind == "wrong"
    assert "no list of messages" in strange.verdict.why
    assert (fine.verdict.kind, fine.reading) == ("ok", None)


def test_reads_back_the_latest_message(tmp_path: Path) -> None:
    """The last user event of the sender counts, if it is from the time asked for or later."""
    events = [
        {"event": "user", "timestamp": 10.0, "parse_data": {"intent": {"name": "thank"}}},
        {"event": "action", "timestamp": 11.0},
        {"event": "user", "timestamp": 20.0, "parse_data": PARSE},
        {"event": "bot", "timestamp": 21.0},
    ]
    with sqlite3.connect(tmp_path / "conversations.db") as db:
        db.execute("CREATE TABLE conversations (sender TEXT, state TEXT, changed REAL)")
        db.execute("INSERT INTO conversations VALUES ('me', ?, 0)", (json.dumps({"events": events}),))
    db.close()
    readings = ReadingsFile(tmp_path)
    found = readings.latest("me", 15.0)
    assert found is not None
    assert (found.intent, found.confidence, found.answerable) == ("greet", 0.9, 0.25)
    assert found.entities == ({"entity": "GPE", "value": "Canada"},)
    assert readings.latest("me", 20.5) is None
    assert readings.latest("you", 0.0) is None


def test_reads_nothing_where_nothing_can_be_read(tmp_path: Path) -> None:
    """No file, or one that is no such database; none is created."""
    assert ReadingsFile(tmp_path).latest("me", 0.0) is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "conversations.db").write_text("no database", encoding="utf-8")
    assert ReadingsFile(tmp_path).latest("me", 0.0) is None


def test_a_reading_of_nothing() -> None:
    assert Reading.of({}) == Reading(None, None)
    assert Reading.of({"questions": None}).answerable is None
    assert Reading.of({"questions": [{}]}).answerable is None
