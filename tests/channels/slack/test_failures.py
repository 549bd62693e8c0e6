"""Slack's limits are waited out, its refusals told, and a turn is kept whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk.http_retry.response import HttpResponse

from channels.slack.sending import pause
from server.settings import SLACK_ATTEMPTS
from tests.channels.slack.standin import TEAM, Trouble
from tests.channels.slack.workspace import Workspace, new


def _log(workspace: Workspace) -> str:
    return (workspace.state / "logs" / "rasa.log").read_text(encoding="utf-8")


def test_a_rate_limit_is_waited_out(workspace: Workspace) -> None:
    user = new("U")
    channel = f"D{user[1:]}"
    # The stand-in takes a call before the time is over for a problem.
    workspace.standin.troubles(channel, *[Trouble(status=429, headers={"Retry-After": "2"})] * 2)
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    assert "23 lb" in workspace.answers(channel)[0].text


def test_a_rate_limit_of_one_channel_does_not_hold_up_another(workspace: Workspace) -> None:
    slow, quick = new("U"), new("U")
    workspace.standin.troubles(f"D{slow[1:]}", Trouble(status=429, headers={"Retry-After": "5"}))
    workspace.deliver(workspace.direct("how much fentanyl was seized", slow))
    workspace.deliver(workspace.direct("how much fentanyl was seized", quick))
    workspace.standin.wait(lambda: bool(workspace.standin.to(f"D{quick[1:]}")))
    assert workspace.standin.to(f"D{slow[1:]}") == []
    workspace.answers(f"D{slow[1:]}")


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "30"}, 30), ({"retry-after": ["120"]}, 120), ({}, 1), ({"Retry-After": "soon"}, 1)]
)
def test_the_pause_is_as_long_as_slack_says(headers: dict[str, object], seconds: float) -> None:
    assert pause(HttpResponse(status_code=429, headers=headers).headers) == seconds


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived", "restricted_action"])
def test_an_answer_that_cannot_be_posted_reaches_the_asker_directly(workspace: Workspace, code: str) -> None:
    user, channel = new("U"), new("C")
    workspace.standin.troubles(channel, Trouble(error=code))
    body = workspace.mention("how much fentanyl was seized", user, channel)
    workspace.deliver(body)
    note, answer = workspace.answers(user, 2)
    assert code in note.text and "23 lb" in answer.text
    assert code in _log(workspace)
    assert workspace.said(f"slack-{TEAM}-{channel}-{body['event']['ts']}") == ["how much fentanyl was seized"]


def test_a_turn_that_cannot_be_answered_at_all_is_kept(workspace: Workspace) -> None:
    user = new("U")
    channel = f"D{user[1:]}"
    workspace.standin.troubles(channel, Trouble(error="account_inactive"))
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    workspace.standin.wait(lambda: any(call.channel == channel for call in workspace.standin.calls))
    workspace.idle()
    assert workspace.said(f"slack-{TEAM}-direct-{user}") == ["how much fentanyl was seized"]
    workspace.deliver(workspace.direct("in kg?", user))
    assert "10.43 kg" in workspace.answers(channel)[0].text
    assert "account_inactive" in _log(workspace)


def test_an_expired_response_address_moves_the_answer_to_a_direct_message(workspace: Workspace) -> None:
    user, channel, expired = new("U"), new("C"), new("respond")
    (answer,) = workspace.answers(workspace.command("how much fentanyl was seized", user, channel)[1])
    workspace.standin.troubles(expired, Trouble(error="expired_url"))
    workspace.click(answer.buttons("ask:")[0], answer, user, channel, ephemeral=True, url=expired)
    note, moved = workspace.answers(user, 2)
    assert "expired_url" in note.text and moved.blocks


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
def test_an_answer_whose_blocks_slack_refuses_goes_as_text(workspace: Workspace, code: str) -> None:
    user = new("U")
    workspace.standin.troubles(f"D{user[1:]}", Trouble(error=code))
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    (answer,) = workspace.answers(f"D{user[1:]}")
    assert "23 lb" in answer.text and answer.blocks == []


@pytest.mark.parametrize("trouble", [Trouble(status=503), Trouble(error="internal_error"), Trouble(status=500)], ids=str)
def test_slack_s_own_trouble_passes(workspace: Workspace, trouble: Trouble) -> None:
    user = new("U")
    workspace.standin.troubles(f"D{user[1:]}", *[trouble] * 3)
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    workspace.deliver(workspace.direct("in kg?", user))
    first, second = workspace.answers(f"D{user[1:]}", 2)
    assert "23 lb" in first.text and "10.43 kg" in second.text
    # Trying again asks the assistant nothing again.
    assert workspace.said(f"slack-{TEAM}-direct-{user}") == ["how much fentanyl was seized", "in kg?"]


def test_an_answer_that_slack_never_takes_is_given_up_and_the_conversation_goes_on(workspace: Workspace) -> None:
    user = new("U")
    channel = f"D{user[1:]}"
    workspace.standin.troubles(channel, *[Trouble(error="internal_error")] * SLACK_ATTEMPTS)
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    workspace.deliver(workspace.direct("in kg?", user))
    workspace.standin.wait(lambda: bool(workspace.standin.to(channel)), seconds=120)
    assert "10.43 kg" in workspace.answers(channel)[0].text
    assert f"given up after {SLACK_ATTEMPTS} attempts" in _log(workspace)


def _break(workspace: Workspace) -> Callable[[], None]:
    database = workspace.state / "knowledge.db"
    kept = database.read_bytes()
    database.unlink()

    def mend() -> None:
        beside = database.with_suffix(".kept")
        beside.write_bytes(kept)
        beside.replace(database)

    return mend


def test_a_broken_knowledge_base_is_said_and_the_turn_kept(workspace: Workspace) -> None:
    user = new("U")
    mend = _break(workspace)
    try:
        workspace.deliver(workspace.direct("how much fentanyl was seized", user))
        (answer,) = workspace.answers(f"D{user[1:]}")
        workspace.deliver(workspace.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}))
        (home,) = workspace.answers(user)
    finally:
        mend()
    assert "try again" in answer.text and not answer.buttons("")
    assert "later" in str(home.arguments["view"])
    assert workspace.said(f"slack-{TEAM}-direct-{user}") == ["how much fentanyl was seized"]
