"""An action server that answers wrongly in one way: `python -m tests.stories.mutant_actions NAME`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from answering.answers import Answers
from answering.followup import Context
from server.action_server import main

_refuse = Answers.refuse
_small_talk = Answers.small_talk


def _answered_refusal(self: Answers, question: Any, near: Any, lacking: Any) -> Any:
    return self.fact(near[:1]) if near else _refuse(self, question, near, lacking)


def _wrong_small_talk(self: Answers, question: Any) -> Any:
    return _small_talk(self, replace(question, intent="goodbye" if question.intent == "thank" else question.intent))


def answers_refusals() -> None:
    """The nearest fact instead of a refusal."""
    Answers.refuse = _answered_refusal  # type: ignore[method-assign]


def answers_another_intent() -> None:
    """A goodbye for a thank-you."""
    Answers.small_talk = _wrong_small_talk  # type: ignore[method-assign]


def forgets() -> None:
    """Every turn is answered as if it were the first."""
    Context.of_slot = classmethod(lambda cls, slot: cls())  # type: ignore[assignment, method-assign]


MUTANTS: dict[str, Callable[[], None]] = {mutant.__name__: mutant for mutant in (answers_refusals, answers_another_intent, forgets)}

if __name__ == "__main__":
    MUTANTS[sys.argv[1]]()
    sys.exit(main())
