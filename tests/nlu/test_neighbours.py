"""How near a question lies to examples that the source answers, and to ones that it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.neighbours import FEATURES, Neighbours
from nlu.witnesses import FEATURES as ALL
from nlu.witnesses import Witnesses, features, witnesses

RANDOM = np.random.default_rng(1)
WIDTH = 6
PLACES = {"trade_daily": 0, "seized_cocaine": 1, "unanswered": 2}


@pytest.fixture(scope="module")
def vectors() -> dict[str, np.ndarray]:
    return {name: (np.eye(WIDTH)[k] * 3 + RANDOM.normal(size=(30, WIDTH)) * 0.2).astype(np.float32) for name, k in PLACES.items()}


@pytest.fixture(scope="module")
def neighbours(vectors: dict[str, np.ndarray]) -> Neighbours:
    abouts: list[str | None] = [name for name in PLACES for _ in range(30)]
    return Neighbours.fit(np.concatenate(list(vectors.values())), abouts, [a != "unanswered" for a in abouts])


def _row(neighbours: Neighbours, vector: np.ndarray, target: str) -> dict[str, float]:
    return dict(zip(FEATURES, neighbours.nearness(vector[None], [target])[0].tolist()))


def test_an_answered_example_is_near_its_like_on_its_own_target_alone(neighbours: Neighbours, vectors: dict[str, np.ndarray]) -> None:
    own = _row(neighbours, vectors["trade_daily"][0], "trade_daily")
    other = _row(neighbours, vectors["trade_daily"][0], "seized_cocaine")
    assert own["near_answered"] > own["near_unanswered"] and own["nearest_apart"] > 0
    assert other["near_answered"] < own["near_answered"]


def test_an_unanswered_example_is_nearer_to_the_unanswered(neighbours: Neighbours, vectors: dict[str, np.ndarray]) -> None:
    row = _row(neighbours, vectors["unanswered"][0], "trade_daily")
    assert row["near_unanswered"] > row["near_answered"] and row["nearest_apart"] < 0


def test_a_target_without_examples_is_near_to_nothing(neighbours: Neighbours, vectors: dict[str, np.ndarray]) -> None:
    assert _row(neighbours, vectors["trade_daily"][0], "never_heard_of")["near_answered"] == 0


def test_no_vectors_no_rows(neighbours: Neighbours) -> None:
    assert neighbours.nearness(np.zeros((0, WIDTH), dtype=np.float32), []).shape == (0, len(FEATURES))


def test_neighbours_survive_being_kept(neighbours: Neighbours, vectors: dict[str, np.ndarray], tmp_path: Path) -> None:
    neighbours.save(tmp_path / "neighbours.npz")
    again = Neighbours.load(tmp_path / "neighbours.npz")
    asked = vectors["trade_daily"][:5]
    assert np.allclose(again.nearness(asked, ["trade_daily"] * 5), neighbours.nearness(asked, ["trade_daily"] * 5), atol=0.01)


def test_trust_rises_with_every_witness_that_speaks_for_an_answer() -> None:
    heard = Witnesses(np.ones(len(ALL)), 0.0)
    low, high = (features(np.array([p]), np.array([p]), np.array([[p, p, p]])) for p in (0.2, 0.9))
    assert heard.trust(low)[0] < 0.5 < heard.trust(high)[0]


def test_the_weights_that_are_kept_want_nearness_to_what_is_answered() -> None:
    weights = dict(zip(ALL, witnesses().weights))
    assert weights["near_answered"] > 0 > weights["near_unanswered"]
