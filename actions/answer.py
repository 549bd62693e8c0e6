"""The action that answers: questions from the tracker in, texts and cards out."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from answering.card import plain_card
from answering.engine import Engine
from answering.followup import Context
from answering.question import Question
from answering.wording import say
from knowledge import paths
from knowledge.errors import KnowledgeError
from knowledge.store import KnowledgeBase

logger = logging.getLogger(__name__)


def questions_of(message: dict[str, Any]) -> list[Question]:
    """The questions that the NLU found in the tracker's latest message; one unreadable question where it found none."""
    found = (message.get("parse_data") or message).get("questions") or []
    questions = [Question(q["text"], q["intent"], q["confidence"], tuple((name, float(p)) for name, p in q["targets"])) for q in found]
    return questions or [Question(message.get("text") or "", "unreadable")]


class ActionAnswer(Action):
    """Answers every question of the latest message."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._stamp: tuple[str, int] | None = None

    def name(self) -> str:
        return "action_answer"

    def engine(self) -> Engine:
        """The engine over the database as it is now: a rebuilt one is opened anew. Raises KnowledgeError."""
        path = paths.database()
        stamp = (str(path), path.stat().st_mtime_ns if path.is_file() else 0)
        if self._engine is None or stamp != self._stamp:
            self._engine, self._stamp = Engine(KnowledgeBase(path)), stamp
        return self._engine

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter a text and a card for each question and remember what they were about; an error card when the knowledge base fails."""
        context = Context.of_slot(tracker.get_slot("context"))
        try:
            replies, context = self.engine().answer_all(questions_of(tracker.latest_message), context)
        except KnowledgeError as error:
            self._engine = None
            logger.error("knowledge base: %s", error)
            dispatcher.utter_message(text=say("error"))
            dispatcher.utter_message(json_message=plain_card("error"))
            return []
        for reply in replies:
            dispatcher.utter_message(text=reply.text)
            dispatcher.utter_message(json_message=reply.card)
        return [SlotSet("context", context.as_slot())]
