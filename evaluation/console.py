"""The summary as text."""

from __future__ import annotations

from evaluation.figures import KindTally, Summary, Tally

KIND_HEAD = ("expected", "right", "first turns", "follow-ups", "unsafe")
"""What the columns of `kind_rows` hold."""


def percent(share: float | None) -> str:
    """A share in per cent with one decimal; a dash for None."""
    return "–" if share is None else f"{100 * share:.1f} %"


def counted(tally: Tally) -> str:
    """`85/90 94.4 %`; a dash where nothing was counted."""
    return f"{tally.hits}/{tally.turns} {percent(tally.share)}" if tally.turns else "–"


def milliseconds(value: float | None) -> str:
    """`12 ms`; a dash for None."""
    return "–" if value is None else f"{value:.0f} ms"


def kind_rows(summary: Summary) -> list[tuple[str, str, str, str, str]]:
    """A row for each expected kind, and one for all: its name, right turns of all, of first and of later turns, unsafe turns."""
    every = KindTally(summary.right, summary.first, summary.follow_up, summary.unsafe.hits)
    rows = [*summary.by_expect.items(), ("all", every)]
    return [(name, counted(kind.all), counted(kind.first), counted(kind.follow_up), str(kind.unsafe)) for name, kind in rows]


def fact_rows(summary: Summary) -> list[tuple[str, str]]:
    """The summary's other figures, each with what it says."""
    rows = [
        ("conversations wholly right", counted(summary.right_conversations)),
        ("unsupported answers (the source has none, a factual one came)", counted(summary.unsupported)),
        ("unsafe turns", counted(summary.unsafe)),
        ("turns with invented figures", counted(summary.invented)),
        ("refusals of exactly the expected kind", counted(summary.exact_refusals)),
        ("latency, median", milliseconds(summary.p50_ms)),
        ("latency, 95th percentile", milliseconds(summary.p95_ms)),
    ]
    return [*rows, ("turns without any reply", str(summary.unreached))] if summary.unreached else rows


def as_text(summary: Summary) -> str:
    """The summary as a table and a list, for a terminal."""
    rows = [KIND_HEAD, *kind_rows(summary)]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, (14, 17, 17, 17, 6))).rstrip() for row in rows]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in fact_rows(summary))])
