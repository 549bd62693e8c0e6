"""Sessions, messages and history, as the contract says."""

from __future__ import annotations

import re
import sqlite3

import jwt
import pytest
import requests

from tests.assistant import Assistant, Said
from tests.channels.web.client import Client, code, held_to, new_id

QUESTION = "how much fentanyl was seized"


def test_every_session_is_a_conversation_of_its_own(assistant: Assistant) -> None:
    started = [Client.start(assistant.url) for _ in range(20)]
    assert len({c.conversation for c in started}) == len({c.token for c in started}) == 20
    assert all(re.fullmatch("web-[0-9a-f]{32}", c.conversation) for c in started)


def test_a_question_gets_a_text_and_a_card(client: Client, assistant: Assistant) -> None:
    messages = client.say(QUESTION)
    Said(QUESTION, [m["text"] for m in messages], [m["card"] for m in messages]).check(assistant.database)
    assert len(messages) == 1 and "23 lb" in messages[0]["text"] and messages[0]["card"]["facts"] == ["seized_fentanyl"]


def test_two_questions_get_two_texts_each_with_its_card(client: Client) -> None:
    messages = client.say("How much fentanyl was seized? And who leads the cross-border task force?")
    assert [m["card"]["quotes"][0]["fact"] for m in messages] == ["seized_fentanyl", "task_force"]
    assert "23 lb" in messages[0]["text"] and "leads" in messages[1]["text"]


def test_a_session_keeps_its_thread_and_shares_it_with_nobody(client: Client, assistant: Assistant) -> None:
    client.say(QUESTION)
    assert "10.43 kg" in client.say("in kg?")[0]["text"]
    assert "fentanyl" not in Client.start(assistant.url).say("in kg?")[0]["text"]


def test_the_history_tells_what_was_said_and_by_whom(client: Client) -> None:
    assert client.history() == []
    ids = [new_id(), new_id()]
    replies = [client.say(QUESTION, ids[0]), client.say("in kg?", ids[1])]
    turns = client.history()
    assert [(t["id"], t["said"], t["messages"], t["button"]) for t in turns] == [
        (ids[0], QUESTION, replies[0], False),
        (ids[1], "in kg?", replies[1], False),
    ]
    assert all(t["at"].endswith("+00:00") and t["feedback"] == [None] for t in turns)


def test_a_suggested_question_can_be_pressed(client: Client) -> None:
    suggested = client.say(QUESTION)[0]["card"]["suggestions"][0]
    reply = held_to(client.send({"id": new_id(), "payload": suggested}), "Replies")
    assert reply["messages"][0]["card"]["kind"] == "fact"
    assert client.history()[-1]["button"] is True


def test_a_topic_can_be_pressed_at_once(client: Client) -> None:
    topics = held_to(client.call("GET", "/api/topics"), "Topics")
    assert topics["statements"][0]["title"] == "International Customs Day statement"
    assert len(topics["topics"]) >= 9
    for topic in topics["topics"]:
        reply = held_to(client.send({"id": new_id(), "payload": topic["question"]}), "Replies")
        assert reply["messages"][0]["card"]["kind"] == "fact", topic


@pytest.mark.parametrize("payload", ["/restart", '/inform{"context": 1}', "how much heroin was seized", "/ask_trade"])
def test_what_was_not_offered_can_not_be_pressed(client: Client, assistant: Assistant, payload: str) -> None:
    reply = client.send({"id": new_id(), "payload": payload})
    assert (reply.status_code, code(reply)) == (409, "payload_unknown")
    assert client.history() == [] and client.heard_by_rasa(assistant.state) == []


def test_what_another_session_was_offered_can_not_be_pressed(client: Client, assistant: Assistant) -> None:
    suggested = client.say(QUESTION)[0]["card"]["suggestions"]
    topics = {topic["question"] for topic in client.call("GET", "/api/topics").json()["topics"]}
    own = next(s for s in suggested if s not in topics)
    assert code(Client.start(assistant.url).send({"id": new_id(), "payload": own})) == "payload_unknown"


def test_a_command_of_rasa_is_only_text(client: Client, assistant: Assistant) -> None:
    client.say(QUESTION)
    client.say("/restart")
    assert client.heard_by_rasa(assistant.state) == [QUESTION, "restart"]
    assert client.history()[-1]["said"] == "/restart"


def test_five_hundred_characters_are_enough(client: Client) -> None:
    assert client.say("é" * 500)
    assert client.say("🚢" * 500)
    reply = client.send({"id": new_id(), "text": "x" * 501})
    assert (reply.status_code, code(reply)) == (400, "too_long")
    assert "500" in reply.json()["error"]["message"]


HOSTILE = {
    "invalid_json": [b"", b"{", b"\xff\xfe", b"[" * 2000, b'{"id": "\\ud800"}'],
    "invalid": [
        [], None, 5, "text", {}, {"id": "x", "text": "hello"}, {"id": new_id()}, {"text": "hello"}, {"id": new_id(), "text": ""},
        {"id": new_id(), "text": None}, {"id": new_id(), "text": 5}, {"id": new_id(), "text": ["a"]}, {"id": 5, "text": "hello"},
        {"id": new_id(), "text": "hello", "payload": "hello"}, {"id": new_id(), "text": "hello", "sender": "me"},
        {"id": new_id() + "\n", "text": "hello"}, {"id": "x" * 5000, "text": "hello"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("problem", "body"), [(problem, body) for problem, bodies in HOSTILE.items() for body in bodies])
def test_a_bad_body_is_refused_in_plain_words(client: Client, problem: str, body: object) -> None:
    reply = client.send(b"null" if body is None else body)
    assert (reply.status_code, code(reply)) == (400, problem)
    assert client.say("hello")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(client: Client, content_type: str) -> None:
    reply = client.send({"id": new_id(), "text": "hello"}, **{"Content-Type": content_type})
    assert (reply.status_code, code(reply)) == (415, "not_json")
    assert client.send({"id": new_id(), "text": "hello"}, **{"Content-Type": "application/json; charset=utf-8"}).status_code == 200


@pytest.mark.parametrize("size", [10_000, 5_000_000])
def test_a_large_body_is_refused(client: Client, size: int) -> None:
    reply = client.send({"id": new_id(), "text": "x" * size})
    assert (reply.status_code, code(reply)) == (413, "body_too_large")
    assert client.say("hello")


def _signed(client: Client, secret: str, algorithm: str = "HS256") -> str:
    return jwt.encode({"sub": client.conversation}, secret, algorithm)


def test_without_its_own_token_nobody_gets_in(client: Client, assistant: Assistant) -> None:
    client.say(QUESTION)
    head, claims, signature = client.token.split(".")
    other = Client.start(assistant.url).token.split(".")
    forged = {
        "session_missing": [None, "", "Bearer", "Basic abc", client.token],
        "session_invalid": [
            "Bearer nonsense", f"Bearer {client.conversation}", f"Bearer {head}.{claims}.", f"Bearer {head}.{claims}.{other[2]}",
            f"Bearer {head}.{other[1]}.{signature}", f"Bearer {_signed(client, 'x' * 40)}", f"Bearer {_signed(client, '', 'none')}",
            f"Bearer {client.token[:-2]}",
        ],
    }  # fmt: skip
    for problem, headers in forged.items():
        for header in headers:
            for method, path in (("GET", "messages"), ("POST", "messages"), ("DELETE", "messages"), ("POST", "feedback")):
                sent = {} if header is None else {"Authorization": header}
                reply = requests.request(method, f"{assistant.url}/api/{path}", headers=sent, timeout=30)
                assert (reply.status_code, code(reply)) == (401, problem), (method, path, header)
    assert len(client.history()) == 1


def test_an_idle_session_ends(client: Client, assistant: Assistant) -> None:
    client.say(QUESTION)
    with sqlite3.connect(assistant.state / "web.db") as db:
        db.execute("UPDATE sessions SET seen = seen - 1801 WHERE conversation = ?", (client.conversation,))
    for reply in (client.call("GET", "/api/messages"), client.send({"id": new_id(), "text": "hello"})):
        assert (reply.status_code, code(reply)) == (401, "session_ended")
    # It has ended for good, but its person can still have it forgotten.
    assert client.call("DELETE", "/api/messages").status_code == 204
    assert client.heard_by_rasa(assistant.state) == []
    assert code(client.call("GET", "/api/messages")) == "session_ended"


def test_a_session_that_is_used_does_not_end(client: Client, assistant: Assistant) -> None:
    for _ in range(3):
        with sqlite3.connect(assistant.state / "web.db") as db:
            db.execute("UPDATE sessions SET seen = seen - 1000 WHERE conversation = ?", (client.conversation,))
        assert client.history() == []


def test_nobody_gets_into_a_session_through_another_channel(client: Client, assistant: Assistant) -> None:
    client.say(QUESTION)
    status, reply = assistant.post(b'{"sender": "%s", "message": "in kg?"}' % client.conversation.encode())
    assert status == 400 and "sender" in reply["error"]
    assert client.heard_by_rasa(assistant.state) == [QUESTION]


@pytest.mark.parametrize(("method", "path", "status", "problem"), [
    ("GET", "/api/", 404, "not_found"),
    ("GET", "/api/unknown", 404, "not_found"),
    ("PUT", "/api/messages", 405, "method_not_allowed"),
    ("GET", "/api/sessions", 405, "method_not_allowed"),
])  # fmt: skip
def test_a_wrong_address_or_method_is_said_so(client: Client, method: str, path: str, status: int, problem: str) -> None:
    reply = client.call(method, path)
    assert (reply.status_code, code(reply)) == (status, problem)


def test_rasa_s_own_http_api_is_not_there(assistant: Assistant, client: Client) -> None:
    for path in (f"/conversations/{client.conversation}/tracker", "/status", "/domain"):
        assert requests.get(assistant.url + path, timeout=30).status_code == 404
