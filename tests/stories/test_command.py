"""`make stories` as testers use it: what it prints and writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.run import free_port
from stories import __main__ as command
from tests.assistant import Assistant
from tests.stories.samples import written

STORIES = """\
stories:
  - story: right
    steps:
      - user: How much fentanyl was seized?
        intent: ask_seizures
      - bot: {kind: fact, facts: [seized_fentanyl], contains: 23 lb}
"""
WRONG = f"""{STORIES}\
  - story: wrong
    steps:
      - user: How much cocaine was seized?
      - bot: {{contains: "2,309 lb"}}
"""


@pytest.fixture
def options(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stories of a folder of its own; options for the running assistant. Signals stay as they are."""
    monkeypatch.setattr(command, "story_files", lambda: sorted(tmp_path.glob("*.yml")))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("KNOWLEDGE_DB", str(assistant.database))
    return ["--url", assistant.url, "--state", str(assistant.state), "--out", str(tmp_path / "out")]


def test_stories_that_hold(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, STORIES)
    assert command.main(options) == 0
    printed = capsys.readouterr().out
    assert "1 stories: 1 passed" in printed and "coverage: facts 1/26" in printed
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["stories.html", "stories.json", "stories.xml"]


def test_a_story_that_fails_is_explained_and_drift_is_told(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, WRONG.replace("2,309", "2,308"))
    assert command.main(options) == 0
    (tmp_path / "out" / "stories.json").rename(tmp_path / "before.json")
    written(tmp_path, WRONG)
    assert command.main([*options, "--baseline", str(tmp_path / "before.json")]) == 1
    printed = capsys.readouterr().out
    assert "expected  2,309 lb\n  got       In the past year, 2,308 lb of cocaine were seized." in printed
    assert "newly failing (1)\n  wrong" in printed
    report = json.loads((tmp_path / "out" / "stories.json").read_text(encoding="utf-8"))
    assert [(story["name"], story["verdict"]) for story in report["stories"]] == [("right", "passed"), ("wrong", "failed")]
    page = (tmp_path / "out" / "stories.html").read_text(encoding="utf-8")
    assert "Newly failing (1)" in page and "2,309 lb" in page and "2,308 lb of cocaine were seized" in page


def test_one_story_alone(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, WRONG)
    assert command.main(["right", *options]) == 0
    assert "1 stories: 1 passed" in capsys.readouterr().out
    assert command.main(["rihgt", *options]) == 2
    assert "no story is named by 'rihgt'; did you mean 'right'?" in capsys.readouterr().err


def test_without_its_folder_what_was_understood_is_not_checked(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, STORIES)
    assert command.main([*options, "--state", str(tmp_path / "elsewhere")]) == 0
    assert "1 assertions on what was understood were not checked: set STATE" in capsys.readouterr().out


def test_nothing_runs_where_a_file_is_wrong_or_nobody_answers(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, STORIES.replace("contains", "contians"))
    assert command.main(options) == 2
    assert f"{file}:6: unknown key 'contians'" in capsys.readouterr().err
    written(tmp_path, STORIES)
    assert command.main([*options, "--url", f"http://127.0.0.1:{free_port()}"]) == 2
    assert "nothing answers at" in capsys.readouterr().err
    assert command.main([*options, "--channel", "slack"]) == 2
    assert "leave URL out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
