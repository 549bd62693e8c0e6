"""From a vector to an intent, a target and the odds that the source answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.understanding import REFUSED, Classifier, Understood, apart, understand
from nlu.witnesses import FEATURES, Witnesses

HEARD = Witnesses(np.array([float(name == "both") for name in FEATURES]), 0.0)
"""Trusts the heads' mean as it is."""
RANDOM = np.random.default_rng(0)
CENTRES = {"ask_trade": 0, "not_in_source": 1, "greet": 2, "out_of_scope": 3}


def _examples() -> tuple[np.ndarray, list[str], list[str | None]]:
    intents = [name for name in CENTRES for _ in range(20)]
    vectors = np.stack([np.eye(4)[CENTRES[name]] * 5 + RANDOM.normal(size=4) * 0.1 for name in intents]).astype(np.float32)
    about = {"ask_trade": "trade_daily", "not_in_source": "seized_cocaine"}
    return vectors, intents, [about.get(name) for name in intents]


@pytest.fixture(scope="module")
def fitted() -> Classifier:
    return Classifier.fit(*_examples(), strength=1.0)


def _one(classifier: Classifier, centre: int, threshold: float, heard: Witnesses = HEARD) -> Understood:
    return understand(classifier, heard, (np.eye(4)[[centre]] * 5).astype(np.float32), threshold)[0]


@pytest.mark.parametrize("intent", CENTRES)
def test_what_was_learnt_is_understood(fitted: Classifier, intent: str) -> None:
    found = _one(fitted, CENTRES[intent], 0.5)
    assert found.intent == intent
    assert found.intents[0][0] == found.intent


def test_a_high_threshold_refuses(fitted: Classifier) -> None:
    assert _one(fitted, 0, 1.1).intent in REFUSED


def test_the_neighbours_can_turn_an_answer_into_a_refusal(fitted: Classifier) -> None:
    near = FEATURES.index("nearest_apart")
    doubting = Witnesses(np.array([-100.0 * (k == near) for k in range(len(FEATURES))]), 0.0)
    assert _one(fitted, CENTRES["ask_trade"], 0.5, doubting).intent in REFUSED


def test_the_classifier_survives_being_kept(fitted: Classifier, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    again = Classifier.load(tmp_path)
    for mine, kept in zip(_one(fitted, 1, 0.5).intents, _one(again, 1, 0.5).intents):
        assert mine == kept
    assert _one(again, 1, 0.5).trust == pytest.approx(_one(fitted, 1, 0.5).trust, abs=0.01)


def _read(intent: str, target: str = "context", sureness: float = 0.99, answerable: float = 0.99) -> Understood:
    return Understood([(intent, 0.9), ("not_in_source", 0.05)], [(target, sureness)], answerable, answerable)


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


def test_the_half_of_a_sentence_that_has_an_answer_gets_one() -> None:
    # "How much fentanyl was seized, and who was charged": the second half is a question added to the first.
    whole = _read("not_in_source", "seized_fentanyl", answerable=0.05)
    assert apart(whole, [DRUGS, CHARGED], [4, 3], [False, True]) == [0, 1]
    assert apart(whole, [DRUGS, CHARGED], [4, 3], [False, False]) == []
    assert apart(whole, [CHARGED, DRUGS], [3, 4], [True, False]) == []
