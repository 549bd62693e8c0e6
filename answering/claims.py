"""Checks what a question claims against a fact: True, False, or None where its words settle nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from answering.cues import pattern
from answering.question import Question, units_in
from answering.units import factor, is_weight
from knowledge.numbers import Number, values
from knowledge.records import Fact

TOLERANCE = Fraction(15, 1000)
"""A rounded figure ("27 thousand" for 27,149) counts as right."""
FAR = 3
"""How many times off a bound ("over 50,000" of 150,000) may be and still count as said of the figure."""
COUNTS = 12
"""Numbers up to this count things in a sentence ("both of the 2 countries") rather than state a figure."""
PLAIN = 0.95
"""Probability of a target from which on its figure is taken to be the one that a number is held against."""
_COUNTS_IT = re.compile(r"\W*(?:\w+ of\W+)?")
"""What may stand between a number and the name of what it counts: "900 pounds of illegal drugs"."""
STEM = 5
"""First letters by which two forms of a word are taken for one ("combat", "combatting")."""
NAMES_OF_THINGS = frozenset({"one", "a half"})
"""Numbers in idioms ("one of"), which claim nothing."""
_NAME = re.compile(r"[ -]?eyes?\b", re.IGNORECASE)
"""What makes a number before it part of a name ("Five Eyes")."""
_OF = re.compile(r"\W*(?:(?:lbs?|pounds?|kg|kilos?|units?) )?(?:of )?", re.IGNORECASE)
"""What may stand between a number and what it is said to be of."""


def _claimed_numbers(question: Question) -> list[Number]:
    years = {str(y) for y in question.years}
    named = [n for n in question.numbers if _NAME.match(question.text, n.end)]
    return [n for n in question.numbers if n.text not in years and n.text.lower() not in NAMES_OF_THINGS and n not in named]


def states_a_number(question: Question) -> bool:
    """Whether `question` puts a figure to the test."""
    return bool(_claimed_numbers(question))


def _bears_out(question: Question, fact: Fact, value: Fraction) -> bool:
    assert fact.value is not None
    if abs(value - fact.value) <= TOLERANCE * fact.value:
        return True
    if question.has("at_least"):
        return value < fact.value < value * FAR
    return question.has("at_most") and fact.value < value < fact.value * FAR


def _figure(question: Question, fact: Fact, claimed: list[Number]) -> bool:
    assert fact.value is not None and fact.unit is not None
    weights = [u for _, u, kind in units_in(question.text) if kind == "weight"]
    # "3.4 billion a year" of a figure per day: the period that is claimed is wrong, whatever the number.
    periods = {u for _, u, kind in units_in(question.text) if kind == "time"}
    own = fact.unit.partition(" / ")[2]
    if own and periods and own not in periods:
        return False
    scale = factor(weights[-1], fact.unit) if is_weight(fact.unit) and weights and weights[-1] != fact.unit else Fraction(1)
    return any(_bears_out(question, fact, number.value * scale) for number in claimed)


def _said_as_qualified(question: Question, fact: Fact) -> bool:
    # "One of the largest" holds the words of "the largest", which contradicts it.
    return bool(
        fact.qualifier
        and re.search(rf"\b{re.escape(fact.qualifier)} (?:the|our|its)?\s*(?:world|largest|biggest)", question.text, re.IGNORECASE)
    )


def beyond(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether a figure is claimed of facts that state none: "the border is 8,891 km long" is neither borne out nor denied."""
    if any(f.value is not None for f in facts):
        return False
    quoted = {number for f in facts for number in values(f.quote)} | {Fraction(len(f.parts)) for f in facts}
    return any(n.value > COUNTS and n.value not in quoted for n in _claimed_numbers(question))


def unstated(question: Question, facts: Sequence[Fact], computed: Fraction | None = None) -> str | None:
    """A number of `question` that is no figure of `facts` and not the `computed` one, as written there; None where there is none."""
    known = {number for f in facts for number in (*values(f.quote), *([f.value] if f.value is not None else []))}
    known |= {computed} if computed is not None else set()
    odd = (n for n in _claimed_numbers(question) if n.value > COUNTS and not any(abs(n.value - k) <= TOLERANCE * k for k in known))
    return next((n.text for n in odd), None)


def bounds(question: Question, fact: Fact) -> bool:
    """Whether `question` asks if `fact`'s figure is over or under a number ("did more than 900 restricted firearms get seized?")."""
    if fact.value is None or not question.has("yes_or_no") or not question.has("at_least", "at_most"):
        return False
    before = [m.start for m in question.mentions if fact.id in m.facts]
    for number in _claimed_numbers(question):
        money = "$" in question.text[max(0, number.start - 2) : number.start + 1]
        named = any(number.end <= start and _COUNTS_IT.fullmatch(question.text[number.end : start]) for start in before)
        if money if str(fact.unit).startswith("dollar") else named:
            return True
    return False


def ruled_out(question: Question, fact: Fact) -> bool:
    """Whether `question` says what `fact` rules out: "second longest", or, as it is said who leads, "the FBI leads it"."""
    leads = question.has("leading") and any(m.rival and f"{{{m.rival}}}" in fact.contradicted_by for m in question.mentions)
    text = question.text.replace("-", " ")
    return leads or any(re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE) for phrase in fact.contradicted_by)


def misnamed(question: Question, fact: Fact) -> bool:
    """Whether `question` gives the figure of `fact` to a rival ("2,308 lb of heroin", "27,149 handguns")."""
    own = [n.end for n in _claimed_numbers(question) if n.value == fact.value and fact.unit != "fraction"]
    rivals = [m.start for m in question.mentions if m.rival]
    return any(end <= start and _OF.fullmatch(question.text[end:start]) for end in own for start in rivals)


def figures_named(question: Question, facts: Sequence[Fact]) -> list[Fact]:
    """Those of `facts` whose very figure `question` names."""
    claimed = {n.value for n in _claimed_numbers(question)}
    return [f for f in facts if f.value in claimed]


def check(question: Question, fact: Fact) -> bool | None:
    """Whether `fact` bears out what `question` claims."""
    claimed = _claimed_numbers(question)
    if misnamed(question, fact):
        return False
    if fact.value is not None and claimed:
        return _figure(question, fact, claimed)
    if fact.value is not None and fact.unit != "fraction":
        return None
    text = pattern("tag", "opening_negation").sub(" ", question.text).replace("-", " ")
    contradicted = ruled_out(question, fact) and not _said_as_qualified(question, fact)
    negated = len(pattern("negation").findall(text)) % 2 == 1
    # "Goods only?" is no "yes", though the fact speaks of goods: of goods and services.
    if not contradicted and (question.has("only") or (not negated and not licensed(text, fact))):
        return None
    return contradicted == negated


def licensed(text: str, fact: Fact) -> bool:
    """Whether every word of `text` that claims something is one of `fact`: a "yes" to more than it says would be invented."""
    told = " ".join((fact.statement, fact.quote, *fact.aliases))
    own = {word[:STEM] for word in re.findall(r"[a-z]{3,}", told.lower())} | _abbreviations(told)
    claimed = re.findall(r"[a-z]{3,}", pattern("neutral").sub(" ", text.lower()))
    return all(word[:STEM] in own for word in claimed)


def _abbreviations(text: str) -> set[str]:
    """Initials of the names in `text`: `cbsa` of the Canada Border Services Agency, `cbp` of U.S. Customs and Border Protection."""
    names = re.findall(r"[A-Z][\w.]*(?: (?:and |of |the )?[A-Z][\w.]*)+", text)
    initials = ["".join(word[0] for word in name.split() if word[0].isupper()).lower() for name in names]
    return {letters[start:] for letters in initials for start in range(len(letters) - 2)}


def check_each(question: Question, facts: Sequence[Fact]) -> bool | None:
    """Whether each of `facts` is borne out by the number that stands with its name; None where no number does."""
    named = [(m.start, m.end, f) for f in facts for m in question.mentions if f.id in m.facts]
    names = sorted(named, key=lambda entry: entry[:2])
    claimed = _claimed_numbers(question)
    verdicts = []
    reach = 0
    for start, end, fact in names:
        before = [n for n in claimed if reach <= n.start < start]
        reach = end
        if before:
            verdicts.append(_figure(question, fact, before[-1:]))
    return all(verdicts) if verdicts else None
