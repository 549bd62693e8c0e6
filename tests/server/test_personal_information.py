"""Personal information reaches neither a database nor a log of the running assistant."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.assistant import Assistant

TEXTS = {
    "046 454 286": "my SIN is 046 454 286, how much fentanyl was seized?",
    "4111 1111 1111 1111": "charge 4111 1111 1111 1111",
    "613-995-2300": "call 613-995-2300 please",
    "quentin.tarp@example.com": "write to quentin.tarp@example.com",
    "GA302922": "passport GA302922",
    "Xylograph Street": "I live at 12 Xylograph Street",
}


def everything_written(state: Path) -> bytes:
    """All bytes of all files under `state`: databases with their journals, logs, temporary files."""
    return b"\n".join(file.read_bytes() for file in sorted(state.rglob("*")) if file.is_file())


@pytest.mark.parametrize(("secret", "text"), TEXTS.items())
def test_it_is_told_and_forgotten(assistant: Assistant, secret: str, text: str) -> None:
    sender = f"private-{secrets.token_hex(4)}"
    said = assistant.say(text, sender)
    assert said.kind == "clarify" and "neither stored nor answered" in said.text
    # What was asked before and after it is kept as ever: the search below does find what is stored.
    assert assistant.say("how much cocaine was seized?", sender).kind == "fact"
    written = everything_written(assistant.state)
    assert sender.encode() in written and b"how much cocaine was seized?" in written
    assert secret.encode() not in written
