"""From a turn to its answer in Slack, whatever fails on the way."""

from __future__ import annotations

import logging

from channels.slack.answers import Answers
from channels.slack.assistant import Assistant
from channels.slack.blocks import Answer, Message, Piece, context, messages, pieces, section, together
from channels.slack.hearing import is_direct
from channels.slack.markup import unformatted
from channels.slack.pace import Pace
from channels.slack.sending import Passing, Refused, Slack
from channels.slack.turns import Job, Turn, Turns
from channels.slack.wording import read, say
from server.settings import SLACK_ATTEMPTS

logger = logging.getLogger(__name__)


class Service:
    """Answers turns one by one."""

    def __init__(self, assistant: Assistant, slack: Slack, turns: Turns, answers: Answers, pace: Pace) -> None:
        self._assistant = assistant
        self._slack = slack
        self._turns = turns
        self._answers = answers
        self._pace = pace

    async def serve(self, turn: Turn) -> None:
        """Ask the assistant, unless it was asked, and send what is not yet sent; on passing trouble of Slack leave the rest for later."""
        try:
            for at, (message, answer) in enumerate(await self._messages(turn)):
                if at >= turn.sent:
                    await self._deliver(turn.job, message, answer)
                    self._turns.sent(turn, at + 1)
        except Passing as trouble:
            logger.warning("Slack can't be reached for %s: %s", turn.job.conversation, trouble)
            self._again_or_never(turn)
        except Exception:
            logger.exception("turn of %s failed", turn.job.conversation)
            self._again_or_never(turn)
        else:
            self._turns.done(turn)

    def _again_or_never(self, turn: Turn) -> None:
        if turn.attempts + 1 < SLACK_ATTEMPTS:
            self._turns.postpone(turn, 2.0**turn.attempts)
        else:
            logger.error("answer for %s given up after %d attempts", turn.job.conversation, SLACK_ATTEMPTS)
            self._turns.done(turn)

    async def _messages(self, turn: Turn) -> list[tuple[Message, str | None]]:
        job = turn.job
        if job.notice:
            return [(message, None) for message in messages([section(unformatted(job.notice), job.notice)])]
        if turn.answers is None:
            answers = await self._ask(turn)
        else:
            answers = [answer for answer in map(self._answers.get, turn.answers) if answer]
        above: list[Piece] = context([say("asked", question=job.asked)]) if job.asked else []
        found = messages([*above, *together([pieces(answer, share=bool(job.response_url)) for answer in answers])])
        return [(message, answers[-1].id) for message in found]

    async def _ask(self, turn: Turn) -> list[Answer]:
        job = turn.job
        async with self._pace.turn():
            if job.thread and (start := self._answers.opening(job.team, job.channel, job.thread)):
                await self._assistant.begin(job.conversation, start)
            said = await self._assistant.ask(job.text, job.conversation)
            about = None if job.thread else await self._assistant.context(job.conversation)
        answers = self._answers.keep(job.text, said, about)
        self._turns.answered(turn, [answer.id for answer in answers])
        return answers

    async def _deliver(self, job: Job, message: Message, answer: str | None) -> None:
        try:
            await self._send(job, message, answer)
        except Refused as refusal:
            logger.error("Slack refused an answer for %s: %s", job.conversation, refusal)
            if str(refusal) in read()["errors"]["blocks"]:
                await self._plainly(job, message, answer)
            else:
                await self._directly(job, message, str(refusal))

    async def _plainly(self, job: Job, message: Message, answer: str | None) -> None:
        try:
            await self._send(job, Message(message.text, []), answer)
        except Refused as refusal:
            logger.error("Slack refused the plain text for %s: %s", job.conversation, refusal)
            await self._directly(job, message, str(refusal))

    async def _directly(self, job: Job, message: Message, code: str) -> None:
        # The last way to reach a person whose thread or command cannot be answered.
        if not job.response_url and (is_direct(job.channel) or job.channel == job.user):
            return
        note = say("moved", code=code)
        try:
            for part in (*messages([section(unformatted(note), note)]), message):
                await self._slack.post(job.user, part)
        except Refused as refusal:
            logger.error("Slack refused the direct message for %s as well: %s", job.conversation, refusal)

    async def _send(self, job: Job, message: Message, answer: str | None) -> None:
        if job.response_url:
            await self._slack.respond(job.response_url, message)
            return
        channel, ts = await self._slack.post(job.channel, message, job.thread)
        if not job.thread and answer:
            # People go on in a thread under the question or under the answer.
            self._answers.join(job.team, channel, ts, answer)
            if job.ts:
                self._answers.join(job.team, channel, job.ts, answer)
