"""The language that a text is written in, told by its commonest words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module

LANGUAGES = ("en", "fr", "es", "de", "it", "pt")


@cache
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(import_module(f"spacy.lang.{name}.stop_words").STOP_WORDS) for name in LANGUAGES}


def language_of(text: str) -> str | None:
    """The language with the most of its commonest words in `text`; None where no language has more than the others."""
    said = re.findall(r"[^\W\d_]+", text.lower())
    counts = {name: sum(word in words for word in said) for name, words in _words().items()}
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda name: counts[name]) if first > second else None
