"""The terminal chat shows answers with their quotes."""

from __future__ import annotations

import os
import subprocess
import sys

from server.settings import ROOT
from tests.assistant import Assistant


def test_a_chat_with_a_running_assistant(assistant: Assistant) -> None:
    chat = subprocess.run(
        [sys.executable, "-m", "server.chat"],
        cwd=ROOT, env={**os.environ, "URL": assistant.url}, input="fentanyl?\nin kg?\n\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert chat.returncode == 0, chat.stderr
    assert '"23 lb of fentanyl" — customs-day' in chat.stdout and "10.43 kg" in chat.stdout


def test_an_address_where_nothing_answers_is_said_so() -> None:
    environment = {**os.environ, "URL": "http://127.0.0.1:9"}
    chat = subprocess.run(
        [sys.executable, "-m", "server.chat"], cwd=ROOT, env=environment, input="x\n", capture_output=True, text=True, timeout=60
    )
    assert chat.returncode == 1 and "refused" in chat.stderr
