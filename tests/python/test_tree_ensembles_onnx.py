"""Forests in ONNX files against onnxruntime."""

import pathlib

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tree_helpers import agree, events, run_onnx

import tmva
from tmva import TreeEnsemble

DATA = pathlib.Path(__file__).resolve().parents[1] / "data/trees"


@pytest.mark.parametrize(
    "name",
    [
        "xgb.onnxmltools",
        "xgb_multi.onnxmltools",
        "lgbm.onnxmltools",
        "sk_gb.skl2onnx",
        "sk_gbr.skl2onnx",
    ],
)
def test_files_of_converters(name):
    forest = TreeEnsemble.load(DATA / f"{name}.onnx")
    data = np.load(DATA / f"{name.split('.')[0]}.npz")
    second = (
        (lambda y: y[:, 1])
        if forest.num_outputs == 1 and data["y"].ndim == 2 and data["y"].shape[1] == 2
        else np.asarray
    )
    agree(forest.predict(data["x"]), second(data["y"]))
    x = events(inputs=12, missing=0.2)
    agree(forest.predict(x), second(run_onnx(DATA / f"{name}.onnx", x)[-1]))


MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]


def random_nodes(rng, trees=5, depth=4, modes=MODES, targets=1, prefix="target"):
    """Attributes of random trees over four inputs that hold whole numbers now and then."""
    nodes = {
        k: []
        for k in (
            "treeids",
            "nodeids",
            "featureids",
            "values",
            "modes",
            "truenodeids",
            "falsenodeids",
            "missing_value_tracks_true",
        )
    }
    leaves = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    for t in range(trees):
        pending, count = [(0, 0)], 1
        while pending:
            at, level = pending.pop()
            leaf = level == depth or (level > 0 and rng.random() < 0.2)
            mode = "LEAF" if leaf else rng.choice(modes)
            value = (
                rng.integers(0, 3)
                if mode in ("BRANCH_EQ", "BRANCH_NEQ")
                else rng.choice([rng.normal(), rng.integers(0, 3)])
            )
            row = (
                t,
                at,
                rng.integers(0, 4),
                value,
                mode,
                0 if leaf else count,
                0 if leaf else count + 1,
                rng.integers(0, 2),
            )
            for key, entry in zip(nodes, row):
                nodes[key].append(entry)
            if leaf:
                for target in rng.permutation(targets)[: rng.integers(1, targets + 1)]:
                    for key, entry in zip(leaves, (t, at, target, rng.normal())):
                        leaves[key].append(entry)
            else:
                pending += [(count, level + 1), (count + 1, level + 1)]
                count += 2
    columns = {f"nodes_{k}": v for k, v in nodes.items()}
    columns.update({f"{prefix}_{k}": v for k, v in leaves.items()})
    kinds = {"values": float, "weights": float, "modes": str}
    return {k: [kinds.get(k.rpartition("_")[2], int)(e) for e in v] for k, v in columns.items()}


def model_of(nodes, outputs, columns=4, initializers=(), version=3):
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info(n, t, s) for n, t, s in outputs],
        list(initializers),
    )
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", version)],
        ir_version=9,
    )


def regressor(rng, after=(), columns=4, initializers=(), targets=1, **attributes):
    settings = {"n_targets": targets, **random_nodes(rng, targets=targets), **attributes}
    node = helper.make_node("TreeEnsembleRegressor", ["x"], ["s"], domain="ai.onnx.ml", **settings)
    return model_of(
        [node, *after],
        [("y" if after else "s", TensorProto.FLOAT, [None, targets])],
        columns,
        initializers,
    )


def load(model, folder):
    onnx.save(model, folder / "m.onnx")
    return TreeEnsemble.load(folder / "m.onnx")


def inputs(rng, n=300):
    x = rng.normal(size=(n, 4)).astype(np.float32)
    whole = rng.random(x.shape) < 0.5
    x[whole] = rng.integers(0, 4, whole.sum())
    # Categories are whole numbers; other values only where they are far from one that is asked for.
    x[~whole & (x > -1) & (x < 3)] += 4
    x[rng.random(x.shape) < 0.15] = np.nan
    return x


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("aggregate", ["SUM", "AVERAGE"])
def test_regressors_in_every_mode(seed, aggregate, tmp_path):
    rng = np.random.default_rng(seed)
    targets = 1 + seed % 3
    # onnxruntime forgets the base of a target for which no leaf answers; so only where all do.
    base = {"base_values": [0.3]} if targets == 1 else {}
    model = regressor(rng, targets=targets, aggregate_function=aggregate, **base)
    x = inputs(rng)
    agree(load(model, tmp_path).predict(x), run_onnx(model, x)[0])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mode", MODES)
def test_regressors_in_one_mode(mode, seed, tmp_path):
    rng = np.random.default_rng(seed)
    model = regressor(rng, **random_nodes(rng, modes=[mode]))
    x = inputs(rng)
    agree(load(model, tmp_path).predict(x), run_onnx(model, x)[0])


@pytest.mark.parametrize(
    "classes, transform",
    [(2, "NONE"), (2, "LOGISTIC"), (3, "NONE"), (3, "LOGISTIC"), (3, "SOFTMAX")],
)
def test_classifiers(classes, transform, tmp_path):
    rng = np.random.default_rng(classes)
    targets = 1 if classes == 2 else classes
    node = helper.make_node(
        "TreeEnsembleClassifier",
        ["x"],
        ["label", "scores"],
        domain="ai.onnx.ml",
        post_transform=transform,
        classlabels_int64s=list(range(classes)),
        base_values=rng.normal(size=targets).tolist(),
        **random_nodes(rng, targets=targets, prefix="class"),
    )
    model = model_of(
        [node],
        [("label", TensorProto.INT64, [None]), ("scores", TensorProto.FLOAT, [None, classes])],
    )
    x = inputs(rng)
    scores = run_onnx(model, x)[1]
    agree(load(model, tmp_path).predict(x), scores[:, 1] if classes == 2 else scores)


@pytest.mark.parametrize("op", ["Sigmoid", "Exp", "Tanh", "Identity"])
def test_operators_after_the_forest(op, tmp_path):
    rng = np.random.default_rng(1)
    half = helper.make_tensor("half", TensorProto.FLOAT, [1], [0.5])
    after = [helper.make_node("Mul", ["half", "s"], ["h"]), helper.make_node(op, ["h"], ["y"])]
    model = regressor(rng, after, initializers=[half])
    x = inputs(rng)
    agree(load(model, tmp_path).predict(x), run_onnx(model, x)[0])


def test_two_classes_in_strings_with_zipmap(tmp_path):
    rng = np.random.default_rng(2)
    nodes = [
        helper.make_node("Cast", ["x"], ["c"], to=TensorProto.FLOAT),
        helper.make_node(
            "TreeEnsembleClassifier",
            ["c"],
            ["label", "p"],
            domain="ai.onnx.ml",
            post_transform="LOGISTIC",
            classlabels_strings=["bkg", "sig"],
            **random_nodes(rng, prefix="class"),
        ),
        helper.make_node(
            "ZipMap", ["p"], ["zipped"], domain="ai.onnx.ml", classlabels_strings=["bkg", "sig"]
        ),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 4])],
        [
            helper.make_tensor_value_info("label", TensorProto.STRING, [None]),
            helper.make_value_info(
                "zipped",
                helper.make_sequence_type_proto(
                    helper.make_map_type_proto(
                        TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, [])
                    )
                ),
            ),
        ],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=9,
    )
    x = inputs(rng)
    scores = run_onnx(model.SerializeToString(), x)[1]
    agree(load(model, tmp_path).predict(x), [s["sig"] for s in scores])


def tree_ensemble_5(rng, aggregate, transform):
    """A tree of the operator TreeEnsemble with each mode, and one of a single leaf."""

    def tensor(name, kind, values):
        return helper.make_tensor(name, kind, [len(values)], values)

    return helper.make_node(
        "TreeEnsemble",
        ["x"],
        ["y"],
        domain="ai.onnx.ml",
        n_targets=2,
        aggregate_function=aggregate,
        post_transform=transform,
        nodes_featureids=[0, 1, 2, 3, 0, 0],
        nodes_modes=tensor("m", TensorProto.UINT8, [0, 6, 3, 5, 6, 0]),
        nodes_splits=tensor("s", TensorProto.FLOAT, [0.5, 0, 1.5, 2, 0, 1]),
        nodes_truenodeids=[1, 0, 2, 3, 4, 6],
        nodes_trueleafs=[0, 1, 1, 1, 1, 1],
        nodes_falsenodeids=[2, 1, 3, 4, 5, 6],
        nodes_falseleafs=[0, 1, 0, 0, 1, 1],
        nodes_missing_value_tracks_true=[1, 0, 1, 0, 1, 0],
        membership_values=tensor("v", TensorProto.FLOAT, [0, 2, float("nan"), 1, 3, float("nan")]),
        leaf_targetids=[0, 1, 0, 1, 0, 1, 1],
        leaf_weights=tensor("w", TensorProto.FLOAT, rng.normal(size=7).tolist()),
        tree_roots=[0, 5],
    )


@pytest.mark.parametrize("aggregate, transform", [(0, 0), (1, 0), (1, 1), (1, 2)])
def test_operator_of_version_5(aggregate, transform, tmp_path):
    rng = np.random.default_rng(0)
    model = model_of(
        [tree_ensemble_5(rng, aggregate, transform)],
        [("y", TensorProto.FLOAT, [None, 2])],
        version=5,
    )
    forest = load(model, tmp_path)
    x = inputs(rng)
    # By the specification 1 is softmax and 2 is logistic; onnxruntime takes them for each other.
    model.graph.node[0].attribute[
        [a.name for a in model.graph.node[0].attribute].index("post_transform")
    ].i = 0
    sums = run_onnx(model.SerializeToString(), x)[0].astype(float)
    apply = [
        lambda s: s,
        lambda s: np.exp(s) / np.exp(s).sum(1, keepdims=True),
        lambda s: 1 / (1 + np.exp(-s)),
    ][transform]
    agree(forest.predict(x), apply(sums))


def test_what_is_not_supported(tmp_path):
    rng = np.random.default_rng(0)

    def refuses(model, words):
        with pytest.raises(tmva.ModelError, match=words):
            load(model, tmp_path)

    refuses(regressor(rng, aggregate_function="MIN"), "aggregate_function MIN is not supported")
    refuses(regressor(rng, post_transform="PROBIT"), "post_transform PROBIT is not supported")
    refuses(regressor(rng, [helper.make_node("Relu", ["s"], ["y"])]), "operator Relu after the forest")
    refuses(regressor(rng, columns=2), "nodes_featureids: . is not from 0 to 1")
    scaler = helper.make_node("Scaler", ["x"], ["c"], domain="ai.onnx.ml", scale=[1.0], offset=[0.0])
    forest = helper.make_node(
        "TreeEnsembleRegressor", ["c"], ["y"], domain="ai.onnx.ml", n_targets=1, **random_nodes(rng)
    )
    refuses(
        model_of([scaler, forest], [("y", TensorProto.FLOAT, [None, 1])]),
        "operator Scaler before the forest",
    )
    refuses(model_of([scaler], [("c", TensorProto.FLOAT, [None, 4])]), "holds no forest")
    broken = random_nodes(rng)
    broken["nodes_truenodeids"] = broken["nodes_truenodeids"][:-1]
    refuses(regressor(rng, **broken), "nodes_truenodeids has")
    circle = random_nodes(rng, trees=1)
    circle["nodes_truenodeids"][0] = 0
    refuses(regressor(rng, **circle), "no root leads to")
    equal = random_nodes(rng, modes=["BRANCH_EQ"])
    equal["nodes_values"] = [0.5] * len(equal["nodes_values"])
    refuses(regressor(rng, **equal), "equality is for whole numbers")
