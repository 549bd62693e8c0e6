"""A failing story says all that is needed to find the cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.readings import Choice
from stories.failure import command, explain
from stories.rules import chosen, rule_of
from tests.stories.samples import FENTANYL, card, messages, one_story, told

ANSWERS = {
    "hello": messages(("Hello.", card("smalltalk", suggestions=["fentanyl?"]))),
    "fentanyl?": messages(("In the past year, 23 lb\nof fentanyl were seized.", FENTANYL)),
}
STEPS = "- user: hello\n- user: fentanyl?\n- bot:\n    contains: 24 lb\n    facts: [seized_fentanyl, seized_cocaine]\n    kind: derived\n- user: bye"


def test_the_conversation_the_gaps_and_what_was_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("URL", raising=False)
    assert explain(told(one_story(tmp_path, STEPS), ANSWERS)).splitlines() == [
        "some: some story (some.yml:2)",
        "",
        "  user: hello",
        "  bot:  Hello.",
        "  card: smalltalk []",
        "> user: fentanyl?",
        "> bot:  In the past year, 23 lb",
        "> bot:  of fentanyl were seized.",
        '> card: fact ["seized_fentanyl"]',
        "  (1 more, not asked)",
        "",
        "some.yml:7: contains",
        "  - 24 lb",
        "  + In the past year, 23 lb",
        "  + of fentanyl were seized.",
        "  (- expected, + got)",
        "",
        "some.yml:8: facts",
        "  - seized_cocaine",
        "    seized_fentanyl",
        "  (- expected, + got)",
        "",
        "some.yml:9: kind",
        "  expected  derived",
        "  got       fact",
        "",
        "intents   ask_seizures 0.91, follow_up 0.05",
        "entities  subject: fentanyl",
        'slots     context: answered true, facts ["seized_fentanyl"]',
        "chosen    action_answer, by the rule 'ask seizures', RulePolicy 1.00",
        "again     make stories ONLY='some story'",
    ]


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    assert "not known: this assistant's conversations can't be read (set STATE" in explain(
        told(one_story(tmp_path, STEPS), ANSWERS, lambda *_: None)
    )


def test_a_mended_story_says_that_its_mark_can_go(tmp_path: Path) -> None:
    story = one_story(tmp_path, "- user: hello\n- bot: {kind: smalltalk}", "    known_failure: says nothing\n")
    assert "passes, though marked as a known failure (says nothing): take the mark away" in explain(told(story, ANSWERS))


def test_the_command_runs_the_story_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("URL", "http://host:5005")
    monkeypatch.setenv("CHANNEL", "web")
    assert command("it's $5") == "make stories ONLY='it'\"'\"'s $$5' URL=http://host:5005 CHANNEL=web"


def test_which_rule_chose_an_action() -> None:
    sure = Choice("action_answer", "RulePolicy", 1.0)
    assert rule_of("ask_trade", sure) == "ask trade"
    assert rule_of("no_such_intent", sure) is None
    fallback = Choice("action_answer", "RulePolicy", 0.3)
    assert rule_of("ask_trade", fallback) is None
    assert chosen("ask_trade", fallback) == "action_answer, by no rule (the policy's fallback), RulePolicy 0.30"
