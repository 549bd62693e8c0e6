"""What the assistant understood of a message, read back from its conversations file."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reading:
    """The parse of one message: its likeliest intent with the confidence (0 to 1), its entities, its questions.

    A question holds its text, intent, targets with probabilities and `answerable`, the odds that the source answers it.
    """

    intent: str | None
    confidence: float | None
    entities: tuple[dict[str, Any], ...] = ()
    questions: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, parse: dict[str, Any]) -> Reading:
        """From a message's parse data; what that lacks is None or empty."""
        intent = parse.get("intent") or {}
        return cls(intent.get("name"), intent.get("confidence"), tuple(parse.get("entities") or ()), tuple(parse.get("questions") or ()))

    @property
    def answerable(self) -> float | None:
        """The odds (0 to 1) that the source answers the first question; None where they aren't known."""
        value = self.questions[0].get("answerable") if self.questions else None
        return float(value) if isinstance(value, (int, float)) else None


class ReadingsFile:
    """The conversations of the assistant whose STATE folder is `state`; they are only read."""

    def __init__(self, state: Path) -> None:
        self.path = state / "conversations.db"

    def latest(self, sender: str, since: float) -> Reading | None:
        """The reading of the sender's last message, None where none is kept from `since` (seconds since 1970) on."""
        if not self.path.is_file():
            return None
        try:
            db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
            try:
                row = db.execute("SELECT state FROM conversations WHERE sender = ?", (sender,)).fetchone()
            finally:
                db.close()
        except sqlite3.Error:
            return None
        events = json.loads(row[0]).get("events", []) if row else []
        said = [event for event in events if event.get("event") == "user" and (event.get("timestamp") or 0.0) >= since]
        return Reading.of(said[-1].get("parse_data") or {}) if said else None
