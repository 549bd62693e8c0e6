"""Lets Slack's requests be acknowledged before turns are answered: both share one event loop, and an answer holds it for its milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from server.settings import SLACK_AT_ONCE

LOOK_SECONDS = 0.005
PATIENCE_SECONDS = 1.0
"""How long a turn makes way for requests, so that a stream of them does not starve it."""


class Pace:
    """To be made inside the event loop."""

    def __init__(self) -> None:
        self._requests = 0
        self._turns = asyncio.Semaphore(SLACK_AT_ONCE)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around the handling of a request."""
        self._requests += 1
        try:
            yield
        finally:
            self._requests -= 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Around a turn: few at a time, and none starts while a request waits."""
        async with self._turns:
            loop = asyncio.get_running_loop()
            until = loop.time() + PATIENCE_SECONDS
            while self._requests and loop.time() < until:
                await asyncio.sleep(LOOK_SECONDS)
            yield
