"""Checks of what the user reads, and how soon."""

from __future__ import annotations

import re
from typing import Any

from stories.checks.gap import Gap, Seen, listed
from stories.language import language_of
from stories.loading import texts


def _pattern(text: str) -> re.Pattern[str]:
    # A figure is a whole one: "23 lb" does not stand in "123 lb", nor "1.2" in "1.25". Spaces and line ends are alike.
    words = r"\s+".join(map(re.escape, text.split()))
    before = r"(?<!\d)(?<!\d[.,])" if text.strip()[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if text.strip()[-1:].isdigit() else ""
    return re.compile(before + words + after, re.IGNORECASE)


def contains(value: Any, seen: Seen) -> Gap | None:
    """Each of the texts stands in the reply."""
    missing = [text for text in texts(value) if not _pattern(text).search(seen.text)]
    return Gap(listed(missing), seen.text) if missing else None


def not_contains(value: Any, seen: Seen) -> Gap | None:
    """None of the texts stands in the reply."""
    found = [text for text in texts(value) if _pattern(text).search(seen.text)]
    return Gap(listed([f"not: {text}" for text in found]), seen.text) if found else None


def matches(value: Any, seen: Seen) -> Gap | None:
    """Each of the regular expressions is found in the reply."""
    missing = [text for text in texts(value) if not re.search(text, seen.text)]
    return Gap(listed(missing), seen.text) if missing else None


def language(value: str, seen: Seen) -> Gap | None:
    """The reply is written in the language."""
    found = language_of(seen.text)
    return None if found == value else Gap(value, f"{found or 'not to be told'}: {seen.text}")


def within_ms(value: str, seen: Seen) -> Gap | None:
    """The reply came within so many milliseconds."""
    fast = seen.ms is not None and seen.ms <= float(value)
    return None if fast else Gap(f"at most {value} ms", "no reply" if seen.ms is None else f"{seen.ms:.0f} ms")
