"""Weighs what the witnesses say into one probability that the source answers a question.

The weights were fitted on writers whose lines no part had been trained on (`python -m evaluation.witnesses`, see
tuning/README.md): only there do a classifier's odds mean what they say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nlu import paths
from nlu.encoder import Vectors
from nlu.neighbours import FEATURES as NEARNESS

FILE = paths.ROOT / "nlu" / "weights" / "witnesses.json"
FEATURES = ("asked", "answerable", "both", *NEARNESS)
"""Log-odds of the answering intents together, of the answerability head, and of the mean of both; then the neighbours."""
CERTAIN = 1e-4
"""Probabilities nearer than this to 0 or 1 count as this near."""


def log_odds(p: Vectors) -> Vectors:
    p = np.clip(p, CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(p / (1 - p)))


def features(asked: Vectors, answerable: Vectors, nearness: Vectors) -> Vectors:
    """One row of FEATURES a question, from two columns of probabilities and the rows of `Neighbours.nearness`."""
    heard = np.stack([log_odds(asked), log_odds(answerable), log_odds((asked + answerable) / 2)], axis=1)
    return np.concatenate([heard, nearness], axis=1)


@dataclass(frozen=True)
class Witnesses:
    """A weight for each of FEATURES, and a bias."""

    weights: Vectors
    bias: float

    def trust(self, rows: Vectors) -> Vectors:
        """The probability that the source answers, one a row of `features`."""
        return np.asarray(1 / (1 + np.exp(-(rows @ self.weights + self.bias))))


@lru_cache
def witnesses() -> Witnesses:
    """Those of `nlu/weights/witnesses.json`. Raises KeyError when the file lacks the weight of a feature."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return Witnesses(np.array([kept["weights"][name] for name in FEATURES]), float(kept["bias"]))
