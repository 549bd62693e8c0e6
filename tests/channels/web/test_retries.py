"""A message is one turn however often it is sent, and turns of one session come one after the other."""

from __future__ import annotations

import json
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.assistant import Assistant
from tests.channels.web.client import Client, code, new_id
from tests.channels.web.conftest import served

QUESTION = "how much fentanyl was seized"


def test_the_same_message_again_gets_the_same_reply_and_is_one_turn(client: Client, assistant: Assistant) -> None:
    first, second = new_id(), new_id()
    told = client.say(QUESTION, first)
    converted = client.say("in kg?", second)
    # The conversation has gone on; the reply is still that of the first time.
    assert client.say(QUESTION, first) == told
    assert client.say("in kg?", second) == converted
    assert client.heard_by_rasa(assistant.state) == [QUESTION, "in kg?"]
    assert [turn["id"] for turn in client.history()] == [first, second]


def test_another_text_under_the_same_id_is_refused(client: Client) -> None:
    used = new_id()
    client.say(QUESTION, used)
    reply = client.send({"id": used, "text": "how much cocaine was seized"})
    assert (reply.status_code, code(reply)) == (409, "id_reused")
    assert [turn["said"] for turn in client.history()] == [QUESTION]


def test_two_people_may_have_the_same_id(client: Client, assistant: Assistant) -> None:
    used = new_id()
    assert "23 lb" in client.say(QUESTION, used)[0]["text"]
    assert "2,308 lb" in Client.start(assistant.url).say("how much cocaine was seized", used)[0]["text"]


def test_ten_at_the_same_time_are_one_turn(client: Client, assistant: Assistant) -> None:
    used = new_id()
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: client.say(QUESTION, used), range(10)))
    assert all(reply == replies[0] for reply in replies) and "23 lb" in replies[0][0]["text"]
    assert client.heard_by_rasa(assistant.state) == [QUESTION]


def test_two_tabs_of_a_session_do_not_mix_up_turns(client: Client, assistant: Assistant) -> None:
    asked = {new_id(): f"how much {drug} was seized" for drug in ("fentanyl", "cocaine") * 8}
    with ThreadPoolExecutor(8) as pool:
        replies = dict(pool.map(lambda item: (item[0], client.say(item[1], item[0])), asked.items()))
    for message, text in asked.items():
        assert ("23 lb" if "fentanyl" in text else "2,308 lb") in replies[message][0]["text"]
    turns = client.history()
    assert {turn["id"]: (turn["said"], turn["messages"]) for turn in turns} == {m: (asked[m], replies[m]) for m in asked}
    # What Rasa heard is the same turns, whole, in the order of the history.
    with sqlite3.connect(assistant.state / "conversations.db") as db:
        state = db.execute("SELECT state FROM conversations WHERE sender = ?", (client.conversation,)).fetchone()[0]
    events = [event["event"] for event in json.loads(state)["events"] if event["event"] in ("user", "bot")]
    assert events == ["user", "bot", "bot"] * (len(events) // 3)
    assert client.heard_by_rasa(assistant.state) == [turn["said"] for turn in turns][-len(events) // 3 :]


def test_whoever_hangs_up_finds_the_turn_done(client: Client, assistant: Assistant) -> None:
    used = new_id()
    body = json.dumps({"id": used, "text": QUESTION}).encode()
    head = f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.token}\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", int(assistant.url.rsplit(":")[-1]))) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert "23 lb" in client.say(QUESTION, used)[0]["text"]
    assert client.heard_by_rasa(assistant.state) == [QUESTION]


def test_a_turn_that_was_cut_off_after_rasa_is_not_taken_twice(client: Client, assistant: Assistant) -> None:
    used = new_id()
    told = client.say("How much fentanyl was seized? And who leads the cross-border task force?", used)
    # As if the server had ended between Rasa's saving and ours.
    with sqlite3.connect(assistant.state / "web.db") as db:
        db.execute("UPDATE turns SET messages = NULL WHERE conversation = ?", (client.conversation,))
    assert client.history()[0]["messages"] == []
    assert client.say("How much fentanyl was seized? And who leads the cross-border task force?", used) == told
    assert len(client.heard_by_rasa(assistant.state)) == 1


def test_a_turn_that_was_cut_off_before_rasa_is_taken(client: Client, assistant: Assistant) -> None:
    used = new_id()
    with sqlite3.connect(assistant.state / "web.db") as db:
        db.execute("INSERT INTO turns VALUES (?, ?, 1.0, ?, 0, NULL)", (client.conversation, used, QUESTION))
    assert "23 lb" in client.say(QUESTION, used)[0]["text"]
    assert client.heard_by_rasa(assistant.state) == [QUESTION]


def test_a_restart_loses_nothing(tmp_path: Path, real_database: Path) -> None:
    first = new_id()
    with served(tmp_path, real_database) as before:
        client = Client.start(before.url)
        told = client.say(QUESTION, first)
    assert (tmp_path / "web.secret").stat().st_mode & 0o077 == 0
    with served(tmp_path, real_database, WEB_ADDRESS_RATE="12") as after:
        client.url = after.url
        assert client.say(QUESTION, first) == told
        assert client.heard_by_rasa(tmp_path) == [QUESTION]
        assert "10.43 kg" in client.say("in kg?")[0]["text"]
        assert [turn["said"] for turn in client.history()] == [QUESTION, "in kg?"]
        # Where no proxy is trusted, a made-up X-Forwarded-For gives nobody a rate of their own.
        statuses = [
            requests.get(f"{after.url}/api/topics", headers={"X-Forwarded-For": f"10.0.0.{i}"}, timeout=30).status_code for i in range(40)
        ]
        assert set(statuses) == {200, 429}
        # Without an action server it says that it can't answer, and still replies.
        assert requests.get(f"{after.url}/api/health", timeout=30).json() == {"status": "ok", "answers": True, "storage": True}
        after.processes["actions"].kill()
        after.processes["actions"].wait()
        health = requests.get(f"{after.url}/api/health", timeout=30)
        assert (health.status_code, health.json()) == (503, {"status": "down", "answers": False, "storage": True})
