"""What is measured, in which unit, and what it should be at most: the one table of targets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A figure's description and unit; `most` is what it should not exceed, None where it is shown for information."""

    what: str
    unit: str
    most: float | None = None


LOOKUP_MS = 2.0
TARGETS: dict[str, Target] = {
    "answer_p50": Target("full answer over REST, p50", "ms", 40),
    "answer_p95": Target("full answer over REST, p95", "ms", 80),
    "answer_failures": Target("answers that were errors", "count", 0),
    "turn_ratio": Target("turns 191-200 to turns 1-10 of a conversation", "ratio", 1.5),
    "start": Target("start to first answer", "s", 30),
    "memory": Target("memory of all processes, shared pages once", "MB", 900),
    "memory_rss": Target("memory of all processes, RSS summed", "MB"),
    "training": Target("training from an empty cache", "s", 180),
    "page_weight": Target("page and widget, gzipped", "kB", 30),
    "page_usable": Target("page to panel that can be used, p50", "ms", 500),
    "page_first": Target("Enter to first answer shown, p50", "ms", 100),
    "page_answer": Target("Enter to answer shown, p50", "ms", 100),
    "fact_p50": Target("fact(id), p50", "ms"),
    "fact_p99": Target("fact(id), p99", "ms", LOOKUP_MS),
    "named_p50": Target("named(alias), p50", "ms"),
    "named_p99": Target("named(alias), p99", "ms", LOOKUP_MS),
    "series_p50": Target("series(subject, measure), p50", "ms"),
    "series_p99": Target("series(subject, measure), p99", "ms", LOOKUP_MS),
    "search_p50": Target("search(text), p50", "ms"),
    "search_p99": Target("search(text), p99", "ms", LOOKUP_MS),
}


def met(name: str, value: float) -> bool | None:
    """Whether `value` keeps the target of the figure `name`; None where it has none. Raises KeyError for an unknown figure."""
    most = TARGETS[name].most
    return None if most is None else value <= most
