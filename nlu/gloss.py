"""Reads French as English, phrase by phrase: enough to understand a question, whose key terms are alike in both."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "french.yml"
MARKERS = 2
"""French words that English does not have, from which on a text counts as French."""
SHARE = 0.25
"""Least share of such words among all words."""


@lru_cache
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@lru_cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    english = {str(french): meaning for meaning, forms in _data()["phrases"].items() for french in forms}
    longest_first = sorted(english, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?:'|(?![\w-]))", re.IGNORECASE), english


def is_french(text: str) -> bool:
    """Whether `text` (cleaned, without accents) is French rather than English with a French word in it."""
    words = re.findall(r"[a-z-]+", text.lower())
    found = {word for word in words if word in _data()["markers"]}
    return len(found) >= MARKERS and sum(word in found for word in words) >= SHARE * len(words)


def gloss(text: str) -> str:
    """`text` with its French read as English; English comes back as it is."""
    if not is_french(text):
        return text
    pattern, english = _phrases()
    return " ".join(pattern.sub(lambda match: english[match[0].lower().rstrip("'")] + " ", text).split())
