"""Calls to Slack: waits out its limits, and tells passing trouble from refusals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from channels.slack.blocks import Message
from channels.slack.wording import read
from server.settings import SLACK_ATTEMPTS, SlackSettings

CALL_SECONDS = 20


class Refused(Exception):
    """Slack will not do it, now or later; the message is Slack's code."""


class Passing(Exception):
    """Slack cannot be reached or has trouble of its own; the same call may work later. The message is a code or what failed."""


def pause(headers: Mapping[str, Any]) -> float:
    """The seconds that Slack asks to wait for, 1 when it does not say."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    text = str(found[0] if isinstance(found, list) else found)
    return float(text) if text.isdigit() else 1.0


class RateLimited(AsyncRateLimitErrorRetryHandler):
    """Waits for as long as Slack says. (The SDK's own handler reads the first digit of Retry-After alone.)"""

    async def prepare_for_next_attempt_async(
        self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None
    ) -> None:
        state.next_attempt_requested = True
        await asyncio.sleep(pause(response.headers if response else {}))
        state.increment_current_attempt()


class Slack:
    """Slack's Web API and response addresses. Every method raises Refused or Passing. To be made inside the event loop."""

    def __init__(self, settings: SlackSettings, logger: logging.Logger) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        retries = [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler(), RateLimited(max_retry_count=SLACK_ATTEMPTS)]
        self._shared: dict[str, Any] = {"session": self._session, "logger": logger, "retry_handlers": retries}
        self.client = AsyncWebClient(token=settings.bot_token, base_url=settings.api_url, **self._shared)

    async def close(self) -> None:
        await self._session.close()

    async def whoami(self) -> Mapping[str, Any]:
        """What `auth.test` says of the token: `team`, `team_id`, `user_id`, `bot_id` and more."""
        return await _checked(self.client.auth_test())

    async def post(self, channel: str, message: Message, thread: str = "") -> tuple[str, str]:
        """Post and return channel and timestamp. A user's id as `channel` is the direct message with them."""
        sent = await _checked(
            self.client.chat_postMessage(
                channel=channel, text=message.text, blocks=message.blocks or None, thread_ts=thread or None,
                unfurl_links=False, unfurl_media=False,
            )
        )  # fmt: skip
        return str(sent["channel"]), str(sent["ts"])

    async def respond(self, url: str, message: Message, thread: str = "") -> None:
        """Say something to the person alone whose command or click gave `url`."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": message.text, "blocks": message.blocks or None}
        try:
            sent = await AsyncWebhookClient(url, **self._shared).send_dict(body | ({"thread_ts": thread} if thread else {}))
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Passing(type(error).__name__) from error
        if sent.status_code == 429 or sent.status_code >= 500:
            raise Passing(f"status {sent.status_code}")
        if sent.status_code != 200:
            raise Refused(sent.body[:80] or f"status {sent.status_code}")

    async def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Open a modal for the person whose click gave `trigger` (it is good for 3 s)."""
        await _checked(self.client.views_open(trigger_id=trigger, view=view))

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Show the Home tab to `user`."""
        await _checked(self.client.views_publish(user_id=user, view=view))


async def _checked(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except SlackApiError as error:
        # Where the body could not be read, the response is the HTTP client's own.
        read_whole = isinstance(error.response, AsyncSlackResponse)
        status = error.response.status_code if read_whole else 500
        code = error.response.get("error") if read_whole else None
        if status == 429 or status >= 500 or code is None or code in read()["errors"]["passing"]:
            raise Passing(code or f"status {status}") from error
        raise Refused(code) from error
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise Passing(type(error).__name__) from error
