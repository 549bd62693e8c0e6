"""Lets Slack's requests be acknowledged between turns: both share one event loop, and reading a message holds it for its milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.settings import SLACK_AT_ONCE

ROUNDS = 8
"""How often the event loop goes round between two turns: enough for a request to be accepted, read, kept and answered."""


class Pace:
    """To be made inside the event loop."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(SLACK_AT_ONCE)
        self._starts = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Around a turn. Turns wait for their actions side by side, and start one after another."""
        async with self._turns:
            async with self._starts:
                for _ in range(ROUNDS):
                    await asyncio.sleep(0)
            # Rasa reads the message at once, before the next turn can start.
            yield
