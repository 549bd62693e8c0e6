"""Checks what a question claims against a fact: True, False, or None where its words settle nothing."""

from __future__ import annotations

import re
from fractions import Fraction

from answering.question import Question, units_in
from answering.units import factor, is_weight
from knowledge.numbers import Number
from knowledge.records import Fact

TOLERANCE = Fraction(15, 1000)
"""A rounded figure ("27 thousand" for 27,149) counts as right."""
TAGS = r"(?:,?\s*(?:isn'?t|aren'?t|wasn'?t|weren'?t|doesn'?t|don'?t|didn'?t|ain'?t|no) (?:it|they|that|we|he|she)\b)|\bor not\b|\bnot a myth\b|\bis it not\b|\bright or wrong\b|\bdidn'?t they\b|^(?:isn'?t|aren'?t|didn'?t|doesn'?t|don'?t|wasn'?t|weren'?t)\b"
NEGATIONS = r"\b(not|never|no|none|nothing|nobody|neither|nor|cannot|without|stopped|quit|refus\w+|ignor\w+|false|untrue|myth|denies|deny|lie|hate|left|zero|opposite|excludes?|only|alone)\b|n't\b|\b(?:isnt|arent|dont|doesnt|didnt|wasnt|wont|cant)\b"
MORE, LESS = r"\b(over|more than|at least|above|exceed\w*|upwards? of|north of)\b", r"\b(under|less than|fewer than|below|at most|up to)\b"


def _claimed_numbers(question: Question) -> list[Number]:
    years = {str(y) for y in question.years}
    return [n for n in question.numbers if n.text not in years and n.text.lower() not in ("one", "five", "5", "a half")]


def _figure(question: Question, fact: Fact, claimed: list[Number]) -> bool:
    assert fact.value is not None
    weights = [u for _, u, kind in units_in(question.text) if kind == "weight"]
    for said in claimed:
        value = said.value
        if is_weight(fact.unit) and weights and weights[-1] != fact.unit:
            value = value * factor(weights[-1], str(fact.unit))
        off = abs(value - fact.value) / fact.value
        if off <= TOLERANCE:
            return True
        if question.has(MORE) and value < fact.value and fact.value < value * 3:
            return True
        if question.has(LESS) and value > fact.value and value < fact.value * 3:
            return True
    return False


def check(question: Question, fact: Fact) -> bool | None:
    """Whether `fact` bears out what `question` claims."""
    claimed = _claimed_numbers(question)
    if fact.value is not None and claimed:
        true = _figure(question, fact, claimed)
        if true and question.years and fact.years and not set(question.years) & fact.years:
            return False
        return true
    if fact.value is not None and fact.unit != "fraction":
        return None
    if question.years and fact.years and not set(question.years) & fact.years:
        return False
    text = re.sub(TAGS, " ", question.text, flags=re.IGNORECASE)
    text = re.sub(r"[-–]", " ", text)
    said_right = fact.qualifier and re.search(rf"\b{re.escape(fact.qualifier)} (?:the|our|its)?\s*(?:world|largest|biggest)", text, re.IGNORECASE)
    contradicted = not said_right and any(re.search(rf"\b{re.escape(p)}\b", text, re.IGNORECASE) for p in fact.contradicted_by)
    negated = len(re.findall(NEGATIONS, text, re.IGNORECASE)) % 2 == 1
    return contradicted == negated if contradicted else not negated
