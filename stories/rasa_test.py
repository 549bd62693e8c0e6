"""`python -m stories.rasa_test`: Rasa's own tests of rules and understanding, on stories exported from tests/conversations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from server.run import MODEL
from server.settings import ROOT, Settings
from stories.export import export
from stories.loading import load
from stories.marked import StoryError
from stories.select import story_files

OK, FAILED, UNUSABLE = 0, 1, 2
UNUSED = {"ACTION_PORT": "9", "ACTION_SECRET": "none"}
"""Rasa reads endpoints.yml, though its tests run no action."""


def _rasa(kind: str, folder: Path, *options: str) -> int:
    environment = {**os.environ, **UNUSED, "STATE": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rasa", "test", kind, "--model", str(MODEL), "--out", str(folder / kind), *options]
    with (folder / f"{kind}.log").open("wb") as log:
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT).returncode


def wrong_intents(results: Path) -> Iterator[str]:
    """The texts that `rasa test nlu` found taken for another intent, a sentence each."""
    file = results / "intent_errors.json"
    errors: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    for error in errors:
        predicted = error["intent_prediction"]
        yield f"nlu: {error['text']!r} is {error['intent']}, taken for {predicted['name']} {predicted['confidence']:.2f}"


def wrong_stories(results: Path) -> Iterator[str]:
    """The stories that `rasa test core` found to go another way, a sentence each."""
    file = results / "failed_test_stories.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    for story in (content or {}).get("stories", ()):
        yield f"core: the story {story['story']!r} goes another way; see {file}"


def main() -> int:
    """Export and run both; the exit code comes back: 0, 1 where something is wrong, 2 where Rasa could not run."""
    try:
        state = Settings.from_environment().state
        folder = state / "rasa-test"
        stories, examples = export(load(story_files()), folder)
    except (StoryError, OSError, ValueError) as error:
        print(f"rasa-test: {error}", file=sys.stderr)
        return UNUSABLE
    results = {kind: folder / kind for kind in ("core", "nlu")}
    for stale in (results["nlu"] / "intent_errors.json", results["core"] / "failed_test_stories.yml"):
        stale.unlink(missing_ok=True)
    codes = {
        "core": _rasa("core", folder, "--stories", str(stories)),
        "nlu": _rasa("nlu", folder, "--nlu", str(examples), "--no-plot"),
    }
    unfinished = [kind for kind, code in codes.items() if code]
    if unfinished:
        kind = unfinished[0]
        print(f"rasa-test: `rasa test {kind}` ended with code {codes[kind]}; {folder / kind}.log says why", file=sys.stderr)
        return UNUSABLE
    problems = [*wrong_stories(results["core"]), *wrong_intents(results["nlu"])]
    count = len(yaml.safe_load(stories.read_text(encoding="utf-8"))["stories"])
    print("\n".join(problems) or f"rasa test: {count} stories and their messages, all as they should be")
    print(f"results: {folder}")
    return FAILED if problems else OK


if __name__ == "__main__":
    sys.exit(main())
