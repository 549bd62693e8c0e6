"""Sessions: a signed token for each conversation, which ends when it is not used."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import jwt

from channels.web.problems import Problem
from channels.web.store import Store
from server.settings import KEPT_DAYS

ALGORITHM = "HS256"
PURGE_EVERY = 3600.0


class Sessions:
    """Tokens signed with `secret`, sessions kept in `store` that end after `idle` seconds without a call."""

    def __init__(self, store: Store, secret: str, idle: float, clock: Callable[[], float] = time.time) -> None:
        self._store, self._secret, self._idle, self._clock = store, secret, idle, clock
        self._purged = 0.0

    async def start(self) -> tuple[str, str]:
        """A new conversation's id and its token."""
        conversation, now = f"web-{secrets.token_hex(16)}", self._clock()
        if now - self._purged > PURGE_EVERY:
            self._purged = now
            await self._store.purge(now - KEPT_DAYS * 86_400)
        await self._store.start(conversation, now)
        return conversation, jwt.encode({"sub": conversation, "iat": int(now)}, self._secret, ALGORITHM)

    async def of(self, authorization: str, ended_too: bool = False) -> str:
        """The conversation that `Authorization: Bearer …` is for; one that has ended only with `ended_too`. Raises Problem."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem("session_missing", {"WWW-Authenticate": "Bearer"})
        try:
            # What a token says of its time is not looked at: a session ends when it is not used.
            claims = jwt.decode(token.strip(), self._secret, [ALGORITHM], options={"require": ["sub"], "verify_iat": False})
        except jwt.InvalidTokenError:
            raise Problem("session_invalid", {"WWW-Authenticate": "Bearer"}) from None
        conversation = str(claims["sub"])
        if not await self._store.touch(conversation, self._clock(), self._idle) and not ended_too:
            raise Problem("session_ended", {"WWW-Authenticate": "Bearer"})
        return conversation


def kept_secret(file: Path) -> str:
    """The secret in `file`, which is made where there is none, so that tokens outlive a restart. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Made under another name first: nobody ever reads half a secret, and the first of two to make it wins.
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return file.read_text(encoding="ascii").strip()
