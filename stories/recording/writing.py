"""Writes a story at the end of a file; the file is as it was where the story can't be loaded again."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from stories.loading import load
from stories.marked import StoryError
from stories.select import story_files


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, as testers write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def as_yaml(story: dict[str, Any]) -> str:
    """The story as an item of a file's list."""
    return yaml.dump([story], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def free_name(name: str, target: Path) -> None:
    """Raises StoryError where a story of the repository or of `target` has the name already."""
    others = {file.resolve() for file in (*story_files(), target) if file.is_file()}
    for story in load(sorted(others)):
        if story.name == name:
            raise StoryError(story.file, story.line, f"the name {name!r} is taken; give another NAME")


def append(story: dict[str, Any], target: Path) -> None:
    """Add the story to `target`, which is made where it isn't there. Raises StoryError, or OSError where it can't be written."""
    free_name(story["story"], target)
    before = target.read_text(encoding="utf-8").rstrip("\n") if target.is_file() else "stories:"
    found = re.search(r"^( *)- story:", before, re.MULTILINE)
    entry = indent(as_yaml(story), found[1] if found else "  ")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=target.stem, suffix=".draft")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(f"{before}\n{entry}")
        load([Path(draft)])
        os.replace(draft, target)
    finally:
        Path(draft).unlink(missing_ok=True)
