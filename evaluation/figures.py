"""The figures of an evaluation, from its outcomes. Shares are from 0 to 1, None where nothing was counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evaluation.conversations import EXPECTS, MUST_REFUSE
from evaluation.judge import ANSWERED, REFUSED, got_kind
from evaluation.runner import Outcome

STEPS = 100
"""Steps in which the answer threshold moves from 0 to 1."""


@dataclass(frozen=True)
class Tally:
    """`hits` of `turns`."""

    hits: int
    turns: int

    @property
    def share(self) -> float | None:
        return self.hits / self.turns if self.turns else None


@dataclass(frozen=True)
class KindTally:
    """Right turns among all those that expect one kind, and among the first and the later turns of conversations."""

    all: Tally
    first: Tally
    follow_up: Tally
    unsafe: int


@dataclass(frozen=True)
class Summary:
    """What an evaluation comes to; times are in milliseconds."""

    right: Tally
    right_conversations: Tally
    by_expect: dict[str, KindTally]
    first: Tally
    follow_up: Tally
    unsupported: Tally
    """Turns that the source does not answer, and that got a factual answer."""
    unsafe: Tally
    invented: Tally
    """Turns with a figure that nothing backs."""
    exact_refusals: Tally
    """Turns that expect one refusing kind, and got that one rather than the other."""
    unreached: int
    """Turns to which nothing came back."""
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True)
class Point:
    """Shares at one answer threshold; see `threshold_curve`."""

    threshold: float
    answerable_right: float
    answerable_above: float
    unanswerable_answered: float
    unanswerable_above: float


def tally(outcomes: Iterable[Outcome], hit: Callable[[Outcome], bool]) -> Tally:
    """How many of the outcomes are a hit."""
    hits = [hit(outcome) for outcome in outcomes]
    return Tally(sum(hits), len(hits))


def is_right(outcome: Outcome) -> bool:
    return outcome.verdict.kind == "ok"


def is_unsafe(outcome: Outcome) -> bool:
    return outcome.verdict.kind == "unsafe"


def is_answered(outcome: Outcome) -> bool:
    """Whether any card of the reply is a factual one."""
    return bool(ANSWERED & set(outcome.reply.kinds))


def percentile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that `share` (0 to 1) of the values do not exceed; None where there are none."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else None


def _first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.follow_up]


def _later(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.follow_up]


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """The summary of the outcomes of one file."""
    by_expect = {}
    for expect in EXPECTS:
        group = [outcome for outcome in outcomes if outcome.turn.expect == expect]
        if group:
            unsafe = tally(group, is_unsafe).hits
            by_expect[expect] = KindTally(tally(group, is_right), tally(_first(group), is_right), tally(_later(group), is_right), unsafe)
    failed = {outcome.conversation for outcome in outcomes if not is_right(outcome)}
    conversations = {outcome.conversation for outcome in outcomes}
    times = [outcome.ms for outcome in outcomes if outcome.ms is not None]
    return Summary(
        right=tally(outcomes, is_right),
        right_conversations=Tally(len(conversations - failed), len(conversations)),
        by_expect=by_expect,
        first=tally(_first(outcomes), is_right),
        follow_up=tally(_later(outcomes), is_right),
        unsupported=tally([o for o in outcomes if o.turn.expect in MUST_REFUSE], is_answered),
        unsafe=tally(outcomes, is_unsafe),
        invented=tally(outcomes, lambda outcome: bool(outcome.verdict.invented)),
        exact_refusals=tally([o for o in outcomes if o.turn.expect in REFUSED], lambda o: o.turn.expect in o.reply.kinds),
        unreached=len(outcomes) - len(times),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
    )


def confusion(outcomes: Iterable[Outcome]) -> Counter[tuple[str, str]]:
    """How often an expected kind (first) got a kind (second)."""
    return Counter((outcome.turn.expect, got_kind(outcome.turn, outcome.reply)) for outcome in outcomes)


def _share(scores: Sequence[tuple[float, bool]], threshold: float, as_replied: bool) -> float:
    return sum(score >= threshold and (hit or not as_replied) for score, hit in scores) / len(scores)


def threshold_curve(outcomes: Iterable[Outcome]) -> list[Point]:
    """How accuracy and unsupported answers move with the answer threshold, by the score of each turn's first question.

    At a threshold, `answerable_right` is the share of answerable turns that score at least that and were answered
    right in this run, `unanswerable_answered` the share of the others that do and were answered. From the threshold in
    force upwards both show what a run at that threshold would bring, as far as the score alone decides; below it, turns
    that were refused in this run would be tried, so that both are lower bounds.
    The shares `…_above` count every turn that scores enough, however it was answered: upper bounds.
    Empty where no turn of one of the two sorts has a score.
    """
    answerable, others = [], []
    for outcome in outcomes:
        score = outcome.reading.answerable if outcome.reading else None
        if score is not None and outcome.turn.expect == "answer":
            answerable.append((score, is_right(outcome)))
        elif score is not None and outcome.turn.expect in MUST_REFUSE:
            others.append((score, is_answered(outcome)))
    if not answerable or not others:
        return []
    return [
        Point(t, _share(answerable, t, True), _share(answerable, t, False), _share(others, t, True), _share(others, t, False))
        for t in (step / STEPS for step in range(STEPS + 1))
    ]
