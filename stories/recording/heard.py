"""What was said in a conversation, from wherever it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.judge import Reply
from evaluation.readings import Reading
from server.settings import ROOT
from stories.marked import StoryError

WIDGET_STRINGS = ROOT / "widget" / "strings.json"
_TIME = re.compile(r"\[[^\[\]\n]+\]")
_QUOTE = re.compile(r"“(.+)” — [^\n]+", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """An answer as it was kept: its text, its card (None where a text is all there is), and the quotes under it."""

    text: str
    card: dict[str, Any] | None = None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """A message and what answered it, nothing where nobody waited; `intent` and `actions` where they are known."""

    said: str
    answers: tuple[Answer, ...] = ()
    pressed: bool = False
    intent: str | None = None
    actions: tuple[str, ...] = ()


def of_reply(said: str, reply: Reply, reading: Reading | None, pressed: bool = False) -> Heard:
    """A message that was just answered."""
    answers = tuple(Answer(text, card) for text, card in reply.answers)
    actions = tuple(choice.action for choice in reading.choices) if reading else ()
    return Heard(said, answers, pressed, reading.intent if reading else None, actions)


def of_events(events: Sequence[dict[str, Any]]) -> list[Heard]:
    """The messages of a conversation in the tracker store."""
    starts = [n for n, event in enumerate(events) if event.get("event") == "user"]
    found = []
    for start, end in zip(starts, [*starts[1:], len(events)]):
        turn = events[start:end]
        messages = [
            {"text": event.get("text"), "custom": (event.get("data") or {}).get("custom")} for event in turn if event.get("event") == "bot"
        ]
        found.append(of_reply(str(turn[0].get("text") or ""), Reply.of(messages), Reading.last_of(turn, 0.0)))
    return found


def of_history(history: dict[str, Any]) -> list[Heard]:
    """The messages of a conversation as the web API tells it (`GET /api/messages`). Raises KeyError or TypeError for anything else."""
    return [
        Heard(str(turn["said"]), tuple(Answer(str(m["text"]), m["card"]) for m in turn["messages"]), bool(turn["button"]))
        for turn in history["turns"]
    ]


def _strings(key: str) -> list[str]:
    if not WIDGET_STRINGS.is_file():
        return []
    languages = json.loads(WIDGET_STRINGS.read_text(encoding="utf-8")).values()
    return [str(strings[key]) for strings in languages if key in strings]


def _said(paragraphs: list[str]) -> str:
    said = "\n\n".join(paragraphs)
    label = next((label for label in _strings("you") if said.startswith(f"{label} ")), None)
    return said[len(label) + 1 :] if label else re.sub(r"^[^:\n]{1,30}:\s", "", said)


def _answers(paragraphs: list[str], title: str) -> Iterator[Answer]:
    text, quotes = "", []
    for paragraph in paragraphs:
        quote = _QUOTE.fullmatch(paragraph)
        if quote and text:
            quotes.append(quote[1])
            continue
        if text:
            yield Answer(text, None, tuple(quotes))
        text, quotes = paragraph.removeprefix(f"{title}: "), []
    if text:
        yield Answer(text, None, tuple(quotes))


def of_transcript(transcript: str) -> list[Heard]:
    """The messages of a transcript that the widget saved. Raises ValueError for anything else."""
    title, *rest = transcript.replace("\r\n", "\n").strip().split("\n\n")
    starts = [n for n, paragraph in enumerate(rest) if _TIME.fullmatch(paragraph.strip())]
    if not starts:
        raise ValueError("no line with a time, such as [24 Nov 2026, 10:30]")
    found = []
    for start, end in zip(starts, [*starts[1:], len(rest)]):
        turn = rest[start + 1 : end]
        answered = next((n for n, paragraph in enumerate(turn) if paragraph.startswith(f"{title}: ")), len(turn))
        said = _said(turn[:answered])
        # What was taken out to protect somebody's privacy can't be said again.
        if said and said not in _strings("withheld"):
            found.append(Heard(said, tuple(_answers(turn[answered:], title))))
    return found


def read(file: Path) -> list[Heard]:
    """The messages in a file: a transcript that the widget saved, or the history that the web API tells. Raises StoryError."""
    try:
        content = file.read_text(encoding="utf-8")
        return of_history(json.loads(content)) if file.suffix == ".json" else of_transcript(content)
    except OSError as error:
        raise StoryError(file, None, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoryError(file, None, f"is no transcript of the widget and no history of the web API: {error}") from error
