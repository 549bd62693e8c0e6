"""What people type becomes plain text, one step at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import MAX_CHARACTERS, clean, name_pictures, shorten, strip_invisible, unhash, unjoin, unleet, unmask, unspace

KNOWN = frozenset({"fentanyl", "seized", "cocaine"})


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ｈｏｗ ｍａｎｙ ｗｅａｐｏｎｓ", "how many weapons"),
        ("fen\u200btanyl\u200d?", "fentanyl?"),
        ("f3nt4nyl s31zed", "fentanyl seized"),
        ("f e n t a n y l", "fentanyl"),
        ("сосаine", "cocaine"),  # the first three letters are Cyrillic
        ("#CanadaUSTrade numbers", "Canada US Trade numbers"),
        ("howwwww much", "howw much"),
        ("line one\nline\ttwo", "line one line two"),
        ("“quoted” – text", '"quoted" - text'),
        ("\x00\x07", ""),
    ],
)
def test_clean(text: str, plain: str) -> None:
    assert clean(text, KNOWN) == plain


def test_leet_is_read_only_where_it_gives_a_known_word() -> None:
    assert unleet("f3nt4nyl 3.4 b1ll10n c0v1d", KNOWN) == "fentanyl 3.4 b1ll10n c0v1d"


def test_words_run_together_are_told_apart_only_where_all_of_them_are_words() -> None:
    words = KNOWN | {"how", "much", "was", "newfound", "land"}
    assert unjoin("HOWMUCHFENTANYLWASSEIZED please", words) == "how much fentanyl was seized please"
    assert unjoin("Newfoundlanders", words) == "Newfoundlanders"
    assert unjoin("asdfghjklqwertyuiop", words) == "asdfghjklqwertyuiop"


def test_a_lone_picture_is_named_and_others_stay() -> None:
    assert name_pictures("👍👍") == "thumbs up sign"
    assert name_pictures("🚢🔫💊") == "🚢🔫💊"
    assert name_pictures("thanks 👍") == "thanks 👍"


def test_other_scripts_stay_as_they_are() -> None:
    assert unmask("фентанил") == "фентанил"


def test_small_steps() -> None:
    assert unhash("#fentanyl") == "fentanyl"
    assert unspace("a b c") == "a b c"
    assert strip_invisible("a\u2028b") == "a b"


def test_a_long_message_keeps_both_ends() -> None:
    text = "how much fentanyl " + "x" * 100_000 + " was seized"
    short = shorten(text)
    assert len(short) <= MAX_CHARACTERS + 1
    assert short.startswith("how much fentanyl") and short.endswith("was seized")


@given(st.text(max_size=400))
def test_any_text_can_be_cleaned_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = clean(text, KNOWN)
    assert once == once.strip()
    assert len(once) <= MAX_CHARACTERS + 1
