"""Answers questions from the knowledge base: one `Answer` a question, whatever its intent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from answering import claims, compute, evidence, select, wording
from answering.card import Answer, Reply, card_of
from answering.followup import LEANING, Context, whole
from answering.question import Question, units_in
from knowledge.gazetteer import Gazetteer
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

MOST_CHARACTERS = 1300
"""Length of a summary's text: what people still read."""
WHOLE = frozenset({"ask_summary", "ask_provenance", "repeat_answer", "verify_answer", "ask_more"})
"""Intents that are answered without a fact of their own."""
PLAINLY = 0.4
"""Confidence from which on such an intent counts."""
NEAR = 0.4
"""Probability of a target from which on a refusal offers its fact as the nearest thing."""


def _of_substance(questions: Sequence[Question]) -> Sequence[Question]:
    # "Hello! Is that all?? How much was it?" asks one thing; what stands around it needs no answer of its own.
    passing = (LEANING - {"follow_up"}) | wording.small_talk_intents() | {"unreadable"}
    return [q for q in questions if q.intent not in passing] or questions


class Engine:
    """Answers from one open knowledge base. Every method raises KnowledgeError when it can't be read."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.gazetteer = Gazetteer.of(kb)
        self._handlers: dict[str, Callable[[Question, Context], Answer]] = {
            "not_in_source": self._decline,
            "out_of_scope": self._elsewhere,
            "report_emergency": self._elsewhere,
            "unreadable": self._unclear,
            "repeat_answer": self._unclear,
            "ask_summary": self._summary,
            "ask_provenance": self._provenance,
            "ask_period": self._period,
            "ask_more": self._more,
            "verify_answer": self._verify,
            "check_claim": self._claim,
            "compute_figure": self._compute,
        }
        self._handlers.update(dict.fromkeys(wording.small_talk_intents(), self._small_talk))

    def answer_all(self, questions: Sequence[Question], context: Context) -> tuple[list[Reply], Context]:
        """A reply for each of `questions`, in order, and the context for the next turn."""
        replies: list[Reply] = []
        for question in _of_substance(questions):
            asked = whole(replace(question, mentions=tuple(self.gazetteer.mentions(question.text))), context, self.kb)
            # What names no fact is answered whatever it is about, so it must be plain that this was asked.
            vague = question.intent in WHOLE and question.confidence < PLAINLY
            handler = self._unclear if vague else self._handlers.get(asked.intent, self._ask)
            answer = handler(asked, context)
            reply = Reply(answer.text, card_of(answer, self.kb))
            if reply not in replies:
                replies.append(reply)
            context = context.after(asked, answer.facts, answer.kind in ("fact", "derived"), answer.narrowed, answer.result)
        return replies, context

    # -- what the source says

    def _fact_answer(self, facts: Sequence[Fact], text: str | None = None, flowing: bool = False) -> Answer:
        if text is None:
            lines = [f.line for f in facts] if len(facts) > 2 else [f.statement for f in facts]
            text = " ".join(lines) if flowing or len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
        source = self.kb.source(facts[0].source)
        if len(self.kb.series(facts[0].subject, facts[0].measure)) > 1 and source:
            text += " " + wording.say("edition", **wording.of_source(source))
        return Answer("fact", text, tuple(facts), suggestions=select.suggestions(self.kb, facts[0].topic, facts))

    def _ask(self, question: Question, context: Context) -> Answer:
        facts = select.asked_facts(self.kb, question)
        if not facts:
            return self._decline(question, context)
        if select.wants_bullets(question):
            found = self.kb.facts_of(facts[0].topic)
            facts = tuple(f for f in found if f.id not in select.listed_elsewhere(found))
        elif len(facts) == 1:
            facts = (select.part_of(self.kb, facts[0], question) or facts[0],)
        if compute.is_asked(question, facts):
            return self._compute(question, context)
        dated = tuple(f for fact in facts if (f := select.edition(self.kb, fact, question)))
        lacking = self._missing(question, dated or facts)
        if dated and lacking and evidence.besides(question, lacking, dated):
            note = wording.say(f"lacking.{lacking[0]}", term=lacking[1], **wording.of_source(self.kb.sources()[0]))
            return self._fact_answer(dated, f"{' '.join(f.statement for f in dated)} {note}")
        if lacking or not dated:
            return self._refuse(question, dated or facts, lacking)
        return self._fact_answer(dated)

    def _summary(self, question: Question, context: Context) -> Answer:
        # In turns from each topic, so that none is left out when not all fits.
        by_topic = [select.facts_of_target(self.kb, t.id) for t in self.kb.topics()]
        chosen: list[Fact] = []
        for rank in range(max(map(len, by_topic))):
            for facts in by_topic:
                if rank < len(facts) and sum(len(f.line) + 3 for f in (*chosen, facts[rank])) <= MOST_CHARACTERS:
                    chosen.append(facts[rank])
        told = [f for facts in by_topic for f in facts if f in chosen]
        return self._fact_answer(told, flowing=question.has("paragraph"))

    def _more(self, question: Question, context: Context) -> Answer:
        told = select.asked_facts(self.kb, question)
        if not told:
            return self._unclear(question, context)
        found = self.kb.facts_of(told[0].topic)
        parts = select.listed_elsewhere(found)
        listing = [f for f in found if f.parts and any(t.id in f.parts for t in told)]
        rest = listing or [f for f in found if f not in told and f.id not in parts]
        return self._fact_answer(rest) if rest else self._refuse(question, told, ("more", told[0].subject))

    # -- what a question does with a fact

    def _asked(self, question: Question, context: Context) -> tuple[Fact, ...]:
        # In the edition that is asked for: the one spoken of, or the newest unless a year or a statement is named.
        return self._in_edition(question, context, select.asked_facts(self.kb, question))

    def _in_edition(self, question: Question, context: Context, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(f if f.id in context.facts else select.edition(self.kb, f, question) or f for f in facts))

    def _period(self, question: Question, context: Context) -> Answer:
        facts = self._asked(question, context)[:1]
        if not facts:
            return self._decline(question, context)
        fact = facts[0]
        lacking = evidence.missing(question, facts, ())
        if fact.period is None or lacking:
            return self._refuse(question, facts, lacking or ("period", fact.subject))
        told = fact.period if fact.years else f"the {fact.period}"
        dated = [f for f in self.kb.facts_of(fact.topic) if f.measure == "period" and f.period == fact.period and f != fact]
        text = wording.say("period", period=told, statement=" ".join(f.statement for f in (fact, *dated)))
        return self._fact_answer((fact, *dated), text)

    def _verify(self, question: Question, context: Context) -> Answer:
        facts = select.asked_facts(self.kb, question)
        if not facts:
            return self._unclear(question, context)
        lacking = self._missing(question, facts)
        if lacking or not context.answered:
            return self._refuse(question, facts, lacking)
        return self._fact_answer(facts, wording.say("verified", statement=" ".join(f.statement for f in facts)))

    def _provenance(self, question: Question, context: Context) -> Answer:
        facts = self._asked(question, context)
        source = self.kb.source(facts[0].source) if facts else self.kb.sources()[0]
        assert source is not None
        if question.has("authorship") and source.published is None:
            return self._refuse(question, facts, ("origin", ""))
        leans = context.facts and not context.answered and not claims.states_a_number(question)
        if leans and facts and facts[0].id in context.facts:
            return self._refuse(question, facts, ("cited", ""))
        unknown = claims.unstated(question, self.kb.facts(), Fraction(context.result.value) if context.result else None)
        if unknown:
            return self._refuse(question, facts, ("term", unknown))
        if not facts:
            first = self.kb.facts_of(self.kb.topics()[0].id)[:1]
            return self._fact_answer(first, wording.say("provenance_general", **wording.of_source(source)))
        quotes = "; ".join(f"“{f.quote}”" for f in facts)
        return self._fact_answer(facts, wording.say("provenance", quotes=quotes, **wording.of_source(source)))

    def _claim(self, question: Question, context: Context) -> Answer:
        facts = self._asked(question, context)
        if not facts or question.sureness < NEAR:
            return self._decline(question, context)
        named = select.named_facts(self.kb, question, facts[0].topic)
        added = [f for f in named if f.value is not None]
        if len(added) > 1 and question.has("sum") and not claims.states_a_number(question):
            return self._compute(question, context)
        # "920 prohibited weapons" is a claim about those, whatever else has that figure.
        told_apart = len(named) == 1 and compute.alike(named[0], facts[0])
        nearest = next((f for f in named if f in facts), named[0] if named else None)
        fact = nearest if nearest and (told_apart or (facts[0].value is None and len(facts) > 1)) else facts[0]
        fact = select.part_of(self.kb, fact, question) or fact
        fact, *_ = self._in_edition(question, context, [fact])
        years = [y for y in select.years_asked(question, self.kb.sources()) if fact.years and y not in fact.years]
        lacking = ("year", str(years[0])) if years else None if claims.ruled_out(question, fact) else self._missing(question, [fact])
        if lacking or claims.beyond(question, [fact]):
            return self._refuse(question, [fact], lacking)
        several = [f for f in self._in_edition(question, context, named) if f.value is not None]
        if len(several) > 1:
            verdict, told = claims.check_each(question, several), several
        else:
            verdict, told = claims.check(question, fact), [fact]
        key = {True: "claim_yes", False: "claim_no", None: "claim_open"}[verdict]
        return self._fact_answer(told, wording.say(key, statement=" ".join(f.statement for f in told)))

    def _compute(self, question: Question, context: Context) -> Answer:
        targeted = self._asked(question, context)
        topic = targeted[0].topic if targeted else None
        named = self._in_edition(question, context, [f for f in select.named_facts(self.kb, question, topic) if f.value is not None])
        if named and question.has("of_that") and set(named) < set(last := self._facts_of(context)):
            named = tuple(dict.fromkeys([*named, *last]))
        facts = tuple(dict.fromkeys([*named, *targeted])) if len(targeted) == 1 else named or targeted
        # "3.4 bn a day over a year, against the 2022 figure": the year is that of the other figure.
        beside = self.kb.facts_of(topic) if topic and question.has("held_against") else ()
        lacking = self._missing(question, [*facts, *beside])
        # "How many pounds is 68 kg" is about none of them.
        if not facts or not (named or question.sureness >= select.SURE or self._goes_on(question, context)):
            return self._unclear(question, context)
        if lacking:
            return self._refuse(question, facts, lacking)
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
            own = facts[0].value is not None and not units_in(question.text) and facts[0].id not in context.facts
            told = named if len(named) > 1 and all(compute.alike(f, named[0]) for f in named) else facts[:1]
            return self._fact_answer(told) if own else self._refuse(question, facts, None)
        text = wording.say("computed", lead=found.lead, expression=found.derivation.expression)
        text += " " + " ".join(f.statement for f in found.facts[:3])
        return Answer("derived", text, found.facts, found.derivation, select.suggestions(self.kb, topic, found.facts), result=found.result)

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

    # -- what the source does not say, and what is no question about it

    def _decline(self, question: Question, context: Context) -> Answer:
        near = select.asked_facts(self.kb, question) or select.named_facts(self.kb, question)
        if near and question.sureness >= claims.PLAIN and claims.bounds(question, near[0]):
            return self._claim(question, context)
        compared = select.compared_facts(self.kb, question)
        if compared and not self._missing(question, compared) and not evidence.measure_asked(question):
            return self._fact_answer(compared)
        return self._refuse(question, near, self._missing(question, near))

    def _missing(self, question: Question, facts: Sequence[Fact]) -> tuple[str, str] | None:
        return evidence.missing(question, facts, select.years_asked(question, self.kb.sources()))

    def _refuse(self, question: Question, near: Sequence[Fact], lacking: tuple[str, str] | None) -> Answer:
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

    def _elsewhere(self, question: Question, context: Context) -> Answer:
        return Answer("out_of_scope", self._say(question.intent), suggestions=select.suggestions(self.kb, None, ()))

    def _unclear(self, question: Question, context: Context) -> Answer:
        key = "unreadable" if question.intent == "unreadable" else "clarify"
        return Answer("clarify", self._say(key), suggestions=select.suggestions(self.kb, None, ()))

    def _small_talk(self, question: Question, context: Context) -> Answer:
        return Answer("smalltalk", self._say(f"small_talk.{question.intent}"), suggestions=select.suggestions(self.kb, None, ()))

    def _say(self, key: str) -> str:
        topics = ", ".join(wording.inside(topic.title) for topic in self.kb.topics())
        return wording.say(key, topics=topics, **wording.of_source(self.kb.sources()[0]))
