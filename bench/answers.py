"""Times of whole answers over REST: understanding, rules, action and database included."""

from __future__ import annotations

import secrets
import statistics
import time
from collections import Counter
from itertools import cycle, islice
from typing import Any

from bench.figures import percentile, ratio
from server.run import ask

Turns = tuple[str, ...]
"""Messages of one conversation, of which the last is timed."""

LEAD = "How much fentanyl was seized?"
CONVERSATIONS: dict[str, tuple[Turns, ...]] = {
    "fact": (
        ("How much trade crosses the border every day?",),
        ("how many prohibited weapons were seized",),
        ("Which countries are in the Five Eyes?",),
        ("what does the Cross-Border Crime Forum talk about?",),
        ("Who leads the task force on firearms?",),
    ),
    "derived": (
        ("How many kilograms of cocaine were seized?",),
        ("How much trade is that per hour, if it is $3.4 billion a day?",),
        ("What share of the drugs was cocaine?",),
        ("How many weapons and firearms were seized together?",),
        ("fentanyl and cocaine added up, in kg",),
    ),
    "refusal": (
        ("How much heroin was seized?",),
        ("How many people cross the border on foot?",),
        ("Who won the hockey game last night?",),
        ("What was the trade with Mexico in 2019?",),
        ("Write me a poem about love",),
    ),
    "small talk": (("Hello",), ("thanks a lot!",), ("Are you a robot?",), ("What can you do?",), ("bye",)),
    "follow-up": (
        (LEAD, "and cocaine?"),
        (LEAD, "in kg?"),
        ("How much trade crosses the border every day?", "and per year?"),
        ("How many firearms were seized?", "when was that?"),
        (LEAD, "where does it say so?"),
    ),
}
LONG = (
    "How much fentanyl was seized?", "and cocaine?", "in kg?", "Thanks", "How much trade crosses the border every day?",
    "How much heroin was seized?", "what else does it say about that?", "who wrote this?", "Is the border the longest in the world?", "ok",
)  # fmt: skip
"""Said again and again in a long conversation, so that its first ten turns and its last are the same."""


def kind_of(messages: list[dict[str, Any]]) -> str:
    """The kind of the first card among `messages`; `none` where there is no card."""
    return next((str(card.get("kind")) for message in messages if isinstance(card := message.get("custom"), dict)), "none")


def plan(count: int) -> list[tuple[str, Turns]]:
    """`count` conversations with their kinds; the kinds take turns, and so do the conversations of each."""
    sources = {kind: cycle(found) for kind, found in CONVERSATIONS.items()}
    return [(kind, next(sources[kind])) for kind in islice(cycle(CONVERSATIONS), count)]


def converse(url: str, turns: Turns) -> tuple[list[float], list[str]]:
    """Say `turns` as a new sender, one after another: the time in ms and the kind of each answer. Raises OSError."""
    sender, times, kinds = f"bench-{secrets.token_hex(8)}", [], []
    for text in turns:
        start = time.perf_counter()
        messages = ask(url, text, sender)
        times.append((time.perf_counter() - start) * 1e3)
        kinds.append(kind_of(messages))
    return times, kinds


def single(url: str, questions: int, warm_up: int = 25) -> tuple[dict[str, float], dict[str, Any]]:
    """Figures of `questions` (ms; each from a new sender, after `warm_up` more), and per kind its times and its answers' kinds."""
    times: dict[str, list[float]] = {kind: [] for kind in CONVERSATIONS}
    answered: dict[str, Counter[str]] = {kind: Counter() for kind in CONVERSATIONS}
    for _, turns in plan(warm_up):
        converse(url, turns)
    for kind, turns in plan(questions):
        took, kinds = converse(url, turns)
        times[kind].append(took[-1])
        answered[kind][kinds[-1]] += 1
    every = [sample for samples in times.values() for sample in samples]
    failures = sum(count for found in answered.values() for kind, count in found.items() if kind in ("error", "none"))
    details = {
        kind: {"questions": len(samples), "p50": percentile(samples, 50), "p95": percentile(samples, 95), "answers": dict(answered[kind])}
        for kind, samples in times.items()
        if samples
    }
    return {"answer_p50": percentile(every, 50), "answer_p95": percentile(every, 95), "answer_failures": failures}, details


def long(url: str, conversations: int, turns: int = 200) -> tuple[dict[str, float], dict[str, Any]]:
    """How the last ten turns of conversations of `turns` turns compare with their first ten, and the median (ms) of each ten."""
    found = [converse(url, tuple(islice(cycle(LONG), turns)))[0] for _ in range(conversations)]
    tens = [statistics.median(t for times in found for t in times[start : start + 10]) for start in range(0, turns, 10)]
    return {"turn_ratio": ratio(found)}, {"conversations": conversations, "turns": turns, "medians_ms": tens}
