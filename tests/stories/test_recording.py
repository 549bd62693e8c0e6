"""Conversations that took place become stories, from a chat, a transcript, the web API's history or the tracker store."""

from __future__ import annotations

import io
import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from evaluation.assistant import asking
from evaluation.readings import ReadingsFile
from stories.clients.rest import rest
from stories.loading import load_file
from stories.marked import StoryError
from stories.recording.__main__ import main
from stories.recording.heard import Answer, Heard, of_events, of_transcript, read
from stories.recording.propose import assertions, propose
from stories.recording.writing import append
from stories.runner import PASSED, tell
from tests.assistant import Assistant
from tests.stories.samples import FENTANYL, card, written

TRANSCRIPT = """\
Border Briefing

An automated assistant; every answer with the words behind it.
Conversation web-0123, kept 24 Nov 2026, 10:30.

[24 Nov 2026, 10:28]

You asked: how much fentanyl was seized

Border Briefing: In the past year, 23 lb of fentanyl were seized.

“23 lb of fentanyl” — International Customs Day statement, Canada Border Services Agency, no date given in the text

[24 Nov 2026, 10:29]

You asked: hello
and: two lines

Border Briefing: Hello. What would you like to know?

Border Briefing: Not said.

[24 Nov 2026, 10:30]

You asked: and cocaine?
"""
HISTORY: dict[str, Any] = {
    "conversation": "web-0123",
    "turns": [
        {"id": "1", "at": "", "said": "fentanyl?", "button": False, "messages": [{"text": "23 lb.", "card": FENTANYL}], "feedback": [None]},
        {"id": "2", "at": "", "said": "How much cocaine was seized?", "button": True, "messages": [], "feedback": []},
    ],
}
CONVERSATION = [
    "How much fentanyl was seized?",
    "in kg?",
    "How many prohibited weapons were seized?",
    "thanks",
    "how much heroin? and who leads the task force?",
]


def test_a_transcript_of_the_widget(tmp_path: Path) -> None:
    assert of_transcript(TRANSCRIPT) == [
        Heard("how much fentanyl was seized", (Answer("In the past year, 23 lb of fentanyl were seized.", None, ("23 lb of fentanyl",)),)),
        Heard("hello\nand: two lines", (Answer("Hello. What would you like to know?"), Answer("Not said."))),
        Heard("and cocaine?"),
    ]
    assert read(written(tmp_path, TRANSCRIPT, "border-briefing.txt")) == of_transcript(TRANSCRIPT)


def test_the_history_of_the_web_api(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps(HISTORY), "history.json")
    assert read(file) == [Heard("fentanyl?", (Answer("23 lb.", FENTANYL),)), Heard("How much cocaine was seized?", (), True)]


def test_what_was_taken_out_of_a_transcript_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strings = {"en": {"you": "You asked:", "withheld": "(taken out)"}, "fr": {"you": "Vous :", "withheld": "(retiré)"}}
    monkeypatch.setattr("stories.recording.heard.WIDGET_STRINGS", written(tmp_path, json.dumps(strings), "strings.json"))
    transcript = TRANSCRIPT.replace("hello\nand: two lines", "(taken out)").replace("You asked: and", "Vous : and")
    assert [turn.said for turn in of_transcript(transcript)] == ["how much fentanyl was seized", "and cocaine?"]


@pytest.mark.parametrize(("name", "content"), [("a.txt", "no transcript"), ("a.json", "{}"), ("a.json", "{"), ("a.json", '{"turns": [1]}')])
def test_a_file_that_is_no_conversation(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(StoryError, match=f"{name}: is no transcript of the widget and no history of the web API"):
        read(written(tmp_path, content, name))


def test_assertions_are_proposed_from_the_card() -> None:
    told = Answer("In the past year, 23 lb of fentanyl were seized. Nothing else.", FENTANYL)
    assert assertions(told) == {"kind": "fact", "facts": ["seized_fentanyl"], "contains": ["23 lb"], "quotes": ["23 lb of fentanyl"]}
    derivation = {"inputs": ["seized_fentanyl"], "expression": "23 lb × 0.45 = 10.43 kg", "result": 10.43262451, "unit": "kg"}
    derived = assertions(Answer("10.43 kg", {**FENTANYL, "kind": "derived", "derivation": derivation}))
    assert (derived["derived"], derived["contains"]) == ({"value": 10.43, "unit": "kg"}, ["10.43 kg"])
    assert assertions(Answer("Hello. What now?", card("smalltalk"))) == {"kind": "smalltalk", "facts": [], "contains": ["Hello."]}
    assert assertions(Answer("23 lb. More.", None, ("23 lb of fentanyl",))) == {"contains": ["23 lb"], "quotes": ["23 lb of fentanyl"]}


def test_a_conversation_without_any_answer_is_no_story() -> None:
    with pytest.raises(ValueError, match="nothing was answered"):
        propose("a", [Heard("hello")])


def test_a_story_is_added_to_a_file_or_the_file_stays_as_it_was(tmp_path: Path) -> None:
    file = written(tmp_path, "# mine\nstories:\n- story: other\n  steps:\n  - user: a\n  - bot: {contains: b}\n")
    append(propose("new", of_transcript(TRANSCRIPT)), file)
    assert file.read_text(encoding="utf-8").startswith("# mine\n")
    assert [story.name for story in load_file(file)] == ["other", "new"]
    before = file.read_bytes()
    for broken in ({"story": "new", "steps": []}, {"story": "third", "steps": [{"user": "a"}]}):
        with pytest.raises(StoryError):
            append(broken, file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def _say(assistant: Assistant, *texts: str) -> str:
    sender = f"record-{secrets.token_hex(4)}"
    for text in texts:
        assistant.say(text, sender)
    return sender


def test_a_conversation_of_the_tracker_store_becomes_a_story_that_passes(assistant: Assistant, tmp_path: Path) -> None:
    sender = _say(assistant, *CONVERSATION)
    target = tmp_path / "recorded.yml"
    assert main(["--from", sender, "--state", str(assistant.state), "--to", str(target), "--name", "recorded"]) == 0
    (story,) = load_file(target)
    assert [turn.text for turn in story.turns] == CONVERSATION
    assert story.turns[-1].answers == 2
    assert {assertion.name for assertion in story.assertions} >= {"intent", "action", "kind", "facts", "quotes", "derived", "contains"}
    outcome = tell(story, rest(asking(assistant.url)), ReadingsFile(assistant.state).latest)
    assert outcome.verdict == PASSED, outcome.findings


def test_an_unfinished_conversation_is_recorded_as_far_as_it_went(assistant: Assistant) -> None:
    events = ReadingsFile(assistant.state).events(_say(assistant, "How much fentanyl was seized?", "and cocaine?"))
    last = max(n for n, event in enumerate(events) if event["event"] == "user")
    heard = of_events(events[: last + 1])
    assert [(turn.said, len(turn.answers)) for turn in heard] == [("How much fentanyl was seized?", 1), ("and cocaine?", 0)]
    assert propose("unfinished", heard)["steps"][-1] == {"user": "and cocaine?"}


def test_a_chat_is_recorded(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("How much fentanyl was seized?\nHow many prohibited weapons were seized?\n"))
    target = tmp_path / "deep" / "recorded.yml"
    options = ["--url", assistant.url, "--state", str(assistant.state), "--to", str(target), "--name", "a chat"]
    assert main(options) == 0
    printed = capsys.readouterr().out
    assert "23 lb of fentanyl were seized" in printed and f"added to {target}" in printed
    (story,) = load_file(target)
    assert [(turn.text, turn.pressed) for turn in story.turns] == [
        ("How much fentanyl was seized?", False),
        ("How many prohibited weapons were seized?", True),
    ]


def test_what_can_not_be_recorded_is_said(assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--state", str(assistant.state), "--to", str(tmp_path / "a.yml")]
    assert main(["--from", "nobody", *common]) == 2
    assert "'nobody' is no file, and" in capsys.readouterr().err
    assert main(["--from", _say(assistant, "hello"), "--name", "fentanyl, plainly", *common]) == 2
    assert "the name 'fentanyl, plainly' is taken; give another NAME" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
