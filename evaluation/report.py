"""An evaluation as one HTML page that asks for nothing beyond itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from evaluation.console import KIND_HEAD, fact_rows, kind_rows, milliseconds
from evaluation.evaluated import Evaluated
from evaluation.figures import confusion, threshold_curve
from evaluation.judge import Reply
from evaluation.plots import confusion_png, data_uri, threshold_png
from evaluation.readings import Reading
from evaluation.runner import Outcome

TEMPLATE = Template((Path(__file__).parent / "report.html").read_text(encoding="utf-8"))
CONFUSION = "Expected kind against the kind of the reply. A reply of several cards counts as a factual one if any card is."
CURVE = (
    "Accuracy against refusal as the answer threshold moves, by the score of each turn's first question. Solid: as replied in this run, "
    "had the turns below the threshold been refused; below the threshold in force these are lower bounds, since the turns refused in "
    "this run were not tried. Dotted: every turn that scores enough, however it was answered."
)


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = [
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>' for first, *rest in rows
    ]
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _plot(png: bytes, name: str, caption: str) -> str:
    return f'<figure><img src="{data_uri(png)}" alt="{escape(name)}"><figcaption>{escape(caption)}</figcaption></figure>'


def _plots(evaluated: Evaluated) -> str:
    plots = [_plot(confusion_png(confusion(evaluated.outcomes)), "confusion matrix", CONFUSION)]
    points = threshold_curve(evaluated.outcomes)
    if points:
        plots.append(_plot(threshold_png(points, evaluated.threshold), "accuracy against refusal", CURVE))
    else:
        plots.append("<p>No plot of accuracy against refusal: it needs scores of answerable and of unanswerable turns.</p>")
    return "\n".join(plots)


def _notes(evaluated: Evaluated) -> str:
    read = evaluated.read
    if read.hits == read.turns:
        return ""
    told = "no turn" if not read.hits else f"only {read.hits} of {read.turns} turns"
    return f'<p class="note">What the assistant understood (intent, entities, targets, answerable) is known of {told}.</p>'


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in pairs if value)}</dl>"


def _number(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, (int, float)) else "–"


def _entity(entity: dict[str, Any]) -> str:
    return f"{entity.get('entity')}: {entity.get('value')}"


def _question(question: dict[str, Any]) -> str:
    targets = ", ".join(f"{name} {_number(odds)}" for name, odds in question.get("targets") or ())
    intent = f"{question.get('intent')} {_number(question.get('confidence'))}"
    return f"“{question.get('text')}”: intent {intent}; answerable {_number(question.get('answerable'))}; targets {targets or '–'}"


def _reading(reading: Reading | None) -> str:
    if reading is None:
        return "<p>What the assistant understood is not known.</p>"
    return _pairs(
        [
            ("intent and confidence", f"{reading.intent} {_number(reading.confidence)}"),
            ("entities", ", ".join(map(_entity, reading.entities)) or "–"),
            *((f"question {number}", _question(question)) for number, question in enumerate(reading.questions, 1)),
        ]
    )


def _said(user: str, reply: Reply) -> str:
    return f'<blockquote class="user">{escape(user)}</blockquote><blockquote>{escape(reply.text or "(no text)")}</blockquote>'


def _failure(evaluated: Evaluated, outcome: Outcome) -> str:
    turn, verdict = outcome.turn, outcome.verdict
    wanted = [
        ("verdict", f"{verdict.kind}: {verdict.why}"),
        ("expected", turn.expect),
        ("facts that answer it", ", ".join(turn.facts)),
        ("has to say", "; ".join(" / ".join(group) for group in turn.all_of)),
        ("must not say", "; ".join(turn.none_of)),
        ("note", turn.note),
        ("kinds of the cards", ", ".join(outcome.reply.kinds) or "–"),
        ("time", milliseconds(outcome.ms)),
    ]
    before = "".join(_said(earlier.turn.user, earlier.reply) for earlier in evaluated.before(outcome))
    cards = json.dumps(list(outcome.reply.cards), indent=1, ensure_ascii=False)
    return "\n".join(
        [
            f'<article class="{escape(verdict.kind)}">',
            f"<h3>{escape(outcome.conversation)}, turn {outcome.position + 1} ({escape(outcome.persona)})</h3>",
            f"<details open><summary>Before</summary>{before}</details>" if before else "",
            _said(turn.user, outcome.reply),
            _pairs(wanted),
            f"<details><summary>Cards</summary><pre>{escape(cards)}</pre></details>",
            f"<details open><summary>What was understood</summary>{_reading(outcome.reading)}</details>",
            "</article>",
        ]
    )


def as_html(evaluated: Evaluated) -> str:
    """The evaluation as an HTML page with its plots inside; it holds every failure, and no script."""
    summary, failures = evaluated.summary, evaluated.failures
    return TEMPLATE.substitute(
        file=escape(evaluated.file),
        assistant=escape(evaluated.assistant),
        started=escape(evaluated.started),
        notes=_notes(evaluated),
        kinds=_table("Right turns by what they expect", KIND_HEAD, kind_rows(summary)),
        facts=_table("Other figures", ("figure", "value"), fact_rows(summary)),
        plots=_plots(evaluated),
        count=len(failures),
        failures="\n".join(_failure(evaluated, outcome) for outcome in failures) or "<p>None.</p>",
    )
