"""The one SQLite file of the Slack channel, which several server processes may share."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.settings import KEPT_DAYS, SLACK_SEEN_SECONDS

BUSY_SECONDS = 5.0
_SCHEMA = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;
    CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, at REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, job TEXT NOT NULL, answers TEXT,
        sent INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL
    );
    CREATE INDEX IF NOT EXISTS turns_of ON turns (conversation, id);
    CREATE TABLE IF NOT EXISTS leases (conversation TEXT PRIMARY KEY, owner TEXT NOT NULL, until REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS threads (
        team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL, context TEXT, at REAL NOT NULL, PRIMARY KEY (team, channel, ts)
    );
    CREATE TABLE IF NOT EXISTS answers (
        id TEXT PRIMARY KEY, question TEXT NOT NULL, text TEXT NOT NULL, card TEXT NOT NULL, context TEXT, at REAL NOT NULL
    );
    CREATE TABLE IF NOT EXISTS feedback (
        answer TEXT NOT NULL, person TEXT NOT NULL, helpful INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (answer, person)
    );
"""


class Database:
    """`path`, opened and with its tables. Every method raises sqlite3.Error when the file can't be read or written."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def run(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        """The rows that `sql` gives."""
        return self._db.execute(sql, parameters).fetchall()

    def changed(self, sql: str, *parameters: Any) -> int:
        """How many rows `sql` changed."""
        return self._db.execute(sql, parameters).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside or nothing, and no other process writes meanwhile. There must be no `await` inside."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def purge(self) -> None:
        """Forget what is too old to be needed: keys that Slack retries no more, answers and threads after `KEPT_DAYS`."""
        now = time.time()
        self.run("DELETE FROM seen WHERE at < ?", now - SLACK_SEEN_SECONDS)
        self.run("DELETE FROM leases WHERE until < ?", now)
        for table in ("threads", "answers", "feedback"):
            self.run(f"DELETE FROM {table} WHERE at < ?", now - KEPT_DAYS * 86_400)
