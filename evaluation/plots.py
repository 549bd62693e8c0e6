"""The plots of a report, as PNG images."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from evaluation.conversations import EXPECTS
from evaluation.figures import Point
from evaluation.judge import KINDS, NO_CARD

RIGHT, UNSUPPORTED = "#1f5fa8", "#b3261e"
DOTS_PER_INCH = 110


def _png(figure: Figure) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight", facecolor="white")
    return target.getvalue()


def data_uri(png: bytes) -> str:
    """A PNG image as an address that needs no request."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def confusion_png(counts: Mapping[tuple[str, str], int]) -> bytes:
    """Expected kinds (rows) against the kinds that came (columns): counts, shaded by their share of the row."""
    rows = [expect for expect in EXPECTS if any(row == expect for row, _ in counts)]
    known = [*KINDS, NO_CARD]
    columns = [*known, *sorted({kind for _, kind in counts} - set(known))]
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    shares = [[count / max(sum(line), 1) for count in line] for line in table]
    figure = Figure(figsize=(1.5 + 0.85 * len(columns), 1.2 + 0.55 * len(rows)))
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), labels=columns, rotation=30, ha="right")
    axes.set_yticks(range(len(rows)), labels=rows)
    axes.set_xlabel("kind of the reply")
    axes.set_ylabel("expected")
    for y, line in enumerate(table):
        for x, count in enumerate(line):
            if count:
                axes.text(x, y, str(count), ha="center", va="center", color="white" if shares[y][x] > 0.55 else "black")
    return _png(figure)


def _marks(points: Sequence[Point]) -> dict[tuple[float, float], list[str]]:
    """Every tenth threshold, by its place in the plot of one share against the other."""
    marks: dict[tuple[float, float], list[str]] = {}
    for point in points[:: max(len(points) // 10, 1)]:
        marks.setdefault((point.unanswerable_answered, point.answerable_right), []).append(f"{point.threshold:.1f}")
    return marks


def threshold_png(points: Sequence[Point], in_force: float | None) -> bytes:
    """Accuracy against refusal as the answer threshold moves: over the threshold, and one against the other.

    `in_force` marks the threshold that the assistant ran with; None where it isn't known.
    """
    figure = Figure(figsize=(11, 4.2))
    left, right = figure.subplots(1, 2)
    thresholds = [p.threshold for p in points]
    left.plot(thresholds, [p.answerable_right for p in points], color=RIGHT, label="answerable, answered right")
    left.plot(thresholds, [p.answerable_above for p in points], color=RIGHT, linestyle=":", label="answerable, score high enough")
    left.plot(thresholds, [p.unanswerable_answered for p in points], color=UNSUPPORTED, label="unanswerable, answered")
    left.plot(thresholds, [p.unanswerable_above for p in points], color=UNSUPPORTED, linestyle=":", label="unanswerable, score high enough")
    if in_force is not None:
        left.axvline(in_force, color="grey", linewidth=1, linestyle="--", label=f"in force: {in_force:g}")
    left.set(xlabel="answer threshold", ylabel="share of the turns", xlim=(0, 1), ylim=(0, 1.02))
    left.legend(fontsize=8, ncol=2, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    across, up = [p.unanswerable_answered for p in points], [p.answerable_right for p in points]
    right.plot(across, up, color=RIGHT)
    for (x, y), marks in _marks(points).items():
        right.plot(x, y, marker="o", markersize=4, color=RIGHT)
        right.annotate("–".join(dict.fromkeys((marks[0], marks[-1]))), (x, y), xytext=(5, 5), textcoords="offset points", fontsize=8)
    right.set(xlabel="share of unanswerable turns answered", ylabel="share of answerable turns answered right")
    right.set_xlim(-0.01, max([*across, 0.1]) * 1.15)
    right.set_ylim(-0.02, 1.02)
    for axes in (left, right):
        axes.grid(True, linewidth=0.4)
    return _png(figure)
