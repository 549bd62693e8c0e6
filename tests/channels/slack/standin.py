"""A stand-in for Slack: its Web API, its response addresses and Socket Mode, on loopback, which records and checks every call."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from server.run import free_port
from tests.channels.slack.rules import broken

BOT_TOKEN = "xoxb-1-stand-in-bot-token"
APP_TOKEN = "xapp-1-stand-in-app-token"
SIGNING_SECRET = "stand-in-signing-secret-0123456789"
TEAM, BOT_USER, BOT = "T1STAND", "U0BOT", "B0BOT"
TICKET = "stand-in-ticket-of-a-socket"


@dataclass(frozen=True)
class Call:
    """A call that was answered with `ok` (or not)."""

    method: str
    arguments: dict[str, Any]
    ok: bool
    ts: str = ""

    @property
    def channel(self) -> str:
        return str(self.arguments.get("channel", ""))

    @property
    def text(self) -> str:
        return str(self.arguments.get("text", ""))

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self.arguments.get("blocks") or [])

    def buttons(self, action: str) -> list[dict[str, Any]]:
        """The buttons of the message whose action begins with `action`, in order."""
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return [button for row in rows for button in row if button["action_id"].startswith(action)]


@dataclass
class Trouble:
    """What the next calls to a channel get: an error, or a status with headers."""

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class StandIn:
    """`calls` in order; `problems` are the rules that calls broke."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: list[dict[str, Any]] = []
        self._troubles: dict[str, list[Trouble]] = {}
        self._until: dict[str, float] = {}
        self._used: dict[str, int] = {}
        self._count = 0
        self._port = free_port()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def __enter__(self) -> StandIn:
        self._thread.start()
        app = web.Application()
        app.add_routes([web.post("/api/{method}", self._call), web.post("/respond/{id}", self._respond), web.get("/socket", self._socket)])
        self._runner = web.AppRunner(app)
        self._in_loop(self._runner.setup())
        self._in_loop(web.TCPSite(self._runner, "127.0.0.1", self._port).start())
        return self

    def __exit__(self, *_: object) -> None:
        for socket in self.sockets:
            self._in_loop(socket.close())
        self._in_loop(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _in_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    # -- what tests do with it

    def troubles(self, where: str, *troubles: Trouble) -> None:
        """What the next calls about `where` (a channel, user, trigger or method) get."""
        self._troubles[where] = list(troubles)

    def to(self, where: str) -> list[Call]:
        """The calls that succeeded about a channel, a user or a response address."""
        with self._changed:
            return [call for call in self.calls if call.ok and where in _about(call.method, call.arguments)]

    def wait(self, done: Callable[[], bool], seconds: float = 60) -> None:
        """Until `done` after some call. Fails after `seconds`."""
        with self._changed:
            assert self._changed.wait_for(done, seconds), self.calls[-5:]

    def push(self, envelope: dict[str, Any]) -> None:
        """Send an envelope over the newest socket."""
        self._in_loop(self.sockets[-1].send_str(json.dumps(envelope)))

    # -- what Slack does

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            self.problems.append(f"{method} with a wrong token")
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if "json" in request.content_type:
            arguments = await request.json()
        else:
            arguments = dict(await request.post())
        return self._answer(method, arguments)

    async def _respond(self, request: web.Request) -> web.Response:
        url = request.match_info["id"]
        arguments = {**await request.json(), "url": url}
        self._used[url] = self._used.get(url, 0) + 1
        if self._used[url] > 5:
            return web.Response(status=404, text="used_url")
        return self._answer("respond", arguments)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if request.query.get("ticket") != TICKET:
            self.problems.append("a socket without a ticket")
        with self._changed:
            self.sockets.append(socket)
            self._changed.notify_all()
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                with self._changed:
                    self.acknowledged.append(json.loads(message.data))
                    self._changed.notify_all()
        return socket

    def _answer(self, method: str, arguments: dict[str, Any]) -> web.Response:
        with self._changed:
            self.problems += broken(method, arguments)
            trouble = self._trouble(method, arguments)
            ok = trouble.status == 200 and not trouble.error
            self._count += 1
            ts = f"17{self._count:08d}.000100"
            self.calls.append(Call(method, arguments, ok, ts))
            self._changed.notify_all()
        if trouble.status != 200:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=trouble.status, headers=trouble.headers)
        if trouble.error:
            if method == "respond":
                return web.Response(status=404, text=trouble.error)
            return web.json_response({"ok": False, "error": trouble.error})
        return web.json_response({"ok": True, **self._result(method, arguments, ts)})

    def _trouble(self, method: str, arguments: dict[str, Any]) -> Trouble:
        for where in _about(method, arguments):
            if time.monotonic() < self._until.get(where, 0):
                self.problems.append(f"{method} for {where} before its Retry-After had passed")
            waiting = self._troubles.get(where)
            if waiting:
                trouble = waiting.pop(0)
                self._until[where] = time.monotonic() + float(trouble.headers.get("Retry-After", 0))
                return trouble
        return Trouble()

    def _result(self, method: str, arguments: dict[str, Any], ts: str) -> dict[str, Any]:
        if method == "auth.test":
            return {"team": "Stand-in", "team_id": TEAM, "user": "border_briefing", "user_id": BOT_USER, "bot_id": BOT}
        if method == "apps.connections.open":
            return {"url": f"ws://127.0.0.1:{self._port}/socket?ticket={TICKET}"}
        if method == "chat.postMessage":
            channel = arguments["channel"]
            return {"channel": f"D{channel[1:]}" if channel.startswith("U") else channel, "ts": ts}
        return {}


def _about(method: str, arguments: dict[str, Any]) -> list[str]:
    return [method, *(str(arguments[name]) for name in ("channel", "user_id", "url", "trigger_id") if name in arguments)]
