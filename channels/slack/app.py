"""The Bolt app: which request of Slack goes where, each acknowledged as soon as it is kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from channels.slack.answers import Answers
from channels.slack.background import Background
from channels.slack.buttons import Body, Buttons, asked
from channels.slack.hearing import heard, keys, thread, unseen
from channels.slack.home import failed_view, view
from channels.slack.intake import Intake
from channels.slack.sending import Passing, Refused, Slack
from channels.slack.turns import Job
from channels.slack.wording import say
from knowledge.errors import KnowledgeError
from server import catalogue
from server.settings import SlackSettings

logger = logging.getLogger(__name__)
Ack = Callable[..., Awaitable[Any]]
COMMAND = "/briefing"
SHORTCUT = "check_claim"


class NotAuthorized(Exception):
    """Slack does not say who we are; nothing can be trusted before it does."""


def build(
    settings: SlackSettings,
    slack: Slack,
    intake: Intake,
    answers: Answers,
    buttons: Buttons,
    background: Background,
    quiet: logging.Logger,
) -> AsyncApp:
    """The app with its listeners. Bolt logs to `quiet`. To be called inside the event loop."""
    identity: list[AuthorizeResult] = []

    async def authorize() -> AuthorizeResult:
        # Bolt's own way answers 200 when Slack fails here, and the event would be lost; an error makes Slack send it again.
        if not identity:
            try:
                us = await slack.whoami()
            except (Refused, Passing) as trouble:
                raise NotAuthorized(f"auth.test failed: {trouble}") from trouble
            ids = {name: us.get(name) for name in ("enterprise_id", "team_id", "bot_id")}
            identity.append(AuthorizeResult(bot_user_id=us.get("user_id"), bot_token=settings.bot_token, **ids))
        return identity[0]

    app = AsyncApp(
        name="slack", logger=quiet, signing_secret=settings.signing_secret, client=slack.client, authorize=authorize,
        # A listener keeps what it is told before Slack reads that it was; what takes longer goes on in the background.
        process_before_response=True, raise_error_for_unhandled_request=True,
    )  # fmt: skip
    _guard(app, settings)
    _listen(app, intake, answers)
    _press(app, intake, buttons, background)
    _show_home(app, slack, background)
    return app


def _guard(app: AsyncApp, settings: SlackSettings) -> None:
    @app.use
    async def admit(context: AsyncBoltContext, body: Body, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:
        teams = {team for team in (context.team_id, context.actor_team_id) if team}
        if settings.teams and not (teams and teams <= settings.teams):
            logger.warning("request from workspace %s, which is not in SLACK_TEAMS", ", ".join(sorted(teams)) or "unknown")
            # 200, as Slack would send anything else again.
            return BoltResponse(status=200, body=say("not_admitted") if "command" in body else "")
        await next()
        return None

    @app.error
    async def failed(error: Exception) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        logger.error("a request of Slack failed, it will be sent again", exc_info=error)
        return BoltResponse(status=500, body="")


def _listen(app: AsyncApp, intake: Intake, answers: Answers) -> None:
    @app.event(re.compile("^(message|app_mention)$"))
    async def hear(body: Body, event: Body, context: AsyncBoltContext) -> None:
        job = heard(event, context.team_id or "", context.bot_user_id or "", answers.takes_part)
        if job:
            intake.take(job, keys(body, job))

    @app.command(COMMAND)
    async def command(ack: Ack, command: Body) -> None:
        team, channel, user = (str(command[name]) for name in ("team_id", "channel_id", "user_id"))
        job = Job(unseen(team, channel, user), command.get("text") or "", team, user, channel, response_url=command["response_url"])
        intake.take(job, [f"trigger:{command['trigger_id']}"])
        await ack()

    @app.shortcut({"type": "message_action", "callback_id": SHORTCUT})
    async def check_claim(ack: Ack, body: Body) -> None:
        message, channel, user, team = body["message"], body["channel"]["id"], body["user"]["id"], body["team"]["id"]
        root, claim = message.get("thread_ts") or message["ts"], message.get("text") or ""
        job = Job(thread(team, channel, root), claim and say("claim", claim=claim), team, user, channel, root)
        intake.take(job, [f"trigger:{body['trigger_id']}"])
        await ack()


def _press(app: AsyncApp, intake: Intake, buttons: Buttons, background: Background) -> None:
    @app.action(re.compile("^ask:"))
    async def ask(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        intake.take(asked(body, context.team_id or ""), [f"trigger:{body['trigger_id']}"])
        await ack()

    def press(action: str, work: Callable[[Body], Coroutine[Any, Any, None]]) -> None:
        @app.action(action)
        async def pressed(ack: Ack, body: Body) -> None:
            await ack()
            background.start(work(body))

    for action, work in (("helpful", buttons.rate), ("not_helpful", buttons.rate), ("copy", buttons.copy), ("share", buttons.share)):
        press(action, buttons.told(work))


def _show_home(app: AsyncApp, slack: Slack, background: Background) -> None:
    async def show(user: str) -> None:
        try:
            shown = view(catalogue.read())
        except KnowledgeError as error:
            logger.error("Home tab: %s", error)
            shown = failed_view()
        try:
            await slack.publish_home(user, shown)
        except (Refused, Passing) as trouble:
            logger.error("Slack refused the Home tab: %s", trouble)

    @app.event("app_home_opened")
    async def opened(event: Body) -> None:
        if event.get("tab") == "home":
            background.start(show(str(event["user"])))
