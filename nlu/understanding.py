"""What a question asks, from its sentence vector: intent, target, and whether the source answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nlu.encoder import Vectors
from nlu.heads import Head

REFUSED = frozenset({"not_in_source", "out_of_scope", "report_emergency"})
NEUTRAL = frozenset(
    {"follow_up", "repeat_answer", "verify_answer", "ask_more", "unreadable"}
    | {"greet", "thank", "goodbye", "ask_help", "bot_challenge", "praise", "insult", "acknowledge"}
)
MOST_TARGETS = 5


@dataclass(frozen=True)
class Understood:
    """Intents and targets with probabilities, best first, and the odds that the source answers the question."""

    intents: list[tuple[str, float]]
    targets: list[tuple[str, float]]
    answerable: float

    @property
    def intent(self) -> str:
        return self.intents[0][0]

    def as_dict(self, text: str) -> dict[str, Any]:
        """What travels with the message to the action."""
        return {
            "text": text,
            "intent": self.intent,
            "confidence": round(self.intents[0][1], 4),
            "targets": [[name, round(p, 4)] for name, p in self.targets[:MOST_TARGETS]],
            "answerable": round(self.answerable, 4),
        }


def fit(vectors: Vectors, intents: list[str], abouts: list[str | None], strength: float) -> dict[str, Head]:
    """The three heads. `abouts` are the targets of the examples, None where one has none."""
    about = np.array([a is not None for a in abouts])
    asked = np.array([i not in NEUTRAL for i in intents])
    answered = ["no" if i in REFUSED else "yes" for i in intents]
    return {
        "intent": Head.fit(vectors, intents, strength),
        "about": Head.fit(vectors[about], [a for a in abouts if a is not None], strength),
        "answerable": Head.fit(vectors[asked], [a for a, keep in zip(answered, asked) if keep], strength),
    }


def understand(heads: dict[str, Head], vector: Vectors, threshold: float) -> Understood:
    """Read one vector. Below `threshold` a question is taken as unanswerable, whatever its likeliest intent."""
    odds = {name: dict(zip(head.labels, head.odds(vector[None])[0].tolist())) for name, head in heads.items()}
    ranked = sorted(odds["intent"].items(), key=lambda kv: -kv[1])
    targets = sorted(odds["about"].items(), key=lambda kv: -kv[1])
    asked = sum(p for name, p in ranked if name not in REFUSED)
    answerable = (asked + odds["answerable"].get("yes", 0.0)) / 2
    best = ranked[0][0]
    if best in REFUSED or best in NEUTRAL:
        pass
    elif answerable < threshold:
        best = max(REFUSED, key=lambda name: odds["intent"].get(name, 0.0))
    if best in REFUSED and answerable >= threshold:
        # The refusing intents share what the answering ones lose to each other: go by the sum, not by the largest.
        rest = [name for name, _ in ranked if name not in REFUSED]
        best = rest[0] if rest and asked > 0.5 else best
    ranked.sort(key=lambda kv: kv[0] != best)
    return Understood(ranked, targets, answerable)
