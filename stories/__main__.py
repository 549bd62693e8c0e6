"""`python -m stories [ONLY]`: tells the conversation stories to an assistant, prints and writes how it went."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from knowledge.errors import KnowledgeError
from server.run import StartError, end_in_order
from server.settings import Settings
from stories.channels import CHANNELS, open_channel
from stories.failure import explain
from stories.loading import load
from stories.marked import StoryError
from stories.report.coverage import covered
from stories.report.data import Run, as_json
from stories.report.drift import Drift, as_text, baseline, drift
from stories.report.junit import as_junit
from stories.report.page import as_html
from stories.runner import KNOWN, Outcome, run, tell
from stories.select import select, story_files
from stories.story import Story

OK, FAILED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = """Exit code: 0; 1 where a story fails, or passes though it is marked as a known failure; 2 for a file that can't be used or
an assistant that can't be reached."""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments; ends the program with code 2 where they can't be used."""
    parser = argparse.ArgumentParser(prog="python -m stories", description=__doc__, epilog=EXIT_CODES)
    parser.add_argument("only", nargs="?", default="", metavar="ONLY", help="a behaviour, a file or the name of a story; default all")
    parser.add_argument("--url", help="tell them to the assistant at this address; by default one is started and ended again")
    parser.add_argument("--channel", choices=CHANNELS, default="rest", help="the channel that they are told through (default rest)")
    parser.add_argument(
        "--state", type=Path, help="with --url: its STATE folder, to read back what it understood (default: STATE, else var)"
    )
    parser.add_argument("--out", type=Path, help="folder of the reports (default: stories in STATE, else in var)")
    parser.add_argument("--baseline", type=Path, metavar="REPORT", help="an earlier stories.json: list what changed since")
    return parser.parse_args(given)


def _tell_all(stories: Sequence[Story], options: argparse.Namespace, state: Path) -> Run:
    started, start = datetime.now(timezone.utc), time.monotonic()
    with open_channel(options.channel, options.url, options.state or state) as channel:
        begun = time.monotonic()
        outcomes: list[Outcome] = []
        for outcome in run(stories, partial(tell, client=channel.client, read=channel.read)):
            outcomes.append(outcome)
            if not outcome.good:
                print(f"{explain(outcome)}\n{'-' * 80}", flush=True)
        told = time.monotonic() - begun
    print(f"start: {begun - start:.1f} s; stories: {told:.1f} s", file=sys.stderr)
    return Run(channel.name, options.channel, started.isoformat(timespec="seconds"), told, tuple(outcomes), covered(outcomes))


def _write(told: Run, found: Drift | None, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    report = json.dumps(as_json(told), indent=1, ensure_ascii=False)
    (folder / "stories.json").write_text(report + "\n", encoding="utf-8")
    (folder / "stories.xml").write_text(as_junit(told), encoding="utf-8")
    page = folder / "stories.html"
    page.write_text(as_html(told, found), encoding="utf-8")
    return page


def _summary(told: Run) -> str:
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in told.verdicts.most_common())
    lines = [f"{len(told.outcomes)} stories: {verdicts}"]
    lines += [f"known failure: {o.story.name} ({o.story.known_failure})" for o in told.outcomes if o.verdict == KNOWN]
    if told.unchecked:
        lines.append(f"{told.unchecked} assertions on what was understood were not checked: set STATE to the assistant's folder")
    return "\n".join(lines)


def _coverage(told: Run) -> str:
    return "; ".join(f"{kind} {len(c.touched)}/{len(c.touched) + len(c.missed)}" for kind, c in told.coverage.items())


def main(given: Sequence[str] | None = None) -> int:
    """Run it all; the exit code comes back."""
    options = arguments(given)
    try:
        state = Settings.from_environment().state
        every = load(story_files())
        stories = [story for story in select(every, options.only) if story.fits(options.channel)]
        before = baseline(options.baseline) if options.baseline else None
        end_in_order()
        if not options.url:
            print("starting an assistant …", file=sys.stderr, flush=True)
        told = _tell_all(stories, options, state)
        found = drift(before, as_json(told), every=len(stories) == len(every)) if before else None
        page = _write(told, found, options.out or state / "stories")
        if len(stories) == len(every):
            print(f"coverage: {_coverage(told)}")
        if found:
            print(as_text(found))
        print(f"{_summary(told)}\nreports: {page}, {page.with_suffix('.json').name}, {page.with_suffix('.xml').name}", flush=True)
        return OK if told.good else FAILED
    except (StoryError, StartError, KnowledgeError, OSError, ValueError) as error:
        print(f"stories: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("stories: stopped", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
