"""Which origins may ask, and the headers that every response carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, empty

from channels.web.problems import Problem

HEADERS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "headers.yml").read_text(encoding="utf-8"))


class Origins:
    """Pages of these origins may use the server, and so may its own."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    def check(self, request: Request) -> None:
        """Raises Problem where a page that may not ask is asking. What is no page sends no origin, and has to know a token."""
        origin = request.headers.get("origin")
        if origin is not None and not self._may(origin, request):
            raise Problem("origin_refused")

    def preflight(self, request: Request) -> HTTPResponse:
        """The answer to a browser that asks before it asks."""
        return empty(204, HEADERS["preflight"])

    def admit(self, request: Request, response: BaseHTTPResponse) -> None:
        """Tell the browser that the page may read the response, if it may."""
        response.headers.pop("Access-Control-Allow-Credentials", None)  # Rasa's; there are no cookies here
        response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Origin")))
        origin = request.headers.get("origin")
        if origin is not None and self._may(origin, request):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = HEADERS["exposed"]

    def _may(self, origin: str, request: Request) -> bool:
        # The host alone is compared with our own: a proxy that ends TLS hides our scheme.
        _, _, host = origin.lower().partition("://")
        return origin.lower() in self._allowed or (host != "" and host == request.headers.get("host", "").lower())


def secure(response: BaseHTTPResponse) -> None:
    """Add the headers that every response carries."""
    for name, value in HEADERS["every"].items():
        response.headers.setdefault(name, value)
