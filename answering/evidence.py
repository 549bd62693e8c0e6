"""The check that no intent classifier replaces: does the fact cover what the question narrows down to?"""

from __future__ import annotations

from answering.question import Question
from knowledge.records import Fact

NARROWING = {"drug", "weapon", "agency", "country", "nationality", "place"}
LONGEST = 30
"""Words; in longer messages people speak of places and things beside their question."""


def missing(question: Question, facts: tuple[Fact, ...]) -> tuple[str, str] | None:
    """The first narrowing term that no fact in `facts` covers: (`year` or `term`, as written). None when all is covered."""
    for year in question.years:
        if not any(year in f.years for f in facts):
            return "year", str(year)
    if len(question.words) > LONGEST:
        return None
    covered = " ".join(f"{f.quote} {f.statement}" for f in facts).lower()
    for mention in question.mentions:
        if mention.rival in NARROWING and mention.term not in covered:
            return "term", mention.text
    return None
