"""Accuracy on the conversation sets that have been read stays where it was, and no reply states a figure that nothing backs."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from evaluation.conversations import load
from evaluation.figures import summarise
from evaluation.runner import run
from server.run import ask
from server.settings import ROOT
from tests.assistant import Assistant, Said

SETS = ROOT / "tests" / "evaluation"
FLOORS = json.loads((SETS / "floors.json").read_text(encoding="utf-8"))
"""For each set: the least share of turns that are right, and the largest share of unanswerable turns that get a fact."""


def test_every_set_has_a_floor() -> None:
    assert {file.name for file in SETS.glob("*.jsonl")} == set(FLOORS)


@pytest.mark.parametrize("name", FLOORS)
def test_accuracy_does_not_fall(assistant: Assistant, name: str) -> None:
    outcomes = list(run(load(Path(SETS / name)), partial(_asked, assistant), lambda *_: None))
    summary = summarise(outcomes)
    assert (summary.right.share or 0) >= FLOORS[name]["right"], [
        f"{o.turn.user}: {o.verdict.why}" for o in outcomes if o.verdict.kind != "ok"
    ]
    assert (summary.unsupported.share or 0) <= FLOORS[name]["unsupported"]
    assert summary.invented.hits == 0


def _asked(assistant: Assistant, text: str, sender: str) -> object:
    messages = ask(assistant.url, text, sender)
    # Every reply that is ever got here is held to the promises, whatever the set expects of it.
    Said(text, [m["text"] for m in messages if "text" in m], [m["custom"] for m in messages if "custom" in m]).check(assistant.database)
    return messages
