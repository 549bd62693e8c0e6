"""What reaches Rasa is something a person said, never one of its commands and never personal information."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.card import SCHEMA
from channels.inbox import MOST_CHARACTERS, Reply, admit, failure, personal, plain_text
from channels.personal import KINDS


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("how much fentanyl", "how much fentanyl"),
        ('/ask_trade{"a": 1}', "ask_trade"),
        ("what is {this}", "what is {this}"),
        ("  // /restart", "restart"),
        ("and/or", "and/or"),
        ("", "?"),
        (" \n ", "?"),
        ("///", "?"),
    ],
)
def test_plain_text(text: str, passed: str) -> None:
    assert plain_text(text) == passed


@given(st.text(max_size=300))
def test_nothing_is_ever_a_command_or_empty(text: str) -> None:
    passed = plain_text(text)
    assert passed.strip() and not passed.startswith("/")


def test_a_long_text_keeps_both_ends() -> None:
    passed = plain_text("first " + "x" * 100_000 + " last")
    assert len(passed) <= MOST_CHARACTERS + 1
    assert passed.startswith("first") and passed.endswith("last")


@pytest.mark.parametrize("text", ["how much fentanyl was seized", "is 150,000 lb right?", '/inform{"a": 1}'])
def test_a_question_is_admitted_as_it_is(text: str) -> None:
    assert admit(text) == plain_text(text)


def test_personal_information_is_turned_away_with_what_was_found_and_without_repeating_it() -> None:
    reply = admit("my SIN is 046 454 286 and I live at 12 Elgin St.; how much fentanyl was seized")
    assert isinstance(reply, Reply)
    assert "a Social Insurance Number and an address" in reply.text
    assert "neither stored nor answered" in reply.text and "again without" in reply.text
    assert "046" not in reply.text and "Elgin" not in reply.text
    jsonschema.validate(reply.card, SCHEMA)
    assert reply.card["kind"] == "clarify"


def test_every_kind_has_a_name() -> None:
    assert all(personal((kind,)).text for kind in KINDS)


def test_a_failure_has_a_text_and_a_card() -> None:
    jsonschema.validate(failure().card, SCHEMA)
    assert failure().card["kind"] == "error" and "try again" in failure().text
