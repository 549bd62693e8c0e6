"""Ways to talk to a running assistant: one client a channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Talk(Protocol):
    """One conversation. `sender` is its id in the tracker store."""

    @property
    def sender(self) -> str: ...

    def say(self, text: str) -> list[dict[str, Any]]:
        """The messages that answer `text`: texts under `text`, cards under `custom`. Raises OSError, HTTPException or ValueError."""

    def press(self, button: str) -> list[dict[str, Any]]:
        """The messages that answer a button of the last reply; as `say`."""


Client = Callable[[], Talk]
"""Begins a conversation. Raises OSError, HTTPException or ValueError where the assistant can't be reached."""
