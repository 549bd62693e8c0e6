"""The sentence encoder: its files are checked, its vectors are of length one and don't depend on the batch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from nlu import paths
from nlu.encoder import EncoderError, SentenceEncoder, check_file

CONFIG = next(
    step for step in yaml.safe_load((paths.ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"] if "model_sha256" in step
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(paths.ROOT / CONFIG["model"], paths.ROOT / CONFIG["tokenizer"])


def test_the_files_are_those_that_the_configuration_names() -> None:
    for name in ("model", "tokenizer"):
        check_file(paths.ROOT / CONFIG[name], CONFIG[f"{name}_sha256"])


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no such file"):
        check_file(tmp_path / "model.onnx", "0" * 64)


def test_a_wrong_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(EncoderError, match="SHA-256"):
        check_file(tmp_path / "model.onnx", "0" * 64)


def test_vectors_do_not_depend_on_their_neighbours(encoder: SentenceEncoder) -> None:
    texts = ["how much fentanyl was seized", "hello", "what are the priorities of the crime forum, all of them, please"]
    together, alone = encoder.encode(texts), np.concatenate([encoder.encode([t]) for t in texts])
    assert together.shape[0] == 3
    cosine = (together * alone).sum(1) / 2  # two parts, each of length one
    assert (cosine > 0.97).all()


def test_nothing_to_encode(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape[0] == 0


def test_the_weights_are_those_that_their_figures_speak_of() -> None:
    about = json.loads((paths.ROOT / "nlu" / "weights" / "encoder.json").read_text(encoding="utf-8"))
    assert about["sha256"] == CONFIG["model_sha256"]
    assert about["examples"] > 0 and len(about["data_sha256"]) == 64
