"""What changed between two runs of the stories: another model, another day."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stories.marked import StoryError
from stories.runner import MENDED, PASSED

HOLDS = frozenset({PASSED, MENDED})
"""Verdicts of stories whose assertions all hold, marked as known failures or not."""


@dataclass(frozen=True)
class Reworded:
    """A turn of a story that passes as before and is answered in other words."""

    story: str
    user: str
    before: str
    now: str


@dataclass(frozen=True)
class Drift:
    """Names of stories by what became of them, and the turns that are answered in other words."""

    failing: tuple[str, ...]
    passing: tuple[str, ...]
    reworded: tuple[Reworded, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.failing or self.passing or self.reworded or self.added or self.gone)


def baseline(file: Path) -> dict[str, Any]:
    """An earlier JSON report. Raises StoryError where `file` is none."""
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        {story["name"]: (story["verdict"], [(turn["user"], turn["text"]) for turn in story["turns"]]) for story in report["stories"]}
    except OSError as error:
        raise StoryError(file, None, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoryError(file, None, f"is no report of stories ({error!r}); `make stories` writes one") from error
    return dict(report)


def _reworded(before: dict[str, Any], now: dict[str, Any]) -> Iterator[Reworded]:
    for old, new in zip(before["turns"], now["turns"]):
        if old["user"] == new["user"] and old["text"] != new["text"]:
            yield Reworded(now["name"], new["user"], old["text"], new["text"])


def drift(before: dict[str, Any], now: dict[str, Any], every: bool = True) -> Drift:
    """What changed from one JSON report to another. Stories that are missing now count as gone only where `every` story was told."""
    old = {story["name"]: story for story in before["stories"]}
    new = {story["name"]: story for story in now["stories"]}
    both = [name for name in new if name in old]
    held = {name: old[name]["verdict"] in HOLDS for name in both}
    holds = {name: new[name]["verdict"] in HOLDS for name in both}
    return Drift(
        failing=tuple(name for name in both if held[name] and not holds[name]),
        passing=tuple(name for name in both if not held[name] and holds[name]),
        reworded=tuple(turn for name in both if held[name] and holds[name] for turn in _reworded(old[name], new[name])),
        added=tuple(name for name in new if name not in old),
        gone=tuple(name for name in old if name not in new) if every else (),
    )


def as_text(found: Drift) -> str:
    """The drift as text for a terminal."""
    if not found.any:
        return "nothing changed since the baseline"
    lines = []
    named = (("newly failing", found.failing), ("newly passing", found.passing), ("new", found.added), ("gone", found.gone))
    for title, names in named:
        lines += [f"{title} ({len(names)})", *(f"  {name}" for name in names)] if names else []
    if found.reworded:
        lines.append(f"passing with another text ({len(found.reworded)})")
    for turn in found.reworded:
        lines.append(f"  {turn.story}: {turn.user}")
        compared = difflib.ndiff(turn.before.splitlines(), turn.now.splitlines())
        lines += [f"    {line}" for line in compared if not line.startswith("?")]
    return "\n".join(lines)
