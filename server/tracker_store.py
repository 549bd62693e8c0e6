"""Conversations in one SQLite file: the latest state of each, bounded in length and in age."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from server.settings import KEPT_DAYS, KEPT_EVENTS

PURGE_EVERY = 3600.0


class TrackerFile(TrackerStore, SerializedTrackerAsText):
    """Rasa's tracker store on `path`. A turn is one read and one write of one row."""

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None, path: str = "var/conversations.db", **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.max_event_history = KEPT_EVENTS
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        # WAL with normal sync: a crash of the machine may lose the last turn, never the file.
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            "CREATE TABLE IF NOT EXISTS conversations (sender TEXT PRIMARY KEY, state TEXT NOT NULL, changed REAL NOT NULL);"
            "CREATE INDEX IF NOT EXISTS by_change ON conversations (changed)"
        )
        self._purged = 0.0

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: int | None = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """As Rasa's, with the events bounded."""
        return await super().get_or_create_tracker(sender_id, max_event_history or KEPT_EVENTS, append_action_listen)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker as it is now."""
        await self.stream_events(tracker)
        now = time.time()
        self._db.execute(
            "INSERT INTO conversations VALUES (?, ?, ?) ON CONFLICT (sender) DO UPDATE SET state = excluded.state, changed = excluded.changed",
            (tracker.sender_id, self.serialise_tracker(tracker), now),
        )
        if now - self._purged > PURGE_EVERY:
            self._purged = now
            self._db.execute("DELETE FROM conversations WHERE changed < ?", (now - KEPT_DAYS * 86_400,))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's latest session, or None."""
        row = self._db.execute("SELECT state FROM conversations WHERE sender = ?", (sender_id,)).fetchone()
        if row is None:
            return None
        return self.deserialise_tracker(sender_id, row[0])

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation, down to the bytes in the file and its journal."""
        self._db.execute("DELETE FROM conversations WHERE sender = ?", (sender_id,))
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return [row[0] for row in self._db.execute("SELECT sender FROM conversations")]


async def forget(store: TrackerStore, sender: str) -> None:
    """Delete a conversation from `store`, be it a TrackerFile or Rasa's wrapping of one."""
    # Rasa's wrapper can't delete, and keeps in memory what the file could not take.
    await getattr(store, "_tracker_store", store).delete(sender)
    fallback = getattr(store, "_fallback_tracker_store", None)
    if fallback is not None:
        fallback.store.pop(sender, None)
