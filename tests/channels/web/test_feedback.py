"""What people think of an answer is kept, the last word of each."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tests.assistant import Assistant
from tests.channels.web.client import Client, code, new_id

BOTH = "How much fentanyl was seized? And who leads the cross-border task force?"


def _kept(client: Client, assistant: Assistant) -> list[tuple[Any, ...]]:
    with sqlite3.connect(assistant.state / "web.db") as db:
        sql = "SELECT answer, helpful, reason, words FROM feedback WHERE conversation = ? ORDER BY answer"
        return db.execute(sql, (client.conversation,)).fetchall()


def test_the_last_word_on_an_answer_counts(client: Client, assistant: Assistant) -> None:
    used = new_id()
    client.say(BOTH, used)
    for given in (
        {"helpful": False, "reason": "wrong", "words": "the figure is old"},
        {"helpful": True, "answer": 1},
        {"helpful": False, "reason": None, "words": None},
        {"helpful": True, "reason": "other", "words": "150,000 lb is what I was after"},
    ):
        assert client.call("POST", "/api/feedback", {"id": used, **given}).status_code == 204
    assert _kept(client, assistant) == [(0, 1, "other", "150,000 lb is what I was after"), (1, 1, None, None)]
    assert client.history()[0]["feedback"] == [True, True]


def test_only_an_answer_of_one_s_own_can_be_judged(client: Client, assistant: Assistant) -> None:
    used = new_id()
    client.say("how much fentanyl was seized", used)
    for body in ({"id": new_id(), "helpful": True}, {"id": used, "helpful": True, "answer": 1}):
        reply = client.call("POST", "/api/feedback", body)
        assert (reply.status_code, code(reply)) == (404, "answer_unknown")
    other = Client.start(assistant.url)
    assert other.call("POST", "/api/feedback", {"id": used, "helpful": False}).status_code == 404
    assert _kept(client, assistant) == _kept(other, assistant) == []


@pytest.mark.parametrize(
    "given",
    [{}, {"helpful": "yes"}, {"helpful": True, "reason": "made up"}, {"helpful": True, "answer": -1}, {"helpful": True, "answer": True},
     {"helpful": True, "words": 5}, {"helpful": True, "stars": 5}],
)  # fmt: skip
def test_feedback_that_is_none_is_refused(client: Client, assistant: Assistant, given: dict[str, Any]) -> None:
    used = new_id()
    client.say("how much fentanyl was seized", used)
    reply = client.call("POST", "/api/feedback", {"id": used, **given})
    assert (reply.status_code, code(reply)) == (400, "invalid")
    assert _kept(client, assistant) == []


def test_words_have_an_end(client: Client) -> None:
    used = new_id()
    client.say("how much fentanyl was seized", used)
    assert code(client.call("POST", "/api/feedback", {"id": used, "helpful": True, "words": "x" * 501})) == "too_long"
