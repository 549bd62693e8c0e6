"""The same stories in Rasa's own formats, and Rasa's own tests on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.importers.utils import training_data_from_paths

from stories.export import core_stories, export, nlu_examples
from stories.loading import load
from stories.rasa_test import main, wrong_intents, wrong_stories
from stories.select import story_files
from tests.stories.samples import one_story

STEPS = """\
- user: How much fentanyl?
  intent: {name: ask_seizures, at_least: 0.5}
  entities: [{subject: Fentanyl}]
- bot: {contains: 23 lb}
- user: hello
  intent: greet
- action: action_listen
- user: and then
- bot: {contains: a}
- user: bye
  intent: goodbye
"""


def test_a_story_is_exported_as_far_as_its_intents_are_said(tmp_path: Path) -> None:
    story = one_story(tmp_path, STEPS)
    (exported,) = core_stories([story])["stories"]
    assert exported == {
        "story": "some story",
        "steps": [
            {"user": "How much [fentanyl](subject)?", "intent": "ask_seizures"},
            {"action": "action_answer"},
            {"user": "hello", "intent": "greet"},
            {"action": "action_listen"},
        ],
    }
    assert nlu_examples([story])["nlu"] == [
        {"intent": "ask_seizures", "examples": "- How much [fentanyl](subject)?\n"},
        {"intent": "greet", "examples": "- hello\n"},
        {"intent": "goodbye", "examples": "- bye\n"},
    ]


def test_what_rasa_would_misread_and_what_is_known_to_fail_is_left_out(tmp_path: Path) -> None:
    braces = one_story(tmp_path, "- user: '{{7*7}}'\n  intent: unreadable")
    empty = one_story(tmp_path, "- user: ''\n  intent: unreadable")
    known = one_story(tmp_path, "- user: hello\n  intent: greet", "    known_failure: why\n")
    assert core_stories([braces, empty, known])["stories"] == []
    assert nlu_examples([braces, empty, known])["nlu"] == []


def test_rasa_reads_what_is_exported(tmp_path: Path) -> None:
    every = load(story_files())
    stories, examples = export(every, tmp_path)
    assert YAMLStoryReader.is_test_stories_file(stories)
    assert len(YAMLStoryReader().read_from_file(stories)) == len(core_stories(every)["stories"]) >= 100
    intents = {example.get("intent") for example in training_data_from_paths([str(examples)], "en").intent_examples}
    assert len(intents) >= 30


def test_rasa_s_own_tests_find_nothing_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STATE", str(tmp_path))
    assert main() == 0, capsys.readouterr()
    assert "stories and their messages, all as they should be" in capsys.readouterr().out
    report = json.loads((tmp_path / "rasa-test" / "nlu" / "intent_report.json").read_text(encoding="utf-8"))
    assert report["accuracy"] == 1.0


def test_what_rasa_finds_wrong_is_told(tmp_path: Path) -> None:
    wrong = {"text": "hello", "intent": "greet", "intent_prediction": {"name": "goodbye", "confidence": 0.75}}
    (tmp_path / "intent_errors.json").write_text(json.dumps([wrong]), encoding="utf-8")
    (tmp_path / "failed_test_stories.yml").write_text("version: '3.1'\nstories:\n- story: some (file)\n  steps: []\n", encoding="utf-8")
    assert list(wrong_intents(tmp_path)) == ["nlu: 'hello' is greet, taken for goodbye 0.75"]
    assert [line.partition(";")[0] for line in wrong_stories(tmp_path)] == ["core: the story 'some (file)' goes another way"]
