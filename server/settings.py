"""Settings of a running assistant, all from the environment, with their defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACTION_SECONDS = 8.0
"""How long Rasa waits for an action: below the lock's life (60 s), so that a slow one still gets a reply."""
KEPT_EVENTS = 120
"""Events of a conversation that are kept; older ones fall away, so that a long conversation stays as fast as a new one."""
KEPT_DAYS = 30
"""Days after which a conversation is deleted."""


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    state: Path

    @classmethod
    def from_environment(cls) -> Settings:
        """`HOST` (default loopback), `PORT` (5005), `STATE` (`var/`). Raises ValueError for a port that is none."""
        port = os.environ.get("PORT", "5005")
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError(f"PORT={port!r} is no port; give a number from 1 to 65535")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port), Path(os.environ.get("STATE") or ROOT / "var").resolve())
