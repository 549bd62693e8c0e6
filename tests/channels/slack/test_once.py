"""Each event is answered once, in time and in order, whatever Slack repeats and however many processes listen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from tests.channels.slack.conftest import Start
from tests.channels.slack.workspace import Workspace, new, signed

REASONS = ["http_timeout", "http_error", "connection_failed", "ssl_error", "too_many_redirects", "unknown_error"]


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"])
def test_a_charset_in_the_content_type_changes_nothing(workspace: Workspace, content_type: str) -> None:
    user = new("U")
    assert workspace.deliver(workspace.direct("how much fentanyl was seized", user), content_type=content_type).status == 200
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text


@pytest.mark.parametrize("reason", REASONS)
def test_three_retries_for_whatever_reason_bring_one_answer(workspace: Workspace, reason: str) -> None:
    user = new("U")
    body = workspace.direct("how much fentanyl was seized", user)
    assert workspace.deliver(body).status == 200
    for number in (1, 2, 3):
        assert workspace.deliver(body, retry=(number, reason)).status == 200
    workspace.answers(f"D{user[1:]}")


@pytest.mark.parametrize("reason", REASONS)
def test_a_retry_of_an_event_that_never_arrived_is_answered(workspace: Workspace, reason: str) -> None:
    user = new("U")
    assert workspace.deliver(workspace.direct("how much fentanyl was seized", user), retry=(1, reason)).status == 200
    workspace.answers(f"D{user[1:]}")


@pytest.mark.parametrize("mention_first", [True, False])
def test_a_post_told_of_twice_is_answered_once(workspace: Workspace, mention_first: bool) -> None:
    channel = new("C")
    mention = workspace.mention("how much fentanyl was seized", new("U"), channel)
    message = workspace.event({**mention["event"], "type": "message", "channel_type": "channel"})
    for body in (mention, message) if mention_first else (message, mention):
        workspace.deliver(body)
    workspace.answers(channel)


def test_a_click_or_command_that_is_sent_again_is_answered_once(workspace: Workspace) -> None:
    channel = new("C")
    workspace.deliver(workspace.mention("how much fentanyl was seized", new("U"), channel))
    (answer,) = workspace.answers(channel)
    trigger, user = new("trigger"), new("U")
    for _ in range(2):
        workspace.click(answer.buttons("ask:")[0], answer, user, trigger=trigger)
    workspace.answers(channel, 2)


def test_a_slow_answer_is_acknowledged_in_time_and_comes(workspace: Workspace) -> None:
    user, channel = new("U"), new("C")
    actions = workspace.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        received = [
            workspace.deliver(workspace.direct("how much fentanyl was seized", user)),
            workspace.command("how much fentanyl was seized", user, channel)[0],
            workspace.check_claim("23 lb of fentanyl was seized", user, new("C"), "1600000000.000001")[0],
        ]
        # They came back while no action can have been run.
        assert all(one.status == 200 for one in received)
        with pytest.raises(AssertionError):
            workspace.standin.wait(lambda: bool(workspace.standin.to(f"D{user[1:]}")), seconds=6)
    finally:
        actions.send_signal(signal.SIGCONT)
    assert "23 lb" in workspace.answers(f"D{user[1:]}")[0].text


def test_a_thread_is_answered_in_its_order(workspace: Workspace) -> None:
    channel = new("C")
    opening = workspace.mention("how much fentanyl was seized", new("U"), channel)
    workspace.deliver(opening)
    texts = ["in kg?", "and cocaine?", "in kg?", "and fentanyl?"]
    for text in texts:
        workspace.deliver(workspace.post(text, new("U"), channel, opening["event"]["ts"]))
    told = [call.text for call in workspace.answers(channel, 5)]
    assert all(figure in text for figure, text in zip(("23 lb", "10.43 kg", "2,308 lb", "1,046.89 kg", "23 lb"), told)), told


async def _burst(workspace: Workspace, bodies: list[dict[str, object]]) -> list[tuple[int, float]]:
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(100)  # Slack opens no more connections at a time than a server lets it

    async def deliver(session: aiohttp.ClientSession, body: dict[str, object]) -> tuple[int, float]:
        text = json.dumps(body)
        async with gate:
            start = loop.time()
            async with session.post(f"{workspace.url}/webhooks/slack/webhook", data=text, headers=signed(text)) as reply:
                return reply.status, loop.time() - start

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        return list(await asyncio.gather(*(deliver(session, body) for body in bodies)))


def test_five_hundred_events_in_a_burst_are_all_answered_once_and_in_order(workspace: Workspace) -> None:
    channels = [new("C") for _ in range(100)]
    opening = [workspace.mention("how much fentanyl was seized", new("U"), channel) for channel in channels]
    threads = {body["event"]["channel"]: body["event"]["ts"] for body in opening}
    following = [
        workspace.post(text, new("U"), c, threads[c]) for text in ("in kg?", "and cocaine?", "in kg?", "and fentanyl?") for c in channels
    ]
    rounds = [opening, *(following[at : at + 100] for at in range(0, 400, 100))]
    received = [one for bodies in rounds for one in asyncio.run(_burst(workspace, bodies))]
    # Some of them once more, as Slack does when it is in doubt.
    received += asyncio.run(_burst(workspace, [*opening[:20], *following[:20]]))
    assert Counter(status for status, _ in received) == {200: 540}
    print(f"acknowledged within {max(seconds for _, seconds in received):.2f} s")
    workspace.idle(300)
    for channel in channels:
        told = [call.text for call in workspace.answers(channel, 5)]
        assert all(figure in text for figure, text in zip(("23 lb", "10.43 kg", "2,308 lb", "1,046.89 kg", "23 lb"), told)), told


def test_two_processes_and_one_event_bring_one_answer(workspace: Workspace, start: Start, tmp_path: Path) -> None:
    for name in ("slack.db", "conversations.db", "knowledge.db"):
        (tmp_path / name).symlink_to(workspace.state / name)
    with start(tmp_path) as other:
        channels = [new("C") for _ in range(10)]
        for channel in channels:
            body = workspace.mention("how much fentanyl was seized", new("U"), channel)
            assert other.deliver(body).status == workspace.deliver(body).status == 200
            # What follows in the thread is told to the other process.
            other.deliver(workspace.post("in kg?", new("U"), channel, body["event"]["ts"]))
        for channel in channels:
            first, second = workspace.answers(channel, 2)
            assert "23 lb" in first.text and "10.43 kg" in second.text


def test_what_was_acknowledged_is_answered_after_a_crash(start: Start, tmp_path: Path) -> None:
    user = new("U")
    with start(tmp_path) as crashing:
        crashing.processes["actions"].send_signal(signal.SIGSTOP)
        assert crashing.deliver(crashing.direct("how much fentanyl was seized", user)).status == 200
        os.kill(crashing.processes["rasa"].pid, signal.SIGKILL)
        crashing.processes["rasa"].wait()
        crashing.processes["actions"].send_signal(signal.SIGCONT)
        assert crashing.standin.to(f"D{user[1:]}") == []
    with start(tmp_path) as after:
        assert "23 lb" in after.answers(f"D{user[1:]}")[0].text
