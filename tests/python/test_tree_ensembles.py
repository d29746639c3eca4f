"""Forests of XGBoost and LightGBM against the libraries; what every TreeEnsemble can do."""

import json
import os
import pathlib

import lightgbm
import numpy as np
import pytest
import xgboost
from tree_helpers import agree, at_cuts, events, round_trip

import tmva
from tmva import TreeEnsemble

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def targets(x, objective):
    score = np.nan_to_num(x[:, 0]) + 0.5 * np.nan_to_num(x[:, 1]) ** 2
    if objective.startswith(("count", "reg:gamma", "reg:tweedie", "survival", "poisson", "gamma", "tweedie")):
        return np.floor(np.abs(score)) + 1
    if "multi" in objective:
        return np.digitize(score, [0, 0.7])
    if objective.startswith(("binary", "reg:logistic", "rank", "cross", "lambda", "rank_")):
        return (score > 0.3).astype(float)
    return score


# ---------------------------------------------------------------- XGBoost

XGB_OBJECTIVES = [
    "reg:squarederror",
    "reg:squaredlogerror",
    "reg:pseudohubererror",
    "reg:absoluteerror",
    "reg:quantileerror",
    "reg:logistic",
    "binary:logistic",
    "binary:logitraw",
    "count:poisson",
    "reg:gamma",
    "reg:tweedie",
    "survival:cox",
    "survival:aft",
    "multi:softprob",
    "multi:softmax",
    "rank:pairwise",
    "rank:ndcg",
]


def train_xgb(objective="reg:squarederror", x=None, y=None, rounds=6, types=None, **parameters):
    x = events(missing=0.1) if x is None else x
    y = targets(x, objective) if y is None else y
    if objective == "reg:squaredlogerror":
        y = np.abs(y)
    data = xgboost.DMatrix(x, y, feature_types=types, enable_categorical=types is not None)
    if objective.startswith("rank"):
        data.set_group([len(x) // 2, len(x) - len(x) // 2])
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", y)
        data.set_float_info("label_upper_bound", y)
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    if objective == "reg:quantileerror":
        parameters["quantile_alpha"] = [0.2, 0.7]
    return xgboost.train({"objective": objective, "max_depth": 4, **parameters}, data, rounds)


def compare_xgb(booster, x, folder, suffix=".json", trip=True):
    path = folder / ("model" + suffix)
    booster.save_model(path)
    forest = TreeEnsemble.load(path)
    types = booster.feature_types
    for events_ in (x, at_cuts(forest, x)):
        data = xgboost.DMatrix(events_, feature_types=types, enable_categorical=types is not None)
        agree(forest.predict(events_, raw=True), booster.predict(data, output_margin=True))
        if "multi:softmax" in path.read_bytes().decode(errors="replace"):
            np.testing.assert_array_equal(forest.predict(events_).argmax(1), booster.predict(data))
        elif forest.num_outputs == 1 or forest.transform == "softmax":
            agree(forest.predict(events_), booster.predict(data))
    if trip:
        round_trip(forest, x, folder)
    return forest


@pytest.mark.parametrize("suffix", [".json", ".ubj"])
@pytest.mark.parametrize("objective", XGB_OBJECTIVES)
def test_xgboost_objectives(objective, suffix, tmp_path):
    compare_xgb(train_xgb(objective), events(missing=0.2, seed=1), tmp_path, suffix)


@pytest.mark.parametrize(
    "parameters",
    [
        {"booster": "dart", "rate_drop": 0.4},
        {"num_parallel_tree": 3, "subsample": 0.5},
        {"base_score": 0.25},
        {"max_depth": 0, "grow_policy": "lossguide", "max_leaves": 40},
        {"tree_method": "exact", "gamma": 2},
        {"max_depth": 9},
    ],
)
def test_xgboost_boosters(parameters, tmp_path):
    objective = "binary:logistic" if "base_score" in parameters else "reg:squarederror"
    compare_xgb(train_xgb(objective, rounds=10, **parameters), events(missing=0.2, seed=1), tmp_path)


@pytest.mark.parametrize("suffix", [".json", ".ubj"])
@pytest.mark.parametrize("one_hot", [1, 100])
def test_xgboost_categories(one_hot, suffix, tmp_path):
    x = events(missing=0.1, categories=2)
    y = np.nan_to_num(x[:, 0]) + 3 * np.isin(x[:, 2], [3, 7, 8, 31, 35])
    booster = train_xgb(x=x, y=y, types=["q", "q", "c", "q"], max_cat_to_onehot=one_hot)
    x = events(missing=0.2, categories=2, seed=1)
    x[::7, 2] += 40  # categories that were not seen
    forest = compare_xgb(booster, x, tmp_path, suffix)
    assert any((forest.nodes(t)["category_set"] >= 0).any() for t in range(forest.num_trees))


def test_xgboost_several_targets(tmp_path):
    x = events()
    booster = xgboost.train({"max_depth": 3}, xgboost.DMatrix(x, x[:, :2] ** 2), 5)
    assert compare_xgb(booster, x, tmp_path).predict(x).shape == (400, 2)


@pytest.mark.parametrize("base_score", ["2.5E-1", "0.25"])
def test_xgboost_old_base_score(base_score, tmp_path):
    """Before 3.1 one number for all outputs, as a probability where the objective has one."""
    for objective in ("binary:logistic", "multi:softprob", "count:poisson", "reg:squarederror"):
        train_xgb(objective).save_model(tmp_path / "new.json")
        model = json.loads((tmp_path / "new.json").read_text())
        model["version"] = [1, 7, 6]
        model["learner"]["learner_model_param"]["base_score"] = base_score
        (tmp_path / "old.json").write_text(json.dumps(model, indent=1))
        x = events(seed=3)
        agree(
            TreeEnsemble.load(tmp_path / "old.json").predict(x),
            xgboost.Booster(model_file=tmp_path / "old.json").inplace_predict(x),
        )


def test_xgboost_nodes_that_were_pruned_are_left_out(tmp_path):
    train_xgb().save_model(tmp_path / "m.json")
    before = TreeEnsemble.load(tmp_path / "m.json")
    model = json.loads((tmp_path / "m.json").read_text())
    for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
        for key in ("left_children", "right_children"):
            tree[key].append(-1)
        for key in (
            "split_indices",
            "split_conditions",
            "default_left",
            "split_type",
            "sum_hessian",
        ):
            tree[key].append(0)
    (tmp_path / "m.json").write_text(json.dumps(model))
    np.testing.assert_array_equal(
        TreeEnsemble.load(tmp_path / "m.json").predict(events()), before.predict(events())
    )


def test_xgboost_what_is_not_supported(tmp_path):
    x = events()
    path = tmp_path / "m.json"

    def refuses(booster, words):
        booster.save_model(path)
        with pytest.raises(tmva.ModelError, match=words):
            TreeEnsemble.load(path)

    refuses(train_xgb(booster="gblinear"), "'gblinear' is not supported")
    refuses(train_xgb("binary:hinge"), "binary:hinge")
    refuses(
        xgboost.train(
            {"multi_strategy": "multi_output_tree", "tree_method": "hist"},
            xgboost.DMatrix(x, x[:, :2]),
            2,
        ),
        "multi_output_tree",
    )
    path.write_text('{"learner": {}}')
    with pytest.raises(tmva.ModelError, match="m.json: learner: has no 'learner_model_param'"):
        TreeEnsemble.load(path)
    path.write_text('{"a": ')
    with pytest.raises(tmva.FileFormatError, match="m.json: is not JSON"):
        TreeEnsemble.load(path)


def test_xgboost_base_scores_that_no_probability_can_hold(tmp_path):
    """A constant far out goes into a tree of its own."""
    train_xgb("binary:logistic").save_model(tmp_path / "m.json")
    one_leaf = {
        "left": [-1],
        "right": [-1],
        "variable": [-1],
        "threshold": [0],
        "missing_left": [0],
        "response": [0.5],
        "weight": 1.0,
        "output": 0,
    }
    for transform, base in (("logistic", 25.0), ("logistic", -25.0), ("exp", 95.0), ("exp", -95.0)):
        core = tmva._core.TreeEnsemble.FromArrays(2, [], [base], transform, [one_leaf], "test")
        TreeEnsemble(core).save(tmp_path / "far.json")
        margin = xgboost.Booster(model_file=tmp_path / "far.json").inplace_predict(
            events(3, 2), predict_type="margin"
        )
        np.testing.assert_allclose(margin, base + 0.5, rtol=1e-6)


def test_xgboost_takes_data_with_the_names_of_the_inputs(tmp_path):
    leaf = {"left": [-1], "right": [-1], "variable": [-1], "threshold": [0], "missing_left": [0]}
    tree = {**leaf, "response": [0.5], "weight": 1.0, "output": 0}
    for names in (["a", "b := c"], ["a[0]", "a<b"]):
        core = tmva._core.TreeEnsemble.FromArrays(2, names, [0.0], "none", [tree], "test")
        TreeEnsemble(core).save(tmp_path / "m.json")
        booster = xgboost.Booster(model_file=tmp_path / "m.json")
        assert booster.feature_names == (names if "[" not in names[0] else None)
        data = xgboost.DMatrix(events(3, 2), feature_names=booster.feature_names)
        assert booster.predict(data).tolist() == [0.5] * 3


# ---------------------------------------------------------------- LightGBM

LGB_OBJECTIVES = [
    "regression",
    "regression_l1",
    "huber",
    "fair",
    "quantile",
    "mape",
    "poisson",
    "gamma",
    "tweedie",
    "binary",
    "cross_entropy",
    "multiclass",
    "multiclassova",
    "lambdarank",
    "rank_xendcg",
]


def train_lgb(objective="regression", x=None, y=None, rounds=6, categorical=(), **parameters):
    x = events(missing=0.1) if x is None else x
    y = targets(x, objective) if y is None else y
    data = lightgbm.Dataset(x, y, categorical_feature=list(categorical))
    if objective.startswith(("lambda", "rank")):
        data.set_group([len(x) // 2, len(x) - len(x) // 2])
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    return lightgbm.train(
        {
            "objective": objective,
            "verbosity": -1,
            "min_data_in_leaf": 5,
            "num_threads": 1,
            **parameters,
        },
        data,
        rounds,
    )


def compare_lgb(booster, x, folder, trip=True):
    booster.save_model(folder / "model.txt")
    forest = TreeEnsemble.load(folder / "model.txt")
    cuts = at_cuts(forest, x)
    cuts[np.abs(cuts) < 1e-34] = 0  # as LightGBM itself takes them
    for events_ in (x, cuts):
        agree(forest.predict(events_), booster.predict(events_))
    if trip:
        round_trip(forest, x, folder)
    return forest


@pytest.mark.parametrize("objective", LGB_OBJECTIVES)
def test_lightgbm_objectives(objective, tmp_path):
    compare_lgb(train_lgb(objective), events(missing=0.2, seed=1), tmp_path)


@pytest.mark.parametrize(
    "parameters",
    [
        {"objective": "binary", "sigmoid": 2.5},
        {"objective": "multiclassova", "sigmoid": 0.7},
        {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
        {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
        {"boosting": "dart"},
        {"use_missing": False},
        {"num_leaves": 2},
        {"min_gain_to_split": 1e9},
        {"learning_rate": 1e-3},
    ],
)
def test_lightgbm_options(parameters, tmp_path):
    compare_lgb(train_lgb(**parameters), events(missing=0.2, seed=1), tmp_path)


@pytest.mark.parametrize("use_missing", [True, False])
def test_lightgbm_categories(use_missing, tmp_path):
    x = events(1000, missing=0.1, categories=2)
    y = np.nan_to_num(x[:, 0]) + 3 * np.isin(x[:, 2], [3, 7, 8, 31, 35])
    booster = train_lgb(
        x=x, y=y, categorical=[2], min_data_per_group=5, cat_smooth=1, use_missing=use_missing
    )
    x = events(missing=0.2, categories=2, seed=1)
    x[::7, 2] += 40
    x[::11, 2] = -1
    forest = compare_lgb(booster, x, tmp_path)
    assert any((forest.nodes(t)["category_set"] >= 0).any() for t in range(forest.num_trees))


def test_lightgbm_zeros_that_are_missing(tmp_path):
    """Exact where it can be expressed, else an error that says so."""
    outcomes = set()
    for seed, leaves in [(s, n) for s in range(4) for n in (2, 3, 31)]:
        x = events(missing=0.1, seed=seed)
        x[np.random.default_rng(seed).random(x.shape) < 0.2] = 0
        booster = train_lgb(x=x, zero_as_missing=True, num_leaves=leaves, rounds=1)
        try:
            compare_lgb(booster, x, tmp_path)
            outcomes.add("exact")
        except tmva.ModelError as error:
            assert "zero_as_missing" in str(error)
            outcomes.add("refused")
    assert outcomes == {"exact", "refused"}


def test_lightgbm_what_is_not_supported(tmp_path):
    path = tmp_path / "m.txt"

    def refuses(booster, words):
        booster.save_model(path)
        with pytest.raises(tmva.ModelError, match=words):
            TreeEnsemble.load(path)

    refuses(train_lgb(x=events(), linear_tree=True), "linear_tree")
    refuses(train_lgb(reg_sqrt=True), "reg_sqrt")
    refuses(train_lgb("cross_entropy_lambda"), "cross_entropy_lambda")
    text = (DATA / "trees/tiny.txt").read_text()
    path.write_text(text[:800])
    with pytest.raises(tmva.FileFormatError, match="ends in the middle"):
        TreeEnsemble.load(path)
    path.write_text(text.replace("split_feature=", "split_feature=9"))
    with pytest.raises(
        tmva.ModelError, match="m.txt: Tree=0: split_feature: '9.' is no whole number from 0 to 2"
    ):
        TreeEnsemble.load(path)


# ---------------------------------------------------------------- TMVA


@pytest.mark.parametrize(
    "name", ["adaboost", "bagging", "grad", "negweights", "randomised", "realadaboost", "presel"]
)
def test_weight_files_leave_with_their_responses(name, tmp_path):
    path = DATA / f"bdt/{name}.xml.gz"
    forest = TreeEnsemble.load(path)
    reader = tmva.TMVA.Reader("!Color:Silent")
    reader.BookMVA("BDT", str(path))
    x = 2 * events(inputs=forest.num_inputs)
    agree(forest.predict(x), reader.Evaluate("BDT", x))
    if forest.transform != "gradient_boosted":
        return round_trip(forest, x, tmp_path)
    with pytest.raises(tmva.ModelError, match="as_logistic"):
        forest.save(tmp_path / "forest.json")
    agree((forest.predict(x) + 1) / 2, forest.as_logistic().predict(x))
    round_trip(forest.as_logistic(), x, tmp_path)
    forest.save(tmp_path / "grad.onnx")
    agree(forest.predict(x), TreeEnsemble.load(tmp_path / "grad.onnx").predict(x))
    assert TreeEnsemble.load(tmp_path / "grad.onnx").transform == "gradient_boosted"


def train_bdt(analysis, options, transform="I"):
    x = events(600, seed=4)
    columns = {f"v{i}": x[:, i] for i in range(4)}
    columns["target"] = targets(x, "regression").astype(np.float32)
    loader = tmva.TMVA.DataLoader("dataset")
    for i in range(4):
        loader.AddVariable(f"v{i}")
    if analysis == "Regression":
        loader.AddTarget("target")
        loader.AddRegressionTree(columns, 1.0)
    else:
        kinds = np.digitize(columns["target"], [0, 0.7])
        for k in range(3):
            loader.AddTree({name: column[kinds == k] for name, column in columns.items()}, f"class{k}")
    loader.PrepareTrainingAndTestTree("", V=False)
    factory = tmva.TMVA.Factory("job", f"!V:Silent:!Color:!DrawProgressBar:AnalysisType={analysis}")
    factory.BookMethod(loader, "BDT", "BDT", f"NTrees=12:VarTransform={transform}:{options}")
    factory.TrainAllMethods()
    return "dataset/weights/job_BDT.weights.xml"


@pytest.mark.parametrize(
    "analysis, options", [("Multiclass", "BoostType=Grad"), ("Regression", "BoostType=Grad")]
)
def test_weight_files_of_several_classes_and_of_regression(analysis, options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = train_bdt(analysis, options)
    forest = TreeEnsemble.load(path)
    reader = tmva.TMVA.Reader("!Color:Silent")
    reader.BookMVA("BDT", path)
    agree(forest.predict(events()), reader.Evaluate("BDT", events()))
    assert forest.input_names == ["v0", "v1", "v2", "v3"]
    round_trip(forest, events(), tmp_path)


def test_weight_files_that_are_no_sum_of_trees(tmp_path, monkeypatch):
    with pytest.raises(tmva.ModelError, match="AdaBoostR2"):
        TreeEnsemble.load(DATA / "bdt/adaboostr2.xml.gz")
    fisher = TreeEnsemble.load(DATA / "bdt/fisher.xml.gz")
    for name in ("m.onnx", "m.json"):
        with pytest.raises(tmva.ModelError, match="UseFisherCuts"):
            fisher.save(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    path = train_bdt("Regression", "BoostType=Grad", transform="N")
    with pytest.raises(tmva.ModelError, match="VarTransform"):
        TreeEnsemble.load(path)


# ---------------------------------------------------------------- every forest


def test_threads_change_no_bit_and_single_events_are_as_many():
    forest = TreeEnsemble.load(DATA / "trees/xgb.ubj")
    x = events(20000, 12, missing=0.1)
    expected = forest.predict(x)
    for threads in (2, 7):
        np.testing.assert_array_equal(forest.predict(x, threads=threads), expected)
    np.testing.assert_array_equal([forest.predict(row[None])[0] for row in x[:50]], expected[:50])
    assert forest.predict(x[:0]).shape == (0,)


def test_nodes_tell_the_whole_tree():
    for name in ("tiny.json", "tiny.txt"):
        forest = TreeEnsemble.load(DATA / "trees" / name)
        x = events(60, 3, missing=0.2, categories=2)
        sums = np.tile(forest.base, (len(x), 1)).astype(float)
        for t in range(forest.num_trees):
            nodes = forest.nodes(t)
            for row, total in zip(x, sums):
                at = 0
                while nodes["left"][at] >= 0:
                    value, number = row[nodes["variable"][at]], nodes["category_set"][at]
                    above = (
                        value >= nodes["cut"][at] if number < 0 else value in nodes["category_sets"][number]
                    )
                    above = nodes["missing_above"][at] if np.isnan(value) else above
                    at = nodes["right" if above == nodes["above_is_right"][at] else "left"][at]
                total[nodes["output"]] += nodes["weight"] * nodes["response"][at]
        agree(forest.predict(x, raw=True), sums)
        assert nodes["cover"][0] > 0
    with pytest.raises(IndexError):
        forest.nodes(forest.num_trees)


def test_properties_and_errors(tmp_path):
    forest = TreeEnsemble.load(DATA / "trees/tiny.txt")
    assert (forest.num_inputs, forest.num_outputs, forest.num_trees) == (3, 3, 6)
    assert forest.input_names == ["Column_0", "Column_1", "Column_2"]
    assert repr(forest) == "TreeEnsemble(6 trees, 3 inputs, 3 outputs, transform='softmax')"
    with pytest.raises(tmva.DataError, match=r"\[events, 3\]"):
        forest.predict(events(inputs=4))
    with pytest.raises(tmva.OptionError, match="threads=0"):
        forest.predict(events(inputs=3), threads=0)
    with pytest.raises(tmva.ModelError, match="must end in .json"):
        forest.save(tmp_path / "forest.txt")
    with pytest.raises(tmva.ModelError, match="no_such.onnx"):
        TreeEnsemble.load("no_such.onnx")
    with pytest.raises(tmva.ModelError, match="cannot be read|cannot be opened"):
        TreeEnsemble.load(tmp_path)
    with pytest.raises(tmva.ModelError):
        forest.as_logistic()


def test_content_tells_where_the_name_does_not(tmp_path):
    for name in ("tiny.json", "tiny.ubj", "tiny.txt", "sk_gbr.skl2onnx.onnx"):
        (tmp_path / "model.bin").write_bytes((DATA / "trees" / name).read_bytes())
        assert repr(TreeEnsemble.load(tmp_path / "model.bin")) == repr(
            TreeEnsemble.load(DATA / "trees" / name)
        )


def test_saving_leaves_the_old_file_when_it_fails(tmp_path):
    target = tmp_path / "forest.json"
    target.write_text("old")
    with pytest.raises(tmva.ModelError):
        TreeEnsemble.load(DATA / "bdt/grad.xml.gz").save(target)
    assert target.read_text() == "old" and os.listdir(tmp_path) == ["forest.json"]
