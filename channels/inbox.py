"""What every channel does with a text before Rasa sees it, and what it says when Rasa must not or does not answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from channels.personal import found

MOST_CHARACTERS = 4000
WORDING = Path(__file__).parent / "wording.yml"


@dataclass(frozen=True)
class Reply:
    """A text and its card, from a channel itself."""

    text: str
    card: dict[str, Any]


def admit(text: str) -> str | Reply:
    """What Rasa may see of `text`; where it holds personal information, the reply that says so instead.

    Such a text goes nowhere: not to Rasa, not to a database, not to a log.
    """
    text = plain_text(text)
    kinds = found(text)
    return personal(kinds) if kinds else text


def plain_text(text: str) -> str:
    """`text` as something a person said: cut to length, never empty, and never one of Rasa's `/intent` commands.

    Rasa obeys any message that begins with a slash and lets its sender set slots; no button of ours sends one.
    """
    half = MOST_CHARACTERS // 2
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:half]} {text[-half:]}"
    text = re.sub(r"^\s*/\s*(\w+)\s*\{.*\}\s*$", r"\1", text, flags=re.DOTALL)  # a command's entities are nothing that was said
    text = re.sub(r"^[\s/]+", "", text)
    return text if text.strip() else "?"


def personal(kinds: tuple[str, ...]) -> Reply:
    """Says which kinds of personal information were found, and asks to ask again without."""
    names = [_wording()["kinds"][kind] for kind in kinds]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return Reply(_wording()["personal"].format(found=listed), _card("clarify"))


def failure() -> Reply:
    """The reply to a message that Rasa did not answer."""
    return Reply(_wording()["error"], _card("error"))


@lru_cache
def _wording() -> dict[str, Any]:
    return yaml.safe_load(WORDING.read_text(encoding="utf-8"))


def _card(kind: str) -> dict[str, Any]:
    return {"kind": kind, "facts": [], "quotes": [], "sources": [], "derivation": None, "suggestions": []}
