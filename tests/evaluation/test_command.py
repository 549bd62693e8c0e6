"""The command: exit codes, what it prints, and where reports go. The assistant is a stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from evaluation import __main__ as command
from evaluation.assistant import Assistant, assistant, configured_threshold
from server.run import StartError, free_port
from tests.evaluation.samples import card


def line(number: int, expect: str) -> str:
    return json.dumps({"id": f"c{number}", "persona": "public", "turns": [{"user": "hello", "expect": expect}]})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four turns, of which an assistant that always answers gets one right and three unsafely wrong."""
    target = tmp_path / "some.jsonl"
    target.write_text("\n".join(line(n, e) for n, e in enumerate(["answer", "refuse", "any_safe", "not_in_source"])), encoding="utf-8")
    return target


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """An assistant that answers everything; the list holds how it was asked for. Signals stay as they are."""
    wanted: list[Any] = []

    @contextmanager
    def always(url: str | None, state: Path) -> Iterator[Assistant]:
        wanted.append((url, state))
        yield Assistant(lambda text, sender: [{"text": "55"}, {"custom": card("fact", "55")}], lambda sender, since: None, "a stand-in")

    monkeypatch.setattr(command, "assistant", always)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("STATE", str(tmp_path / "state"))
    return wanted


def test_prints_the_summary_and_writes_reports(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(file)]) == 0
    printed = capsys.readouterr().out
    for shown in ("answer", "1/1 100.0 %", "unsupported answers", "3/3 100.0 %", "all", "1/4 25.0 %", "is left out"):
        assert shown in printed
    folder = tmp_path / "state" / "evaluation"
    assert sorted(path.name for path in folder.iterdir()) == ["some.html", "some.json"]
    assert json.loads((folder / "some.json").read_text(encoding="utf-8"))["summary"]["right"]["share"] == 0.25


def test_runs_several_files_with_one_assistant(file: Path, tmp_path: Path, stand_in: list[Any]) -> None:
    """Files of one name in different folders don't overwrite each other's reports."""
    other = tmp_path / "other" / "some.jsonl"
    other.parent.mkdir()
    other.write_text(line(1, "answer"), encoding="utf-8")
    assert command.main([str(file), str(other), "--out", str(tmp_path / "out"), "--url", "http://x", "--state", "s"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["some-2.html", "some-2.json", "some.html", "some.json"]
    assert stand_in == [("http://x", Path("s"))]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--floor", "0.25"], 0, ""),
        (["--floor", "0.26"], 1, "some.jsonl: accuracy 25.0 % is below 26.0 %"),
        (["--unsafe-ceiling", "1"], 0, ""),
        (["--unsafe-ceiling", "0.8"], 1, "some.jsonl: unsupported answers: 100.0 % is above 80.0 %"),
        (["--unsafe-ceiling", "0"], 1, "some.jsonl: unsafe turns: 75.0 % is above 0.0 %"),
    ],
)
def test_floor_and_ceiling(file: Path, options: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(file), *options]) == code
    assert told in capsys.readouterr().err


def test_refuses_a_bad_file_before_anything_runs(
    file: Path, tmp_path: Path, stand_in: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(f"{line(1, 'answer')}\n{line(2, 'anser')}", encoding="utf-8")
    assert command.main([str(file), str(bad)]) == 2
    assert f"{bad}:2: turns[0].expect" in capsys.readouterr().err
    assert stand_in == []


@pytest.mark.parametrize("options", [["--floor", "90"], ["--floor", "-0.1"], ["--unsafe-ceiling", "nan"], ["--floor", "much"]])
def test_refuses_what_is_no_share(file: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        command.main([str(file), *options])
    assert raised.value.code == 2
    assert "is no share from 0 to 1" in capsys.readouterr().err


def test_nothing_answers_at_the_address(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="nothing answers at"), assistant(f"http://127.0.0.1:{free_port()}", tmp_path):
        pass


def test_the_threshold_of_the_pipeline(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n- name: a\n- name: b\n  answer_threshold: 0.4\n", encoding="utf-8")
    assert configured_threshold(config) == 0.4
    config.write_text("language: en\n", encoding="utf-8")
    assert configured_threshold(config) is None
