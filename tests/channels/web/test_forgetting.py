"""What is to be forgotten is gone from every file, and so is what should never have been said."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.assistant import Assistant
from tests.channels.web.client import Client, code, held_to, new_id
from tests.server.test_personal_information import TEXTS, everything_written

UNUSUAL = "how much fentanyl was seized, by the way zanzibarine"


def test_a_forgotten_conversation_is_gone(client: Client, assistant: Assistant) -> None:
    used = new_id()
    client.say(UNUSUAL, used)
    assert client.call("POST", "/api/feedback", {"id": used, "helpful": False, "words": "quixotically wrong"}).status_code == 204
    written = everything_written(assistant.state)
    assert b"zanzibarine" in written and b"quixotically" in written
    assert client.call("DELETE", "/api/messages").status_code == 204
    assert client.history() == [] and client.heard_by_rasa(assistant.state) == []
    written = everything_written(assistant.state)
    assert b"zanzibarine" not in written and b"quixotically" not in written


def test_what_is_said_is_in_no_log(client: Client, assistant: Assistant) -> None:
    client.say("how much fentanyl was seized, by the way zabaglionic")
    actions = assistant.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        assert client.say("and how much cocaine, zabaglionic")[0]["card"]["kind"] == "error"
    finally:
        actions.send_signal(signal.SIGCONT)
    logs = everything_written(assistant.state / "logs")
    assert b"action" in logs and b"zabaglionic" not in logs


def test_after_it_the_session_begins_anew(client: Client) -> None:
    client.say("how much fentanyl was seized")
    for _ in range(2):
        assert client.call("DELETE", "/api/messages").status_code == 204
    assert "fentanyl" not in client.say("in kg?")[0]["text"]
    assert [turn["said"] for turn in client.history()] == ["in kg?"]


def test_another_s_conversation_stays(client: Client, assistant: Assistant) -> None:
    other = Client.start(assistant.url)
    other.say("how much fentanyl was seized")
    client.call("DELETE", "/api/messages")
    assert len(other.history()) == 1 and "10.43 kg" in other.say("in kg?")[0]["text"]


@pytest.mark.parametrize(("secret", "text"), TEXTS.items())
def test_personal_information_is_told_and_neither_stored_nor_answered(client: Client, assistant: Assistant, secret: str, text: str) -> None:
    used = new_id()
    replies = [held_to(client.send({"id": used, "text": text}), "Replies") for _ in range(2)]
    assert replies[0] == replies[1] and replies[0]["stored"] is False
    assert [m["card"]["kind"] for m in replies[0]["messages"]] == ["clarify"]
    assert "neither stored nor answered" in replies[0]["messages"][0]["text"] and secret not in str(replies)
    assert client.history() == [] and client.heard_by_rasa(assistant.state) == []
    _is_nowhere(secret, assistant.state)


@pytest.mark.parametrize(("secret", "text"), TEXTS.items())
def test_nor_does_it_come_in_with_feedback(client: Client, assistant: Assistant, secret: str, text: str) -> None:
    used = new_id()
    client.say("how much fentanyl was seized", used)
    reply = client.call("POST", "/api/feedback", {"id": used, "helpful": True, "words": text})
    assert (reply.status_code, code(reply)) == (422, "personal_information")
    assert secret not in reply.text and client.history()[0]["feedback"] == [None]
    _is_nowhere(secret, assistant.state)


@pytest.mark.parametrize("secret", TEXTS)
def test_nor_by_any_other_way(client: Client, assistant: Assistant, secret: str) -> None:
    client.send({"id": secret, "text": "hello"})
    client.send({"id": new_id(), "payload": secret})
    client.send({"id": new_id(), secret: "hello"})
    client.send(f"{secret}".encode())
    client.call("POST", "/api/feedback", {"id": new_id(), "helpful": True, "reason": secret})
    _is_nowhere(secret, assistant.state)


def _is_nowhere(secret: str, state: Path) -> None:
    assert secret.encode() not in everything_written(state)
