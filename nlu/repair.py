"""Mends misspelt names of known subjects, and never turns one thing into another.

A word is mended only if it is no English word, no rival's name, and nearer to one word of the knowledge base
than to any rival ("codeine" stays what it is, however near "cocaine" stands).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.gazetteer import Gazetteer

SHORTEST = 5


class Speller:
    """Knows the words of the knowledge base, their rivals, and common English words."""

    def __init__(self, gazetteer: Gazetteer, phrases: list[str], english: frozenset[str]) -> None:
        """`phrases` are texts whose words count as known (the facts' statements); `english` is lower-case."""
        own, self.rivals = gazetteer.words()
        statements = {word for phrase in phrases for word in re.findall(r"[a-z]+", phrase.lower())}
        self.targets = frozenset(word for word in own | statements if len(word) >= SHORTEST)
        self.known = english | own | self.rivals | statements

    def _nearest(self, word: str, among: frozenset[str], limit: int) -> tuple[int, str]:
        near = [
            (DamerauLevenshtein.distance(word, other, score_cutoff=limit), other) for other in among if abs(len(other) - len(word)) <= limit
        ]
        return min(near, default=(limit + 1, ""))

    def mend_word(self, word: str) -> str:
        """The word of the knowledge base that `word` (lower-case) misspells, or `word` itself."""
        stem = word.removesuffix("s")
        if len(word) < SHORTEST or word in self.known or stem in self.known:
            return word
        limit = 1 if len(word) < 7 else 2
        distance, target = self._nearest(word, self.targets, limit)
        if distance > limit:
            return word
        rival_distance, _ = self._nearest(word, self.rivals, distance)
        return word if rival_distance <= distance else target

    def mend(self, text: str) -> str:
        """`text` with every misspelt name mended; all else as it was."""

        def mended(match: re.Match[str]) -> str:
            word = match[0]
            better = self.mend_word(word.lower())
            return word if better == word.lower() else better

        return re.sub(r"[A-Za-z]+", mended, text)
