"""The classifier on top of sentence vectors: three logistic regressions, kept as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.encoder import Vectors


def softmax(scores: Vectors) -> Vectors:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Head:
    """Labels with a weight matrix and a bias; `odds` gives their probabilities."""

    labels: list[str]
    weights: Vectors
    bias: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, labels: list[str], strength: float) -> Head:
        """Logistic regression; `strength` is sklearn's C (larger follows the data closer)."""
        model = LogisticRegression(C=strength, max_iter=150, tol=1e-3)
        model.fit(vectors, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, bias = np.vstack([np.zeros_like(weights[0]), weights[0]]), np.array([0.0, bias[0]])
        return cls(list(model.classes_), weights.astype(np.float32), bias.astype(np.float32))

    def odds(self, vectors: Vectors) -> Vectors:
        """One row a vector, one column a label."""
        return softmax(vectors @ self.weights.T + self.bias)


def save_heads(path: Path, heads: dict[str, Head]) -> None:
    arrays = {f"{n}.{k}": np.asarray(getattr(h, k)) for n, h in heads.items() for k in ("labels", "weights", "bias")}
    np.savez(path, **arrays)


def load_heads(path: Path) -> dict[str, Head]:
    with np.load(path, allow_pickle=False) as arrays:
        names = {key.split(".")[0] for key in arrays}
        return {n: Head(arrays[f"{n}.labels"].tolist(), arrays[f"{n}.weights"], arrays[f"{n}.bias"]) for n in names}
