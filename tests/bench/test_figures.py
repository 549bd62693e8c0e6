"""Percentiles, medians and ratios of samples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import milliseconds, percentile, ratio


@pytest.mark.parametrize(("percent", "expected"), [(1, 1), (50, 50), (50.5, 51), (95, 95), (99, 99), (100, 100)])
def test_percentile_of_a_hundred(percent: float, expected: int) -> None:
    """Of the samples 1 to 100, the p-th percentile is p, whatever their order."""
    assert percentile(list(range(100, 0, -1)), percent) == expected


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.floats(min_value=0.01, max_value=100))
def test_percentile_is_a_sample_that_enough_do_not_exceed(samples: list[float], percent: float) -> None:
    """No invented value comes back, and enough samples are at most as large."""
    found = percentile(samples, percent)
    assert found in samples
    assert sum(s <= found for s in samples) >= len(samples) * percent / 100 - 1e-9


@pytest.mark.parametrize(("samples", "percent"), [([], 50), ([1.0], 0), ([1.0], 101)])
def test_percentile_of_nothing_is_an_error(samples: list[float], percent: float) -> None:
    """Neither an empty list nor a percentile outside 0 to 100 gives a figure."""
    with pytest.raises(ValueError, match="percentile"):
        percentile(samples, percent)


def test_ratio_compares_medians_of_both_ends() -> None:
    """One slow turn at either end changes nothing, nor does the middle."""
    turns = [9.0, *[2.0] * 9, *[100.0] * 180, *[3.0] * 9, 50.0]
    assert ratio([turns]) == ratio([turns, turns]) == 1.5


@pytest.mark.parametrize("conversations", [[], [[1.0] * 19], [[1.0] * 20, [1.0] * 5]])
def test_ratio_needs_two_ends(conversations: list[list[float]]) -> None:
    """A conversation whose first and last ten turns overlap gives no ratio."""
    with pytest.raises(ValueError, match="20 turns"):
        ratio(conversations)


def test_milliseconds_calls_once_for_each_input() -> None:
    """A time for each input, in their order."""
    seen: list[int] = []
    times = milliseconds(seen.append, [3, 1, 2])
    assert seen == [3, 1, 2]
    assert len(times) == 3
    assert min(times) >= 0
