"""Summary numbers, confusion matrix and threshold curve."""

from __future__ import annotations

import pytest

from evaluation.conversations import Turn
from evaluation.figures import STEPS, Tally, confusion, percentile, summarise, threshold_curve
from evaluation.judge import Reply
from evaluation.runner import Outcome
from tests.evaluation.samples import card, outcome, reading, reply

FIVE = card("fact", "there were 55")
RIGHT = reply("55", FIVE)
NOT_IN, OUT = reply("No.", card("not_in_source")), reply("No.", card("out_of_scope"))


def sample() -> list[Outcome]:
    """Six turns of four conversations; three are right."""
    return [
        outcome(Turn("q", "answer", all_of=(("55",),)), RIGHT, "a", 0, 10, reading(0.9)),
        outcome(Turn("q", "answer"), NOT_IN, "a", 1, 20, reading(0.4)),
        outcome(Turn("q", "answer"), reply("56", FIVE), "b", 0, 30, reading(0.8)),
        outcome(Turn("q", "not_in_source"), OUT, "c", 0, 40, reading(0.2)),
        outcome(Turn("q", "out_of_scope"), RIGHT, "d", 0, 50, reading(0.6)),
        outcome(Turn("q", "out_of_scope"), OUT, "d", 1, None),
    ]


def test_summary() -> None:
    found = summarise(sample())
    assert found.right == Tally(3, 6)
    assert found.right_conversations == Tally(1, 4)
    assert (found.first, found.follow_up) == (Tally(2, 4), Tally(1, 2))
    assert found.unsupported == Tally(1, 3)
    assert found.unsafe == Tally(2, 6)
    assert found.invented == Tally(1, 6)
    assert found.exact_refusals == Tally(1, 3)
    assert (found.p50_ms, found.p95_ms, found.unreached) == (30, 50, 1)


def test_summary_of_each_kind() -> None:
    """Kinds without turns are left out; first turns and follow-ups are apart."""
    found = summarise(sample()).by_expect
    assert list(found) == ["answer", "not_in_source", "out_of_scope"]
    assert (found["answer"].all, found["answer"].first, found["answer"].follow_up) == (Tally(1, 3), Tally(1, 2), Tally(0, 1))
    assert found["answer"].unsafe == 1
    assert found["not_in_source"].follow_up == Tally(0, 0)
    assert found["not_in_source"].follow_up.share is None


def test_nothing_came_back() -> None:
    found = summarise([outcome(Turn("q", "smalltalk"), Reply(), ms=None)])
    assert (found.p50_ms, found.p95_ms, found.unreached) == (None, None, 1)
    assert found.unsupported.share is None
    assert found.right.share == 0


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([], 0.5, None),
        ([7], 0.95, 7),
        ([3, 1, 2], 0.5, 2),
        (range(1, 101), 0.95, 95),
        (range(1, 101), 0.5, 50),
        ([1, 2], 0, 1),
        ([1, 2], 1, 2),
    ],
)
def test_percentile(values: list[float], share: float, found: float | None) -> None:
    assert percentile(values, share) == found


def test_confusion() -> None:
    assert confusion(sample()) == {
        ("answer", "fact"): 2,
        ("answer", "not_in_source"): 1,
        ("not_in_source", "out_of_scope"): 1,
        ("out_of_scope", "fact"): 1,
        ("out_of_scope", "out_of_scope"): 1,
    }


def test_threshold_curve() -> None:
    """Shares fall as the threshold rises; what was replied is below what the scores alone would let through."""
    points = threshold_curve(sample())
    assert [p.threshold for p in points] == [step / STEPS for step in range(STEPS + 1)]
    low, middle, high = points[0], points[70], points[95]
    assert (low.answerable_right, low.answerable_above) == (pytest.approx(1 / 3), 1)
    assert (low.unanswerable_answered, low.unanswerable_above) == (0.5, 1)
    assert (middle.answerable_right, middle.answerable_above) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (middle.unanswerable_answered, middle.unanswerable_above) == (0, 0)
    assert (high.answerable_right, high.answerable_above) == (0, 0)
    assert points[60].unanswerable_answered == 0.5
    assert points[61].unanswerable_answered == 0


def test_no_curve_without_scores_of_both_sorts() -> None:
    assert threshold_curve(sample()[:3]) == []
    assert threshold_curve(sample()[5:]) == []
    assert threshold_curve([]) == []
