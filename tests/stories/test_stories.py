"""What the stories of the repository cover: every fact in three ways, every intent, every behaviour."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from stories.loading import load
from stories.report.coverage import asserted, asserted_facts
from stories.select import story_files
from stories.story import Story

BEHAVIOURS = {
    "figures", "statements", "forum", "refusals", "follow_ups", "corrections", "derived_figures", "claims", "several_questions",
    "briefings", "origins", "small_talk", "hostile_input",
}  # fmt: skip
FIRST_QUESTIONS = ("figures", "statements", "forum")


@pytest.fixture(scope="module")
def stories() -> tuple[Story, ...]:
    return load(story_files())


@pytest.fixture(autouse=True)
def database(real_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_DB", str(real_database))


@pytest.mark.parametrize("kind", ["facts", "intents"])
def test_every_fact_and_every_intent_is_asserted(stories: tuple[Story, ...], kind: str) -> None:
    covered = asserted(stories)[kind]
    assert covered.missed == ()
    assert covered.share == 1.0


def test_every_fact_is_asked_in_three_ways(stories: tuple[Story, ...]) -> None:
    ways: dict[str, set[str]] = {}
    for story in stories:
        if story.behaviour in FIRST_QUESTIONS and not story.known_failure:
            for fact in asserted_facts(story):
                ways.setdefault(fact, set()).add(story.turns[0].text.lower())
    few = {fact: ways.get(fact, set()) for fact in asserted(stories)["facts"].touched if len(ways.get(fact, ())) < 3}
    assert few == {}


def test_there_are_enough_of_every_behaviour(stories: tuple[Story, ...]) -> None:
    counts = Counter(story.behaviour for story in stories)
    assert len(stories) >= 150
    assert {behaviour: counts[behaviour] for behaviour in BEHAVIOURS if counts[behaviour] < 5} == {}


def test_no_story_is_known_to_fail(stories: tuple[Story, ...]) -> None:
    assert [story.name for story in stories if story.known_failure] == []


def test_no_story_depends_on_the_speed_of_this_machine(stories: tuple[Story, ...]) -> None:
    assert not [story.name for story in stories if any(assertion.name == "within_ms" for assertion in story.assertions)]
