"""What the buttons under an answer do."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from channels.slack.answers import Answers
from channels.slack.blocks import Answer, Message, Piece, citation, context, messages, pieces, section
from channels.slack.hearing import direct, is_direct, thread, unseen
from channels.slack.markup import escaped, split, unformatted
from channels.slack.sending import Passing, Refused, Slack
from channels.slack.turns import Job, Turns
from channels.slack.wording import limit, say

logger = logging.getLogger(__name__)
Body = dict[str, Any]


def value_of(body: Body) -> str:
    """What the clicked button carries."""
    return str(body["actions"][0].get("value") or "")


def asked(body: Body, team: str) -> Job:
    """The job of a click on a suggested question: it is answered where the button stands."""
    user, question = body["user"]["id"], value_of(body)
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    if not channel:  # the Home tab
        return Job(direct(team, user), question, team, user, user, asked=question)
    if container.get("is_ephemeral"):
        url = str(body.get("response_url") or "")
        return Job(unseen(team, channel, user), question, team, user, channel, response_url=url, asked=question)
    root = message.get("thread_ts") or container.get("thread_ts") or ""
    if is_direct(channel) and not root:
        return Job(direct(team, user), question, team, user, channel, asked=question)
    root = root or message.get("ts") or container.get("message_ts") or ""
    return Job(thread(team, channel, root), question, team, user, channel, root, asked=question)


def copy_view(answer: Answer) -> dict[str, Any]:
    """A modal with the answer as plain text."""
    parts = split(citation(answer), limit("section"))[: limit("view_blocks")]
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}} for part in parts]
    title, close = ({"type": "plain_text", "text": say(key)} for key in ("copy_title", "copy_close"))
    return {"type": "modal", "title": title, "close": close, "blocks": blocks}


class Buttons:
    """The buttons that ask nothing of the assistant. Each takes the body of Slack's request and tells the person what came of it."""

    def __init__(self, slack: Slack, turns: Turns, answers: Answers) -> None:
        self._slack = slack
        self._turns = turns
        self._answers = answers

    def told(self, work: Callable[[Body, Answer], Awaitable[str]]) -> Callable[[Body], Coroutine[Any, Any, None]]:
        """`work` on the button's answer, for the body of a click: the person reads what it returns, or that it failed."""

        async def run(body: Body) -> None:
            try:
                answer = self._answers.get(value_of(body))
                reply = await work(body, answer) if answer else say("forgotten")
            except Exception:
                logger.exception("a click on %s failed", body["actions"][0].get("action_id"))
                reply = say("failed")
            if reply:
                await self._tell(body, reply)

        return run

    async def _tell(self, body: Body, text: str, plain: bool = False) -> None:
        message = body.get("message") or {}
        parts = split(text, limit("section") // 2, lambda part: len(escaped(part)))
        found = [section(f"```{escaped(part)}```" if plain else unformatted(part), part) for part in parts]
        try:
            for one in messages(found):
                await self._slack.respond(str(body.get("response_url") or ""), one, message.get("thread_ts") or "")
        except (Refused, Passing) as trouble:
            logger.error("Slack refused to say what came of a click on %s: %s", body["actions"][0].get("action_id"), trouble)

    async def rate(self, body: Body, answer: Answer) -> str:
        """Keep what the person thinks of the answer."""
        helpful = body["actions"][0]["action_id"] == "helpful"
        self._answers.rate(answer.id, body["user"]["id"], helpful)
        return say("thanks_helpful" if helpful else "thanks_not_helpful")

    async def copy(self, body: Body, answer: Answer) -> str:
        """Show the answer as plain text with its citation: in a modal, or below when that is too late."""
        try:
            await self._slack.open_view(str(body.get("trigger_id") or ""), copy_view(answer))
        except (Refused, Passing) as trouble:
            logger.warning("Slack refused a modal: %s", trouble)
            await self._tell(body, citation(answer), plain=True)
        return ""

    async def share(self, body: Body, answer: Answer) -> str:
        """Show the answer to the channel, once."""
        team, user, channel = body["team"]["id"], body["user"]["id"], body["channel"]["id"]
        key = f"share:{answer.id}:{channel}"
        if not self._turns.first(key):
            return say("was_shared")
        by = {"type": "context", "elements": [{"type": "mrkdwn", "text": say("shared", user=f"<@{user}>")}]}
        above = [Piece(by, say("shared_text")), *context([self._answers.question(answer.id)])]
        try:
            for message in messages([*above, *pieces(answer)]):
                await self._post(team, channel, message, answer)
        except Refused as refusal:
            self._turns.unsee(key)
            logger.error("Slack refused to share an answer: %s", refusal)
            return say("cannot_share", code=str(refusal))
        except Passing:
            self._turns.unsee(key)
            raise
        return say("is_shared")

    async def _post(self, team: str, channel: str, message: Message, answer: Answer) -> None:
        _, ts = await self._slack.post(channel, message)
        self._answers.join(team, channel, ts, answer.id)
