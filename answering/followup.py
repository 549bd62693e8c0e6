"""Follow-ups: a turn that leans on the one before it is made whole from what that one was about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from answering.card import Result
from answering.compute import alike
from answering.question import CONTEXT, Question, units_in
from answering.select import TOGETHER, facts_like, named_facts
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

FADES_AFTER = 4
"""Turns after which the last answer no longer serves as a context."""
NAMING = frozenset({"ask_provenance", "ask_period"})
"""Intents that are about what they name ("the quote for the task force"), whatever was spoken of before."""
BARE = 4
"""Words up to which "and cocaine?" asks nothing of its own."""
NAME = 2
"""Words up to which a name right after a computation ("Fentanyl?") asks for the same of another thing."""
SUM = 5
"""Words up to which "so total??" asks for the figures told last, added up."""
LEANING = frozenset({"follow_up", "repeat_answer", "verify_answer", "ask_more"})
"""Intents that make sense only after another turn."""


@dataclass(frozen=True)
class Context:
    """What the last turn was about: its question made whole, the facts of its answer and of the one before.

    `answered` is False where the source had no answer: then `facts` are the nearest ones it was offered, and `narrowed`
    says that it was only for a term ("heroin", "2021") that they don't cover: "and cocaine?" may be answered then.
    `result` is the figure that the last turn computed, if it did.
    """

    text: str = ""
    intent: str = ""
    targets: tuple[tuple[str, float], ...] = ()
    facts: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    answered: bool = False
    narrowed: bool = False
    age: int = 0
    result: Result | None = None

    @classmethod
    def of_slot(cls, slot: Any) -> Context:
        """The context kept in a slot (see `as_slot`); an empty one where there is none."""
        if not isinstance(slot, dict):
            return cls()
        targets = tuple((str(name), float(p)) for name, p in slot["targets"])
        result = Result(**slot["result"]) if slot.get("result") else None
        return cls(**{**slot, "targets": targets, "facts": tuple(slot["facts"]), "earlier": tuple(slot["earlier"]), "result": result})

    def as_slot(self) -> dict[str, Any]:
        """JSON-like data for a slot."""
        return asdict(self)

    @property
    def fresh(self) -> bool:
        return bool(self.facts) and self.age <= FADES_AFTER

    def after(
        self, question: Question, facts: Sequence[Fact], answered: bool, narrowed: bool = False, result: Result | None = None
    ) -> Context:
        """The context once `question` (whole) got an answer from `facts`, or a refusal that offered them."""
        if not facts:
            return replace(self, age=self.age + 1)
        ids = tuple(f.id for f in facts)
        earlier = self.earlier if ids == self.facts else self.facts
        return Context(question.text, question.intent, question.targets, ids, earlier, answered, narrowed, result=result)


def _about(ids: Sequence[str]) -> tuple[tuple[str, float], ...]:
    return tuple((i, 1.0) for i in dict.fromkeys(ids))


def alone(question: Question) -> Question:
    """`question` for when no context serves: its best target but the context itself."""
    rest = tuple((name, p) for name, p in question.targets if name != CONTEXT)
    likely = rest and rest[0][1] >= (1 - sum(p for _, p in rest)) / 2
    return replace(question, targets=rest if likely else ())


def whole(question: Question, context: Context, kb: KnowledgeBase) -> Question:
    """`question` as it would be put by itself; what leans on a context that is not there comes back without a target."""
    bare = len(question.words) <= NAME and bool(named_facts(kb, question))
    if bare and context.fresh and context.intent == "compute_figure":
        return _changed(question, context, kb)
    leans = question.intent in LEANING or CONTEXT in question.about
    if not leans:
        return question
    added = _added(question, context, kb)
    if added:
        return added
    if question.intent == "follow_up":
        return _changed(question, context, kb)
    named = named_facts(kb, question)
    if named and question.intent in NAMING:
        return replace(question, targets=_about([f.id for f in named]))
    if not context.fresh:
        return alone(question)
    if question.intent == "repeat_answer":
        return Question(context.text, context.intent, 1.0, context.targets, question.mentions) if context.answered else question
    if question.intent == "compute_figure":
        return _computed(question, context, kb)
    return replace(question, targets=_about(context.facts))


def _added(question: Question, context: Context, kb: KnowledgeBase) -> Question | None:
    # "So total??" after one figure and another: both added up.
    told = [f for i in (*context.earlier, *context.facts) if (f := kb.fact(i)) and context.fresh and context.answered]
    short = len(question.words) <= SUM and question.intent != "repeat_answer" and not named_facts(kb, question)
    if not (short and len(told) > 1 and question.has("sum") and all(alike(f, told[0]) for f in told)):
        return None
    return replace(question, intent="compute_figure", targets=_about([f.id for f in told]))


def _changed(question: Question, context: Context, kb: KnowledgeBase) -> Question:
    # "And cocaine?": the last question with another subject. What it asked of the old one, it asks of the new one,
    # so a question that had no answer gets none now, unless the turn corrects it.
    named = named_facts(kb, question)
    last = [f for i in context.facts if (f := kb.fact(i))] if context.fresh else []
    # "Back to trade, the yearly total": another figure, not the last one in another unit.
    best = question.targets[0][0] if question.sureness >= TOGETHER else CONTEXT
    elsewhere = best not in context.facts and kb.fact(best) is not None
    if last and units_in(question.text) and not named and not elsewhere:
        return replace(question, intent="compute_figure", targets=_about(context.facts))
    if len(last) > 1 and len({f.unit for f in last}) == 1 and not named and question.has("remainder"):
        return replace(question, intent="compute_figure", targets=_about(context.facts))
    facts = facts_like(kb, named, question, last) if last else named
    ids = [f.id for f in facts] or [name for name in question.about if name != CONTEXT]
    if last and not named and question.has("amount") and (not ids or question.sureness < TOGETHER):
        ids = list(context.facts)  # "the total, then": of what was spoken of
    if len(last) > 1 and not ids and question.has("difference", "sum", "ratio", "percent"):
        return replace(question, intent="compute_figure", targets=_about(context.facts))
    facts = facts or tuple(f for i in ids if (f := kb.fact(i)))
    if not ids:
        return replace(question, intent="not_in_source", targets=_about(context.facts))
    if not last:
        return replace(question, intent="ask", targets=_about(ids))
    bare = len(question.words) <= BARE and not question.years and not question.has("corrects")
    if not context.answered and not context.narrowed and bare:
        return replace(question, intent="not_in_source", targets=_about(ids))
    if context.intent == "compute_figure" and facts and facts[0].unit:
        mentions = tuple(m for m in question.mentions if set(m.facts) & set(ids))
        return Question(f"{context.text} {question.text}", "compute_figure", 1.0, _about(ids), mentions)
    return replace(question, intent="ask", targets=_about(ids))


def _computed(question: Question, context: Context, kb: KnowledgeBase) -> Question:
    facts = [f for i in context.facts if (f := kb.fact(i))]
    stated = _stated_rate(question, facts[0], kb)
    if stated:
        return replace(question, intent="ask", targets=_about([stated.id]))
    ids = [*context.facts]
    if len(ids) == 1 and context.earlier and question.has("several"):
        ids = [*context.earlier, *ids]
    return replace(question, targets=_about(ids))


def _stated_rate(question: Question, fact: Fact, kb: KnowledgeBase) -> Fact | None:
    """The figure per year, day, … that the source states itself, where `question` asks for it instead of `fact`'s own."""
    periods = [u for _, u, kind in units_in(question.text) if kind == "time"]
    for other in kb.facts_of(fact.topic):
        alike = other.id != fact.id and other.subject == fact.subject and other.unit and fact.unit
        if alike and any(str(other.unit).endswith(f"/ {p}") for p in periods):
            return other
    return None
