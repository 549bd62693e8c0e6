"""The Rasa input channel: one address for all of Slack's requests, and Socket Mode beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from slack_bolt.adapter.sanic import AsyncSlackRequestHandler
from slack_bolt.adapter.sanic.async_handler import to_async_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from channels.slack.answers import Answers
from channels.slack.app import build
from channels.slack.assistant import Assistant
from channels.slack.buttons import Buttons
from channels.slack.database import Database
from channels.slack.intake import Intake
from channels.slack.secrets import Redacting
from channels.slack.sending import Passing, Refused, Slack
from channels.slack.serving import Service
from channels.slack.turns import Turns
from channels.slack.worker import Worker
from server.settings import SLACK_VARIABLES, SlackSettings

logger = logging.getLogger(__name__)
MOST_BYTES = 1_000_000
OFF = "Slack is off: SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are not set"


def problem(request: Request) -> tuple[int, str] | None:
    """Status and words for a request that Bolt could not even read; None when it can be checked and answered."""
    if len(request.body) > MOST_BYTES:
        return 413, f"the body is over {MOST_BYTES} bytes"
    if not request.headers.get("x-slack-request-timestamp", "").isdigit() or not request.headers.get("x-slack-signature", "").isascii():
        return 401, "the request carries no signature of Slack"
    try:
        to_async_bolt_request(request)
    except Exception:  # whatever a parser meets in a body that nobody signed
        return 400, "the body is none of Slack's"
    return None


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
        self._handler: AsyncSlackRequestHandler | None = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("slack_channel")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok" if self._settings else "off"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if self._handler is None:
                return json({"error": OFF}, status=404)
            wrong = problem(request)
            if wrong:
                return json({"error": wrong[1]}, status=wrong[0])
            return await self._handler.handle(request)

        if self._settings:
            running = _Running(self._settings, self._store, on_new_message)

            @webhook.listener("before_server_start")  # type: ignore[untyped-decorator]
            async def open_all(server: Sanic, _: asyncio.AbstractEventLoop) -> None:
                self._handler = AsyncSlackRequestHandler(running.open(server))

            # Once Rasa has its model.
            @webhook.listener("after_server_start")  # type: ignore[untyped-decorator]
            async def start(_: Sanic, __: asyncio.AbstractEventLoop) -> None:
                await running.start()

            @webhook.listener("before_server_stop")  # type: ignore[untyped-decorator]
            async def stop(_: Sanic, __: asyncio.AbstractEventLoop) -> None:
                await running.stop()

        return webhook


class _Running:
    """All that lives as long as the server."""

    def __init__(self, settings: SlackSettings, store: Path, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self._settings = settings
        self._path = store
        self._on_new_message = on_new_message
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None

    def open(self, server: Sanic) -> AsyncApp:
        settings = self._settings
        # Bolt's warnings and all below echo what people wrote.
        quiet = logging.getLogger("channels.slack.bolt")
        quiet.setLevel(logging.ERROR)
        quiet.addFilter(Redacting([settings.bot_token, settings.signing_secret, settings.app_token]))
        self._database = Database(self._path)
        turns, answers = Turns(self._database), Answers(self._database)
        self._slack = Slack(settings, quiet)
        assistant = Assistant(self._on_new_message, lambda: server.ctx.agent)
        self._worker = Worker(self._database, turns, Service(assistant, self._slack, turns, answers).serve)
        self._app = build(settings, self._slack, Intake(turns, answers, self._worker), answers, Buttons(self._slack, turns, answers), quiet)
        self._quiet = quiet
        return self._app

    async def start(self) -> None:
        self._worker.start()
        try:
            us = await self._slack.whoami()
            logger.warning("Slack: in the workspace %s as %s", us.get("team"), us.get("user"))
        except (Refused, Passing) as trouble:
            logger.error("Slack: auth.test failed (%s); is SLACK_BOT_TOKEN the token of an installed app?", trouble)
        if self._settings.app_token:
            self._socket = AsyncSocketModeHandler(self._app, self._settings.app_token, logger=self._quiet)
            self._connecting = asyncio.create_task(self._socket.connect_async())  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        if self._connecting:
            self._connecting.cancel()
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._worker.stop()
        await self._slack.close()
        self._database.close()
