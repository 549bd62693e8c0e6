"""Socket Mode: the same app over a WebSocket that the assistant opens itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.slack.conftest import Start
from tests.channels.slack.standin import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, TICKET
from tests.channels.slack.workspace import Workspace, new


@pytest.fixture(scope="module")
def workspace(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with start(tmp_path_factory.mktemp("socket"), SLACK_APP_TOKEN=APP_TOKEN) as found:
        found.standin.wait(lambda: bool(found.standin.sockets))
        yield found
        assert found.standin.problems == []


def _push(workspace: Workspace, kind: str, payload: dict[str, object], envelope: str = "") -> str:
    envelope = envelope or new("envelope")
    workspace.standin.push({"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"})
    workspace.standin.wait(lambda: any(one.get("envelope_id") == envelope for one in workspace.standin.acknowledged))
    return envelope


def test_an_event_is_acknowledged_and_answered(workspace: Workspace) -> None:
    user = new("U")
    _push(workspace, "events_api", workspace.direct("how much fentanyl was seized", user))
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text


def test_an_envelope_that_comes_again_is_answered_once(workspace: Workspace) -> None:
    user = new("U")
    body = workspace.direct("how much fentanyl was seized", user)
    for _ in range(3):
        _push(workspace, "events_api", body)
    workspace.answers(f"D{user[1:]}")


def test_commands_and_buttons_come_the_same_way(workspace: Workspace) -> None:
    user, channel, url, trigger = new("U"), new("C"), new("respond"), new("trigger")
    command = {
        "team_id": workspace.team, "channel_id": channel, "user_id": user, "command": "/briefing", "text": "how much fentanyl was seized",
        "response_url": f"{workspace.standin.url}/respond/{url}", "trigger_id": trigger,
    }  # fmt: skip
    _push(workspace, "slash_commands", command)
    (answer,) = workspace.answers(url)
    assert "23 lb" in answer.text
    url = new("respond")
    click = {
        "type": "block_actions", "user": {"id": user}, "team": {"id": workspace.team}, "trigger_id": new("trigger"), "channel": {"id": channel},
        "container": {"type": "message", "channel_id": channel, "is_ephemeral": True}, "actions": answer.buttons("helpful"),
        "response_url": f"{workspace.standin.url}/respond/{url}",
    }  # fmt: skip
    _push(workspace, "interactive", click)
    assert "helpful" in workspace.answers(url)[0].text


def test_the_address_for_requests_works_beside_it(workspace: Workspace) -> None:
    user = new("U")
    body = workspace.direct("how much fentanyl was seized", user)
    _push(workspace, "events_api", body)
    assert workspace.deliver(body).status == 200
    workspace.answers(f"D{user[1:]}")


def test_a_connection_that_slack_ends_is_opened_anew(workspace: Workspace) -> None:
    before = len(workspace.standin.sockets)
    workspace.standin.push({"type": "disconnect", "reason": "refresh_requested"})
    workspace.standin.wait(lambda: len(workspace.standin.sockets) > before)
    user = new("U")
    _push(workspace, "events_api", workspace.direct("how much fentanyl was seized", user))
    workspace.answers(f"D{user[1:]}")


def test_no_secret_is_logged(workspace: Workspace) -> None:
    for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, TICKET):
        assert [f for f in workspace.state.rglob("*") if f.is_file() and secret.encode() in f.read_bytes()] == [], secret
