"""Conversation files: JSON lines, one conversation a line, checked before anything runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError, best_match

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "conversation.schema.json").read_text(encoding="utf-8"))
EXPECTS: tuple[str, ...] = tuple(SCHEMA["properties"]["turns"]["items"]["properties"]["expect"]["enum"])
"""What a turn may expect, in the order in which reports list them."""
MUST_REFUSE = frozenset({"not_in_source", "out_of_scope", "refuse", "any_safe"})
"""Expectations of turns that the source does not answer."""


class ConversationError(Exception):
    """A conversation file can't be used; the message names the file and, where there is one, the line."""


@dataclass(frozen=True)
class Turn:
    """A message and what its reply must be; `conversation.schema.json` says what each field means."""

    user: str
    expect: str
    facts: tuple[str, ...] = ()
    all_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Conversation:
    """Turns of one sender, in order."""

    id: str
    persona: str
    turns: tuple[Turn, ...]

    @property
    def said(self) -> str:
        """Everything that the user says in it."""
        return " ".join(turn.user for turn in self.turns)


def _turn(entry: dict[str, Any]) -> Turn:
    return Turn(
        entry["user"],
        entry["expect"],
        tuple(entry.get("facts", ())),
        tuple(tuple(group) for group in entry.get("all_of", ())),
        tuple(entry.get("none_of", ())),
        entry.get("note", ""),
    )


def _problem(error: ValidationError) -> str:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    return f"{where}: {error.message}" if where else str(error.message)


def _read(line: bytes) -> Conversation:
    entry = json.loads(line.decode("utf-8"))
    error = best_match(jsonschema.Draft7Validator(SCHEMA).iter_errors(entry))
    if error is not None:
        raise ValueError(_problem(error))
    return Conversation(entry["id"], entry["persona"], tuple(_turn(turn) for turn in entry["turns"]))


def load(path: Path) -> tuple[Conversation, ...]:
    """The conversations of a file, in its order; blank lines are skipped.

    Raises ConversationError at the first line that is no conversation, for an id given twice, and for a file
    that can't be read or holds none.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConversationError(f"{path}: {error.strerror or error}") from error
    found: dict[str, Conversation] = {}
    # Split at line feeds alone: a JSON string may hold other characters that Python takes for ends of lines.
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            conversation = _read(line)
            if conversation.id in found:
                raise ValueError(f"the id {conversation.id!r} was used before")
        except (ValueError, RecursionError) as error:
            what = f"not JSON: {error}" if isinstance(error, json.JSONDecodeError) else str(error)
            raise ConversationError(f"{path}:{number}: {what}") from error
        found[conversation.id] = conversation
    if not found:
        raise ConversationError(f"{path}: holds no conversation")
    return tuple(found.values())
