"""The assistant behind Rasa, as the Slack channel asks it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import SlotSet

from channels.inbox import failure

logger = logging.getLogger(__name__)
_SLOT = "context"


class Assistant:
    """Asks Rasa, and carries what a conversation is about from one to another."""

    def __init__(self, on_new_message: Callable[[UserMessage], Awaitable[Any]], agent: Callable[[], Any]) -> None:
        """`agent` gives Rasa's agent, which is there only once the server has started."""
        self._on_new_message = on_new_message
        self._agent = agent

    async def ask(self, text: str, conversation: str) -> list[tuple[str, dict[str, Any]]]:
        """A text and a card for each question in `text`, in order; an error text and card where the assistant says nothing."""
        collector = CollectingOutputChannel()
        try:
            await self._on_new_message(UserMessage(text, collector, conversation, input_channel="slack"))
        except Exception:
            logger.exception("message of %s failed", conversation)
        texts = [message["text"] for message in collector.messages if "text" in message]
        cards = [message["custom"] for message in collector.messages if "custom" in message]
        failed = failure()
        return list(zip(texts, cards)) or [(failed.text, failed.card)]

    async def context(self, conversation: str) -> Any:
        """What the conversation is about now; None for a new one."""
        tracker = await self._agent().tracker_store.retrieve(conversation)
        return tracker.get_slot(_SLOT) if tracker else None

    async def begin(self, conversation: str, context: Any) -> None:
        """Let a conversation that is not there yet start with `context`."""
        store = self._agent().tracker_store
        if await store.retrieve(conversation) is None:
            tracker = await store.get_or_create_tracker(conversation)
            tracker.update(SlotSet(_SLOT, context))
            await store.save(tracker)
