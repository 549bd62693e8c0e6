"""The gate that every question from Slack goes through before anything keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels.inbox import Reply, admit
from channels.slack.answers import Answers
from channels.slack.markup import typed
from channels.slack.turns import Job, Turns
from channels.slack.worker import Worker


class Intake:
    """Takes jobs on, with their text as Slack sent it. Raises sqlite3.Error when the store can't be written."""

    def __init__(self, turns: Turns, answers: Answers, worker: Worker) -> None:
        self._turns = turns
        self._answers = answers
        self._worker = worker

    def take(self, job: Job, keys: Sequence[str]) -> None:
        """Queue `job` unless one of `keys` was seen. A text with personal information is thrown away; a notice takes its place."""
        admitted = admit(typed(job.text))
        turned_away = {"text": "", "asked": "", "notice": admitted.text} if isinstance(admitted, Reply) else {"text": admitted}
        job = replace(job, **turned_away)
        if self._turns.accept(job, keys):
            if job.thread:
                # At once, so that what is said next in the thread is heard before the answer is there.
                self._answers.join(job.team, job.channel, job.thread)
            self._worker.wake()
