"""Sessions, turns and feedback of the web channel in one SQLite file, read and written off the event loop."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

T = TypeVar("T")
MOST_TURNS = 200
"""Turns of a history, the latest ones."""
SCHEMA = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
    CREATE TABLE IF NOT EXISTS sessions (conversation TEXT PRIMARY KEY, created REAL NOT NULL, seen REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS by_seen ON sessions (seen);
    CREATE TABLE IF NOT EXISTS turns (
        conversation TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, id TEXT NOT NULL, asked REAL NOT NULL,
        said TEXT NOT NULL, button INTEGER NOT NULL, messages TEXT, PRIMARY KEY (conversation, id)
    );
    CREATE TABLE IF NOT EXISTS feedback (
        conversation TEXT NOT NULL, id TEXT NOT NULL, answer INTEGER NOT NULL, helpful INTEGER NOT NULL, reason TEXT, words TEXT,
        given REAL NOT NULL, PRIMARY KEY (conversation, id, answer),
        FOREIGN KEY (conversation, id) REFERENCES turns ON DELETE CASCADE
    );
"""


@dataclass(frozen=True)
class Turn:
    """What a person said, and the texts and cards of the reply: None while there is none."""

    id: str
    asked: float
    said: str
    button: bool
    messages: list[dict[str, Any]] | None
    feedback: dict[int, bool]

    @classmethod
    def of(cls, row: sqlite3.Row, feedback: dict[int, bool]) -> Turn:
        messages = None if row["messages"] is None else json.loads(row["messages"])
        return cls(row["id"], row["asked"], row["said"], bool(row["button"]), messages, feedback)


class Store:
    """The file at `path`. Every method is one transaction, and raises sqlite3.Error when it can't be done."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # One thread, so that the connection is never used by two at a time.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="web-store")
        self._opened: Database | None = None

    @property
    def _db(self) -> Database:
        if self._opened is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=5, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.executescript(SCHEMA)
            # What is deleted is overwritten, not only unlinked.
            connection.executescript("PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON")
            self._opened = Database(connection)
        return self._opened

    async def _do(self, work: Callable[[Database], T]) -> T:
        def transaction() -> T:
            with self._db.atomic():
                return work(self._db)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    async def close(self) -> None:
        """Close the file; waits for what is being written."""
        opened = self._opened
        if opened:
            await asyncio.get_running_loop().run_in_executor(self._thread, opened.close)
        self._thread.shutdown()

    # -- sessions

    async def start(self, conversation: str, now: float) -> None:
        """Begin a session."""
        await self._do(lambda db: db.table("sessions").insert({"conversation": conversation, "created": now, "seen": now}))

    async def touch(self, conversation: str, now: float, idle: float) -> bool:
        """Whether the session goes on: it is there and was used in the last `idle` seconds. Using it keeps it alive."""
        sql = "UPDATE sessions SET seen = max(seen, ?) WHERE conversation = ? AND seen >= ?"
        return await self._do(lambda db: db.execute(sql, (now, conversation, now - idle)).rowcount == 1)

    async def purge(self, before: float) -> None:
        """Delete sessions that were last used before `before`, with all that belongs to them."""
        await self._do(lambda db: db.execute("DELETE FROM sessions WHERE seen < ?", (before,)))

    # -- turns

    async def begin(self, conversation: str, turn: Turn) -> Turn | None:
        """Keep a turn that has no reply yet; where one with its id is there already, that one comes back and nothing is kept."""

        def work(db: Database) -> Turn | None:
            kept = _turns(db, conversation, "AND id = ?", turn.id)
            if kept:
                return kept[0]
            row = {"conversation": conversation, "id": turn.id, "asked": turn.asked, "said": turn.said, "button": int(turn.button)}
            db.table("turns").insert({**row, "messages": None})
            return None

        return await self._do(work)

    async def finish(self, conversation: str, turn: str, messages: list[dict[str, Any]]) -> None:
        """Keep the reply of a turn."""
        text = json.dumps(messages, ensure_ascii=False)
        await self._do(lambda db: db.table("turns").update((conversation, turn), {"messages": text}))

    async def turns(self, conversation: str) -> list[Turn]:
        """The latest turns of a conversation, oldest first."""
        return await self._do(lambda db: _turns(db, conversation))

    async def forget(self, conversation: str) -> None:
        """Delete the turns of a conversation and their feedback, from the journal too."""
        await self._do(lambda db: db.execute("DELETE FROM turns WHERE conversation = ?", (conversation,)))
        await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        )

    # -- feedback

    async def judge(self, conversation: str, given: dict[str, Any]) -> bool:
        """Keep what a person thinks of an answer instead of what they thought before; False where there is no such answer."""

        def work(db: Database) -> bool:
            turn = next(iter(_turns(db, conversation, "AND id = ?", given["id"])), None)
            if turn is None or given["answer"] >= len(turn.messages or ()):
                return False
            db.table("feedback").upsert({"conversation": conversation, **given}, pk=("conversation", "id", "answer"))
            return True

        return await self._do(work)

    async def usable(self) -> bool:
        """Whether it can be written to."""
        try:
            await self._do(lambda db: db.execute("UPDATE sessions SET seen = seen WHERE conversation IS NULL"))
        except sqlite3.Error:
            return False
        return True


def _turns(db: Database, conversation: str, condition: str = "", *values: str) -> list[Turn]:
    sql = f"SELECT * FROM turns WHERE conversation = ? {condition} ORDER BY asked DESC, rowid DESC LIMIT {MOST_TURNS}"
    rows = db.execute(sql, (conversation, *values)).fetchall()
    judged: dict[str, dict[int, bool]] = {}
    for row in db.execute("SELECT id, answer, helpful FROM feedback WHERE conversation = ?", (conversation,)):
        judged.setdefault(row["id"], {})[row["answer"]] = bool(row["helpful"])
    return [Turn.of(row, judged.get(row["id"], {})) for row in reversed(rows)]
