"""Slack is off without its settings, on with them, and half of them is said at start."""

from __future__ import annotations

import logging
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from channels.slack.secrets import Redacting
from server.run import StartError, free_port, running
from server.settings import SLACK_API_URL, SLACK_VARIABLES, Settings, SlackSettings
from tests.assistant import Assistant

BOTH = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
HALVES = [
    ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET missing"),
    ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN missing"),
    ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET missing"),
    ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, "SLACK_SIGNING_SECRET missing"),
    ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "  "}, "SLACK_SIGNING_SECRET missing"),
    ({**BOTH, "SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN does not begin with xoxb-"),
    ({**BOTH, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN does not begin with xapp-"),
    ({**BOTH, "SLACK_API_URL": "localhost:80"}, "SLACK_API_URL='localhost:80' is no address"),
]


def test_none_or_empty_ones_leave_slack_off() -> None:
    assert SlackSettings.of({}) is None
    assert SlackSettings.of(dict.fromkeys(SLACK_VARIABLES, "")) is None
    assert SlackSettings.of({"SLACK_API_URL": "http://127.0.0.1:1", "SLACK_TEAMS": "T1"}) is None


def test_the_defaults_are_slack_s_own() -> None:
    settings = SlackSettings.of(BOTH)
    assert settings and settings.api_url == SLACK_API_URL and settings.app_token == "" and settings.teams == frozenset()
    more = SlackSettings.of({**BOTH, "SLACK_TEAMS": "T1, T2 T3"})
    assert more and more.teams == {"T1", "T2", "T3"}


def test_settings_do_not_show_their_secrets() -> None:
    assert "xoxb-1" not in repr(SlackSettings.of(BOTH))


@pytest.mark.parametrize(("values", "problem"), HALVES)
def test_half_of_them_is_an_error(values: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        SlackSettings.of(values)


def test_half_of_them_is_said_before_anything_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-a-secret-token")
    with (
        pytest.raises(StartError, match=r"SLACK_SIGNING_SECRET missing; docs/slack\.md") as error,
        running(Settings("127.0.0.1", free_port(), tmp_path)),
    ):
        pass
    assert "a-secret-token" not in str(error.value)
    assert not (tmp_path / "logs").exists()


def test_without_them_slack_is_off_and_the_rest_runs(assistant: Assistant) -> None:
    with urllib.request.urlopen(f"{assistant.url}/webhooks/slack/", timeout=30) as reply:
        assert b'"off"' in reply.read()
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{assistant.url}/webhooks/slack/webhook", b"{}", timeout=30)
    assert error.value.code == 404 and b"SLACK_BOT_TOKEN" in error.value.read()
    assert assistant.say("how much fentanyl was seized").kind == "fact"


def test_secrets_in_messages_and_tracebacks_are_redacted(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tests.redacting")
    logger.addFilter(Redacting(["a-secret", ""]))
    try:
        raise ValueError("wss://x.example/?ticket=a-ticket&b=1 with a-secret")
    except ValueError:
        logger.exception("token %s and %s", "xoxb-1-2", "xapp-1-A", exc_info=sys.exc_info())
    assert not any(secret in caplog.text for secret in ("a-secret", "a-ticket", "xoxb-1-2", "xapp-1-A"))
    assert "ValueError" in caplog.text and "&b=1" in caplog.text
