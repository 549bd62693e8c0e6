"""Asks an assistant every turn of the conversations and keeps what came back."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from evaluation.conversations import Conversation, Turn
from evaluation.judge import Reply, Verdict, judge
from evaluation.readings import Reading

Ask = Callable[[str, str], Any]
"""Sends a text as a sender and returns the messages that answer it; raises OSError, HTTPException or ValueError."""
Read = Callable[[str, float], Reading | None]
"""The reading of a sender's last message from a time (seconds since 1970) on, None where it isn't known."""


@dataclass(frozen=True)
class Outcome:
    """One turn as it went: `ms` (milliseconds) is None where nothing came back, `reading` where it isn't known."""

    conversation: str
    persona: str
    position: int
    turn: Turn
    reply: Reply
    verdict: Verdict
    ms: float | None = None
    reading: Reading | None = None

    @property
    def follow_up(self) -> bool:
        """Whether other turns of the conversation came before."""
        return self.position > 0


def _turn(conversation: Conversation, position: int, sender: str, ask: Ask, read: Read) -> Outcome:
    turn = conversation.turns[position]
    since, start = time.time(), time.perf_counter()
    ms: float | None = None
    try:
        messages = ask(turn.user, sender)
        ms = (time.perf_counter() - start) * 1000
        reply = Reply.of(messages)
        verdict = judge(turn, reply, conversation.said)
    except (OSError, HTTPException, ValueError) as error:
        # A server that hangs or dies costs this turn; the others are still asked.
        reply, verdict = Reply(), Verdict("wrong", f"no reply: {type(error).__name__}: {error}")
    return Outcome(conversation.id, conversation.persona, position, turn, reply, verdict, ms, read(sender, since))


def run(conversations: Iterable[Conversation], ask: Ask, read: Read) -> Iterator[Outcome]:
    """The outcome of every turn, in order, each as soon as it is there; every conversation has a sender of its own."""
    for conversation in conversations:
        sender = f"evaluation-{secrets.token_hex(8)}"
        for position in range(len(conversation.turns)):
            yield _turn(conversation, position, sender, ask, read)
