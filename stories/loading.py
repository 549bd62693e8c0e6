"""Reads story files and refuses what is not right, naming file and line, before anything runs."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match

from stories.marked import Marked, StoryError, read
from stories.story import Assertion, Story, Turn

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "story.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def _unknown(error: Any) -> tuple[str, str]:
    known = list(error.schema["properties"])
    name = next(key for key in error.instance if key not in known)
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return name, f"unknown key {name!r}; {hint}"


def _described(error: Any) -> str:
    value = json.dumps(error.instance, ensure_ascii=False)
    if error.validator == "required":
        return f"lacks {next(key for key in error.validator_value if key not in error.instance)!r}"
    if error.validator == "enum":
        return f"{value} is none of {', '.join(error.validator_value)}"
    if error.validator == "pattern":
        return f"{value} is not {error.schema.get('description', 'a text; it is empty')}"
    if error.validator in ("minItems", "minProperties"):
        return "is empty"
    if error.validator == "type":
        kind = {"array": "a list", "object": "a block of keys", "string": "a text"}[str(error.validator_value)]
        return f"{value[:60]} is not {kind}"
    return str(error.message)


def _check_form(file: Path, marked: Marked) -> None:
    if marked.content is None:
        raise StoryError(file, None, "holds no stories")
    error = best_match(_VALIDATOR.iter_errors(marked.content))
    if error is None:
        return
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict) and "properties" in error.schema:
        name, problem = _unknown(error)
        raise StoryError(file, marked.line((*path, name)), problem)
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "file")
    raise StoryError(file, marked.line(path), f"{field}: {_described(error)}")


def _compiles(file: Path, assertion: Assertion) -> None:
    for pattern in texts(assertion.value):
        try:
            re.compile(pattern)
        except re.error as error:
            raise StoryError(file, assertion.line, f"matches: {pattern!r} is no regular expression: {error}") from error


def texts(value: Any) -> list[str]:
    """A text or a list of texts, as a list."""
    return [value] if isinstance(value, str) else list(value)


class _Steps:
    """Collects the turns of one story, step by step."""

    def __init__(self, file: Path, marked: Marked, path: tuple[Any, ...]) -> None:
        self.file, self.marked, self.path = file, marked, path
        self.turns: list[Turn] = []
        self._number = 0

    def _line(self, *path: Any) -> int:
        return self.marked.line((*self.path, self._number, *path))

    def _assert(self, names: Iterable[str], values: dict[str, Any], *path: Any, answer: int | None = None) -> tuple[Assertion, ...]:
        return tuple(Assertion(name, values[name], self._line(*path, name), answer) for name in names if name in values)

    def add(self, number: int, step: dict[str, Any]) -> None:
        """Take the next step in. Raises StoryError for one that says two things, or for one before the user has spoken."""
        self._number = number
        what = [key for key in ("user", "button", "action", "bot") if key in step]
        if len(what) != 1:
            told = "is both " + " and ".join(what) if what else "is none of user, button, action and bot"
            raise StoryError(self.file, self._line(), f"a step {told}")
        beside = [key for key in step if key not in what and what[0] not in ("user", "button")]
        if beside:
            raise StoryError(self.file, self._line(beside[0]), f"{beside[0]!r} belongs to the user's step")
        if what[0] in ("user", "button"):
            understood = self._assert(("intent", "entities"), step)
            self.turns.append(Turn(step[what[0]], self._line(), what[0] == "button", understood))
        elif not self.turns:
            raise StoryError(self.file, self._line(), f"{what[0]!r} stands before the user has said anything")
        elif what[0] == "action":
            self._extend(self._assert(("action",), step))
        else:
            self._extend(self._assert(step["bot"], step["bot"], "bot", answer=self._answers()), more=True)

    def _answers(self) -> int:
        return self.turns[-1].answers or 0

    def _extend(self, assertions: tuple[Assertion, ...], more: bool = False) -> None:
        last = self.turns[-1]
        answers = self._answers() + 1 if more else last.answers
        self.turns[-1] = Turn(last.text, last.line, last.pressed, (*last.assertions, *assertions), answers)

    def done(self) -> tuple[Turn, ...]:
        """The turns. One `bot` step is about the whole reply; several are about one answer each."""
        return tuple(_of_whole(turn) if turn.answers == 1 else turn for turn in self.turns)


def _of_whole(turn: Turn) -> Turn:
    whole = tuple(Assertion(a.name, a.value, a.line) for a in turn.assertions)
    return Turn(turn.text, turn.line, turn.pressed, whole)


def load_file(file: Path) -> tuple[Story, ...]:
    """The stories of one file, in order. Raises StoryError at the first thing amiss."""
    marked = read(file)
    _check_form(file, marked)
    found: list[Story] = []
    for number, entry in enumerate(marked.content["stories"]):
        path = ("stories", number)
        steps = _Steps(file, marked, (*path, "steps"))
        for position, step in enumerate(entry["steps"]):
            steps.add(position, step)
        story = Story(
            entry["story"], file, marked.line((*path, "story")), steps.done(), entry.get("known_failure"), tuple(entry.get("channels", ()))
        )
        if not story.assertions:
            raise StoryError(file, story.line, f"the story {story.name!r} asserts nothing")
        for assertion in story.assertions:
            if assertion.name == "matches":
                _compiles(file, assertion)
        found.append(story)
    return tuple(found)


def load(files: Iterable[Path]) -> tuple[Story, ...]:
    """The stories of several files. Raises StoryError at the first thing amiss, a name that is used twice included."""
    found: dict[str, Story] = {}
    for file in files:
        for story in load_file(file):
            other = found.setdefault(story.name, story)
            if other is not story:
                raise StoryError(file, story.line, f"the name {story.name!r} is taken by {other.file}:{other.line}")
    return tuple(found.values())
