"""Stories in Rasa's own test formats, so that `rasa test` runs on the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from stories.story import Story, Turn

ANSWER = "action_answer"
"""What runs after every message, unless a story says otherwise."""
_MARKUP = re.compile(r"[\[\]{}|\\]")


def _asserted(turn: Turn, name: str) -> Any:
    return next((assertion.value for assertion in turn.assertions if assertion.name == name), None)


def intent_of(turn: Turn) -> str | None:
    """The intent that a turn says it must be understood as, None where it says nothing."""
    intent = _asserted(turn, "intent")
    return str(intent["name"]) if isinstance(intent, dict) else intent


def _sayable(turn: Turn) -> bool:
    # Rasa reads brackets in a test's text as marks of entities, and knows no empty message.
    return bool(turn.text.strip()) and not _MARKUP.search(turn.text)


def annotated(turn: Turn) -> str:
    """The turn's text on one line, with the entities that it asserts marked as Rasa marks them."""
    text = " ".join(turn.text.split())
    for entry in _asserted(turn, "entities") or ():
        for name, value in entry.items():
            text = re.sub(re.escape(value), lambda found, name=name: f"[{found.group()}]({name})", text, count=1, flags=re.IGNORECASE)  # type: ignore[misc]
    return text


def _steps(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    # A conversation's beginning is a conversation: what comes after the first turn without an intent is left out.
    steps: list[dict[str, Any]] = []
    for turn in turns:
        intent = intent_of(turn)
        if intent is None or not _sayable(turn):
            break
        steps += [{"user": annotated(turn), "intent": intent}, {"action": _asserted(turn, "action") or ANSWER}]
    return steps


def core_stories(stories: Sequence[Story]) -> dict[str, Any]:
    """What `rasa test core` runs: each story as far as its turns say their intents. Known failures are left out."""
    exported = [{"story": story.name, "steps": steps} for story in stories if not story.known_failure and (steps := _steps(story.turns))]
    return {"version": "3.1", "stories": exported}


def nlu_examples(stories: Sequence[Story]) -> dict[str, Any]:
    """What `rasa test nlu` runs: every text whose intent a story says, once each. Known failures are left out."""
    examples: dict[str, dict[str, None]] = {}
    for story in stories:
        for turn in story.turns:
            intent = intent_of(turn)
            if intent and not story.known_failure and _sayable(turn):
                examples.setdefault(intent, {})[annotated(turn)] = None
    return {"version": "3.1", "nlu": [{"intent": name, "examples": "".join(f"- {t}\n" for t in texts)} for name, texts in examples.items()]}


def export(stories: Sequence[Story], folder: Path) -> tuple[Path, Path]:
    """Write both into `folder`; the files come back: stories, examples."""
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "test_stories.yml", folder / "nlu.yml"
    for file, content in zip(files, (core_stories(stories), nlu_examples(stories))):
        file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")
    return files
