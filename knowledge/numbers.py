"""Numbers as people write them: `27,149`, `27 149`, `$3.4 billion`, `150k`, `two thirds`, `66 %`, `1/2`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "mil": 1_000_000, "mln": 1_000_000,
    "m": 1_000_000, "mm": 1_000_000, "billion": 1_000_000_000, "bil": 1_000_000_000, "bn": 1_000_000_000,
    "b": 1_000_000_000, "trillion": 1_000_000_000_000, "tn": 1_000_000_000_000, "t": 1_000_000_000_000,
    "grand": 1_000,
}  # fmt: skip
SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {word: 10 * (i + 2) for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
LONGEST = 100
"""Characters; nobody means a longer row of digits as a number, and Python refuses to read the longest ones."""
VULGAR = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_WORD_SCALES = "|".join(sorted((s for s in SCALES if len(s) > 2), key=len, reverse=True))
_DIGITS = re.compile(
    r"(?<![\w.])(?:(?P<num>\d+)\s*/\s*(?P<den>\d+)"
    r"|(?P<int>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?P<dec>\.\d+)?)"
    rf"(?:\s*(?P<percent>%|per\s?cent\b|pct\b)|(?:\s*-?\s*(?P<scale>{_WORD_SCALES})|\s?(?P<letter>bn|tn|mln)|(?P<short>k|mm|m|b|t))(?:s)?\b)?",
    re.IGNORECASE,
)
_SMALL_WORD = "|".join([*SMALL, *TENS])
# "two hundred and five" is one number, "five and six" are two.
_AFTER_SCALE = "|".join(f"(?<={scale} )" for scale in ("hundred", "thousand", "million", "billion", "trillion"))
_AND = rf"(?:{_AFTER_SCALE})and (?=(?:{_SMALL_WORD})\b)"
_WORDS = re.compile(
    rf"\b(?:(?P<of>(?:a|one|two|three|four|five)[ -])?(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})"
    rf"(?:[ -](?:of a |a )?(?P<partscale>million|billion|trillion))?"
    rf"|(?P<run>(?:(?:{_SMALL_WORD})(?:[ -]|\b)|(?:a )?(?:hundred|thousand|million|billion|trillion)\b ?|{_AND})+)"
    rf"(?:point (?P<point>{'|'.join(list(SMALL)[:10])})\b)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number in a text: its exact value (a percentage is its fraction of one) and where it stands."""

    value: Fraction
    text: str
    start: int
    end: int
    percent: bool = False

    @property
    def looks_like_year(self) -> bool:
        return bool(re.fullmatch(r"(?:19|20)\d\d", self.text.strip()))


def _digits(match: re.Match[str]) -> Number | None:
    if len(match[0]) > LONGEST:
        return None
    if match["num"]:
        if int(match["den"]) == 0:
            return None
        value = Fraction(int(match["num"]), int(match["den"]))
    else:
        value = Fraction(re.sub(r"\D", "", match["int"]) + (match["dec"] or ""))
    scale = (match["scale"] or match["letter"] or match["short"] or "").lower()
    if scale:
        value *= SCALES[scale]
    if match["percent"]:
        value /= 100
    return Number(value, match[0].strip(), match.start(), match.end(), bool(match["percent"]))


def _read_run(words: list[str]) -> Fraction | None:
    total, current, seen = 0, 0, False
    for word in words:
        if word in ("and", "a", ""):
            continue
        seen = True
        if word in SMALL:
            current += SMALL[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * SCALES[word], 0
    return Fraction(total + current) if seen else None


def _worded(match: re.Match[str]) -> Number | None:
    end = match.end()
    if match["part"]:
        count = (match["of"] or "a").strip(" -").lower()
        value = Fraction(SMALL.get(count, 1), PARTS[match["part"].lower()])
        if match["partscale"]:
            value *= SCALES[match["partscale"].lower()]
        elif not match["of"] and match["part"].lower() not in ("half", "halves"):
            return None  # "third" alone is an order, not a part
    else:
        read = _read_run(re.split(r"[ -]+", match["run"].strip().lower()))
        if read is None:
            return None
        value = read
        if match["point"]:
            value += Fraction(SMALL[match["point"].lower()], 10)
            after = re.match(rf"\s+({'|'.join(s for s in SCALES if len(s) > 5)})\b", match.string[match.end() :])
            if after:
                value *= SCALES[after[1].lower()]
                end += after.end()
    tail = re.match(r"\s*(?:%|per\s?cent\b)", match.string[end:])
    end += tail.end() if tail else 0
    text = match.string[match.start() : end].rstrip(" -")
    return Number(value / 100 if tail else value, text, match.start(), match.start() + len(text), bool(tail))


def find_numbers(text: str) -> list[Number]:
    """Every number in `text`, in order of appearance, digits before words where they overlap."""
    found: list[Number] = []
    for symbol, value in VULGAR.items():
        found += [Number(value, symbol, m.start(), m.end()) for m in re.finditer(symbol, text)]
    found += [n for m in _DIGITS.finditer(text) if (n := _digits(m))]
    reach = 0
    for match in _WORDS.finditer(text):
        number = _worded(match)
        if number and match.start() >= reach and not any(n.start < number.end and number.start < n.end for n in found):
            found.append(number)
            reach = number.end
    return sorted(found, key=lambda n: n.start)


def values(text: str) -> set[Fraction]:
    """The values of all numbers in `text`."""
    return {number.value for number in find_numbers(text)}
