"""One message to an assistant, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from evaluation.judge import Reply
from evaluation.readings import Reading

Send = Callable[[], Any]
"""Sends a message and returns the messages that answer it; raises OSError, HTTPException or ValueError."""
ReadBack = Callable[[float], Reading | None]
"""The reading of the conversation's last message from a time (seconds since 1970) on, None where it isn't known."""


@dataclass(frozen=True)
class Exchange:
    """What came back: `ms` (milliseconds) is None where nothing did, `problem` then says why; `reading` None where it isn't known."""

    reply: Reply = field(default_factory=Reply)
    ms: float | None = None
    reading: Reading | None = None
    problem: str = ""


def exchange(send: Send, read: ReadBack) -> Exchange:
    """Send a message. A server that hangs or dies is no error here: it costs this message, and others can still be sent."""
    since, start = time.time(), time.perf_counter()
    reply, ms, problem = Reply(), None, ""
    try:
        messages = send()
        ms = (time.perf_counter() - start) * 1000
        reply = Reply.of(messages)
    except (OSError, HTTPException, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
    return Exchange(reply, ms, read(since), problem)
