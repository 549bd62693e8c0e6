"""What Slack's Web API asks of a call, as far as the assistant makes any; a call that breaks a rule is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

REQUIRED = {
    "auth.test": set(),
    "apps.connections.open": set(),
    "chat.postMessage": {"channel", "text"},
    "respond": {"text", "response_type", "replace_original"},
    "views.open": {"trigger_id", "view"},
    "views.publish": {"user_id", "view"},
}
TEXT = 4000
REFERENCE = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|https?://[^<>|]+(?:\|[^<>]+)?)>")


def broken(method: str, arguments: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a call, one sentence each."""
    if method not in REQUIRED:
        yield f"{method} is no method of the stand-in"
        return
    for name in REQUIRED[method]:
        if arguments.get(name) in (None, ""):
            yield f"{method} without {name}"
    if "text" in REQUIRED[method]:
        yield from _text(str(arguments.get("text")), TEXT, "the message's text")
        yield from _blocks(arguments.get("blocks") or [], 50)
    if not re.fullmatch(r"\d+\.\d+", arguments.get("thread_ts", "1.0")):
        yield f"thread_ts {arguments['thread_ts']!r}"
    view = arguments.get("view")
    if view:
        yield from _view(method, view)


def _view(method: str, view: dict[str, Any]) -> Iterator[str]:
    if view.get("type") != ("home" if method == "views.publish" else "modal"):
        yield f"{method} of a view of type {view.get('type')}"
    if view["type"] == "modal":
        yield from _plain(view.get("title"), 24, "a modal's title")
    if not view.get("blocks"):
        yield "a view without blocks"
    yield from _blocks(view.get("blocks") or [], 100)


def _blocks(blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    for block in blocks:
        try:
            parsed = Block.parse(block)
            if parsed is None:
                yield f"no block: {block}"
            else:
                parsed.validate_json()
        except SlackObjectFormationError as error:
            yield f"{error} in {block}"
        yield from _block(block)


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "section":
        yield from _object(block["text"], 3000, "a section")
    elif kind == "header":
        yield from _plain(block["text"], 150, "a header")
    elif kind == "context":
        if not 1 <= len(block["elements"]) <= 10:
            yield f"{len(block['elements'])} elements of a context"
        for element in block["elements"]:
            yield from _object(element, 3000, "a context")
    elif kind == "actions":
        yield from _buttons(block["elements"])
    elif kind != "divider":
        yield f"a block of type {kind}"


def _buttons(buttons: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(buttons) <= 5:
        yield f"{len(buttons)} buttons in a row"
    actions = [button["action_id"] for button in buttons]
    if len(actions) != len(set(actions)):
        yield f"an action twice in a row: {actions}"
    for button in buttons:
        yield from _plain(button["text"], 75, "a button")
        if not 1 <= len(button["value"]) <= 2000:
            yield f"a value of {len(button['value'])} characters"


def _object(text: dict[str, Any], most: int, where: str) -> Iterator[str]:
    if text["type"] == "plain_text":
        yield from _plain(text, most, where)
    else:
        yield from _text(text["text"], most, where)


def _plain(text: Any, most: int, where: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"{where} must be plain text"
    elif not 1 <= len(text["text"]) <= most:
        yield f"{where} of {len(text['text'])} characters"


def _text(text: str, most: int, where: str) -> Iterator[str]:
    if not 1 <= len(text) <= most or not text.strip():
        yield f"{where} of {len(text)} characters"
    bare = re.sub(r"&(?:amp|lt|gt);", "", REFERENCE.sub("", re.sub(r"^>", "", text, flags=re.MULTILINE)))
    if re.search("[&<>]", bare):
        yield f"{where} with an unescaped character: {text[:200]!r}"
