"""What Slack did not sign is refused, what the workspace may not know stays out, and no secret is logged."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.channels.slack.conftest import Start
from tests.channels.slack.standin import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, TEAM, TICKET
from tests.channels.slack.workspace import Workspace, new, signed


@pytest.fixture
def body(workspace: Workspace) -> str:
    return json.dumps(workspace.direct("how much fentanyl was seized", new("U")))


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "é"},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 30},
    ],
    ids=str,
)
def test_a_request_that_slack_did_not_sign_is_refused(workspace: Workspace, body: str, change: dict[str, str]) -> None:
    headers = {name: value.encode("latin-1").decode("latin-1") for name, value in {**signed(body), **change}.items()}
    assert workspace.send(body, headers).status == 401
    assert workspace.query("SELECT count(*) FROM seen WHERE key = ?", f"event:{json.loads(body)['event_id']}") == [(0,)]


def test_another_app_s_signature_and_a_changed_body_are_refused(workspace: Workspace, body: str) -> None:
    assert workspace.send(body, signed(body, secret="another-secret")).status == 401
    assert workspace.send(body.replace("fentanyl", "cocaine"), signed(body)).status == 401


@pytest.mark.parametrize("minutes", [6, 60, -6])
def test_an_old_request_is_refused_however_well_it_is_signed(workspace: Workspace, body: str, minutes: int) -> None:
    assert workspace.send(body, signed(body, at=time.time() - 60 * minutes)).status == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[1]", "payload=[1]", "payload={", "{}", '{"team": 5}', "a=b", "x" * 2_000_000], ids=lambda body: body[:12]
)
@pytest.mark.parametrize("known", [True, False])
def test_no_body_is_answered_with_a_server_error(workspace: Workspace, body: str, known: bool) -> None:
    headers = signed(body, secret=SIGNING_SECRET if known else "guessed")
    assert workspace.send(body, headers).status < 500


def test_the_address_is_verified_as_slack_asks(workspace: Workspace) -> None:
    received = workspace.deliver({"type": "url_verification", "challenge": "a-challenge", "token": "x"})
    assert received.status == 200 and "a-challenge" in received.body


def test_an_event_that_nobody_asked_for_is_taken_and_forgotten(workspace: Workspace) -> None:
    assert workspace.deliver(workspace.event({"type": "reaction_added", "user": new("U"), "reaction": "eyes"})).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "my sin is 046 454 286, how much fentanyl was seized",
        "write to <mailto:jane.roe@example.com|jane.roe@example.com>: how much cocaine?",
    ],
)
def test_personal_information_goes_nowhere(workspace: Workspace, text: str) -> None:
    user, channel = new("U"), new("C")
    workspace.deliver(workspace.direct(text, user))
    said = workspace.answers(f"D{user[1:]}")
    said += workspace.answers(workspace.command(text, user, channel)[1])
    workspace.check_claim(text, user, channel, "1600000000.000009")
    said += workspace.answers(channel)
    assert all("neither stored nor answered" in call.text and not call.buttons("") for call in said)
    secret = "046 454 286" if "046" in text else "jane.roe"
    kept = [file for file in workspace.state.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert kept == []


def test_text_of_people_is_shown_as_text(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("is it true that &lt;!channel&gt; &lt;script&gt; 23 lb of fentanyl was seized &amp; sold", user))
    (answer,) = workspace.answers(f"D{user[1:]}")
    assert "<!channel>" not in json.dumps(answer.arguments)


def test_only_workspaces_of_the_allow_list_are_heard(start: Start, tmp_path: Path) -> None:
    with start(tmp_path, SLACK_TEAMS=f"{TEAM}, T9OTHER") as workspace:
        stranger = Workspace(workspace.url, workspace.standin, workspace.state, team="T5STRANGE")
        user, channel, stranger_user = new("U"), new("C"), new("U")
        assert stranger.deliver(stranger.direct("how much fentanyl was seized", stranger_user)).status == 200
        refused, url = stranger.command("how much fentanyl was seized", stranger_user, channel)
        assert refused.status == 200 and "SLACK_TEAMS" in refused.body
        # Somebody of another workspace in a shared channel of ours.
        guest = workspace.mention("how much cocaine was seized", new("U"), channel, user_team="T5STRANGE", team="T5STRANGE")
        workspace.deliver({**guest, "is_ext_shared_channel": True})
        workspace.deliver(workspace.direct("how much fentanyl was seized", user))
        assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text
        assert workspace.standin.to(f"D{stranger_user[1:]}") == workspace.standin.to(url) == workspace.standin.to(channel) == []
        assert "T5STRANGE" in (tmp_path / "logs" / "rasa.log").read_text(encoding="utf-8")
        assert workspace.standin.problems == []


def test_no_secret_is_in_any_file_of_a_running_assistant(workspace: Workspace) -> None:
    for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, TICKET, "a-verification-token"):
        assert [f for f in workspace.state.rglob("*") if f.is_file() and secret.encode() in f.read_bytes()] == [], secret
