"""Conversations with the running assistant: real Rasa, real actions, real database."""

from __future__ import annotations

import pytest

from tests.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "fact", "figure"),
    [
        ("How much trade crosses the border every day?", "trade_daily", "3.4 billion"),
        ("how many prohibited weapons were seized", "seized_prohibited_weapons", "27,149"),
        ("fentanyl?", "seized_fentanyl", "23 lb"),
        ("What does the Five Eyes do for Canada and the US?", "five_eyes_work", "sanctions"),
        ("what are the priorities of the crime forum", "forum_priorities", "human smuggling"),
    ],
)
def test_a_true_answer_with_quote_and_card(assistant: Assistant, question: str, fact: str, figure: str) -> None:
    said = assistant.say(question)
    assert said.kind == "fact" and fact in said.facts and figure in said.text
    assert said.cards[0]["quotes"] and said.cards[0]["sources"]


@pytest.mark.parametrize(
    "question",
    [
        "how much heroin was seized",
        "what's the street price of fentanyl",
        "who are the other Five Eyes members",
        "how long is the line at the Ambassador Bridge",
        "book me a flight to Paris",
    ],
)
def test_what_the_source_does_not_say_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.say(question).kind in ("not_in_source", "out_of_scope")


def test_a_conversation_keeps_its_thread(assistant: Assistant) -> None:
    assert "23 lb" in assistant.say("how much fentanyl was seized", "thread").text
    assert "10.43 kg" in assistant.say("in kg?", "thread").text
    assert "1,046.89 kg" in assistant.say("and cocaine?", "thread").text
    assert assistant.say("and heroin?", "thread").kind == "not_in_source"


def test_two_people_do_not_share_a_thread(assistant: Assistant) -> None:
    assistant.say("how much fentanyl was seized", "one")
    assert "fentanyl" not in assistant.say("in kg?", "other").text


def test_two_questions_get_two_answers(assistant: Assistant) -> None:
    said = assistant.say("How much fentanyl was seized? And who leads the cross-border task force?")
    assert len(said.cards) == 2
    assert "23 lb" in said.texts[0] and "Canada Border Services Agency leads" in said.texts[1]


def test_small_talk_and_help(assistant: Assistant) -> None:
    assert assistant.say("hello there").kind == "smalltalk"
    help_text = assistant.say("what can you tell me about?").text
    assert "Five Eyes" in help_text and "trade" in help_text
