"""Weighs the witnesses on writers left out: `python -m evaluation.witnesses ENCODER …` writes `nlu/weights/witnesses.json`.

Each ENCODER was tuned without some writers, whom the JSON file beside it names (`python -m tuning.train_encoder --fold`).
The classifier is fitted on the others' lines, as `make train` does, and heard on theirs. Prints, for thresholds of
trust, the share of answerable questions that would be answered on the right target, and of unanswerable ones that
would be answered at all; in Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from evaluation.examples import Example, examples, step
from knowledge.store import KnowledgeBase
from nlu import paths
from nlu.encoder import SentenceEncoder, Vectors
from nlu.reading import Reader
from nlu.understanding import NEUTRAL, REFUSED, Classifier
from nlu.witnesses import FEATURES, FILE, Witnesses

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)


@dataclass(frozen=True)
class Heard:
    """Questions of writers left out: the witnesses' rows, whether the source answers them, whether the target found is right."""

    rows: Vectors
    answered: npt.NDArray[np.bool_]
    on_target: npt.NDArray[np.bool_]

    @classmethod
    def joined(cls, parts: Sequence[Heard]) -> Heard:
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("rows", "answered", "on_target")))


def hear(encoder: SentenceEncoder, read: Sequence[tuple[str, Example]], held_out: frozenset[str], strength: float) -> Heard:
    """Fit on the lines of all writers but `held_out`, and hear the witnesses on theirs; small talk says nothing here."""
    vectors = encoder.encode([text for text, _ in read])
    left_out = np.array([e.writer in held_out for _, e in read])
    asking = np.array([e.intent not in NEUTRAL for _, e in read])
    known = [e for (_, e), out in zip(read, left_out) if not out]
    classifier = Classifier.fit(vectors[~left_out], [e.intent for e in known], [e.about for e in known], strength)
    asked = [e for (_, e), kept in zip(read, left_out & asking) if kept]
    odds = classifier.odds(vectors[left_out & asking])
    found = [classifier.heads["about"].labels[k] for k in odds["about"].argmax(axis=1)]
    return Heard(
        classifier.evidence(vectors[left_out & asking], odds),
        np.array([e.intent not in REFUSED for e in asked]),
        np.array([e.about in (None, target) for e, target in zip(asked, found)]),
    )


def weigh(heard: Heard) -> Witnesses:
    """The weights by which the witnesses' word best tells answerable from unanswerable."""
    spread = heard.rows.std(axis=0)
    model = LogisticRegression(max_iter=1000).fit(heard.rows / spread, heard.answered)
    return Witnesses(model.coef_[0] / spread, float(model.intercept_[0]))


def rates(heard: Heard, trust: Vectors, threshold: float) -> tuple[float, float]:
    """Shares (0 to 1): of the answerable, those answered on the right target; of the unanswerable, those answered."""
    passed = trust >= threshold
    return float((passed & heard.on_target)[heard.answered].mean()), float(passed[~heard.answered].mean())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.witnesses", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("encoders", nargs="+", type=Path, metavar="ENCODER")
    given = parser.parse_args()
    lines, featurizer = examples(), step("SentenceEncoderFeaturizer")
    tokenizer = paths.ROOT / featurizer["tokenizer"]
    with KnowledgeBase() as kb:
        reader = Reader(kb.facts(), SentenceEncoder.words_of(tokenizer), frozenset(e.about for e in lines if e.about), frozenset())
    read = [(reader.plain(e.text) or e.text, e) for e in lines]
    strength = float(step("QuestionClassifier")["strength"])
    parts = []
    for file in given.encoders:
        held_out = frozenset(json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["held_out"])
        parts.append(hear(SentenceEncoder(file, tokenizer, threads=2), read, held_out, strength))
        print(f"{file.name}: {len(parts[-1].rows)} questions of {len(held_out)} writers left out", file=sys.stderr, flush=True)
    heard = Heard.joined(parts)
    # Each part is weighed by what the others teach, so that the table is of writers unseen by the weights too.
    fair = [weigh(Heard.joined([p for p in parts if p is not part])).trust(part.rows) for part in parts]
    trust = np.concatenate(fair)
    heads_alone = 1 / (1 + np.exp(-heard.rows[:, FEATURES.index("both")]))
    print("| threshold | answered rightly | unanswerable answered | by the heads alone |\n|---|---|---|---|")
    for threshold in THRESHOLDS:
        right, unsafe = rates(heard, trust, threshold)
        alike = float(np.quantile(heads_alone[~heard.answered], 1 - unsafe))
        alone, _ = rates(heard, heads_alone, alike)
        print(f"| {threshold} | {100 * right:.1f} % | {100 * unsafe:.1f} % | {100 * alone:.1f} % |")
    fitted = weigh(heard)
    kept = {
        "weights": {name: round(float(w), 5) for name, w in zip(FEATURES, fitted.weights)},
        "bias": round(fitted.bias, 5),
        "questions": len(heard.rows),
    }
    beside = FILE.with_suffix(".new")
    beside.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
