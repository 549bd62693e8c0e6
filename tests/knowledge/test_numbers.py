"""Numbers in the many forms in which people write them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numbers import SMALL, TENS, find_numbers, values

FORMS = {
    Fraction(27_149): ["27149", "27,149", "27 149", "27\u00a0149", "27\u202f149", "27,149.0",
                       "twenty-seven thousand one hundred and forty-nine", "twenty seven thousand one hundred forty nine",
                       "Twenty-Seven Thousand One Hundred And Forty-Nine"],
    Fraction(150_000): ["150000", "150,000", "150 000", "150k", "150K", "150 thousand", "150-thousand", "150 grand", "0.15 million",
                        "one hundred and fifty thousand", "a hundred and fifty thousand", "hundred fifty thousand"],
    Fraction(3_400_000_000): ["3.4 billion", "$3.4 billion", "US$3.4 billion", "3.4 Billion", "3.4-billion", "3.4bn", "3.4 bn", "3.4B",
                              "3400 million", "3,400,000,000", "three point four billion", "$3.4 billions"],
    Fraction(1_200_000_000_000): ["1.2 trillion", "$1.2 trillion", "1.2tn", "1.2T", "1,200 billion", "1 200 bn", "one point two trillion"],
    Fraction(2, 3): ["2/3", "2 / 3", "two thirds", "two-thirds", "Two Thirds", "⅔"],
    Fraction(1, 2): ["1/2", "half", "a half", "one half", "½", "50%", "50 %", "50 per cent", "50 percent", "50 pct", "0.5",
                     "fifty percent", "fifty per cent"],
    Fraction(3, 4): ["3/4", "three quarters", "three-quarters", "three fourths", "¾", "75%", "seventy-five percent"],
    Fraction(1, 3): ["1/3", "a third", "one third", "one-third", "⅓"],
    Fraction(333, 500): ["66.6%", "66.6 percent", "66.6 per cent", "sixty-six point six per cent"],
    Fraction(500_000): ["500,000", "half a million", "half million", "500k", "0.5 mln", "five hundred thousand"],
    Fraction(250_000): ["a quarter of a million", "quarter million", "250 thousand"],
    Fraction(23): ["23", "23 lb", "23lb", "23lbs", "twenty-three", "twenty three", "23.", "(23)", "23,", "#23"],
    Fraction(100): ["a hundred", "one hundred", "hundred", "100"],
    Fraction(0): ["0", "zero", "0.0"],
}  # fmt: skip
NONE = ["", "no number", "third", "the fourth", "hundreds", "thousandfold", "a1", "x23", "v1.2", "often", "weighted", "1/0", "someone"]
SCALES = [("", 1), ("k", 10**3), (" million", 10**6), (" bn", 10**9), ("B", 10**9), (" trillion", 10**12)]
SIZES = [(10**12, "trillion", " "), (10**9, "billion", " "), (10**6, "million", " "), (1000, "thousand", " "), (100, "hundred", " and ")]
SCRAPS = ["23", "27,149", ".", "/", "%", "and", "a", "half", "two", "thirds", "point", "million", "k", "½", "five-", " ", ""]
SENTENCES = ["{}", "Over {} lb", "${}.", "({})", "are {}?", "it's {}, no"]
SPANS = {
    "In 2022, over $1.2 trillion": ["2022", "1.2 trillion"],
    "20-30 lb": ["20", "30"],
    "between five and six": ["five", "six"],
    "two, three and four": ["two", "three", "four"],
    "Canada and five others": ["five"],
    "one hundred and five and six": ["one hundred and five", "six"],
    "a five-year plan": ["five"],
    "two thirds of 27,149": ["two thirds", "27,149"],
    "one point is clear": ["one"],
    "one in three": ["one", "three"],
    "from 23 to 41 lb": ["23", "41"],
    "1,234 5": ["1,234", "5"],
}


@pytest.mark.parametrize(("value", "form"), [(value, form) for value, forms in FORMS.items() for form in forms])
def test_reads_every_form_of_a_number(value: Fraction, form: str) -> None:
    """A number is read alike in figures, with separators, scales and units, and in words; alone and in a sentence."""
    assert values(form) == {value}
    assert values(f"Were there {form} of them?") == {value}


@pytest.mark.parametrize("text", NONE)
def test_reads_no_number_where_none_is(text: str) -> None:
    """Orders, parts of words, plurals of scales and divisions by nothing are no numbers."""
    assert find_numbers(text) == []


@pytest.mark.parametrize(("text", "spans"), SPANS.items())
def test_finds_each_number_by_itself(text: str, spans: list[str]) -> None:
    """Several numbers in one text stay apart, and each is named exactly."""
    assert [number.text for number in find_numbers(text)] == spans


def test_percentage_is_a_fraction_of_one() -> None:
    """66% is 0.66, and is known to have been a percentage."""
    share, count = find_numbers("66% of 920")
    assert (share.value, share.percent) == (Fraction(66, 100), True)
    assert (count.value, count.percent) == (Fraction(920), False)


@pytest.mark.parametrize(("text", "year"), [("2022", True), ("1999", True), ("2,022", False), ("2022.5", False), ("1899", False)])
def test_years_look_like_years(text: str, year: bool) -> None:
    """Four plain figures from 1900 to 2099 may be a year."""
    (number,) = find_numbers(text)
    assert number.looks_like_year is year


@pytest.mark.parametrize(
    "text", ["9" * 5000, "1/" + "9" * 5000, "0." + "9" * 5000, ",999" * 5000], ids=["whole", "fraction", "decimal", "grouped"]
)
def test_endless_digits_are_no_number(text: str) -> None:
    """A row of digits that Python itself refuses to read does no harm."""
    assert find_numbers(f"Were {text} lb seized, or 23?")[-1].value == 23


@given(st.integers(0, 10**30), st.sampled_from(["", ",", " ", "\u00a0", "\u202f"]), st.sampled_from(SENTENCES))
def test_separators_do_not_change_a_number(number: int, separator: str, sentence: str) -> None:
    """An integer is the same with and without separators, wherever it stands."""
    written = f"{number:,}".replace(",", separator)
    assert [n.value for n in find_numbers(sentence.format(written))] == [number]


@given(st.integers(0, 10**9), st.integers(0, 999), st.sampled_from(SCALES))
def test_decimals_and_scales_are_exact(whole: int, thousandths: int, scale: tuple[str, int]) -> None:
    """No binary rounding: a decimal times its scale is exact."""
    written = f"{whole:,}.{thousandths:03}{scale[0]}"
    assert values(f"about ${written} a day") == {Fraction(whole * 1000 + thousandths, 1000) * scale[1]}


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_fractions_are_exact(above: int, below: int) -> None:
    """A fraction in figures is that fraction."""
    assert values(f"{above}/{below} of it") == {Fraction(above, below)}


@given(st.integers(0, 10_000), st.sampled_from(["%", " %", " per cent", " percent", " pct"]))
def test_percentages_are_exact(number: int, sign: str) -> None:
    """A percentage is its hundredth, however the sign is written."""
    (found,) = find_numbers(f"it was {number}{sign}.")
    assert (found.value, found.percent) == (Fraction(number, 100), True)


def in_words(number: int) -> str:
    """`number`, below 10**15, in English words."""
    if number in SMALL.values():
        return next(word for word, value in SMALL.items() if value == number)
    if number < 100:
        ten = next(word for word, value in TENS.items() if value == number // 10 * 10)
        return f"{ten}-{in_words(number % 10)}" if number % 10 else ten
    size, name, joint = next(step for step in SIZES if number >= step[0])
    rest = f"{joint}{in_words(number % size)}" if number % size else ""
    return f"{in_words(number // size)} {name}{rest}"


@given(st.integers(0, 10**15 - 1), st.booleans())
def test_numbers_in_words_are_the_same_numbers(number: int, british: bool) -> None:
    """An integer spelt out is that integer, with and without "and"."""
    words = in_words(number) if british else in_words(number).replace(" and ", " ")
    assert [n.value for n in find_numbers(f"some {words} of them")] == [number]


@given(st.text() | st.lists(st.sampled_from(SCRAPS)).map(" ".join))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the text, its numbers come in order, apart from one another, and stand where they say."""
    found = find_numbers(text)
    for number in found:
        assert text[number.start : number.end] == number.text != ""
        assert number.value >= 0
    assert all(first.end <= second.start for first, second in pairwise(found))
