"""What is asked, where processes are counted, and how the parts come together."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench import answers, processes, training
from server.run import StartError


def test_kinds_take_turns() -> None:
    """A plan holds as many of each kind as any other, and in time every conversation."""
    planned = answers.plan(250)
    kinds = [kind for kind, _ in planned]
    assert {kind: kinds.count(kind) for kind in answers.CONVERSATIONS} == dict.fromkeys(answers.CONVERSATIONS, 50)
    assert {turns for _, turns in planned} == {turns for found in answers.CONVERSATIONS.values() for turns in found}


def test_long_conversation_ends_as_it_began() -> None:
    """Turns 191-200 say what turns 1-10 said."""
    assert 200 % len(answers.LONG) == 0
    assert len(answers.LONG) == 10


@pytest.mark.parametrize(
    ("messages", "kind"),
    [([], "none"), ([{"text": "x"}], "none"), ([{"text": "x"}, {"custom": {"kind": "fact"}}, {"custom": {"kind": "error"}}], "fact")],
)
def test_kind_is_that_of_the_first_card(messages: list[dict[str, Any]], kind: str) -> None:
    """An answer without a card has the kind `none`."""
    assert answers.kind_of(messages) == kind


def test_answers_are_counted_and_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every conversation has a sender of its own; its last turn alone is timed, and an error is counted as one."""
    senders: dict[str, list[str]] = {}

    def ask(url: str, text: str, sender: str) -> list[dict[str, Any]]:
        senders.setdefault(sender, []).append(text)
        return [{"custom": {"kind": "error" if text == "Hello" else "fact"}}]

    monkeypatch.setattr(answers, "ask", ask)
    figures, details = answers.single("http://nowhere", questions=50, warm_up=5)
    assert set(figures) == {"answer_p50", "answer_p95", "answer_failures"}
    assert figures["answer_failures"] == 2
    assert len(senders) == 55
    assert {kind: found["questions"] for kind, found in details.items()} == dict.fromkeys(answers.CONVERSATIONS, 10)
    assert details["small talk"]["answers"] == {"error": 2, "fact": 8}
    figures, details = answers.long("http://nowhere", conversations=2)
    assert set(figures) == {"turn_ratio"}
    assert len(details["medians_ms"]) == 20


def test_memory_of_this_process() -> None:
    """A tree holds its root once, and the better measure is never above RSS."""
    trees = processes.trees([os.getpid(), os.getpid()])
    assert [process.pid for process in trees].count(os.getpid()) == 1
    best, rss, measure = processes.megabytes(trees[:1])
    assert 0 < best <= rss
    assert measure in ("PSS", "RSS")


def test_training_leaves_the_usual_cache_alone(tmp_path: Path) -> None:
    """Model, cache and temporary files are in the folder that goes away."""
    assert training.command(tmp_path)[-1] == str(tmp_path)
    environment = training.environment(tmp_path)
    assert all(environment[name].startswith(str(tmp_path)) for name in ("RASA_CACHE_DIRECTORY", "TMPDIR"))


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that measure nothing: one figure over its target, one that fails."""

    def fails(_: object) -> bench.Found:
        raise StartError("no model")

    monkeypatch.setitem(bench.PARTS, "lookups", lambda _: ({"fact_p99": 1e6}, {"lookups": {}}))
    monkeypatch.setitem(bench.PARTS, "training", lambda _: ({"training": 1.0}, {}))
    monkeypatch.setitem(bench.PARTS, "page", lambda _: ({"page_weight": 1.0}, {}))
    monkeypatch.setitem(bench.PARTS, "assistant", fails)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("words", "code"), [(["--skip", "assistant"], 0), (["--skip", "assistant", "--strict"], 1), ([], 1)])
def test_exit_code(tmp_path: Path, words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A missed target is an error with `--strict` alone; a part that can't be measured always is, and the rest is kept."""
    file = tmp_path / "bench.json"
    assert bench.main([*words, "--json", str(file)]) == code
    assert set(json.loads(file.read_text(encoding="utf-8"))["figures"]) == {"fact_p99", "training", "page_weight"}
    printed = capsys.readouterr()
    assert "over target: fact_p99" in printed.out
    assert ("no model" in printed.err) == (words == [])


@pytest.mark.parametrize("words", [["--facts", "0"], ["--questions", "many"], ["--skip", "lunch"]])
def test_bad_arguments_are_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong arguments end with code 2 and say which."""
    with pytest.raises(SystemExit) as end:
        bench.arguments(words)
    assert end.value.code == 2
    assert words[0] in capsys.readouterr().err
