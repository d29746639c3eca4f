"""Element-wise operators and reductions against ONNX Runtime, where ONNX's own tests do not go."""

import numpy as np
import pytest
from tmva.models.graph import Model

onnx = pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")


def both(op, inputs, outputs=1, opset=20, **attributes):
    """The outputs of a model of one node: ours and ONNX Runtime's."""
    inputs = [np.asarray(x) for x in inputs]
    names = [f"x{i}" for i in range(len(inputs))]
    made = [f"y{i}" for i in range(outputs)]
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node(op, names, made, **attributes)],
        "graph",
        [
            onnx.helper.make_tensor_value_info(
                name, onnx.helper.np_dtype_to_tensor_dtype(x.dtype), [None] * x.ndim
            )
            for name, x in zip(names, inputs)
        ],
        [onnx.ValueInfoProto(name=name) for name in made],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)], ir_version=8)
    model = onnx.shape_inference.infer_shapes(model).SerializeToString()
    options = ort.SessionOptions()
    options.log_severity_level = 4
    peer = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return Model(model, "model").run(inputs), peer.run(None, dict(zip(names, inputs)))


def check(op, inputs, rtol=1e-5, atol=1e-6, **rest):
    for ours, peers in zip(*both(op, inputs, **rest)):
        assert ours.dtype == peers.dtype
        np.testing.assert_allclose(ours, peers, rtol=rtol, atol=atol, strict=True)


SPECIAL = np.float32(
    [0, -0.0, 1, -1, 0.25, -0.25, 0.35, 1e-30, -1e-30, 1e-42, 1e30, -1e30, 9, -9, 88.5, 89]
    + [-88, -104, -150, np.inf, -np.inf, np.nan]
)


ACTIVATIONS = "Exp Tanh Sigmoid Erf Softplus Mish Elu Selu Celu Gelu"


@pytest.mark.parametrize("op", ACTIVATIONS.split())
def test_activations_are_right_everywhere(op):
    """Our vector code against double precision, which calls the C library."""
    x = np.concatenate([SPECIAL, np.linspace(-20, 20, 4001, dtype=np.float32)])
    single = both(op, [x])[0][0]
    with np.errstate(over="ignore"):
        exact = _exact(op, x.astype(np.float64)).astype(np.float32)
    np.testing.assert_allclose(single, exact, rtol=3e-6, atol=3e-7 if op in ("Mish", "Gelu") else 1e-37)


def _exact(op, x):
    scipy_special = pytest.importorskip("scipy.special")
    with np.errstate(all="ignore"):
        softplus = np.logaddexp(0, x)
        return {
            "Exp": lambda: np.exp(x),
            "Tanh": lambda: np.tanh(x),
            "Sigmoid": lambda: scipy_special.expit(x),
            "Erf": lambda: scipy_special.erf(x),
            "Softplus": lambda: softplus,
            "Mish": lambda: x * np.tanh(softplus),
            "Elu": lambda: np.where(x < 0, np.expm1(x), x),
            "Selu": lambda: np.float32(1.05070102)
            * np.where(x < 0, np.float32(1.67326319) * np.expm1(x), x).astype(np.float64),
            "Celu": lambda: np.where(x < 0, np.expm1(x), x),
            "Gelu": lambda: 0.5 * x * scipy_special.erfc(-x / np.sqrt(2)),
        }[op]()


@pytest.mark.parametrize(
    "shapes",
    [
        [(1000, 7), (1000, 7)],
        [(1000, 7), (7,)],
        [(1000, 7), (1000, 1)],
        [(1000, 7), ()],
        [(), (3, 4)],
        [(1, 5, 1, 3), (4, 1, 6, 1)],
        [(2, 3, 4, 5), (3, 1, 5)],
        [(2, 1, 4, 1), (1, 3, 4, 1)],
        [(4, 1), (0,)],
        [(1, 1), (1,)],
    ],
)
def test_broadcasting(shapes):
    rng = np.random.default_rng(1)
    x, y = (rng.normal(size=shape).astype(np.float32) for shape in shapes)
    for op in ("Add", "Sub", "Mul", "Div", "Max", "Min"):
        check(op, [x, y])
    check("Less", [x, y])
    check("Where", [x > 0, y, x])
    for op in ("Sum", "Mean", "Max"):
        check(op, [x, y, x[..., :1]] if x.ndim else [x, y, y])
    n = rng.integers(-9, 9, shapes[0]), rng.integers(1, 9, shapes[1])
    for op in ("Add", "Mul", "Div", "Mod", "Pow", "Equal"):
        check(op, list(n))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
def test_types_of_arithmetic(dtype):
    rng = np.random.default_rng(2)
    x, y = ((rng.normal(size=(64, 3)) * 20).astype(dtype) for _ in range(2))
    y[y == 0] = 1
    for op in ("Add", "Sub", "Mul", "Div", "Greater", "Equal"):
        check(op, [x, y])
    check("Mod", [x, y], fmod=1)
    for op in ("Abs", "Neg", "Sign"):
        check(op, [x])
    check("Clip", [x, np.array(-3, dtype), np.array(5, dtype)])
    check("Clip", [x, np.array(5, dtype), np.array(-3, dtype)])
    check("Pow", [np.abs(x), np.array(2, dtype)])


def test_attributes():
    x = np.linspace(-4, 4, 1000, dtype=np.float32).reshape(10, 100)
    check("Elu", [x], alpha=0.3)
    check("Selu", [x], alpha=0.3, gamma=2.5)
    check("Celu", [x], alpha=-0.7)
    check("LeakyRelu", [x], alpha=-0.2)
    check("ThresholdedRelu", [x], alpha=0.7)
    check("HardSigmoid", [x], alpha=0.3, beta=0.1)
    check("Shrink", [x], lambd=1.5, bias=0.4)
    check("Gelu", [x], approximate="tanh")
    check("Clip", [x], opset=10, min=-1.0)
    check("Dropout", [x], opset=11, ratio=0.9)
    check("Hardmax", [x.reshape(2, 5, 100)], opset=11)
    check("MeanVarianceNormalization", [x.reshape(2, 5, 10, 10)], axes=[0, 3])


REDUCE = "Sum Mean Max Min L1 L2 LogSumExp SumSquare"


@pytest.mark.parametrize("op", ["Reduce" + kind for kind in REDUCE.split()])
def test_reductions(op):
    x = np.random.default_rng(3).normal(size=(5, 33, 2, 40)).astype(np.float32)
    for axes in ([0], [1], [-1], [0, 1], [0, 2], [3, 0], [0, 1, 2, 3]):
        given = np.array(axes)
        for keepdims in (0, 1):
            check(op, [x, given], atol=1e-5, keepdims=keepdims)
            if op in ("ReduceSum", "ReduceMax", "ReduceMin"):
                check(op, [(x * 9).astype(np.int64), given], keepdims=keepdims)
        if op != "ReduceSum":
            check(op, [x], atol=1e-5, opset=17, axes=axes)
    check(op, [x], atol=1e-5, rtol=2e-5, opset=17, keepdims=0)
    check(op, [np.float32(3.5).reshape(())])


def test_places_of_extremes():
    rng = np.random.default_rng(4)
    x = rng.integers(0, 9, (6, 50, 4)).astype(np.float32)  # with ties
    for axis in (0, 1, -1):
        for last in (0, 1):
            check("ArgMax", [x], axis=axis, select_last_index=last)
            check("ArgMin", [x], axis=axis, keepdims=0, select_last_index=last)
        for largest in (0, 1):
            check("TopK", [x, np.array([3])], outputs=2, axis=axis, largest=largest)
        for reverse in (0, 1):
            for exclusive in (0, 1):
                check("CumSum", [x, np.array(axis)], reverse=reverse, exclusive=exclusive)


def test_casts():
    x = np.float32([[-2.7, -0.0, 0.5, 3.99, 100.0]])
    for to in ("FLOAT", "DOUBLE", "INT32", "INT64", "BOOL", "FLOAT16", "INT8"):
        check("Cast", [x], to=getattr(onnx.TensorProto, to))
        check("Cast", [x > 0], to=getattr(onnx.TensorProto, to))
        check("Cast", [x.astype(np.float16)], to=getattr(onnx.TensorProto, to))
        check("Cast", [x.astype(np.int64)], to=getattr(onnx.TensorProto, to))
