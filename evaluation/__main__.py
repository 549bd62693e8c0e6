"""`python -m evaluation FILE …`: runs conversation files against an assistant, prints and writes how it did."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from evaluation.assistant import Assistant, assistant
from evaluation.console import as_text, percent
from evaluation.conversations import Conversation, ConversationError, load
from evaluation.evaluated import Evaluated, as_json
from evaluation.figures import Summary
from evaluation.report import as_html
from evaluation.runner import Outcome, run
from server.run import StartError, end_in_order
from server.settings import Settings

OK, BELOW, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
TOLD_EVERY = 25
EXIT_CODES = """Exit code: 0; 1 where a file is below the floor or above the ceiling; 2 for a file that can't be used or an
assistant that can't be reached."""
CEILING = """largest share of unsafe turns among all, and of unsupported answers among the turns that the source does not answer,
such as 0.01"""


def share(text: str) -> float:
    """A share from 0 to 1. Raises ArgumentTypeError for anything else."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share from 0 to 1")
    return value


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments; ends the program with code 2 where they can't be used."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__, epilog=EXIT_CODES)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="conversations, as JSON lines")
    parser.add_argument("--url", help="ask the assistant at this address; by default one is started and ended again")
    parser.add_argument(
        "--state", type=Path, help="with --url: its STATE folder, to read back what it understood (default: STATE, else var)"
    )
    parser.add_argument("--out", type=Path, help="folder of the reports (default: evaluation in STATE, else in var)")
    parser.add_argument("--floor", type=share, metavar="SHARE", help="least accuracy, such as 0.9")
    parser.add_argument("--unsafe-ceiling", type=share, metavar="SHARE", help=CEILING)
    return parser.parse_args(given)


def shortfalls(summary: Summary, floor: float | None, ceiling: float | None) -> list[str]:
    """What is below the floor or above the ceiling (shares from 0 to 1, None for none), a sentence each."""
    found = []
    accuracy, unsafe, unsupported = (tally.share or 0.0 for tally in (summary.right, summary.unsafe, summary.unsupported))
    if floor is not None and accuracy < floor:
        found.append(f"accuracy {percent(accuracy)} is below {percent(floor)}")
    for name, value in (("unsafe turns", unsafe), ("unsupported answers", unsupported)):
        if ceiling is not None and value > ceiling:
            found.append(f"{name}: {percent(value)} is above {percent(ceiling)}")
    return found


def report_names(files: Sequence[Path]) -> list[str]:
    """A name for each file's reports: its own without the ending, numbered where two are alike."""
    names: list[str] = []
    for file in files:
        name, number = file.stem, 2
        while name in names:
            name, number = f"{file.stem}-{number}", number + 1
        names.append(name)
    return names


def evaluate(file: Path, conversations: Sequence[Conversation], asked: Assistant) -> Evaluated:
    """Ask every turn of the file's conversations and say on stderr how far it is."""
    started = datetime.now(timezone.utc).isoformat(timespec="seconds")
    turns = sum(len(conversation.turns) for conversation in conversations)
    outcomes: list[Outcome] = []
    for outcome in run(conversations, asked.ask, asked.read):
        outcomes.append(outcome)
        if len(outcomes) % TOLD_EVERY == 0 or len(outcomes) == turns:
            print(f"{file.name}: {len(outcomes)} of {turns} turns", file=sys.stderr, flush=True)
    return Evaluated(file.name, asked.name, started, tuple(outcomes), asked.threshold)


def write(evaluated: Evaluated, target: Path) -> None:
    """Write the reports beside each other: `target` with the endings .json and .html."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(as_json(evaluated), indent=1, ensure_ascii=False)
    target.with_name(f"{target.name}.json").write_text(data + "\n", encoding="utf-8")
    target.with_name(f"{target.name}.html").write_text(as_html(evaluated), encoding="utf-8")


def main(given: Sequence[str] | None = None) -> int:
    """Run it all; the exit code comes back."""
    options = arguments(given)
    try:
        state = Settings.from_environment().state
        loaded = [load(file) for file in options.files]
        end_in_order()
        if not options.url:
            print("starting an assistant …", file=sys.stderr, flush=True)
        failed = False
        with assistant(options.url, options.state or state) as asked:
            for file, conversations, name in zip(options.files, loaded, report_names(options.files)):
                evaluated = evaluate(file, conversations, asked)
                target = (options.out or state / "evaluation") / name
                write(evaluated, target)
                print(f"\n{file}\n{as_text(evaluated.summary)}")
                if not evaluated.read.hits:
                    print("what the assistant understood is left out: its STATE folder isn't known (--state) or holds no such conversation")
                print(f"reports: {target}.html, {target}.json", flush=True)
                for shortfall in shortfalls(evaluated.summary, options.floor, options.unsafe_ceiling):
                    failed = True
                    print(f"{file.name}: {shortfall}", file=sys.stderr)
        return BELOW if failed else OK
    except (ConversationError, StartError, OSError, ValueError) as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("evaluation: stopped", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
