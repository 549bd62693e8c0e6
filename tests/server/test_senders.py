"""Conversations stay apart: each sender has one of its own. What is answered in them, tests/conversations holds."""

from __future__ import annotations

from tests.assistant import Assistant


def test_two_people_do_not_share_a_thread(assistant: Assistant) -> None:
    assistant.say("how much fentanyl was seized", "one")
    assert "fentanyl" not in assistant.say("in kg?", "other").text
    assert "10.43 kg" in assistant.say("in kg?", "one").text


def test_people_who_talk_in_turns_each_keep_their_thread(assistant: Assistant) -> None:
    assistant.say("how much fentanyl was seized", "ann")
    assistant.say("how many restricted firearms were seized", "ben")
    assert assistant.say("and cocaine?", "ann").facts == ["seized_cocaine"]
    assert assistant.say("can you repeat that", "ben").facts == ["seized_restricted_firearms"]
