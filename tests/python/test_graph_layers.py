"""Products, convolutions, pooling, normalisations and recurrent layers of graphs, against onnxruntime."""

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")
from onnx import helper, numpy_helper  # noqa: E402

from tmva.models.graph import Model  # noqa: E402

TYPES = {np.dtype("float32"): 1, np.dtype("float64"): 11, np.dtype("int32"): 6, np.dtype("int64"): 7}


def check(op, arrays, outputs=1, opset=18, constant=(), tolerance=2e-5, **attributes):
    """Runs a node here and there; ``constant``: numbers of the inputs that are initialisers; None is left out."""
    names = ["" if a is None else f"i{k}" for k, a in enumerate(arrays)]
    node = helper.make_node(op, names, [f"o{k}" for k in range(outputs)], **attributes)
    fed = {n: a for k, (n, a) in enumerate(zip(names, arrays)) if n and k not in constant}
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info(n, TYPES[a.dtype], a.shape) for n, a in fed.items()],
        [helper.make_empty_tensor_value_info(f"o{k}") for k in range(outputs)],
        [numpy_helper.from_array(arrays[k], names[k]) for k in constant],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    content = model.SerializeToString()
    expected = ort.InferenceSession(content, providers=["CPUExecutionProvider"]).run(None, fed)
    found = Model(content, op).run(fed)
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype
        scale = np.abs(b[np.isfinite(b)]).max(initial=1)
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance * scale)


def numbers(*shape, seed=1, dtype="float32"):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize(
    "a, b",
    [
        ((1000, 30), (30, 64)),
        ((7, 300), (300, 1100)),
        ((2, 1, 5, 9), (3, 9, 33)),
        ((9,), (2, 9, 4)),
        ((3, 4, 9), (9,)),
        ((9,), (9,)),
        ((6, 1, 1, 17), (17, 31)),
        ((0, 4), (4, 3)),
        ((3, 0), (0, 4)),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
def test_matmul(a, b, dtype):
    rng = np.random.default_rng(2)
    check("MatMul", [(rng.normal(size=s) * 9).astype(dtype) for s in (a, b)])


@pytest.mark.parametrize(
    "m, n, k", [(1, 1, 1), (1, 200, 28), (2, 33, 65), (5, 31, 7), (61, 47, 513), (1024, 64, 30)]
)
@pytest.mark.parametrize("trans_a", [0, 1])
@pytest.mark.parametrize("trans_b", [0, 1])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gemm(m, n, k, trans_a, trans_b, dtype):
    a, b = (
        numbers(*((k, m) if trans_a else (m, k)), dtype=dtype),
        numbers(*((n, k) if trans_b else (k, n)), dtype=dtype),
    )
    check("Gemm", [a, b, numbers(n, dtype=dtype)], transA=trans_a, transB=trans_b)
    check("Gemm", [a, b, numbers(m, 1, dtype=dtype)], transA=trans_a, transB=trans_b, alpha=0.5, beta=2.0)
    check("Gemm", [a, b], transA=trans_a, transB=trans_b, alpha=-1.5)


@pytest.mark.parametrize(
    "equation, shapes",
    [
        ("bij,bjk->bik", [(3, 4, 5), (3, 5, 6)]),
        ("...ij,...jk", [(2, 1, 4, 5), (3, 5, 6)]),
        ("bhqd,bhkd->bhqk", [(2, 3, 7, 8), (2, 3, 9, 8)]),
        ("ii->i", [(5, 5)]),
        ("ij->", [(4, 5)]),
        ("i,j,k->kji", [(2,), (3,), (4,)]),
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
    ],
)
def test_einsum(equation, shapes):
    arrays = [numbers(*s, seed=k) for k, s in enumerate(shapes)]
    expected = np.einsum(equation, *arrays)
    node = helper.make_node("Einsum", [f"i{k}" for k in range(len(arrays))], ["o"], equation=equation)
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info(f"i{k}", 1, a.shape) for k, a in enumerate(arrays)],
        [helper.make_empty_tensor_value_info("o")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    found = Model(model.SerializeToString(), "einsum").run(arrays)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


CONVOLUTIONS = [
    ((2, 3, 17), (8, 3, 5), {"strides": [2], "dilations": [2], "pads": [3, 1]}),
    ((3, 4, 16, 11), (6, 2, 3, 2), {"group": 2, "pads": [1, 0, 2, 1]}),
    ((2, 6, 9, 9), (6, 1, 3, 3), {"group": 6, "auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    ((2, 6, 10, 8), (4, 6, 2, 3), {"auto_pad": "SAME_LOWER", "strides": [1, 3]}),
    ((100, 5, 6, 7), (9, 5, 1, 1), {}),
    ((2, 2, 6, 7, 8), (4, 2, 2, 3, 2), {"strides": [1, 2, 2], "pads": [0, 1, 1, 1, 1, 0]}),
    ((1, 3, 120, 130), (4, 3, 7, 7), {"pads": [3, 3, 3, 3]}),
    ((1, 1, 4, 4), (2, 1, 3, 3), {"pads": [9, 9, 9, 9], "dilations": [3, 3]}),
]


@pytest.mark.parametrize("x, w, attributes", CONVOLUTIONS)
def test_conv(x, w, attributes):
    check("Conv", [numbers(*x), numbers(*w, seed=2), numbers(w[0], seed=3)], **attributes)


@pytest.mark.parametrize(
    "x, w, attributes",
    [
        ((2, 4, 9), (4, 3, 5), {"strides": [3], "pads": [2, 1], "output_padding": [2]}),
        ((3, 4, 7, 6), (4, 2, 3, 3), {"group": 2, "strides": [2, 1], "dilations": [1, 2]}),
        ((2, 3, 5, 5), (3, 4, 3, 3), {"strides": [2, 2], "output_shape": [10, 11]}),
        ((2, 3, 5, 5), (3, 4, 3, 3), {"strides": [2, 2], "auto_pad": "SAME_UPPER"}),
        ((1, 2, 3, 4, 5), (2, 3, 2, 2, 2), {"strides": [2, 2, 2], "pads": [1, 0, 1, 0, 1, 0]}),
        ((1, 3, 60, 70), (3, 4, 5, 5), {"strides": [2, 2]}),
    ],
)
def test_conv_transpose(x, w, attributes):
    bias = numbers(w[1] * attributes.get("group", 1), seed=3)
    check("ConvTranspose", [numbers(*x), numbers(*w, seed=2), bias], **attributes)


WINDOWS = [
    ((3, 4, 16), {"kernel_shape": [3], "strides": [2], "pads": [1, 1]}),
    ((3, 4, 15, 11), {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1}),
    ((2, 3, 9, 10), {"kernel_shape": [2, 3], "pads": [1, 1, 0, 2], "strides": [1, 2]}),
    ((2, 3, 9, 10), {"kernel_shape": [3, 3], "auto_pad": "SAME_LOWER", "strides": [2, 2]}),
    ((2, 2, 7, 8, 9), {"kernel_shape": [2, 3, 2], "strides": [2, 1, 2]}),
]


@pytest.mark.parametrize("x, attributes", WINDOWS)
def test_pooling(x, attributes):
    array = numbers(*x)
    check("MaxPool", [array], outputs=2, **attributes)
    check("AveragePool", [array], **attributes)
    check("LpPool", [array], p=3, **attributes)
    if "auto_pad" not in attributes:
        check("AveragePool", [array], opset=19, count_include_pad=1, **attributes)
        check("MaxPool", [array], dilations=[2] * (len(x) - 2), **attributes)
    for op in ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"):
        check(op, [array])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_normalisations(dtype):
    x, c = numbers(10, 6, 7, 5, dtype=dtype), numbers(6, seed=2, dtype=dtype)
    statistics = [c, c + 1, c * 2, np.abs(c) + dtype_one(dtype)]
    check("BatchNormalization", [x, *statistics], epsilon=1e-3)
    check("BatchNormalization", [x[:, :, 0, 0].copy(), *statistics], opset=9)
    check("LayerNormalization", [x, x[0, 0, 0], x[1, 1, 1]], epsilon=1e-2)
    check("LayerNormalization", [x, x[0, 0]], axis=2)
    if dtype == "float32":
        check("InstanceNormalization", [x, c, c + 1])
        check("GroupNormalization", [x, c, c + 1], opset=21, num_groups=3)
        check("LRN", [x], size=3, alpha=0.3, beta=0.6, bias=1.5)
        check("LpNormalization", [x], axis=1, p=1)
    for op in ("Softmax", "LogSoftmax"):
        for axis in (-1, 0, 1, 3):
            check(op, [x * 30], axis=axis)
            check(op, [x], axis=axis % 4, opset=11)


def dtype_one(dtype):
    return np.ones(1, dtype)


RECURRENT = [
    {},
    {"direction": "reverse"},
    {"direction": "bidirectional", "clip": 0.4},
]


@pytest.mark.parametrize("attributes", RECURRENT)
@pytest.mark.parametrize("op, gates", [("RNN", 1), ("GRU", 3), ("LSTM", 4)])
@pytest.mark.parametrize("batch", [1, 50])
def test_recurrent(op, gates, batch, attributes):
    steps, inputs, hidden = 10, 8, 32
    d = 2 if attributes.get("direction") == "bidirectional" else 1
    x = numbers(steps, batch, inputs)
    w, r = numbers(d, gates * hidden, inputs, seed=2) / 3, numbers(d, gates * hidden, hidden, seed=3) / 6
    bias, h = numbers(d, 2 * gates * hidden, seed=4), numbers(d, batch, hidden, seed=5)
    lengths = np.random.default_rng(6).integers(1, steps + 1, batch).astype("int32")
    outputs = 3 if op == "LSTM" else 2
    check(op, [x, w, r], outputs=outputs, hidden_size=hidden, **attributes)
    given = [x, w, r, bias, lengths, h]
    if op == "LSTM":
        given += [numbers(d, batch, hidden, seed=7), numbers(d, 3 * hidden, seed=8)]
        check(op, given, outputs=outputs, hidden_size=hidden, input_forget=1, **attributes)
    if op == "GRU":
        check(op, given, outputs=outputs, hidden_size=hidden, linear_before_reset=1, **attributes)
    check(op, given, outputs=outputs, hidden_size=hidden, **attributes)


@pytest.mark.parametrize(
    "names, alpha, beta",
    [
        (["HardSigmoid", "Relu", "Softsign"], [0.3], [0.4]),
        (["Affine", "LeakyRelu", "ScaledTanh"], [0.9, 0.2, 1.1], [0.1, 0.8]),
        (["Sigmoid", "Elu", "ThresholdedRelu"], [0.5, 0.1], []),
    ],
)
def test_activations(names, alpha, beta):
    x, w, r = numbers(4, 3, 5), numbers(1, 24, 5, seed=2) / 3, numbers(1, 24, 6, seed=3) / 3
    extra = {k: v for k, v in (("activation_alpha", alpha), ("activation_beta", beta)) if v}
    check("LSTM", [x, w, r], outputs=3, hidden_size=6, activations=names, **extra)
