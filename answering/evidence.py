"""The check that no intent classifier replaces: does the fact cover what the question narrows down to?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from answering.cues import pattern
from answering.question import Question
from knowledge import lexicon
from knowledge.gazetteer import Mention
from knowledge.records import Fact

PRICES = "prices or costs"
"""Name of the measure (`knowledge/lexicon/unstated.yml`) that a figure in dollars has itself."""
LONGEST = 30
"""Words; in longer messages people speak of places and things beside their question."""
BARE = 6
"""Words up to which a sentence that asks ("Is that so?") may lean on the one before it."""
_BACK = re.compile(r"\b(?:that|this|it|so|he|she|they|true|right|correct|supported)\b", re.IGNORECASE)
_OFFERED = re.compile(r"\bor (?:(?:is|was|are|were) )?(?:(?:it|that|this|they) )?(?:by |in |from |just )?(?:the )?$", re.IGNORECASE)
_GUESSED = re.compile(r"\b(?:who|what|which)\b.*[,:?-] *(?:is it |like |by )?(?:the )?$", re.IGNORECASE | re.DOTALL)
"""What stands before a possible answer: "us or …", "who leads it, …"."""
_NOTHING_MORE = re.compile(r"\W*(?:\w+\W*)?")


def _asking(text: str) -> str:
    # In "My grandson is at school in Windsor. How much of it did they find?" only the second sentence asks.
    sentences = re.split(r"(?<=[.!?])\s+", text)
    asking = {k for k, s in enumerate(sentences) if s.rstrip().endswith("?")}
    # In "The RCMP pays for it, I hear. Is that so?" the first says what is asked.
    asking |= {k - 1 for k in asking if k and len(sentences[k].split()) <= BARE and _BACK.search(sentences[k])}
    return " ".join(sentences[k] for k in sorted(asking)) if asking else text


def _offered(mention: Mention, text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a rival stands as a possible answer: "us or the Mounties?", "who leads it, the Mounties?"."""
    before = text[: mention.start]
    if _OFFERED.search(before):
        return True
    # "Or is that Russia and Kazakhstan": what stands beside a possible answer is part of it.
    for other in mentions:
        if other.rival and other.end <= mention.start and re.fullmatch(r"\W*(?:and)?\W*", text[other.end : mention.start]):
            return _offered(other, text, mentions)
    return bool(_GUESSED.search(before) and _NOTHING_MORE.fullmatch(text[mention.end :]))


def _narrows(mention: Mention, question: Question) -> bool:
    text = question.text
    if mention.rival == "period":
        return True
    # "Is the RCMP leading it, or who?" leaves open who it is.
    if mention.rival == "agency" and pattern("or_who").search(text[mention.end :]):
        return False
    # "I am a student in Halifax" asks nothing of Halifax.
    told = re.search(rf"{pattern('self_told').pattern}\s*$", text[: mention.start], re.IGNORECASE)
    return not told and not _offered(mention, text, question.mentions)


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
        if mention.rival and mention.text in asking and mention.term not in covered and _narrows(mention, question):
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


def unsettled(question: Question, fact: Fact) -> bool:
    """Whether a claim is about a thing that the figure of `fact` says nothing of: that it doubled, or set a record."""
    asked = measure_asked(question)
    return asked is not None and not (str(fact.unit).startswith("dollar") and asked[1] == PRICES)
