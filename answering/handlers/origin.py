"""Where an answer comes from: its period, its source and exact words, whether it is sure."""

from __future__ import annotations

from fractions import Fraction

from answering import claims, evidence, select, wording
from answering.answers import Answers
from answering.card import Answer
from answering.followup import Context
from answering.question import Question


class Origin:
    """Answers what stands behind a fact."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.kb = answers, answers.kb

    def period(self, question: Question, context: Context) -> Answer:
        """The time that a figure is for."""
        facts = self.answers.asked(question, context)[:1]
        if not facts:
            near = select.named_facts(self.kb, question)
            return self.answers.refuse(question, near, self.answers.missing(question, near))
        fact = facts[0]
        lacking = evidence.missing(question, facts, ())
        if fact.period is None or lacking:
            return self.answers.refuse(question, facts, lacking or ("period", fact.subject))
        told = fact.period if fact.years else f"the {fact.period}"
        dated = [f for f in self.kb.facts_of(fact.topic) if f.measure == "period" and f.period == fact.period and f != fact]
        text = wording.say("period", period=told, statement=" ".join(f.statement for f in (fact, *dated)))
        return self.answers.fact((fact, *dated), text)

    def provenance(self, question: Question, context: Context) -> Answer:
        """The source, with the exact words."""
        facts = self.answers.asked(question, context)
        source = self.kb.source(facts[0].source) if facts else self.kb.sources()[0]
        assert source is not None
        if question.has("authorship") and source.published is None:
            return self.answers.refuse(question, facts, ("origin", ""))
        leans = context.facts and not context.answered and not claims.states_a_number(question)
        if leans and facts and facts[0].id in context.facts:
            return self.answers.refuse(question, facts, ("cited", ""))
        unknown = claims.unstated(question, self.kb.facts(), Fraction(context.result.value) if context.result else None)
        if unknown:
            return self.answers.refuse(question, facts, ("term", unknown))
        if not facts:
            first = self.kb.facts_of(self.kb.topics()[0].id)[:1]
            return self.answers.fact(first, wording.say("provenance_general", **wording.of_source(source)))
        quotes = "; ".join(f"“{f.quote}”" for f in facts)
        return self.answers.fact(facts, wording.say("provenance", quotes=quotes, **wording.of_source(source)))

    def verify(self, question: Question, context: Context) -> Answer:
        """That the last answer is what the source says."""
        facts = select.asked_facts(self.kb, question)
        if not facts:
            return self.answers.unclear(question)
        lacking = self.answers.missing(question, facts)
        if lacking or not context.answered:
            return self.answers.refuse(question, facts, lacking)
        return self.answers.fact(facts, wording.say("verified", statement=" ".join(f.statement for f in facts)))
