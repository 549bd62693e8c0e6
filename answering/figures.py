"""Arithmetic on stated figures: each function turns facts into a derived figure with its derivation, or None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from answering.card import Derivation, Result
from answering.units import COUNTED, DAYS, factor
from answering.wording import money, number
from knowledge.records import Fact

PERIODS = {"past year": "year"}
"""Periods of facts that are a span of time, as units."""
ABBREVIATED = {"tonne": "tonnes", "short_ton": "short tons", "long_ton": "long tons"}
AT_LEAST = ("over", "more than")


@dataclass(frozen=True)
class Computed:
    """`lead` says the result in words; the derivation and the facts that went in stand behind it.

    `result` is None where it is no amount of one thing: a percentage, a ratio, several figures at once.
    """

    lead: str
    derivation: Derivation
    facts: tuple[Fact, ...]
    result: Result | None = None


def amount(value: Fraction, unit: str) -> str:
    """`value` with its unit, as text: `$1.8 trillion`, `10.43 kg`, `28,069`."""
    if unit.startswith("dollar"):
        return money(value)
    if unit == "item":
        return number(value)
    name = ABBREVIATED.get(unit, unit)
    if unit in COUNTED and value != 1:
        name = f"{unit}s"
    return f"{number(value)} {name}"


def hedge(facts: Sequence[Fact]) -> str:
    """The qualifier that the inputs carry over to a result, with a space; exact inputs carry none."""
    return next((f"{f.qualifier} " for f in facts if f.qualifier), "")


def stated(fact: Fact) -> str:
    """The fact's figure without its qualifier: `$3.4 billion`, `23 lb`, `2/3`."""
    assert fact.value is not None and fact.unit is not None
    return str(fact.value) if fact.unit == "fraction" else amount(fact.value, fact.unit.partition(" / ")[0])


def _value(fact: Fact) -> Fraction:
    assert fact.value is not None
    return fact.value


def _computed(lead: str, facts: Sequence[Fact], expression: str, result: Fraction, unit: str, subject: str | None = None) -> Computed:
    ids = tuple(dict.fromkeys(f.id for f in facts))
    amount_of = Result(str(result), unit, subject, hedge(facts).strip() or None, expression) if subject else None
    return Computed(lead[:1].upper() + lead[1:], Derivation(ids, expression, float(result), unit), tuple(facts), amount_of)


def convert(facts: Sequence[Fact], to: str) -> Computed:
    """Weights in the unit `to`, one or several; the derivation's result is the first. Raises pint.DimensionalityError."""
    told, steps, results = [], [], []
    for fact in facts:
        assert fact.unit is not None
        by = factor(fact.unit, to)
        results.append(_value(fact) * by)
        shown = amount(results[-1], to)
        told.append(f"{hedge([fact])}{shown} of {fact.subject}")
        steps.append(f"{stated(fact)} × {float(by):.8g} {to}/{fact.unit} = {shown}")
    subject = facts[0].subject if len(facts) == 1 else None
    return _computed(" and ".join(told), facts, "; ".join(steps), results[0], to, subject)


def _days(days: Fraction) -> str:
    if days < 1:
        return f"1/{number(1 / days)} day"
    return f"{number(days)} day{'s' if days != 1 else ''}"


def rate(fact: Fact, per: str, count: Fraction = Fraction(1)) -> Computed | None:
    """A figure per period turned into one per `count` × `per`, spread evenly; None where it has no period, or just that one."""
    assert fact.unit is not None
    unit, _, period = fact.unit.partition(" / ")
    period = period or PERIODS.get(fact.period or "", "")
    if period not in DAYS or per not in DAYS or (per == period and count == 1):
        return None
    days, own = DAYS[per] * count, DAYS[period]
    result = _value(fact) * days / own
    shown = amount(result, unit)
    what = f"{number(result)} {fact.subject}" if unit in COUNTED else f"{shown} of {fact.subject}"
    span = per if count == 1 else f"{number(count)} {per}s"
    expression = f"{stated(fact)} × {_days(days)} ÷ {_days(own)} = {shown}"
    return _computed(f"{hedge([fact])}{what} per {span}, spread evenly", [fact], expression, result, f"{unit} / {span}", fact.subject)


def held_against(fact: Fact, other: Fact) -> Computed | None:
    """A figure per period turned into one for the period of `other`, a figure of the same kind, which is told beside it."""
    _, _, per = str(other.unit).partition(" / ")
    found = rate(fact, per or PERIODS.get(other.period or "", ""))
    return replace(found, lead=f"{found.lead}, against {hedge([other])}{stated(other)} as stated", facts=(fact, other)) if found else None


def _common_unit(facts: Sequence[Fact]) -> str | None:
    units = {"item" if f.unit in COUNTED else str(f.unit) for f in facts}
    if len(units) != 1 or len(facts) < 2:
        return None
    return units.pop()


def add(facts: Sequence[Fact]) -> Computed | None:
    """The sum; None for figures in unlike units."""
    unit = _common_unit(facts)
    if unit is None:
        return None
    result = sum(map(_value, facts), Fraction(0))
    shown = amount(result, unit)
    names = " and ".join(f.subject for f in facts)
    expression = f"{' + '.join(map(stated, facts))} = {shown}"
    return _computed(f"{hedge(facts)}{shown} for {names} together", facts, expression, result, unit, f"{names} together")


def subtract(facts: Sequence[Fact]) -> Computed | None:
    """The largest minus the others; None for figures in unlike units."""
    unit = _common_unit(facts)
    if unit is None:
        return None
    first, *others = sorted(facts, key=_value, reverse=True)
    result = _value(first) - sum(map(_value, others), Fraction(0))
    shown = amount(result, unit)
    lead = f"{hedge([first])}{shown} more {first.subject} than {' and '.join(f.subject for f in others)}"
    return _computed(lead, [first, *others], f"{' − '.join(map(stated, [first, *others]))} = {shown}", result, unit)


def remainder(whole: Fact, parts: Sequence[Fact]) -> Computed | None:
    """What is left of `whole` without `parts`; None for figures in unlike units."""
    if not parts or any(p.unit != whole.unit for p in parts):
        return None
    result = _value(whole) - sum(map(_value, parts), Fraction(0))
    shown = amount(result, str(whole.unit))
    what = f"{whole.subject} other than {' and '.join(p.subject for p in parts)}"
    taken = stated(parts[0])
    if len(parts) > 1:
        together = amount(sum(map(_value, parts), Fraction(0)), str(whole.unit))
        taken = f"({' + '.join(map(stated, parts))} = {together})"
    expression = f"{stated(whole)} − {taken} = {shown}"
    return _computed(f"{hedge([whole])}{shown} of {what}", [whole, *parts], expression, result, str(whole.unit), what)


def _ordered(one: Fact, other: Fact) -> tuple[Fact, Fact] | None:
    if _common_unit([one, other]) is None or not one.value or not other.value:
        return None
    return (one, other) if one.value <= other.value else (other, one)


def percentage(one: Fact, other: Fact) -> Computed | None:
    """The smaller as a share of the larger; None for figures in unlike units."""
    ordered = _ordered(one, other)
    if ordered is None:
        return None
    small, large = ordered
    result = 100 * _value(small) / _value(large)
    shown = f"{number(result, 2 if result >= 1 else 4)} %"
    # A share of a minimum is at most that share.
    bound = "less than " if large.qualifier in AT_LEAST else ""
    return _computed(
        f"{bound}{shown} of the {large.subject} ({small.subject})",
        ordered,
        f"{stated(small)} ÷ {stated(large)} × 100 = {shown}",
        result,
        "%",
    )


def percentage_of_sum(part: Fact, facts: Sequence[Fact]) -> Computed | None:
    """`part` as a share of the sum of `facts`, which it is one of; None for figures in unlike units."""
    if _common_unit(facts) is None or part not in facts:
        return None
    result = 100 * _value(part) / sum(map(_value, facts), Fraction(0))
    shown = f"{number(result, 2)} %"
    others = " and ".join(f.subject for f in facts)
    expression = f"{stated(part)} ÷ ({' + '.join(map(stated, facts))}) × 100 = {shown}"
    return _computed(f"{shown} of {others} together are {part.subject}", [part, *(f for f in facts if f != part)], expression, result, "%")


def percentage_together(parts: Sequence[Fact], whole: Fact) -> Computed | None:
    """The sum of `parts` as a share of `whole`, which they belong to; None for figures in unlike units."""
    if _common_unit([*parts, whole]) is None or not whole.value:
        return None
    result = 100 * sum(map(_value, parts), Fraction(0)) / whole.value
    shown = f"{number(result, 2 if result >= 1 else 4)} %"
    bound = "less than " if whole.qualifier in AT_LEAST else ""
    names = " and ".join(f.subject for f in parts)
    expression = f"({' + '.join(map(stated, parts))}) ÷ {stated(whole)} × 100 = {shown}"
    return _computed(f"{bound}{shown} of the {whole.subject} ({names} together)", [*parts, whole], expression, result, "%")


def multiple(one: Fact, other: Fact) -> Computed | None:
    """How many times the smaller the larger is; None for figures in unlike units."""
    ordered = _ordered(one, other)
    if ordered is None:
        return None
    small, large = ordered
    result = _value(large) / _value(small)
    shown = number(result, 1)
    much = "many" if large.unit in COUNTED else "much"
    lead = f"{hedge([large])}{shown} times as {much} {large.subject} as {small.subject}"
    return _computed(lead, [large, small], f"{stated(large)} ÷ {stated(small)} = {shown}", result, "times")


def percent_of(share: Fact, left: bool) -> Computed:
    """A stated fraction as a percentage, or (`left`) what it leaves over."""
    value = 1 - _value(share) if left else _value(share)
    shown = f"{number(100 * value, 1)} %"
    fraction = f"{value.numerator}/{value.denominator}"
    expression = f"1 − {share.value} = {fraction} = {shown}" if left else f"{fraction} × 100 = {shown}"
    about = hedge([share])
    lead = f"{about}{fraction} ({shown}) of {share.subject} is with the rest of the world" if left else f"{about}{shown} of {share.subject}"
    if value == Fraction(1, 3):
        lead = lead.replace("1/3", "one third")
    return _computed(lead, [share], expression, 100 * value, "%")


def implied_total(part: Fact, share: Fact, left: bool) -> Computed:
    """The whole of which the amount `part` is the fraction `share`, or (`left`) the whole without that part."""
    result = _value(part) * (1 / _value(share) - (1 if left else 0))
    unit = str(part.unit)
    shown = amount(result, unit)
    lead = f"{hedge([share])}{shown} of {share.subject}" + (" with the rest of the world" if left else " in all")
    expression = f"{stated(part)} ÷ {share.value}{f' − {stated(part)}' if left else ''} = {shown}"
    return _computed(lead, [part, share], expression, result, unit, share.subject)


def divided(fact: Fact, by: int) -> Computed:
    """A figure divided by a whole number that is not 0."""
    result = _value(fact) / by
    shown = amount(result, str(fact.unit).partition(" / ")[0])
    lead = f"{hedge([fact])}{shown} is {stated(fact)} divided by {by}"
    return _computed(lead, [fact], f"{stated(fact)} ÷ {by} = {shown}", result, str(fact.unit), fact.subject)


def count(listing: Fact) -> Computed:
    """How many parts a fact lists."""
    many = len(listing.parts)
    return _computed(f"{many} in all", [listing], f"counted in the list: {many}", Fraction(many), "item")


def rounded(found: Computed) -> Computed:
    """`found` with its amount to the nearest whole one said beside it; as it is where that is nothing else, or 0."""
    if found.result is None:
        return found
    value, unit = Fraction(found.result.value), found.result.unit.partition(" / ")[0]
    whole = Fraction(round(value))
    if unit.startswith("dollar") or whole in (0, value):
        return found
    return replace(found, lead=f"{found.lead}, or {amount(whole, unit)} to the nearest whole one")
