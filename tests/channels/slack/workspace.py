"""A workspace as its people use it: what they do reaches the assistant as Slack would send it, signed."""

from __future__ import annotations

import http.client
import itertools
import json
import sqlite3
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_sdk.signature import SignatureVerifier

from tests.channels.slack.standin import BOT, BOT_USER, SIGNING_SECRET, TEAM, Call, StandIn

_numbers = itertools.count(1)


def new(letter: str) -> str:
    """An id that no other test uses: `C` a channel, `D` a direct message, `U` a person."""
    return f"{letter}{next(_numbers):06d}"


def new_ts() -> str:
    return f"16{next(_numbers):08d}.000200"


@dataclass(frozen=True)
class Received:
    """What Slack got for a request, and after how long."""

    status: int
    body: str
    seconds: float


def signed(body: str, secret: str = SIGNING_SECRET, at: float | None = None, content_type: str = "application/json") -> dict[str, str]:
    """Headers as Slack sends them."""
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    assert signature
    return {"Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


@dataclass
class Workspace:
    """`url` is the assistant's; `standin` records what it does."""

    url: str
    standin: StandIn
    state: Path
    team: str = TEAM
    api_app: str = "A1"
    processes: dict[str, Any] = field(default_factory=dict)

    # -- requests

    def send(self, body: str, headers: dict[str, str]) -> Received:
        host = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(host.hostname or "", host.port or 80, timeout=30)
        start = time.monotonic()
        try:
            connection.request("POST", "/webhooks/slack/webhook", body.encode(), headers)
            reply = connection.getresponse()
            return Received(reply.status, reply.read().decode(), time.monotonic() - start)
        finally:
            connection.close()

    def deliver(self, body: dict[str, Any], retry: tuple[int, str] | None = None, content_type: str = "application/json") -> Received:
        """An event, as the Events API sends it."""
        text = json.dumps(body)
        headers = signed(text, content_type=content_type)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return self.send(text, headers)

    def form(self, fields: dict[str, str]) -> Received:
        body = urllib.parse.urlencode(fields)
        return self.send(body, signed(body, content_type="application/x-www-form-urlencoded"))

    def interact(self, payload: dict[str, Any]) -> Received:
        return self.form({"payload": json.dumps(payload)})

    # -- what people do

    def event(self, event: dict[str, Any], event_id: str = "") -> dict[str, Any]:
        """The body that tells of `event`."""
        return {
            "token": "a-verification-token", "team_id": self.team, "api_app_id": self.api_app, "type": "event_callback",
            "event_id": event_id or new("Ev"), "event_time": int(time.time()), "event": event,
            "authorizations": [{"team_id": self.team, "user_id": BOT_USER, "is_bot": True}],
        }  # fmt: skip

    def direct(self, text: str, user: str, channel: str = "", thread: str = "", **more: Any) -> dict[str, Any]:
        """A direct message to the app."""
        event = {"type": "message", "channel_type": "im", "channel": channel or f"D{user[1:]}", "user": user, "text": text, "ts": new_ts()}
        return self.event({**event, **({"thread_ts": thread} if thread else {}), **more})

    def post(self, text: str, user: str, channel: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """A message in a channel."""
        event = {"type": "message", "channel_type": "channel", "channel": channel, "user": user, "text": text, "ts": new_ts()}
        return self.event({**event, **({"thread_ts": thread} if thread else {}), **more})

    def mention(self, text: str, user: str, channel: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """A mention of the app in a channel."""
        body = self.post(f"<@{BOT_USER}> {text}", user, channel, thread, **more)
        body["event"]["type"] = "app_mention"
        del body["event"]["channel_type"]
        return body

    def command(self, text: str, user: str, channel: str) -> tuple[Received, str]:
        """`/briefing`; what came back, and the address for its answer."""
        url = new("respond")
        fields = {
            "token": "a-verification-token", "team_id": self.team, "team_domain": "stand-in", "channel_id": channel, "channel_name": "x",
            "user_id": user, "user_name": "x", "command": "/briefing", "text": text, "api_app_id": self.api_app,
            "response_url": f"{self.standin.url}/respond/{url}", "trigger_id": new("trigger"),
        }  # fmt: skip
        return self.form(fields), url

    def click(
        self,
        button: dict[str, Any],
        on: Call,
        user: str,
        channel: str = "",
        thread: str = "",
        ephemeral: bool = False,
        trigger: str = "",
        url: str = "",
    ) -> tuple[Received, str]:
        """A click on a button of the message `on`; what came back, and the address for what is said about it."""
        url = url or new("respond")
        channel = channel or (f"D{on.channel[1:]}" if on.channel.startswith("U") else on.channel)
        thread = thread or on.arguments.get("thread_ts", "")
        message = {"type": "message", "bot_id": BOT, "text": on.text, "ts": on.ts} | ({"thread_ts": thread} if thread else {})
        container = {"type": "message", "message_ts": on.ts, "channel_id": channel, "is_ephemeral": ephemeral}
        payload = self._click(button, user, trigger) | {
            "container": container, "channel": {"id": channel, "name": "x"}, "response_url": f"{self.standin.url}/respond/{url}",
        }  # fmt: skip
        return self.interact(payload if ephemeral else payload | {"message": message}), url

    def click_home(self, button: dict[str, Any], user: str) -> Received:
        """A click on a button of the Home tab."""
        return self.interact(
            self._click(button, user) | {"container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "type": "home"}}
        )

    def _click(self, button: dict[str, Any], user: str, trigger: str = "") -> dict[str, Any]:
        return {
            "type": "block_actions", "user": {"id": user, "team_id": self.team}, "api_app_id": self.api_app, "token": "a-verification-token",
            "trigger_id": trigger or new("trigger"), "team": {"id": self.team, "domain": "stand-in"}, "enterprise": None,
            "actions": [{**button, "block_id": "b", "action_ts": new_ts()}],
        }  # fmt: skip

    def check_claim(self, text: str, user: str, channel: str, ts: str, thread: str = "") -> tuple[Received, str]:
        """The message shortcut on somebody's message."""
        url = new("respond")
        message = {"type": "message", "user": "U0OTHER", "ts": ts, "text": text} | ({"thread_ts": thread} if thread else {})
        payload = {
            "type": "message_action", "callback_id": "check_claim", "token": "a-verification-token", "trigger_id": new("trigger"),
            "response_url": f"{self.standin.url}/respond/{url}", "team": {"id": self.team, "domain": "stand-in"}, "user": {"id": user},
            "channel": {"id": channel, "name": "x"}, "message": message, "message_ts": ts, "action_ts": new_ts(),
        }  # fmt: skip
        return self.interact(payload), url

    # -- what came of it

    def answers(self, where: str, count: int = 1) -> list[Call]:
        """The calls about `where` once there are `count` of them and nothing is left to do. Fails when there are more."""
        self.standin.wait(lambda: len(self.standin.to(where)) >= count)
        self.idle()
        found = self.standin.to(where)
        assert len(found) == count, found
        return found

    def idle(self, seconds: float = 60) -> None:
        """Until every turn that was taken on is answered."""
        deadline = time.monotonic() + seconds
        while self.query("SELECT count(*) FROM turns")[0][0]:
            assert time.monotonic() < deadline, self.query("SELECT * FROM turns")
            time.sleep(0.05)

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of the channel's store."""
        with sqlite3.connect(self.state / "slack.db", timeout=10) as db:
            return db.execute(sql, parameters).fetchall()

    def said(self, sender: str) -> list[str]:
        """What people said in a conversation, as Rasa keeps it."""
        with sqlite3.connect(self.state / "conversations.db", timeout=10) as db:
            (state,) = db.execute("SELECT state FROM conversations WHERE sender = ?", (sender,)).fetchone()
        return [event["text"] for event in json.loads(state)["events"] if event["event"] == "user"]
