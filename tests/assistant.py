"""A running assistant as the tests see it, and what must hold of every reply."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from answering.card import SCHEMA
from knowledge.numbers import values
from knowledge.store import KnowledgeBase
from server.run import free_port, running
from server.settings import Settings

SMALL_NUMBERS = set(range(13))
"""Numbers that count things in a sentence ("one of", "both countries") rather than state a figure."""


@dataclass(frozen=True)
class Assistant:
    url: str
    state: Path
    database: Path
    processes: dict[str, subprocess.Popen[bytes]]

    def post(self, body: bytes, timeout: float = 30) -> tuple[int, Any]:
        """Status and JSON of a POST to the REST channel."""
        request = urllib.request.Request(f"{self.url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def say(self, text: str, sender: str | None = None) -> Said:
        """What it answers to `text`, held to the promises that every reply keeps."""
        sender = sender or f"test-{secrets.token_hex(8)}"
        status, messages = self.post(json.dumps({"sender": sender, "message": text}).encode())
        assert status == 200, messages
        said = Said(text, [m["text"] for m in messages if "text" in m], [m["custom"] for m in messages if "custom" in m])
        said.check(self.database)
        return said


@contextmanager
def started(database: Path, state: Path) -> Iterator[Assistant]:
    """The real assistant, running with `state` as its folder and a copy of `database` in it; it has ended afterwards."""
    own = state / "knowledge.db"
    own.write_bytes(database.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOWLEDGE_DB", str(own))
        # All tests come from one address; how often one may ask is tested with a server of its own.
        patch.setenv("WEB_SESSION_RATE", "100000")
        patch.setenv("WEB_ADDRESS_RATE", "100000")
        with running(Settings("127.0.0.1", free_port(), state)) as (url, processes):
            yield Assistant(url, state, own, processes)


def make_run(folder: Path, port: int, state: Path, seconds: float = 600) -> subprocess.Popen[str]:
    """`make run` in `folder`, once it has printed its address. Fails with what it said when it ends before."""
    # Not the database of another fixture, nor the flags of the `make test` that these tests may run under.
    own = {name: value for name, value in os.environ.items() if name not in ("KNOWLEDGE_DB", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    environment = {**own, "PORT": str(port), "STATE": str(state)}
    process = subprocess.Popen(["make", "run"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout
    said, deadline = "", time.monotonic() + seconds
    while f":{port}" not in said and time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line or process.poll() is None, said
        said += line
    return process


def interrupt(process: subprocess.Popen[str]) -> None:
    """What Ctrl-C in a terminal does; waits until it has ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


@dataclass(frozen=True)
class Said:
    """A reply: its texts and its cards, one of each for every question."""

    asked: str
    texts: list[str]
    cards: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def kind(self) -> str:
        """The kind of its only card."""
        assert len(self.cards) == 1, self
        return str(self.cards[0]["kind"])

    @property
    def facts(self) -> list[str]:
        return [fact for card in self.cards for fact in card["facts"]]

    def check(self, database: Path) -> None:
        """Grounding: a text for each card, each quote verbatim in its source, each number quoted or computed."""
        assert self.texts and len(self.texts) == len(self.cards), self
        for text, card in zip(self.texts, self.cards):
            jsonschema.validate(card, SCHEMA)
            if card["kind"] == "error":
                continue
            with KnowledgeBase(database) as kb:
                titles = [source.title for source in kb.sources()]
                for quote in card["quotes"]:
                    source = kb.source(quote["source"])
                    assert source and quote["text"] in " ".join(source.text.split()), quote
            if card["kind"] in ("fact", "not_in_source"):
                told = values(text) - values(self.asked) - SMALL_NUMBERS
                # A title may hold a year; it names a statement and tells nothing of it.
                assert told <= {n for backing in (*titles, *(q["text"] for q in card["quotes"])) for n in values(backing)}, self
            if card["kind"] == "derived":
                assert card["derivation"]["expression"] in text, self
