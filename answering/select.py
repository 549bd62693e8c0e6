"""Which facts a question is about."""

from __future__ import annotations

from collections.abc import Sequence

from answering.question import Question
from answering.units import COUNTED
from knowledge.records import Fact, Source
from knowledge.store import KnowledgeBase

SUGGESTED = 3
SURE, LIKELY, TOGETHER = 0.6, 0.1, 0.75
"""Probabilities of targets: of one that is told alone, of each that is told among several, and of those taken together."""


def source_named(question: Question, sources: Sequence[Source]) -> tuple[Source | None, str]:
    """The source that `question` names by an alias or its title, with the name as it stands there; (None, "") where it names none."""
    low = question.text.lower()
    named = [(len(name), source, name) for source in sources for name in (*source.aliases, source.title) if name.lower() in low]
    # The longest name: next year's title may hold this year's.
    _, source, name = max(named, key=lambda entry: entry[0], default=(0, None, ""))
    return source, name


def years_asked(question: Question, sources: Sequence[Source]) -> set[int]:
    """The years that `question` narrows down to; the year in a statement's name is none."""
    _, name = source_named(question, sources)
    return {year for year in question.years if str(year) not in name}


def edition(kb: KnowledgeBase, fact: Fact, question: Question) -> Fact | None:
    """`fact` in the edition that `question` asks for: by year, by statement, else the newest; None when none covers it."""
    series = kb.series(fact.subject, fact.measure) or [fact]
    sources = kb.sources()
    named, _ = source_named(question, sources)
    if named and len(sources) > 1:
        series = [f for f in series if f.source == named.id]
    years = years_asked(question, sources)
    return next((f for f in series if not years or f.years & years), None)


def listed_elsewhere(facts: Sequence[Fact]) -> set[str]:
    """Ids of the facts that another of `facts` lists as its parts."""
    return {part for fact in facts for part in fact.parts}


def facts_of_target(kb: KnowledgeBase, target: str) -> tuple[Fact, ...]:
    """The facts behind a target: a fact, or a topic's figures (its facts, where it has none), newest edition of each."""
    fact = kb.fact(target)
    if fact:
        return (fact,)
    found = kb.facts_of(target)
    parts = listed_elsewhere(found)
    newest: dict[tuple[str, str], Fact] = {}
    for f in [f for f in found if f.value is not None] or found:
        if f.id not in parts:
            newest.setdefault((f.subject, f.measure), kb.series(f.subject, f.measure)[0])
    return tuple(newest.values())


def _likely_targets(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    # "How big is our trade?" may be about any of several facts of one topic: then all the likely ones are told.
    if question.sureness >= SURE or not question.targets:
        return question.about
    topic = _topic_of(kb, question.targets[0][0])
    likely = [(name, p) for name, p in question.targets if p >= LIKELY and topic and _topic_of(kb, name) == topic]
    return tuple(name for name, _ in likely) if sum(p for _, p in likely) >= TOGETHER else question.about


def _topic_of(kb: KnowledgeBase, target: str) -> str | None:
    fact = kb.fact(target)
    return fact.topic if fact else target if kb.questions(target, 1) else None


def asked_facts(kb: KnowledgeBase, question: Question) -> tuple[Fact, ...]:
    """The facts that `question` is about: those of its targets; of a topic, the ones it names where it names several."""
    found: list[Fact] = []
    for target in _likely_targets(kb, question):
        facts = facts_of_target(kb, target)
        if facts:
            # "Fentanyl, cocaine and prohibited weapons" names three facts, whichever of them comes out as the likeliest.
            alike = [f for f in named_facts(kb, question, facts[0].topic) if f.value is not None and f.measure == facts[0].measure]
            if len(alike) > 1 and (len(facts) > 1 or facts[0] in alike):
                facts = tuple(alike)
        found += facts
    return tuple(dict.fromkeys(found))


def part_of(kb: KnowledgeBase, fact: Fact, question: Question) -> Fact | None:
    """The one part of a listing `fact` that `question` names, or None when it asks for the list."""
    if not fact.parts or question.has("list"):
        return None
    named = [p for p in fact.parts if any(p in m.facts for m in question.mentions)]
    return kb.fact(named[0]) if len(named) == 1 else None


def named_facts(kb: KnowledgeBase, question: Question, topic: str | None = None) -> tuple[Fact, ...]:
    """The facts whose subjects `question` names, in its order, each once; of `topic` alone where given."""
    found: dict[str, Fact] = {}
    odds = dict(question.targets)
    for mention in question.mentions:
        # A name that several facts share ("trade") is that of the likeliest.
        for fact_id in sorted(mention.facts, key=lambda name: -odds.get(name, 0.0)):
            fact = kb.fact(fact_id)
            if fact and (topic is None or fact.topic == topic):
                found.setdefault(fact.id, fact)
                break
    return tuple(found.values())


def compared_facts(kb: KnowledgeBase, question: Question) -> tuple[Fact, ...]:
    """The figures of one unit that `question` weighs against each other ("which is heavier, the cocaine or the fentanyl?")."""
    named = [f for f in named_facts(kb, question) if f.value is not None]
    alike = {f.unit if f.unit not in COUNTED else "item" for f in named}
    return tuple(named) if len(named) > 1 and len(alike) == 1 and question.has("compares") else ()


def facts_like(kb: KnowledgeBase, named: Sequence[Fact], question: Question, last: Sequence[Fact]) -> tuple[Fact, ...]:
    """`named`, each replaced by the fact of the same name that has a measure of `last`, where there is one.

    "And cocaine?" after a weight seized means the weight seized of cocaine.
    """
    measures = {f.measure for f in last}
    chosen: list[Fact] = []
    for fact in named:
        alike = [kb.fact(i) for m in question.mentions if fact.id in m.facts for i in m.facts]
        chosen.append(next((f for f in alike if f and f.measure in measures), fact))
    return tuple(chosen)


def wants_bullets(question: Question) -> bool:
    """Whether `question` asks for talking points rather than for one fact."""
    return question.has("bullets")


def suggestions(kb: KnowledgeBase, topic: str | None, used: Sequence[Fact]) -> tuple[str, ...]:
    """Questions that the knowledge base answers: two of `topic`, then the first of other topics; three in all."""
    asked = {f.question for f in used}
    own = [q for q in kb.questions(topic, len(asked) + 2) if q not in asked] if topic else []
    others = [q for t in kb.topics() if t.id != topic for q in kb.questions(t.id, 1)]
    return tuple(dict.fromkeys([*own[:2], *others]))[:SUGGESTED]
