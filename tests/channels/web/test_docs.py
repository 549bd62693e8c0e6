"""docs/web.md is true: its command answers, and it tells every call, every setting and the limits."""

from __future__ import annotations

import json
import os
import re
import subprocess

from channels.web.contract import MOST_BYTES, document
from server.settings import KEPT_DAYS, ROOT, WebSettings
from tests.assistant import Assistant

DOCS = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")


def test_its_command_answers(assistant: Assistant) -> None:
    command = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)[0]
    port = assistant.url.rsplit(":")[-1]
    told = subprocess.run(["bash", "-c", command], env={**os.environ, "PORT": port}, capture_output=True, text=True, timeout=60)
    reply = json.loads(told.stdout)
    assert "23 lb" in reply["messages"][0]["text"] and reply["stored"] is True


def test_it_tells_every_call() -> None:
    calls = {f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods}
    assert set(re.findall(r"^\| `([A-Z]+ /api/\w+)`", DOCS, re.MULTILINE)) == calls


def test_it_tells_every_setting() -> None:
    settings = set(re.findall(r"`(WEB_\w+)`", WebSettings.from_environment.__doc__ or ""))
    assert set(re.findall(r"^\| `(WEB_\w+)`", DOCS, re.MULTILINE)) == settings
    assert len(settings) == len(WebSettings.__dataclass_fields__)


def test_it_tells_the_limits() -> None:
    text = document()["components"]["schemas"]["NewMessage"]["properties"]["text"]
    assert f"{text['maxLength']} characters at most, a body {MOST_BYTES:,} bytes" in DOCS
    assert f"{KEPT_DAYS} days" in DOCS


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", DOCS):
        assert (ROOT / "docs" / target).exists(), target
