"""A question as the understanding hands it over, and what can be read off its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from answering.cues import pattern
from knowledge import lexicon
from knowledge.gazetteer import Mention
from knowledge.numbers import Number, find_numbers

CONTEXT = "context"
"""The target of a question that leans on the turn before it ("in kg?", "why so little?")."""
CERTAIN = 1.0
"""Probability of a target that was not guessed but taken from the turn before."""
ALSO = 0.25
"""Probability from which on a second target is taken to be asked for too, where the words join two things."""


@dataclass(frozen=True)
class Question:
    """One question of a message.

    `intent` is what the understanding takes it for. `targets` are what it may be about, best first, with their
    probabilities: fact ids, topic ids, `summary`, or `context`.
    """

    text: str
    intent: str
    confidence: float = 1.0
    targets: tuple[tuple[str, float], ...] = ()
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about: its certain targets, else the best one, and the second where the words join two things."""
        certain = tuple(name for name, p in self.targets if p >= CERTAIN)
        if len(certain) > 1:
            return certain
        joined = self.has("joined")
        return tuple(name for i, (name, p) in enumerate(self.targets[:2]) if i == 0 or (joined and p >= ALSO and name != CONTEXT))

    @property
    def sureness(self) -> float:
        """Probability of the best target, 0 to 1."""
        return self.targets[0][1] if self.targets else 0.0

    @property
    def numbers(self) -> list[Number]:
        return find_numbers(self.text)

    @property
    def years(self) -> list[int]:
        """Calendar years that it names; a weight or a price that looks like one is none."""
        return [int(y) for y in re.findall(r"(?<![\d,.$])\b(?:19|20)\d\d\b(?![,.]\d| ?(?:lb|kg|pounds|kilo))", self.text)]

    @property
    def words(self) -> list[str]:
        return re.findall(r"[\w'$%#/-]+", self.text.lower())

    def has(self, *cues: str) -> bool:
        """Whether its text has one of the words under these names of `cues.yml`."""
        return pattern(*cues).search(self.text) is not None


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
