"""What the assistant understood of a message, read back from its conversations file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

LISTEN = "action_listen"
"""Rasa's action that waits for the next message."""


@dataclass(frozen=True)
class Choice:
    """An action that was run, the policy that chose it, and how sure that was (0 to 1, None where it isn't known)."""

    action: str
    policy: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Reading:
    """The parse of one message: its likeliest intent with the confidence (0 to 1), its entities, its questions.

    A question holds its text, intent, targets with probabilities and `answerable`, the odds that the source answers it.
    `ranking` are the likeliest intents with their confidences, `choices` the actions run after it, `slots` what was kept.
    """

    intent: str | None
    confidence: float | None
    entities: tuple[dict[str, Any], ...] = ()
    questions: tuple[dict[str, Any], ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    choices: tuple[Choice, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, parse: dict[str, Any]) -> Reading:
        """From a message's parse data; what that lacks is None or empty."""
        intent = parse.get("intent") or {}
        return cls(
            intent.get("name"),
            intent.get("confidence"),
            tuple(parse.get("entities") or ()),
            tuple(parse.get("questions") or ()),
            tuple((entry["name"], float(entry["confidence"])) for entry in parse.get("intent_ranking") or ()),
        )

    @classmethod
    def last_of(cls, events: Sequence[dict[str, Any]], since: float) -> Reading | None:
        """The reading of the last message in a conversation's events; None where there is none from `since` (seconds since 1970) on."""
        said = [n for n, event in enumerate(events) if event.get("event") == "user" and (event.get("timestamp") or 0.0) >= since]
        if not said:
            return None
        after = [event for event in events[said[-1] :] if event.get("event") == "action" and event.get("name") != LISTEN]
        choices = tuple(Choice(str(e["name"]), e.get("policy"), e.get("confidence")) for e in after)
        slots = {event["name"]: event.get("value") for event in events if event.get("event") == "slot"}
        return replace(cls.of(events[said[-1]].get("parse_data") or {}), choices=choices, slots=slots)

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
        return Reading.last_of(self.events(sender), since)

    def events(self, sender: str) -> list[dict[str, Any]]:
        """The events of the sender's conversation as Rasa wrote them, in order; empty where none can be read."""
        if not self.path.is_file():
            return []
        try:
            db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
            try:
                row = db.execute("SELECT state FROM conversations WHERE sender = ?", (sender,)).fetchone()
            finally:
                db.close()
        except sqlite3.Error:
            return []
        return list(json.loads(row[0]).get("events", [])) if row else []
