"""A run of stories as data: what the JSON report holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from stories.failure import command, shown, understood
from stories.report.coverage import Covered
from stories.runner import Outcome, Told


@dataclass(frozen=True)
class Run:
    """Stories that were told. `assistant` says what was asked and by which `channel`; `started` is ISO 8601, `seconds` how long it took."""

    assistant: str
    channel: str
    started: str
    seconds: float
    outcomes: tuple[Outcome, ...]
    coverage: dict[str, Covered]

    @property
    def verdicts(self) -> Counter[str]:
        """How many stories came out with each verdict."""
        return Counter(outcome.verdict for outcome in self.outcomes)

    @property
    def good(self) -> bool:
        """Whether nothing is to be done about any story."""
        return all(outcome.good for outcome in self.outcomes)

    @property
    def unchecked(self) -> int:
        """Assertions that could not be told."""
        return sum(len(told.unchecked) for outcome in self.outcomes for told in outcome.told)


def latencies(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Median and 95th percentile of the replies' times, in milliseconds; None for fewer than two replies."""
    times = [told.exchange.ms for outcome in outcomes for told in outcome.told if told.exchange.ms is not None]
    if len(times) < 2:
        return {"p50_ms": None, "p95_ms": None}
    cuts = quantiles(times, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def _turn(told: Told) -> dict[str, Any]:
    said = told.exchange
    return {
        "user": told.turn.text,
        "pressed": told.turn.pressed,
        "ms": None if said.ms is None else round(said.ms, 1),
        "text": said.reply.text,
        "answers": [{"text": text, "card": card} for text, card in said.reply.answers],
        "findings": [{"check": f.name, "line": f.line, "expected": f.gap.expected, "got": f.gap.got} for f in told.findings],
        "unchecked": [assertion.name for assertion in told.unchecked],
        "understood": dict(understood(said.reading)),
    }


def _story(outcome: Outcome) -> dict[str, Any]:
    story = outcome.story
    return {
        "name": story.name,
        "behaviour": story.behaviour,
        "file": shown(story.file),
        "line": story.line,
        "verdict": outcome.verdict,
        "known_failure": story.known_failure,
        "turns": [_turn(told) for told in outcome.told],
        "not_asked": [turn.text for turn in story.turns[len(outcome.told) :]],
        "again": command(story.name),
    }


def as_json(run: Run) -> dict[str, Any]:
    """The whole run as JSON-like data. Shares are from 0 to 1, times (`ms`) in milliseconds."""
    return {
        "assistant": run.assistant,
        "channel": run.channel,
        "started": run.started,
        "seconds": round(run.seconds, 1),
        "summary": {
            "stories": len(run.outcomes),
            "turns": sum(len(outcome.told) for outcome in run.outcomes),
            "verdicts": dict(run.verdicts),
            "unchecked": run.unchecked,
            **latencies(run.outcomes),
        },
        "coverage": {
            kind: {"share": found.share, "touched": list(found.touched), "missed": list(found.missed)}
            for kind, found in run.coverage.items()
        },
        "stories": [_story(outcome) for outcome in run.outcomes],
    }
