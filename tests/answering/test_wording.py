"""Wording and cues are data: every key is there, every placeholder is filled, every pattern compiles."""

from __future__ import annotations

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from answering import cues, wording
from knowledge.numbers import values


def test_every_cue_compiles_and_finds_something() -> None:
    for name, words in yaml.safe_load(cues.FILE.read_text(encoding="utf-8")).items():
        assert words, name
        cues.pattern(name)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        wording.say("no_such_key")
    with pytest.raises(KeyError):
        cues.pattern("no_such_cue")


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_is_written_so_that_it_reads_back(value: int) -> None:
    assert Fraction(value) in values(wording.number(value))


@pytest.mark.parametrize(
    ("value", "text"), [(3.4e9, "$3.4 billion"), (1.2e12, "$1.2 trillion"), (141_666_666.7, "$141.67 million"), (950, "$950")]
)
def test_money(value: float, text: str) -> None:
    assert wording.money(value) == text


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("The Five Eyes", "the Five Eyes"),
        ("How the border agencies work together", "how the border agencies work together"),
        ("Canada-U.S. trade", "Canada-U.S. trade"),
        ("International Customs Day", "International Customs Day"),
        ("Terrorism", "Terrorism"),
    ],
)
def test_a_title_inside_a_sentence(title: str, told: str) -> None:
    assert wording.inside(title) == told
