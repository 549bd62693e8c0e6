"""Stories over the Slack channel: signed events to an assistant of our own, whose Slack is the tests' stand-in."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evaluation.readings import ReadingsFile
from evaluation.runner import Read
from server.run import free_port, running
from server.settings import Settings
from stories.clients import Client
from stories.environment import environment
from tests.channels.slack.standin import BOT_TOKEN, SIGNING_SECRET, TEAM, Call, StandIn
from tests.channels.slack.workspace import Workspace, new


@dataclass(frozen=True)
class Office:
    """A workspace with the assistant in it: how a person begins to talk to it, and how to read back what it understood."""

    client: Client
    read: Read


def _plain(text: str) -> str:
    # As Slack's people read it: no escapes, no marks of emphasis, dots for bullets, spaces alike.
    return " ".join(html.unescape(text).replace("*", "").replace("• ", "- ").split())


class SlackTalk:
    """Somebody's direct messages with the app."""

    def __init__(self, workspace: Workspace, readings: ReadingsFile) -> None:
        self._workspace, self._readings = workspace, readings
        self._user = new("U")
        self._channel = f"D{self._user[1:]}"
        self.sender = f"slack-{TEAM}-direct-{self._user}"
        self._heard = self._kept = 0
        self._last: list[Call] = []

    def say(self, text: str) -> list[dict[str, Any]]:
        self._workspace.deliver(self._workspace.direct(text, self._user))
        return self._reply()

    def press(self, button: str) -> list[dict[str, Any]]:
        for call in self._last:
            for element in call.buttons(""):
                if element.get("value") == button:
                    self._workspace.click(element, call, self._user)
                    return self._reply()
        raise ValueError(f"Slack was sent no button {button!r}")

    def _reply(self) -> list[dict[str, Any]]:
        """What the assistant said to it; ValueError where Slack was not sent all of it."""
        self._workspace.standin.wait(lambda: len(self._calls()) > self._heard)
        self._workspace.idle()
        calls = self._calls()
        self._last, self._heard = calls[self._heard :], len(calls)
        sent = _plain("\n".join(call.text for call in self._last))
        events = [event for event in self._readings.events(self.sender) if event.get("event") == "bot"]
        said, self._kept = events[self._kept :], len(events)
        for event in said:
            if event.get("text") and _plain(event["text"]) not in sent:
                raise ValueError(f"Slack was not sent {event['text']!r}, but {sent!r}")
        return [_message(event) for event in said] or [{"text": sent}]

    def _calls(self) -> list[Call]:
        return self._workspace.standin.to(self._channel)


def _message(event: dict[str, Any]) -> dict[str, Any]:
    return {"text": event["text"]} if event.get("text") else {"custom": (event.get("data") or {}).get("custom")}


@contextmanager
def workspace() -> Iterator[Office]:
    """A running assistant in a workspace of the stand-in. Raises StartError."""
    with StandIn() as standin, tempfile.TemporaryDirectory(prefix="stories-slack-") as folder:
        state = Path(folder)
        own = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": standin.api_url}
        with environment(own), running(Settings("127.0.0.1", free_port(), state)) as (url, processes):
            found = Workspace(url, standin, state, processes=dict(processes))
            readings = ReadingsFile(state)
            yield Office(partial(SlackTalk, found, readings), readings.latest)
