"""One file's evaluation as data: what the JSON report holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.figures import KindTally, Summary, Tally, confusion, summarise, threshold_curve
from evaluation.judge import got_kind
from evaluation.runner import Outcome


@dataclass(frozen=True)
class Evaluated:
    """The outcomes of a conversation file; `assistant` says what was asked, `started` when (ISO 8601).

    `threshold` is the answer threshold that the assistant ran with, None where it isn't known.
    """

    file: str
    assistant: str
    started: str
    outcomes: tuple[Outcome, ...]
    threshold: float | None = None

    @property
    def summary(self) -> Summary:
        return summarise(self.outcomes)

    @property
    def failures(self) -> list[Outcome]:
        """Every turn that isn't right, unsafe ones first."""
        return sorted((o for o in self.outcomes if o.verdict.kind != "ok"), key=lambda o: o.verdict.kind != "unsafe")

    @property
    def read(self) -> Tally:
        """How many turns have a reading."""
        return Tally(sum(o.reading is not None for o in self.outcomes), len(self.outcomes))

    def before(self, outcome: Outcome) -> Sequence[Outcome]:
        """The turns of the outcome's conversation that came before it, in order."""
        return [o for o in self.outcomes if o.conversation == outcome.conversation and o.position < outcome.position]


def _tally(tally: Tally) -> dict[str, Any]:
    return {"hits": tally.hits, "turns": tally.turns, "share": tally.share}


def _kind(kind: KindTally) -> dict[str, Any]:
    return {"all": _tally(kind.all), "first": _tally(kind.first), "follow_up": _tally(kind.follow_up), "unsafe": kind.unsafe}


def _summary(summary: Summary) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in vars(summary).items():
        plain[name] = _tally(value) if isinstance(value, Tally) else value
    return {**plain, "by_expect": {expect: _kind(kind) for expect, kind in summary.by_expect.items()}}


def _failure(evaluated: Evaluated, outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.conversation,
        "persona": outcome.persona,
        "position": outcome.position,
        "verdict": asdict(outcome.verdict),
        "before": [{"user": o.turn.user, "reply": o.reply.text} for o in evaluated.before(outcome)],
        "turn": asdict(outcome.turn),
        "reply": outcome.reply.text,
        "cards": list(outcome.reply.cards),
        "reading": asdict(outcome.reading) if outcome.reading else None,
        "ms": outcome.ms,
    }


def _brief(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.conversation,
        "position": outcome.position,
        "expect": outcome.turn.expect,
        "got": got_kind(outcome.turn, outcome.reply),
        "verdict": outcome.verdict.kind,
        "answerable": outcome.reading.answerable if outcome.reading else None,
        "ms": outcome.ms,
    }


def as_json(evaluated: Evaluated) -> dict[str, Any]:
    """The whole evaluation as JSON-like data: summary, confusion matrix, threshold curve, failures, and every turn in brief.

    Shares are from 0 to 1, times (`ms`) in milliseconds; positions count from 0.
    """
    matrix: dict[str, dict[str, int]] = {}
    for (expect, got), count in sorted(confusion(evaluated.outcomes).items()):
        matrix.setdefault(expect, {})[got] = count
    return {
        "file": evaluated.file,
        "assistant": evaluated.assistant,
        "started": evaluated.started,
        "threshold": evaluated.threshold,
        "readings": _tally(evaluated.read),
        "summary": _summary(evaluated.summary),
        "confusion": matrix,
        "threshold_curve": [asdict(point) for point in threshold_curve(evaluated.outcomes)],
        "failures": [_failure(evaluated, outcome) for outcome in evaluated.failures],
        "turns": [_brief(outcome) for outcome in evaluated.outcomes],
    }
