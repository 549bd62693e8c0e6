"""What reaches Rasa is something a person said, never one of its commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.inbox import MOST_CHARACTERS, plain_text


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("how much fentanyl", "how much fentanyl"),
        ('/ask_trade{"a": 1}', 'ask_trade{"a": 1}'),
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
