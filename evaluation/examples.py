"""The training examples of `data/nlu/` with what was written beside them, for measuring outside of Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu import paths

DATA = paths.ROOT / "data" / "nlu"


@dataclass(frozen=True)
class Example:
    """A line that somebody wrote: what it is taken for, what it is about (None for small talk and the like), and whose it is."""

    text: str
    intent: str
    about: str | None
    writer: str


def examples(folder: Path = DATA) -> list[Example]:
    """Every training example, in the order of the files."""
    found = []
    for file in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            meta = block["metadata"]
            lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
            found += [Example(line, block["intent"], meta["about"], meta["writer"]) for line in lines]
    return found


def step(name: str) -> dict[str, Any]:
    """The settings of a step of `config.yml`'s pipeline. Raises StopIteration for an unknown one."""
    config = yaml.safe_load((paths.ROOT / "config.yml").read_text(encoding="utf-8"))
    return next(s for s in config["pipeline"] if s["name"].endswith(name))
