"""Sessions end, old ones fall away with all that belongs to them, and the secret that signs them is made once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from channels.web.problems import Problem
from channels.web.sessions import Sessions, kept_secret
from channels.web.store import Store, Turn
from server.settings import KEPT_DAYS
from tests.channels.web.client import new_id

SECRET = "s" * 40
DAY = 86_400.0


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def _with_store(path: Path, work: Callable[[Store], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        store = Store(path)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


async def _problem_of(sessions: Sessions, token: str) -> str | None:
    try:
        await sessions.of(f"Bearer {token}")
    except Problem as problem:
        return problem.code
    return None


def test_a_session_ends_when_it_was_not_used_for_its_time(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        clock = Clock()
        sessions = Sessions(store, SECRET, 600, clock)
        conversation, token = await sessions.start()
        for _ in range(5):
            clock.now += 599
            assert await _problem_of(sessions, token) is None
        clock.now += 601
        assert await _problem_of(sessions, token) == "session_ended"
        assert await sessions.of(f"Bearer {token}", ended_too=True) == conversation
        # Looking at it does not bring it back.
        assert await _problem_of(sessions, token) == "session_ended"

    _with_store(tmp_path / "web.db", work)


def test_with_another_secret_a_token_is_none(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        _, token = await Sessions(store, SECRET, 600).start()
        assert await _problem_of(Sessions(store, "t" * 40, 600), token) == "session_invalid"

    _with_store(tmp_path / "web.db", work)


def test_old_sessions_fall_away_with_their_turns_and_feedback(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        clock = Clock()
        sessions, turn = Sessions(store, SECRET, 600, clock), new_id()
        old, _ = await sessions.start()
        await store.begin(old, Turn(turn, clock.now, "hello", False, None, {}))
        await store.finish(old, turn, [{"text": "Hello.", "card": {}}])
        assert await store.judge(old, {"id": turn, "answer": 0, "helpful": True, "reason": None, "words": None, "given": clock.now})
        clock.now += (KEPT_DAYS + 1) * DAY
        new, _ = await sessions.start()
        with sqlite3.connect(tmp_path / "web.db") as db:
            assert db.execute("SELECT conversation FROM sessions").fetchall() == [(new,)]
            assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("turns", "feedback")] == [0, 0]

    _with_store(tmp_path / "deep" / ".." / "web.db", work)


def test_a_turn_that_fails_in_between_leaves_nothing(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            await store.begin("nobody's", Turn(new_id(), 1.0, "hello", False, None, {}))
        assert await store.turns("nobody's") == [] and await store.usable()

    _with_store(tmp_path / "web.db", work)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "web.db").write_bytes(b"no database at all" * 1000)

    async def work(store: Store) -> None:
        assert not await store.usable()
        with pytest.raises(sqlite3.DatabaseError):
            await store.turns("a")

    _with_store(tmp_path / "web.db", work)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "web.secret"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(file), range(8)))
    assert len(secrets) == 1 and len(secrets.pop()) >= 60
    assert file.stat().st_mode & 0o077 == 0
    assert list(file.parent.iterdir()) == [file]
