"""An assistant to tell stories to, through one of its channels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.assistant import asking, assistant
from evaluation.runner import Read
from server.run import StartError
from stories.clients import Client
from stories.clients.rest import rest
from stories.clients.web import web
from stories.environment import environment

CHANNELS = ("rest", "web", "slack")
OWN = {"WEB_SESSION_RATE": "6000", "WEB_ADDRESS_RATE": "60000"}
"""Settings of an assistant of our own: stories are told faster than people write."""


@dataclass(frozen=True)
class Channel:
    """How conversations begin, how to read back what was understood, and what a report calls the assistant."""

    client: Client
    read: Read
    name: str


@contextmanager
def open_channel(name: str, url: str | None, state: Path) -> Iterator[Channel]:
    """The channel `name` of the assistant at `url`, whose STATE folder is `state`, else of a new one that ends with it.

    Raises StartError where there is none, or none that can be talked to in this way.
    """
    if name == "slack":
        with _slack(url) as channel:
            yield channel
        return
    with environment(OWN if not url else {}), assistant(url, state) as asked:
        yield Channel(web(asked.url) if name == "web" else rest(asking(asked.url)), asked.read, asked.name)


@contextmanager
def _slack(url: str | None) -> Iterator[Channel]:
    if url:
        raise StartError("CHANNEL=slack starts an assistant of its own beside a stand-in for Slack; leave URL out")
    # The stand-in belongs to the tests, which a running assistant does not need.
    from stories.clients.slack import workspace

    with environment(OWN), workspace() as found:
        yield Channel(found.client, found.read, "an assistant of its own, with a stand-in for Slack")
