"""The app's Home tab: what it knows, by topic, and from which sources."""

from __future__ import annotations

from typing import Any

from channels.slack.blocks import Block, Piece, questions, section
from channels.slack.markup import split, unformatted
from channels.slack.wording import limit, say
from server.catalogue import Catalogue


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _text(text: str) -> list[Block]:
    parts = split(text, limit("section"), lambda part: len(unformatted(part)))
    return [section(unformatted(part), part).block for part in parts]


def _about() -> Block:
    return section(say("home_about"), say("home_about")).block


def _topic(number: int, title: str, asked: tuple[str, ...]) -> list[Block]:
    found: list[Piece] = questions(asked)
    return [
        section(f"*{unformatted(title)}*", title).block,
        *(piece.block | {"block_id": f"topic:{number}:{at}"} for at, piece in enumerate(found)),
    ]


def _sources(catalogue: Catalogue) -> list[Block]:
    lines = [
        say("home_source", title=source.title, publisher=source.publisher or say("nameless"), date=source.published or say("undated"))
        for source in catalogue.sources
    ]
    return [_header(say("home_sources")), *_text("\n".join(f"• {line}" for line in lines))]


def view(catalogue: Catalogue) -> dict[str, Any]:
    """The tab. Topics for whose buttons Slack leaves no room are named."""
    top = [_header(say("home_title")), _about(), _header(say("home_topics"))]
    below = [{"type": "divider"}, *_sources(catalogue)]
    room = limit("view_blocks") - len(top) - len(below) - 1
    blocks: list[Block] = []
    rest: list[str] = []
    for number, topic in enumerate(catalogue.topics):
        more = _topic(number, topic.title, topic.questions)
        if rest or len(blocks) + len(more) > room:
            rest.append(topic.title)
        else:
            blocks += more
    named = _text(say("home_more", topics=", ".join(rest)))[:1] if rest else []
    return {"type": "home", "blocks": [*top, *blocks, *named, *below]}


def failed_view() -> dict[str, Any]:
    """The tab when the knowledge base cannot be read."""
    return {"type": "home", "blocks": [_header(say("home_title")), *_text(say("home_failed"))]}
