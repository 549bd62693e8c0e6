"""The README is true: its commands run, its example is what comes back, every make target and folder is in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from server.run import free_port
from server.settings import ROOT
from tests.assistant import interrupt, make_run

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def running_from_make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str], Path]]:
    """What `make run` starts: its port, its process, its state folder."""
    port, state = free_port(), tmp_path_factory.mktemp("run")
    assert "make run" in _blocks("sh")[0]
    process = make_run(ROOT, port, state)
    yield port, process, state
    interrupt(process)


def test_the_readme_s_curl_answers_as_the_readme_says(running_from_make: tuple[int, subprocess.Popen[str], Path]) -> None:
    port, _, _ = running_from_make
    command = next(block for block in _blocks("sh") if "curl" in block)
    told = subprocess.run(["bash", "-c", command], env={**os.environ, "PORT": str(port)}, capture_output=True, text=True, timeout=60)
    assert json.loads(told.stdout) == json.loads(_blocks("json")[0])


def test_ctrl_c_ends_every_process(running_from_make: tuple[int, subprocess.Popen[str], Path]) -> None:
    port, process, state = running_from_make
    started = psutil.Process(process.pid).children(recursive=True)
    assert len(started) >= 2
    assert any(state.iterdir()), "a running assistant writes to its STATE"
    interrupt(process)
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []
    assert not any(c.laddr and c.laddr.port == port for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN)


def test_a_second_run_has_nothing_to_make(running_from_make: tuple[int, subprocess.Popen[str], Path]) -> None:
    """All that `make run` would do now is start: no set-up, no build, no training."""
    planned = subprocess.run(["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout
    commands = [line for line in planned.splitlines() if line.strip() and not line.startswith("make")]
    assert [line for line in commands if "server.run" not in line] == []


def test_every_make_target_is_documented() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE)) - {"help"}
    documented = set(re.findall(r"`make ([a-z-]+)`", README))
    assert targets <= documented
    assert documented <= targets


def test_every_target_is_listed_by_plain_make() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout
    assert {line.split()[0] for line in listed.splitlines() if line and not line.startswith("make")} >= {
        "run",
        "test",
        "train",
        "chat",
        "bench",
    }


def test_every_folder_of_the_map_exists_and_is_on_it() -> None:
    on_the_map = {part.strip("`/") for part in re.findall(r"^\| (.*?) \|", README, re.MULTILINE) for part in re.findall(r"`[a-z]+/`", part)}
    tracked = {
        path.split("/")[0]
        for path in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
        if "/" in path
    }
    assert on_the_map == {folder for folder in tracked if not folder.startswith(".")}


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
