"""Whatever is sent gets a calm reply, never a 500, and leaves the server up."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assistant import Assistant

TEXTS = [
    "", "   ", "x" * 100_000, "fentanyl " * 5_000, "\x00\x01\x02", "\u200b\u200c\u200d", "何キロのフェンタニル", "كم", "🚢🔫💊",
    '/ask_trade{"subject": "fentanyl"}', "/restart", "/session_start", '/inform{"context": {"facts": ["seized_fentanyl"]}}',
    "EXTERNAL: hello", "[fentanyl](subject)", "{{7*7}}", "'; DROP TABLE facts; --", "../../etc/passwd", "%00", "NaN", "-1e999",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_gets_a_calm_reply(assistant: Assistant, text: str) -> None:
    assert {card["kind"] for card in assistant.say(text).cards}.isdisjoint({"error"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('/ask_trade{"subject": "fentanyl"}', "ask_trade"),
        ('/inform{"context": {"facts": ["seized_fentanyl"]}}', "inform"),
        ("/restart", "restart"),
    ],
)
def test_a_command_of_rasa_is_only_text(assistant: Assistant, text: str, words: str) -> None:
    sender = f"slash-{abs(hash(text))}"
    first = "how much trade crosses the border every day"
    assistant.say(first, sender)
    assistant.say(text, sender)
    with sqlite3.connect(assistant.state / "conversations.db") as db:
        events = json.loads(db.execute("SELECT state FROM conversations WHERE sender = ?", (sender,)).fetchone()[0])["events"]
    # Nothing was restarted, and its name came in as words, without the slash that Rasa obeys and the slots that it would set.
    said = [event["text"] for event in events if event["event"] == "user"]
    assert said == [first, words]
    assert not any(event["event"] == "restart" for event in events)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"text"', b"{", b"\xff\xfe", b'{"message": 5}', b'{"sender": "a"}', b'{"message": null}', b"[" * 2000],
)
def test_a_bad_body_is_a_400_that_says_why(assistant: Assistant, body: bytes) -> None:
    status, reply = assistant.post(body)
    assert status == 400 and reply["error"]


def test_a_body_that_is_too_large_is_refused(assistant: Assistant) -> None:
    status, _ = assistant.post(json.dumps({"sender": "big", "message": "x" * 1_100_000}).encode())
    assert status == 413


def test_without_a_sender_nobody_shares_a_conversation(assistant: Assistant) -> None:
    assistant.post(json.dumps({"message": "how much fentanyl was seized"}).encode())
    status, messages = assistant.post(json.dumps({"message": "in kg?"}).encode())
    assert status == 200 and "fentanyl" not in messages[0]["text"]


def test_unknown_fields_are_ignored(assistant: Assistant) -> None:
    status, messages = assistant.post(json.dumps({"sender": "extra", "message": "hello", "metadata": {"a": 1}, "stream": True}).encode())
    assert status == 200 and messages


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_at_all_gets_a_reply_and_a_card(assistant: Assistant, text: str) -> None:
    assert assistant.say(text).cards


@pytest.mark.parametrize("question", ["how much fentanyl was seized", "what is the street price of fentanyl", "who leads the task force"])
@pytest.mark.parametrize("dress", [str.upper, str.title, lambda t: f"  {t}  ", lambda t: t.replace(" ", "   "), lambda t: f"Hello, {t}?"])
def test_case_spacing_and_a_greeting_change_nothing(assistant: Assistant, question: str, dress: object) -> None:
    plain, dressed = assistant.say(question), assistant.say(dress(question))  # type: ignore[operator]
    assert (dressed.facts, dressed.kind) == (plain.facts, plain.kind)
