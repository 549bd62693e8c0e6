"""Reads `cues.yml`: the words by which people ask for something, as regular expressions."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "cues.yml"


@lru_cache
def _read() -> dict[str, list[str]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@lru_cache
def pattern(*names: str) -> re.Pattern[str]:
    """One pattern for all cues under `names`, case ignored. Raises KeyError for an unknown name."""
    words = "|".join(word for name in names for word in _read()[name])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
