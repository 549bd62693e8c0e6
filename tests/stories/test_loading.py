"""Story files: what they hold comes in whole, and what is wrong is named with file and line before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.loading import load, load_file
from stories.marked import StoryError
from stories.select import select
from stories.story import Assertion
from tests.stories.samples import one_story, written

GOOD = """\
stories:
  - story: first
    known_failure: not built yet
    channels: [rest, web]
    steps:
      - user: How much?
        intent: {name: ask_trade, at_least: 0.5}
        entities: [{subject: fentanyl}]
      - action: action_answer
      - bot:
          contains: 920
          slots: {context: {age: 0, answered: true}}
      - button: What else?
      - bot: {kind: fact}
      - bot: {not_contains: No}
"""


def test_a_story_comes_in_with_the_line_of_everything(tmp_path: Path) -> None:
    (story,) = load_file(written(tmp_path, GOOD, "refusals.yml"))
    assert (story.name, story.behaviour, story.line, story.known_failure) == ("first", "refusals", 2, "not built yet")
    assert story.fits("web") and not story.fits("slack")
    first, second = story.turns
    assert (first.text, first.pressed, first.line, first.answers) == ("How much?", False, 6, None)
    assert first.assertions == (
        Assertion("intent", {"name": "ask_trade", "at_least": "0.5"}, 7),
        Assertion("entities", [{"subject": "fentanyl"}], 8),
        Assertion("action", "action_answer", 9),
        Assertion("contains", "920", 11),
        Assertion("slots", {"context": {"age": 0, "answered": True}}, 12),
    )
    # Two `bot` steps are about one answer each; `No` is a text and no false.
    assert (second.pressed, second.answers) == (True, 2)
    assert second.assertions == (Assertion("kind", "fact", 14, 0), Assertion("not_contains", "No", 15, 1))


@pytest.mark.parametrize(
    ("steps", "line", "problem"),
    [
        ("- user: a\n- bot: {contians: b}", 5, "unknown key 'contians'; did you mean 'contains'?"),
        ("- user: a\n  wants: b\n- bot: {contains: b}", 5, "unknown key 'wants'; known are user, button, intent"),
        ("- user: a\n- bot: {kind: facts}", 5, 'kind: "facts" is none of fact, derived'),
        ("- user: a\n- bot: {contains: ''}", 5, "contains: "),
        ("- user: a\n- bot: {facts: seized}", 5, "facts: "),
        ("- user: a\n- bot: {within_ms: soon}", 5, 'within_ms: "soon" is not a number such as 10.43'),
        ("- user: a\n- bot:\n    derived: {value: '10,43'}", 6, 'value: "10,43" is not a number such as 10.43'),
        ("- user: a\n  intent: {name: b, at_least: 90}\n- bot: {contains: b}", 5, "at_least"),
        ("- user: a\n- bot: {derived: {unit: kg}}", 5, "derived: lacks 'value'"),
        ("- user: a\n- bot: {}", 5, "bot: is empty"),
        ("- user: a\n- bot: {language: xx}", 5, 'language: "xx" is none of en, fr'),
        ("- user: a\n- bot: {matches: '(b'}", 5, "matches: '(b' is no regular expression"),
        ("- bot: {contains: b}\n- user: a", 4, "'bot' stands before the user has said anything"),
        ("- user: a\n  bot: {contains: b}", 4, "a step is both user and bot"),
        ("- intent: a\n- bot: {contains: b}", 4, "a step is none of user, button, action and bot"),
        ("- user: a\n- action: b\n  intent: c", 6, "'intent' belongs to the user's step"),
        ("- user: a\n- user: b", 2, "the story 'some story' asserts nothing"),
        ("- user: a\n- bot: {contains: b, contains: c}", 5, "'contains' stands twice in the same block"),
        ("- user: a\n- bot: {contains: [b}", 5, "not YAML: "),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, steps: str, line: int, problem: str) -> None:
    with pytest.raises(StoryError) as raised:
        one_story(tmp_path, steps)
    assert str(raised.value).startswith(f"{tmp_path / 'some.yml'}:{line}: ")
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "holds no stories"),
        (b"stories: []", "stories: is empty"),
        (b"- a", "is not a block of keys"),
        (b"rules: []", "unknown key 'rules'"),
        (b"version: '3.1'", "lacks 'stories'"),
        (b"stories:\n  - story: a\n", ":2: "),
        (b"stories:\n  \xff", ":2: is not UTF-8"),
        (b"stories: \x00", "not YAML"),
    ],
)
def test_a_file_that_holds_no_stories(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "some.yml"
    file.write_bytes(content)
    with pytest.raises(StoryError) as raised:
        load_file(file)
    assert problem in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="No such file"):
        load_file(tmp_path / "none.yml")


def test_a_name_is_given_once_in_all_files(tmp_path: Path) -> None:
    one, two = written(tmp_path, GOOD, "one.yml"), written(tmp_path, f"# a comment\n{GOOD}", "two.yml")
    with pytest.raises(StoryError) as raised:
        load([one, two])
    assert str(raised.value) == f"{two}:3: the name 'first' is taken by {one}:2"


def test_stories_are_chosen_by_behaviour_file_name_or_words(tmp_path: Path) -> None:
    one = written(tmp_path, GOOD, "one.yml")
    two = written(tmp_path, GOOD.replace("story: first", "story: first of all"), "two.yml")
    every = load([one, two])
    assert [s.name for s in select(every, "")] == ["first", "first of all"]
    assert [s.name for s in select(every, "two")] == select_names(every, str(two)) == ["first of all"]
    assert select_names(every, "First") == ["first"]
    assert select_names(every, "of ALL") == ["first of all"]
    with pytest.raises(StoryError, match=r"no story is named by 'tow'; did you mean 'two'\? Behaviours are one, two"):
        select(every, "tow")


def select_names(every: tuple, only: str) -> list[str]:  # type: ignore[type-arg]
    return [story.name for story in select(every, only)]
