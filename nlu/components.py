"""The Rasa components of `config.yml`: normaliser, sentence encoder, question classifier."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.store import KnowledgeBase
from nlu import paths
from nlu.encoder import SentenceEncoder, Vectors, check_file
from nlu.reading import Reader, texts_of
from nlu.understanding import Classifier, understood_parts
from nlu.witnesses import witnesses

logger = logging.getLogger(__name__)

QUESTIONS = "questions"
"""The message property that holds what was understood: one entry a question, see `Understood.as_dict`."""
VECTORS = "question_vectors"
READ = "questions_read"


def _meta(example: Message) -> dict[str, Any]:
    return ((example.get("metadata") or {}).get("intent") or {}) if isinstance(example.get("metadata"), dict) else {}


def _encoder(config: dict[str, Any], threads: int = 1) -> SentenceEncoder:
    files = {name: paths.ROOT / config[name] for name in ("model", "tokenizer")}
    for name, file in files.items():
        check_file(file, config[f"{name}_sha256"])
    return SentenceEncoder(files["model"], files["tokenizer"], threads)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MessageReader(GraphComponent):
    """Cleans the text, mends misspelt names and splits a message into its questions."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"tokenizer": ""}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, trained: dict[str, list[Any]] | None = None):
        self._config, self._storage, self._resource = config, storage, resource
        self._trained = trained or {"targets": [], "years": []}
        self._reader: Reader | None = None

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MessageReader:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **_: Any
    ) -> MessageReader:
        with model_storage.read_from(resource) as folder:
            trained = json.loads((Path(folder) / "trained.json").read_text(encoding="utf-8"))
        component = cls(config, model_storage, resource, trained)
        component.reader()  # read the knowledge base now, not at the first message
        return component

    def reader(self) -> Reader:
        """What reads messages; made when first asked for."""
        if self._reader is None:
            with KnowledgeBase() as kb:
                facts = kb.facts()
            english = SentenceEncoder.words_of(paths.ROOT / self._config["tokenizer"])
            self._reader = Reader(facts, english, frozenset(self._trained["targets"]), frozenset(self._trained["years"]))
        return self._reader

    def train(self, training_data: TrainingData) -> Resource:
        """Note which targets and years have examples."""
        examples = [(_meta(m).get("about"), m.get(TEXT, ""), m.get(INTENT)) for m in training_data.intent_examples]
        targets = sorted({about for about, _, _ in examples if about})
        years = sorted({int(y) for about, t, i in examples if about and i != "not_in_source" for y in re.findall(r"\b(?:19|20)\d\d\b", t)})
        self._trained = {"targets": targets, "years": years}
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / "trained.json").write_text(json.dumps(self._trained), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            if message.get(TEXT):
                message.set(TEXT, self.reader().plain(message.get(TEXT)) or message.get(TEXT))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = self.reader().plain(message.get(TEXT) or "")
            message.set(TEXT, text)
            # What can't be read is no question; the classifier would take it for the nearest one.
            message.set(READ, self.reader().parts(text))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(GraphComponent):
    """Sentence vectors as Rasa features, from an ONNX encoder that is checked against its hash."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"tokenizer": "", "tokenizer_sha256": "", "model": "", "model_sha256": ""}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        self._config, self._name = config, name
        self._encoder = _encoder(config)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEncoderFeaturizer:
        return cls(config, execution_context.node_name)

    def _attach(self, message: Message, vector: Vectors) -> None:
        message.add_features(Features(vector[None], "sentence", TEXT, self._name))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [m for m in training_data.training_examples if m.get(TEXT)]
        encoder = _encoder(self._config, threads=2)
        done = 0
        for start in range(0, len(examples), 512):
            part = examples[start : start + 512]
            for message, vector in zip(part, encoder.encode([m.get(TEXT) for m in part])):
                self._attach(message, vector)
            done += len(part)
            logger.info(f"sentence vectors: {done} of {len(examples)}")
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            vectors = self._encoder.encode(texts_of(message.get(READ) or []) or ["?"])
            message.set(VECTORS, vectors)
            self._attach(message, vectors[0])
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent, IntentClassifier):
    """Intent, target and answerability of each question of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 10.0, "answer_threshold": 0.5}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, fitted: Classifier | None = None):
        self._config, self._storage, self._resource, self._classifier = config, storage, resource, fitted
        self._witnesses = witnesses()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **_: Any
    ) -> QuestionClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Classifier.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier on every example's sentence vector and keep it."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        vectors = np.stack([m.get_dense_features(TEXT, [])[1].features[0] for m in examples])
        intents, abouts = [m.get(INTENT) for m in examples], [_meta(m).get("about") for m in examples]
        self._classifier = Classifier.fit(vectors, intents, abouts, self._config["strength"])
        with self._storage.write_to(self._resource) as folder:
            self._classifier.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._classifier is not None, "a classifier is trained or loaded before it is asked"
        threshold = self._config["answer_threshold"]
        for message in messages:
            parts = message.get(READ) or []
            understood = understood_parts(self._classifier, self._witnesses, parts, message.get(VECTORS), threshold)
            if not understood:
                message.set(INTENT, {"name": "unreadable", "confidence": 1.0}, add_to_output=True)
                continue
            first = understood[0][0]
            message.set(INTENT, {"name": first.intent, "confidence": first.intents[0][1]}, add_to_output=True)
            ranking = [{"name": name, "confidence": p} for name, p in first.intents[:10]]
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(QUESTIONS, [found.as_dict(part.text, part.variant.stands_for) for found, part in understood], add_to_output=True)
        return messages
