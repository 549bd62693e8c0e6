"""Slack's markup becomes text, text becomes markup that formats nothing, and splitting loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack.markup import mentions, split, typed, unformatted


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("how much?", "how much?"),
        ("R&amp;D &lt;b&gt; &amp;lt;", "R&D <b> &lt;"),
        ("<@U0BOT> how much?", "how much?"),
        ("<@U1|anna> says", "anna says"),
        ("in <#C1|general> and <#C2>", "in #general and"),
        ("<!here> <!subteam^S1|@press> <!date^1^x|Monday>", "@press Monday"),
        ("mail <mailto:a@b.example|a@b.example> or <mailto:c@d.example>", "mail a@b.example or c@d.example"),
        ("call <tel:+16135550100|613-555-0100>", "call 613-555-0100"),
        ("see <https://x.example/a_b_c|the page> and <https://x.example/a_b_c>", "see the page and https://x.example/a_b_c"),
        ("*how* _much_ ~not~ `fentanyl` *_both_*", "how much not fentanyl both"),
        ("```\nhow much\n```", "how much"),
        ("&gt; they said 23 lb\nis that right?", "they said 23 lb\nis that right?"),
        ("2*3*4 and snake_case_name at 10:30:45", "2*3*4 and snake_case_name at 10:30:45"),
        (":wave: how much :flag-ca: :+1::skin-tone-2:", "how much"),
        ("  a \n\n  b  ", "a\nb"),
        ("", ""),
        ("< not a tag", "< not a tag"),
    ],
)
def test_what_people_typed(sent: str, text: str) -> None:
    assert typed(sent) == text


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_none_grows_a_reference(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert mentions(escaped) == []
    typed(text), typed(escaped)


@given(st.text(max_size=300))
def test_what_is_said_holds_no_tag(text: str) -> None:
    said = unformatted(text)
    assert "<" not in said and ">" not in said and len(said.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")) == len(text)


@given(st.text(max_size=500), st.integers(8, 50))
def test_pieces_in_order_are_the_whole(text: str, most: int) -> None:
    pieces = split(text, most, lambda part: len(unformatted(part)))
    assert "".join(pieces) == text
    assert all(len(unformatted(piece)) <= most for piece in pieces)


def test_a_cut_is_made_between_lines_then_sentences_then_words() -> None:
    assert split("one two\nthree four", 12) == ["one two\n", "three four"]
    assert split("One two. Three four.", 12) == ["One two. ", "Three four."]
    assert split("one two three four", 10) == ["one two ", "three four"]
    assert split("abcdefgh", 4) == ["abcd", "efgh"]


def test_mentions_are_told_in_order() -> None:
    assert mentions("<@U2> and <@W3|x> not &lt;@U4&gt;") == ["U2", "W3"]
