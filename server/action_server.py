"""The action server: rasa_sdk's own, on loopback, behind a shared secret, and silent about what it was sent.

`python -m server.action_server`, with `ACTION_PORT` and `ACTION_SECRET` in the environment.
"""

from __future__ import annotations

import hmac
import logging
import os
import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from knowledge import paths
from knowledge.errors import KnowledgeError
from knowledge.store import KnowledgeBase

logger = logging.getLogger(__name__)


def build(secret: str) -> Sanic:
    """rasa_sdk's app with a secret in front, and errors that echo nothing."""
    app = create_app("actions", cors_origins=[])

    @app.middleware("request")  # type: ignore[untyped-decorator]
    async def guard(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
            return json({"error": "the shared secret is missing or wrong"}, status=401)
        return None

    @app.get("/topics")  # type: ignore[untyped-decorator]
    async def topics(_: Request) -> HTTPResponse:
        try:
            return json(_topics())
        except KnowledgeError as error:
            logger.error("knowledge base: %s", error)
            return json({"error": "the knowledge base can't be read; the action server's log says why"}, status=503)

    async def quiet(request: Request, exception: Exception) -> HTTPResponse:
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        return json({"error": "the action failed; the action server's log says why"}, status=500)

    app.error_handler.add(Exception, quiet)
    return app


def _topics() -> dict[str, Any]:
    """The statements, newest first, and each topic with a question about it. Raises KnowledgeError."""
    with KnowledgeBase(paths.database()) as kb:
        told = ("id", "title", "publisher", "url", "published")
        statements = [{name: getattr(source, name) for name in told} for source in kb.sources()]
        topics = [{"id": t.id, "title": t.title, "question": q} for t in kb.topics() for q in kb.questions(t.id, 1)]
    return {"statements": statements, "topics": topics}


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    secret, port = os.environ.get("ACTION_SECRET"), os.environ.get("ACTION_PORT", "")
    if not secret or not port.isdigit():
        print("action server: set ACTION_SECRET and ACTION_PORT (`make run` does)", file=sys.stderr)
        return 2
    build(secret).run("127.0.0.1", int(port), workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
