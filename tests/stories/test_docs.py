"""docs/testing.md is true: every key is in it, its stories load, and following it leads where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from evaluation.assistant import asking
from evaluation.readings import ReadingsFile
from server.settings import ROOT
from stories.channels import CHANNELS
from stories.checks import CHECKS
from stories.clients.rest import rest
from stories.failure import explain
from stories.loading import SCHEMA, load, load_file
from stories.runner import FAILED, PASSED, tell
from stories.select import story_files
from tests.assistant import Assistant
from tests.stories.samples import one_story

DOCUMENT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| `(.+)` \|$", DOCUMENT, re.MULTILINE)


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_every_assertion_has_a_row() -> None:
    assert sorted(name for name, _, _ in ROWS) == sorted(CHECKS)


def test_every_key_of_a_story_is_told() -> None:
    keys = set(SCHEMA["definitions"]["story"]["properties"]) - {"story", "steps"}
    assert keys == set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", DOCUMENT, re.MULTILINE)) & keys


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, _, example in ROWS])
def test_every_example_loads(name: str, example: str, tmp_path: Path) -> None:
    steps = {"intent": "- user: a\n  {}", "entities": "- user: a\n  {}", "action": "- user: a\n- {}"}.get(name, "- user: a\n- bot:\n    {}")
    (assertion,) = one_story(tmp_path, steps.format(example)).assertions
    assert assertion.name == name


@pytest.mark.parametrize("name", ["kind", "language"])
def test_every_value_is_told(name: str) -> None:
    row = next(text for key, text, _ in ROWS if key == name)
    assert set(SCHEMA["definitions"]["bot"]["properties"][name]["enum"]) <= set(re.findall(r"`(\w+)`", row))


def test_every_channel_and_every_make_target_is_told() -> None:
    assert all(f"`{channel}`" in DOCUMENT for channel in CHANNELS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"make ([a-z-]+)", DOCUMENT))
    assert {"stories", "record", "rasa-test", "test"} <= told <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_story_in_it_loads_beside_the_others(tmp_path: Path) -> None:
    files = []
    for number, block in enumerate(_blocks("yaml")):
        files.append(tmp_path / f"block{number}.yml")
        files[-1].write_text(block, encoding="utf-8")
    assert len(load([*story_files(), *files])) == len(load(story_files())) + 2


def test_following_it_leads_from_a_failure_that_names_its_cause_to_a_pass(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "tests" / "conversations" / "first.yml"
    file.parent.mkdir(parents=True)
    file.write_text(_blocks("yaml")[0], encoding="utf-8")
    client, read = rest(asking(assistant.url)), ReadingsFile(assistant.state).latest
    failed = tell(load_file(file)[0], client, read)
    assert failed.verdict == FAILED
    assert explain(failed).startswith(_blocks("text")[0].rstrip())
    file.write_text(_blocks("yaml")[0].replace("contains: 24 lb", "contains: 23 lb"), encoding="utf-8")
    assert tell(load_file(file)[0], client, read).verdict == PASSED


def test_its_longer_story_holds(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "form.yml"
    file.write_text(_blocks("yaml")[1], encoding="utf-8")
    outcome = tell(load_file(file)[0], rest(asking(assistant.url)), ReadingsFile(assistant.state).latest)
    assert outcome.verdict == PASSED, explain(outcome)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", DOCUMENT):
        assert (ROOT / "docs" / target).exists(), target


def test_the_blocks_are_yaml() -> None:
    assert all(yaml.safe_load(block)["stories"] for block in _blocks("yaml"))
