"""A question as the understanding hands it over, and what can be read off its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge import lexicon
from knowledge.gazetteer import Gazetteer, Mention
from knowledge.numbers import Number, find_numbers


@dataclass(frozen=True)
class Question:
    """One question of a message.

    `intent` is what the understanding takes it for, `targets` are fact or topic ids (or `summary`) with their
    probabilities, best first.
    """

    text: str
    intent: str
    confidence: float = 1.0
    targets: tuple[tuple[str, float], ...] = ()
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    @property
    def target(self) -> str | None:
        return self.targets[0][0] if self.targets else None

    @property
    def numbers(self) -> list[Number]:
        return find_numbers(self.text)

    @property
    def years(self) -> list[int]:
        return [int(y) for y in re.findall(r"(?<![\d,.$])\b(?:19|20)\d\d\b(?![,.]\d| ?(?:lb|kg|pounds|kilo))", self.text)]

    @property
    def words(self) -> list[str]:
        return re.findall(r"[\w'$%#/-]+", self.text.lower())

    def has(self, pattern: str) -> bool:
        return re.search(pattern, self.text, re.IGNORECASE) is not None


@lru_cache
def _unit_pattern() -> re.Pattern[str]:
    forms = sorted((f for f in lexicon.units() if f != "#"), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, forms))})(?![a-z])", re.IGNORECASE)


def units_in(text: str) -> list[tuple[str, str, str]]:
    """Units that `text` names, in order: (as written, unit's name, kind)."""
    found = []
    for match in _unit_pattern().finditer(text):
        unit, kind = lexicon.units()[match[1].lower()]
        found.append((match[1], unit, kind))
    return found


def with_mentions(question: Question, gazetteer: Gazetteer) -> Question:
    return Question(question.text, question.intent, question.confidence, question.targets, tuple(gazetteer.mentions(question.text)))
