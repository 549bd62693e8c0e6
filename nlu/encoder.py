"""The sentence encoder: text to a vector, with onnxruntime and tokenizers and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
"""Sentence vectors, one a row; or one of them."""
MAX_TOKENS = 128
BATCH = 32


class EncoderError(Exception):
    """A file of the encoder is missing or is not the one that was asked for."""


def check_file(path: Path, sha256: str) -> None:
    """Raises EncoderError unless `path` is there and its SHA-256 is `sha256`."""
    if not path.is_file():
        raise EncoderError(f"{path}: there is no such file; the repository brings the weights, `make setup` the tokenizer")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise EncoderError(
            f"{path}: SHA-256 is {found}, expected {sha256}; restore the file (the weights from the repository, the tokenizer with `make setup`)"
        )


class SentenceEncoder:
    """A BERT-like encoder: mean of the token vectors and vector of the first token, side by side, each of length 1."""

    def __init__(self, model: Path, tokenizer: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Without this, idle threads spin and slow everything else on a small machine down.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @staticmethod
    def words_of(tokenizer: Path) -> frozenset[str]:
        """The whole words in a tokenizer's vocabulary: common English, lower-case, three letters and more."""
        vocabulary = Tokenizer.from_file(str(tokenizer)).get_vocab()
        return frozenset(w for w in vocabulary if w.isalpha() and w.islower() and len(w) > 2)

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        width = max(len(e.ids) for e in encoded)
        ids = np.zeros((len(texts), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, e in enumerate(encoded):
            ids[row, : len(e.ids)] = e.ids
            mask[row, : len(e.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        weights = mask[..., None].astype(np.float32)
        parts = ((states * weights).sum(1) / weights.sum(1), states[:, 0])
        return np.concatenate([p / (np.linalg.norm(p, axis=1, keepdims=True) + 1e-9) for p in parts], axis=1)

    def encode(self, texts: list[str]) -> Vectors:
        """One row a text, float32; texts of like length share a batch, so that little is padded."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: list[Vectors] = [np.zeros(0, dtype=np.float32)] * len(texts)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            for i, row in zip(chosen, self._batch([texts[i] for i in chosen])):
                rows[i] = row
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), dtype=np.float32)
