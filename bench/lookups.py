"""Times of the knowledge base's lookups in a made-up base."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import milliseconds, percentile
from bench.synthetic import table
from knowledge.build import write
from knowledge.records import Fact
from knowledge.store import KnowledgeBase

COMMON = (
    "drugs seized by the officers in {}",
    "What was seized at the border in {}?",
    "How strong is the trade with Canada?",
    "seized",
    "{}",
)
"""Searches for nothing but words that are in thousands of facts; `{}` is a year."""


def searches(sample: list[Fact]) -> list[str]:
    """What to search for, from `sample`: facts' questions, subjects, statements, and common words alone, in turn."""
    common = cycle(COMMON)
    forms: tuple[Callable[[Fact], str], ...] = (
        lambda fact: fact.question,
        lambda fact: f"How much {fact.subject} did they seize at the border last year?",
        lambda fact: fact.subject,
        lambda fact: fact.statement,
        lambda fact: next(common).format(fact.period),
    )
    return [form(fact) for form, fact in zip(cycle(forms), sample)]


def lookups(kb: KnowledgeBase, sample: list[Fact], random: Random) -> dict[str, tuple[Callable[[Any], object], list[Any]]]:
    """Each lookup with as many inputs as there are facts in `sample`."""
    return {
        "fact": (kb.fact, [fact.id for fact in sample]),
        "named": (kb.named, [random.choice(fact.aliases) for fact in sample]),
        "series": (lambda pair: kb.series(*pair), [(fact.subject, fact.measure) for fact in sample]),
        "search": (kb.search, searches(sample)),
    }


def measure(facts: int, samples: int, folder: Path, seed: int = 1) -> tuple[dict[str, float], dict[str, Any]]:
    """Times (ms) of `samples` lookups of each kind in a base of `facts` facts written to `folder`, after as many to warm up."""
    target = folder / "bench.db"
    start = time.perf_counter()
    write(table(facts, seed), target)
    details: dict[str, Any] = {
        "facts": facts,
        "samples": samples,
        "build_s": time.perf_counter() - start,
        "file_mb": target.stat().st_size / 1e6,
    }
    figures = {}
    random = Random(seed)
    with KnowledgeBase(target) as kb:
        found = [fact for position in random.choices(range(facts), k=2 * samples) if (fact := kb.fact(f"fact-{position}"))]
        for name, (call, inputs) in lookups(kb, found[:samples], random).items():
            details[f"{name}_warm_up_most_ms"] = max(milliseconds(call, inputs))
        for name, (call, inputs) in lookups(kb, found[samples:], random).items():
            times = milliseconds(call, inputs)
            figures[f"{name}_p50"], figures[f"{name}_p99"] = percentile(times, 50), percentile(times, 99)
            details[f"{name}_most_ms"] = max(times)
    return figures, details


def run(facts: int, samples: int) -> tuple[dict[str, float], dict[str, Any]]:
    """`measure` in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return measure(facts, samples, Path(folder))
