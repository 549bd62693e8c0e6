"""Answers as Block Kit: split in order where Slack's limits ask for it, nothing dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from channels.slack.markup import escaped, split, unformatted
from channels.slack.wording import limit, read, say

Block = dict[str, Any]
_FIGURE = re.compile(r"[$€£]?\d+(?:,\d{3})*(?:\.\d+)?%?")
_WITHOUT_BUTTONS = ("smalltalk", "error")


@dataclass(frozen=True)
class Answer:
    """What the assistant said to one question; `id` is what its buttons carry."""

    id: str
    text: str
    card: dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A block and what it says in plain text (buttons say nothing)."""

    block: Block
    text: str = ""


@dataclass(frozen=True)
class Message:
    """What one call to Slack carries."""

    text: str
    blocks: list[Block]


def source_line(source: dict[str, Any]) -> str:
    """A source as people cite it: title, publisher, date, address where it has one."""
    parts = [source["title"], source["publisher"], source["published"] or say("undated"), source["url"]]
    return ", ".join(part for part in parts if part)


def citation(answer: Answer) -> str:
    """The answer as plain text to paste: its words, how it was computed, each quote with its source."""
    card = answer.card
    sources = {source["id"]: source_line(source) for source in card["sources"]}
    quotes = dict.fromkeys((quote["text"], quote["source"]) for quote in card["quotes"])
    cited = [say("citation", quote=text, source=sources.get(source, source)) for text, source in quotes]
    return "\n\n".join([answer.text, *cited])


def _units_behind(text: str, quoted: str, figure: str) -> str:
    # The words right behind a figure that belong to it, as the quote has them too.
    units = "|".join(sorted(map(re.escape, read()["figure_units"]), key=len, reverse=True))
    for found in (re.match(rf"(?:[ -](?:{units})\b){{{count}}}", text) for count in (2, 1)):
        if found and figure + found.group() in quoted:
            return found.group()
    return ""


def with_figures(text: str, quotes: Sequence[str]) -> str:
    """`text` as mrkdwn with each figure in bold that stands in one of `quotes`, and no other."""
    figures = {figure for quote in quotes for figure in _FIGURE.findall(quote)}
    quoted, done, parts = "\n".join(quotes), 0, []
    for found in _FIGURE.finditer(text):
        # A figure inside a word (B52) is a name, and Slack would show the asterisks.
        inside = (found.start() and text[found.start() - 1].isalnum()) or text[found.end() : found.end() + 1].isalnum()
        if found.group() in figures and not inside:
            end = found.end() + len(_units_behind(text[found.end() :], quoted, found.group()))
            parts += [unformatted(text[done : found.start()]), f"*{unformatted(text[found.start() : end])}*"]
            done = end
    return "".join([*parts, unformatted(text[done:])])


def section(mrkdwn: str, text: str) -> Piece:
    # verbatim: Slack makes no links or mentions of what only looks like them.
    return Piece({"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}, text)


def _sections(text: str, quotes: Sequence[str]) -> list[Piece]:
    lines = re.sub(r"^- ", "• ", text, flags=re.MULTILINE)
    pieces = split(lines, limit("section"), lambda part: len(with_figures(part, quotes)))
    return [section(with_figures(piece, quotes), piece) for piece in pieces if piece.strip()]


def _quoted(quote: str) -> str:
    return f">“{unformatted(quote)}”"


def _quotes(quotes: Sequence[str]) -> list[Piece]:
    whole = [part for quote in quotes for part in split(" ".join(quote.split()), limit("section"), lambda part: len(_quoted(part)))]
    pieces: list[Piece] = []
    for group in _grouped(whole, limit("section"), lambda part: len(_quoted(part)) + 1):
        pieces.append(section("\n".join(map(_quoted, group)), "\n".join(f"“{part}”" for part in group)))
    return pieces


def _grouped(parts: Sequence[str], most: int, size: Any) -> list[list[str]]:
    groups: list[list[str]] = []
    for part in parts:
        if groups and sum(map(size, groups[-1])) + size(part) <= most:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def context(lines: Iterable[str]) -> list[Piece]:
    """Small print: a line each, in as many context blocks as it takes."""
    parts = [part for line in lines for part in split(line, limit("context"), lambda part: len(unformatted(part))) if part.strip()]
    rows = [parts[at : at + limit("context_elements")] for at in range(0, len(parts), limit("context_elements"))]
    return [
        Piece(
            {"type": "context", "elements": [{"type": "mrkdwn", "text": unformatted(part), "verbatim": True} for part in row]},
            " · ".join(row),
        )
        for row in rows
    ]


def button(action: str, label: str, value: str, style: str | None = None) -> Block:
    """A button; a long label is cut, and `value` still has all of it."""
    if len(label) > limit("label"):
        label = label[: limit("label") - 1].rstrip() + say("label_cut")
    element: Block = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label, "emoji": False}, "value": value}
    return element | ({"style": style} if style else {})


def rows(buttons: Sequence[Block]) -> list[Piece]:
    """`buttons` in rows."""
    most = limit("elements")
    return [Piece({"type": "actions", "elements": list(buttons[at : at + most])}) for at in range(0, len(buttons), most)]


def questions(texts: Sequence[str]) -> list[Piece]:
    """Questions to click on. One that a button cannot carry is left as text to be typed."""
    carried = [text for text in texts if len(text) <= limit("value")]
    typed = [piece for text in texts if text not in carried for piece in _sections(text, ())]
    return [*rows([button(f"ask:{at}", text, text) for at, text in enumerate(carried)]), *typed]


def _verdicts(answer: Answer, share: bool) -> list[Piece]:
    if answer.card["kind"] in _WITHOUT_BUTTONS:
        return []
    buttons = [button("helpful", say("helpful"), answer.id), button("not_helpful", say("not_helpful"), answer.id)]
    if answer.card["quotes"]:
        buttons.append(button("copy", say("copy"), answer.id))
    if share:
        buttons.append(button("share", say("share"), answer.id, "primary"))
    return rows(buttons)


def pieces(answer: Answer, share: bool = False) -> list[Piece]:
    """An answer: text, quotes, where from, what to ask next, what to do with it (`share`: with a button that shows it to the channel)."""
    card = answer.card
    quotes = list(dict.fromkeys(quote["text"] for quote in card["quotes"]))
    small = [source_line(source) for source in card["sources"]]
    if card["derivation"]:
        small.append(say("computed", expression=card["derivation"]["expression"]))
    return [*_sections(answer.text, quotes), *_quotes(quotes), *context(small), *questions(card["suggestions"]), *_verdicts(answer, share)]


def together(groups: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Several answers under one another, with a line between them."""
    found: list[Piece] = []
    for group in groups:
        found += [Piece({"type": "divider"}), *group] if found else group
    return found


def messages(found: Sequence[Piece]) -> list[Message]:
    """`found` in order in as few messages as Slack's limits allow, each with the plain text of what it shows."""
    packed: list[list[Piece]] = []
    size = 0
    for piece in found:
        length = len(escaped(piece.text)) + 1
        if not packed or len(packed[-1]) == limit("blocks") or size + length > limit("text"):
            packed.append([])
            size = 0
        packed[-1].append(piece)
        size += length
    return [Message(_fallback(group), [piece.block for piece in group]) for group in packed]


def _fallback(group: Sequence[Piece]) -> str:
    # Rows of buttons alone have no text, and Slack wants some.
    texts = [escaped(piece.text) for piece in group if piece.text]
    texts = texts or [element["text"]["text"] for piece in group for element in piece.block.get("elements", [])]
    return "\n".join(texts) or "…"
