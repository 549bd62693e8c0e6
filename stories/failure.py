"""A failing story in words: the conversation, what was expected beside what came, and what was understood."""

from __future__ import annotations

import difflib
import json
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import indent, shorten

from evaluation.readings import Reading
from stories.rules import chosen
from stories.runner import MENDED, Finding, Outcome, Told

SHOWN_INTENTS, SHOWN_CHARACTERS = 3, 200


def shown(file: Path) -> str:
    """A file's path from here, where it is below the working folder."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def command(name: str) -> str:
    """What runs one story alone, again, in the same way."""
    same = [f"{key}={shlex.quote(os.environ[key])}" for key in ("URL", "CHANNEL") if os.environ.get(key)]
    return " ".join(["make", "stories", f"ONLY={shlex.quote(name.replace('$', '$$'))}", *same])


def _said(told: Told) -> Iterator[str]:
    mark = ">" if told.findings else " "
    yield f"{mark} {'button' if told.turn.pressed else 'user'}: {told.turn.text}"
    reply = told.exchange.reply
    if reply.text:
        yield indent(reply.text, f"{mark} bot:  ")
    for card in reply.cards:
        derivation = f", {card['derivation']['expression']}" if card.get("derivation") else ""
        yield f"{mark} card: {card['kind']} {json.dumps(card.get('facts', []))}{derivation}"


def compared(finding: Finding) -> Iterator[str]:
    """Expected beside got: a line each, or a line by line comparison where either has several."""
    gap = finding.gap
    if "\n" not in gap.expected + gap.got:
        yield f"  expected  {gap.expected}"
        yield f"  got       {gap.got}"
        return
    for line in difflib.ndiff(gap.expected.splitlines(), gap.got.splitlines()):
        if not line.startswith("?"):
            yield f"  {line}"
    yield "  (- expected, + got)"


def _brief(value: object) -> str:
    # Short entries first: what is long is cut off.
    if isinstance(value, dict):
        shown_entries = sorted((f"{key} {json.dumps(entry, ensure_ascii=False)}" for key, entry in value.items()), key=len)
        return shorten(", ".join(shown_entries), SHOWN_CHARACTERS)
    return shorten(json.dumps(value, ensure_ascii=False), SHOWN_CHARACTERS)


def understood(reading: Reading | None) -> Iterator[tuple[str, str]]:
    """What was understood, kept and done, each with its name."""
    if reading is None:
        yield "understood", "not known: this assistant's conversations can't be read (set STATE to its folder)"
        return
    ranking = reading.ranking or ((str(reading.intent), reading.confidence or 0.0),)
    yield "intents", ", ".join(f"{name} {odds:.2f}" for name, odds in ranking[:SHOWN_INTENTS])
    yield "entities", ", ".join(f"{e.get('entity')}: {e.get('value')}" for e in reading.entities) or "none"
    yield "slots", "; ".join(f"{name}: {_brief(value)}" for name, value in reading.slots.items()) or "none"
    yield "chosen", "; ".join(chosen(reading.intent, choice) for choice in reading.choices) or "no action"


def _findings(outcome: Outcome, findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield ""
        yield f"{shown(outcome.story.file)}:{finding.line}: {finding.name}"
        yield from compared(finding)


def explain(outcome: Outcome) -> str:
    """Why a story is not as it should be, as text for a terminal; ends with the command that runs it alone."""
    story = outcome.story
    lines = [f"{story.behaviour}: {story.name} ({shown(story.file)}:{story.line})", ""]
    if outcome.verdict == MENDED:
        lines += [f"passes, though marked as a known failure ({story.known_failure}): take the mark away"]
    else:
        lines += [line for told in outcome.told for line in _said(told)]
        left = len(story.turns) - len(outcome.told)
        lines += [f"  ({left} more, not asked)"] if left else []
        lines += _findings(outcome, outcome.findings)
        lines += ["", *(f"{name:<10}{value}" for name, value in understood(outcome.told[-1].exchange.reading))]
    return "\n".join([*lines, f"{'again':<10}{command(story.name)}"])
