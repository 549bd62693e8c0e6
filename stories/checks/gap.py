"""What checks look at, and what they say where something does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluation.readings import Reading


@dataclass(frozen=True)
class Seen:
    """One reply, or one answer of it: its text, its cards, how long it took in milliseconds, and what was understood."""

    text: str
    cards: tuple[dict[str, Any], ...]
    ms: float | None = None
    reading: Reading | None = None


@dataclass(frozen=True)
class Gap:
    """What was expected and what came instead, as lines that can be compared."""

    expected: str
    got: str


class Unknown(Exception):
    """What a check looks at isn't known: the assistant's conversations can't be read."""


def listed(items: list[str]) -> str:
    """One item a line; `(none)` for none."""
    return "\n".join(items) or "(none)"
