"""The action: tracker in, texts and cards out, the context in its slot."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer, questions_of


def _tracker(text: str, intent: str, about: str | None, context: Any = None) -> Tracker:
    question = {"text": text, "intent": intent, "confidence": 0.9, "targets": [[about, 0.9]] if about else []}
    message = {"text": text, "questions": [question]}
    return Tracker("someone", {"context": context}, message, [], False, None, {}, "action_listen")


@pytest.fixture
def database(real_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "knowledge.db"
    shutil.copy(real_database, copy)
    monkeypatch.setenv("KNOWLEDGE_DB", str(copy))
    return copy


def _run(action: ActionAnswer, tracker: Tracker) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    return dispatcher.messages, events


def test_an_answer_is_a_text_a_card_and_a_context(database: Path) -> None:
    messages, events = _run(ActionAnswer(), _tracker("fentanyl?", "ask_seizures", "seized_fentanyl"))
    assert "23 lb" in messages[0]["text"] and messages[1]["custom"]["kind"] == "fact"
    assert events[0]["name"] == "context" and events[0]["value"]["facts"] == ("seized_fentanyl",)


def test_a_turn_goes_on_from_the_slot(database: Path) -> None:
    action = ActionAnswer()
    _, events = _run(action, _tracker("fentanyl?", "ask_seizures", "seized_fentanyl"))
    messages, _ = _run(action, _tracker("in kg", "compute_figure", "context", events[0]["value"]))
    assert "10.43 kg" in messages[0]["text"]


def test_a_missing_database_is_an_error_card_and_mends_itself(database: Path) -> None:
    action = ActionAnswer()
    away = database.with_suffix(".away")
    database.rename(away)
    messages, events = _run(action, _tracker("fentanyl?", "ask_seizures", "seized_fentanyl"))
    assert messages[1]["custom"]["kind"] == "error" and events == []
    away.rename(database)
    messages, _ = _run(action, _tracker("fentanyl?", "ask_seizures", "seized_fentanyl"))
    assert messages[1]["custom"]["kind"] == "fact"


@pytest.mark.parametrize("message", [{"text": "x"}, {"text": None}, {}, {"text": "x", "questions": []}])
def test_a_message_that_nothing_was_read_from_is_unreadable(message: dict[str, Any]) -> None:
    assert [q.intent for q in questions_of(message)] == ["unreadable"]
