"""Sessions: fusions, blocks, threads and sub-graphs change nothing; against onnxruntime."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

import tmva
from tmva import _core

Build = Callable[[Any, str], str]
RANDOM = np.random.default_rng(5)


def f4(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype(np.float32)


def model(build: Build, shape: list[Any], dtype: str = "float") -> bytes:
    builder = _core.GraphBuilder("test")
    y = build(builder, builder.input("x", dtype, shape))
    builder.output(y, "y", dtype, None or ["N", *[None] * (len(shape) - 1)])
    return builder.finish()


def check(content: bytes, x: np.ndarray, tolerance: float = 1e-5) -> np.ndarray:
    expected = onnxruntime.InferenceSession(content).run(None, {"x": x})[0]
    y = _core.Session(content, "test").run([x])[0]
    assert y.shape == expected.shape and y.dtype == expected.dtype
    np.testing.assert_allclose(
        y, expected, rtol=tolerance, atol=tolerance * max(1, np.abs(expected).max(initial=0))
    )
    return y


def norm(b: Any, x: str, n: int) -> str:
    parameters = [b.constant(a) for a in (f4(n), f4(n), f4(n), np.abs(f4(n)))]
    return b.add("BatchNormalization", [x, *parameters], epsilon=1e-3)


ACTIVATIONS: dict[str, dict[str, float]] = {
    "Relu": {}, "Tanh": {}, "Sigmoid": {}, "LeakyRelu": {"alpha": 0.3}, "ThresholdedRelu": {"alpha": 0.7},
    "HardSigmoid": {"alpha": 0.4, "beta": 0.6}, "Elu": {"alpha": 1.5}, "Softsign": {}, "Softplus": {}, "Selu": {},
}  # fmt: skip


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rows", [1, 5, 500])
def test_products_with_what_follows_them(activation: str, rows: int) -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("MatMul", [x, b.constant(f4(7, 40))])
        y = b.add(activation, [b.add("Add", [b.constant(f4(40)), y])], **ACTIVATIONS[activation])
        y = b.add("Gemm", [y, b.constant(f4(33, 40)), b.constant(f4(1, 33))], transB=1)
        y = b.add(activation, [norm(b, y, 33)], **ACTIVATIONS[activation])
        return b.add("Gemm", [y, b.constant(f4(33, 2))])

    check(model(build, ["N", 7]), f4(rows, 7), 2e-5)


@pytest.mark.parametrize("columns", [1, 2, 3, 8, 9, 16, 17, 31, 32, 33, 48, 64, 72, 100, 200])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_products_of_all_widths(columns: int, dtype: str) -> None:
    weights, bias = f4(13, columns).astype(dtype), f4(columns).astype(dtype)
    content = model(lambda b, x: b.add("Gemm", [x, b.constant(weights), b.constant(bias)]), ["N", 13],
                    "float" if dtype == "f4" else "double")  # fmt: skip
    session = _core.Session(content, "test")
    x = f4(30, 13).astype(dtype)
    tolerance = 1e-5 if dtype == "f4" else 1e-13
    for rows in (1, 2, 3, 4, 11, 12, 13, 30):
        y = session.run([x[:rows]])[0]
        np.testing.assert_allclose(y, x[:rows] @ weights + bias, rtol=tolerance, atol=tolerance)
        # An event has the same bits alone and in a batch.
        np.testing.assert_array_equal(y[0], session.run([x[:1]])[0][0])


@pytest.mark.parametrize("term", [(40,), (1, 40), (1, 1, 40), (5, 40), (1,), ()])
def test_terms_that_are_no_bias_are_added_all_the_same(term: tuple[int, ...]) -> None:
    def build(b: Any, x: str) -> str:
        return b.add(
            "Relu", [b.add("Add", [b.add("MatMul", [x, b.constant(f4(7, 40))]), b.constant(f4(*term))])]
        )

    check(model(build, [5, 7]), f4(5, 7))


def test_values_that_are_read_twice_stay() -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("Gemm", [x, b.constant(f4(6, 6))])
        return b.add("Add", [b.add("Relu", [y]), b.add("Relu", [norm(b, y, 6)])])

    check(model(build, ["N", 6]), f4(200, 6))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_convolutions_of_any_geometry(data: st.DataObject) -> None:
    rank = data.draw(st.integers(1, 3))
    few = st.integers(1, 3)
    sizes = [data.draw(st.integers(1, 20 if rank == 2 else 9)) for _ in range(rank - 1)] + [
        data.draw(st.integers(1, 40))
    ]
    kernel = [data.draw(st.integers(1, min(4, size))) for size in sizes]
    strides, dilations = ([data.draw(few) for _ in range(rank)] for _ in range(2))
    pads = [data.draw(st.integers(0, 3)) for _ in range(2 * rank)]
    for d in range(rank):
        if (kernel[d] - 1) * dilations[d] + 1 > sizes[d] + pads[d] + pads[rank + d]:
            dilations[d] = 1
    groups, depth, rows = data.draw(few), data.draw(few), data.draw(st.integers(1, 15))
    activation = data.draw(st.sampled_from(["Relu", "Tanh", "Identity"]))
    seed = np.random.default_rng(data.draw(st.integers(0, 1000)))

    def array(*shape: int) -> np.ndarray:
        return seed.normal(size=shape).astype(np.float32)

    def build(b: Any, x: str) -> str:
        inputs = [x, b.constant(array(groups * rows, depth, *kernel)), b.constant(array(groups * rows))]
        y = b.add("Conv", inputs, strides=strides, dilations=dilations, pads=pads, group=groups)
        return b.add(activation, [y])

    content = model(build, ["N", groups * depth, *sizes])
    check(content, array(data.draw(few), groups * depth, *sizes), 2e-5)


def network(b: Any, x: str) -> str:
    y = b.add("Relu", [norm(b, b.add("Conv", [x, b.constant(f4(16, 2, 3, 3))], pads=[1, 1, 1, 1]), 16)])
    y = b.add("MaxPool", [y], kernel_shape=[2, 2], strides=[2, 2])
    y = b.add("Reshape", [y, b.constant(np.array([0, -1]))])
    y = b.add("Tanh", [b.add("Gemm", [y, b.constant(f4(16 * 25, 20) / 20), b.constant(f4(20))])])
    return b.add("Softmax", [b.add("MatMul", [y, b.constant(f4(20, 3))])], axis=-1)


def test_neither_blocks_nor_threads_change_a_bit() -> None:
    content = model(network, ["N", 2, 11, 11])
    x = f4(1000, 2, 11, 11)
    y = check(content, x)
    session = _core.Session(content, "test")
    for threads in (2, 3, 8):
        np.testing.assert_array_equal(session.run([x], threads), [y])
    np.testing.assert_array_equal(session.run([x[:300]])[0], y[:300])
    np.testing.assert_array_equal(session.run([x[5:6]])[0], y[5:6])
    assert session.run([x[:0]])[0].shape == (0, 3)


def test_results_are_the_users_own() -> None:
    session = _core.Session(model(network, ["N", 2, 11, 11]), "test")
    first, second = f4(3, 2, 11, 11), f4(3, 2, 11, 11)
    y = session.run({"x": first})[0]
    copy = y.copy()
    session.run({"x": second})
    np.testing.assert_array_equal(y, copy)


def test_shapes_are_views_but_results_are_not() -> None:
    content = model(lambda b, x: b.add("Reshape", [x, b.constant(np.array([3, -1]))]), ["N", 6])
    x = f4(2, 6)
    y = _core.Session(content, "test").run([x])[0]
    x[:] = 0
    assert y.shape == (3, 4) and np.all(y != 0)


def test_reshaping_that_mixes_events_is_not_done_in_blocks() -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("Relu", [b.add("Gemm", [x, b.constant(f4(64, 64))])])
        y = b.add("Reshape", [y, b.constant(np.array([-1, 16]))])
        return b.add("Tanh", [b.add("Gemm", [y, b.constant(f4(16, 300))])])

    check(model(build, ["N", 64]), f4(3000, 64))


def test_reshaping_that_two_events_cannot_have() -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("Relu", [b.add("Gemm", [x, b.constant(f4(5, 5))])])
        return b.add("Tanh", [b.add("Reshape", [y, b.constant(np.array([-1, 16]))])])

    content = model(build, ["N", 5])
    check(content, f4(160, 5))
    with pytest.raises(tmva.Error, match="cannot give the shape"):
        _core.Session(content, "test").run([f4(161, 5)])


def scalar(name: str, value: Any, dtype: int) -> onnx.NodeProto:
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, dtype, [], [value]))


def info(name: str, dtype: int = TensorProto.FLOAT, shape: list[Any] | None = None) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, shape)


def whole(nodes: list[onnx.NodeProto], inputs: list[Any], outputs: list[Any]) -> bytes:
    graph = helper.make_graph(nodes, "g", inputs, outputs)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return made.SerializeToString()


def test_branches_read_what_lies_around_them() -> None:
    inner = helper.make_graph([helper.make_node("Mul", ["around", "x"], ["d"])], "inner", [], [info("d")])
    other = helper.make_graph([helper.make_node("Identity", ["around"], ["o"])], "other", [], [info("o")])
    then = helper.make_graph(
        [helper.make_node("If", ["c"], ["t"], then_branch=inner, else_branch=other)], "then", [], [info("t")]
    )
    nodes = [
        helper.make_node("Add", ["x", "x"], ["around"]),
        helper.make_node("If", ["c"], ["y"], then_branch=then, else_branch=other),
    ]
    content = whole(nodes, [info("x", shape=["N"]), info("c", TensorProto.BOOL, [])], [info("y")])
    session, peer = _core.Session(content, "test"), onnxruntime.InferenceSession(content)
    for condition in (True, False):
        inputs = {"x": f4(4), "c": np.array(condition)}
        np.testing.assert_array_equal(session.run(inputs)[0], peer.run(None, inputs)[0])


def loop(condition: str) -> bytes:
    body = helper.make_graph(
        [
            helper.make_node("Add", ["state", "step"], ["next"]),
            helper.make_node("ReduceSum", ["next"], ["sum"], keepdims=0),
            helper.make_node(condition, ["sum", "limit"], ["go"]),
            helper.make_node("Mul", ["next", "next"], ["square"]),
        ],
        "body",
        [info("i", TensorProto.INT64, []), info("c", TensorProto.BOOL, []), info("state")],
        [info("go", TensorProto.BOOL, []), info("next"), info("square", shape=["N"])],
    )
    nodes = [
        scalar("limit", 30, TensorProto.FLOAT),
        scalar("true", True, TensorProto.BOOL),
        helper.make_node("Loop", ["most", "true", "x"], ["y", "z"], body=body),
    ]
    inputs = [info("x", shape=["N"]), info("step", shape=["N"]), info("most", TensorProto.INT64, [])]
    return whole(nodes, inputs, [info("y"), info("z")])


@pytest.mark.parametrize("most", [0, 1, 3, 1000])
def test_loops_against_onnxruntime(most: int) -> None:
    content = loop("Less")
    inputs = {"x": f4(3), "step": np.abs(f4(3)), "most": np.array(most)}
    expected = onnxruntime.InferenceSession(content).run(None, inputs)
    for ours, theirs in zip(_core.Session(content, "test").run(inputs), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_a_loop_without_end_ends() -> None:
    inputs = {"x": f4(1), "step": -np.ones(1, np.float32), "most": np.array(2**62)}
    with pytest.raises(tmva.Error, match=r"\(Loop\): has not ended after 1000000 iterations"):
        _core.Session(loop("Less"), "test").run(inputs)


def test_a_body_that_does_not_fit_is_named() -> None:
    body = helper.make_graph(
        [], "body", [info("i", TensorProto.INT64, [])], [info("i", TensorProto.INT64, [])]
    )
    nodes = [helper.make_node("Loop", ["m", "", "x"], ["y"], name="L", body=body)]
    content = whole(nodes, [info("x"), info("m", TensorProto.INT64, [])], [info("y")])
    with pytest.raises(tmva.Error, match=r"node 'L' \(Loop\): the body has 1 inputs"):
        _core.Session(content, "test")
    with pytest.raises(tmva.Error, match="'then_branch' is no graph"):
        _core.Session(
            whole([helper.make_node("If", ["m"], ["y"])], [info("m", TensorProto.BOOL, [])], [info("y")]),
            "test",
        )


def test_inputs_by_name_and_in_order() -> None:
    session = _core.Session(model(lambda b, x: b.add("Relu", [x]), ["N", 2]), "relu.onnx")
    x = f4(2, 2)
    for inputs in ({"x": x, "more": x}, [x], (np.asfortranarray(x),)):
        np.testing.assert_array_equal(session.run(inputs)[0], np.maximum(x, 0))
    with pytest.raises(tmva.Error, match="relu.onnx: input 'x' is not given; the inputs are x"):
        session.run({"X": x})
    with pytest.raises(tmva.Error, match="2 inputs are given, expected 1"):
        session.run([x, x])
    with pytest.raises(TypeError, match="a dictionary of arrays"):
        session.run(x)
    with pytest.raises(tmva.Error, match="is of type double, expected float"):
        session.run([x.astype("f8")])


def test_double_precision_on_request() -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("Add", [b.add("MatMul", [x, b.constant(f4(20, 30))]), b.constant(f4(30))])
        y = b.add("Cast", [b.add("Softmax", [y], axis=-1)], to=1)
        zero = b.add("ConstantOfShape", [b.add("Shape", [y])])
        return b.add("Sub", [b.add("Resize", [y, "", b.constant(np.array([1, 1], np.float32))]), zero])

    content, x = model(build, ["N", 20]), f4(50, 20)
    y = _core.Session(content, "test", "float64").run([x])[0]
    wide = onnx.load_from_string(content)
    weights = [onnx.numpy_helper.to_array(t).astype("f8") for t in wide.graph.initializer[:2]]
    scores = np.exp(x.astype("f8") @ weights[0] + weights[1])
    assert y.dtype == np.float64
    np.testing.assert_allclose(y, scores / scores.sum(1, keepdims=True), rtol=1e-13)
    with pytest.raises(tmva.Error, match="dtype 'float16': expected 'float64'"):
        _core.Session(content, "test", "float16")


def calls(body: list[onnx.NodeProto], nodes: list[onnx.NodeProto], **arguments: Any) -> bytes:
    function = helper.make_function(
        "local", "F", ["a", "b"], ["c"], body, [helper.make_opsetid("", 17)], **arguments
    )
    graph = helper.make_graph(nodes, "g", [info("x", shape=["N", 4])], [info("y")])
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("local", 1)]
    return helper.make_model(
        graph, opset_imports=sets, functions=[function], ir_version=9
    ).SerializeToString()


def test_functions_of_a_model_are_what_they_do() -> None:
    alpha = helper.make_node("LeakyRelu", ["s"], ["l"])
    alpha.attribute.append(
        onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT)
    )
    body = [helper.make_node("Mul", ["a", "b"], ["s"]), alpha, helper.make_node("Neg", ["l"], ["c"])]
    nodes = [
        helper.make_node("F", ["x", "x"], ["s"], domain="local", slope=0.5),
        helper.make_node("F", ["s", "x"], ["y"], domain="local", slope=2.0),
    ]
    content = calls(body, nodes, attributes=["slope"])
    x = f4(3, 4)
    expected = onnxruntime.InferenceSession(content).run(None, {"x": x})[0]
    np.testing.assert_allclose(_core.Session(content, "test").run([x])[0], expected, rtol=1e-6)


def test_functions_that_call_themselves_are_refused() -> None:
    body = [helper.make_node("F", ["a", "b"], ["c"], domain="local")]
    content = calls(body, [helper.make_node("F", ["x", "x"], ["y"], domain="local")])
    with pytest.raises(tmva.Error, match="function 'local.F' calls functions too deeply"):
        _core.Session(content, "test")


def test_shapes_of_all_values() -> None:
    def build(b: Any, x: str) -> str:
        y = b.add("Conv", [x, b.constant(f4(5, 2, 3, 3))])
        flat = b.add("Reshape", [y, b.constant(np.array([-1, 5]))])
        return b.add("Concat", [flat, flat, b.constant(f4(3, 5))], axis=0)

    content = model(build, ["N", 2, 10, "W"])
    shapes = {name: (kind, shape) for name, kind, shape in _core.infer_shapes(content, "test")}
    assert shapes["x"] == ("float", ("N", 2, 10, "W"))
    assert ("float", ("N", 5, 8, "W - 2")) in shapes.values()
    # N * 8 * (W - 2) is no sum of sizes.
    assert shapes["y"] == ("float", (None, 5))

    content = model(lambda b, x: b.add("Concat", [x, x, b.constant(f4(3, 4))], axis=0), [None, 4])
    assert _core.infer_shapes(content, "test")[-2][2] == ("2*x.0 + 3", 4)


def test_shapes_that_cannot_be_are_found_with_their_node() -> None:
    content = model(
        lambda b, x: b.add("MatMul", [b.add("Gemm", [x, b.constant(f4(4, 5))]), b.constant(f4(6, 2))]),
        ["N", 4],
    )
    with pytest.raises(tmva.Error, match="multiplies an array of shape .* by a matrix of shape"):
        _core.infer_shapes(content, "test")


def test_a_model_knows_its_shapes_and_runs_in_double_precision(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(model(network, ["N", 2, 11, 11]))
    single, double = tmva.load_model(path), tmva.load_model(path, dtype="float64")
    assert single.shapes["y"].shape == ("N", 3)
    x = f4(5, 2, 11, 11)
    wide = double.run([x])[0]
    assert wide.dtype == np.float64
    np.testing.assert_allclose(single.run([x], threads=2)[0], wide, atol=1e-5)


def test_code_of_a_model(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(model(network, ["N", 2, 11, 11]))
    net = tmva.load_model(path)
    net.emit_cpp(tmp_path / "net.hxx")
    net.emit_cpp(tmp_path / "other.hxx", "mine::net", tmp_path / "other.weights")
    program = """
        #include "net.hxx"
        #include "other.hxx"
        #include <cstdio>
        int main() {
          net::Tensor<float> x({3, 2, 11, 11});
          mine::net::Tensor<float> z({3, 2, 11, 11});
          for (std::size_t i = 0; i < x.data.size(); ++i) x.data[i] = z.data[i] = static_cast<float>(i % 7) / 7;
          const auto y = net::Session().Run(x);
          const auto other = mine::net::Session("other.weights").Run(z);
          for (std::size_t i = 0; i < y.y.data.size(); ++i) std::printf("%.9g %.9g\\n", y.y.data[i], other.y.data[i]);
        }"""
    (tmp_path / "main.cpp").write_text(program)
    compiler = os.environ.get("CXX", "c++")
    subprocess.run([compiler, "-std=c++17", "-O1", "main.cpp", "-o", "main"], cwd=tmp_path, check=True)
    said = subprocess.run(["./main"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    found = np.array([line.split() for line in said.splitlines()], dtype=float).T.reshape(2, 3, 3)
    x = (np.arange(3 * 242) % 7 / np.float32(7)).astype(np.float32).reshape(3, 2, 11, 11)
    np.testing.assert_allclose(found[0], net.run([x])[0], atol=1e-5)
    np.testing.assert_array_equal(found[0], found[1])


def test_one_session_serves_many_threads() -> None:
    def recurrent(b: Any, x: str) -> str:
        inputs = [
            b.add("Transpose", [x], perm=[1, 0, 2]),
            *(b.constant(f4(1, 20, n)) for n in (3, 5)),
            b.constant(f4(1, 40)),
        ]
        y, _, _ = b.add("LSTM", inputs, outputs=3, hidden_size=5)
        return b.add("Transpose", [b.add("Squeeze", [y, b.constant(np.array([1]))])], perm=[1, 0, 2])

    for build, shape in ((network, (2, 11, 11)), (recurrent, (7, 3))):
        session = _core.Session(model(build, ["N", *shape]), "test")
        batches = [f4(n, *shape) for n in (1, 3, 60, 200, 7, 99, 1, 350)]
        expected = [session.run([x])[0] for x in batches]
        with ThreadPoolExecutor(8) as pool:
            jobs = [
                (i, pool.submit(session.run, [batches[i]], 1 + i % 2))
                for _ in range(20)
                for i in range(len(batches))
            ]
            for i, job in jobs:
                np.testing.assert_array_equal(job.result()[0], expected[i])
