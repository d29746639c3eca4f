"""Hostile shapes and inputs of operators: an error that says what is wrong, and no memory taken."""

import resource

import numpy as np
import pytest

import tmva
from tmva import _core
from tmva.models.graph import Model

BIG = 1 << 30


def run(op, inputs, outputs=1, domain="", **attributes):
    """``inputs``: arrays; None is left out."""
    g = _core.GraphBuilder("g")
    types = {"float32": "float", "int64": "int64", "bool": "bool", "object": "string"}
    names = [
        "" if a is None else g.input(f"x{i}", types[str(a.dtype)], [None] * a.ndim)
        for i, a in enumerate(inputs)
    ]
    made = g.add(op, names, outputs=outputs, domain=domain, **attributes)
    for k, name in enumerate([made] if outputs == 1 else made):
        g.output(
            name, f"y{k}", "string" if op == "CategoryMapper" and inputs[0].dtype == np.int64 else "float", []
        )
    return Model(g.finish(), op).run([a for a in inputs if a is not None])


def f(*shape):
    return np.random.default_rng(1).normal(size=shape).astype("f4")


def i(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    "op, inputs, attributes",
    [
        ("ConstantOfShape", [i(BIG)], {}),
        ("ConstantOfShape", [i(1 << 15, 1 << 15)], {}),
        ("Expand", [f(1, 1), i(1 << 15, 1 << 15)], {}),
        ("Tile", [f(2), i(BIG)], {}),
        ("Range", [np.array(0), np.array(BIG), np.array(1)], {}),
        ("Resize", [f(1, 1, 2, 2), None, np.array([1, 1, 1e4, 1e5], "f4")], {}),
        ("Resize", [f(1, 1, 2, 2), None, None, i(1, 1, BIG, 1)], {}),
        ("Pad", [f(1, 1), i(0, BIG, 0, 0)], {}),
        ("OneHot", [i(0), np.array(BIG), np.array([0, 1], "f4")], {}),
        ("RandomUniform", [], {"shape": [1 << 15, 1 << 15]}),
        ("Add", [f(1 << 15, 1), f(1, 1 << 15)], {}),
        ("MatMul", [f(1 << 15, 1), f(1, 1 << 15)], {}),
        ("MaxPool", [f(1, 1, 1, 1)], {"kernel_shape": [1, 1], "pads": [1 << 15, 1 << 15, 1 << 15, 1 << 15]}),
        ("ConvTranspose", [f(1, 1, 2, 2), f(1, 1, 1, 1)], {"strides": [BIG, BIG]}),
    ],
)
def test_a_shape_does_not_take_all_memory(op, inputs, attributes):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(tmva.Error, match=r"more than|element"):
        run(op, inputs, **attributes)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_what_inputs_justify_is_allowed():
    x = f(1 << 16, 1)
    assert run("Expand", [x, i(1, 300)])[0].shape == (1 << 16, 300)


def heads(*shape):
    return [f(*shape) for _ in range(3)]


@pytest.mark.parametrize(
    "inputs, attributes, problem",
    [
        (heads(2, 3, 8), {}, "'q_num_heads' is 0"),
        (heads(2, 3, 8), {"q_num_heads": 3, "kv_num_heads": 2}, "'q_num_heads' is 3 for rows of 8"),
        ([f(2, 3, 4, 8), f(2, 2, 4, 8), f(2, 2, 4, 8)], {}, "do not fit"),
        ([f(2, 2, 4, 8), f(2, 2, 5, 8), f(2, 2, 4, 8)], {}, "do not fit"),
        ([*heads(2, 2, 4, 8), f(3, 4)], {}, r"mask of shape \[3, 4\]"),
        ([*heads(2, 2, 4, 8), f(4, 5)], {}, r"mask of shape \[4, 5\]"),
        ([*heads(2, 2, 4, 8), i(0, 1, 2, 3)], {}, "of type int64"),
        ([*heads(2, 2, 4, 8), None, f(2, 2, 1, 8)], {}, "only together"),
        ([*heads(2, 2, 4, 8), None, f(2, 2, 1, 8), f(2, 2, 2, 8)], {}, "different lengths"),
        ([*heads(2, 2, 4, 8), None, None, None, i(4, 5)], {}, "5 of 4 keys"),
        (heads(2, 2, 4, 8), {"qk_matmul_output_mode": 4}, "expected 0 to 3"),
        (heads(2, 2), {}, "expected 3 or 4"),
    ],
)
def test_attention_says_what_does_not_fit(inputs, attributes, problem):
    with pytest.raises(tmva.Error, match=problem):
        run_attention(inputs, **attributes)


def run_attention(inputs, **attributes):
    """As run, with the operator set that has Attention."""
    from onnx import TensorProto, helper

    types = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64, "bool": TensorProto.BOOL}
    names = ["" if a is None else f"x{k}" for k, a in enumerate(inputs)]
    values = [
        helper.make_tensor_value_info(n, types[str(a.dtype)], a.shape)
        for n, a in zip(names, inputs, strict=True)
        if n
    ]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    graph = helper.make_graph(
        [helper.make_node("Attention", names, ["y"], **attributes)], "g", values, outputs
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 24)], ir_version=11)
    return Model(model.SerializeToString(), "Attention").run([a for a in inputs if a is not None])


def test_a_query_without_keys_answers_zero():
    mask = np.ones((4, 4), bool)
    mask[2] = False
    y = run_attention([*heads(2, 2, 4, 8), mask])[0]
    assert (y[:, :, 2] == 0).all() and np.isfinite(y).all() and (y[:, :, 1] != 0).all()


def test_categories_and_scores_of_classes():
    ml = {"domain": "ai.onnx.ml"}
    cats = {"cats_strings": ["a", "b"], "cats_int64s": [7, 9], "default_string": "?"}
    assert run("CategoryMapper", [i(9, 8, 7)], **ml, **cats)[0].tolist() == ["b", "?", "a"]
    x = f(3, 2)
    np.testing.assert_array_equal(run("ZipMap", [x], **ml, classlabels_int64s=[1, 2])[0], x)
    with pytest.raises(tmva.Error, match="3 classes"):
        run("ZipMap", [x], **ml, classlabels_int64s=[1, 2, 3])


def test_bfloat16_keeps_the_upper_bits():
    g = _core.GraphBuilder("g")
    x = g.input("x", "float", [None])
    g.output(g.add("Cast", [g.add("Cast", [x], to=16)], to=1), "y", "float", [None])
    given = np.array([1.0, 1.00390625, 1.01171875, -3.3e38, np.inf, np.nan, 1e-40], "f4")
    found = Model(g.finish(), "g").run([given])[0]
    assert found[:3].tolist() == [1.0, 1.0, 1.015625]  # halves go to the even neighbour
    assert abs(found[3] / given[3] - 1) < 2**-9 and found[4] == np.inf and np.isnan(found[5])
