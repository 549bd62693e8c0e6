"""What stories can assert: a check for each key, which compares what is written with what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stories.checks import card, text, understanding
from stories.checks.gap import Gap, Seen, Unknown

Check = Callable[[Any, Seen], Gap | None]
"""Compares a value as written with what was seen; None where it holds. Raises Unknown where that can't be told."""

CHECKS: Mapping[str, Check] = {
    "contains": text.contains,
    "not_contains": text.not_contains,
    "matches": text.matches,
    "language": text.language,
    "within_ms": text.within_ms,
    "kind": card.kind,
    "facts": card.facts,
    "quotes": card.quotes,
    "derived": card.derived,
    "buttons": card.buttons,
    "intent": understanding.intent,
    "entities": understanding.entities,
    "slots": understanding.slots,
    "action": understanding.action,
}

__all__ = ["CHECKS", "Check", "Gap", "Seen", "Unknown"]
