"""The check that no intent classifier replaces: does the fact cover what the question narrows down to?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from answering.cues import pattern
from answering.question import Question
from knowledge import lexicon
from knowledge.gazetteer import Mention
from knowledge.records import Fact

LONGEST = 30
"""Words; in longer messages people speak of places and things beside their question."""


def _asking(text: str) -> str:
    # In "My grandson is at school in Windsor. How much of it did they find?" only the second sentence asks.
    sentences = re.split(r"(?<=[.!?])\s+", text)
    asking = [s for s in sentences if s.rstrip().endswith("?")]
    return " ".join(asking) if asking else text


def _narrows(mention: Mention, text: str) -> bool:
    before = text[: mention.start]
    if mention.rival == "period":
        return True
    # "Is the RCMP leading it, or who?" leaves open who it is.
    if mention.rival == "agency" and pattern("or_who").search(text[mention.end :]):
        return False
    # "Us or the Mounties?" offers an alternative, and is answered by saying which; "I am a student in Halifax" asks nothing of it.
    alternative = re.search(r"\bor (?:(?:is|was|are|were) )?(?:(?:it|that|this|they) )?(?:by |in |from )?(?:the )?$", before, re.IGNORECASE)
    return not alternative and not re.search(rf"{pattern('self_told').pattern}\s*$", before, re.IGNORECASE)


def missing(question: Question, facts: Sequence[Fact], years: Iterable[int]) -> tuple[str, str] | None:
    """The first narrowing term that no fact in `facts` covers: (`year` or `term`, as written). None when all is covered.

    `years` are those that the question narrows down to.
    """
    for year in sorted(years):
        if not any(year in f.years for f in facts) and not re.search(rf"\bor (?:since |in |from )?{year}\b", question.text):
            return "year", str(year)
    asking = _asking(question.text)
    if len(asking.split()) > LONGEST:
        return None
    covered = " ".join(f"{f.quote} {f.statement}" for f in facts).lower()
    for mention in question.mentions:
        if mention.rival and mention.text in asking and mention.term not in covered and _narrows(mention, question.text):
            return "term", mention.text
    return None


_LIST = re.compile(r"\W*(?:and|or|&|\+|,|/|plus|also|then|in|for|the|n)(?:\W+(?:and|or|also|in|for|the))*\W*", re.IGNORECASE)


def besides(question: Question, lacking: tuple[str, str], facts: Sequence[Fact]) -> bool:
    """Whether the lacking term only stands beside one that `facts` cover: "fentanyl and heroin", "2022 and 2023"."""
    # The sum of a stated figure and one that isn't there is no half of an answer, nor is what two agencies do together.
    if question.has("sum") or any(m.rival == "agency" and m.text == lacking[1] for m in question.mentions):
        return False
    place = question.text.find(lacking[1])
    covered = [(m.start, m.end) for m in question.mentions if set(m.facts) & {f.id for f in facts}]
    covered += [(m.start(), m.end()) for f in facts for year in f.years for m in re.finditer(str(year), question.text)]
    for start, end in covered:
        between = question.text[end:place] if end <= place else question.text[place + len(lacking[1]) : start]
        if _LIST.fullmatch(between):
            return True
    return False


def measure_asked(question: Question) -> tuple[str, str] | None:
    """What the question wants to know, when it is something that statements seldom tell: (`term`, its name)."""
    for name, words in lexicon.unstated_measures().items():
        if re.search(rf"\b(?:{'|'.join(map(re.escape, words))})\b", question.text, re.IGNORECASE):
            return "term", name
    return None
