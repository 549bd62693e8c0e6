"""Wording from `wording.yml`, and how figures are written out."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.records import Source

FILE = Path(__file__).parent / "wording.yml"


@lru_cache
def _read() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def say(key: str, **values: str) -> str:
    """The text under `key` (`a.b` looks inside a group), filled in. Raises KeyError for an unknown key."""
    text: Any = _read()
    for part in key.split("."):
        text = text[part]
    return str(text).format(**values)


def small_talk_intents() -> frozenset[str]:
    return frozenset(_read()["small_talk"])


def of_source(source: Source) -> dict[str, str]:
    """`source`, `publisher` and `dated` for `say`."""
    dated = say("dated", published=source.published) if source.published else say("undated")
    return {"source": source.title, "publisher": source.publisher or "unnamed publisher", "dated": dated}


def number(value: Fraction | float, digits: int = 2) -> str:
    """`value` with thousands separators and at most `digits` decimals; small values keep three significant digits."""
    amount = float(value)
    if amount == int(amount) and abs(amount) < 1e15:
        return f"{int(amount):,}"
    if 0 < abs(amount) < 1:
        return f"{amount:.3g}" if abs(amount) >= 1e-4 else f"{amount:.2e}"
    return f"{amount:,.{digits}f}".rstrip("0").rstrip(".")


def money(value: Fraction | float) -> str:
    """`value` in dollars, with the scale in words: `$141.67 million`."""
    amount = float(value)
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"${number(round(amount / size, 2))} {name}"
    return f"${number(round(amount, 2))}"


def inside(title: str) -> str:
    """`title` as it stands inside a sentence: "how the agencies work", but "Canada-U.S. trade" and "International Customs Day"."""
    first, _, rest = title.partition(" ")
    plain = first == "The" or (first[1:].islower() and rest[:1].islower())
    return title[:1].lower() + title[1:] if plain else title
