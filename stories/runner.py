"""Tells stories to a running assistant, several side by side, and keeps what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException

from evaluation.exchange import Exchange, exchange
from evaluation.judge import Reply
from evaluation.runner import Read
from stories.checks import CHECKS, Gap, Seen, Unknown
from stories.clients import Client, Talk
from stories.promises import broken
from stories.story import Assertion, Story, Turn

SIDE_BY_SIDE = 4
"""Stories that are told at the same time."""
PASSED, FAILED, KNOWN, MENDED = "passed", "failed", "known failure", "mended"
"""Verdicts. A known failure that passes is mended: it counts as failed until its mark is taken away."""


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: the name of the check, the line of the story, and the gap."""

    name: str
    line: int
    gap: Gap


@dataclass(frozen=True)
class Told:
    """One turn as it went; `unchecked` are assertions that can't be told without the assistant's conversations."""

    turn: Turn
    exchange: Exchange
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Assertion, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A story as it went, up to the first turn that failed; `sender` is the conversation's id in the tracker store."""

    story: Story
    sender: str
    told: tuple[Told, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for told in self.told for finding in told.findings)

    @property
    def verdict(self) -> str:
        """One of the verdicts above."""
        if self.story.known_failure:
            return KNOWN if self.findings else MENDED
        return FAILED if self.findings else PASSED

    @property
    def good(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.verdict in (PASSED, KNOWN)


def _seen(said: Exchange, answer: int | None) -> Seen:
    if answer is None:
        return Seen(said.reply.text, said.reply.cards, said.ms, said.reading)
    text, card = said.reply.answers[answer]
    return Seen(text, (card,), said.ms, said.reading)


def _checked(turn: Turn, said: Exchange, talked: str) -> Told:
    if said.problem:
        return Told(turn, said, (Finding("reply", turn.line, Gap("a reply", said.problem)),))
    found = [Finding(name, turn.line, gap) for name, gap in broken(said.reply, talked)]
    came = len(said.reply.answers)
    if turn.answers is not None and came != turn.answers:
        found.append(Finding("bot", turn.line, Gap(f"{turn.answers} answers", f"{came}: {said.reply.text}")))
        return Told(turn, said, tuple(found))
    unchecked = []
    for assertion in turn.assertions:
        try:
            gap = CHECKS[assertion.name](assertion.value, _seen(said, assertion.answer))
        except Unknown:
            unchecked.append(assertion)
            continue
        if gap:
            found.append(Finding(assertion.name, assertion.line, gap))
    return Told(turn, said, tuple(found), tuple(unchecked))


def _offered(reply: Reply) -> list[str]:
    return [text for card in reply.cards for text in card.get("suggestions", ())]


def _turn(turn: Turn, before: Sequence[Told], talk: Talk, read: Read) -> Told:
    if turn.pressed:
        offered = _offered(before[-1].exchange.reply) if before else []
        if turn.text not in offered:
            return Told(turn, Exchange(), (Finding("button", turn.line, Gap(turn.text, "\n".join(offered) or "(none)")),))
    send = partial(talk.press if turn.pressed else talk.say, turn.text)
    said = exchange(send, partial(read, talk.sender))
    return _checked(turn, said, " ".join([*(told.turn.text for told in before), turn.text]))


def tell(story: Story, client: Client, read: Read) -> Outcome:
    """Tell one story as a conversation of its own, until a turn fails: later ones lean on it."""
    told: list[Told] = []
    try:
        talk = client()
    except (OSError, HTTPException, ValueError) as error:
        first = story.turns[0]
        gap = Gap("a conversation", f"{type(error).__name__}: {error}")
        return Outcome(story, "", (Told(first, Exchange(problem=gap.got), (Finding("reply", first.line, gap),)),))
    for turn in story.turns:
        told.append(_turn(turn, told, talk, read))
        if told[-1].findings:
            break
    return Outcome(story, talk.sender, tuple(told))


def run(stories: Iterable[Story], teller: Callable[[Story], Outcome], side_by_side: int = SIDE_BY_SIDE) -> Iterator[Outcome]:
    """The outcome of each story, in order, each as soon as it and those before it are told."""
    with ThreadPoolExecutor(side_by_side) as pool:
        yield from pool.map(teller, stories)
