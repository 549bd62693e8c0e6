"""Next year's statement is data: a source file and a facts file, `make train`, and the assistant answers from both."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from server.run import free_port
from server.settings import ROOT
from tests.assistant import Assistant, interrupt, make_run
from tests.conftest import FIXTURES

BUILT = (".venv", "models/packages")
"""What the copy shares with the checkout, since it takes minutes to make and has nothing to do with knowledge."""


@pytest.fixture(scope="module")
def next_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A copy of the checkout with the fixture's files added, trained and started by its own Makefile."""
    copy = tmp_path_factory.mktemp("next_year") / "checkout"
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    for name in BUILT:
        (copy / name).symlink_to(ROOT / name)
    for folder in ("sources", "facts"):
        shutil.copytree(FIXTURES / "next_year" / folder, copy / "knowledge" / folder, dirs_exist_ok=True)
    port, state = free_port(), copy / "var"
    process = make_run(copy, port, state)
    yield Assistant(f"http://127.0.0.1:{port}", state, copy / "knowledge" / "knowledge.db", {})
    interrupt(process)


@pytest.mark.parametrize(
    ("question", "fact", "figure"),
    [
        ("how much fentanyl was seized", "seized_fentanyl_2027", "41 lb"),
        ("how many prohibited weapons were seized", "seized_prohibited_weapons_2027", "31,482"),
        ("what was canada us trade in 2022", "trade_annual", "1.2 trillion"),
        ("how much fentanyl was seized according to the first statement", "seized_fentanyl", "23 lb"),
        ("how much heroin was seized", "seized_heroin_2027", "190 lb"),
        ("heroin?", "seized_heroin_2027", "190 lb"),
        ("how many restricted firearms were seized", "seized_restricted_firearms", "920"),
    ],
)
def test_both_statements_are_answered_from(next_year: Assistant, question: str, fact: str, figure: str) -> None:
    said = next_year.say(question)
    assert fact in said.facts and figure in said.text


def test_the_newer_statement_is_named(next_year: Assistant) -> None:
    assert "International Customs Day 2027 statement" in next_year.say("how much fentanyl was seized").text


@pytest.mark.parametrize(
    "question", ["what's the street price of heroin", "how much heroin was seized in 2019", "how much meth was seized"]
)
def test_what_neither_says_is_refused(next_year: Assistant, question: str) -> None:
    assert next_year.say(question).kind == "not_in_source"
