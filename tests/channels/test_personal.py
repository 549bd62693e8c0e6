"""Personal information is recognised however it is written; the figures of the topic are never taken for it."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from channels.personal import found
from server.settings import ROOT

PERSONAL = {
    "sin": [
        "046 454 286", "my SIN is 046-454-286, is my permit ready", "130692544", "0 4 6 4 5 4 2 8 6", "046–454–286", "046.454.286",
        "zero four six four five four two eight six", "zéro quatre six quatre cinq quatre deux huit six", "０４６４５４２８６",
        "٠٤٦٤٥٤٢٨٦", "046\u200b454\u200b286", "046\u00a0454\u00a0286", "SIN: 123456789", "social insurance number 123 456 780", "123-456-789",
    ],
    "payment_card": [
        "4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004", "3400 000000 00009", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "４１１１ １１１１ １１１１ １１１１",
    ],
    "phone": [
        "call 416-555-1234", "4165551234", "(613) 995-2300", "+44 20 7946 0958", "011 44 20 7946 0958", "416.555.1234", "416/555/1234",
        "1 800 461 9999", "my number is 555-1234", "phone: 555 0199", "call me back at 555 0199",
        "four one six five five five one two three four", "４１６-５５５-１２３４",
    ],
    "email": [
        "a.b@c.ca", "jane@example.co.uk", "jane @ example . com", "ｊａｎｅ＠example．com", "jane at example dot com", "jane [at] gmail [dot] com",
        "jane(at)example.com", "jane at gmail.com",
    ],
    "passport": ["AB123456", "AB 123456", "A123456BC", "passport no. GA302922", "passport number 123456789", "my passport is ab 123456"],
    "street_address": [
        "123 Main Street", "22 St. Clair Ave W", "221b Baker street", "12 Elgin St.", "10 Sussex Drive", "1600 Pennsylvania Avenue",
        "I live at 45 rue Principale", "450, boulevard Laurier", "K1A 0L8", "k1a0l8", "PO Box 123",
    ],
}  # fmt: skip

FIGURES = [
    "27,149", "150,000 lb", "2308", "$3.4 billion", "68 tonnes", "8,891 km", "23 + 2308", "23, 2308, 27149, 150000, 581", "2019-2023",
    "2021 2022 2023", "150000", "2022 - 150000", "581 150000", "2,308 581 2308", "lb 150000", "kg 150000", "HOW MUCH IS 150000 LB", "is 150000 right", "27149/23", "2308.5 lb", "1,046.89 kg",
    "3400000000", "3,400,000,000", "3 400 000 000", "$130692544", "130 692 544 dollars", "130,692,544", "1 2 3 4 5 6", "call 911", "call 9-1-1",
    "5 kilos of fentanyl street price", "23 lb street value", "23 pounds fentanyl on the street", "what about 50,000 pounds street drugs",
    "8,891 km of road", "a 2023 road map", "2023 US Canada highway", "in 2023 where did the forum take place", "look at cbsa.gc.ca",
    "fentanyl @ 23 lb", "is it four or five eyes", "one two three", "between 1953 and 2023", "1e9", "passports seized: 27149",
]  # fmt: skip

HOLD_IT_INDEED = {
    "hi my name is Fakey Fakerson and my SIN is 000-000-000, is my work permit ready",
    "write a regex that matches postal codes like K1A 0B1",
    "920 Rogers Street, what's the postal code",
    "text it to 613 555 0188",
}
"""Questions of the evaluation sets and the training data that do hold personal information."""


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PERSONAL.items() for text in texts])
def test_personal_information_is_recognised(kind: str, text: str) -> None:
    assert found(text) == (kind,)
    assert found(f"Hello, {text} how much fentanyl was seized?") == (kind,)


def test_every_kind_in_a_text_is_told() -> None:
    assert found("SIN 046 454 286, jane@example.com, 12 Elgin St.") == ("sin", "email", "street_address")


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_of_the_topic_is_none(text: str) -> None:
    assert found(text) == ()
    assert found(f"is it true that {text} were seized?") == ()


def _questions() -> list[str]:
    sets = (ROOT / "tests" / "evaluation").glob("*.jsonl")
    asked = [turn["user"] for file in sets for line in file.read_text(encoding="utf-8").splitlines() for turn in json.loads(line)["turns"]]
    data = (yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"] for file in (ROOT / "data" / "nlu").rglob("*.yml"))
    return asked + [line[2:] for blocks in data for block in blocks for line in block["examples"].splitlines()]


def test_no_question_of_the_sets_and_the_training_data_is_taken_for_it() -> None:
    questions = _questions()
    assert len(questions) > 10_000
    assert {question for question in questions if found(question)} == HOLD_IT_INDEED


STATED = st.sampled_from(
    ["27,149", "27149", "150,000", "150000", "2308", "2,308", "23", "581", "8,891", "1,046.89", "3.4", "2022", "2023", "68", "1953"]
)


@given(
    st.lists(st.tuples(STATED, st.sampled_from(["", " lb", " kg", " km", " billion"])), min_size=1, max_size=8),
    st.sampled_from([", ", " + ", " and ", "+", "; ", "\n", " or ", " vs ", "*", "="]),
)
def test_no_list_and_no_sum_of_figures_is_taken_for_it(figures: list[tuple[str, str]], between: str) -> None:
    assert found(between.join(figure + unit for figure, unit in figures)) == ()


@given(STATED, STATED, st.sampled_from(["-", " - ", "–", " to ", "/", " ", ".", "  "]))
def test_no_range_of_figures_is_taken_for_it(first: str, last: str, between: str) -> None:
    assert found(f"{first}{between}{last}") == ()


@given(st.text(max_size=500))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(found(text)) <= set(PERSONAL)
