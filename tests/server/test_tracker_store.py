"""Conversations in one file: kept, bounded, forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from server.settings import KEPT_DAYS, KEPT_EVENTS
from server.tracker_store import TrackerFile


@pytest.fixture
def store(tmp_path: Path) -> TrackerFile:
    return TrackerFile(Domain.empty(), path=str(tmp_path / "deep" / "conversations.db"))


def _turns(store: TrackerFile, sender: str, texts: list[str]) -> None:
    async def talk() -> None:
        for text in texts:
            tracker = await store.get_or_create_tracker(sender)
            tracker.update(UserUttered(text))
            await store.save(tracker)

    asyncio.run(talk())


def test_a_conversation_is_kept(store: TrackerFile) -> None:
    _turns(store, "a", ["one", "two"])
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker and [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["one", "two"]


def test_an_unknown_conversation_is_none(store: TrackerFile) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_long_conversation_is_bounded(store: TrackerFile) -> None:
    _turns(store, "a", [str(i) for i in range(KEPT_EVENTS * 2)])
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker and len(tracker.events) <= KEPT_EVENTS
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)][-1] == str(KEPT_EVENTS * 2 - 1)


def test_a_conversation_can_be_forgotten(store: TrackerFile) -> None:
    _turns(store, "a", ["one"])
    _turns(store, "b", ["two"])
    asyncio.run(store.delete("a"))
    assert list(asyncio.run(store.keys())) == ["b"]


def test_old_conversations_fall_away(store: TrackerFile, tmp_path: Path) -> None:
    _turns(store, "old", ["one"])
    with sqlite3.connect(tmp_path / "deep" / "conversations.db") as db:
        db.execute("UPDATE conversations SET changed = ?", (time.time() - (KEPT_DAYS + 1) * 86_400,))
    store._purged = 0.0
    _turns(store, "new", ["two"])
    assert list(asyncio.run(store.keys())) == ["new"]


def test_two_processes_can_share_the_file(tmp_path: Path) -> None:
    stores = [TrackerFile(Domain.empty(), path=str(tmp_path / "conversations.db")) for _ in range(2)]
    _turns(stores[0], "a", ["one"])
    _turns(stores[1], "a", ["two"])
    tracker = asyncio.run(stores[0].retrieve("a"))
    assert tracker and [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["one", "two"]
