"""Finds the subjects of the knowledge base, and their rivals, in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from knowledge import lexicon
from knowledge.records import Fact
from knowledge.store import KnowledgeBase


@dataclass(frozen=True)
class Mention:
    """A known term in a text: `facts` are the ids whose alias it is, `rival` the kind of rival that it is."""

    text: str
    term: str
    start: int
    end: int
    facts: tuple[str, ...] = ()
    rival: str | None = None


class Gazetteer:
    """The terms of a knowledge base, read once."""

    def __init__(self, facts: list[Fact]) -> None:
        owners: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            for alias in (fact.subject, *fact.aliases):
                if fact.id not in owners[alias.lower()]:
                    owners[alias.lower()].append(fact.id)
        self.subjects = {term: tuple(ids) for term, ids in owners.items()}
        self.rivals = {term: kind for term, kind in lexicon.rivals().items() if term not in self.subjects}
        terms = sorted([*self.subjects, *self.rivals], key=len, reverse=True)
        named, rivals = ("|".join(map(re.escape, some)) for some in (terms, [t for t in terms if t in self.rivals]))
        # After a hyphen stands another thing ("non-restricted", "cross-border"), but a rival is one there too ("Canada-EU").
        start = rf"(?<![\w-])(?:{named})|(?<=[a-z]{{4}}-)(?<!anti-)(?<!semi-)(?:{rivals})"
        self._pattern = re.compile(rf"(?:{start})(?:'s|s|es)?(?![\w-]*\w)", re.IGNORECASE)

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Gazetteer:
        return cls(kb.facts())

    def mentions(self, text: str) -> list[Mention]:
        """Every known term in `text`, longest first where they overlap, in order of appearance."""
        return [mention for match in self._pattern.finditer(text) if (mention := self._mention(match))]

    def _mention(self, match: re.Match[str]) -> Mention | None:
        found = match[0].lower()
        forms = (found, found.removesuffix("s"), found.removesuffix("es"), found.removesuffix("'s"))
        term = next((t for t in forms if t in self.subjects or t in self.rivals), None)
        if term is None:
            return None  # `ſ` and `ı` match s and i when case is ignored, but are other letters in lower case.
        return Mention(match[0], term, match.start(), match.end(), self.subjects.get(term, ()), self.rivals.get(term))

    def words(self) -> tuple[frozenset[str], frozenset[str]]:
        """The single words of all subjects, and of all rivals that are no word of a subject."""
        own = {word for term in self.subjects for word in re.findall(r"[a-zé]+", term)}
        other = {word for term in self.rivals for word in re.findall(r"[a-zé]+", term)}
        return frozenset(own), frozenset(other - own)
