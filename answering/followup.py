"""Follow-ups: a turn that leans on the last one changes one slot of it (subject, unit, period) and keeps the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answering.question import Question, units_in
from answering.select import named_facts
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

SHORT = 9
REPEAT = r"\b(again|repeat|come again|pardon|what was that|say that|once more|didn'?t (?:catch|hear))\b"
PERIOD = r"\b(which year|what year|year\s*\?|as of|when (?:was|is|were) (?:that|this|it|those)|what period|time ?frame|over what|which period|how recent|how old|what date|dated?)\b|^\W*(?:year|when|date|period)\W*$"
CITE = r"\b(says? who|source|where .*(?:from|get that|got that)|who (?:says|said)|cite|citation|quote|verbatim|exact (?:words?|wording)|word for word|link|prove it|proof|evidence)\b"
UNIT_CUE = r"\b(in|to|into|as|per|an?|convert|what(?:'s| is) that)\b"


@dataclass(frozen=True)
class Context:
    """What the last answered turn was about: fact ids, the target, and the intent that answered it."""

    facts: tuple[str, ...] = ()
    target: str | None = None
    intent: str | None = None
    age: int = 0


def leans(question: Question, topic_names: frozenset[str]) -> bool:
    """Whether the words of `question` alone don't say what it is about; `topic_names` are single lower-case words."""
    if question.intent == "follow_up":
        return True
    named = any(m.facts for m in question.mentions) or bool(topic_names & set(question.words))
    return not named and len(question.words) <= SHORT and (
        question.intent in ("compute_figure", "ask_provenance") or question.has(REPEAT) or question.has(PERIOD)
    )


def resolve(question: Question, context: Context, kb: KnowledgeBase) -> Question | None:
    """`question` made whole from `context`, or None when the context does not help."""
    last = tuple(f for i in context.facts if (f := kb.fact(i)))
    named = named_facts(kb, question)
    if named:
        return _about(question, _like(named, question, last, kb), last)
    if any(m.rival for m in question.mentions):
        return replace(question, intent="not_in_source", targets=_targets(context))
    if not last:
        return None
    if question.has(CITE):
        return replace(question, intent="ask_provenance", targets=_targets(context))
    if question.has(PERIOD):
        return replace(question, intent="ask_period", targets=_targets(context))
    if question.has(REPEAT):
        return replace(question, intent=context.intent or "ask", targets=_targets(context))
    if units_in(question.text) and (question.intent in ("compute_figure", "follow_up")):
        by_year = _other_rate(question, last[0], kb)
        if by_year:
            return replace(question, intent="ask", targets=((by_year.id, 1.0),))
        return replace(question, intent="compute_figure", targets=_targets(context))
    if question.targets and question.targets[0][1] >= 0.6 and question.target not in context.facts:
        return replace(question, intent="ask")
    return None


def _targets(context: Context) -> tuple[tuple[str, float], ...]:
    return tuple((i, 1.0) for i in context.facts)


def _like(named: tuple[Fact, ...], question: Question, last: tuple[Fact, ...], kb: KnowledgeBase) -> tuple[Fact, ...]:
    # "and cocaine?" after a weight seized means the weight seized of cocaine: of the facts that share a name,
    # the one with the measure of the last answer.
    measures = {f.measure for f in last}
    chosen: list[Fact] = []
    for fact in named:
        alike = [kb.fact(i) for m in question.mentions if fact.id in m.facts for i in m.facts]
        chosen.append(next((f for f in alike if f and f.measure in measures), fact))
    return tuple(chosen)


def _about(question: Question, facts: tuple[Fact, ...], last: tuple[Fact, ...]) -> Question:
    computes = [u for _, u, kind in units_in(question.text) if kind == "weight" and facts[0].unit not in (None, u)]
    intent = "compute_figure" if computes else "ask"
    return replace(question, intent=intent, targets=tuple((f.id, 1.0) for f in facts))


def _other_rate(question: Question, fact: Fact, kb: KnowledgeBase) -> Fact | None:
    """The stated figure per year, day, … that `question` asks for instead of `fact`'s own, where there is one."""
    periods = [u for _, u, kind in units_in(question.text) if kind == "time"]
    for other in kb.facts_of(fact.topic):
        if other.id != fact.id and other.subject == fact.subject and other.unit and fact.unit:
            if any(other.unit.endswith(f"/ {p}") for p in periods) and not fact.unit.endswith(other.unit.split("/ ")[-1]):
                return other
    return None
