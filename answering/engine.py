"""Answers questions from the knowledge base: one `Answer` a question, whatever its intent."""

from __future__ import annotations

from collections.abc import Callable

from answering import claims, compute, evidence, followup, select, wording
from answering.card import Answer, Reply, card_of
from answering.followup import Context
from answering.question import Question, with_mentions
from knowledge.gazetteer import Gazetteer
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

MOST_CHARACTERS = 1400
FADES_AFTER = 4
"""Turns after which the last answer no longer serves as the context of a follow-up."""


class Engine:
    """Answers from one open knowledge base. Every method raises KnowledgeError when it can't be read."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.gazetteer = Gazetteer.of(kb)
        names = [name for t in kb.topics() for name in (t.title, *t.aliases)] + [f.subject for f in kb.facts()]
        self._topic_names = frozenset(w for name in names for w in name.lower().split() if len(w) > 3)
        self._handlers: dict[str, Callable[[Question], Answer]] = {
            "not_in_source": self._decline,
            "out_of_scope": self._out_of_scope,
            "report_emergency": self._out_of_scope,
            "ask_summary": self._summary,
            "ask_provenance": self._provenance,
            "ask_period": self._period,
            "check_claim": self._claim,
            "compute_figure": self._compute,
        } | {name: self._small_talk for name in wording.small_talk_intents()}

    def answer_all(self, questions: list[Question], context: Context) -> tuple[list[Reply], Context]:
        """A reply for each of `questions`, in order, and the context for the next turn."""
        replies: list[Reply] = []
        for question in questions:
            asked = with_mentions(question, self.gazetteer)
            answer, used = self._answer(asked, context)
            reply = Reply(answer.text, card_of(answer, self.kb))
            if reply not in replies:
                replies.append(reply)
            context = self._remember(answer, used, context)
        return replies, context

    def _answer(self, question: Question, context: Context) -> tuple[Answer, Question]:
        if followup.leans(question, self._topic_names):
            fresh = context if context.age <= FADES_AFTER else Context()
            whole = followup.resolve(question, fresh, self.kb)
            if whole is None and question.intent == "follow_up":
                last = tuple((i, 1.0) for i in fresh.facts)
                whole = Question(question.text, "not_in_source" if last else "ask_help", 1.0, last, question.mentions)
            question = whole or question
        handler = self._handlers.get(question.intent, self._ask)
        return handler(question), question

    @staticmethod
    def _remember(answer: Answer, question: Question, context: Context) -> Context:
        if answer.facts and answer.kind in ("fact", "derived"):
            return Context(tuple(f.id for f in answer.facts), question.target, question.intent, 0)
        return Context(context.facts, context.target, context.intent, context.age + 1)

    # -- facts

    def _facts(self, question: Question) -> tuple[Fact, ...]:
        targets = [t for t, p in question.targets if p == 1.0] or ([question.target] if question.target else [])
        return tuple(f for target in targets for f in select.facts_of_target(self.kb, target))

    def _fact_answer(self, facts: tuple[Fact, ...], lead: str = "") -> Answer:
        text = facts[0].statement if len(facts) == 1 else "\n".join(f"- {f.statement}" for f in facts)
        series = self.kb.series(facts[0].subject, facts[0].measure)
        source = self.kb.source(facts[0].source)
        if len(series) > 1 and source:
            text = f"{text} (That is from the {source.title}.)"
        return Answer("fact", f"{lead}{text}", facts, suggestions=select.suggestions(self.kb, facts[0].topic, facts))

    def _ask(self, question: Question) -> Answer:
        facts = self._facts(question)
        if not facts:
            return self._decline(question)
        bullets = select.wants_bullets(question)
        if bullets:
            parts = {part for f in self.kb.facts_of(facts[0].topic) for part in f.parts}
            facts = tuple(f for f in self.kb.facts_of(facts[0].topic) if f.id not in parts)
        elif len(facts) == 1:
            part = select.part_of(self.kb, facts[0], question)
            facts = (part,) if part else facts
        dated = tuple(f for fact in facts if (f := select.edition(self.kb, fact, question)))
        lacking = evidence.missing(question, dated or facts)
        if lacking or not dated:
            return self._refuse(question, dated or facts, lacking)
        return self._fact_answer(dated)

    def _period(self, question: Question) -> Answer:
        facts = self._facts(question)[:1]
        if not facts:
            return self._decline(question)
        key = "period" if facts[0].period else "no_period"
        text = wording.say(key, period=self._period_words(facts[0]), statement=facts[0].statement)
        dated = tuple(f for f in self.kb.facts_of(facts[0].topic) if f.measure == "period" and f.period == facts[0].period)
        return Answer("fact", text, (facts[0], *dated), suggestions=select.suggestions(self.kb, facts[0].topic, facts))

    @staticmethod
    def _period_words(fact: Fact) -> str:
        return f"{fact.period}" if fact.years else f"the {fact.period}"

    def _compute(self, question: Question) -> Answer:
        targeted = self._facts(question)
        topic = targeted[0].topic if targeted else None
        named = tuple(f for f in select.named_facts(self.kb, question, topic) if f.value is not None)
        facts = tuple(dict.fromkeys([*named, *targeted])) if len(targeted) == 1 else named or targeted
        lacking = evidence.missing(question, facts)
        if not facts or lacking:
            return self._refuse(question, facts, lacking)
        unit = compute.impossible_unit(question, facts)
        if unit:
            text = wording.say("impossible_unit", unit=unit, statement=facts[0].statement)
            return Answer("not_in_source", text, facts[:1], suggestions=select.suggestions(self.kb, topic, facts))
        found = compute.compute(question, facts, self._whole(facts[0]))
        if not found:
            plain = facts[0].value is not None and not compute.units_in(question.text)
            return self._fact_answer(facts[:1]) if plain and len(facts) == 1 else self._refuse(question, facts, None)
        text = wording.say("computed", lead=found.lead, expression=found.derivation.expression)
        text += " " + " ".join(f.statement for f in found.facts[:3])
        return Answer("derived", text, found.facts, found.derivation, select.suggestions(self.kb, topic, found.facts))

    def _whole(self, fact: Fact) -> Fact | None:
        """The total that `fact` is a part of, in its topic: the figure in the same unit that is a minimum or larger."""
        alike = [f for f in self.kb.facts_of(fact.topic) if f.unit == fact.unit and f.measure == fact.measure and f.source == fact.source]
        largest = max(alike, key=lambda f: f.value or 0, default=None)
        return largest if largest and fact.unit and "/" not in fact.unit and len(alike) > 2 else None

    def _claim(self, question: Question) -> Answer:
        facts = self._facts(question)
        if not facts:
            return self._decline(question)
        named = select.named_facts(self.kb, question, facts[0].topic)
        fact = named[0] if facts[0].value is None and len(facts) > 1 and named else facts[0]
        fact = select.part_of(self.kb, fact, question) or fact
        verdict = claims.check(question, fact)
        key = {True: "claim_yes", False: "claim_no", None: "claim_open"}[verdict]
        return Answer(
            "fact", wording.say(key, statement=fact.statement), (fact,), suggestions=select.suggestions(self.kb, fact.topic, (fact,))
        )

    def _summary(self, question: Question) -> Answer:
        parts = {part for f in self.kb.facts() for part in f.parts}
        by_topic = [[f for f in select.facts_of_target(self.kb, t.id) if f.id not in parts] for t in self.kb.topics()]
        chosen: list[Fact] = []
        for rank in range(max(map(len, by_topic))):
            for facts in by_topic:
                if rank < len(facts) and sum(len(f.statement) + 3 for f in (*chosen, facts[rank])) <= MOST_CHARACTERS:
                    chosen.append(facts[rank])
        order = {f.id: i for i, f in enumerate(self.kb.facts())}
        return self._fact_answer(tuple(sorted(chosen, key=lambda f: order[f.id])))

    # -- where it is from

    def _provenance(self, question: Question) -> Answer:
        facts = self._facts(question)[:1]
        source = self.kb.source(facts[0].source) if facts else self.kb.sources()[0]
        assert source is not None
        if not facts:
            lead = self.kb.facts_of(self.kb.topics()[0].id)[:1]
            text = wording.say("provenance_general", **wording.of_source(source))
            return Answer("fact", text, tuple(lead), suggestions=select.suggestions(self.kb, None, ()))
        text = wording.say("provenance", quote=facts[0].quote, **wording.of_source(source))
        return Answer("fact", text, facts, suggestions=select.suggestions(self.kb, facts[0].topic, facts))

    # -- what is not there

    def _decline(self, question: Question) -> Answer:
        near = self._facts(question)
        named = select.named_facts(self.kb, question)
        return self._refuse(question, near or named, evidence.missing(question, near or named))

    def _refuse(self, question: Question, near: tuple[Fact, ...], lacking: tuple[str, str] | None) -> Answer:
        source = self.kb.sources()[0]
        words = wording.of_source(source)
        text = wording.say(f"missing_{lacking[0]}", term=lacking[1], **words) if lacking else wording.say("not_in_source", **words)
        near = near[:1]
        if near:
            text += " " + wording.say("nearest", statement=near[0].statement)
        topic = near[0].topic if near else None
        return Answer("not_in_source", text, near, suggestions=select.suggestions(self.kb, topic, near))

    def _out_of_scope(self, question: Question) -> Answer:
        return Answer("out_of_scope", self._say(question.intent), suggestions=select.suggestions(self.kb, None, ()))

    def _small_talk(self, question: Question) -> Answer:
        return Answer("smalltalk", self._say(f"small_talk.{question.intent}"), suggestions=select.suggestions(self.kb, None, ()))

    def _say(self, key: str) -> str:
        topics = ", ".join(t.title[:1].lower() + t.title[1:] if t.title.startswith("The ") else t.title for t in self.kb.topics())
        return wording.say(key, topics=topics, **wording.of_source(self.kb.sources()[0]))
