"""Answers and their cards: what every reply carries (`card.schema.json` is the contract)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from knowledge.records import Fact
from knowledge.store import KnowledgeBase

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "card.schema.json").read_text(encoding="utf-8"))
SUGGESTIONS = 3


@dataclass(frozen=True)
class Derivation:
    """How a derived figure came about: fact ids, the expression as shown, its result in `unit`."""

    inputs: tuple[str, ...]
    expression: str
    result: float
    unit: str


@dataclass(frozen=True)
class Result:
    """A computed figure that the next turn may go on from: its exact value (a fraction, as text) in `unit`, what it is of, its qualifier, how it came about."""

    value: str
    unit: str
    subject: str
    qualifier: str | None
    expression: str

    def as_fact(self, like: Fact) -> Fact:
        """The result as a figure to compute with: `like`, one of the facts that went in, with other content."""
        unit, _, period = self.unit.partition(" / ")
        subject = f"{self.subject} per {period}" if period else self.subject
        return replace(
            like, subject=subject, value=Fraction(self.value), unit=unit, qualifier=self.qualifier, period=None if period else like.period
        )


@dataclass(frozen=True)
class Answer:
    """A text and what backs it. `facts` are quoted in the card in this order."""

    kind: str
    text: str
    facts: tuple[Fact, ...] = ()
    derivation: Derivation | None = None
    suggestions: tuple[str, ...] = ()
    narrowed: bool = False
    """For a refusal: whether it is only for a term that `facts` don't cover."""
    result: Result | None = None
    """The computed figure, for the next turn to go on from."""


@dataclass(frozen=True)
class Reply:
    """An answer ready to be sent: `text`, and `card` as JSON-like data."""

    text: str
    card: dict[str, Any] = field(default_factory=dict)


def card_of(answer: Answer, kb: KnowledgeBase) -> dict[str, Any]:
    """The card of `answer`, after the schema: quotes and sources are those of its facts."""
    quotes, sources = [], {}
    for fact in answer.facts:
        entry = {"fact": fact.id, "text": fact.quote, "source": fact.source}
        if entry not in quotes:
            quotes.append(entry)
        source = kb.source(fact.source)
        if source:
            sources[source.id] = {name: getattr(source, name) for name in ("id", "title", "publisher", "url", "published")}
    d = answer.derivation
    return {
        "kind": answer.kind,
        "facts": list(dict.fromkeys(fact.id for fact in answer.facts)),
        "quotes": quotes,
        "sources": list(sources.values()),
        "derivation": None if d is None else {"inputs": list(d.inputs), "expression": d.expression, "result": d.result, "unit": d.unit},
        "suggestions": list(dict.fromkeys(answer.suggestions))[:SUGGESTIONS],
    }


def plain_card(kind: str) -> dict[str, Any]:
    """A card without facts, for replies that need no knowledge base (errors, say)."""
    return {"kind": kind, "facts": [], "quotes": [], "sources": [], "derivation": None, "suggestions": []}
