"""What was answered and where: for the buttons under an answer, and for the threads that start from one."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

from channels.slack.blocks import Answer
from channels.slack.database import Database


class Answers:
    """Answers, the threads the assistant takes part in, and what people thought. Every method raises sqlite3.Error."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, question: str, said: Sequence[tuple[str, dict[str, Any]]], context: Any) -> list[Answer]:
        """The texts and cards as answers with ids. `context` is what the conversation was about after them."""
        found = [Answer(secrets.token_urlsafe(9), text, card) for text, card in said]
        with self._db.transaction():
            for answer in found:
                row = (answer.id, question, answer.text, json.dumps(answer.card), json.dumps(context), time.time())
                self._db.run("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", *row)
        return found

    def get(self, answer: str) -> Answer | None:
        """The answer with this id, or None when it is gone."""
        rows = self._db.run("SELECT id, text, card FROM answers WHERE id = ?", answer)
        return Answer(rows[0]["id"], rows[0]["text"], json.loads(rows[0]["card"])) if rows else None

    def question(self, answer: str) -> str:
        """What was asked, or an empty text."""
        rows = self._db.run("SELECT question FROM answers WHERE id = ?", answer)
        return str(rows[0]["question"]) if rows else ""

    def rate(self, answer: str, person: str, helpful: bool) -> None:
        """Keep whether `person` found the answer helpful; what they said last holds."""
        self._db.run("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", answer, person, helpful, time.time())

    def join(self, team: str, channel: str, ts: str, answer: str | None = None) -> None:
        """Take part in the thread under the message `ts`. One that starts from `answer` starts with what that was about."""
        context = self._db.run("SELECT context FROM answers WHERE id = ?", answer)
        self._db.run(
            "INSERT OR IGNORE INTO threads VALUES (?, ?, ?, ?, ?)",
            team,
            channel,
            ts,
            context[0]["context"] if context else None,
            time.time(),
        )

    def takes_part(self, team: str, channel: str, ts: str) -> bool:
        """Whether the assistant takes part in the thread under the message `ts`."""
        return bool(self._db.run("SELECT 1 FROM threads WHERE team = ? AND channel = ? AND ts = ?", team, channel, ts))

    def opening(self, team: str, channel: str, ts: str) -> Any:
        """What the thread under the message `ts` starts with; None when it starts from nothing."""
        rows = self._db.run("SELECT context FROM threads WHERE team = ? AND channel = ? AND ts = ?", team, channel, ts)
        return json.loads(rows[0]["context"]) if rows and rows[0]["context"] else None
