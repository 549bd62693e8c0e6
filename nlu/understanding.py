"""What a question asks, from its sentence vector: intent, target, and whether the source answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nlu.encoder import Vectors
from nlu.heads import Head
from nlu.reading import Part

REFUSED = frozenset({"not_in_source", "out_of_scope", "report_emergency"})
NEUTRAL = frozenset(
    {"follow_up", "repeat_answer", "verify_answer", "ask_more", "unreadable"}
    | {"greet", "thank", "goodbye", "ask_help", "bot_challenge", "praise", "insult", "acknowledge"}
)
TOPICAL = frozenset(
    {"ask_trade", "ask_border", "ask_agencies", "ask_seizures", "ask_task_force"}
    | {"ask_terrorism", "ask_five_eyes", "ask_forum", "ask_customs_day"}
)
"""Intents that ask for what the source says of one topic."""
MOST_TARGETS = 5
FOLLOWING = 0.5
"""Answerability below which a change of the last question ("and who on their side?") is taken to have no answer."""
CLEAR, PLAIN, LACKING = 0.8, 0.95, 0.2
"""An item of a list stands by itself from a target's probability of CLEAR on; where the whole reads well, of PLAIN.
Up to LACKING an item's answerability says that the source does not answer it."""


@dataclass(frozen=True)
class Understood:
    """Intents and targets with probabilities, best first, and the odds that the source answers the question."""

    intents: list[tuple[str, float]]
    targets: list[tuple[str, float]]
    answerable: float

    @property
    def sureness(self) -> float:
        """Probability of the best target, 0 to 1; 0 of one that is only the turn before."""
        name, p = self.targets[0]
        return p if name != "context" else 0.0

    @property
    def intent(self) -> str:
        return self.intents[0][0]

    def declined(self) -> Understood:
        """The same, taken for a question that the source does not answer."""
        return replace(self, intents=sorted(self.intents, key=lambda kv: kv[0] != "not_in_source"))

    def as_dict(self, text: str, stands_for: Mapping[str, str]) -> dict[str, Any]:
        """What travels with the message to the action; a target that `stands_for` another goes by the other's name."""
        return {
            "text": text,
            "intent": self.intent,
            "confidence": round(self.intents[0][1], 4),
            "targets": [[stands_for.get(name, name), round(p, 4)] for name, p in self.targets[:MOST_TARGETS]],
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
    if best in REFUSED or (best in NEUTRAL and not (best == "follow_up" and answerable < FOLLOWING)):
        pass
    elif answerable < threshold:
        best = max(REFUSED, key=lambda name: odds["intent"].get(name, 0.0))
    if best in REFUSED and answerable >= threshold:
        # The refusing intents share what the answering ones lose to each other: go by the sum, not by the largest.
        rest = [name for name, _ in ranked if name not in REFUSED]
        best = rest[0] if rest and asked > 0.5 else best
    ranked.sort(key=lambda kv: kv[0] != best)
    return Understood(ranked, targets, answerable)


def apart(whole: Understood, items: Sequence[Understood], words: Sequence[int]) -> list[int]:
    """Which `items` of a list are questions of their own, those that have no answer among them; none where `whole` is one question.

    "Fentanyl, cocaine and the number charged" is refused as a whole and answered item by item; "weapons, drugs,
    trade" reads as weapons alone. What asks for a sum or a verdict over its items stays whole.
    """
    if whole.intent not in TOPICAL | REFUSED:
        return []
    refused = whole.intent in REFUSED
    clear = CLEAR if refused or len(items) > 2 else PLAIN
    asked = [k for k, item in enumerate(items) if item.intent in TOPICAL and item.sureness >= clear]
    targets = {items[k].targets[0][0] for k in asked}
    across = len({items[k].intent for k in asked}) > 1
    beside = whole.targets[0][0] in targets and all(items[k].sureness >= PLAIN for k in asked)
    if len(targets) < 2 or not (refused or across or beside):
        return []
    lacking = [k for k, item in enumerate(items) if item.intent in REFUSED and item.answerable <= LACKING]
    # "Fentanyl + heroin, total" asks for one figure: with a part that has no answer, the others must say more than a name.
    return [] if lacking and any(words[k] < 2 for k in asked) else sorted([*asked, *lacking])


def understood_parts(heads: dict[str, Head], parts: list[Part], vectors: Vectors, threshold: float) -> list[tuple[Understood, Part]]:
    """The questions of a message with what was read: each of `parts`, or the items that it lists where they are asked for one by one.

    `vectors` are those of `texts_of(parts)`, row by row.
    """
    rows = iter(vectors)
    found: list[tuple[Understood, Part]] = []
    for part in parts:
        whole, *listed = (understand(heads, next(rows), threshold) for _ in (part, *part.items))
        # An item without an answer lacks it here, whatever it would be by itself ("and the number charged").
        items = [item.declined() if item.intent in REFUSED else item for item in listed]
        found += [(items[k], part.items[k]) for k in apart(whole, items, [len(i.text.split()) for i in part.items])] or [(whole, part)]
    return found
