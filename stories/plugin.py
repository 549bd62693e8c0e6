"""Stories as pytest items: `pytest_collect_file` finds the files in `tests/conversations`, a story is an item.

An item asks the fixture `assistant` for the address (`url`) and the STATE folder (`state`) of a running assistant.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest

from evaluation.assistant import asking
from evaluation.readings import ReadingsFile
from stories.clients.rest import rest
from stories.failure import explain
from stories.loading import load
from stories.marked import StoryError
from stories.runner import FAILED, KNOWN, Outcome, tell
from stories.select import FOLDER, story_files
from stories.story import Story


class Running(Protocol):
    """What an item needs of a running assistant."""

    @property
    def url(self) -> str: ...
    @property
    def state(self) -> Path: ...


class StoryFailedError(Exception):
    """A story did not hold; the message is the explanation."""


def _tell(story: Story, assistant: Running) -> None:
    outcome = tell(story, rest(asking(assistant.url)), ReadingsFile(assistant.state).latest)
    if outcome.verdict in (FAILED, KNOWN):
        raise StoryFailedError(explain(outcome))
    _unchecked(outcome)


def _unchecked(outcome: Outcome) -> None:
    # The assistant of the tests keeps its conversations where they can be read: a check that was left out is a fault.
    names = sorted({assertion.name for told in outcome.told for assertion in told.unchecked})
    if names:
        raise StoryFailedError(f"{outcome.story.name}: {', '.join(names)} can't be checked: the assistant's conversations can't be read")


class StoryItem(pytest.Function):
    """One story."""

    story: Story

    @classmethod
    def of(cls, parent: StoryFile, story: Story) -> StoryItem:
        """The item of a story in its file."""
        item: StoryItem = cls.from_parent(parent, name=story.name, callobj=_asking_fixture(story))
        item.story = story
        if story.known_failure:
            item.add_marker(pytest.mark.xfail(strict=True, reason=story.known_failure))
        return item

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.story.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, StoryFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


def _asking_fixture(story: Story) -> Any:
    def told(assistant: Running) -> None:
        _tell(story, assistant)

    return told


class StoryFile(pytest.File):
    """A file of stories. Its names must be free of all the other files' of its folder."""

    def collect(self) -> Iterable[StoryItem]:
        try:
            found = [story for story in load(story_files(self.path.parent)) if story.file == self.path]
        except StoryError as error:
            raise self.CollectError(str(error)) from None
        for story in found:
            yield StoryItem.of(self, story)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Story files are those in a folder named like the one of the repository."""
    if file_path.suffix == ".yml" and file_path.parent.name == FOLDER.name:
        return StoryFile.from_parent(parent, path=file_path)
    return None
