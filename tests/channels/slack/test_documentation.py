"""`docs/slack.md` is true: its manifest covers what the code does, and its steps lead to an answer."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.slack.app import COMMAND, SHORTCUT
from server.run import free_port
from server.settings import ROOT, SLACK_API_URL, SLACK_VARIABLES
from tests.assistant import interrupt
from tests.channels.slack.standin import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, StandIn
from tests.channels.slack.workspace import Workspace, new

DOCUMENT = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
CODE = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "channels" / "slack").glob("*.py"))
SCOPES = {
    # What needs a scope, as the code names it; methods for views and `auth.test` need none.
    "client.chat_postMessage": {"chat:write"},
    "app_mention": {"app_mentions:read"},
    "@app.command": {"commands"},
    "@app.shortcut": {"commands"},
}
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
}


def _block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return yaml.safe_load(_block("yaml"))


@pytest.fixture(scope="module")
def scopes(manifest: dict[str, Any]) -> set[str]:
    return set(manifest["oauth_config"]["scopes"]["bot"])


def test_what_the_code_uses_is_in_the_manifest(scopes: set[str]) -> None:
    used = set(re.findall(r"client\.[a-z]+_\w+", CODE))
    assert used == {"client.chat_postMessage", "client.auth_test", "client.views_open", "client.views_publish"}
    for name, needed in SCOPES.items():
        assert name in CODE and needed <= scopes, name


def test_every_scope_has_a_use_and_a_reason(manifest: dict[str, Any], scopes: set[str]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(EVENT_SCOPES)
    used = set().union(*SCOPES.values(), *(EVENT_SCOPES[event] for event in events))
    # Posting to a public channel without being in it: sharing, and claims.
    assert scopes == used | {"chat:write.public"}
    explained = set(re.findall(r"`([a-z_]+:[a-z.]+|commands)`", "".join(re.findall(r"^\| `.*\|.*\|$", DOCUMENT, re.MULTILINE))))
    assert explained == scopes | {"connections:write"}


def test_the_manifest_names_what_the_code_listens_for(manifest: dict[str, Any]) -> None:
    features, settings = manifest["features"], manifest["settings"]
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert [(one["callback_id"], one["type"]) for one in features["shortcuts"]] == [(SHORTCUT, "message")]
    assert features["app_home"] == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    assert settings["interactivity"]["is_enabled"] and settings["socket_mode_enabled"]


def test_the_manifest_keeps_slack_s_limits(manifest: dict[str, Any]) -> None:
    assert set(manifest) == {"display_information", "features", "oauth_config", "settings"}
    assert len(manifest["display_information"]["name"]) <= 35 and len(manifest["display_information"]["description"]) <= 140
    (shortcut,), (command,) = manifest["features"]["shortcuts"], manifest["features"]["slash_commands"]
    assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150 and len(command["description"]) <= 2000


def test_every_setting_is_told_with_its_default() -> None:
    assert {name for name in SLACK_VARIABLES if f"| `{name}`" in DOCUMENT or f", `{name}`" in DOCUMENT} == set(SLACK_VARIABLES)
    assert SLACK_API_URL in DOCUMENT


@pytest.fixture
def followed(standin: StandIn, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """What the document's lines start, with the stand-in's tokens where the document leaves them out."""
    lines = _block("sh")
    for name, value in (("BOT_TOKEN", BOT_TOKEN), ("SIGNING_SECRET", SIGNING_SECRET), ("APP_TOKEN", APP_TOKEN)):
        lines, found = re.subn(rf"(export SLACK_{name})=.*…", rf"\1={value}", lines)
        assert found == 1
    own = {name: value for name, value in os.environ.items() if name not in ("KNOWLEDGE_DB", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    port = str(free_port())
    environment = {**own, "PORT": port, "STATE": str(tmp_path), "SLACK_API_URL": standin.api_url}
    process = subprocess.Popen(
        ["bash", "-c", lines],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    said, deadline = "", time.monotonic() + 600
    while f":{port}" not in said and time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line or process.poll() is None, said
        said += line
    yield process
    interrupt(process)


def test_the_steps_lead_to_an_answer(standin: StandIn, followed: subprocess.Popen[str], tmp_path: Path) -> None:
    (question,) = re.findall(r'and ask: "(.*?)"', DOCUMENT)
    standin.wait(lambda: bool(standin.sockets) and not standin.sockets[-1].closed)
    workspace, user = Workspace("", standin, tmp_path), new("U")
    standin.push({"envelope_id": new("envelope"), "type": "events_api", "payload": workspace.direct(question, user)})
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text
    assert "in the workspace Stand-in" in (tmp_path / "logs" / "rasa.log").read_text(encoding="utf-8")
    assert standin.problems == []
