"""From a vector to an intent, a target and the odds that the source answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu import heads
from nlu.understanding import REFUSED, Understood, apart, fit, understand

RANDOM = np.random.default_rng(0)
CENTRES = {"ask_trade": 0, "not_in_source": 1, "greet": 2, "out_of_scope": 3}


def _examples() -> tuple[np.ndarray, list[str], list[str | None]]:
    intents = [name for name in CENTRES for _ in range(20)]
    vectors = np.stack([np.eye(4)[CENTRES[name]] * 5 + RANDOM.normal(size=4) * 0.1 for name in intents]).astype(np.float32)
    about = {"ask_trade": "trade_daily", "not_in_source": "seized_cocaine"}
    return vectors, intents, [about.get(name) for name in intents]


@pytest.fixture(scope="module")
def fitted() -> dict[str, heads.Head]:
    return fit(*_examples(), strength=1.0)


@pytest.mark.parametrize("intent", CENTRES)
def test_what_was_learnt_is_understood(fitted: dict[str, heads.Head], intent: str) -> None:
    found = understand(fitted, (np.eye(4)[CENTRES[intent]] * 5).astype(np.float32), 0.5)
    assert found.intent == intent
    assert found.intents[0][0] == found.intent


def test_a_high_threshold_refuses(fitted: dict[str, heads.Head]) -> None:
    found = understand(fitted, (np.eye(4)[0] * 5).astype(np.float32), 1.1)
    assert found.intent in REFUSED


def test_the_classifier_survives_being_kept(fitted: dict[str, heads.Head], tmp_path: Path) -> None:
    heads.save(tmp_path / "heads.npz", fitted)
    again = heads.load(tmp_path / "heads.npz")
    vector = (np.eye(4)[1] * 5).astype(np.float32)
    assert understand(again, vector, 0.5) == understand(fitted, vector, 0.5)


def _read(intent: str, target: str = "context", sureness: float = 0.99, answerable: float = 0.99) -> Understood:
    return Understood([(intent, 0.9), ("not_in_source", 0.05)], [(target, sureness)], answerable)


TRADE, DRUGS, GUNS = _read("ask_trade", "trade_daily"), _read("ask_seizures", "seized_drugs_total"), _read("ask_seizures", "seized_guns")
CHARGED, LEAD_IN = _read("not_in_source", "seizures", 0.5, 0.02), _read("greet", answerable=0.95)


@pytest.mark.parametrize(
    ("whole", "listed", "chosen"),
    [
        (_read("ask_seizures", "seizures"), [LEAD_IN, TRADE, DRUGS], [1, 2]),
        (_read("not_in_source", "seized_drugs_total"), [DRUGS, GUNS, CHARGED], [0, 1, 2]),
        (DRUGS, [DRUGS, GUNS], [0, 1]),
        (_read("ask_seizures", "seizures"), [DRUGS, GUNS], []),  # the topic's answer holds both
        (_read("compute_figure", "seized_drugs_total"), [DRUGS, TRADE], []),
        (_read("not_in_source", "seizures"), [DRUGS, CHARGED], []),
        (_read("ask_agencies", "agencies_cooperation"), [_read("ask_forum", "forum_opioids", 0.88), TRADE], []),
        (TRADE, [], []),
    ],
)
def test_which_items_of_a_list_stand_by_themselves(whole: Understood, listed: list[Understood], chosen: list[int]) -> None:
    assert apart(whole, listed, [3] * len(listed)) == chosen


def test_a_name_beside_one_without_an_answer_is_no_question_of_its_own() -> None:
    assert apart(_read("not_in_source", "seizures"), [DRUGS, GUNS, CHARGED], [1, 3, 3]) == []
