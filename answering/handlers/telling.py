"""What the source says: one fact, several, a topic, the whole; and what it does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answering import claims, compute, evidence, figures, select, wording
from answering.answers import Answers
from answering.card import Answer
from answering.followup import BARE, Context
from answering.handlers.claim import Claim
from answering.handlers.computation import Computation
from answering.question import CERTAIN, Question
from knowledge.records import Fact

MOST_CHARACTERS = 1300
"""Length of a summary's text: what people still read."""


class Telling:
    """Answers with facts, or says that the source has none."""

    def __init__(self, answers: Answers, computation: Computation, claim: Claim) -> None:
        self.answers, self.kb, self._computation, self._claim = answers, answers.kb, computation, claim

    def ask(self, question: Question, context: Context) -> Answer:
        """The facts that `question` asks for; what it asks to be made of them; or that the source does not say."""
        facts = select.asked_facts(self.kb, question)
        if not facts:
            return self.decline(question, context)
        if select.wants_bullets(question):
            found = self.kb.facts_of(facts[0].topic)
            facts = tuple(f for f in found if f.id not in select.listed_elsewhere(found))
        elif len(facts) == 1:
            facts = (select.part_of(self.kb, facts[0], question) or facts[0],)
        if compute.is_asked(question, facts):
            return self._computation.answer(question, context)
        if len(facts) == 1 and facts[0].parts and question.has("how_many"):
            return self.answers.computed(figures.count(facts[0]))
        dated = tuple(f for fact in facts if (f := select.edition(self.kb, fact, question)))
        lacking = self.answers.missing(question, dated or facts)
        if dated and lacking and evidence.besides(question, lacking, dated):
            return self._half(dated, lacking)
        if lacking or not dated:
            return self.answers.refuse(question, dated or facts, lacking)
        return self.answers.fact(dated)

    def _half(self, facts: Sequence[Fact], lacking: tuple[str, str]) -> Answer:
        note = wording.say(f"lacking.{lacking[0]}", term=lacking[1], **wording.of_source(self.kb.sources()[0]))
        return self.answers.fact(facts, f"{' '.join(f.statement for f in facts)} {note}")

    def summary(self, question: Question, context: Context) -> Answer:
        """The whole source in as many facts as people still read."""
        # In turns from each topic, so that none is left out when not all fits.
        by_topic = [select.facts_of_target(self.kb, t.id) for t in self.kb.topics()]
        chosen: list[Fact] = []
        for rank in range(max(map(len, by_topic))):
            for facts in by_topic:
                if rank < len(facts) and sum(len(f.line) + 3 for f in (*chosen, facts[rank])) <= MOST_CHARACTERS:
                    chosen.append(facts[rank])
        told = [f for facts in by_topic for f in facts if f in chosen]
        return self.answers.fact(told, flowing=question.has("paragraph"))

    def more(self, question: Question, context: Context) -> Answer:
        """What else the source says of what was told last."""
        told = select.asked_facts(self.kb, question)
        if not told:
            return self.answers.unclear(question)
        found = self.kb.facts_of(told[0].topic)
        parts = select.listed_elsewhere(found)
        listing = [f for f in found if f.parts and any(t.id in f.parts for t in told)]
        rest = listing or [f for f in found if f not in told and f.id not in parts]
        return self.answers.fact(rest) if rest else self.answers.refuse(question, told, ("more", told[0].subject))

    def decline(self, question: Question, context: Context) -> Answer:
        """That the source does not say; but what can be settled by a figure of it is."""
        near = select.asked_facts(self.kb, question) or select.named_facts(self.kb, question)
        if near and question.sureness >= claims.PLAIN and claims.bounds(question, near[0]):
            return self._claim.answer(question, context)
        if near and len(question.words) <= BARE and compute.impossible_unit(question, near):
            return self._computation.answer(question, context)
        # A question of yes or no in nothing but a fact's own words is settled by it.
        if near and question.has("yes_or_no") and question.sureness >= select.SURE and claims.licensed(question.text, near[0]):
            return self._claim.answer(question, context)
        wrong = [f for f in self.kb.facts() if claims.misnamed(question, f)]
        if wrong and not question.years:
            return self._claim.answer(replace(question, targets=((wrong[0].id, CERTAIN),)), context)
        compared = select.compared_facts(self.kb, question)
        if compared and not self.answers.missing(question, compared) and not evidence.measure_asked(question):
            return self.answers.fact(compared)
        lacking = self.answers.missing(question, near)
        # "2022 and also 2023", where nothing is to be made of the two.
        plain = not evidence.measure_asked(question) and not question.has("difference", "compares", "ratio", "percent")
        if plain and lacking and lacking[0] == "year" and question.sureness >= claims.PLAIN and evidence.besides(question, lacking, near):
            return self._half(near, lacking)
        return self.answers.refuse(question, near, lacking)
