"""A chat in the terminal: `python -m server.chat`, with its own assistant or with the one at `URL`."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from server.run import StartError, ask, free_port, running
from server.settings import Settings


def show(messages: list[dict[str, Any]]) -> str:
    """Replies as lines: each text, its quotes and suggestions."""
    lines = []
    for message in messages:
        if message.get("text"):
            lines.append(message["text"])
        card = message.get("custom") or {}
        lines += [f'    "{quote["text"]}" — {quote["source"]}' for quote in card.get("quotes", [])]
        lines += [f"    ? {suggestion}" for suggestion in card.get("suggestions", [])]
    return "\n".join(lines)


def main() -> int:
    sender = f"terminal-{secrets.token_hex(6)}"
    url = os.environ.get("URL")
    try:
        if not url:
            print("starting …", flush=True)
        settings = replace(Settings.from_environment(), port=free_port())
        with ExitStack() as stack:
            address = url or stack.enter_context(running(settings))[0]
            print("Ask something; an empty line ends the chat.")
            while text := input("> ").strip():
                print(show(ask(address, text, sender)))
    except (EOFError, KeyboardInterrupt):
        print()
    except (StartError, OSError, ValueError) as error:
        print(f"chat: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
