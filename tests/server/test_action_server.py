"""The action server listens on loopback, asks for the shared secret, and never echoes what it was sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from server.run import free_port
from server.settings import ROOT

SECRET = "a-secret-of-this-test"


@pytest.fixture(scope="module")
def port(real_database: Path) -> Iterator[int]:
    """The port of an action server of its own."""
    port = free_port()
    environment = {**os.environ, "ACTION_PORT": str(port), "ACTION_SECRET": SECRET, "KNOWLEDGE_DB": str(real_database)}
    process = subprocess.Popen([sys.executable, "-m", "server.action_server"], cwd=ROOT, env=environment)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()


def _post(port: int, body: bytes, secret: str | None) -> tuple[int, str]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {secret}"} if secret else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/webhook", body, headers), timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _call(text: str, slot: object = None) -> bytes:
    question = {"text": text, "intent": "ask_seizures", "confidence": 1.0, "targets": [["seized_fentanyl", 1.0]]}
    tracker = {
        "sender_id": "someone-private", "slots": {"context": slot}, "events": [], "latest_message": {"text": text, "questions": [question]},
    }  # fmt: skip
    return json.dumps({"next_action": "action_answer", "sender_id": "someone-private", "tracker": tracker, "domain": {}}).encode()


def test_with_the_secret_it_answers(port: int) -> None:
    status, body = _post(port, _call("how much fentanyl was seized"), SECRET)
    assert status == 200 and "23 lb" in body


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x"])
def test_without_the_secret_it_does_not(port: int, secret: str | None) -> None:
    status, body = _post(port, _call("how much fentanyl was seized"), secret)
    assert status == 401 and "23 lb" not in body


def test_a_failing_action_echoes_nothing(port: int) -> None:
    status, body = _post(port, _call("my private words", slot={"no": "context"}), SECRET)
    assert status == 500
    assert "private" not in body


def test_it_tells_its_topics_to_whoever_has_the_secret(port: int) -> None:
    told = requests.get(f"http://127.0.0.1:{port}/topics", headers={"Authorization": f"Bearer {SECRET}"}, timeout=30).json()
    assert told["statements"][0]["id"] == "customs-day" and {"trade", "seizures"} <= {topic["id"] for topic in told["topics"]}
    assert requests.get(f"http://127.0.0.1:{port}/topics", timeout=30).status_code == 401


def test_it_listens_on_loopback_alone(port: int) -> None:
    listening = {c.laddr.ip for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr.port == port}
    assert listening == {"127.0.0.1"}


def test_it_does_not_start_without_a_secret() -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("ACTION_SECRET", "ACTION_PORT")}
    ended = subprocess.run(
        [sys.executable, "-m", "server.action_server"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2 and "ACTION_SECRET" in ended.stderr
