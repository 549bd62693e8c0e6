"""Turns that were taken on and wait for their answer: each once, in order within a conversation, over processes and crashes."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from channels.slack.database import Database
from server.settings import SLACK_LEASE_SECONDS


@dataclass(frozen=True)
class Job:
    """What was asked and where the answer goes.

    `conversation` is Rasa's sender id. The answer goes to `response_url` when there is one, else to `channel`, in `thread` when
    there is one. `asked` stands above an answer whose question nobody typed. `notice` is sent in place of an answer.
    """

    conversation: str
    text: str
    team: str
    user: str
    channel: str
    thread: str = ""
    ts: str = ""
    response_url: str = ""
    asked: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Turn:
    """A job with how far it got: `answers` are the ids of what the assistant said (None before it was asked), `sent` counts messages."""

    id: int
    job: Job
    answers: tuple[str, ...] | None
    sent: int
    attempts: int


class Turns:
    """The queue of turns. Every method raises sqlite3.Error when its file can't be read or written."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._owner = secrets.token_hex(8)

    def accept(self, job: Job, keys: Sequence[str]) -> bool:
        """Take `job` on unless one of `keys` was seen before; whether it is new."""
        now = time.time()
        with self._db.transaction():
            if any(self._db.run("SELECT 1 FROM seen WHERE key = ?", key) for key in keys):
                return False
            for key in keys:
                self._db.run("INSERT INTO seen VALUES (?, ?)", key, now)
            self._db.run("INSERT INTO turns (conversation, job, due) VALUES (?, ?, ?)", job.conversation, json.dumps(asdict(job)), now)
        return True

    def first(self, key: str) -> bool:
        """Whether `key` is seen for the first time."""
        return bool(self._db.changed("INSERT OR IGNORE INTO seen VALUES (?, ?)", key, time.time()))

    def unsee(self, key: str) -> None:
        """Let what `key` stands for happen again."""
        self._db.run("DELETE FROM seen WHERE key = ?", key)

    def take(self) -> str | None:
        """A conversation with a turn that is due and that no living process works on; it is ours until `release`."""
        now = time.time()
        with self._db.transaction():
            found = self._db.run(
                "SELECT turns.conversation FROM turns LEFT JOIN leases USING (conversation)"
                " WHERE turns.id = (SELECT min(id) FROM turns AS own WHERE own.conversation = turns.conversation)"
                " AND due <= ? AND coalesce(until, 0) < ? ORDER BY turns.id LIMIT 1",
                now, now,
            )  # fmt: skip
            if not found:
                return None
            conversation = str(found[0]["conversation"])
            self._db.run("INSERT OR REPLACE INTO leases VALUES (?, ?, ?)", conversation, self._owner, now + SLACK_LEASE_SECONDS)
        return conversation

    def next(self, conversation: str) -> Turn | None:
        """The first turn of a conversation that is ours, if it is due."""
        rows = self._db.run(
            "SELECT turns.* FROM turns JOIN leases USING (conversation) WHERE conversation = ? AND owner = ? ORDER BY id LIMIT 1",
            conversation, self._owner,
        )  # fmt: skip
        if not rows or rows[0]["due"] > time.time():
            return None
        row = rows[0]
        answers = None if row["answers"] is None else tuple(json.loads(row["answers"]))
        return Turn(row["id"], Job(**json.loads(row["job"])), answers, row["sent"], row["attempts"])

    def answered(self, turn: Turn, answers: Sequence[str]) -> None:
        """Keep what the assistant said, so that no crash asks it again."""
        self._db.run("UPDATE turns SET answers = ? WHERE id = ?", json.dumps(list(answers)), turn.id)

    def sent(self, turn: Turn, count: int) -> None:
        """Keep that the first `count` messages are in Slack."""
        self._db.run("UPDATE turns SET sent = ? WHERE id = ?", count, turn.id)

    def postpone(self, turn: Turn, seconds: float) -> None:
        """Try again in `seconds`; later turns of the conversation wait."""
        self._db.run("UPDATE turns SET attempts = attempts + 1, due = ? WHERE id = ?", time.time() + seconds, turn.id)

    def done(self, turn: Turn) -> None:
        """Forget the turn and its text."""
        self._db.run("DELETE FROM turns WHERE id = ?", turn.id)

    def release(self, conversation: str) -> None:
        """Let others work on the conversation."""
        self._db.run("DELETE FROM leases WHERE conversation = ? AND owner = ?", conversation, self._owner)

    def renew(self) -> None:
        """Keep all that is ours for `SLACK_LEASE_SECONDS` more."""
        self._db.run("UPDATE leases SET until = ? WHERE owner = ?", time.time() + SLACK_LEASE_SECONDS, self._owner)
