"""YAML read with the line of every entry, and with texts left as they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Steps = tuple[Any, ...]
TYPED = frozenset({"slots"})
"""Keys below which numbers, true, false and null are read as such. Elsewhere `920` and `No` are texts."""

HINT = "a text with a comma, colon, question mark, bracket or # in it belongs in quotes"


class StoryError(Exception):
    """A story file can't be used; the message names the file and, where there is one, the line."""

    def __init__(self, file: Path, line: int | None, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")


@dataclass
class Marked:
    """A YAML document: its content, and the line (from 1) of each entry by the keys and indices that lead to it."""

    content: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)

    def line(self, path: Steps) -> int:
        """The line of the entry at `path`, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def _mapping(file: Path, node: yaml.MappingNode, path: Steps, marked: Marked, typed: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            raise StoryError(file, key.start_mark.line + 1, f"{name!r} stands twice in the same block")
        here = (*path, name)
        marked.lines[here] = key.start_mark.line + 1
        found[name] = _content(file, value, here, marked, typed or name in TYPED)
    return found


def _content(file: Path, node: yaml.Node, path: Steps, marked: Marked, typed: bool = False) -> Any:
    marked.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(file, node, path, marked, typed)
    if isinstance(node, yaml.SequenceNode):
        return [_content(file, entry, (*path, number), marked, typed) for number, entry in enumerate(node.value)]
    if typed:
        return yaml.safe_load(yaml.serialize(node))
    return node.value


def read(file: Path) -> Marked:
    """The content of a YAML file. Raises StoryError where it can't be read, is no YAML, or has a key twice."""
    marked = Marked()
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise StoryError(file, None, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise StoryError(file, line, f"is not UTF-8 (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise StoryError(file, mark.line + 1 if mark else None, f"not YAML: {error.problem} ({HINT})") from error
    except yaml.YAMLError as error:
        raise StoryError(file, None, f"not YAML: {error}") from error
    if node is not None:
        marked.content = _content(file, node, (), marked)
    return marked
