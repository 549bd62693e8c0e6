"""Reads the weights of an int8 ONNX encoder back, so that tuning can go on from them."""

from __future__ import annotations

import re
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

State = dict[str, torch.Tensor]


def read_weights(file: Path, state: State) -> State:
    """`state` (a BERT encoder's, whose word embeddings were not tuned) with the weights in `file`, which `export` wrote.

    Raises KeyError for a matrix that `state` does not have.
    """
    graph = onnx.load(file).graph
    arrays = {initializer.name: numpy_helper.to_array(initializer) for initializer in graph.initializer}
    read = dict(state)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in arrays:
            name = node.input[1].removesuffix("_quantized")
            matrix = (arrays[node.input[1]].astype("float32") - arrays[f"{name}_zero_point"]) * arrays[f"{name}_scale"]
            # `/encoder/encoder/layer.0/attention/self/query/MatMul_quant` is `encoder.layer.0.attention.self.query`.
            module = re.sub(r"/MatMul.*", "", node.name.removeprefix("/encoder/")).replace("/", ".")
            _put(read, f"{module}.weight", matrix.T)
    for name, array in arrays.items():
        plain = name.removeprefix("encoder.")
        if plain in read and array.dtype == "float32" and array.shape == tuple(read[plain].shape):
            _put(read, plain, array)
    return read


def _put(state: State, name: str, array: object) -> None:
    if name not in state:
        raise KeyError(f"the encoder has no weights {name!r}; is the file one that train_encoder.py wrote?")
    state[name] = torch.tensor(array).contiguous()
