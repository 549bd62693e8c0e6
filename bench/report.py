"""Figures as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import machine
from bench.targets import TARGETS, met

HEAD = ("figure", "value", "unit", "target", "met")
VERDICTS = {True: "yes", False: "NO", None: ""}


def number(value: float) -> str:
    """`value` in three digits or more: 1234, 56.7, 0.0123."""
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Mapping[str, float]) -> str:
    """A line for each of `figures`, in the order of the targets, in columns."""
    lines = [HEAD]
    for name in (n for n in TARGETS if n in figures):
        target = TARGETS[name]
        limit = "" if target.most is None else f"<= {number(target.most)}"
        lines.append((target.what, number(figures[name]), target.unit, limit, VERDICTS[met(name, figures[name])]))
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3], "-" * widths[4]))
    return "\n".join(
        "  ".join(cell.rjust(width) if i == 1 else cell.ljust(width) for i, (cell, width) in enumerate(zip(cells, widths))).rstrip()
        for cells in lines
    )


def document(figures: Mapping[str, float], details: Mapping[str, Any], on: Mapping[str, Any]) -> dict[str, Any]:
    """All that was measured, for `json.dump`: the machine `on`, each figure with its target, and details."""
    rows = {
        name: {"what": target.what, "value": figures[name], "unit": target.unit, "target": target.most, "met": met(name, figures[name])}
        for name, target in TARGETS.items()
        if name in figures
    }
    return {"machine": dict(on), "figures": rows, "details": dict(details)}


def missed(figures: Mapping[str, float]) -> list[str]:
    """The names of the figures that are over their targets."""
    return [name for name, value in figures.items() if met(name, value) is False]


def keep(content: Mapping[str, Any], file: Path) -> None:
    """Write `content` as JSON to `file`, whose folder is made where it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def show(content: Mapping[str, Any]) -> str:
    """The machine's line and the table of a `document`."""
    return machine.line(content["machine"]) + "\n\n" + table({name: row["value"] for name, row in content["figures"].items()})
