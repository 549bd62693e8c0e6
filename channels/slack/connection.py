"""All of the Slack channel that lives as long as the server: the app, the queue, Socket Mode."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic.request import Request
from sanic.response import HTTPResponse, json
from slack_bolt.adapter.sanic import AsyncSlackRequestHandler
from slack_bolt.adapter.sanic.async_handler import to_async_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from channels.slack.answers import Answers
from channels.slack.app import build
from channels.slack.assistant import Assistant
from channels.slack.background import Background
from channels.slack.buttons import Buttons
from channels.slack.database import Database
from channels.slack.intake import Intake
from channels.slack.pace import Pace
from channels.slack.secrets import Redacting
from channels.slack.sending import Passing, Refused, Slack
from channels.slack.serving import Service
from channels.slack.turns import Turns
from channels.slack.worker import Worker
from server.settings import SlackSettings

logger = logging.getLogger(__name__)
MOST_BYTES = 1_000_000


def problem(request: Request) -> tuple[int, str] | None:
    """Status and words for a request that Bolt could not even read; None when it can be checked and answered."""
    if len(request.body) > MOST_BYTES:
        return 413, f"the body is over {MOST_BYTES} bytes"
    if not request.headers.get("x-slack-request-timestamp", "").isdecimal() or not request.headers.get("x-slack-signature", "").isascii():
        return 401, "the request carries no signature of Slack"
    try:
        to_async_bolt_request(request)
    except Exception:  # whatever a parser meets in a body that nobody signed
        return 400, "the body is none of Slack's"
    return None


def bolt_logger(settings: SlackSettings) -> logging.Logger:
    """Where Bolt and Slack's SDK log: errors alone, as all below echoes what people wrote, and without secrets."""
    quiet = logging.getLogger("channels.slack.bolt")
    quiet.setLevel(logging.ERROR)
    quiet.addFilter(Redacting([settings.bot_token, settings.signing_secret, settings.app_token]))
    return quiet


class Connection:
    """To be made inside the event loop."""

    def __init__(
        self, settings: SlackSettings, store: Path, on_new_message: Callable[[UserMessage], Awaitable[Any]], agent: Callable[[], Any]
    ) -> None:
        """`agent` gives Rasa's agent, once the server has started. Raises sqlite3.Error when `store` can't be opened."""
        self._app_token = settings.app_token
        self._quiet = bolt_logger(settings)
        self._database = Database(store)
        turns, answers = Turns(self._database), Answers(self._database)
        self._slack = Slack(settings, self._quiet)
        service = Service(Assistant(on_new_message, agent), self._slack, turns, answers, Pace())
        self._worker = Worker(self._database, turns, service.serve)
        intake = Intake(turns, answers, self._worker)
        buttons = Buttons(self._slack, turns, answers)
        self._background = Background()
        self._app = build(settings, self._slack, intake, answers, buttons, self._background, self._quiet)
        self._handler = AsyncSlackRequestHandler(self._app)
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def receive(self, request: Request) -> HTTPResponse:
        """What Slack gets for a request."""
        wrong = problem(request)
        return json({"error": wrong[1]}, status=wrong[0]) if wrong else await self._handler.handle(request)

    async def start(self) -> None:
        """Take turns on; to be called once Rasa has its model."""
        self._worker.start()
        self._background.start(self._introduce())
        if self._app_token:
            self._socket = AsyncSocketModeHandler(self._app, self._app_token, logger=self._quiet)
            # It tries for as long as it takes.
            self._connecting = asyncio.create_task(self._socket.connect_async())  # type: ignore[no-untyped-call]

    async def _introduce(self) -> None:
        try:
            us = await self._slack.whoami()
            logger.info("Slack: in the workspace %s (%s) as %s", us.get("team"), us.get("team_id"), us.get("user"))
        except (Refused, Passing) as trouble:
            logger.error("Slack: auth.test failed (%s); is SLACK_BOT_TOKEN the token of an installed app?", trouble)

    async def stop(self) -> None:
        """Finish what can be finished in a few seconds; what was taken on and not answered waits in the store."""
        if self._connecting and self._socket:
            self._connecting.cancel()
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._worker.stop()
        await self._background.stop()
        await self._slack.close()
        self._database.close()
