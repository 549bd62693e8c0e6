"""Stories, replies and conversations for the tests of the stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from evaluation.judge import Reply
from evaluation.readings import Choice, Reading
from stories.checks import Seen
from stories.loading import load_file
from stories.runner import Outcome, tell
from stories.story import Story

SOURCE = {"id": "customs-day", "title": "International Customs Day statement", "publisher": "The Agency", "url": None, "published": None}


def card(kind: str, *facts: str, quotes: Iterable[str] = (), suggestions: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """A card of a kind, with a quote for each fact."""
    texts = list(quotes) or [f"the words of {fact}" for fact in facts]
    return {
        "kind": kind,
        "facts": list(facts),
        "quotes": [{"fact": fact, "text": text, "source": "customs-day"} for fact, text in zip(facts, texts)],
        "sources": [SOURCE] if facts else [],
        "derivation": None,
        "suggestions": list(suggestions),
        **more,
    }


FENTANYL = card("fact", "seized_fentanyl", quotes=["23 lb of fentanyl"], suggestions=["How much cocaine was seized?"])
READING = Reading(
    "ask_seizures",
    0.91,
    ({"entity": "subject", "value": "fentanyl"},),
    (),
    (("ask_seizures", 0.91), ("follow_up", 0.05)),
    (Choice("action_answer", "RulePolicy", 1.0),),
    {"context": {"facts": ["seized_fentanyl"], "answered": True}},
)


def messages(*answers: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers as the REST channel sends them."""
    return [message for text, found in answers for message in ({"text": text}, {"custom": found})]


def seen(text: str = "", *cards: dict[str, Any], ms: float | None = 40.0, reading: Reading | None = READING) -> Seen:
    return Seen(text, cards, ms, reading)


def reply(*answers: tuple[str, dict[str, Any]]) -> Reply:
    return Reply.of(messages(*answers))


class Scripted:
    """A conversation that answers from a table; what it was sent is kept."""

    sender = "scripted"

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers, self.sent = answers, []  # type: ignore[var-annotated]

    def say(self, text: str) -> list[dict[str, Any]]:
        self.sent.append(("say", text))
        answer = self.answers[text]
        if isinstance(answer, Exception):
            raise answer
        return list(answer)

    def press(self, button: str) -> list[dict[str, Any]]:
        self.sent.append(("press", button))
        return list(self.answers[button])


def written(folder: Path, text: str, name: str = "some.yml") -> Path:
    """A story file with this content."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def one_story(folder: Path, steps: str, head: str = "") -> Story:
    """A story with these steps, as they stand in a file below `steps:`."""
    body = "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())
    (story,) = load_file(written(folder, f"stories:\n  - story: some story\n{head}    steps:\n{body}"))
    return story


def told(story: Story, answers: dict[str, Any], read: Callable[[str, float], Reading | None] = lambda sender, since: READING) -> Outcome:
    """The story told to a scripted conversation."""
    return tell(story, lambda: Scripted(answers), read)
