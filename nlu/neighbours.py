"""How near a question lies to examples that the source answers, and to ones that it does not.

A classifier is sure of itself far from everything it was trained on; the nearest examples are not. They are looked for
where every direction counts alike (whitened vectors): tuning squeezes what did not matter to the training examples
into directions of little variance, and a word that none of them had shows there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.encoder import Vectors

DIRECTIONS = 256
NEAREST = 10
FEATURES = ("near_answered", "near_unanswered", "nearest_apart")
"""Columns of `nearness`: mean cosine of the NEAREST answered examples on the target, of the NEAREST unanswered ones on
anything, and how much nearer the nearest answered one is than the nearest unanswered one."""


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def _top(similarities: Vectors) -> Vectors:
    # The NEAREST largest, in any order; a target without examples is near to nothing.
    if len(similarities) <= NEAREST:
        return similarities if len(similarities) else np.zeros(1, dtype=np.float32)
    return np.partition(similarities, -NEAREST)[-NEAREST:]


@dataclass(frozen=True)
class Neighbours:
    """Examples as points: `targets` are what the answered ones are about, `unanswered` those that the source has no answer to."""

    centre: Vectors
    axes: Vectors
    answered: Vectors
    targets: npt.NDArray[np.str_]
    unanswered: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, abouts: list[str | None], answered: list[bool]) -> Neighbours:
        """Points for `vectors`, one a row; `answered` says of each whether the source answers it, `abouts` what it is about."""
        centre = vectors.mean(axis=0)
        deviations = vectors - centre
        variance, directions = np.linalg.eigh(deviations.T @ deviations / len(vectors))
        kept = slice(-min(DIRECTIONS, len(variance)), None)
        axes = np.asarray(directions[:, kept] / np.sqrt(variance[kept] + 1e-9), dtype=np.float32)
        points, asked = _unit(deviations @ axes), np.array(answered)
        targets = np.array([str(about) for about, yes in zip(abouts, answered) if yes])
        return cls(centre, axes, points[asked], targets, points[~asked])

    @cached_property
    def _on(self) -> dict[str, Vectors]:
        # Each target's points side by side: looking a target up costs nothing at a question.
        return {str(target): np.ascontiguousarray(self.answered[self.targets == target]) for target in np.unique(self.targets)}

    def nearness(self, vectors: Vectors, targets: list[str]) -> Vectors:
        """One row of FEATURES a vector, each held against the answered examples on its own target."""
        points = _unit((vectors - self.centre) @ self.axes)
        rows = []
        for point, target in zip(points, targets):
            yes = _top(self._on[target] @ point if target in self._on else np.zeros(0, dtype=np.float32))
            no = _top(self.unanswered @ point)
            rows.append([yes.mean(), no.mean(), yes.max() - no.max()])
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))

    def save(self, path: Path) -> None:
        """Write to `path` (.npz). Points are kept in half precision: ranks and means hold."""
        half = {"answered": self.answered.astype(np.float16), "unanswered": self.unanswered.astype(np.float16)}
        np.savez(path, centre=self.centre, axes=self.axes, targets=self.targets, **half)

    @classmethod
    def load(cls, path: Path) -> Neighbours:
        """What `save` wrote. Raises FileNotFoundError where there is none, KeyError for another kind of file."""
        with np.load(path, allow_pickle=False) as kept:
            points = {name: kept[name].astype(np.float32) for name in ("answered", "unanswered")}
            return cls(kept["centre"], kept["axes"], points["answered"], kept["targets"], points["unanswered"])
