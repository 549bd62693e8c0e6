"""Small source and facts files, valid until a test changes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.build import build
from knowledge.loading import Knowledge, load

# Tests name lines of these two files by their number: line 1 is the one after the opening quotes.
SOURCE = """\
---
id: tea
title: A statement on tea
publisher: Tea Board
url: null
published: null
period: null
language: en
edition: 1
aliases: [tea statement]
---
Tea at the border
Officers stopped over 1,200 lb of tea in the past year. About two thirds of it was green.
- 45 lb of white tea
In 2022, tea worth $1.2 million came in.
"""

FACTS = """\
topic: tea
title: Tea at the border
aliases: [tea]
facts:
  - id: tea_total
    subject: tea
    measure: amount stopped
    value: 1200
    unit: lb
    qualifier: over
    period: past year
    statement: Over 1,200 lb of tea were stopped.
    quote: over 1,200 lb of tea
    source: tea
    question: How much tea was stopped?
    aliases: [tea, teas]
    parts: [tea_white]

  - id: tea_white
    subject: white tea
    measure: amount stopped
    value: 45
    unit: lb
    qualifier: null
    period: null
    statement: 45 lb of white tea were stopped.
    quote: 45 lb of white tea
    source: tea
    question: How much white tea was stopped?
    aliases: [white tea, silver needle]
    contradicted_by: [black tea]
"""


class Files:
    """A folder with sources and facts of its own."""

    def __init__(self, root: Path) -> None:
        self.sources, self.facts, self.target = root / "sources", root / "facts", root / "built" / "small.db"
        self.write("sources/tea.md", SOURCE)
        self.write("facts/tea.yml", FACTS)

    def path(self, name: str) -> Path:
        """The file `name`, as `sources/tea.md`."""
        return self.sources.parent / name

    def write(self, name: str, content: str | bytes) -> Path:
        """Write `content` as the file `name`."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def change(self, name: str, old: str, new: str) -> Path:
        """Replace `old`, which must stand in the file `name` exactly once."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        return self.write(name, text.replace(old, new))

    def load(self) -> Knowledge:
        """Read and check the files."""
        return load(self.sources, self.facts)

    def build(self) -> str:
        """Build the database at `target`; its content hash comes back."""
        return build(self.target, self.sources, self.facts)

    def beside_target(self) -> list[str]:
        """The names of all files in the folder of the database."""
        return sorted(path.name for path in self.target.parent.iterdir())


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """One small source and one small facts file, both valid."""
    return Files(tmp_path)
