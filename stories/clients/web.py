"""Stories over the web channel's JSON API (channels/web/openapi.yml)."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from functools import partial
from typing import Any

from stories.clients import Client

REPLY_SECONDS = 30
TRIES = 3


def post(url: str, body: dict[str, Any], token: str = "") -> Any:
    """The JSON that answers a POST; waits, as long as it says, for an assistant that is asked too often.

    Raises OSError (with the API's own words) or ValueError.
    """
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    for left in reversed(range(TRIES)):
        try:
            with urllib.request.urlopen(request, timeout=REPLY_SECONDS) as reply:
                return json.loads(reply.read())
        except urllib.error.HTTPError as error:
            if error.code == 429 and left:
                time.sleep(float(error.headers.get("Retry-After") or 1))
                continue
            told = error.read().decode(errors="replace")
            raise OSError(f"{url}: {error.code} {told[:200]}") from error
    raise AssertionError("the last try returns or raises")


class WebTalk:
    """A conversation of its own session. Raises OSError where none can be begun."""

    def __init__(self, url: str) -> None:
        self._url = url
        session = post(f"{url}/api/sessions", {})
        self._token, self.sender = str(session["token"]), str(session["conversation"])

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._send("text", text)

    def press(self, button: str) -> list[dict[str, Any]]:
        return self._send("payload", button)

    def _send(self, kind: str, said: str) -> list[dict[str, Any]]:
        # The same id again is the same message: a retry is not answered twice.
        replies = post(f"{self._url}/api/messages", {"id": str(uuid.uuid4()), kind: said}, self._token)["messages"]
        return [message for reply in replies for message in ({"text": reply["text"]}, {"custom": reply["card"]})]


def web(url: str) -> Client:
    """The client of the assistant at `url`."""
    return partial(WebTalk, url)
