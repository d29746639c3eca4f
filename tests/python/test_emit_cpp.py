"""Graphs as C++ headers: compiled by the system's compiler, they agree with the session."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import tmva
from tmva import _core
from tmva.models.graph import Model

COMPILER = shutil.which("c++")
pytestmark = pytest.mark.skipif(COMPILER is None, reason="there is no C++ compiler")
TYPES = {"float32": "float", "float64": "double", "int64": "std::int64_t", "int32": "std::int32_t"}
ML = "ai.onnx.ml"
rng = np.random.default_rng(7)


def numbers(*shape):
    return rng.normal(size=shape).astype(np.float32)


WRITE = """#include <fstream>
template <class T> void Write(std::ofstream& f, const T& t) {
  const long rank = static_cast<long>(t.shape.size());
  f.write(reinterpret_cast<const char*>(&rank), 8);
  for (const long d : t.shape) f.write(reinterpret_cast<const char*>(&d), 8);
  f.write(reinterpret_cast<const char*>(t.data.data()), static_cast<long>(t.data.size() * sizeof(t.data[0])));
}
template <class T> T Read(std::ifstream& f, T t) {
  f.read(reinterpret_cast<char*>(t.data.data()), static_cast<long>(t.data.size() * sizeof(t.data[0])));
  return t;
}
"""


def compile_and_run(folder: Path, source: str, *arguments: str) -> subprocess.CompletedProcess:
    (folder / "main.cpp").write_text(WRITE + source)
    command = [
        COMPILER,
        "-std=c++17",
        "-O1",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-o",
        str(folder / "main"),
        str(folder / "main.cpp"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]
    return subprocess.run([str(folder / "main"), *arguments], capture_output=True, text=True, check=False)


def run_emitted(folder: Path, models: dict[str, tuple[bytes, list[list[np.ndarray]]]]):
    """For each model and each set of inputs the outputs of its emitted code; one program for all."""
    source, body, fed = "", "", b""
    for name, (content, runs) in models.items():
        (folder / f"{name}.h").write_text(_core.emit_cpp(content, name))
        source += f'#include "{name}.h"\n'
        body += f"  const {name}::Session {name}_session;\n"
        for r, inputs in enumerate(runs):
            tensors = []
            for a in inputs:
                shape = ", ".join(map(str, a.shape))
                tensors.append(f"Read(in, {name}::Tensor<{TYPES[str(a.dtype)]}>({name}::Shape{{{shape}}}))")
                fed += a.tobytes()
            variables = [f"{name}_{r}_x{i}" for i in range(len(tensors))]
            body += "".join(f"  const auto {v} = {t};\n" for v, t in zip(variables, tensors, strict=True))
            outputs = [f"{name}_{r}_y{i}" for i in range(len(Model(content, name).outputs))]
            body += f"  const auto [{', '.join(outputs)}] = {name}_session.Run({', '.join(variables)});\n"
            body += "".join(f"  Write(out, {y});\n" for y in outputs)
    (folder / "in").write_bytes(fed)
    source += "int main(int, char** argv) {\n  std::ifstream in(argv[1], std::ios::binary);\n"
    source += "  std::ofstream out(argv[2], std::ios::binary);\n" + body + "}\n"
    done = compile_and_run(folder, source, str(folder / "in"), str(folder / "out"))
    assert done.returncode == 0, done.stderr
    return (folder / "out").read_bytes()


def check(folder: Path, models: dict[str, tuple[bytes, list[list[np.ndarray]]]]):
    written, at = run_emitted(folder, models), 0
    for name, (content, runs) in models.items():
        model = Model(content, name)
        for inputs in runs:
            for expected, (output, _, _) in zip(model.run(inputs), model.outputs, strict=True):
                rank = int(np.frombuffer(written, np.int64, 1, at)[0])
                shape = tuple(np.frombuffer(written, np.int64, rank, at + 8))
                assert shape == expected.shape, (name, output)
                found = np.frombuffer(written, expected.dtype, expected.size, at + 8 + 8 * rank).reshape(
                    shape
                )
                at += 8 + 8 * rank + found.nbytes
                scale = np.abs(expected.astype("f8")).max(initial=0)
                np.testing.assert_allclose(
                    found, expected, rtol=1e-6, atol=1e-6 * scale, err_msg=f"{name}.{output}"
                )
    assert at == len(written)


class Graph(_core.GraphBuilder):
    """A builder whose values are all outputs, unless they are used."""

    def __init__(self, *inputs):
        super().__init__("g")
        self.values = [self.input(f"x{i}", t, s) for i, (t, s) in enumerate(inputs)]
        self.count = 0

    def give(self, value, kind="float", shape=None):
        self.count += 1
        self.output(value, f"y{self.count}", kind, [None] * 9 if shape is None else shape)

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))


def elements():
    g = Graph(("float", ["N", 6]))
    (x,) = g.values
    functions = "Abs Neg Sign Floor Ceil Round Exp Erf Sin Cos Tan Atan Sinh Asinh Relu Sigmoid Tanh Softplus Softsign HardSwish"
    parts = [g.add(f, [x]) for f in functions.split()]
    parts += [
        g.add("LeakyRelu", [x], alpha=0.3),
        g.add("Elu", [x], alpha=0.7),
        g.add("Selu", [x]),
        g.add("HardSigmoid", [x]),
    ]
    parts += [g.add("Gelu", [x]), g.add("Gelu", [x], approximate="tanh"), g.add("Celu", [x], alpha=0.4)]
    row = g.constant(numbers(6))
    column = g.constant(np.array([[2.5]], np.float32))
    positive = g.add("Abs", [x])
    parts += [g.add(f, [x, row]) for f in ("Add", "Sub", "Mul", "Div", "Max", "Min")] + [
        g.add("Pow", [positive, column])
    ]
    parts += [
        g.add("Log", [positive]),
        g.add("Sqrt", [positive]),
        g.add("Mod", [x, row], fmod=1),
        g.add("PRelu", [x, row]),
    ]
    smaller = g.add("Or", [g.add("Less", [x, row]), g.add("Not", [g.add("GreaterOrEqual", [x, column])])])
    parts += [
        g.add("Where", [smaller, x, row]),
        g.add("Cast", [smaller], to=1),
        g.add("Clip", [x, g.constant(np.array(-0.5, np.float32)), ""]),
    ]
    g.output(g.add("Concat", parts, axis=1), "y", "float", ["N", None])
    g.output(g.add("Cast", [x], to=7), "whole", "int64", ["N", 6])
    return g.finish(), [[numbers(5, 6) * 2], [numbers(1, 6)]]


def layers():
    g = Graph(("float", ["N", 4, 9, 8]))
    (x,) = g.values
    same = g.add(
        "Conv",
        [x, g.constant(numbers(6, 2, 3, 2)), g.constant(numbers(6))],
        group=2,
        auto_pad="SAME_UPPER",
        strides=[2, 1],
    )
    dilated = g.add("Conv", [x, g.constant(numbers(3, 4, 2, 3)), ""], dilations=[2, 2], pads=[1, 0, 2, 1])
    back = g.add(
        "ConvTranspose",
        [same, g.constant(numbers(6, 2, 3, 3)), ""],
        group=2,
        strides=[2, 2],
        pads=[1, 0, 1, 1],
        output_padding=[1, 0],
    )
    pools = [g.add("MaxPool", [x], kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1, pads=[1, 0, 1, 1])]
    pools += [
        g.add("AveragePool", [x], kernel_shape=[2, 3], strides=[2, 1], count_include_pad=c, pads=[1, 1, 0, 1])
        for c in (0, 1)
    ]
    pools += [g.add("GlobalAveragePool", [x]), g.add("GlobalMaxPool", [x])]
    ones = [g.constant(np.abs(numbers(4)) + 0.5) for _ in range(4)]
    norm = g.add("BatchNormalization", [x, *ones])
    flat = g.add("Flatten", [norm])
    dense = g.add(
        "Gemm", [flat, g.constant(numbers(7, 288)), g.constant(numbers(7))], transB=1, alpha=0.5, beta=2.0
    )
    more = [
        g.add("Softmax", [g.add("Tanh", [dense])], axis=-1),
        g.add("LogSoftmax", [x], axis=1),
        g.add("MatMul", [x, g.constant(numbers(8, 5))]),
    ]
    more += [g.add("LayerNormalization", [x, g.constant(numbers(8)), g.constant(numbers(8))], epsilon=1e-3)]
    more += [
        g.add("MatMul", [x, g.add("Transpose", [x], perm=[0, 1, 3, 2])]),
        g.add("InstanceNormalization", [x, *ones[:2]]),
    ]
    for value in [same, dilated, back, *pools, dense, *more]:
        shape = ["N", None] if value == dense or value == more[0] else ["N", None, None, None]
        g.give(value, shape=shape)
    return g.finish(), [[numbers(3, 4, 9, 8)], [numbers(1, 4, 9, 8)]]


def shapes():
    g = Graph(("float", ["N", 6, 4]), ("int64", ["N", 2, 4]))
    x, i = g.values
    three = ["N", None, None]
    parts = g.add("Split", [x, g.ints(1, 2, 3)], outputs=3, axis=1)
    reverse = g.add("Slice", [x, g.ints(-1, 3), g.ints(-99, 0), g.ints(1, 2), g.ints(-2, -1)])
    pads = [g.add("Pad", [x, g.ints(0, 1, 2, 0, 2, 1)], mode=m) for m in ("constant", "reflect", "edge")]
    gathered = [
        g.add("Gather", [x, g.constant(np.array([[0, -1], [2, 3]]))], axis=2),
        g.add("GatherElements", [x, i], axis=1),
    ]
    scattered = g.add(
        "ScatterElements", [x, i, g.add("GatherElements", [x, i], axis=1)], axis=1, reduction="add"
    )
    nd = g.add("ScatterND", [x, g.constant(np.array([[0, 1], [0, 5]])), g.constant(numbers(2, 4))])
    most, places = g.add("TopK", [x, g.ints(3)], outputs=2, axis=1)
    reductions = [
        g.add("Reduce" + r, [x, g.ints(1)], keepdims=1)
        for r in ("Sum", "Mean", "Max", "Min", "Prod", "L1", "L2", "LogSumExp")
    ]
    shape = g.add("Concat", [g.add("Shape", [x], end=1), g.ints(-1)], axis=0)
    changed = g.add("Reshape", [g.add("Squeeze", [g.add("Unsqueeze", [x, g.ints(1)]), g.ints(1)]), shape])
    zeros = g.add("ConstantOfShape", [g.add("Shape", [x])], value=np.array([2], np.float32))
    many = [
        g.add("Tile", [x, g.ints(1, 2, 1)]),
        g.add("Expand", [g.add("Slice", [x, g.ints(0), g.ints(1), g.ints(1)]), g.ints(1, 3, 1)]),
    ]
    total = g.add("CumSum", [x, g.constant(np.array(1))], exclusive=1, reverse=1)
    for value in [*parts, reverse, *pads, gathered[1], scattered, nd, most, *reductions, zeros, *many, total]:
        g.give(value, shape=three)
    g.give(gathered[0], shape=["N", None, None, None])
    g.give(changed, shape=["N", None])
    g.give(places, "int64", three)
    g.give(g.add("ArgMax", [x], axis=2, keepdims=0, select_last_index=1), "int64", ["N", None])
    g.give(
        g.add("Range", [g.constant(np.array(3)), g.add("Size", [x]), g.constant(np.array(5))]),
        "int64",
        [None],
    )
    return g.finish(), [[numbers(n, 6, 4), rng.integers(-6, 6, (n, 2, 4))] for n in (3, 1)]


def recurrent():
    g = Graph(("float", [5, "N", 3]))
    (x,) = g.values
    for op, gates, more in (
        ("RNN", 1, {}),
        ("LSTM", 4, {}),
        ("GRU", 3, {"linear_before_reset": 1}),
        ("GRU", 3, {}),
    ):
        for direction in ("reverse", "bidirectional"):
            d = 1 if direction == "reverse" else 2
            weights = [g.constant(numbers(d, 4 * gates, n)) for n in (3, 4)] + [
                g.constant(numbers(d, 8 * gates))
            ]
            outputs = g.add(
                op,
                [x, *weights],
                outputs=3 if op == "LSTM" else 2,
                hidden_size=4,
                direction=direction,
                **more,
            )
            for rank, value in zip((4, 3, 3), outputs, strict=False):
                g.give(value, shape=[None] * rank)
    return g.finish(), [[numbers(5, 3, 3)]]


def machine_learning():
    g = Graph(("float", ["N", 3]))
    (x,) = g.values
    scaled = g.add("Scaler", [x], domain=ML, offset=[0.5, 1.0, -1.0], scale=[2.0])
    filled = g.add(
        "Imputer",
        [scaled],
        domain=ML,
        imputed_value_floats=[7.0, 8.0, 9.0],
        replaced_value_float=float("nan"),
    )
    nodes = dict(
        nodes_treeids=[0, 0, 0, 1, 1, 1], nodes_nodeids=[0, 1, 2, 0, 1, 2], nodes_featureids=[1, 0, 0, 2, 0, 0],
        nodes_values=[0.1, 0.0, 0.0, -0.3, 0.0, 0.0], nodes_truenodeids=[1, 0, 0, 1, 0, 0], nodes_falsenodeids=[2, 0, 0, 2, 0, 0],
        nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"], nodes_missing_value_tracks_true=[1, 0, 0, 0, 0, 0],
    )  # fmt: skip
    answers = dict(treeids=[0, 0, 1, 1], nodeids=[1, 2, 1, 2], weights=[0.5, -1.5, 0.25, 2.0])
    target = {f"target_{k}": v for k, v in answers.items()} | {"target_ids": [0, 0, 0, 0]}
    labels, scores = g.add(
        "TreeEnsembleClassifier",
        [x],
        outputs=2,
        domain=ML,
        classlabels_int64s=[3, 8],
        post_transform="LOGISTIC",
        class_ids=[0, 0, 0, 0],
        base_values=[0.125],
        **nodes,
        **{f"class_{k}": v for k, v in answers.items()},
    )
    trees = g.add(
        "TreeEnsembleRegressor", [x], domain=ML, n_targets=1, aggregate_function="AVERAGE", **nodes, **target
    )
    linear = g.add(
        "LinearClassifier",
        [filled],
        outputs=2,
        domain=ML,
        classlabels_ints=[4, 5, 6],
        post_transform="SOFTMAX",
        coefficients=numbers(9).astype(float).tolist(),
        intercepts=[0.5, -0.5, 0.25],
    )
    svm = g.add(
        "SVMClassifier",
        [filled],
        outputs=2,
        domain=ML,
        classlabels_ints=[1, 2, 3],
        kernel_type="RBF",
        kernel_params=[0.5, 0.0, 3.0],
        vectors_per_class=[1, 2, 1],
        support_vectors=numbers(12).astype(float).tolist(),
        coefficients=numbers(8).astype(float).tolist(),
        rho=[0.1, 0.2, 0.3],
        prob_a=[-1.0, -1.5, -0.5],
        prob_b=[0.1, 0.0, 0.2],
    )
    for kind, value in (
        ("float", filled),
        ("float", trees),
        ("float", scores),
        ("float", linear[1]),
        ("float", svm[1]),
    ):
        g.give(value, kind, ["N", None])
    for value in (labels, linear[0], svm[0]):
        g.give(value, "int64", ["N"])
    g.give(g.add("Normalizer", [filled], domain=ML, norm="L2"), shape=["N", 3])
    g.give(g.add("ArrayFeatureExtractor", [x, g.ints(2, 0)], domain=ML), shape=["N", 2])
    values = numbers(40, 3)
    values[3, 1] = np.nan
    return g.finish(), [[values], [values[:2]]]


def test_emitted_code_agrees_with_the_session(tmp_path):
    check(tmp_path, {f.__name__: f() for f in (elements, layers, shapes, recurrent, machine_learning)})


def test_names_of_a_model_stay_names(tmp_path):
    names = [
        "int",
        "Softmax",
        "x\n#include <nothing>\n",
        "*/ }",
        "",
        "Tensor",
        'quote " \\',
        "1",
        "weights",
        "v0_",
        "w0_",
    ]
    from onnx import TensorProto, helper

    shape = ["N\n", 2]
    inputs = [helper.make_tensor_value_info(n or "e", TensorProto.FLOAT, shape) for n in names]
    outputs = [helper.make_tensor_value_info("o" + n, TensorProto.FLOAT, shape) for n in names]
    nodes = [helper.make_node("Softmax", [n or "e"], ["o" + n], name=n) for n in names]
    graph = helper.make_graph(nodes, 'g\n??/\n#error "\\', inputs, outputs)
    content = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    ).SerializeToString()
    label = 'a"b\\\n??/c\x00d1'
    g = _core.GraphBuilder("labels")
    x = g.input("x", "float", ["N", 1])
    labels, scores = g.add(
        "LinearClassifier",
        [x],
        outputs=2,
        domain=ML,
        classlabels_strings=[label, "é"],
        coefficients=[1.0, -1.0],
    )
    g.output(labels, "labels", "string", ["N"])
    g.output(scores, "scores", "float", ["N", 2])
    (tmp_path / "a.h").write_text(_core.emit_cpp(content, "std::1 a\nb::class"))
    (tmp_path / "b.h").write_text(_core.emit_cpp(g.finish(), ""))
    done = compile_and_run(
        tmp_path,
        '#include "a.h"\n#include "b.h"\n#include <iostream>\nint main() { std_::x1_a_b::class_::Session a; (void)a; '
        "std::cout << x::Session().Run({{2, 1}, {3, -3}}).labels.data.at(0); }",
    )
    assert done.stdout == label


def test_weights_beside_the_header(tmp_path):
    content, [[x], *_] = layers()
    _core.write_cpp(content, str(tmp_path / "net.h"), "net", str(tmp_path / "net.dat"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["net.dat", "net.h"]
    assert len((tmp_path / "net.h").read_text()) < 60000
    (tmp_path / "in").write_bytes(x.tobytes())
    source = (
        '#include "net.h"\n#include <iostream>\nint main(int, char** argv) try {\n  std::ifstream in(argv[1], std::ios::binary);\n'
        "  const net::Session session(argv[2]);\n"
        "  std::cout << session.Run(Read(in, net::Tensor<float>({3, 4, 9, 8}))).y9.data.at(0);\n"
        "} catch (const std::exception& e) { std::cout << e.what(); }\n"
    )
    done = compile_and_run(tmp_path, source, str(tmp_path / "in"), str(tmp_path / "net.dat"))
    assert np.isclose(float(done.stdout), Model(content, "net").run([x])[8].ravel()[0], rtol=1e-5)
    weights = (tmp_path / "net.dat").read_bytes()
    for wrong in (weights[:-8], weights + b"\0" * 8, b"\1" + weights[1:]):
        (tmp_path / "wrong").write_bytes(wrong)
        done = subprocess.run(
            [str(tmp_path / "main"), str(tmp_path / "in"), str(tmp_path / "wrong")],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "holds other weights" in done.stdout


def test_what_has_no_code_is_named():
    g = Graph(("float", ["N", 3]))
    g.give(g.add("Det", [g.add("Einsum", g.values, equation="ij->ji")]), shape=[])
    with pytest.raises(tmva.Error, match=r"EmitCpp: unsupported: Einsum"):
        _core.emit_cpp(g.finish(), "net", "net.onnx")
    with pytest.raises(tmva.Error):
        _core.emit_cpp(b"no model", "net")
