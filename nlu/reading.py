"""What a message says, made ready for understanding: cleaned, mended, split into questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.gazetteer import Gazetteer
from knowledge.records import Fact
from nlu.gloss import gloss
from nlu.repair import Speller
from nlu.text import clean, unjoin

MOST_QUESTIONS = 4
MOST_ITEMS = 6
LONGEST_WORD = 10
SALAD = 15
"""Words from which on a message that says each of them three times and more asks nothing."""
_ASKS = r"(?:how|what|who|when|where|why|which|is|are|was|were|does|do|did|can|could|tell|give|list|also|name)\b"
_BREAKS = re.compile(
    rf"(?<=[?!;])\s+(?=\S)|(?<=[.])(?<!\b[A-Z]\.)\s+(?={_ASKS})|\s*[,;]?\s+(?:and|plus|also)\s+(?:also\s+)?(?=(?:how|what|who|when|where|why|which|is it|are they|does|did)\b)",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"\s*(?:[,;+&\n]|\s/\s|\((?:[a-f]|[1-6])\)|\b[1-6]\)|\b(?:and|plus|as well as)\b|(?<=\w):\s)\s*", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:if (?:so|yes),?\s+)?(?:(?:at|in|on|by|for|from|to|of|with|since|under|through) )?(?:how|what|who|whom|whose|when|where|why|which)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*(?:,|and|or|&|\+|/|plus|n)\s*(?:and|or)?\s*", re.IGNORECASE)


def questions(text: str) -> list[str]:
    """The questions in `text`, in order; the whole text as one where it does not fall into several."""
    parts = [p.strip(" ,;") for p in _BREAKS.split(text)]
    parts = [p for p in parts if len(re.findall(r"\w+", p)) >= 2]
    asking = [p for p in parts if p.endswith("?") or re.match(_ASKS, p, re.IGNORECASE)]
    return asking[:MOST_QUESTIONS] if len(asking) > 1 else [text]


def items(text: str) -> list[str]:
    """The things that `text` lists ("daily trade, number of firearms, and who leads the task force"); none where it lists nothing."""
    found = [i.strip(" .?!-") for i in _ITEMS.split(text)]
    found = [i for i in found if re.search(r"\w\w", i)]
    return found if 2 <= len(found) <= MOST_ITEMS else []


def added_questions(text: str, listed: list[str]) -> list[bool]:
    """Of each thing that `text` lists, whether it is a question added to what stands before ("…, and at which port")."""
    return [
        re.search(rf"(?:\band|\bplus|\balso|[&;+])\W+{re.escape(item)}", text) is not None and bool(_OPENS.match(item)) for item in listed
    ]


@dataclass(frozen=True)
class Variant:
    """A text as the classifier should read it, and which targets of its answer stand for which facts."""

    text: str
    stands_for: dict[str, str]


@dataclass(frozen=True)
class Part:
    """A question of a message as it stands there, as the classifier reads it, and the things that it may list."""

    text: str
    variant: Variant
    items: tuple[Part, ...] = ()

    @property
    def added(self) -> list[bool]:
        """Of each of `items`, whether it is a question added to what stands before."""
        return added_questions(self.text, [item.text for item in self.items])


def texts_of(parts: list[Part]) -> list[str]:
    """What the classifier reads of `parts`: each question, and after it the things that it lists."""
    return [p.variant.text for part in parts for p in (part, *part.items)]


class Reader:
    """Reads messages with the terms of one knowledge base.

    `trained` are the targets that the training data has examples of. A fact without any (next year's heroin) is
    read as its sibling: the same question about a trained fact of the same topic and measure.
    """

    def __init__(self, facts: list[Fact], english: frozenset[str], trained: frozenset[str], trained_years: frozenset[int]) -> None:
        self.gazetteer = Gazetteer(facts)
        self.speller = Speller(self.gazetteer, [f.statement for f in facts], english)
        self._facts = {f.id: f for f in facts}
        self._trained = trained
        self._new_years = frozenset(y for f in facts for y in f.years) - trained_years
        own, _ = self.gazetteer.words()
        self._known = frozenset(own | self.speller.targets)

    def legible(self, text: str) -> bool:
        """Whether `text` (see `plain`) has words that can be understood: English, and not the same ones over and over."""
        words = re.findall(r"[a-z]+|\b(?:19|20)\d\d\b", text.lower())
        letters = [c for c in text if c.isalpha()]
        if not words or sum(c.isascii() for c in letters) < len(letters) / 2:
            return False
        if len(words) >= SALAD and len(set(words)) < len(words) / 3:
            return False
        known = any(w in self.speller.known or w.removesuffix("s") in self.speller.known for w in words)
        # A word that no vocabulary has may be slang or a slip ("mornin"); a long run of letters is none.
        return known or max(map(len, words)) <= LONGEST_WORD

    def parts(self, text: str) -> list[Part]:
        """The questions of `text` (see `plain`), each with what it lists; none where it is not legible."""
        if not self.legible(text):
            return []
        return [Part(q, self.variant(q), tuple(Part(i, self.variant(i)) for i in items(q))) for q in questions(text)]

    def plain(self, text: str) -> str:
        """`text` cleaned, in English, and mended."""
        return self.speller.mend(unjoin(gloss(clean(text, self._known)), self.speller.known))

    def _sibling(self, fact: Fact) -> Fact | None:
        alike = [f for f in self._facts.values() if f.id in self._trained and f.topic == fact.topic and f.measure == fact.measure]
        same_unit = [f for f in alike if f.unit == fact.unit]
        # The narrowest sibling: a part rather than the total it belongs to.
        return min(same_unit or alike, key=lambda f: (f.qualifier is not None, f.value or 0), default=None)

    def _without_rivals_beside(self, text: str) -> str:
        # "Fentanyl and heroin?" is a question about fentanyl, and one that has no answer: the first is classified,
        # and the check of evidence says that the second is missing.
        mentions = self.gazetteer.mentions(text)
        for one, other in reversed(list(pairwise(mentions))):
            if bool(one.rival) != bool(other.rival) and _BESIDE.fullmatch(text[one.end : other.start]):
                text = text[: one.end] + text[other.end :] if other.rival else text[: one.start] + text[other.start :]
        return text

    def variant(self, text: str) -> Variant:
        """`text` with new subjects and new years read as ones that the classifier was trained on."""
        stands_for: dict[str, str] = {}
        text = self._without_rivals_beside(text)
        for mention in reversed(self.gazetteer.mentions(text)):
            if not mention.facts or any(i in self._trained for i in mention.facts):
                continue
            fact = self._facts[mention.facts[0]]
            sibling = self._sibling(fact)
            if sibling and sibling.subject != fact.subject:
                text = text[: mention.start] + sibling.subject + text[mention.end :]
                stands_for[sibling.id] = fact.id
        for year in self._new_years:
            text = re.sub(rf"\s*\b(?:(?:in|for|of|during|from|since)\s+)?(?:the year\s+)?{year}\b", "", text)
        return Variant(text.strip() or "?", stands_for)
