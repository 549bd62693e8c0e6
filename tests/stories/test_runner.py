"""Telling stories: senders, buttons, several answers, what ends a story, and how it comes out."""

from __future__ import annotations

from pathlib import Path

from stories.runner import FAILED, KNOWN, MENDED, PASSED, run, tell
from tests.stories.samples import FENTANYL, READING, Scripted, card, messages, one_story, told

ANSWERS = {
    "fentanyl?": messages(("23 lb of fentanyl", FENTANYL)),
    "How much cocaine was seized?": messages(("2,308 lb of cocaine", card("fact", "seized_cocaine", quotes=["2308 lb of cocaine"]))),
    "both": messages(("23 lb", FENTANYL), ("Not said.", card("not_in_source"))),
    "dead": OSError("refused"),
    "mute": [],
    "bare": [{"text": "no card"}],
    "made up": messages(("55 lb", FENTANYL)),
    "altered": messages(("24 lb", card("fact", "seized_fentanyl", quotes=["24 lb of fentanyl"]))),
    "elsewhere": messages(("24 lb", {**FENTANYL, "quotes": [{"fact": "a", "text": "24 lb", "source": "another statement"}]})),
    "odd": messages(("Hi", {"kind": "fact"})),
}
FENTANYL_STORY = "- user: fentanyl?\n- bot: {contains: 23 lb}"


def _gaps(steps: str, folder: Path) -> list[tuple[str, int, str, str]]:
    outcome = told(one_story(folder, steps), ANSWERS)
    return [(finding.name, finding.line, finding.gap.expected, finding.gap.got) for finding in outcome.findings]


def test_a_story_that_holds(tmp_path: Path) -> None:
    outcome = told(one_story(tmp_path, FENTANYL_STORY), ANSWERS)
    assert (outcome.verdict, outcome.good, outcome.sender, outcome.findings) == (PASSED, True, "scripted", ())
    assert outcome.told[0].exchange.reading == READING and outcome.told[0].exchange.ms is not None


def test_a_story_ends_at_the_first_turn_that_fails(tmp_path: Path) -> None:
    outcome = told(one_story(tmp_path, "- user: fentanyl?\n- bot: {contains: [24 lb], kind: derived}\n- user: both"), ANSWERS)
    assert (outcome.verdict, outcome.good, len(outcome.told)) == (FAILED, False, 1)
    assert [finding.name for finding in outcome.findings] == ["contains", "kind"]


def test_a_known_failure_must_fail(tmp_path: Path) -> None:
    mark = "    known_failure: not built yet\n"
    failing = told(one_story(tmp_path, "- user: fentanyl?\n- bot: {contains: 24 lb}", mark), ANSWERS)
    assert (failing.verdict, failing.good) == (KNOWN, True)
    mended = told(one_story(tmp_path, FENTANYL_STORY, mark), ANSWERS)
    assert (mended.verdict, mended.good) == (MENDED, False)


def test_a_button_is_pressed_only_where_it_was_offered(tmp_path: Path) -> None:
    story = one_story(tmp_path, "- user: fentanyl?\n- button: How much cocaine was seized?\n- bot: {contains: '2,308'}")
    talk = Scripted(ANSWERS)
    assert tell(story, lambda: talk, lambda *_: None).verdict == PASSED
    assert talk.sent == [("say", "fentanyl?"), ("press", "How much cocaine was seized?")]
    gaps = _gaps("- user: fentanyl?\n- button: What else?\n- bot: {contains: a}", tmp_path)
    assert gaps == [("button", 5, "What else?", "How much cocaine was seized?")]
    assert _gaps("- button: What else?\n- bot: {contains: a}", tmp_path) == [("button", 4, "What else?", "(none)")]


def test_several_steps_of_the_bot_are_about_one_answer_each(tmp_path: Path) -> None:
    assert _gaps("- user: both\n- bot: {kind: fact, contains: 23 lb}\n- bot: {kind: not_in_source, facts: []}", tmp_path) == []
    assert _gaps("- user: both\n- bot: {kind: fact}\n- bot: {kind: fact}", tmp_path) == [("kind", 6, "fact", "not_in_source")]
    assert _gaps("- user: both\n- bot: {contains: [23 lb, Not said]}", tmp_path) == []
    gaps = _gaps("- user: fentanyl?\n- bot: {kind: fact}\n- bot: {kind: fact}", tmp_path)
    assert gaps == [("bot", 4, "2 answers", "1: 23 lb of fentanyl")]


def test_every_reply_is_held_to_what_all_replies_promise(tmp_path: Path) -> None:
    """A text, a card of its form, quotes that stand in their source, no figure that nothing backs: no story needs to say so."""
    assert _gaps("- user: dead\n- bot: {contains: a}", tmp_path) == [("reply", 4, "a reply", "OSError: refused")]
    assert [gap[0] for gap in _gaps("- user: mute\n- bot: {not_contains: a}", tmp_path)] == ["reply"]
    assert _gaps("- user: bare\n- bot: {contains: no card}", tmp_path) == [("reply", 4, "a text with its card", "no card")]
    assert _gaps("- user: made up\n- bot: {contains: 55 lb}", tmp_path) == [("figures", 4, "only figures that a quote holds", "55")]
    assert [gap[0] for gap in _gaps("- user: altered\n- bot: {contains: 24 lb}", tmp_path)] == ["verbatim"]
    assert _gaps("- user: elsewhere\n- bot: {contains: 24 lb}", tmp_path) == []
    assert [gap[0] for gap in _gaps("- user: odd\n- bot: {contains: Hi}", tmp_path)] == ["card"]


def test_what_can_not_be_told_without_the_conversations_is_counted(tmp_path: Path) -> None:
    story = one_story(tmp_path, "- user: fentanyl?\n  intent: ask_trade\n- bot: {contains: 23 lb, slots: {context: 1}}")
    outcome = told(story, ANSWERS, lambda sender, since: None)
    assert outcome.verdict == PASSED
    assert [assertion.name for assertion in outcome.told[0].unchecked] == ["intent", "slots"]


def test_a_conversation_that_can_not_begin_is_a_failure(tmp_path: Path) -> None:
    def nobody() -> Scripted:
        raise OSError("connection refused")

    outcome = tell(one_story(tmp_path, FENTANYL_STORY), nobody, lambda *_: None)
    assert (outcome.verdict, outcome.findings[0].gap.got) == (FAILED, "OSError: connection refused")


def test_stories_told_side_by_side_come_back_in_order_with_a_sender_each(tmp_path: Path) -> None:
    story = one_story(tmp_path, FENTANYL_STORY)
    senders: list[str] = []

    def begin() -> Scripted:
        talk = Scripted(ANSWERS)
        talk.sender = f"sender-{len(senders)}"
        senders.append(talk.sender)
        return talk

    outcomes = list(run([story] * 20, lambda s: tell(s, begin, lambda *_: None), side_by_side=4))
    assert len({outcome.sender for outcome in outcomes}) == 20
    assert all(outcome.good for outcome in outcomes)
