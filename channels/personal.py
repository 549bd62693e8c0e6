"""Recognises personal information in a text, so that it is neither stored nor answered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import luhn

FILE = Path(__file__).parent / "personal.yml"
FEWEST_DIGITS = 7
"""Digits in a row, each by itself or spelled out, from which on they are read as one number."""


def found(text: str) -> tuple[str, ...]:
    """The kinds of personal information in `text`: `sin`, `payment_card`, `phone`, `email`, `passport`, `street_address`."""
    plain = _plain(text)
    return tuple(kind for kind, holds in KINDS.items() if holds(plain))


@lru_cache
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@lru_cache
def _pattern(kind: str, name: str) -> re.Pattern[str]:
    source = _data()[kind][name].replace("{stop}", _data()[kind].get("stop", ""))
    return re.compile(source, re.IGNORECASE | re.VERBOSE)


@lru_cache
def _amount(side: str) -> re.Pattern[str]:
    return re.compile(_data()[side], re.IGNORECASE | re.VERBOSE)


@lru_cache
def _spelled_digits() -> tuple[re.Pattern[str], dict[str, str]]:
    digits = {word: digit for digit, words in _data()["digit_words"].items() for word in words}
    one = rf"(?:\d|{'|'.join(map(re.escape, digits))})"
    # A digit or its word by itself, several in a row, whatever little stands between them.
    return re.compile(rf"(?<![\w,.]){one}(?:[\s,./_-]+{one}){{{FEWEST_DIGITS - 1},}}(?!\w|[.,]\d)", re.IGNORECASE), digits


def _plain(text: str) -> str:
    """`text` with digits of every script, dashes and spaces as ASCII, nothing invisible, and spelled numbers as digits."""
    plain = "".join(map(_plain_character, unicodedata.normalize("NFKC", text)))
    runs, digits = _spelled_digits()
    return runs.sub(
        lambda run: "".join(digits.get(part.lower(), part) for part in re.findall(r"\w+", run.group().replace("_", " "))), plain
    )


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    return {"Pd": "-", "Zs": " ", "Cf": ""}.get(category, character)


def _matches(kind: str, name: str, text: str) -> Iterator[str]:
    """What the pattern finds in `text`, amounts left out."""
    for match in _pattern(kind, name).finditer(text):
        if not _is_amount(text, match.start(), match.end()):
            yield match.group()


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_amount("amount_before").search(text[max(0, start - 10) : start]) or _amount("amount_after").search(text[end : end + 20]))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _sin(text: str) -> bool:
    # The check digit alone: stdnum.ca.sin turns down series that are not issued now, which are none the less SINs to who types them.
    valid = any(luhn.is_valid(_digits(number)) for number in _matches("sin", "number", text))
    return valid or any(_matches("sin", "dashed", text)) or bool(_pattern("sin", "named").search(text))


def _payment_card(text: str) -> bool:
    numbers = map(_digits, _matches("payment_card", "number", text))
    return any(luhn.is_valid(number) and _pattern("payment_card", "networks").fullmatch(number) for number in numbers)


def _phone(text: str) -> bool:
    # Its digits must stand in groups as telephone numbers do: "2022 - 150000" would be one in Texas.
    whole = PhoneNumberMatcher(text.replace("/", "-"), _data()["region"], leniency=Leniency.STRICT_GROUPING)
    return any(not _is_amount(text, match.start, match.end) for match in whole) or bool(_pattern("phone", "named").search(text))


def _email(text: str) -> bool:
    return any(_pattern("email", name).search(text) for name in _data()["email"])


def _passport(text: str) -> bool:
    word = _pattern("passport", "not_a_series")
    letters = (re.split(r"[\s\d-]", number)[0] for name in ("number", "spaced") for number in _matches("passport", name, text))
    return any(not word.fullmatch(first) for first in letters) or bool(_pattern("passport", "named").search(text))


def _street_address(text: str) -> bool:
    return any(_pattern("street_address", name).search(text) for name in _data()["street_address"] if name != "stop")


KINDS: dict[str, Callable[[str], bool]] = {
    "sin": _sin,
    "payment_card": _payment_card,
    "phone": _phone,
    "email": _email,
    "passport": _passport,
    "street_address": _street_address,
}
"""Each kind and what finds it, in the order in which people are told."""
