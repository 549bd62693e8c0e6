"""Errors of the web API as JSON, in plain words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sanic.response import HTTPResponse, json

FILE = Path(__file__).parent / "problems.yml"


class Problem(Exception):
    """A request can't be served. `code` is one of `problems.yml`; `values` fill in its message."""

    def __init__(self, code: str, headers: dict[str, str] | None = None, **values: object) -> None:
        entry = _read()[code]
        super().__init__(code)
        self.code = code
        self.status: int = entry["status"]
        self.message: str = entry["message"].format(**values)
        self.headers = headers or {}

    def response(self) -> HTTPResponse:
        """`{"error": {"code", "message"}}` with the problem's status and headers."""
        return json({"error": {"code": self.code, "message": self.message}}, self.status, self.headers)


@lru_cache
def _read() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))
