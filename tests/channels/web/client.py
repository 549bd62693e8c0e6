"""A program that talks to the web API."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import requests

from channels.web.contract import document


@dataclass
class Client:
    """A session at `url`; `headers` go out with every call."""

    url: str
    token: str
    conversation: str
    headers: dict[str, str]

    @classmethod
    def start(cls, url: str, **headers: str) -> Client:
        """A new session."""
        reply = requests.post(f"{url}/api/sessions", headers=headers, timeout=30)
        assert reply.status_code == 201, reply.text
        return cls(url, **held_to(reply, "Session"), headers=headers)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """What comes back for `body`, which is sent as JSON where it is no bytes."""
        own = {"Authorization": f"Bearer {self.token}", **self.headers, **headers}
        if body is not None:
            own.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return requests.request(method, f"{self.url}{path}", data=data, headers=own, timeout=30)

    def send(self, body: Any, **headers: str) -> requests.Response:
        return self.call("POST", "/api/messages", body, **headers)

    def say(self, text: str, message: str | None = None) -> list[dict[str, Any]]:
        """The messages that come back for `text`, as the contract says."""
        reply = self.send({"id": message or new_id(), "text": text})
        assert reply.status_code == 200, reply.text
        return held_to(reply, "Replies")["messages"]

    def history(self) -> list[dict[str, Any]]:
        """The turns so far."""
        return held_to(self.call("GET", "/api/messages"), "History")["turns"]

    def heard_by_rasa(self, state: Path) -> list[str]:
        """What Rasa remembers that the person said."""
        with sqlite3.connect(state / "conversations.db") as db:
            row = db.execute("SELECT state FROM conversations WHERE sender = ?", (self.conversation,)).fetchone()
        return [event["text"] for event in json.loads(row[0])["events"] if event["event"] == "user"] if row else []


def new_id() -> str:
    return str(uuid.uuid4())


def held_to(reply: requests.Response, schema: str) -> Any:
    """The reply's JSON, which is as the contract's `schema` says."""
    found = reply.json()
    jsonschema.validate(found, {"$ref": f"#/components/schemas/{schema}", "components": document()["components"]})
    return found


def code(reply: requests.Response) -> str:
    """The code of the error that came back."""
    return str(held_to(reply, "Error")["error"]["code"])
