"""Asks an assistant every turn of the conversations and keeps what came back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from evaluation.conversations import Conversation, Turn
from evaluation.exchange import exchange
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
    said = exchange(partial(ask, turn.user, sender), partial(read, sender))
    verdict = Verdict("wrong", f"no reply: {said.problem}") if said.problem else judge(turn, said.reply, conversation.said)
    return Outcome(conversation.id, conversation.persona, position, turn, said.reply, verdict, said.ms, said.reading)


def run(conversations: Iterable[Conversation], ask: Ask, read: Read) -> Iterator[Outcome]:
    """The outcome of every turn, in order, each as soon as it is there; every conversation has a sender of its own."""
    for conversation in conversations:
        sender = f"evaluation-{secrets.token_hex(8)}"
        for position in range(len(conversation.turns)):
            yield _turn(conversation, position, sender, ask, read)
