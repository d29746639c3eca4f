"""Small networks as the onnx package writes them, and what they answer."""

from __future__ import annotations

import json
from typing import Any, Optional

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def network(
    seed: int = 1, inputs: int = 4, hidden: int = 8, outputs: int = 1, metadata: Optional[Any] = None
) -> bytes:
    """An MLP as the onnx package writes it."""
    rng = np.random.default_rng(seed)
    weights = {
        "fc1.weight": rng.normal(size=(inputs, hidden)).astype(np.float32),
        "fc1/bias": rng.normal(size=hidden).astype(np.float32),
        "fc2.weight": rng.normal(size=(hidden, outputs)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Gemm", ["x", "fc1.weight", "fc1/bias"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("MatMul", ["r", "fc2.weight"], ["z"]),
        helper.make_node("Sigmoid" if outputs == 1 else "Softmax", ["z"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "mlp",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", outputs])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if metadata is not None:
        helper.set_model_props(model, {"tmva": json.dumps(metadata)})
    return model.SerializeToString()


def expected(content: bytes, x: np.ndarray) -> np.ndarray:
    w = {
        t.name: numpy_helper.to_array(t).astype(float)
        for t in onnx.load_from_string(content).graph.initializer
    }
    z = np.maximum(x @ w["fc1.weight"] + w["fc1/bias"], 0) @ w["fc2.weight"]
    if z.shape[1] == 1:
        return 1 / (1 + np.exp(-z))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
