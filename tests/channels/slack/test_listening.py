"""Every way of asking in Slack, and what is none."""

from __future__ import annotations

import pytest

from tests.channels.slack.standin import BOT, BOT_USER, TEAM
from tests.channels.slack.workspace import Workspace, new, new_ts


def test_a_direct_message_is_answered_where_it_was_asked(workspace: Workspace) -> None:
    user = new("U")
    body = workspace.direct("how much fentanyl was seized", user)
    assert workspace.deliver(body).status == 200
    (answer,) = workspace.answers(body["event"]["channel"])
    assert "23 lb" in answer.text and "thread_ts" not in answer.arguments


def test_direct_messages_are_one_conversation(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    workspace.answers(f"D{user[1:]}")
    workspace.deliver(workspace.direct("and cocaine?", user))
    assert "2,308" in workspace.answers(f"D{user[1:]}", 2)[1].text


def test_a_mention_opens_a_thread(workspace: Workspace) -> None:
    channel = new("C")
    body = workspace.mention("how much fentanyl was seized", new("U"), channel)
    workspace.deliver(body)
    (answer,) = workspace.answers(channel)
    assert "23 lb" in answer.text and answer.arguments["thread_ts"] == body["event"]["ts"]


def test_a_thread_goes_on_without_a_mention(workspace: Workspace) -> None:
    channel = new("C")
    body = workspace.mention("how much fentanyl was seized", new("U"), channel)
    thread = body["event"]["ts"]
    workspace.deliver(body)
    workspace.deliver(workspace.post("in kg?", new("U"), channel, thread))
    first, second = workspace.answers(channel, 2)
    assert "10.43 kg" in second.text and second.arguments["thread_ts"] == thread
    assert first.arguments["thread_ts"] == thread


def test_two_people_in_one_channel_do_not_share_context(workspace: Workspace) -> None:
    channel = new("C")
    workspace.deliver(workspace.mention("how much fentanyl was seized", new("U"), channel))
    workspace.answers(channel)
    workspace.deliver(workspace.mention("in kg?", new("U"), channel))
    assert "fentanyl" not in workspace.answers(channel, 2)[1].text


def test_two_people_s_commands_in_one_channel_do_not_share_context(workspace: Workspace) -> None:
    channel, one, other = new("C"), new("U"), new("U")
    workspace.answers(workspace.command("how much fentanyl was seized", one, channel)[1])
    (said,) = workspace.answers(workspace.command("in kg?", other, channel)[1])
    assert "fentanyl" not in said.text
    (said,) = workspace.answers(workspace.command("in kg?", one, channel)[1])
    assert "10.43 kg" in said.text


def test_a_thread_under_a_direct_answer_starts_with_what_that_was_about(workspace: Workspace) -> None:
    user = new("U")
    channel = f"D{user[1:]}"
    workspace.deliver(workspace.direct("how much fentanyl was seized", user))
    (first,) = workspace.answers(channel)
    question = workspace.direct("and cocaine?", user)
    workspace.deliver(question)
    workspace.answers(channel, 2)
    workspace.deliver(workspace.direct("in kg?", user, thread=first.ts))
    under_answer = workspace.answers(channel, 3)[2]
    assert "10.43 kg" in under_answer.text and under_answer.arguments["thread_ts"] == first.ts
    workspace.deliver(workspace.direct("in kg?", user, thread=question["event"]["ts"]))
    assert "1,046.89 kg" in workspace.answers(channel, 4)[3].text


def test_a_command_answers_only_the_asker(workspace: Workspace) -> None:
    channel = new("C")
    received, url = workspace.command("how much fentanyl was seized", new("U"), channel)
    assert received.status == 200 and received.body == ""
    (answer,) = workspace.answers(url)
    assert "23 lb" in answer.text and answer.arguments["response_type"] == "ephemeral"
    assert workspace.standin.to(channel) == []


@pytest.mark.parametrize("text", ["", "   ", "help"])
def test_a_command_without_a_question_says_what_can_be_asked(workspace: Workspace, text: str) -> None:
    (answer,) = workspace.answers(workspace.command(text, new("U"), new("C"))[1])
    assert "Five Eyes" in answer.text and answer.buttons("ask:")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("23 lb of fentanyl was seized last year", "Yes"),
        ("They seized 500 lb of fentanyl", "No"),
        ("<https://x.example|See>: 23 lb of fentanyl", "Yes"),
    ],
)
def test_the_shortcut_checks_a_claim_in_a_thread(workspace: Workspace, claim: str, verdict: str) -> None:
    channel, ts = new("C"), new_ts()
    received, _ = workspace.check_claim(claim, new("U"), channel, ts)
    assert received.status == 200
    (answer,) = workspace.answers(channel)
    assert answer.arguments["thread_ts"] == ts and "23 lb" in answer.text
    assert verdict in answer.text
    workspace.deliver(workspace.post("in kg?", new("U"), channel, ts))
    assert "10.43 kg" in workspace.answers(channel, 2)[1].text


def test_a_suggestion_is_answered_in_its_thread_under_its_question(workspace: Workspace) -> None:
    channel = new("C")
    workspace.deliver(workspace.mention("how much fentanyl was seized", new("U"), channel))
    (answer,) = workspace.answers(channel)
    button = answer.buttons("ask:")[0]
    received, _ = workspace.click(button, answer, new("U"))
    assert received.status == 200
    following = workspace.answers(channel, 2)[1]
    assert following.arguments["thread_ts"] == answer.arguments["thread_ts"]
    assert button["value"] in following.text and following.buttons("helpful")


def test_a_suggestion_of_a_command_s_answer_is_answered_to_the_asker_alone(workspace: Workspace) -> None:
    channel, user = new("C"), new("U")
    (answer,) = workspace.answers(workspace.command("how much fentanyl was seized", user, channel)[1])
    _, url = workspace.click(answer.buttons("ask:")[0], answer, user, channel, ephemeral=True)
    (following,) = workspace.answers(url)
    assert following.arguments["response_type"] == "ephemeral" and following.buttons("share")


def test_two_questions_in_one_message_get_two_answers_in_order(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("How much fentanyl was seized? And who leads the cross-border task force?", user))
    (answer,) = workspace.answers(f"D{user[1:]}")
    assert answer.text.index("23 lb") < answer.text.index("Canada Border Services Agency leads")
    assert len(answer.buttons("helpful")) == 2


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_a_question_with_a_file_or_shown_to_the_channel_is_a_question(workspace: Workspace, subtype: str) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("how much fentanyl was seized", user, subtype=subtype))
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text


@pytest.mark.parametrize(
    "other",
    [
        {"user": BOT_USER},
        {"bot_id": BOT, "subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"subtype": "message_changed", "message": {"text": "how much cocaine was seized", "user": "U1", "ts": "1.1"}},
        {"subtype": "message_deleted", "deleted_ts": "1.1"},
        {"subtype": "channel_join"},
        {"subtype": "channel_leave"},
        {"edited": {"user": "U1", "ts": "1.2"}},
        {"user": "USLACKBOT"},
    ],
    ids=lambda other: "-".join(map(str, other.values()))[:30],
)
@pytest.mark.parametrize("where", ["direct", "mention"])
def test_bots_edits_joins_and_deletions_are_no_questions(workspace: Workspace, where: str, other: dict[str, object]) -> None:
    user, channel = new("U"), new("D" if where == "direct" else "C")
    make = workspace.direct if where == "direct" else workspace.mention
    body = make("how much cocaine was seized", user, channel)
    body["event"] |= other
    assert workspace.deliver(body).status == 200
    # The next question's answer is the only one.
    workspace.deliver(make("how much fentanyl was seized", user, channel))
    assert "23 lb" in workspace.answers(channel)[0].text


def test_talk_among_people_is_left_alone(workspace: Workspace) -> None:
    channel = new("C")
    workspace.deliver(workspace.post("how much cocaine was seized", new("U"), channel))
    workspace.deliver(workspace.post("and in kg?", new("U"), channel, thread=new_ts()))
    body = workspace.mention("how much fentanyl was seized", new("U"), channel)
    workspace.deliver(body)
    workspace.deliver(workspace.post("<@U0OTHER> could you use that?", new("U"), channel, body["event"]["ts"]))
    workspace.deliver(workspace.post("in kg?", new("U"), channel, body["event"]["ts"]))
    first, second = workspace.answers(channel, 2)
    assert "23 lb" in first.text and "10.43 kg" in second.text


@pytest.mark.parametrize(
    "text",
    [
        "how much *fentanyl* was seized &amp; where",
        "&gt; how much fentanyl was seized",
        "how much _fentanyl_ was seized <@U0OTHER>? :thinking_face:",
    ],
)
def test_markup_is_text_before_anything_reads_it(workspace: Workspace, text: str) -> None:
    user = new("U")
    workspace.deliver(workspace.direct(text, user))
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text
    (kept,) = workspace.said(f"slack-{TEAM}-direct-{user}")
    assert "how much fentanyl was seized" in kept
    assert not any(mark in kept for mark in ("&amp;", ">", "<", "*", "_", ":"))
