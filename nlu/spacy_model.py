"""Saves the spaCy model that Rasa loads: a recogniser of the knowledge base's terms and their rivals.

`python -m nlu.spacy_model`, a step of `make train`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import spacy

from knowledge.gazetteer import Gazetteer
from knowledge.store import KnowledgeBase
from nlu import paths


def patterns(gazetteer: Gazetteer) -> list[dict[str, object]]:
    """Entity-ruler patterns: `subject` for what the facts speak of, `rival` for what they do not."""
    labelled = [("subject", term, ids[0]) for term, ids in gazetteer.subjects.items()]
    labelled += [("rival", term, kind) for term, kind in gazetteer.rivals.items()]
    return [{"label": label, "pattern": term, "id": owner} for label, term, owner in labelled]


def build(gazetteer: Gazetteer, target: Path) -> None:
    """Write the model to the folder `target`, replacing what stands there.

    It is a tokenizer and an entity ruler and no more: the statistical recogniser's places, dates and organisations
    stood in answerable and in unanswerable questions alike (see docs/accuracy.md), for a third of a message's time.
    """
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(patterns(gazetteer))  # type: ignore[attr-defined]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as beside:
        nlp.to_disk(Path(beside) / "model")
        shutil.rmtree(target, ignore_errors=True)
        (Path(beside) / "model").rename(target)


def main() -> int:
    with KnowledgeBase() as kb:
        build(Gazetteer.of(kb), paths.SPACY_MODEL)
    print(f"spacy: wrote {paths.SPACY_MODEL}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
