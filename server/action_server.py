"""The action server: rasa_sdk's own, on loopback, behind a shared secret, and silent about what it was sent.

`python -m server.action_server`, with `ACTION_PORT` and `ACTION_SECRET` in the environment.
"""

from __future__ import annotations

import hmac
import logging
import os
import sys

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

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

    async def quiet(request: Request, exception: Exception) -> HTTPResponse:
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        return json({"error": "the action failed; the action server's log says why"}, status=500)

    app.error_handler.add(Exception, quiet)
    return app


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
