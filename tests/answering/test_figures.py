"""Computed figures: the right result, shown with its inputs, and the source's qualifier kept."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering import figures
from answering.units import DAYS, factor
from knowledge.numbers import values
from knowledge.store import KnowledgeBase
from tests.answering.conftest import Talk

CASES = [
    ("fentanyl in kg", "seized_fentanyl", "10.43 kg"),
    ("cocaine in tonnes", "seized_cocaine", "1.05 tonnes"),
    ("how many ounces of fentanyl", "seized_fentanyl", "368 oz"),
    ("fentanyl in grams", "seized_fentanyl", "10,432.62 g"),
    ("all drugs in metric tonnes", "seized_drugs_total", "Over 68.04 tonnes"),
    ("drugs in short tons", "seized_drugs_total", "Over 75 short tons"),
    ("trade per hour", "trade_daily", "$141.67 million"),
    ("daily trade times a week, per week", "trade_daily", "$23.8 billion"),
    ("trade every minute", "trade_daily", "$2.36 million"),
    ("trade per month in 2022", "trade_annual", "$100 billion"),
    ("prohibited weapons per month", "seized_prohibited_weapons", "2,262.42"),
    ("restricted firearms a week", "seized_restricted_firearms", "17.64"),
    ("prohibited weapons and restricted firearms combined", "seizures", "28,069"),
    ("fentanyl plus cocaine total", "seizures", "2,331 lb"),
    ("difference between cocaine and fentanyl", "seizures", "2,285 lb"),
    ("how many times more cocaine than fentanyl", "seizures", "100.3 times"),
    ("what percent of the drugs was cocaine", "seized_cocaine", "less than 1.54 %"),
    ("what is left of the drugs total without fentanyl and cocaine", "seized_drugs_total", "147,669 lb"),
    ("share of trade as a percentage", "trade_share", "66.7 %"),
    ("percent of trade with the rest of the world", "trade_share", "33.3 %"),
    ("implied world trade in dollars", "trade_share", "$1.8 trillion"),
    ("what does 1.2 trillion imply for global trade", "trade_annual", "$1.8 trillion"),
    ("by how many do prohibited weapons exceed restricted firearms", "seizures", "26,229"),
    ("restricted as a percentage of both together", "seized_restricted_firearms", "3.28 %"),
    ("ratio of prohibited to restricted", "seized_prohibited_weapons", "29.5 times"),
    ("divide the cocaine by 4", "seized_cocaine", "577 lb"),
    ("annualised daily trade", "trade_daily", "$1.24 trillion"),
    ("half of the cocaine", "seized_cocaine", "1,154 lb"),
]


@pytest.mark.parametrize(("text", "about", "result"), CASES)
def test_a_computed_figure(talk: Talk, text: str, about: str, result: str) -> None:
    reply = talk.say(text, "compute_figure", about)
    assert reply.card["kind"] == "derived", reply.text
    assert result.lower() in reply.text.lower()
    assert reply.card["derivation"]["expression"] in reply.text


@pytest.mark.parametrize(("text", "about", "result"), CASES)
def test_the_expression_starts_from_stated_figures(talk: Talk, kb: KnowledgeBase, text: str, about: str, result: str) -> None:
    card = talk.say(text, "compute_figure", about).card
    quoted = {number for quote in card["quotes"] for number in values(quote["text"])}
    inputs = {fact.value for i in card["derivation"]["inputs"] if (fact := kb.fact(i))}
    assert inputs <= quoted
    first = values(card["derivation"]["expression"].split("=")[0])
    assert first & {value for value in inputs if value is not None}


def test_qualifiers_are_kept(talk: Talk) -> None:
    assert "more than $141.67 million" in talk.say("trade per hour", "compute_figure", "trade_daily").text.lower()
    assert "about 66.7 %" in talk.say("as a percentage", "compute_figure", "trade_share").text.lower()


@pytest.mark.parametrize("text", ["fentanyl in kilometres", "cocaine in litres", "how many degrees celsius is the fentanyl"])
def test_an_impossible_unit_gets_a_clear_sentence(talk: Talk, text: str) -> None:
    reply = talk.say(text, "compute_figure", "seized_fentanyl")
    assert reply.card["kind"] == "not_in_source" and "cannot be expressed" in reply.text


def test_a_total_is_never_added_to_its_parts(talk: Talk) -> None:
    reply = talk.say("fentanyl, cocaine and the drugs all together", "compute_figure", "seizures")
    assert "152,331" not in reply.text


def test_unlike_units_are_not_combined(kb: KnowledgeBase) -> None:
    weapons, drugs = kb.fact("seized_prohibited_weapons"), kb.fact("seized_cocaine")
    assert weapons and drugs
    assert figures.add([weapons, drugs]) is None
    assert figures.subtract([weapons, drugs]) is None
    assert figures.multiple(weapons, drugs) is None
    assert figures.percentage(weapons, drugs) is None


def test_the_period_that_a_figure_has_is_no_computation(kb: KnowledgeBase) -> None:
    daily = kb.fact("trade_daily")
    assert daily and figures.rate(daily, "day") is None


@given(st.sampled_from(["lb", "kg", "g", "oz", "tonne", "short_ton", "stone"]), st.sampled_from(["lb", "kg", "g", "oz", "tonne"]))
def test_conversions_round_trip(one: str, other: str) -> None:
    assert abs(factor(one, other) * factor(other, one) - 1) < Fraction(1, 10**6)


@given(st.sampled_from(sorted(DAYS)))
def test_rates_agree_with_the_length_of_periods(period: str) -> None:
    assert DAYS[period] > 0 and DAYS["year"] / DAYS["day"] == 365


def test_money_is_told_with_its_scale() -> None:
    assert re.fullmatch(r"\$1\.8 trillion", figures.amount(Fraction(18, 10) * 10**12, "dollar / year"))
