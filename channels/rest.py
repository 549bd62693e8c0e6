"""Rasa's REST channel with promises: every message gets a reply and a card, and no body is answered with a 500."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import rasa.core.actions.action
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.inbox import Reply, admit, failure
from server.settings import ACTION_SECONDS

logger = logging.getLogger(__name__)
# Rasa has no setting for how long it waits for an action; it reads this name at each call.
rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS

MOST_BYTES = 1_000_000
RESERVED = ("web-", "slack-")


def refused(problem: str, status: int = 400) -> HTTPResponse:
    return json({"error": problem}, status=status)


class RestChannel(InputChannel):
    """`POST /webhooks/rest/webhook` with `{"sender": …, "message": …}`; a list of messages comes back."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("rest_channel")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if len(request.body) > MOST_BYTES:
                return refused(f"the body is over {MOST_BYTES} bytes", 413)
            try:
                body = request.json
            except Exception:  # Sanic raises its own error for bad JSON, and others for bad encodings
                body = None
            if not isinstance(body, dict):
                return refused('the body must be a JSON object: {"sender": "…", "message": "…"}')
            message = body.get("message")
            if not isinstance(message, str):
                return refused('"message" must be a text')
            # Without a sender of its own, everybody would share one conversation.
            sender = body.get("sender")
            if isinstance(sender, str) and sender.startswith(RESERVED):
                return refused(f'"sender" may not begin with {" or ".join(RESERVED)}: conversations of other channels are named so')
            sender = sender[:200] if isinstance(sender, str) and sender.strip() else f"anonymous-{secrets.token_hex(8)}"
            return json(await self.reply(on_new_message, message, sender))

        return webhook

    async def reply(self, on_new_message: Callable[[UserMessage], Awaitable[Any]], message: str, sender: str) -> list[dict[str, Any]]:
        """What the assistant says to `message`; a text and card of ours where Rasa must not see it or says nothing."""
        admitted = admit(message)
        if isinstance(admitted, Reply):
            return _messages(admitted, sender)
        collector = CollectingOutputChannel()
        try:
            await on_new_message(UserMessage(admitted, collector, sender, input_channel=self.name()))
        except Exception:
            logger.exception("message of %s failed", sender)
        return list(collector.messages) or _messages(failure(), sender)


def _messages(reply: Reply, sender: str) -> list[dict[str, Any]]:
    return [{"recipient_id": sender, "text": reply.text}, {"recipient_id": sender, "custom": reply.card}]
