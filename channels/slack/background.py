"""Work that goes on after Slack has read that its request was taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)
STOP_SECONDS = 2.0


class Background:
    """Bolt's lazy listeners do the same, but copy the client and so its open connections, which can't be copied."""

    def __init__(self, failed: str = "work behind a request of Slack failed") -> None:
        """`failed` is logged with what a piece of work raises."""
        self._failed = failed
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside everything else; what it raises is logged."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error(self._failed, exc_info=error)

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Wait for what is running, for `seconds` at most; the rest is cancelled."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
