"""Computed figures: other units and periods, sums, differences, ratios, shares."""

from __future__ import annotations

from dataclasses import replace

from answering import compute, figures, select, wording
from answering.answers import Answers
from answering.card import Answer
from answering.followup import Context
from answering.question import Question, units_in
from knowledge.records import Fact


class Computation:
    """Answers what needs arithmetic on stated figures."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.kb = answers, answers.kb

    def answer(self, question: Question, context: Context) -> Answer:
        """The figure that `question` asks for with its computation, or that it can't be had."""
        targeted = self.answers.asked(question, context)
        topic = targeted[0].topic if targeted else None
        named = self.answers.in_edition(question, context, [f for f in select.named_facts(self.kb, question, topic) if f.value is not None])
        if named and question.has("of_that") and set(named) < set(last := self._facts_of(context)):
            named = tuple(dict.fromkeys([*named, *last]))
        facts = tuple(dict.fromkeys([*named, *targeted])) if len(targeted) == 1 else named or targeted
        # "3.4 bn a day over a year, against the 2022 figure": the year is that of the other figure.
        beside = self.kb.facts_of(topic) if topic and question.has("held_against") else ()
        lacking = self.answers.missing(question, [*facts, *beside])
        # "How many pounds is 68 kg" is about none of them.
        if not facts or not (named or question.sureness >= select.SURE or self._goes_on(question, context)):
            return self.answers.unclear(question)
        if lacking:
            return self.answers.refuse(question, facts, lacking)
        unit = compute.impossible_unit(question, facts)
        if unit:
            text = wording.say("impossible_unit", unit=unit, statement=facts[0].statement)
            return Answer("not_in_source", text, facts[:1], suggestions=select.suggestions(self.kb, topic, facts))
        leaning = not named and tuple(f.id for f in facts) == context.facts
        found = compute.onward(question, context.result, facts) if leaning else None
        # "So the rest of the world =" after an amount of money asks for money too.
        rest = leaning and context.result is not None and question.has("rest_of_world")
        asked = replace(question, text=f"{context.text} {question.text}") if rest else question
        found = found or compute.compute(asked, facts, self._whole_of(facts[0]), self.kb.facts_of(facts[0].topic))
        if not found and named and context.fresh and context.intent == "compute_figure" and question.has("same"):
            again = replace(question, text=f"{context.text} {question.text}")
            found = compute.compute(again, facts, self._whole_of(facts[0]), self.kb.facts_of(facts[0].topic))
        if not found:
            # A figure asked for in other words is told; one that leans on the last turn asks for more than that.
            other = {unit for _, unit, _ in units_in(question.text)} - {facts[0].unit}
            own = facts[0].value is not None and not other and facts[0].id not in context.facts
            told = named if len(named) > 1 and all(compute.alike(f, named[0]) for f in named) else facts[:1]
            return self.answers.fact(told) if own else self.answers.refuse(question, facts, None)
        return self.answers.computed(figures.rounded(found) if question.has("rounded") else found)

    def _facts_of(self, context: Context) -> tuple[Fact, ...]:
        return tuple(f for i in context.facts if context.fresh and (f := self.kb.fact(i)))

    def _goes_on(self, question: Question, context: Context) -> bool:
        # "So the rest of the world is what?" right after a sum on the same topic.
        topics = {f.topic for f in self._facts_of(context)}
        return context.intent == "compute_figure" and {f.topic for f in select.asked_facts(self.kb, question)[:1]} <= topics

    def _whole_of(self, fact: Fact) -> Fact | None:
        """The total that `fact` is a part of, in its topic: the largest figure of several in the same unit."""
        alike = [f for f in self.kb.facts_of(fact.topic) if f.unit == fact.unit and f.measure == fact.measure and f.source == fact.source]
        largest = max(alike, key=lambda f: f.value or 0, default=None)
        return largest if largest and fact.unit and "/" not in fact.unit and len(alike) > 2 else None
