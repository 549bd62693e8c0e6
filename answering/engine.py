"""Answers questions from the knowledge base: one `Answer` a question, whatever its intent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from answering import wording
from answering.answers import Answers
from answering.card import Answer, Reply, card_of
from answering.followup import LEANING, Context, whole
from answering.handlers.claim import Claim
from answering.handlers.computation import Computation
from answering.handlers.origin import Origin
from answering.handlers.telling import Telling
from answering.question import Question
from knowledge.gazetteer import Gazetteer
from knowledge.store import KnowledgeBase

WHOLE = frozenset({"ask_summary", "ask_provenance", "repeat_answer", "verify_answer", "ask_more"})
"""Intents that are answered without a fact of their own."""
PLAINLY = 0.4
"""Confidence from which on such an intent counts."""


def _of_substance(questions: Sequence[Question]) -> Sequence[Question]:
    # "Hello! Is that all?? How much was it?" asks one thing; what stands around it needs no answer of its own.
    passing = (LEANING - {"follow_up"}) | wording.small_talk_intents() | {"unreadable"}
    return [q for q in questions if q.intent not in passing] or questions


class Engine:
    """Answers from one open knowledge base. Every method raises KnowledgeError when it can't be read."""

    def __init__(self, kb: KnowledgeBase, builder: type[Answers] = Answers) -> None:
        self.kb = kb
        self.gazetteer = Gazetteer.of(kb)
        self._answers = answers = builder(kb)
        computation = Computation(answers)
        claim = Claim(answers, computation)
        origin, self._telling = Origin(answers), Telling(answers, computation, claim)
        self._alone: dict[str, Callable[[Question], Answer]] = {
            "out_of_scope": answers.elsewhere,
            "report_emergency": answers.elsewhere,
            "unreadable": answers.unclear,
            "repeat_answer": answers.unclear,
            **dict.fromkeys(wording.small_talk_intents(), answers.small_talk),
        }
        self._handlers: dict[str, Callable[[Question, Context], Answer]] = {
            "not_in_source": self._telling.decline,
            "ask_summary": self._telling.summary,
            "ask_more": self._telling.more,
            "ask_provenance": origin.provenance,
            "ask_period": origin.period,
            "verify_answer": origin.verify,
            "check_claim": claim.answer,
            "compute_figure": computation.answer,
        }

    def _answer(self, question: Question, asked: Question, context: Context) -> Answer:
        # What names no fact is answered whatever it is about, so it must be plain that this was asked.
        if question.intent in WHOLE and question.confidence < PLAINLY:
            return self._answers.unclear(question)
        if question.has("instructs"):
            return self._answers.unclear(replace(question, intent="unreadable"))
        if asked.intent in self._alone:
            return self._alone[asked.intent](asked)
        return self._handlers.get(asked.intent, self._telling.ask)(asked, context)

    def answer_all(self, questions: Sequence[Question], context: Context) -> tuple[list[Reply], Context]:
        """A reply for each of `questions`, in order, and the context for the next turn."""
        replies: list[Reply] = []
        for question in _of_substance(questions):
            asked = whole(replace(question, mentions=tuple(self.gazetteer.mentions(question.text))), context, self.kb)
            answer = self._answer(question, asked, context)
            reply = Reply(answer.text, card_of(answer, self.kb))
            if reply not in replies:
                replies.append(reply)
            context = context.after(asked, answer.facts, answer.kind in ("fact", "derived"), answer.narrowed, answer.result)
        return replies, context
