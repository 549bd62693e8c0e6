"""What the assistant knows about, for the front page of a channel."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.store import KnowledgeBase

QUESTIONS = 3


@dataclass(frozen=True)
class TopicEntry:
    """A topic and questions about it that are answered."""

    id: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class SourceEntry:
    """A source as it is cited; what it does not tell of itself is None."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: str | None


@dataclass(frozen=True)
class Catalogue:
    """Topics in reading order, sources newest first."""

    topics: tuple[TopicEntry, ...]
    sources: tuple[SourceEntry, ...]


def read() -> Catalogue:
    """The catalogue of the knowledge base as it is now. Raises KnowledgeError when it can't be read."""
    with KnowledgeBase() as kb:
        topics = tuple(TopicEntry(topic.id, topic.title, tuple(kb.questions(topic.id, QUESTIONS))) for topic in kb.topics())
        sources = tuple(SourceEntry(s.id, s.title, s.publisher, s.url, s.published) for s in kb.sources())
        return Catalogue(topics, sources)
