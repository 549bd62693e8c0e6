"""The Rasa input channel that serves the page, the widget and the JSON API on Rasa's own port."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import MethodNotSupported, NotFound
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from channels.web import files
from channels.web.api import Web, add_routes
from channels.web.backstage import Backstage
from channels.web.headers import Origins, secure
from channels.web.limits import Rate
from channels.web.problems import Problem
from channels.web.sessions import Sessions, kept_secret
from channels.web.store import Store
from channels.web.turns import Turns
from server.settings import Settings, WebSettings

logger = logging.getLogger(__name__)


class WebChannel(InputChannel):
    """`GET /`, the widget's files, and `/api/…` as `openapi.yml` says."""

    @classmethod
    def name(cls) -> str:
        return "web"

    def url_prefix(self) -> str:
        """The root: Rasa puts `/webhooks/` before a prefix that does not begin with a slash."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        settings, state = WebSettings.from_environment(), Settings.from_environment().state
        site = Blueprint("web")
        store = Store(state / "web.db")
        secret = settings.secret or kept_secret(state / "web.secret")
        web = Web(
            store,
            Sessions(store, secret, settings.idle_minutes * 60),
            Turns(store, on_new_message, lambda: Sanic.get_app().ctx.agent),
            Backstage(f"http://127.0.0.1:{os.environ['ACTION_PORT']}", os.environ["ACTION_SECRET"]),
            Rate(settings.session_rate),
            Rate(settings.address_rate),
        )
        add_routes(site, web)

        @site.listener("before_server_start")  # type: ignore[untyped-decorator]
        async def take_over(app: Sanic, _: object) -> None:
            app.config.PROXIES_COUNT = settings.proxies or None
            _guard(app, Origins(settings.origins))

        @site.listener("after_server_stop")  # type: ignore[untyped-decorator]
        async def close(*_: object) -> None:
            await store.close()

        return site


def _guard(app: Sanic, origins: Origins) -> None:
    """Look at every request to the page and the API before Rasa does, and at every response after it.

    This is done to the whole app and not to our routes alone, since a preflight, a wrong address and a wrong method have none;
    and since Rasa has a route of its own at `/`, which Sanic lets nobody replace, so that the page is served ahead of all routes.
    """
    pages = files.paths()

    def ours(request: Request) -> bool:
        return request.path in pages or request.path.startswith("/api/")

    async def before(request: Request) -> HTTPResponse | None:
        if not ours(request):
            return None
        try:
            origins.check(request)
        except Problem as problem:
            return problem.response()
        if request.method == "OPTIONS":
            return origins.preflight(request)
        if request.path in pages and request.method in ("GET", "HEAD"):
            return files.served(request, pages[request.path])
        return None

    async def after(request: Request, response: BaseHTTPResponse) -> None:
        secure(response)
        if ours(request):
            origins.admit(request, response)

    async def failed(request: Request, error: Exception) -> HTTPResponse:
        if not ours(request):
            return app.error_handler.default(request, error)  # type: ignore[no-untyped-call]
        return _problem(request, error).response()

    # First and last: Rasa's own CORS, which allows nobody, would answer a preflight before us and add its headers after us.
    app.request_middleware.appendleft(before)
    app.response_middleware.append(after)
    app.error_handler.add(Exception, failed)


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotFound):
        return Problem("not_found")
    if isinstance(error, MethodNotSupported):
        return Problem("method_not_allowed", {"Allow": error.headers["Allow"]} if "Allow" in getattr(error, "headers", {}) else None)
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return Problem("unavailable" if isinstance(error, sqlite3.Error) else "error")
