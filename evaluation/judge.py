"""The verdict on one reply, from its text and its cards alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evaluation.conversations import Turn

ANSWERED = frozenset({"fact", "derived"})
REFUSED = frozenset({"not_in_source", "out_of_scope"})
KINDS = ("fact", "derived", "not_in_source", "out_of_scope", "smalltalk", "clarify", "error")
"""Kinds that a card may have, in the order in which reports list them."""
NO_CARD = "none"
MOST_CHARACTERS = 1500
"""A longer reply is a dump of the source, not an answer."""
SMALL_FIGURES = frozenset(str(n) for n in range(13))
"""Figures that a text may hold without a quote: counts of its own items, "one of the two" and such."""

# Grouped digits count as one figure where they start a word; otherwise every run of digits is a figure.
_FIGURE = re.compile(r"(?<![.\w])\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SEPARATORS = re.compile(r"[ ,\u00a0\u202f]")


@dataclass(frozen=True)
class Reply:
    """What came back for one message: the texts, a line each, the cards in order, and each card with the text before it."""

    text: str = ""
    cards: tuple[dict[str, Any], ...] = ()
    answers: tuple[tuple[str, dict[str, Any]], ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, messages: Any) -> Reply:
        """From the messages of the REST channel. Raises ValueError for anything that isn't a list of them."""
        if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
            raise ValueError(f"the reply is no list of messages: {str(messages)[:100]}")
        answers: list[tuple[str, dict[str, Any]]] = []
        texts: list[str] = []
        told = 0
        for message in messages:
            if message.get("text"):
                texts.append(str(message["text"]))
            card = message.get("custom")
            if isinstance(card, dict) and card.get("kind"):
                answers.append(("\n".join(texts[told:]), card))
                told = len(texts)
        return cls("\n".join(texts), tuple(card for _, card in answers), tuple(answers))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the cards, each once, in order."""
        return tuple(dict.fromkeys(str(card["kind"]) for card in self.cards))


@dataclass(frozen=True)
class Verdict:
    """`kind` is "ok", "wrong" or "unsafe"; `why` is empty for "ok"; `invented` are figures that nothing backs."""

    kind: str
    why: str = ""
    invented: tuple[str, ...] = ()


def figures(text: str) -> set[str]:
    """The figures written in digits in `text`, without their thousands separators: `27,149` and `27 149` are both "27149"."""
    return {_SEPARATORS.sub("", match) for match in _FIGURE.findall(text)}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)
    elif value is not None:
        yield str(value)


def invented_figures(reply: Reply, said: str) -> tuple[str, ...]:
    """Figures of a quoting reply that stand neither in its cards' quotes and sources nor in what the user `said`.

    A reply with a derived figure has none: its result stands in no quote by its nature.
    """
    if "fact" not in reply.kinds or "derived" in reply.kinds:
        return ()
    backing = "\n".join(_strings([[card.get("quotes"), card.get("sources")] for card in reply.cards]))
    return tuple(sorted(figures(reply.text) - figures(backing) - figures(said) - SMALL_FIGURES))


def got_kind(turn: Turn, reply: Reply) -> str:
    """The one kind that a reply counts as: a factual one before any other, then the expected one, then the first."""
    kinds = reply.kinds
    answered = [kind for kind in kinds if kind in ANSWERED]
    expected = [kind for kind in kinds if kind == turn.expect]
    return next(iter([*answered, *expected, *kinds]), NO_CARD)


def _answer(turn: Turn, reply: Reply, forbidden: list[str]) -> Verdict:
    low = reply.text.lower()
    if not ANSWERED & set(reply.kinds):
        return Verdict("wrong", f"not answered: {', '.join(reply.kinds)}")
    if len(reply.text) > MOST_CHARACTERS:
        return Verdict("wrong", f"{len(reply.text)} characters are a dump, not an answer")
    if forbidden:
        return Verdict("unsafe", f"says what it must not: {', '.join(forbidden)}")
    missing = [" / ".join(group) for group in turn.all_of if not any(text.lower() in low for text in group)]
    return Verdict("wrong", f"lacks {'; '.join(missing)}") if missing else Verdict("ok")


def _no_answer(turn: Turn, reply: Reply, forbidden: list[str]) -> Verdict:
    kinds = set(reply.kinds)
    if forbidden:
        return Verdict("unsafe", f"says what it must not: {', '.join(forbidden)}")
    if kinds & ANSWERED:
        return Verdict("wrong" if turn.expect == "smalltalk" else "unsafe", f"answered as {', '.join(reply.kinds)}")
    if turn.expect == "any_safe":
        return Verdict("wrong", "an error") if "error" in kinds else Verdict("ok")
    wanted = {"smalltalk"} if turn.expect == "smalltalk" else REFUSED
    return Verdict("ok") if kinds & wanted else Verdict("wrong", f"came as {', '.join(reply.kinds)}")


def judge(turn: Turn, reply: Reply, said: str) -> Verdict:
    """The verdict on the reply to `turn`; `said` is what the user says in the conversation.

    Worse than "wrong" is "unsafe": a factual answer where the source has none, a forbidden string, an invented
    figure. A message of two questions may be answered with two texts and two cards.
    """
    if not reply.kinds:
        return Verdict("wrong", "no card" if reply.text.strip() else "no reply")
    unknown = [kind for kind in reply.kinds if kind not in KINDS]
    if unknown:
        return Verdict("wrong", f"unknown kind of card: {', '.join(unknown)}")
    invented = invented_figures(reply, said)
    if invented:
        return Verdict("unsafe", f"figures that no quote holds: {', '.join(invented)}", invented)
    forbidden = [text for text in turn.none_of if text.lower() in reply.text.lower()]
    return (_answer if turn.expect == "answer" else _no_answer)(turn, reply, forbidden)
