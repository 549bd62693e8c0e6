"""The JSON API's routes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from channels.inbox import personal
from channels.personal import found
from channels.web.backstage import Backstage
from channels.web.contract import document, parsed, read
from channels.web.limits import Rate, network
from channels.web.problems import Problem
from channels.web.sessions import Sessions
from channels.web.store import Store, Turn
from channels.web.turns import Turns

PRIVATE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Web:
    """What the routes work with."""

    store: Store
    sessions: Sessions
    turns: Turns
    backstage: Backstage
    by_session: Rate
    by_address: Rate

    def count(self, request: Request) -> None:
        """Count a call from the request's address. Raises Problem when there are too many."""
        self.by_address.take(network(request.remote_addr or request.ip))

    async def session(self, request: Request, ended_too: bool = False) -> str:
        """The conversation that the request is for. Raises Problem."""
        self.count(request)
        return await self.sessions.of(request.headers.get("authorization", ""), ended_too)

    async def offered(self, conversation: str) -> set[str]:
        """What a button may say: the topics' questions, and what the assistant suggested in this conversation."""
        turns = await self.store.turns(conversation)
        suggested = {s for turn in turns for message in turn.messages or () for s in message["card"]["suggestions"]}
        return suggested | {topic["question"] for topic in (await self.backstage.topics())["topics"]}


def add_routes(site: Blueprint, web: Web) -> None:
    """Add the API to `site`. Routes that may be sent a body are streaming ones, so that none is read beyond its limit."""

    @site.post("/api/sessions", stream=True)
    async def start_session(request: Request) -> HTTPResponse:
        await read(request)
        web.count(request)
        conversation, token = await web.sessions.start()
        return json({"token": token, "conversation": conversation}, 201, PRIVATE)

    @site.post("/api/messages", stream=True)
    async def send_message(request: Request) -> HTTPResponse:
        raw = await read(request)
        conversation = await web.session(request)
        web.by_session.take(conversation)
        message = parsed(request, raw, "NewMessage")
        button = "payload" in message
        if button and message["payload"] not in await web.offered(conversation):
            raise Problem("payload_unknown")
        said = message["payload" if button else "text"]
        messages, stored = await web.turns.take(conversation, message["id"], said, button)
        return json({"messages": messages, "stored": stored}, 200, PRIVATE)

    @site.get("/api/messages")
    async def read_history(request: Request) -> HTTPResponse:
        conversation = await web.session(request)
        turns = await web.store.turns(conversation)
        return json({"conversation": conversation, "turns": [_told(turn) for turn in turns]}, 200, PRIVATE)

    @site.delete("/api/messages")
    async def forget_conversation(request: Request) -> HTTPResponse:
        await web.turns.forget(await web.session(request, ended_too=True))
        return empty(204, PRIVATE)

    @site.post("/api/feedback", stream=True)
    async def give_feedback(request: Request) -> HTTPResponse:
        raw = await read(request)
        conversation = await web.session(request)
        web.by_session.take(conversation)
        given = {"answer": 0, "reason": None, "words": None, **parsed(request, raw, "Feedback")}
        kinds = found(given["words"] or "")
        if kinds:
            raise Problem("personal_information", told=personal(kinds).text)
        if not await web.store.judge(conversation, {**given, "given": time.time()}):
            raise Problem("answer_unknown")
        return empty(204, PRIVATE)

    @site.get("/api/topics")
    async def list_topics(request: Request) -> HTTPResponse:
        web.count(request)
        return json(await web.backstage.topics())

    @site.get("/api/health")
    async def read_health(_: Request) -> HTTPResponse:
        answers, storage = await asyncio.gather(web.backstage.healthy(), web.store.usable())
        up = answers and storage
        return json({"status": "ok" if up else "down", "answers": answers, "storage": storage}, 200 if up else 503, PRIVATE)

    @site.get("/api/openapi.json")
    async def describe(request: Request) -> HTTPResponse:
        web.count(request)
        return json(document())


def _told(turn: Turn) -> dict[str, Any]:
    messages = turn.messages or []
    return {
        "id": turn.id,
        "at": datetime.fromtimestamp(turn.asked, timezone.utc).isoformat(timespec="seconds"),
        "said": turn.said,
        "button": turn.button,
        "messages": messages,
        "feedback": [turn.feedback.get(i) for i in range(len(messages))],
    }
