"""The typed records of the knowledge base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Source:
    """A published text. What it does not tell about itself is None."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: str | None
    period: str | None
    language: str
    edition: int
    aliases: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Passage:
    """One sentence (or heading, or list item) of a source; `position` counts from 0 in reading order."""

    source: str
    position: int
    text: str


@dataclass(frozen=True)
class Fact:
    """One figure or claim of a source.

    `value` is exact and in `unit` (None where the fact is no figure); `quote` is a verbatim span of the
    source's text; `brief` is the statement in fewer words, for lists (None where it is short as it is);
    `parts` are ids of facts that this one lists; `contradicted_by` are phrases that make a claim about it false, a kind
    of rival in braces (`{agency}`) standing for every rival of that kind.
    """

    id: str
    topic: str
    subject: str
    measure: str
    value: Fraction | None
    unit: str | None
    qualifier: str | None
    period: str | None
    statement: str
    quote: str
    source: str
    question: str
    brief: str | None = None
    aliases: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The statement as a line of a list."""
        return self.brief or self.statement

    @property
    def years(self) -> frozenset[int]:
        """Calendar years that the fact's period names; empty where the source names none."""
        return frozenset(int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", self.period or ""))


@dataclass(frozen=True)
class Topic:
    """A group of facts that one facts file holds."""

    id: str
    title: str
    aliases: tuple[str, ...]
