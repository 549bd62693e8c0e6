"""Stories over the REST channel."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from evaluation.runner import Ask
from stories.clients import Client


@dataclass(frozen=True)
class RestTalk:
    """A conversation over REST; a button of it is its text."""

    ask: Ask
    sender: str = field(default_factory=lambda: f"story-{secrets.token_hex(8)}")

    def say(self, text: str) -> list[dict[str, Any]]:
        return list(self.ask(text, self.sender))

    press = say


def rest(ask: Ask) -> Client:
    """The client of an assistant that is asked by `ask`."""
    return partial(RestTalk, ask)
