"""The Rasa input channel: one address for all of Slack's requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.slack.connection import Connection
from server.settings import SLACK_VARIABLES, SlackSettings

OFF = "Slack is off: SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are not set"


class SlackChannel(InputChannel):
    """`POST /webhooks/slack/webhook` for events, buttons, shortcuts and commands; off when there is no token."""

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        """Reads the entry in `credentials.yml`. Raises ValueError when half of the settings are there."""
        given = credentials or {}
        settings = SlackSettings.of({name: given.get(name.removeprefix("SLACK_").lower()) for name in SLACK_VARIABLES})
        return cls(settings, Path(given.get("store") or "var/slack.db"))

    def __init__(self, settings: SlackSettings | None, store: Path) -> None:
        self._settings = settings
        self._store = store
        self._connection: Connection | None = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("slack_channel")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok" if self._settings else "off"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self._connection.receive(request) if self._connection else json({"error": OFF}, status=404)

        @webhook.listener("before_server_start")  # type: ignore[untyped-decorator]
        async def connect(server: Sanic, _: asyncio.AbstractEventLoop) -> None:
            if self._settings:
                self._connection = Connection(self._settings, self._store, on_new_message, lambda: server.ctx.agent)

        @webhook.listener("after_server_start")  # type: ignore[untyped-decorator]
        async def start(_: Sanic, __: asyncio.AbstractEventLoop) -> None:
            if self._connection:
                await self._connection.start()

        @webhook.listener("before_server_stop")  # type: ignore[untyped-decorator]
        async def stop(_: Sanic, __: asyncio.AbstractEventLoop) -> None:
            if self._connection:
                await self._connection.stop()

        return webhook
