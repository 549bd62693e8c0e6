"""Which facts a question is about."""

from __future__ import annotations

from answering.question import Question
from knowledge.records import Fact, Source
from knowledge.store import KnowledgeBase

LIST_CUES = r"\b(what else|others?|list|all|every|six|everything|topics|priorities|agenda|subjects|rest|full)\b"
BULLETS = r"\b(bullets?|points?|pointers|highlights|brief(?:ing)?|rundown|overview)\b"


def source_named(question: Question, sources: list[Source]) -> Source | None:
    """The source that `question` names by an alias or its title, or None."""
    low = question.text.lower()
    return next((s for s in sources if any(a.lower() in low for a in (*s.aliases, s.title))), None)


def edition(kb: KnowledgeBase, fact: Fact, question: Question) -> Fact | None:
    """`fact` in the edition that `question` asks for: by year, by statement, else the newest; None when none covers it."""
    series = kb.series(fact.subject, fact.measure) or [fact]
    if question.years:
        return next((f for f in series if f.years & set(question.years)), None)
    named = source_named(question, kb.sources()) if len(series) > 1 else None
    if named:
        return next((f for f in series if f.source == named.id), None)
    return series[0]


def facts_of_target(kb: KnowledgeBase, target: str) -> tuple[Fact, ...]:
    """The facts behind a target: a fact, or a topic's figures (its facts, where it has none), newest edition of each."""
    fact = kb.fact(target)
    if fact:
        return (fact,)
    found = kb.facts_of(target)
    measured = [f for f in found if f.value is not None] or found
    parts = {part for f in found for part in f.parts}
    newest: dict[tuple[str, str], Fact] = {}
    for f in measured:
        if f.id not in parts:
            newest.setdefault((f.subject, f.measure), kb.series(f.subject, f.measure)[0])
    return tuple(newest.values())


def part_of(kb: KnowledgeBase, fact: Fact, question: Question) -> Fact | None:
    """The one part of a listing `fact` that `question` names, or None when it asks for the list."""
    if not fact.parts or question.has(LIST_CUES):
        return None
    named = [p for p in fact.parts if any(p in m.facts for m in question.mentions)]
    return kb.fact(named[0]) if len(named) == 1 else None


def named_facts(kb: KnowledgeBase, question: Question, topic: str | None = None) -> tuple[Fact, ...]:
    """The facts whose subjects `question` names, in its order, each once; of `topic` alone where given."""
    found: dict[str, Fact] = {}
    for mention in question.mentions:
        for fact_id in mention.facts:
            fact = kb.fact(fact_id)
            if fact and (topic is None or fact.topic == topic):
                found.setdefault(fact.id, fact)
                break
    return tuple(found.values())


def wants_bullets(question: Question) -> int | None:
    """How many bullet points `question` asks for (3 where it names no number), or None."""
    if not question.has(BULLETS):
        return None
    counts = [int(n.value) for n in question.numbers if n.value.denominator == 1 and 1 <= n.value <= 10]
    return counts[0] if counts else 3


def suggestions(kb: KnowledgeBase, topic: str | None, used: tuple[Fact, ...]) -> tuple[str, ...]:
    """Questions that the knowledge base answers: those of `topic` first, then one of each other topic."""
    asked = {f.id for f in used}
    own = [f.question for f in kb.facts_of(topic) if f.id not in asked] if topic else []
    others = [kb.facts_of(t.id)[0].question for t in kb.topics() if t.id != topic]
    return tuple([*own[:2], *others][:3])

