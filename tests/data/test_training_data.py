"""The training data: enough of it, about things that exist, apart from the evaluation sets; and Rasa finds nothing wrong with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

from evaluation.examples import Example
from evaluation.examples import examples as read
from knowledge.store import KnowledgeBase
from server.settings import ROOT

EVALUATION = ROOT / "tests" / "evaluation"
LEAST_PER_INTENT = 40
LEAST_UNSUPPORTED = 200
NEAR_COPY = 92
"""Likeness (rapidfuzz ratio, 0 to 100) from which on two sentences count as copies; shorter ones than four words are nobody's."""


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return read()


def test_every_intent_has_enough_examples(examples: list[Example]) -> None:
    counted = Counter(e.intent for e in examples)
    declared = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    assert set(counted) == set(declared)
    assert {intent: n for intent, n in counted.items() if n < LEAST_PER_INTENT} == {}
    assert counted["not_in_source"] >= LEAST_UNSUPPORTED


def test_every_example_is_about_something_that_exists(examples: list[Example], kb: KnowledgeBase) -> None:
    known = {f.id for f in kb.facts()} | {t.id for t in kb.topics()} | {"context", "summary", None}
    assert {(e.about, e.writer) for e in examples if e.about not in known} == set()


def test_every_fact_has_examples_by_several_writers(examples: list[Example], kb: KnowledgeBase) -> None:
    for fact in kb.facts():
        asking = [e for e in examples if e.about == fact.id and e.intent != "not_in_source"]
        assert len(asking) >= 20 and len({e.writer for e in asking}) >= 2, fact.id


def test_no_example_stands_under_two_intents(examples: list[Example]) -> None:
    intents: dict[str, set[str]] = {}
    for e in examples:
        intents.setdefault(e.text.lower(), set()).add(e.intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).strip()


@pytest.mark.parametrize("file", sorted(EVALUATION.glob("*.jsonl")), ids=lambda f: f.stem)
def test_no_sentence_of_an_evaluation_set_is_trained_on(examples: list[Example], file: Path) -> None:
    asked = [_plain(turn["user"]) for line in file.read_text(encoding="utf-8").splitlines() for turn in json.loads(line)["turns"]]
    asked = [text for text in asked if len(text.split()) > 3]
    trained = [_plain(e.text) for e in examples]
    copies = [(text, found[0]) for text in asked if (found := process.extractOne(text, trained, scorer=fuzz.ratio, score_cutoff=NEAR_COPY))]
    assert copies == []


def test_rasa_finds_nothing_to_warn_of() -> None:
    environment = {**os.environ, "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "WARNING" not in ended.stdout + ended.stderr, ended.stderr[-3000:]
