"""What the web channel asks the action server for: whether it is there, and what can be asked about."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp

from channels.web.problems import Problem

SECONDS = 2.0
UNREACHABLE = (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError)
FRESH = 30.0
"""Seconds for which topics are told again without asking."""


class Backstage:
    """The action server at `url`, behind its shared secret."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._headers = url, {"Authorization": f"Bearer {secret}"}
        self._topics: dict[str, Any] | None = None
        self._asked = 0.0

    async def healthy(self) -> bool:
        """Whether it answers."""
        try:
            await self._get("/health")
        except UNREACHABLE:
            return False
        return True

    async def topics(self) -> dict[str, Any]:
        """Statements and topics, as the web API tells them. Raises Problem when they can't be had."""
        if self._topics is None or time.monotonic() - self._asked > FRESH:
            try:
                self._topics = await self._get("/topics")
            except UNREACHABLE:
                raise Problem("unavailable") from None
            self._asked = time.monotonic()
        return self._topics

    async def _get(self, path: str) -> Any:
        limit = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit, headers=self._headers, raise_for_status=True) as client,
            client.get(self._url + path) as got,
        ):
            return await got.json()
