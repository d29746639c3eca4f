"""Graphs made node by node: what is written runs, here and in onnxruntime."""

import numpy as np
import onnx
import onnxruntime
import pytest

import tmva
from tmva import _core
from tmva.models.graph import Model


def affine() -> bytes:
    builder = _core.GraphBuilder("affine")
    x = builder.input("x", "float", ["N", 3])
    weights = builder.constant(np.arange(6, dtype=np.float32).reshape(3, 2), "weights")
    y = builder.add("Gemm", [x, weights, ""], alpha=0.5)
    left, right = builder.add("Split", [y], outputs=2, axis=1, num_outputs=2)
    builder.output(builder.add("Concat", [right, left], axis=-1), "y", "float", ["N", 2])
    builder.metadata("tmva", '{"old": 1}')
    builder.metadata("tmva", '{"variables": []}')
    return builder.finish()


def test_what_is_built_runs_here_and_in_onnxruntime() -> None:
    content = affine()
    model = onnx.load_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    assert {p.key: p.value for p in model.metadata_props} == {"tmva": '{"variables": []}'}
    x = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
    expected = (0.5 * x @ np.arange(6).reshape(3, 2))[:, ::-1]
    np.testing.assert_allclose(Model(content, "affine").run({"x": x})[0], expected, rtol=1e-5, atol=1e-6)
    session = onnxruntime.InferenceSession(content)
    np.testing.assert_allclose(session.run(None, {"x": x})[0], expected, rtol=1e-5, atol=1e-6)


def test_attributes_keep_their_types() -> None:
    builder = _core.GraphBuilder("types")
    x = builder.input("x", "float", ["N"])
    builder.add(
        "Any",
        [x],
        whole=np.int64(3),
        yes=True,
        real=0.5,
        text="a",
        wholes=[1, 2],
        reals=[1, 0.5],
        texts=["a", "b"],
        none=None,
        tensor=np.array(["p", "q"]),
        empty=[],
    )
    node = onnx.load_from_string(builder.finish()).graph.node[0]
    values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute if a.name != "tensor"}
    assert values == {
        "whole": 3,
        "yes": 1,
        "real": 0.5,
        "text": b"a",
        "wholes": [1, 2],
        "reals": [1, 0.5],
        "texts": [b"a", b"b"],
        "empty": [],
    }
    tensor = next(a.t for a in node.attribute if a.name == "tensor")
    assert list(tensor.string_data) == [b"p", b"q"]


@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"])
def test_constants_of_every_type(dtype: str) -> None:
    values = np.array([[0, 1, 1], [1, 0, 1]], dtype=dtype)
    builder = _core.GraphBuilder("constants")
    name = builder.constant(values.T[::-1])
    content = builder.finish()
    read = onnx.numpy_helper.to_array(onnx.load_from_string(content).graph.initializer[0])
    assert name and read.dtype == values.dtype
    np.testing.assert_array_equal(read, values.T[::-1])


def test_errors_name_the_value() -> None:
    builder = _core.GraphBuilder("wrong")
    x = builder.input("x", "float", ["N"])
    with pytest.raises(tmva.Error, match="two values are named 'x'"):
        builder.input("x", "float", ["N"])
    with pytest.raises(tmva.Error, match="Relu reads 'z', which nothing before it makes"):
        builder.add("Relu", ["z"])
    with pytest.raises(tmva.Error, match="'flout' is no type"):
        builder.input("y", "flout", ["N"])
    with pytest.raises(tmva.Error, match="output 'y' is 'z'"):
        builder.output("z", "y", "float", ["N"])
    with pytest.raises(tmva.Error, match="datetime64"):
        builder.constant(np.array(["2020-01-01"], dtype="M8[D]"))
    assert builder.add("Relu", [x]) != x
