"""The buttons under an answer, and the Home tab."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from knowledge.store import KnowledgeBase
from tests.channels.slack.standin import TEAM, Call, Trouble
from tests.channels.slack.workspace import Workspace, new

QUESTION = "how much fentanyl was seized"


def _direct(workspace: Workspace, user: str) -> tuple[Call, str, bool]:
    workspace.deliver(workspace.direct(QUESTION, user))
    return workspace.answers(f"D{user[1:]}")[0], f"D{user[1:]}", False


def _mention(workspace: Workspace, user: str) -> tuple[Call, str, bool]:
    channel = new("C")
    workspace.deliver(workspace.mention(QUESTION, user, channel))
    return workspace.answers(channel)[0], channel, False


def _command(workspace: Workspace, user: str) -> tuple[Call, str, bool]:
    channel = new("C")
    return workspace.answers(workspace.command(QUESTION, user, channel)[1])[0], channel, True


Asked = Callable[[Workspace, str], tuple[Call, str, bool]]
WAYS = pytest.mark.parametrize("way", [_direct, _mention, _command], ids=lambda way: way.__name__.strip("_"))


@WAYS
def test_copy_ready_opens_the_plain_text_with_its_citation(workspace: Workspace, way: Asked) -> None:
    user, trigger = new("U"), new("trigger")
    answer, channel, ephemeral = way(workspace, user)
    received, _ = workspace.click(answer.buttons("copy")[0], answer, user, channel, ephemeral=ephemeral, trigger=trigger)
    assert received.status == 200
    (opened,) = workspace.answers(trigger)
    assert opened.method == "views.open"
    text = "".join(block["text"]["text"] for block in opened.arguments["view"]["blocks"])
    assert text == (
        "In the past year, 23 lb of fentanyl were seized.\n\n"
        "“23 lb of fentanyl” (International Customs Day statement, Canada Border Services Agency, undated)"
    )


@WAYS
def test_copy_ready_comes_as_a_message_when_it_is_too_late_for_a_modal(workspace: Workspace, way: Asked) -> None:
    user, trigger = new("U"), new("trigger")
    answer, channel, ephemeral = way(workspace, user)
    workspace.standin.troubles(trigger, Trouble(error="expired_trigger_id"))
    _, url = workspace.click(answer.buttons("copy")[0], answer, user, channel, ephemeral=ephemeral, trigger=trigger)
    (told,) = workspace.answers(url)
    assert "23 lb of fentanyl were seized" in told.text and told.arguments["response_type"] == "ephemeral"
    assert told.arguments.get("thread_ts") == answer.arguments.get("thread_ts")


@WAYS
def test_feedback_is_kept_once_a_person_and_the_last_one_holds(workspace: Workspace, way: Asked) -> None:
    user, other = new("U"), new("U")
    answer, channel, ephemeral = way(workspace, user)
    button = answer.buttons("helpful")[0]
    for who, action, thanks in (
        (user, "helpful", "as helpful"),
        (user, "not_helpful", "as not helpful"),
        (user, "not_helpful", "as not helpful"),
    ):
        _, url = workspace.click(answer.buttons(action)[0], answer, who, channel, ephemeral=ephemeral)
        (told,) = workspace.answers(url)
        assert thanks in told.text and told.arguments["replace_original"] is False
    assert workspace.query("SELECT person, helpful FROM feedback WHERE answer = ?", button["value"]) == [(user, 0)]
    workspace.answers(workspace.click(button, answer, other, channel, ephemeral=ephemeral)[1])
    assert len(workspace.query("SELECT * FROM feedback WHERE answer = ?", button["value"])) == 2


def test_share_shows_a_command_s_answer_to_the_channel_once(workspace: Workspace) -> None:
    user = new("U")
    answer, channel, _ = _command(workspace, user)
    button = answer.buttons("share")[0]
    for times, told_so in ((1, "Shared"), (2, "already")):
        _, url = workspace.click(button, answer, user, channel, ephemeral=True)
        assert told_so in workspace.answers(url)[0].text, times
    (shared,) = workspace.answers(channel)
    assert f"<@{user}>" in str(shared.blocks[0]) and QUESTION in shared.text and "23 lb" in shared.text
    assert "thread_ts" not in shared.arguments and not shared.buttons("share") and shared.buttons("helpful")


def test_a_shared_answer_is_gone_on_with_in_its_thread(workspace: Workspace) -> None:
    user = new("U")
    answer, channel, _ = _command(workspace, user)
    workspace.click(answer.buttons("share")[0], answer, user, channel, ephemeral=True)
    (shared,) = workspace.answers(channel)
    workspace.deliver(workspace.post("in kg?", new("U"), channel, shared.ts))
    following = workspace.answers(channel, 2)[1]
    assert "10.43 kg" in following.text and following.arguments["thread_ts"] == shared.ts


def test_a_share_that_slack_refuses_says_what_to_do_and_can_be_tried_again(workspace: Workspace) -> None:
    user = new("U")
    answer, channel, _ = _command(workspace, user)
    workspace.standin.troubles(channel, Trouble(error="not_in_channel"))
    _, url = workspace.click(answer.buttons("share")[0], answer, user, channel, ephemeral=True)
    (told,) = workspace.answers(url)
    assert "not_in_channel" in told.text and "/invite" in told.text
    workspace.click(answer.buttons("share")[0], answer, user, channel, ephemeral=True)
    workspace.answers(channel)


def test_a_click_that_fails_says_so(workspace: Workspace) -> None:
    user = new("U")
    answer, channel, _ = _command(workspace, user)
    workspace.standin.troubles(channel, *[Trouble(error="internal_error")] * 3)
    _, url = workspace.click(answer.buttons("share")[0], answer, user, channel, ephemeral=True)
    assert "try again" in workspace.answers(url)[0].text


@pytest.mark.parametrize("action", ["helpful", "copy"])
def test_a_button_of_an_answer_that_is_gone_says_so(workspace: Workspace, action: str) -> None:
    user = new("U")
    answer, channel, _ = _direct(workspace, user)
    _, url = workspace.click({**answer.buttons(action)[0], "value": "gone"}, answer, user, channel)
    assert "ask again" in workspace.answers(url)[0].text


def test_the_home_tab_shows_topics_with_questions_and_sources_with_dates(workspace: Workspace, kb: KnowledgeBase) -> None:
    user = new("U")
    workspace.deliver(workspace.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}))
    (home,) = workspace.answers(user)
    assert home.method == "views.publish"
    shown = json.dumps(home.arguments["view"], ensure_ascii=False)
    assert all(f"*{topic.title}*" in shown for topic in kb.topics())
    assert "International Customs Day statement, Canada Border Services Agency, undated" in shown
    questions = [b["value"] for block in home.arguments["view"]["blocks"] if block["type"] == "actions" for b in block["elements"]]
    assert len(questions) >= len(kb.topics()) and len(set(questions)) == len(questions)


def test_a_question_of_the_home_tab_is_answered_in_the_direct_messages(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}))
    (home,) = workspace.answers(user)
    button = next(block for block in home.arguments["view"]["blocks"] if block["type"] == "actions")["elements"][0]
    assert workspace.click_home(button, user).status == 200
    _, answer = workspace.answers(user, 2)
    assert button["value"] in answer.text and answer.blocks[1]["type"] == "section"
    assert workspace.said(f"slack-{TEAM}-direct-{user}") == [button["value"]]


def test_the_messages_tab_publishes_nothing(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "messages"}))
    workspace.deliver(workspace.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}))
    workspace.answers(user)
