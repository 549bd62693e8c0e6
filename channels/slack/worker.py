"""Works through the queue of turns: conversations side by side, the turns of one in order."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from channels.slack.background import Background
from channels.slack.database import Database
from channels.slack.turns import Turn, Turns
from server.settings import SLACK_IN_FLIGHT, SLACK_LEASE_SECONDS

logger = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
"""How often to look for turns that nobody told us of: postponed ones, and those of a process that ended."""
PURGE_SECONDS = 3600.0
STOP_SECONDS = 5.0


class Worker:
    """Serves the turns of every conversation that no other process serves."""

    def __init__(self, database: Database, turns: Turns, serve: Callable[[Turn], Awaitable[None]]) -> None:
        self._database = database
        self._turns = turns
        self._serve = serve
        self._conversations = Background("a Slack conversation stopped")
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, with what an earlier run left behind."""
        every = ((LOOK_SECONDS, self._take_all), (SLACK_LEASE_SECONDS / 4, self._turns.renew), (PURGE_SECONDS, self._database.purge))
        self._loops = [asyncio.create_task(self._repeat(seconds, work)) for seconds, work in every]

    def wake(self) -> None:
        """There is a new turn."""
        asyncio.get_running_loop().call_soon(self._take_all)

    async def stop(self) -> None:
        """Take nothing more on, and finish what can be finished in `STOP_SECONDS`; the rest is for the next run."""
        for loop in self._loops:
            loop.cancel()
        self._loops = []
        await self._conversations.stop(STOP_SECONDS)

    async def _repeat(self, seconds: float, work: Callable[[], None]) -> None:
        while True:
            try:
                work()
            except sqlite3.Error:
                logger.exception("Slack's store can't be used; trying again")
            await asyncio.sleep(seconds)

    def _take_all(self) -> None:
        while self._loops and len(self._conversations) < SLACK_IN_FLIGHT and (conversation := self._turns.take()):
            self._conversations.start(self._work(conversation))

    async def _work(self, conversation: str) -> None:
        try:
            while turn := self._turns.next(conversation):
                await self._serve(turn)
        finally:
            self._turns.release(conversation)
            self.wake()
