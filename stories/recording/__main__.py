"""`python -m stories.recording`: writes a conversation down as a story, from a chat, a transcript or the tracker store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from evaluation.exchange import exchange
from evaluation.readings import ReadingsFile
from server.chat import show
from server.run import StartError
from server.settings import Settings
from stories.channels import CHANNELS, Channel, open_channel
from stories.clients import Talk
from stories.failure import shown
from stories.marked import StoryError
from stories.recording.heard import Heard, of_events, of_reply, read
from stories.recording.propose import propose
from stories.recording.writing import append, as_yaml, free_name

OK, UNUSABLE = 0, 2


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments; ends the program with code 2 where they can't be used."""
    parser = argparse.ArgumentParser(prog="python -m stories.recording", description=__doc__)
    parser.add_argument(
        "--from", dest="origin", metavar="FILE|ID", help="a transcript of the widget, a history of the web API, or a conversation's id"
    )
    parser.add_argument("--name", help="the story's name (default: the time)")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the story file to add it to (default: stories/recorded.yml in STATE)")
    parser.add_argument("--url", help="chat with the assistant at this address; by default one is started and ended again")
    parser.add_argument("--channel", choices=CHANNELS, default="rest", help="the channel to chat through (default rest)")
    parser.add_argument("--state", type=Path, help="the assistant's STATE folder (default: STATE, else var)")
    return parser.parse_args(given)


def _lines() -> Iterator[str]:
    try:
        while text := input("> ").strip():
            yield text
    except (EOFError, KeyboardInterrupt):
        print()


def _said(text: str, talk: Talk, channel: Channel, offered: Sequence[str]) -> tuple[Heard, list[str]]:
    pressed = text in offered
    said = exchange(partial(talk.press if pressed else talk.say, text), partial(channel.read, talk.sender))
    messages = [part for answer, card in said.reply.answers for part in ({"text": answer}, {"custom": card})]
    print(show(messages) or f"(no reply: {said.problem})", flush=True)
    return of_reply(text, said.reply, said.reading, pressed), [s for card in said.reply.cards for s in card.get("suggestions", ())]


def chat(channel: Channel) -> list[Heard]:
    """What is said in the terminal until an empty line, Ctrl-D or Ctrl-C."""
    talk = channel.client()
    heard: list[Heard] = []
    offered: list[str] = []
    print("Say something; a suggestion, typed as it is, counts as a button; an empty line ends the chat.")
    for text in _lines():
        turn, offered = _said(text, talk, channel, offered)
        heard.append(turn)
    return heard


def _heard(options: argparse.Namespace, state: Path) -> list[Heard]:
    if not options.origin:
        with open_channel(options.channel, options.url, state) as channel:
            return chat(channel)
    if Path(options.origin).is_file():
        return read(Path(options.origin))
    readings = ReadingsFile(state)
    events = readings.events(options.origin)
    if not events:
        raise ValueError(f"{options.origin!r} is no file, and {shown(readings.path)} holds no such conversation")
    return of_events(events)


def main(given: Sequence[str] | None = None) -> int:
    """Record one conversation; the exit code comes back."""
    options = arguments(given)
    try:
        state = options.state or Settings.from_environment().state
        target = options.to or state / "stories" / "recorded.yml"
        name = options.name or f"recorded on {datetime.now():%Y-%m-%d at %H:%M:%S}"
        free_name(name, target)
        story = propose(name, _heard(options, state))
        append(story, target)
    except (StoryError, StartError, OSError, ValueError) as error:
        print(f"record: {error}", file=sys.stderr)
        return UNUSABLE
    print(
        f"{as_yaml(story)}\nadded to {shown(target)}: take away what does not matter, then `make stories` runs what is in tests/conversations"
    )
    return OK


if __name__ == "__main__":
    sys.exit(main())
