"""Saves the spaCy model that Rasa loads: the packaged entity recogniser with the knowledge base's terms on top.

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

# Neither tags, lemmas nor parses are read anywhere; without them a message takes a third of the time.
UNUSED = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")


def patterns(gazetteer: Gazetteer) -> list[dict[str, object]]:
    """Entity-ruler patterns: `subject` for what the facts speak of, `rival` for what they do not."""
    labelled = [("subject", term, ids[0]) for term, ids in gazetteer.subjects.items()]
    labelled += [("rival", term, kind) for term, kind in gazetteer.rivals.items()]
    return [{"label": label, "pattern": term, "id": owner} for label, term, owner in labelled]


def build(gazetteer: Gazetteer, target: Path, package: Path = paths.SPACY_PACKAGE) -> None:
    """Write the model to the folder `target`, replacing what stands there. Raises OSError when `package` is missing."""
    nlp = spacy.load(package, exclude=UNUSED)
    ruler = nlp.add_pipe("entity_ruler", before="ner", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(patterns(gazetteer))  # type: ignore[attr-defined]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as beside:
        nlp.to_disk(Path(beside) / "model")
        shutil.rmtree(target, ignore_errors=True)
        (Path(beside) / "model").rename(target)


def main() -> int:
    if not paths.SPACY_PACKAGE.is_dir():
        print(f"spacy: {paths.SPACY_PACKAGE} is missing; run `make setup`", file=sys.stderr)
        return 1
    with KnowledgeBase() as kb:
        build(Gazetteer.of(kb), paths.SPACY_MODEL)
    print(f"spacy: wrote {paths.SPACY_MODEL}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
