"""Figures from samples: percentiles, medians, times of calls. Nothing here knows what is measured."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that `percent` (above 0, up to 100) of the samples do not exceed, in their unit.

    Raises ValueError when there is no sample, or no such percentile.
    """
    if not samples or not 0 < percent <= 100:
        raise ValueError(f"percentile {percent} of {len(samples)} samples")
    return sorted(samples)[math.ceil(len(samples) * percent / 100) - 1]


def ratio(conversations: Sequence[Sequence[float]], ends: int = 10) -> float:
    """How many times as long the last `ends` turns take as the first: the quotient of the medians over all conversations.

    Raises ValueError when a conversation is shorter than two such ends.
    """
    if not conversations or min(map(len, conversations)) < 2 * ends:
        raise ValueError(f"need conversations of {2 * ends} turns or more")
    first = [turn for turns in conversations for turn in turns[:ends]]
    last = [turn for turns in conversations for turn in turns[-ends:]]
    return statistics.median(last) / statistics.median(first)


def milliseconds(call: Callable[[Any], object], inputs: Iterable[Any]) -> list[float]:
    """How long `call` takes for each of `inputs`, in ms."""
    found = []
    for item in inputs:
        start = time.perf_counter()
        call(item)
        found.append((time.perf_counter() - start) * 1e3)
    return found
