"""What `slack.yml` holds: wording, Slack's limits, and Slack's errors."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "slack.yml"


@lru_cache
def read() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def say(key: str, **values: str) -> str:
    """The wording under `key`, filled in. Raises KeyError for an unknown key."""
    return str(read()["wording"][key]).format(**values)


def limit(name: str) -> int:
    """Slack's limit of that name. Raises KeyError for an unknown one."""
    return int(read()["limits"][name])
