"""Any failure reaches the user as a sentence and an error card, the turn is kept, and the conversation goes on afterwards."""

from __future__ import annotations

import secrets
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.run import free_port, running
from server.settings import Settings
from tests.assistant import Assistant


@contextmanager
def _missing(database: Path) -> Iterator[None]:
    database.unlink()
    yield


@contextmanager
def _corrupt(database: Path) -> Iterator[None]:
    database.write_bytes(b"no database at all" * 1000)
    yield


@contextmanager
def _other_schema(database: Path) -> Iterator[None]:
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA user_version=99")
    yield


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    # Touched, so that the action opens it anew, and held by somebody else.
    with sqlite3.connect(database, isolation_level=None) as db:
        db.execute("UPDATE topics SET title = title")
        db.execute("BEGIN EXCLUSIVE")
        yield
        db.execute("ROLLBACK")


@contextmanager
def _raising(database: Path) -> Iterator[None]:
    # Facts whose source is gone: the build never writes that, so the action does not expect it.
    with sqlite3.connect(database) as db:
        db.execute("DELETE FROM sources")
    yield


@contextmanager
def _broken(assistant: Assistant, how: Callable[[Path], Iterator[None]]) -> Iterator[None]:
    kept = assistant.database.read_bytes()
    try:
        with how(assistant.database):  # type: ignore[attr-defined]
            yield
    finally:
        beside = assistant.database.with_suffix(".kept")
        beside.write_bytes(kept)
        beside.replace(assistant.database)


@pytest.mark.parametrize("how", [_missing, _corrupt, _other_schema, _locked, _raising], ids=lambda f: f.__name__.strip("_"))
def test_a_broken_knowledge_base_is_an_error_card_and_no_more(assistant: Assistant, how: Callable[[Path], Iterator[None]]) -> None:
    sender = f"broken-{secrets.token_hex(4)}"
    assert assistant.say("how much fentanyl was seized", sender).kind == "fact"
    with _broken(assistant, how):
        said = assistant.say("how much cocaine was seized", sender)
        assert said.kind == "error" and "try again" in said.text
    assert "10.43 kg" in assistant.say("in kg?", sender).text
    assert "how much cocaine was seized" in _state_of(assistant, sender)


def _state_of(assistant: Assistant, sender: str) -> str:
    with sqlite3.connect(assistant.state / "conversations.db") as db:
        return str(db.execute("SELECT state FROM conversations WHERE sender = ?", (sender,)).fetchone()[0])


def test_a_slow_action_server_is_given_up_on(assistant: Assistant) -> None:
    sender = f"slow-{secrets.token_hex(4)}"
    actions = assistant.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        assert assistant.say("how much fentanyl was seized", sender).kind == "error"
    finally:
        actions.send_signal(signal.SIGCONT)
    assert assistant.say("how much fentanyl was seized", sender).kind == "fact"
    assert _state_of(assistant, sender).count("how much fentanyl was seized") >= 2


def test_without_an_action_server_every_turn_gets_an_error_card(
    tmp_path: Path, real_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DB", str(real_database))
    with running(Settings("127.0.0.1", free_port(), tmp_path)) as (url, processes):
        alone = Assistant(url, tmp_path, real_database, processes)
        processes["actions"].kill()
        processes["actions"].wait()
        for text in ("how much fentanyl was seized", "hello", "and cocaine?"):
            assert alone.say(text, "alone").kind == "error"
        assert "and cocaine?" in _state_of(alone, "alone")
