"""Computed figures: from stated facts to a derivation, or None where the words ask for nothing that can be computed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from answering.card import Derivation
from answering.question import Question, units_in
from answering.units import DAYS, factor, is_weight
from answering.wording import money, number
from knowledge.records import Fact

PERIOD_UNITS = {"past year": "year"}
COUNTED = ("weapon", "firearm", "item")
ABBREVIATED = {"tonne": "tonnes", "short_ton": "short tons", "long_ton": "long tons"}
SUM = r"\b(sum|total(?:l?ed|s)?|together|combined|combine|plus|add(?:ed|ing)?|altogether|in all|both|all up|joint)\b"
DIFFERENCE = r"\b(difference|minus|subtract|gap|outnumber\w*|more .*than|less .*than|fewer|exceeds?|bigger .*than|larger .*than|how much (?:more|less|bigger|larger|heavier))\b"
REMAINDER = r"\b(left(?:over)?|remain\w*|rest|others?|besides|except|excluding|without|apart from|aside from|take (?:out|away)|takes? off|neither|isn'?t|not|unaccounted|minus|subtract|everything else)\b"
RATIO = r"\b(times|ratio|for every|for each|per (?:restricted|firearm|gun|pound)|to one|fold|multiple)\b|\b\d+x\b|\bx\b"
PERCENT = r"\b(per ?cent(?:age)?|pct|share|fraction|proportion|portion|part)\b|%"


@dataclass(frozen=True)
class Computed:
    """`lead` is the sentence with the result; the derivation and the facts that went in stand behind it."""

    lead: str
    derivation: Derivation
    facts: tuple[Fact, ...]


def amount(value: Fraction, unit: str) -> str:
    """`value` with its unit, as text."""
    if unit.startswith("dollar"):
        return money(value)
    name = ABBREVIATED.get(unit, unit)
    if unit in COUNTED:
        name = unit if value == 1 else f"{unit}s"
    return f"{number(value)} {name}" if name else number(value)


def hedge(facts: tuple[Fact, ...]) -> str:
    """The qualifier that the inputs carry over to a result, with a space; exact inputs carry none."""
    carried = [f.qualifier for f in facts if f.qualifier]
    return f"{carried[0]} " if carried else ""


def _computed(lead: str, facts: tuple[Fact, ...], expression: str, result: Fraction, unit: str) -> Computed:
    ids = tuple(dict.fromkeys(f.id for f in facts))
    return Computed(lead[:1].upper() + lead[1:], Derivation(ids, expression, float(result), unit), facts)


def stated(fact: Fact) -> str:
    """The fact's figure as its source has it, without qualifier: `$3.4 billion`, `23 lb`, `2/3`."""
    assert fact.value is not None and fact.unit is not None
    return f"{fact.value}" if fact.unit == "fraction" else amount(fact.value, fact.unit.split(" / ")[0])


def convert(fact: Fact, to: str) -> Computed:
    """A weight in another unit."""
    assert fact.value is not None and fact.unit is not None
    by = factor(fact.unit, to)
    result = fact.value * by
    shown = amount(result, to)
    return _computed(
        f"{hedge((fact,))}{shown} of {fact.subject}", (fact,), f"{stated(fact)} × {float(by):.8g} {to}/{fact.unit} = {shown}", result, to
    )


def rate(fact: Fact, per: str, count: Fraction = Fraction(1)) -> Computed | None:
    """A figure per period turned into one per `count` × `per`, spread evenly; None where the fact has no period."""
    assert fact.value is not None and fact.unit is not None
    unit, _, period = fact.unit.partition(" / ")
    period = period or PERIOD_UNITS.get(fact.period or "", "")
    if period not in DAYS or per not in DAYS:
        return None
    result = fact.value * DAYS[per] * count / DAYS[period]
    shown = amount(result, unit)
    what = f"{number(result)} {fact.subject}" if unit in COUNTED else f"{shown} of {fact.subject}"
    span = per if count == 1 else f"{number(count)} {per}s"
    days, own = DAYS[per] * count, DAYS[period]
    return _computed(
        f"{hedge((fact,))}{what} per {span}, spread evenly",
        (fact,),
        f"{stated(fact)} × {_days(days)} ÷ {_days(own)} = {shown}",
        result,
        f"{unit} / {span}",
    )


def _days(days: Fraction) -> str:
    if days >= 1:
        return f"{number(days)} day{'s' if days != 1 else ''}"
    return f"1/{number(1 / days)} day"


def combine(facts: tuple[Fact, ...], subtract: bool) -> Computed | None:
    """Sum, or first (largest) minus the others; None for figures in unlike units."""
    kinds = {"count" if f.unit in ("weapon", "firearm") else f.unit for f in facts}
    if len(kinds) != 1 or len(facts) < 2:
        return None
    if subtract:
        facts = tuple(sorted(facts, key=lambda f: -(f.value or 0)))
    values = [f.value for f in facts if f.value is not None]
    result = values[0] - sum(values[1:]) if subtract else sum(values, Fraction(0))
    unit = "item" if kinds == {"count"} else str(facts[0].unit)
    shown = amount(result, unit) if unit != "item" else number(result)
    sign = " − " if subtract else " + "
    names = " and ".join(f.subject for f in facts) if not subtract else f"more {facts[0].subject} than {' and '.join(f.subject for f in facts[1:])}"
    lead = f"{hedge(facts)}{shown} {names}" if subtract else f"{hedge(facts)}{shown} for {names} together"
    return _computed(lead, facts, f"{sign.join(stated(f) for f in facts)} = {shown}", result, unit)


def remainder(whole: Fact, parts: tuple[Fact, ...]) -> Computed | None:
    """What is left of `whole` without `parts`."""
    if not parts or any(p.unit != whole.unit for p in parts) or whole.value is None:
        return None
    result = whole.value - sum((p.value for p in parts if p.value is not None), Fraction(0))
    shown = amount(result, str(whole.unit))
    names = " and ".join(p.subject for p in parts)
    expression = f"{stated(whole)} − {' − '.join(stated(p) for p in parts)} = {shown}"
    return _computed(f"{hedge((whole,))}{shown} of {whole.subject} other than {names}", (whole, *parts), expression, result, str(whole.unit))


def compare(facts: tuple[Fact, Fact], as_percent: bool) -> Computed | None:
    """The smaller as a share of the larger, or the larger as a multiple of the smaller."""
    small, large = sorted(facts, key=lambda f: f.value or 0)
    alike = small.unit == large.unit or {small.unit, large.unit} <= {"weapon", "firearm"}
    if not alike or not small.value or not large.value:
        return None
    if as_percent:
        result = 100 * small.value / large.value
        less = "less than " if large.qualifier in ("over", "more than") else ""
        shown = f"{number(result, 2 if result >= 1 else 4)} %"
        return _computed(f"{less}{shown} of the {large.subject} ({small.subject})", (small, large), f"{stated(small)} ÷ {stated(large)} × 100 = {shown}", result, "%")
    result = large.value / small.value
    shown = number(result, 1)
    much = "many" if large.unit in COUNTED else "much"
    return _computed(
        f"{hedge((large,))}{shown} times as {much} {large.subject} as {small.subject}", (large, small), f"{stated(large)} ÷ {stated(small)} = {shown}", result, "times"
    )


def share(fact: Fact, question: Question) -> Computed | None:
    """A stated fraction as a percentage, or what it leaves over."""
    if fact.unit != "fraction" or fact.value is None:
        return None
    left = question.has(r"\b(rest|left|leftover|remain\w*|other|others|else|outside|not with|everyone|everybody|non)\b")
    value = 1 - fact.value if left else fact.value
    shown = f"{number(100 * value, 1)} %"
    fraction = f"{value.numerator}/{value.denominator}"
    if left:
        thirds = "one third" if value == Fraction(1, 3) else fraction
        return _computed(f"about {thirds} (roughly {shown}) of {fact.subject} is with the rest of the world", (fact,), f"1 − {fact.value} = {fraction} = {shown}", value * 100, "%")
    return _computed(f"about {shown} of {fact.subject}", (fact,), f"{fact.value} × 100 = {shown}", value * 100, "%")


def _span(question: Question) -> tuple[str, Fraction] | None:
    """The period that a rate is asked for, and how many of it: `per hour`, `in 10 days`, `an hour`."""
    found = [(w, u) for w, u, kind in units_in(question.text) if kind == "time"]
    for written, unit in found:
        count = re.search(rf"(\d+|[a-z]+)[ -]{re.escape(written)}\b", question.text, re.IGNORECASE)
        numbers = [n for n in question.numbers if count and n.text.lower() == count[1].lower()]
        if unit == "day" and (not numbers or numbers[0].value == 1) and len({u for _, u in found}) > 1:
            continue  # "3.4 billion a day is how much an hour": the day is the given
        return unit, numbers[0].value if numbers and numbers[0].value > 0 else Fraction(1)
    if question.has(r"\b24 ?h"):
        return "day", Fraction(1)
    return None


def impossible_unit(question: Question, facts: tuple[Fact, ...]) -> str | None:
    """The unit that the question asks for and that no figure in `facts` can be expressed in, as written."""
    wanted = [(w, kind) for w, _, kind in units_in(question.text) if kind not in ("weight", "time")]
    asked = re.search(r"\b(?:in|to|into|as|how many)\s+([a-z]+)", question.text, re.IGNORECASE)
    return wanted[0][0] if wanted and asked and facts and len(question.words) <= 14 else None


def compute(question: Question, facts: tuple[Fact, ...], whole: Fact | None = None) -> Computed | None:
    """What `question` asks to be computed from `facts` (those it names, best first); `whole` is the total they belong to."""
    figures = tuple(f for f in facts if f.value is not None)
    if not figures:
        return None
    first = figures[0]
    if first.unit == "fraction":
        return share(first, question)
    weights = [u for _, u, kind in units_in(question.text) if kind == "weight" and u != first.unit]
    if len(figures) == 1 and whole and whole.id != first.id and whole.unit == first.unit:
        if question.has(PERCENT):
            return compare((first, whole), as_percent=True)
        if question.has(REMAINDER) and question.has(r"\b(total|drugs|haul|rest|lot|whole)\b"):
            return remainder(whole, (first,))
    if len(figures) > 1:
        parts = tuple(f for f in figures if whole is None or f.id != whole.id)
        if whole and question.has(REMAINDER) and parts and whole in figures and not question.has(RATIO + "|" + PERCENT):
            return remainder(whole, parts)
        if question.has(PERCENT):
            return compare((figures[0], figures[1]), as_percent=True)
        if question.has(RATIO):
            return compare((figures[0], figures[1]), as_percent=False)
        if question.has(SUM) and not question.has(r"\b(difference|minus|subtract|gap|how many more|how much more)\b"):
            return combine(figures[:3], subtract=False)
        if question.has(DIFFERENCE):
            return combine(figures[:2], subtract=True)
    if weights and is_weight(first.unit):
        return convert(first, weights[0])
    span = _span(question)
    if span:
        return rate(first, *span)
    if len(figures) > 1:
        return combine(figures[:3], subtract=False) or compare((figures[0], figures[1]), as_percent=False)
    if question.has(r"\bhalf|halve"):
        assert first.value is not None
        result = first.value / 2
        shown = amount(result, str(first.unit).split(" / ")[0])
        return _computed(f"half of that is {shown}", (first,), f"{stated(first)} ÷ 2 = {shown}", result, str(first.unit))
    return None
