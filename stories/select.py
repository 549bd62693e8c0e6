"""Which stories to tell: all, those of a behaviour or a file, or one by its name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from server.settings import ROOT
from stories.marked import StoryError
from stories.story import Story

FOLDER = ROOT / "tests" / "conversations"


def story_files(folder: Path = FOLDER) -> list[Path]:
    """The story files of a folder, in the order of their names."""
    return sorted(folder.glob("*.yml"))


def select(stories: Sequence[Story], only: str) -> tuple[Story, ...]:
    """The stories that `only` names: a behaviour, a file, a story, or else words that stand in names; all where it is empty.

    Raises StoryError where there are none; the message says what there is.
    """
    if not only.strip():
        return tuple(stories)
    file, low = Path(only).resolve(), only.strip().lower()
    of_file = [story for story in stories if low == story.behaviour or file == story.file.resolve()]
    named = [story for story in stories if low == story.name.lower()]
    found = of_file or named or [story for story in stories if low in story.name.lower()]
    if not found:
        behaviours = list(dict.fromkeys(story.behaviour for story in stories))
        near = difflib.get_close_matches(low, [*behaviours, *(story.name for story in stories)], 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise StoryError(FOLDER, None, f"no story is named by {only!r}; {hint}Behaviours are {', '.join(behaviours)}")
    return tuple(found)
