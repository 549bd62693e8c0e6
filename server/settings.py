"""Settings of a running assistant, all from the environment, with their defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACTION_SECONDS = 8.0
"""How long Rasa waits for an action: below the lock's life (60 s), so that a slow one still gets a reply."""
KEPT_EVENTS = 120
"""Events of a conversation that are kept; older ones fall away, so that a long conversation stays as fast as a new one."""
KEPT_DAYS = 30
"""Days after which a conversation is deleted."""
SLACK_VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL", "SLACK_TEAMS")
SLACK_API_URL = "https://slack.com/api/"
SLACK_AT_ONCE = 16
"""Slack turns that Rasa works on at a time, most of them waiting for their action."""
SLACK_IN_FLIGHT = 64
"""Slack conversations that are answered at a time, those included that wait for Slack."""
SLACK_LEASE_SECONDS = 20.0
"""How long a process may be silent before another goes on with the Slack turns it had taken."""
SLACK_ATTEMPTS = 6
"""How often an answer is tried to be sent while Slack can't be reached; the pauses double from a second."""
SLACK_SEEN_SECONDS = 86_400.0
"""How long Slack's events are remembered, so that none is answered twice: Slack retries for an hour."""


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


@dataclass(frozen=True)
class WebSettings:
    """Settings of the web channel."""

    origins: frozenset[str]
    secret: str | None
    idle_minutes: float
    session_rate: int
    address_rate: int
    proxies: int

    @classmethod
    def from_environment(cls) -> WebSettings:
        """From these variables. Raises ValueError for one that can't be used.

        `WEB_ORIGINS`: origins of pages that may embed the widget, with commas between (none but the server's own).
        `WEB_SECRET`: signs the sessions' tokens, 32 characters at least (a random one, kept in `STATE`).
        `WEB_IDLE_MINUTES`: a session that is not used for so long ends (30).
        `WEB_SESSION_RATE`: messages a minute in one session (20). `WEB_ADDRESS_RATE`: calls a minute from one address (300).
        `WEB_PROXIES`: how many trusted proxies stand in front and tell in X-Forwarded-For whom they speak for (0).
        """
        origins = [origin.strip().rstrip("/") for origin in os.environ.get("WEB_ORIGINS", "").split(",") if origin.strip()]
        for origin in origins:
            if not re.fullmatch(r"https?://[^/\s?#@]+", origin):
                raise ValueError(f"WEB_ORIGINS holds {origin!r}, which is no origin; give some like https://www.example.ca")
        secret = os.environ.get("WEB_SECRET") or None
        if secret and len(secret) < 32:
            raise ValueError("WEB_SECRET is too short; give 32 random characters or more")
        return cls(
            frozenset(origin.lower() for origin in origins),
            secret,
            _number("WEB_IDLE_MINUTES", 30, 1),
            int(_number("WEB_SESSION_RATE", 20, 1)),
            int(_number("WEB_ADDRESS_RATE", 300, 1)),
            int(_number("WEB_PROXIES", 0, 0)),
        )


def _number(name: str, default: float, least: float) -> float:
    text = os.environ.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < 1e9:
        raise ValueError(f"{name}={text!r} can't be used; give a number from {least:g} on")
    return value


@dataclass(frozen=True, repr=False)
class SlackSettings:
    """What Slack needs; it is never shown, as it holds secrets."""

    bot_token: str
    signing_secret: str
    app_token: str
    api_url: str
    teams: frozenset[str]

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> SlackSettings | None:
        """The settings in `values` (by `SLACK_VARIABLES`), or None when Slack is off. Raises ValueError for half of them."""
        bot, secret, app, url, teams = ((values.get(name) or "").strip() for name in SLACK_VARIABLES)
        if not (bot or secret or app):
            return None
        missing = [name for name, value in (("SLACK_BOT_TOKEN", bot), ("SLACK_SIGNING_SECRET", secret)) if not value]
        if missing:
            raise ValueError(f"Slack is half set up: {' and '.join(missing)} missing; docs/slack.md says where each is found")
        for name, value, prefix in (("SLACK_BOT_TOKEN", bot, "xoxb-"), ("SLACK_APP_TOKEN", app, "xapp-")):
            if value and not value.startswith(prefix):
                raise ValueError(f"{name} does not begin with {prefix}; docs/slack.md says where it is found")
        if url and not url.startswith(("https://", "http://")):
            raise ValueError(f"SLACK_API_URL={url!r} is no address; leave it out for Slack's own")
        return cls(bot, secret, app, url or SLACK_API_URL, frozenset(teams.replace(",", " ").split()))
