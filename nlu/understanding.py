"""What a question asks, from its sentence vector: intent, target, and whether the source answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlu.encoder import Vectors
from nlu.heads import Head, load_heads, save_heads
from nlu.neighbours import Neighbours
from nlu.reading import Part, texts_of
from nlu.witnesses import Witnesses, features

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
CLEAR, PLAIN, LACKING, BESIDE = 0.8, 0.95, 0.2, 0.4
"""An item of a list stands by itself from a target's probability of CLEAR on; where the whole reads well, of PLAIN.
Up to LACKING an item's answerability says that the source does not answer it. Beside items that stand by themselves,
BESIDE is enough ("weapons, drugs, trade": which weapons is open)."""


@dataclass(frozen=True)
class Understood:
    """Intents and targets with probabilities, best first.

    `answerable` is what the heads give for the source having an answer, `trust` what all witnesses give together.
    """

    intents: list[tuple[str, float]]
    targets: list[tuple[str, float]]
    answerable: float
    trust: float

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
            "trust": round(self.trust, 4),
        }


@dataclass(frozen=True)
class Classifier:
    """What is fitted on the training examples: the three heads, and the examples themselves as neighbours."""

    heads: dict[str, Head]
    neighbours: Neighbours

    @classmethod
    def fit(cls, vectors: Vectors, intents: Sequence[str], abouts: Sequence[str | None], strength: float) -> Classifier:
        """Fit on `vectors`, one a row; `abouts` are the targets of the examples, None where one has none."""
        about = np.array([a is not None for a in abouts])
        asked = np.array([i not in NEUTRAL for i in intents])
        answered = [i not in REFUSED for i in intents]
        heads = {
            "intent": Head.fit(vectors, list(intents), strength),
            "about": Head.fit(vectors[about], [a for a in abouts if a is not None], strength),
            "answerable": Head.fit(vectors[asked], ["yes" if a else "no" for a, keep in zip(answered, asked) if keep], strength),
        }
        kept = [(a, yes) for a, yes, keep in zip(abouts, answered, asked) if keep]
        return cls(heads, Neighbours.fit(vectors[asked], [a for a, _ in kept], [yes for _, yes in kept]))

    def save(self, folder: Path) -> None:
        """Write both into `folder`."""
        save_heads(folder / "heads.npz", self.heads)
        self.neighbours.save(folder / "neighbours.npz")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """What `save` wrote into `folder`."""
        return cls(load_heads(folder / "heads.npz"), Neighbours.load(folder / "neighbours.npz"))

    def odds(self, vectors: Vectors) -> dict[str, Vectors]:
        """Of each head, one row a vector and one column a label."""
        return {name: head.odds(vectors) for name, head in self.heads.items()}

    def evidence(self, vectors: Vectors, odds: dict[str, Vectors]) -> Vectors:
        """What the witnesses say, one row of `nlu.witnesses.FEATURES` a vector; `odds` are those of `vectors`."""
        asked, answerable = self.asked(odds), odds["answerable"][:, self.heads["answerable"].labels.index("yes")]
        targets = [self.heads["about"].labels[k] for k in odds["about"].argmax(axis=1)]
        return features(asked, answerable, self.neighbours.nearness(vectors, targets))

    def asked(self, odds: dict[str, Vectors]) -> Vectors:
        """Probability of the intents that the source has an answer to, together."""
        answering = [name not in REFUSED for name in self.heads["intent"].labels]
        return np.asarray(odds["intent"][:, answering].sum(axis=1))


def understand(classifier: Classifier, witnesses: Witnesses, vectors: Vectors, threshold: float) -> list[Understood]:
    """Read `vectors`, one a row. Below a trust of `threshold` a question is taken as unanswerable, whatever its likeliest intent."""
    if not len(vectors):
        return []
    odds = classifier.odds(vectors)
    trust = witnesses.trust(classifier.evidence(vectors, odds))
    asked = classifier.asked(odds)
    yes = odds["answerable"][:, classifier.heads["answerable"].labels.index("yes")]
    labels = {name: head.labels for name, head in classifier.heads.items()}
    return [
        _understood(
            dict(zip(labels["intent"], odds["intent"][k].tolist())),
            dict(zip(labels["about"], odds["about"][k].tolist())),
            float(asked[k] + yes[k]) / 2,
            float(trust[k]),
            threshold,
        )
        for k in range(len(vectors))
    ]


def _understood(intents: dict[str, float], targets: dict[str, float], answerable: float, trust: float, threshold: float) -> Understood:
    ranked = sorted(intents.items(), key=lambda kv: -kv[1])
    asked = sum(p for name, p in ranked if name not in REFUSED)
    best = ranked[0][0]
    if best in REFUSED or (best in NEUTRAL and not (best == "follow_up" and answerable < FOLLOWING)):
        pass
    elif trust < threshold:
        best = max(REFUSED, key=lambda name: intents.get(name, 0.0))
    if best in REFUSED and trust >= threshold:
        # The refusing intents share what the answering ones lose to each other: go by the sum, not by the largest.
        rest = [name for name, _ in ranked if name not in REFUSED]
        best = rest[0] if rest and asked > 0.5 else best
    ranked.sort(key=lambda kv: kv[0] != best)
    return Understood(ranked, sorted(targets.items(), key=lambda kv: -kv[1]), answerable, trust)


HALF = 3
"""Words from which on a half of a sentence asks something by itself."""


def apart(whole: Understood, items: Sequence[Understood], words: Sequence[int], added: Sequence[bool] = ()) -> list[int]:
    """Which `items` of a list are questions of their own, those that have no answer among them; none where `whole` is one question.

    "Fentanyl, cocaine and the number charged" is refused as a whole and answered item by item; "weapons, drugs,
    trade" reads as weapons alone. What asks for a sum or a verdict over its items stays whole. `added` says which
    items are questions added to what stands before: "how much cocaine was seized, and at which port" is half a question that has an answer.
    """
    if whole.intent not in TOPICAL | REFUSED:
        return []
    refused = whole.intent in REFUSED
    clear = CLEAR if refused or len(items) > 2 else PLAIN
    asked = [k for k, item in enumerate(items) if item.intent in TOPICAL and item.sureness >= clear]
    targets = {items[k].targets[0][0] for k in asked}
    across = len({items[k].intent for k in asked}) > 1
    half = [k for k in asked if items[k].sureness >= PLAIN and words[k] >= HALF]
    rest = [k for k, item in enumerate(items) if any(added[k : k + 1]) and item.intent in REFUSED and item.answerable <= LACKING]
    if refused and len(half) == 1 and len(asked) == 1 and rest and half[0] < rest[0]:
        return sorted([*half, *rest])
    within = whole.targets[0][0] in targets and all(items[k].sureness >= PLAIN for k in asked)
    if len(targets) < 2 or not (refused or across or within):
        return []
    lacking = [k for k, item in enumerate(items) if item.intent in REFUSED and item.answerable <= LACKING]
    # "Fentanyl + heroin, total" asks for one figure: with a part that has no answer, the others must say more than a name.
    if lacking and any(words[k] < 2 for k in asked):
        return []
    beside = [k for k, item in enumerate(items) if k not in asked and item.intent in TOPICAL and item.sureness >= BESIDE]
    return sorted([*asked, *lacking, *beside])


def understood_parts(
    classifier: Classifier, witnesses: Witnesses, parts: list[Part], vectors: Vectors, threshold: float
) -> list[tuple[Understood, Part]]:
    """The questions of a message with what was read: each of `parts`, or the items that it lists where they are asked for one by one.

    `vectors` are those of `texts_of(parts)`, row by row.
    """
    read = iter(understand(classifier, witnesses, vectors[: len(texts_of(parts))], threshold))
    found: list[tuple[Understood, Part]] = []
    for part in parts:
        whole, *listed = (next(read) for _ in (part, *part.items))
        # An item without an answer lacks it here, whatever it would be by itself ("and the number charged").
        items = [item.declined() if item.intent in REFUSED else item for item in listed]
        words = [len(i.text.split()) for i in part.items]
        found += [(items[k], part.items[k]) for k in apart(whole, items, words, part.added)] or [(whole, part)]
    return found
