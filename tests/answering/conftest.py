"""Asks the answering layer as the understanding would, without Rasa."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from answering.card import Reply
from answering.engine import Engine
from answering.followup import Context
from answering.question import Question
from knowledge.store import KnowledgeBase


@dataclass
class Talk:
    """One conversation with an engine: every turn keeps the context of the one before."""

    engine: Engine
    context: Context = field(default_factory=Context)

    def say(self, text: str, intent: str, about: str | None = None, sureness: float = 0.9) -> Reply:
        """The reply to one question, understood as given."""
        targets = ((about, sureness),) if about else ()
        replies, self.context = self.engine.answer_all([Question(text, intent, 1.0, targets)], self.context)
        # The context travels through a slot, as JSON.
        self.context = Context.of_slot(self.context.as_slot())
        assert len(replies) == 1
        return replies[0]


@pytest.fixture
def talk(kb: KnowledgeBase) -> Talk:
    return Talk(Engine(kb))


@pytest.fixture
def next_year_talk(next_year_kb: KnowledgeBase) -> Talk:
    return Talk(Engine(next_year_kb))


@pytest.fixture
def facts_of(kb: KnowledgeBase) -> Callable[[str], Any]:
    return kb.fact
