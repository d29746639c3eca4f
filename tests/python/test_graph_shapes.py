"""Operators that move elements, and those of ai.onnx.ml, against onnxruntime: large shapes, all attributes."""

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")
from onnx import TensorProto, helper  # noqa: E402

import tmva  # noqa: E402
from tmva.models.graph import Model  # noqa: E402


def run_both(op, inputs, num_outputs=1, domain="", version=18, **attributes):
    """The outputs of ours and of onnxruntime."""
    names = [f"i{i}" if x is not None else "" for i, x in enumerate(inputs)]
    inputs = {name: np.asarray(x) for name, x in zip(names, inputs) if name}
    outputs = [f"o{i}" for i in range(num_outputs)]
    node = helper.make_node(op, names, outputs, domain=domain, **attributes)
    graph = helper.make_graph(
        [node],
        "g",
        [
            helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(x.dtype), [None] * x.ndim)
            for n, x in inputs.items()
        ],
        [helper.make_tensor_value_info(n, TensorProto.UNDEFINED, None) for n in outputs],
    )
    for value in graph.output:
        value.ClearField("type")
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid(domain, version)], ir_version=8)
    content = model.SerializeToString()
    options = ort.SessionOptions()
    options.log_severity_level = 4
    expected = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"]).run(None, inputs)
    return Model(content, "m").run(inputs), expected


def check(op, *inputs, num_outputs=1, rtol=0.0, **more):
    ours, expected = run_both(op, inputs, num_outputs, **more)
    for a, b in zip(ours, expected, strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol)


TYPES = [np.float32, np.float64, np.int32, np.int64, np.bool_]


def some(rng, shape, dtype=np.float32):
    return (rng.normal(size=shape) * 50).astype(dtype)


@pytest.mark.parametrize("dtype", TYPES)
def test_transpose_of_large_arrays(dtype):
    rng = np.random.default_rng(1)
    x = some(rng, (1000, 3, 5, 4), dtype)
    for _ in range(5):
        check("Transpose", x, perm=[int(i) for i in rng.permutation(4)])


@pytest.mark.parametrize("dtype", TYPES)
def test_slices(dtype):
    rng = np.random.default_rng(2)
    x = some(rng, (7, 1, 11, 4), dtype)
    for _ in range(40):
        axes = rng.permutation(4)[: rng.integers(1, 5)]
        starts, ends = rng.integers(-14, 14, (2, len(axes)))
        steps = rng.choice([-7, -3, -2, -1, 1, 2, 5], len(axes))
        check("Slice", x, starts, ends, axes - 4 * rng.integers(0, 2, len(axes)), steps)


def test_pads():
    rng = np.random.default_rng(3)
    x = some(rng, (6, 5, 7))
    for _ in range(10):
        check("Pad", x, rng.integers(-2, 12, 6), np.float32(3), mode="constant")
        check("Pad", x, rng.integers(0, 20, 6), mode="edge")
        check("Pad", x, rng.integers(0, 4, 6), mode="reflect")
        check("Pad", x, rng.integers(0, 5, 6), mode="wrap", version=19)
    check("Pad", x, np.array([1, -2]), np.float32(3), np.array([-1]), mode="constant")


@pytest.mark.parametrize("dtype", TYPES)
def test_joining_and_splitting(dtype):
    rng = np.random.default_rng(4)
    for axis in (0, 1, -1):
        parts = []
        for size in (3, 0, 5):
            shape = [1000, 2, 4]
            shape[axis] = size
            parts.append(some(rng, shape, dtype))
        check("Concat", *parts, axis=axis)
        check("Split", np.concatenate(parts, axis), np.array([2, 6, 0]), num_outputs=3, axis=axis)


def test_split_into_a_number_of_parts():
    x = some(np.random.default_rng(5), (10, 7))
    node = helper.make_node("Split", ["x"], ["a", "b", "c"], axis=1, num_outputs=3)
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", 1, None)],
        [helper.make_tensor_value_info(n, 1, None) for n in "abc"],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    assert [a.shape[1] for a in Model(model.SerializeToString(), "m").run([x])] == [3, 3, 1]


@pytest.mark.parametrize("dtype", TYPES)
def test_gathering(dtype):
    rng = np.random.default_rng(6)
    x = some(rng, (6, 50, 3), dtype)
    check("Gather", x, rng.integers(-50, 50, (20, 30)), axis=1)
    check("Gather", x, np.int32(-1), axis=2)
    check("GatherElements", x, rng.integers(-50, 50, (6, 70, 2)), axis=-2)
    check("GatherND", x, rng.integers(-3, 3, (100, 2)))
    check("GatherND", x, rng.integers(-50, 50, (6, 10, 1)), batch_dims=1)
    check("Compress", x, rng.normal(size=40) > 0, axis=1)
    check("Compress", x, rng.normal(size=500) > 0)
    check("ReverseSequence", x, rng.integers(1, 51, 6), batch_axis=0, time_axis=1)
    check("Expand", x[:, :1], np.array([4, 1, 50, 1]))
    check("Tile", x, np.array([2, 1, 3]))


@pytest.mark.parametrize("reduction", ["none", "add", "mul", "min", "max"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.int64])
def test_scattering(dtype, reduction):
    rng = np.random.default_rng(7)
    x = some(rng, (6, 50, 3), dtype)
    # Without a reduction, no element may be written twice.
    at = rng.integers(-50, 50, (6, 70, 2))
    if reduction == "none":
        at = np.argsort(rng.normal(size=(6, 50, 2)), axis=1)
    check("ScatterElements", x, at, some(rng, at.shape, dtype), axis=1, reduction=reduction, rtol=1e-5)
    rows = rng.permutation(300)[:40] if reduction == "none" else rng.integers(0, 300, 40)
    at = np.stack([rows // 50, rows % 50], 1)
    check("ScatterND", x, at, some(rng, (40, 3), dtype), reduction=reduction, rtol=1e-5)


def test_choosing():
    rng = np.random.default_rng(8)
    x = rng.integers(0, 3, (40, 3, 2))
    check("NonZero", x)
    for options in ({}, {"axis": 0}, {"axis": 1, "sorted": 0}, {"sorted": 0}):
        check("Unique", x, num_outputs=4, **options)
    for k in (-50, -2, 0, 1, 50):
        check("Trilu", x, np.int64(k), upper=int(k % 2))
        check("EyeLike", x[:, :, 0], k=k)
    check("OneHot", rng.integers(-9, 9, (5, 4)), np.int64(6), np.array([2.5, -1], np.float32), axis=1)
    check("Range", np.float32(-3), np.float32(1000), np.float32(0.7), rtol=1e-4)
    check("Range", np.int64(10), np.int64(-9), np.int64(-4))


def test_random_numbers():
    def draw(op, **attributes):
        node = helper.make_node(op, [], ["y"], shape=[200, 100], **attributes)
        graph = helper.make_graph([node], "g", [], [helper.make_tensor_value_info("y", 1, None)])
        content = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]).SerializeToString()
        return lambda: Model(content, "m").run([])[0]

    normal = draw("RandomNormal", mean=2.0, scale=3.0, seed=5.0)
    y = normal()
    assert abs(y.mean() - 2) < 0.1 and abs(y.std() - 3) < 0.1
    assert (y == normal()).all() and (y != draw("RandomNormal", mean=2.0, scale=3.0, seed=6.0)()).any()
    uniform = draw("RandomUniform", low=-1.0, high=3.0)
    y = uniform()
    assert -1 <= y.min() < -0.99 and 2.99 < y.max() <= 3 and abs(y.mean() - 1) < 0.05
    assert (y != uniform()).any()


def classifier(rng, trees, ids):
    """Attributes of stumps with scores for the classes `ids`."""
    attributes = {
        f"nodes_{n}": []
        for n in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")
    }
    attributes |= {f"class_{n}": [] for n in ("treeids", "nodeids", "ids", "weights")}
    for t in range(trees):
        for n in range(3):
            row = [
                t,
                n,
                int(rng.integers(4)),
                "LEAF" if n else "BRANCH_LT",
                float(np.float32(rng.normal())),
                0 if n else 1,
                0 if n else 2,
            ]
            for name, value in zip(list(attributes)[:7], row, strict=True):
                attributes[name].append(value)
        for n in (1, 2):
            for i in ids:
                for name, value in zip(list(attributes)[7:], [t, n, i, float(rng.normal())], strict=True):
                    attributes[name].append(value)
    return attributes


@pytest.mark.parametrize("transform", ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"])
@pytest.mark.parametrize("ids", [[0], [1], [0, 1, 2]])
@pytest.mark.parametrize("positive", [False, True])
def test_forests(transform, ids, positive):
    rng = np.random.default_rng(9)
    attributes = classifier(rng, 12, ids)
    if positive:
        attributes["class_weights"] = [abs(w) / 12 for w in attributes["class_weights"]]
    labels = [4, 2] if ids != [0, 1, 2] else [4, 2, 9]
    for dtype in (np.float32, np.float64):
        x = rng.normal(size=(1000, 4)).astype(dtype)
        check(
            "TreeEnsembleClassifier",
            x,
            num_outputs=2,
            domain="ai.onnx.ml",
            version=3,
            rtol=1e-5,
            post_transform=transform,
            classlabels_int64s=labels,
            **attributes,
        )


def test_a_single_score_is_not_guessed():
    attributes = dict(coefficients=[1.0], intercepts=[0.0], targets=1, post_transform="LOGISTIC")
    node = helper.make_node("LinearRegressor", ["x"], ["y"], domain="ai.onnx.ml", **attributes)
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", 1, None)],
        [helper.make_tensor_value_info("y", 1, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 3)])
    with pytest.raises(tmva.ModelError, match="unsupported: LinearRegressor"):
        Model(model.SerializeToString(), "m")
