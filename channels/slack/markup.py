"""Slack's markup: taken out of what people type, and kept out of what we say."""

from __future__ import annotations

import re
from collections.abc import Callable

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
# `<@U1|name>`, `<#C1|name>`, `<!here>`, `<mailto:a|a>`, `<https://a|label>`: a typed "<" arrives as "&lt;".
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_SCHEME = re.compile(r"^(?:mailto|tel):", re.IGNORECASE)
_EMOJI = re.compile(r"(?<![\w:]):(?:[a-z0-9_'+-]*[a-z][a-z0-9_'+-]*|[+-]1)(?:::skin-tone-\d)?:(?!\w)")
_FENCE = re.compile(r"```\s*(.*?)\s*```", re.DOTALL)
_STYLE = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
_QUOTE_MARK = re.compile(r"^\s*> ?", re.MULTILINE)
_OPENING_MARK = re.compile(r"(?<![\w*_~`])[*_~`](?=\S)|(?<=\S)[*_~`](?!\w)")
# They look like the marks and format nothing.
_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_BREAKS = ("\n", ". ", " ")


def _reference(match: re.Match[str]) -> str:
    kind, target, label = match.groups()
    if kind == "@" or kind == "!":
        return label or ""
    if kind == "#":
        return f"#{label}" if label else ""
    return label or _SCHEME.sub("", target)


def typed(text: str) -> str:
    """The text of a Slack message as a person would read it aloud: links and mentions as words, no entities, no formatting."""
    text = _EMOJI.sub(" ", _REFERENCE.sub(_reference, text))
    text = re.sub("|".join(_ENTITIES), lambda entity: _ENTITIES[entity.group()], text)
    text = _FENCE.sub(r"\1", _QUOTE_MARK.sub("", text))
    while (plain := _STYLE.sub(r"\2", text)) != text:
        text = plain
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def mentions(text: str) -> list[str]:
    """The ids of the users that a Slack message mentions, in order."""
    return re.findall(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>", text)


def escaped(text: str) -> str:
    """`text` so that Slack reads no mention, link or entity into it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unformatted(text: str) -> str:
    """`text` so that Slack reads no mention, link, entity or formatting into it."""
    return escaped(_OPENING_MARK.sub(lambda mark: _LOOKALIKES[mark.group()], text))


def split(text: str, limit: int, size: Callable[[str], int] = len) -> list[str]:
    """`text` in order in pieces of at most `limit` by `size`, cut at lines, sentences or words where there are any."""
    if size(text) <= limit or len(text) < 2:
        return [text]
    cut = _cut(text)
    return [*split(text[:cut], limit, size), *split(text[cut:], limit, size)]


def _cut(text: str) -> int:
    middle = len(text) // 2
    for mark in _BREAKS:
        before, after = text.rfind(mark, 0, middle), text.find(mark, middle)
        ends = [at + len(mark) for at in (before, after) if at >= 0 and at + len(mark) < len(text)]
        if ends:
            return min(ends, key=lambda end: abs(end - middle))
    return middle
