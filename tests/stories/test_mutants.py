"""An assistant that is wrong in one way turns a story red, and the same story is green again once it is mended."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from evaluation.assistant import asking
from evaluation.readings import ReadingsFile
from server.settings import ROOT
from stories.clients.rest import rest
from stories.failure import explain
from stories.loading import load_file
from stories.runner import Outcome, tell
from stories.select import FOLDER
from stories.story import Story
from tests.assistant import started
from tests.stories.mutant_actions import MUTANTS

STATED = (("facts", "statement", "id"), ("quotes", "text", "fact"))
"""Where a fact is stated: table, column, and the column of its id."""


@dataclass
class Victim:
    """A running assistant that may be broken: its address, state, database, and action server."""

    url: str
    state: Path
    database: Path
    actions: subprocess.Popen[bytes]

    def tell(self, story: Story) -> Outcome:
        return tell(story, rest(asking(self.url)), ReadingsFile(self.state).latest)

    def first_red(self, behaviour: str) -> Outcome | None:
        """The first story of a behaviour that fails."""
        stories = (story for story in load_file(FOLDER / f"{behaviour}.yml") if not story.known_failure)
        return next((outcome for story in stories if not (outcome := self.tell(story)).good), None)


@pytest.fixture(scope="module")
def victim(real_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    with started(real_database, tmp_path_factory.mktemp("mutants")) as own:
        yield Victim(own.url, own.state, own.database, own.processes["actions"])


@contextmanager
def _changed(victim: Victim, change: Callable[[sqlite3.Connection], object]) -> Iterator[None]:
    kept = victim.database.read_bytes()
    try:
        with sqlite3.connect(victim.database) as db:
            change(db)
        yield
    finally:
        # Another file with another time: the action opens it anew.
        beside = victim.database.with_suffix(".kept")
        beside.write_bytes(kept)
        beside.replace(victim.database)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)


def _wait(port: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no action server on port {port}")


@contextmanager
def _instead(victim: Victim, *command: str) -> Iterator[None]:
    """The assistant with another action server (none without a command) in the place of its own."""
    environment = psutil.Process(victim.actions.pid).environ()
    log = (victim.state / "logs" / "mutant.log").open("ab")

    def started(module: str, *more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", module, *more], cwd=ROOT, env=environment, stdout=log, stderr=log)
        _wait(environment["ACTION_PORT"])
        return process

    _end(victim.actions)
    mutant = started(*command) if command else None
    try:
        yield
    finally:
        if mutant:
            _end(mutant)
        victim.actions = started("server.action_server")
        log.close()


def _figure_changed(db: sqlite3.Connection) -> None:
    for table, column, key in STATED:
        db.execute(f"UPDATE {table} SET {column} = replace({column}, '27,149', '27,194') WHERE {key} = 'seized_prohibited_weapons'")


def _facts_swapped(db: sqlite3.Connection) -> None:
    for table, column, key in STATED:
        texts = dict(db.execute(f"SELECT {key}, {column} FROM {table} WHERE {key} IN ('seized_fentanyl', 'seized_cocaine')"))
        for one, other in (("seized_fentanyl", "seized_cocaine"), ("seized_cocaine", "seized_fentanyl")):
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (texts[other], one))


def _quote_cut(db: sqlite3.Connection) -> None:
    db.execute("UPDATE quotes SET text = '23 lb' WHERE fact = 'seized_fentanyl'")


@pytest.mark.parametrize(
    ("change", "check", "expected", "got"),
    [
        (_figure_changed, "contains", "27,149", "27,194"),
        (_facts_swapped, "contains", "23 lb", "2,308 lb"),
        (_quote_cut, "quotes", "23 lb of fentanyl", "23 lb"),
    ],
)
def test_a_database_that_is_wrong_turns_a_story_red(
    victim: Victim, change: Callable[[sqlite3.Connection], object], check: str, expected: str, got: str
) -> None:
    with _changed(victim, change):
        red = victim.first_red("figures")
    assert red is not None
    gap = next(finding.gap for finding in red.findings if finding.name == check)
    assert expected in gap.expected and got in gap.got
    assert victim.tell(red.story).good


@pytest.mark.parametrize(
    ("mutant", "behaviour", "check"),
    [("answers_refusals", "refusals", "kind"), ("answers_another_intent", "small_talk", "contains"), ("forgets", "follow_ups", "kind")],
)
def test_an_action_that_answers_wrongly_turns_a_story_red(victim: Victim, mutant: str, behaviour: str, check: str) -> None:
    with _instead(victim, "tests.stories.mutant_actions", mutant):
        red = victim.first_red(behaviour)
    assert red is not None and check in {finding.name for finding in red.findings}
    # What was understood was right: the message sends the tester to the action.
    assert "chosen    action_answer, by the rule" in explain(red)
    assert victim.tell(red.story).good


def test_every_mutant_is_tried() -> None:
    tried = test_an_action_that_answers_wrongly_turns_a_story_red.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {mutant for mutant, *_ in tried} == set(MUTANTS)


@pytest.mark.parametrize("behaviour", ["figures", "refusals", "small_talk"])
def test_an_action_server_that_is_down_turns_stories_red(victim: Victim, behaviour: str) -> None:
    with _instead(victim):
        red = victim.first_red(behaviour)
    assert red is not None
    assert "error" in {card["kind"] for card in red.told[-1].exchange.reply.cards}
    assert victim.tell(red.story).good
