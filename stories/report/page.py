"""A run of stories as one HTML page that asks for nothing beyond itself."""

from __future__ import annotations

import base64
import difflib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from stories.report.data import Run, as_json
from stories.report.drift import Drift
from stories.runner import FAILED, KNOWN, MENDED, PASSED, SIDE_BY_SIDE

FOLDER = Path(__file__).parent
VERDICTS = {FAILED: "✗", MENDED: "!", KNOWN: "~", PASSED: "✓"}
"""The signs of the verdicts, worst first, so that nobody has to tell them by colour."""


def _compared(finding: dict[str, str]) -> Iterator[tuple[str, str]]:
    # The lines of both, each with whose it is: expected, got, or both.
    names = {"-": "expected", "+": "got", " ": "both"}
    for line in difflib.ndiff(finding["expected"].splitlines(), finding["got"].splitlines()):
        if not line.startswith("?"):
            yield names[line[0]], line[2:]


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def as_html(run: Run, drift: Drift | None = None) -> str:
    """The run as an HTML page: what is to be done, what is covered, each story as a chat, and what changed where `drift` is given."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    report: dict[str, Any] = as_json(run)
    style, script = ((FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return environment.get_template("page.html").render(
        report=report,
        drift=drift,
        verdicts=VERDICTS,
        behaviours=list(dict.fromkeys(story["behaviour"] for story in report["stories"])),
        todo=[story for story in report["stories"] if story["verdict"] in (FAILED, MENDED)],
        compared=_compared,
        side_by_side=SIDE_BY_SIDE,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
    )
