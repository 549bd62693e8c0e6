"""Stories are ordinary pytest items: chosen by -k, run again by --lf, told in JUnit XML, strict about known failures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server.settings import ROOT
from tests.assistant import Assistant
from tests.stories.samples import written

CONFTEST = """\
import os
from pathlib import Path
from types import SimpleNamespace
import pytest
from stories.plugin import pytest_collect_file

@pytest.fixture(scope="session")
def assistant():
    return SimpleNamespace(url=os.environ["ASSISTANT"], state=Path(os.environ["ASSISTANT_STATE"]))
"""
STORIES = """\
stories:
  - story: right
    steps:
      - user: How much fentanyl was seized?
      - bot: {kind: fact, contains: 23 lb}
  - story: wrong
    steps:
      - user: How much cocaine was seized?
      - bot: {contains: "2,309 lb"}
  - story: known
    known_failure: not built yet
    steps:
      - user: hello
      - bot: {kind: fact}
  - story: mended
    known_failure: not built yet
    steps:
      - user: hello
      - bot: {kind: smalltalk}
"""


@pytest.fixture
def run(assistant: Assistant, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs pytest in a folder with these stories and gives back its exit code and what it printed."""
    (tmp_path / "conversations").mkdir()
    written(tmp_path, CONFTEST, "conftest.py")
    written(tmp_path / "conversations", STORIES, "greetings.yml")
    written(tmp_path, "[pytest]\n", "pytest.ini")

    def pytest_run(*options: str) -> tuple[int, str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT": assistant.url, "ASSISTANT_STATE": str(assistant.state)}
        command = [sys.executable, "-m", "pytest", "-q", "-rA", *options]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout

    return pytest_run


def test_stories_are_items(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, printed = run("--junitxml=junit.xml", "-n", "2")
    assert code == 1
    assert "PASSED conversations/greetings.yml::right" in printed
    assert "FAILED conversations/greetings.yml::wrong" in printed
    assert "XFAIL conversations/greetings.yml::known - not built yet" in printed
    assert "FAILED conversations/greetings.yml::mended" in printed and "[XPASS(strict)] not built yet" in printed
    assert "greetings.yml:9: contains\n  expected  2,309 lb" in printed and "make stories ONLY=wrong" in printed
    assert "Traceback" not in printed
    cases = {case.get("name") for case in ElementTree.parse(tmp_path / "junit.xml").iter("testcase")}
    assert cases == {"right", "wrong", "known", "mended"}


def test_stories_are_chosen_like_tests(run) -> None:  # type: ignore[no-untyped-def]
    code, printed = run("-k", "right or wrong")
    assert (code, "1 failed, 1 passed, 2 deselected" in printed) == (1, True)
    assert "1 failed" in run("--lf", "-k", "wrong")[1].splitlines()[-1]
    assert "stopping after 1 failures" in run("-x")[1]
    assert run("conversations/greetings.yml::right")[0] == 0
    assert "4 tests collected" in run("-k", "greetings", "--collect-only")[1]


def test_a_wrong_file_is_told_with_its_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = written(tmp_path / "conversations", STORIES.replace("kind: fact", "knid: fact"), "greetings.yml")
    code, printed = run()
    assert code == 2 and f"{file}:5: unknown key 'knid'; did you mean 'kind'?" in printed
