"""Measures the assistant's speed and memory, and prints them as a table: `python -m bench`."""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PageError

from bench import answers, lookups, machine, page, processes, report, training
from bench.browser import BrowserError, chromium
from knowledge.errors import KnowledgeError
from server.run import StartError
from server.settings import ROOT

Found = tuple[dict[str, float], dict[str, Any]]


def of_lookups(given: argparse.Namespace) -> Found:
    """Lookups in a base of `--facts` facts."""
    figures, details = lookups.run(given.facts, given.samples)
    return figures, {"lookups": details}


def of_training(_: argparse.Namespace) -> Found:
    """One training."""
    return training.run(), {}


def of_assistant(given: argparse.Namespace) -> Found:
    """Starts, and with the last one running: answers, long conversations, and then its memory."""
    seconds = []
    for _ in range(given.starts - 1):
        with processes.started() as assistant:
            seconds.append(assistant.seconds)
    with processes.started() as assistant:
        seconds.append(assistant.seconds)
        figures, kinds = answers.single(assistant.url, given.questions)
        ratio, turns = answers.long(assistant.url, given.conversations)
        each = {name: processes.megabytes(processes.trees([p.pid])) for name, p in assistant.processes.items()}
    measures = {measure for _, _, measure in each.values()}
    figures |= ratio | {"start": statistics.median(seconds)}
    figures |= {"memory": sum(best for best, _, _ in each.values()), "memory_rss": sum(rss for _, rss, _ in each.values())}
    memory = {"measure": " and ".join(sorted(measures)), "mb": {name: {"best": best, "rss": rss} for name, (best, rss, _) in each.items()}}
    return figures, {"starts_s": seconds, "answers": kinds, "long_conversations": turns, "memory": memory}


def of_page(given: argparse.Namespace) -> Found:
    """The chat page in a real browser."""
    with processes.started() as assistant, chromium() as browser:
        figures, details = page.run(assistant.url, browser, given.visits)
    return figures, {"page": details}


PARTS: dict[str, Callable[[argparse.Namespace], Found]] = {
    "lookups": of_lookups,
    "training": of_training,
    "assistant": of_assistant,
    "page": of_page,
}


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The settings in `words` (default: those of the command line)."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json", help="where to keep the figures (%(default)s)")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=[], help="parts to leave out")
    parser.add_argument("--strict", action="store_true", help="end with code 1 when a target is missed")
    parser.add_argument("--questions", type=positive, default=250, help="single questions to ask (%(default)s)")
    parser.add_argument("--conversations", type=positive, default=3, help="conversations of 200 turns (%(default)s)")
    parser.add_argument("--starts", type=positive, default=3, help="starts to time (%(default)s)")
    parser.add_argument("--visits", type=positive, default=20, help="visits to the chat page (%(default)s)")
    parser.add_argument("--facts", type=positive, default=100_000, help="facts of the made-up base (%(default)s)")
    parser.add_argument("--samples", type=positive, default=1_000, help="lookups of each kind (%(default)s)")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Measure, print, keep. 1 when a part could not be measured, or with `--strict` when a target is missed."""
    given = arguments(words)
    on = machine.describe()
    figures: dict[str, float] = {}
    details: dict[str, Any] = {}
    failed = False
    for name, part in PARTS.items():
        if name in given.skip:
            continue
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        try:
            found, more = part(given)
        except (StartError, BrowserError, PageError, training.TrainingError, KnowledgeError, OSError, ValueError) as error:
            print(f"bench: {name} can't be measured: {error}", file=sys.stderr)
            failed = True
        else:
            figures |= found
            details |= more
    content = report.document(figures, details, on)
    print(report.show(content))
    if "memory" in details:
        print(f"\nmemory is {details['memory']['measure']} over whole process trees")
    report.keep(content, given.json)
    print(f"kept in {given.json}")
    missed = report.missed(figures)
    if missed:
        print(f"over target: {', '.join(missed)}")
    return 1 if failed or (given.strict and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
