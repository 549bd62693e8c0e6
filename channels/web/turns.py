"""One turn of a conversation at a time, and each message once, however often it is sent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered

from channels.inbox import Reply, admit, failure
from channels.web.problems import Problem
from channels.web.store import Store, Turn
from server.tracker_store import forget

logger = logging.getLogger(__name__)
Messages = list[dict[str, Any]]


class Turns:
    """Asks Rasa through `on_new_message` and keeps what was said in `store`; `agent` is Rasa's, for what it remembers."""

    def __init__(self, store: Store, on_new_message: Callable[[UserMessage], Awaitable[Any]], agent: Callable[[], Agent]) -> None:
        self._store, self._ask_rasa, self._agent = store, on_new_message, agent
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Messages]] = set()

    async def take(self, conversation: str, message: str, said: str, button: bool) -> tuple[Messages, bool]:
        """The reply, a text and a card for each question, to what was `said` under the id `message`; and whether both were stored.

        A message that was answered before gets its reply again. Raises Problem for an id that something else was said under.
        """
        admitted = admit(said)
        if isinstance(admitted, Reply):
            return [_message(admitted)], False
        turn = Turn(message, time.time(), said, button, None, {})
        # A task of its own: whoever hangs up does not leave a turn half done, and finds it done when they ask again.
        task = asyncio.ensure_future(self._take(conversation, turn, admitted))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task), True

    async def forget(self, conversation: str) -> None:
        """Forget the conversation: here, and in what Rasa remembers."""
        async with self._lock(conversation):
            await forget(self._agent().tracker_store, conversation)
            await self._store.forget(conversation)

    def _lock(self, conversation: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation, asyncio.Lock())

    async def _take(self, conversation: str, turn: Turn, text: str) -> Messages:
        async with self._lock(conversation):
            kept = await self._store.begin(conversation, turn)
            if kept and kept.said != turn.said:
                raise Problem("id_reused")
            if kept and kept.messages is not None:
                return kept.messages
            # A turn without a reply was cut off by the end of the server; Rasa may have been through with it.
            messages = (await self._remembered(conversation, turn.id) if kept else []) or await self._ask(conversation, turn.id, text)
            await self._store.finish(conversation, turn.id, messages)
            return messages

    async def _ask(self, conversation: str, message: str, text: str) -> Messages:
        collector = CollectingOutputChannel()
        try:
            await self._ask_rasa(UserMessage(text, collector, conversation, input_channel="web", message_id=message))
        except Exception:
            logger.exception("a message of %s failed", conversation)
        return _pairs((m.get("text"), m.get("custom")) for m in collector.messages) or [_message(failure())]

    async def _remembered(self, conversation: str, message: str) -> Messages:
        """What Rasa said to `message`, from its own memory; nothing where it does not know it."""
        tracker = await self._agent().tracker_store.retrieve(conversation)
        said: list[tuple[str | None, Any]] = []
        of_it = False
        for event in tracker.events if tracker else ():
            if isinstance(event, UserUttered):
                of_it = event.message_id == message
            elif of_it and isinstance(event, BotUttered):
                said.append((event.text, (event.data or {}).get("custom")))
        return _pairs(said)


def _message(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "card": reply.card}


def _pairs(said: Iterable[tuple[str | None, Any]]) -> Messages:
    """Texts with the cards that follow them."""
    pairs: Messages = []
    text = ""
    for words, card in said:
        text = words or text
        if card and text:
            pairs.append({"text": text, "card": card})
            text = ""
    return pairs
