"""Stories as records: turns of a user, and what must hold of each reply."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Assertion:
    """One thing that must hold: `name` is the check's, `value` as written, `line` where it stands in the file.

    `answer` counts from 0 which answer of the reply it holds of; None is the whole reply.
    """

    name: str
    value: Any
    line: int
    answer: int | None = None


@dataclass(frozen=True)
class Turn:
    """What the user says, or the button pressed where `pressed`; `answers` is how many answers must come, None for any number."""

    text: str
    line: int
    pressed: bool = False
    assertions: tuple[Assertion, ...] = ()
    answers: int | None = None


@dataclass(frozen=True)
class Story:
    """Turns of one conversation. `known_failure` says why it fails for now; None where it must pass.

    `channels` are those that it can be told through; empty for all.
    """

    name: str
    file: Path
    line: int
    turns: tuple[Turn, ...]
    known_failure: str | None = None
    channels: tuple[str, ...] = ()

    def fits(self, channel: str) -> bool:
        """Whether it can be told through `channel`."""
        return not self.channels or channel in self.channels

    @property
    def behaviour(self) -> str:
        """What it is about: the name of its file."""
        return self.file.stem

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """Everything that it asserts, in order."""
        return tuple(assertion for turn in self.turns for assertion in turn.assertions)
