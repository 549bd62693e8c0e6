"""Every check holds where it should and says what came instead where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from stories.checks import CHECKS, Seen, Unknown
from stories.loading import SCHEMA
from tests.stories.samples import FENTANYL, card, seen

TEXT = "In the past year, 27,149 prohibited weapons\nwere seized: $1.25 trillion."
DERIVATION = {"inputs": ["seized_fentanyl"], "expression": "23 lb × 0.45359237 kg/lb = 10.43 kg", "result": 10.43262451, "unit": "kg"}
DERIVED = card("derived", "seized_fentanyl", derivation=DERIVATION)
TWO = (FENTANYL, card("not_in_source", "seized_cocaine"))
ENGLISH, FRENCH = (
    "The agency says that this is what they have seized.",
    "Je ne sais pas ce que vous avez dit, mais elle est dans la maison.",
)


@pytest.mark.parametrize(
    ("name", "value", "reply", "holds"),
    [
        ("contains", "27,149 prohibited", seen(TEXT), True),
        ("contains", "PROHIBITED weapons were seized", seen(TEXT), True),
        ("contains", ["past year", "weapons"], seen(TEXT), True),
        ("contains", ["past year", "firearms"], seen(TEXT), False),
        ("contains", "7,149", seen(TEXT), False),
        ("contains", "27", seen(TEXT), False),
        ("contains", "$1.2", seen(TEXT), False),
        ("contains", "$1.25 trillion.", seen(TEXT), True),
        ("not_contains", "firearms", seen(TEXT), True),
        ("not_contains", ["firearms", "past year"], seen(TEXT), False),
        ("not_contains", "27,14", seen(TEXT), True),
        ("matches", r"^In the .* year", seen(TEXT), True),
        ("matches", [r"\d+,\d{3}", r"^Yes"], seen(TEXT), False),
        ("language", "en", seen(ENGLISH), True),
        ("language", "en", seen(FRENCH), False),
        ("language", "fr", seen(FRENCH), True),
        ("language", "en", seen("920"), False),
        ("within_ms", "50", seen(ms=40.0), True),
        ("within_ms", "39.5", seen(ms=40.0), False),
        ("within_ms", "50", seen(ms=None), False),
        ("kind", "fact", seen("", FENTANYL), True),
        ("kind", "fact", seen("", *TWO), False),
        ("kind", "fact", seen(), False),
        ("facts", ["seized_cocaine", "seized_fentanyl"], seen("", *TWO), True),
        ("facts", ["seized_fentanyl"], seen("", *TWO), False),
        ("facts", {"at_least": ["seized_fentanyl"]}, seen("", *TWO), True),
        ("facts", {"at_least": ["seized_fentanyl", "trade_daily"]}, seen("", *TWO), False),
        ("facts", [], seen("", card("smalltalk")), True),
        ("facts", [], seen("", FENTANYL), False),
        ("quotes", "23 lb of fentanyl", seen("", FENTANYL), True),
        ("quotes", ["lb of", "2308 lb"], seen("", FENTANYL), False),
        ("quotes", "23 lb of fentanyl", seen("", card("fact", "seized_fentanyl", quotes=["23 lb"])), False),
        ("derived", {"value": "10.43"}, seen("", DERIVED), True),
        ("derived", {"value": "10.4", "unit": "kg"}, seen("", DERIVED), True),
        ("derived", {"value": "10.44"}, seen("", DERIVED), False),
        ("derived", {"value": "10.44", "tolerance": "0.01"}, seen("", DERIVED), True),
        ("derived", {"value": "10.43", "unit": "lb"}, seen("", DERIVED), False),
        ("derived", {"value": "10.43"}, seen("", FENTANYL), False),
        ("buttons", ["How much cocaine was seized?"], seen("", FENTANYL), True),
        ("buttons", {"at_least": ["What else?"]}, seen("", FENTANYL), False),
        ("intent", "ask_seizures", seen(), True),
        ("intent", "ask_trade", seen(), False),
        ("intent", {"name": "ask_seizures", "at_least": "0.9"}, seen(), True),
        ("intent", {"name": "ask_seizures", "at_least": "0.95"}, seen(), False),
        ("entities", [{"subject": "Fentanyl"}], seen(), True),
        ("entities", [{"rival": "fentanyl"}], seen(), False),
        ("entities", [], seen(), False),
        ("action", "action_answer", seen(), True),
        ("action", "action_listen", seen(), False),
        ("slots", {"context": {"answered": True}}, seen(), True),
        ("slots", {"context": {"facts": ["seized_cocaine"]}}, seen(), False),
        ("slots", {"context": {"answered": 1, "age": 0}}, seen(), False),
        ("slots", {"other": None}, seen(), True),
    ],
)
def test_a_check_holds_where_it_should(name: str, value: Any, reply: Seen, holds: bool) -> None:
    gap = CHECKS[name](value, reply)
    assert (gap is None) is holds, gap
    assert gap is None or (gap.expected and gap.got)


def test_a_gap_shows_expected_beside_got() -> None:
    gap = CHECKS["derived"]({"value": "10.5", "unit": "kg"}, seen("", DERIVED))
    assert gap and gap.expected == "10.5 kg (give or take 0.05)" and gap.got.startswith("10.4326 kg, from ")
    gap = CHECKS["intent"]({"name": "ask_trade", "at_least": "0.95"}, seen())
    assert gap and (gap.expected, gap.got) == ("ask_trade, at least 0.95", "ask_seizures 0.91")
    gap = CHECKS["facts"]({"at_least": ["b"]}, seen("", FENTANYL))
    assert gap and (gap.expected, gap.got) == ("b", "seized_fentanyl")


@pytest.mark.parametrize("name", ["intent", "entities", "action", "slots"])
def test_what_is_not_known_can_not_be_told(name: str) -> None:
    with pytest.raises(Unknown):
        CHECKS[name]({}, seen(reading=None))


def test_every_key_that_may_be_written_has_a_check() -> None:
    written = {*SCHEMA["definitions"]["bot"]["properties"], *SCHEMA["definitions"]["step"]["properties"]} - {"user", "button", "bot"}
    assert written == set(CHECKS)
