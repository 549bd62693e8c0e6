"""The app's Home tab: what it knows, by topic, and from which sources."""

from __future__ import annotations

from typing import Any

from channels.slack.blocks import Block, Piece, questions, section
from channels.slack.markup import split, unformatted
from channels.slack.wording import limit, say
from server.catalogue import Catalogue, TopicEntry


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
    room = limit("view_blocks") - len(top) - len(below)
    shown = (_topics(catalogue.topics, count) for count in range(len(catalogue.topics), -1, -1))
    return {"type": "home", "blocks": [*top, *next(blocks for blocks in shown if len(blocks) <= room), *below]}


def _topics(topics: tuple[TopicEntry, ...], count: int) -> list[Block]:
    blocks = [block for number, topic in enumerate(topics[:count]) for block in _topic(number, topic.title, topic.questions)]
    rest = ", ".join(topic.title for topic in topics[count:])
    return blocks + (_text(say("home_more", topics=rest)) if rest else [])


def failed_view() -> dict[str, Any]:
    """The tab when the knowledge base cannot be read."""
    return {"type": "home", "blocks": [_header(say("home_title")), *_text(say("home_failed"))]}
