"""Claims put to the test: yes or no first, then what the source says."""

from __future__ import annotations

from answering import claims, compute, evidence, select, wording
from answering.answers import NEAR, Answers
from answering.card import Answer
from answering.followup import Context
from answering.handlers.computation import Computation
from answering.question import Question


class Claim:
    """Answers whether what a question claims is so."""

    def __init__(self, answers: Answers, computation: Computation) -> None:
        self.answers, self.kb, self._computation = answers, answers.kb, computation

    def answer(self, question: Question, context: Context) -> Answer:
        """Whether it is so, with the fact that settles it; a refusal where none does."""
        facts = self.answers.asked(question, context)
        if not facts or question.sureness < NEAR:
            near = facts or select.named_facts(self.kb, question)
            return self.answers.refuse(question, near, self.answers.missing(question, near))
        named = select.named_facts(self.kb, question, facts[0].topic)
        added = [f for f in named if f.value is not None]
        if len(added) > 1 and (question.has("for_every") or (question.has("sum") and not claims.states_a_number(question))):
            return self._computation.answer(question, context)
        # "920 prohibited weapons" is a claim about those, whatever else has that figure.
        told_apart = len(named) == 1 and compute.alike(named[0], facts[0])
        nearest = next((f for f in named if f in facts), named[0] if named else None)
        fact = nearest if nearest and (told_apart or (facts[0].value is None and len(facts) > 1)) else facts[0]
        fact = select.part_of(self.kb, fact, question) or fact
        fact, *_ = self.answers.in_edition(question, context, [fact])
        years = [y for y in select.years_asked(question, self.kb.sources()) if fact.years and y not in fact.years]
        settled = claims.ruled_out(question, fact) or claims.misnamed(question, fact)
        lacking = ("year", str(years[0])) if years else None if settled else self.answers.missing(question, [fact])
        if lacking or claims.beyond(question, [fact]):
            return self.answers.refuse(question, [fact], lacking)
        several = [f for f in self.answers.in_edition(question, context, named) if f.value is not None]
        if len(several) > 1:
            verdict, told = claims.check_each(question, several), several
        else:
            verdict, told = claims.check(question, fact), [fact]
        if verdict is None and fact.value is not None and len(told) == 1 and evidence.unsettled(question, fact):
            return self.answers.refuse(question, [fact], None)  # "fentanyl seizures doubled": its figure settles nothing
        if verdict is False:  # "27,149 firearms": that figure is another one's
            told = list(dict.fromkeys([*told, *claims.figures_named(question, self.kb.facts_of(fact.topic))]))
        key = {True: "claim_yes", False: "claim_no", None: "claim_open"}[verdict]
        return self.answers.fact(told, wording.say(key, statement=" ".join(f.statement for f in told)))
