"""Which computation a question asks for, read off its words and the figures it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from answering import figures
from answering.card import Result
from answering.figures import Computed
from answering.question import Question, units_in
from answering.units import COUNTED, DAYS, is_weight
from knowledge.records import Fact

SHORT = 14
"""Words up to which an odd unit in a question is what it asks for."""


def alike(one: Fact, other: Fact) -> bool:
    """Whether the figures of both can be held against each other: two weights, two counts, two sums of money."""
    units = ["item" if fact.unit in COUNTED else str(fact.unit).partition(" / ")[0] for fact in (one, other)]
    return one.value is not None and other.value is not None and units[0] == units[1]


def _own_period(fact: Fact) -> str:
    return str(fact.unit).partition(" / ")[2] or figures.PERIODS.get(fact.period or "", "")


def _span(question: Question, fact: Fact) -> tuple[str, Fraction] | None:
    """The period that a rate is asked for, and how many of it: `per hour`, `in 10 days`, `an hour`; the last that is named."""
    wanted = None
    for written, unit, kind in units_in(question.text):
        if kind != "time":
            continue
        count = re.search(rf"(\d+|[a-z]+)[ -]{re.escape(written)}\b", question.text, re.IGNORECASE)
        numbers = [n for n in question.numbers if count and n.text.lower() == count[1].lower() and n.value > 0 and not n.looks_like_year]
        many = numbers[0].value if numbers else Fraction(1)
        # "Per day, taking 365 days": what the figure is for anyway is no span that is asked for.
        given = _own_period(fact) in DAYS and DAYS[unit] * many == DAYS[_own_period(fact)]
        # "Per second. I have five hours left": what it is asked per comes before other times.
        plain = re.search(rf"(?:\bper |\beach |\bevery ){re.escape(written)}\b", question.text, re.IGNORECASE)
        if plain and not given:
            return unit, many
        if not given:  # "3.4 billion a day is how much an hour": the day is the given
            wanted = unit, many
    if wanted is None and re.search(r"\b24 ?h", question.text):
        wanted = "day", Fraction(1)
    return wanted


def _asks_other_unit(question: Question, fact: Fact) -> bool:
    assert fact.unit is not None
    asked = re.findall(r"\b(?:in|into|to|how many)\s+(\w+)", question.text, re.IGNORECASE)
    units = [u for _, u, kind in units_in(question.text) if kind == "weight"]
    wanted = [u for _, u, kind in units_in(" ".join(asked)) if kind == "weight"]
    if is_weight(fact.unit) and (any(u != fact.unit for u in wanted) or (units and fact.unit not in units)):
        return True
    # "Per week", "a week", "weekly"; not "for this week's speech". Of what is no rate itself only where it is put plainly.
    one = "per|a|an|each|every|one" if " / " in fact.unit else "per|each|every"
    rates = re.findall(rf"(?:\b(?:{one})(?: single)?[ -]|/ ?)(\w+)|\b(\w+ly)\b", question.text, re.IGNORECASE)
    periods = {u for rate in rates for _, u, kind in units_in(" ".join(rate)) if kind == "time"}
    return bool(_own_period(fact)) and bool(periods - {_own_period(fact)})


def is_asked(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether a question about `facts` asks for more than they state: another unit, another period, a difference."""
    figures_ = [f for f in facts if f.value is not None and f.unit]
    if len(figures_) == 1:
        if figures_[0].unit == "fraction" and question.has("as_percent"):
            return True
        share = figures_[0].unit != "fraction" and question.has("percent") and question.has("of_that", "of_all")
        return share or question.has("implied") or _asks_other_unit(question, figures_[0])
    return len(figures_) == 2 and question.has("plain_difference", "of_pair", "one_number", "multiple")


def impossible_unit(question: Question, facts: Sequence[Fact]) -> str | None:
    """The unit that the question asks for and that no figure can be expressed in, as written; None where it asks for none."""
    wanted = [written for written, _, kind in units_in(question.text) if kind not in ("weight", "time")]
    asked = re.search(r"\b(?:in|to|into|as|how many)\s+[a-z]+", question.text, re.IGNORECASE)
    return wanted[0] if wanted and asked and facts and len(question.words) <= SHORT else None


def _counted(facts: Sequence[Fact]) -> list[Fact]:
    return [f for f in facts if f.unit in COUNTED and f.value is not None]


def _of_one(question: Question, first: Fact, whole: Fact | None, kin: Sequence[Fact]) -> Computed | None:
    if question.has("percent") and question.has("of_sum") and len(_counted(kin)) > 1 and first.unit in COUNTED:
        return figures.percentage_of_sum(first, _counted(kin))
    if question.has("ratio", "difference") and not question.has("of_total") and first.unit in COUNTED and len(_counted(kin)) == 2:
        pair = _counted(kin)
        return figures.multiple(*pair) if question.has("ratio") else figures.subtract(pair)
    if whole is None or whole.id == first.id or whole.unit != first.unit:
        return None
    if question.has("percent"):
        return figures.percentage(first, whole)
    if question.has("remainder") and question.has("of_total"):
        return figures.remainder(whole, [first])
    return None


def _most_named(question: Question, facts: Sequence[Fact]) -> Fact:
    # "What % of weapons plus restricted firearms were the restricted ones": the one that is named again.
    return max(facts, key=lambda fact: sum(fact.id in mention.facts for mention in question.mentions))


def _of_several(question: Question, named: Sequence[Fact], whole: Fact | None) -> Computed | None:
    parts = [f for f in named if whole is None or f.id != whole.id]
    between = question.has("plain_difference") and not question.has("of_total")
    if whole and parts and question.has("remainder") and not between and not question.has("ratio", "percent"):
        left = figures.remainder(whole, parts)
        if left:
            return left
    if question.has("percent"):
        if whole and len(parts) > 1 and (whole in named or whole.value in [n.value for n in question.numbers]):
            return figures.percentage_together(parts, whole)
        together = question.has("of_sum") and whole not in named
        return figures.percentage_of_sum(_most_named(question, named), named) if together else figures.percentage(named[0], named[1])
    if question.has("ratio"):
        return figures.multiple(named[0], named[1])
    if question.has("sum") and not question.has("plain_difference"):
        # A total is never added to its own parts.
        return figures.add(parts) or figures.add([f for f in parts if alike(f, parts[0])])
    if question.has("difference", "of_pair"):
        return figures.subtract(named[:2])
    return None


def _of_share(question: Question, share: Fact, kin: Sequence[Fact]) -> Computed:
    left = question.has("rest_of_world")
    part = next((f for f in kin if f.period == share.period and str(f.unit).startswith("dollar")), None)
    asks_money = re.search(
        r"\$|\bdollars?\b|\bbillions?\b|\btrillions?\b|\bworth\b|\bhow much\b|\bvalue\b|\d ?[bt]n?\b", question.text, re.IGNORECASE
    )
    if part and not question.has("percent") and (asks_money or (question.has("all_trade") and not left)):
        return figures.implied_total(part, share, left)
    return figures.percent_of(share, left)


def compute(question: Question, facts: Sequence[Fact], whole: Fact | None, kin: Sequence[Fact]) -> Computed | None:
    """What `question` asks to be computed; None where its words ask for nothing that can be.

    `facts` are those it is about, the likeliest first, `whole` is the total that the first belongs to, `kin` are
    all facts of the topic.
    """
    named = [f for f in facts if f.value is not None]
    if not named:
        return None
    first = named[0]
    share = next((f for f in kin if f.unit == "fraction" and f.period == first.period), None)
    if first.unit == "fraction":
        return _of_share(question, first, kin)
    if share and str(first.unit).startswith("dollar") and question.has("all_trade"):
        return _of_share(question, share, kin)
    beside = next((f for f in kin if f.id != first.id and f.unit and " / " in f.unit and alike(f, first)), None)
    if beside and question.has("held_against") and " / " in str(first.unit):
        return figures.held_against(first, beside)
    weights = [u for _, u, kind in units_in(question.text) if kind == "weight" and u != first.unit]
    found = _of_several(question, named, whole) if len(named) > 1 else _of_one(question, first, whole, kin)
    if found and found.result and weights and is_weight(found.result.unit):  # "both together in kg"
        return _after(found.result, figures.convert([found.result.as_fact(first)], weights[-1]), found.facts)
    if found:
        return found
    if weights and is_weight(first.unit):
        return figures.convert([f for f in named if f.unit == first.unit], weights[-1])
    span = _span(question, first)
    weeks = span == ("week", Fraction(1)) and _own_period(first) == "year" and re.search(r"\b52\b", question.text)
    if weeks:  # "per week, over 52 weeks": a year of 52 weeks is what they count by
        return figures.divided(first, 52)
    rate = figures.rate(first, *span) if span else None
    if rate:
        return rate
    divisor = re.search(r"\bdivided?\b.*?\bby (\d+)|÷ ?(\d+)|/ ?(\d+)\b", question.text, re.IGNORECASE)
    if divisor and int(next(filter(None, divisor.groups()))):
        return figures.divided(first, int(next(filter(None, divisor.groups()))))
    if question.has("half"):
        return figures.divided(first, 2)
    if len(named) > 1 and whole not in named:
        return figures.add(named) or figures.multiple(named[0], named[1])
    return None


def onward(question: Question, last: Result | None, facts: Sequence[Fact]) -> Computed | None:
    """What `question` makes of the figure that was computed `last` from `facts` ("in kg?"); None where it asks for something else."""
    if last is None or not facts:
        return None
    found = compute(question, [last.as_fact(facts[0])], None, [])
    return _after(last, found, facts) if found else None


def _after(last: Result, found: Computed, facts: Sequence[Fact]) -> Computed:
    """`found`, computed from the figure `last`, as one that comes from `facts` in two steps."""
    expression = f"{last.expression}; {found.derivation.expression}"
    unit, span = found.derivation.unit, last.unit.partition(" / ")[2]
    if span and found.result:  # a weight per day in another unit is still one per day
        unit = f"{unit} / {span}"
    derivation = replace(found.derivation, inputs=tuple(dict.fromkeys(f.id for f in facts)), expression=expression, unit=unit)
    result = replace(found.result, expression=expression, unit=unit, subject=last.subject) if found.result else None
    return Computed(found.lead, derivation, tuple(facts), result)
