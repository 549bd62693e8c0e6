"""What the stories touch of what there is: facts and intents that they assert; rules, actions and responses that came up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.store import KnowledgeBase
from server.settings import ROOT
from stories.rules import rule_of, rules
from stories.runner import Outcome
from stories.story import Story


@dataclass(frozen=True)
class Covered:
    """Of one kind of thing: the names of those that are touched, and of those that no story touches, in order."""

    touched: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """How much is touched, from 0 to 1."""
        total = len(self.touched) + len(self.missed)
        return len(self.touched) / total if total else 1.0


def _covered(known: Iterable[str], touched: Iterable[str]) -> Covered:
    found = set(touched)
    names = list(known)
    return Covered(tuple(n for n in names if n in found), tuple(n for n in names if n not in found))


def _domain(key: str) -> list[str]:
    return [str(name) for name in yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))[key]]


def known_facts() -> list[str]:
    """The ids of all facts of the knowledge base. Raises KnowledgeError where it can't be read."""
    with KnowledgeBase() as kb:
        return [fact.id for fact in kb.facts()]


def asserted_facts(story: Story) -> Iterator[str]:
    """The facts that a story says a reply must rest on."""
    for assertion in story.assertions:
        if assertion.name == "facts":
            yield from assertion.value["at_least"] if isinstance(assertion.value, dict) else assertion.value


def asserted_intents(story: Story) -> Iterator[str]:
    """The intents that a story says a message must be understood as."""
    for assertion in story.assertions:
        if assertion.name == "intent":
            yield assertion.value["name"] if isinstance(assertion.value, dict) else assertion.value


def asserted(stories: Sequence[Story]) -> dict[str, Covered]:
    """Facts and intents that `stories` assert; a known failure shows nothing and does not count."""
    sound = [story for story in stories if not story.known_failure]
    return {
        "facts": _covered(known_facts(), (fact for story in sound for fact in asserted_facts(story))),
        "intents": _covered(_domain("intents"), (intent for story in sound for intent in asserted_intents(story))),
    }


def _wordings(node: Any, path: str = "") -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _wordings(value, f"{path}.{key}" if path else str(key))
    else:
        parts = re.split(r"\{\w+\}", str(node))
        yield path, re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)


def covered(outcomes: Sequence[Outcome]) -> dict[str, Covered]:
    """What the stories that were told touch, by kind of thing. Rules and actions are those read back from the conversations."""
    told = [turn.exchange for outcome in outcomes for turn in outcome.told]
    readings = [said.reading for said in told if said.reading]
    chosen = [(reading.intent, choice) for reading in readings for choice in reading.choices]
    texts = "\n\n".join(said.reply.text for said in told)
    wordings = dict(_wordings(yaml.safe_load((ROOT / "answering" / "wording.yml").read_text(encoding="utf-8"))))
    return {
        **asserted([outcome.story for outcome in outcomes]),
        "rules": _covered(rules().values(), (rule for intent, choice in chosen if (rule := rule_of(intent, choice)))),
        "actions": _covered(_domain("actions"), (choice.action for _, choice in chosen)),
        "responses": _covered(wordings, (name for name, pattern in wordings.items() if pattern.search(texts))),
    }
