"""Stories through each channel of a really running assistant, and how the web client takes what the API says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from server.settings import ROOT
from stories.channels import open_channel
from stories.clients.web import WebTalk
from stories.failure import explain
from stories.loading import load_file
from stories.runner import FAILED, PASSED, tell
from tests.stories.samples import FENTANYL, written

WEB = pytest.mark.skipif(not (ROOT / "channels" / "web").is_dir(), reason="there is no web channel")
STORIES = """\
stories:
  - story: over a channel
    steps:
      - user: How much fentanyl was seized? & "quoted" <b>
        intent: ask_seizures
      - action: action_answer
      - bot: {kind: fact, facts: [seized_fentanyl], contains: 23 lb, buttons: {at_least: ["How many prohibited weapons were seized?"]}}
      - user: in kg?
      - bot: {derived: {value: 10.43, unit: kg}, slots: {context: {facts: [seized_fentanyl]}}}
      - button: How many prohibited weapons were seized?
      - bot: {contains: "27,149"}
      - user: what are the priorities of the crime forum? and who leads the task force?
      - bot: {contains: human smuggling}
      - bot: {facts: [task_force]}
  - story: wrong over a channel
    steps:
      - user: what was seized?
      - bot: {contains: 24 lb}
"""


@pytest.mark.parametrize("name", ["rest", pytest.param("web", marks=WEB), "slack"])
def test_stories_are_told_through_each_channel(name: str, tmp_path: Path, real_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_DB", str(real_database))
    right, wrong = load_file(written(tmp_path, STORIES))
    with open_channel(name, None, tmp_path) as channel:
        told = tell(right, channel.client, channel.read)
        assert told.verdict == PASSED, explain(told)
        assert not any(turn.unchecked for turn in told.told)
        failed = tell(wrong, channel.client, channel.read)
    assert failed.verdict == FAILED and "23 lb" in failed.findings[0].gap.got


class Api(BaseHTTPRequestHandler):
    """Answers as the web API would: the first message is one too many, a text `bad` is refused."""

    asked: list[tuple[str, str, Any]] = []  # noqa: RUF012 – a server makes a handler a request

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Api.asked.append((self.path, self.headers.get("Authorization", ""), body))
        if self.path == "/api/sessions":
            self._reply(201, {"token": "t", "conversation": "web-1"})
        elif len(Api.asked) == 2:
            self._reply(429, {"error": {"code": "too_many", "message": "wait"}}, {"Retry-After": "0"})
        elif body.get("text") == "bad":
            self._reply(400, {"error": {"code": "invalid", "message": "no"}})
        else:
            self._reply(200, {"messages": [{"text": "23 lb", "card": FENTANYL}], "stored": True})

    def _reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    Api.asked = []
    with HTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_web_client_waits_where_it_asks_too_often_and_sends_the_same_message_again(api: str) -> None:
    talk = WebTalk(api)
    assert talk.sender == "web-1"
    assert talk.say("fentanyl?") == [{"text": "23 lb"}, {"custom": FENTANYL}]
    talk.press("How much cocaine was seized?")
    session, limited, again, pressed = Api.asked
    assert session == ("/api/sessions", "", {})
    assert limited == again and limited[:2] == ("/api/messages", "Bearer t")
    assert (again[2]["text"], pressed[2]["payload"]) == ("fentanyl?", "How much cocaine was seized?")
    assert again[2]["id"] != pressed[2]["id"]


def test_the_web_client_tells_what_the_api_refuses(api: str) -> None:
    talk = WebTalk(api)
    talk.say("first")
    with pytest.raises(OSError, match=r'400 \{"error": \{"code": "invalid"'):
        talk.say("bad")
