"""When something is down the page is told, and a person still gets a reply."""

from __future__ import annotations

import signal
import sqlite3

from tests.assistant import Assistant
from tests.channels.web.client import Client, code, held_to, new_id


def test_all_is_well(client: Client) -> None:
    reply = client.call("GET", "/api/health")
    assert (reply.status_code, held_to(reply, "Health")) == (200, {"status": "ok", "answers": True, "storage": True})


def test_a_slow_action_server_is_an_error_card_and_the_conversation_goes_on(client: Client, assistant: Assistant) -> None:
    used = new_id()
    actions = assistant.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        failed = client.say("how much fentanyl was seized", used)
        health = client.call("GET", "/api/health")
    finally:
        actions.send_signal(signal.SIGCONT)
    assert failed[0]["card"]["kind"] == "error" and "try again" in failed[0]["text"]
    assert (health.status_code, held_to(health, "Health")["answers"]) == (503, False)
    # The turn had this reply, and keeps it; asked anew it is answered.
    assert client.say("how much fentanyl was seized", used) == failed
    assert client.say("how much fentanyl was seized")[0]["card"]["kind"] == "fact"


def test_storage_that_is_held_by_somebody_else_is_said_so_and_nothing_is_half_done(client: Client, assistant: Assistant) -> None:
    with sqlite3.connect(assistant.state / "web.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = client.send({"id": new_id(), "text": "how much fentanyl was seized"})
        health = client.call("GET", "/api/health")
        other.execute("ROLLBACK")
    assert (reply.status_code, code(reply)) == (503, "unavailable")
    assert (health.status_code, held_to(health, "Health")["storage"]) == (503, False)
    assert client.history() == [] and client.heard_by_rasa(assistant.state) == []
    assert client.say("how much fentanyl was seized")
