"""The queue of turns: each once, in order, over processes and crashes, and nothing kept for longer than needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.slack.answers import Answers
from channels.slack.database import Database
from channels.slack.turns import Job, Turns
from server.settings import KEPT_DAYS, SLACK_LEASE_SECONDS, SLACK_SEEN_SECONDS

CARD = {"kind": "smalltalk", "facts": [], "quotes": [], "sources": [], "derivation": None, "suggestions": []}


def _job(conversation: str, text: str = "?") -> Job:
    return Job(conversation, text, "T1", "U1", "C1")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(tmp_path / "slack.db")
    yield found
    found.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which only the test moves."""
    now = [time.time()]
    monkeypatch.setattr("channels.slack.turns.time.time", lambda: now[0])
    return now


def test_a_key_that_was_seen_is_taken_no_more(database: Database) -> None:
    turns = Turns(database)
    assert turns.accept(_job("a"), ["event:1", "post:1"])
    assert not turns.accept(_job("a"), ["event:2", "post:1"])
    assert not turns.accept(_job("a"), ["event:1", "post:2"])
    # What was refused has not left its other key behind.
    assert turns.accept(_job("a"), ["event:2", "post:2"])


def test_of_many_processes_one_takes_an_event(tmp_path: Path) -> None:
    taken: list[bool] = []

    def process() -> None:
        database = Database(tmp_path / "slack.db")
        turns = Turns(database)
        taken.extend([turns.accept(_job("a"), [f"event:{number}"]) for number in range(50)])
        database.close()

    Database(tmp_path / "slack.db").close()
    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 200 and sum(taken) == 50


def test_turns_of_a_conversation_wait_for_one_another(database: Database) -> None:
    turns, other = Turns(database), Turns(database)
    for number, conversation in enumerate(("a", "a", "b")):
        turns.accept(_job(conversation, str(number)), [str(number)])
    assert (turns.take(), other.take(), other.take()) == ("a", "b", None)
    first = turns.next("a")
    assert first and first.job.text == "0" and other.next("a") is None
    turns.done(first)
    second = turns.next("a")
    assert second and second.job.text == "1"
    turns.postpone(second, 60)
    assert turns.next("a") is None
    turns.release("a")
    assert other.take() is None


def test_what_a_process_was_at_is_taken_over_when_it_is_silent(database: Database, clock: list[float]) -> None:
    turns, other = Turns(database), Turns(database)
    turns.accept(_job("a"), ["1"])
    assert turns.take() == "a"
    turn = turns.next("a")
    assert turn
    turns.answered(turn, ["x", "y"])
    turns.sent(turn, 1)
    clock[0] += SLACK_LEASE_SECONDS - 1
    turns.renew()
    clock[0] += SLACK_LEASE_SECONDS - 1
    assert other.take() is None
    clock[0] += 2
    assert other.take() == "a"
    taken_over = other.next("a")
    assert taken_over and taken_over.answers == ("x", "y") and taken_over.sent == 1
    # The first one has lost it.
    assert turns.next("a") is None


def test_old_entries_are_purged(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    turns, answers = Turns(database), Answers(database)
    turns.accept(_job("a"), ["old"])
    answers.join("T1", "C1", "1.1")
    (kept,) = answers.keep("?", [("text", CARD)], None)
    answers.rate(kept.id, "U1", True)
    later = time.time() + SLACK_SEEN_SECONDS + 1
    monkeypatch.setattr("channels.slack.database.time.time", lambda: later)
    database.purge()
    assert not database.run("SELECT * FROM seen") and answers.get(kept.id) == kept and answers.takes_part("T1", "C1", "1.1")
    monkeypatch.setattr("channels.slack.database.time.time", lambda: later + KEPT_DAYS * 86_400)
    database.purge()
    assert answers.get(kept.id) is None and not answers.takes_part("T1", "C1", "1.1")
    assert not database.run("SELECT * FROM feedback")
    # A turn waits for as long as it takes.
    assert database.run("SELECT * FROM turns")
