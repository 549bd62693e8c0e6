"""Checks of what the assistant understood and did, read back from its conversations."""

from __future__ import annotations

import json
from typing import Any

from evaluation.readings import Reading
from stories.checks.gap import Gap, Seen, Unknown, listed


def _reading(seen: Seen) -> Reading:
    if seen.reading is None:
        raise Unknown
    return seen.reading


def intent(value: Any, seen: Seen) -> Gap | None:
    """The likeliest intent is this one, with at least this confidence."""
    reading = _reading(seen)
    name, least = (value["name"], float(value["at_least"])) if isinstance(value, dict) else (value, 0.0)
    if reading.intent == name and (reading.confidence or 0.0) >= least:
        return None
    wanted = f"{name}, at least {least:g}" if least else name
    return Gap(wanted, f"{reading.intent} {reading.confidence or 0.0:.2f}")


def entities(value: list[dict[str, str]], seen: Seen) -> Gap | None:
    """Exactly these entities were found, in any order."""
    wanted = sorted(f"{name}: {text}" for entry in value for name, text in entry.items())
    found = sorted(f"{entity.get('entity')}: {entity.get('value')}" for entity in _reading(seen).entities)
    alike = [line.lower() for line in wanted] == [line.lower() for line in found]
    return None if alike else Gap(listed(wanted), listed(found))


def action(value: str, seen: Seen) -> Gap | None:
    """The action was run."""
    ran = [choice.action for choice in _reading(seen).choices]
    return None if value in ran else Gap(value, listed(ran))


def _holds(wanted: Any, found: Any) -> bool:
    # Of a block, what is written must hold; what is not written may be anything.
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and _holds(value, found[name]) for name, value in wanted.items())
    return bool(wanted == found)


def slots(value: dict[str, Any], seen: Seen) -> Gap | None:
    """The slots hold these values after the turn; of a block of keys, those that are written."""
    kept = _reading(seen).slots
    found = {name: kept.get(name) for name in value}
    return None if _holds(value, found) else Gap(_lines(value), _lines(found))


def _lines(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
