"""Builds the answers of every kind: a fact told, a figure computed, a refusal, words about something else."""

from __future__ import annotations

from collections.abc import Sequence

from answering import evidence, select, wording
from answering.card import Answer
from answering.figures import Computed
from answering.followup import Context
from answering.question import Question
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

NEAR = 0.4
"""Probability of a target from which on a refusal offers its fact as the nearest thing."""


class Answers:
    """Answers from one open knowledge base. Every method raises KnowledgeError when it can't be read."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    def fact(self, facts: Sequence[Fact], text: str | None = None, flowing: bool = False) -> Answer:
        """What the source says: `facts` in the words of `text`, else in their own, `flowing` or as a list."""
        if text is None:
            lines = [f.line for f in facts] if len(facts) > 2 else [f.statement for f in facts]
            text = " ".join(lines) if flowing or len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
        source = self.kb.source(facts[0].source)
        if len(self.kb.series(facts[0].subject, facts[0].measure)) > 1 and source:
            text += " " + wording.say("edition", **wording.of_source(source))
        return Answer("fact", text, tuple(facts), suggestions=select.suggestions(self.kb, facts[0].topic, facts))

    def computed(self, found: Computed) -> Answer:
        """A derived figure: the result, how it was computed, and the statements that went in."""
        text = wording.say("computed", lead=found.lead, expression=found.derivation.expression)
        text += " " + " ".join(f.statement for f in found.facts[:3])
        suggested = select.suggestions(self.kb, found.facts[0].topic, found.facts)
        return Answer("derived", text, found.facts, found.derivation, suggested, result=found.result)

    def refuse(self, question: Question, near: Sequence[Fact], lacking: tuple[str, str] | None) -> Answer:
        """That the source does not say, what is `lacking` of it, and the first of `near` as the nearest thing."""
        words = wording.of_source(self.kb.sources()[0])
        undated = not near and question.has("authorship") and self.kb.sources()[0].published is None
        kind, term = lacking or (("origin", "") if undated else None) or evidence.measure_asked(question) or ("anything", "")
        text = wording.say(f"lacking.{kind}", term=term, **words)
        near = tuple(near[:1]) if question.sureness >= NEAR else ()
        if near:
            text += " " + wording.say("nearest", statement=near[0].statement)
        suggested = select.suggestions(self.kb, near[0].topic if near else None, near)
        narrowed = kind in ("term", "year") and lacking is not None and evidence.measure_asked(question) is None
        return Answer("not_in_source", text, near, suggestions=suggested, narrowed=narrowed)

    def asked(self, question: Question, context: Context) -> tuple[Fact, ...]:
        """The facts that `question` is about, each in the edition that is asked for: the one spoken of, or the newest unless a year or a statement is named."""
        return self.in_edition(question, context, select.asked_facts(self.kb, question))

    def in_edition(self, question: Question, context: Context, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """`facts`, each in the edition that `question` asks for, or that the last turn spoke of."""
        return tuple(dict.fromkeys(f if f.id in context.facts else select.edition(self.kb, f, question) or f for f in facts))

    def missing(self, question: Question, facts: Sequence[Fact]) -> tuple[str, str] | None:
        """What `question` narrows down to and `facts` don't cover, see `evidence.missing`."""
        return evidence.missing(question, facts, select.years_asked(question, self.kb.sources()))

    def elsewhere(self, question: Question) -> Answer:
        """That `question` is about another thing than the source."""
        return Answer("out_of_scope", self._say(question.intent), suggestions=select.suggestions(self.kb, None, ()))

    def unclear(self, question: Question) -> Answer:
        """That `question` could not be understood, and what can be asked."""
        key = "unreadable" if question.intent == "unreadable" else "clarify"
        return Answer("clarify", self._say(key), suggestions=select.suggestions(self.kb, None, ()))

    def small_talk(self, question: Question) -> Answer:
        """A greeting back, a thank you, …"""
        return Answer("smalltalk", self._say(f"small_talk.{question.intent}"), suggestions=select.suggestions(self.kb, None, ()))

    def _say(self, key: str) -> str:
        topics = ", ".join(wording.inside(topic.title) for topic in self.kb.topics())
        return wording.say(key, topics=topics, **wording.of_source(self.kb.sources()[0]))
