"""SHAP values against the libraries' own, staged predictions, and drawings of real forests."""

import re
from pathlib import Path

import numpy as np
import pytest

import tmva
from tmva import TMVA, TreeEnsemble

xgboost = pytest.importorskip("xgboost")
lightgbm = pytest.importorskip("lightgbm")
ensemble = pytest.importorskip("sklearn.ensemble")


@pytest.fixture(scope="module")
def events():
    """x with correlated columns, gaps and categories; three classes; weights."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(600, 5)).astype(np.float32)
    x[:, 1] += x[:, 0]
    x[:, 3] = rng.integers(0, 12, len(x))
    y = (x[:, 0] * x[:, 2] > 0).astype(int) + (x[:, 3] % 3 == 0)
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, 3] = np.nan_to_num(x[:, 3])
    return x, y, rng.uniform(0.5, 2, len(x))


def assert_explains(forest, x, expected):
    """The values are the peer's, and add up."""
    values = forest.shap_values(x)
    np.testing.assert_allclose(values, expected, rtol=0, atol=2e-5 * max(1, np.abs(expected).max()))
    assert_adds_up(forest, x, values)


def assert_adds_up(forest, x, values):
    raw = forest.predict(x, raw=True)
    np.testing.assert_allclose(values.sum(axis=-1), raw, rtol=1e-6, atol=1e-6 * np.abs(raw).max())


@pytest.mark.parametrize("depth", [1, 2, 6, 14])
@pytest.mark.parametrize(
    "objective", ["binary:logistic", "reg:squarederror", "multi:softprob", "count:poisson"]
)
def test_xgboost(events, tmp_path, depth, objective):
    x, y, w = events
    parameters = {"objective": objective, "max_depth": depth, "min_child_weight": 0, "base_score": 0.3}
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    label = y > 0 if objective.startswith("binary") else y
    booster = xgboost.train(parameters, xgboost.DMatrix(x, label, weight=w), 7)
    booster.save_model(tmp_path / "model.json")
    expected = booster.predict(xgboost.DMatrix(x), pred_contribs=True)
    assert_explains(TreeEnsemble.load(tmp_path / "model.json"), x, expected)


def test_xgboost_categories(events, tmp_path):
    x, y, w = events
    data = xgboost.DMatrix(x, y, weight=w, enable_categorical=True, feature_types=["q", "q", "q", "c", "q"])
    booster = xgboost.train({"max_depth": 5, "max_cat_to_onehot": 2}, data, 6)
    booster.save_model(tmp_path / "model.ubj")
    forest = TreeEnsemble.load(tmp_path / "model.ubj")
    assert any(forest.nodes(t)["category_sets"] for t in range(forest.num_trees)), "categories are cut on"
    assert_explains(forest, x, booster.predict(data, pred_contribs=True))


@pytest.mark.parametrize("objective", ["binary", "regression", "multiclass"])
@pytest.mark.parametrize("categorical", [False, True])
def test_lightgbm(events, tmp_path, objective, categorical):
    x, y, w = events
    label = y > 0 if objective == "binary" else y
    data = lightgbm.Dataset(x, label, weight=w, categorical_feature=[3] if categorical else [])
    parameters = {
        "objective": objective,
        "num_leaves": 31,
        "min_data_in_leaf": 3,
        "verbose": -1,
        "num_threads": 1,
        "min_data_per_group": 1,
        "cat_smooth": 0.1,
        "max_cat_to_onehot": 1,
    }
    if objective == "multiclass":
        parameters["num_class"] = 3
    booster = lightgbm.train(parameters, data, 8)
    booster.save_model(tmp_path / "model.txt")
    expected = booster.predict(x, pred_contrib=True)
    if objective == "multiclass":
        expected = expected.reshape(len(x), 3, -1)
    assert_explains(TreeEnsemble.load(tmp_path / "model.txt"), x, expected)


@pytest.mark.parametrize(
    "name",
    [
        "RandomForestClassifier",
        "ExtraTreesRegressor",
        "GradientBoostingClassifier",
        "HistGradientBoostingClassifier",
    ],
)
def test_sklearn(events, name):
    """Their covers are those of the training sample: with it as background the values are the same."""
    x, y, w = events
    x = np.nan_to_num(x)
    options = {} if name.startswith("Hist") else {"n_estimators": 5}
    if name.startswith(("Random", "Extra")):
        options["bootstrap"] = False
    estimator = getattr(ensemble, name)(random_state=1, **options)
    weights = None if name.startswith("Hist") else w  # which counts events, without weights
    forest = TreeEnsemble.from_sklearn(estimator.fit(x, y, sample_weight=weights))
    values = forest.shap_values(x)
    assert_adds_up(forest, x, values)
    again = forest.shap_values(x, background=x, background_weights=weights)
    np.testing.assert_allclose(values, again, atol=2e-5 * np.abs(values).max())
    raw = forest.predict(x, raw=True)
    np.testing.assert_allclose(again[0, ..., -1], np.average(raw, axis=0, weights=weights), atol=1e-5)


@pytest.fixture
def weight_file(make_loader, workdir):
    def train(options):
        factory = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
        factory.BookMethod(make_loader(), "BDT", "BDT", options)
        factory.TrainAllMethods()
        return "dataset/weights/job_BDT.weights.xml"

    return train


def without_covers(path):
    """As real TMVA writes it."""
    file = Path(path)
    file.write_text(re.sub(r' cover="[^"]*"', "", file.read_text()))
    return path


@pytest.mark.parametrize(
    "options",
    [
        "NTrees=20:BoostType=Grad",
        "NTrees=20:BoostType=AdaBoost:UseYesNoLeaf",
        "NTrees=20:BoostType=Bagging:!UseYesNoLeaf",
    ],
)
def test_weight_files_need_a_background(weight_file, toys, options):
    forest = TreeEnsemble.load(without_covers(weight_file(options)))
    x = np.concatenate(
        [np.column_stack([toys[c]["x"], toys[c]["y"]])[:300] for c in ("Signal", "Background")]
    )
    with pytest.raises(tmva.ModelError, match="background sample"):
        forest.shap_values(x)
    w = np.linspace(0.1, 1, len(x))
    values = forest.shap_values(x, background=x, background_weights=w)
    assert_adds_up(forest, x, values)
    raw = forest.predict(x, raw=True)
    np.testing.assert_allclose(values[:, -1], np.average(raw, weights=w), atol=1e-6)
    # What is expected by the data: x tells the classes apart, signal is above.
    assert values[:300, 0].mean() > 0 > values[300:, 0].mean()
    with pytest.raises(tmva.ModelError):
        forest.shap_values(x)  # the background was not kept


@pytest.mark.parametrize(
    "options",
    [
        "NTrees=20:BoostType=Grad:MaxDepth=4",
        "NTrees=20:BoostType=AdaBoost",
        "NTrees=20:BoostType=Grad:UseBaggedBoost",
    ],
)
def test_our_weight_files_know_their_training(weight_file, toys, options):
    forest = TreeEnsemble.load(weight_file(options))
    x = np.concatenate([np.column_stack([toys[c]["x"], toys[c]["y"]]) for c in ("Signal", "Background")])
    values = forest.shap_values(x)
    assert_adds_up(forest, x, values)
    scale = forest.predict(x, raw=True).std()
    again = forest.shap_values(x, background=x)
    # Half of these events were trained on, and boosting has weighted them.
    assert np.corrcoef(values[:, 0], again[:, 0])[0, 1] > 0.9 and abs(values[0, -1] - again[0, -1]) < scale


def test_fisher_cuts_cannot_be_explained(weight_file, toys):
    options = "NTrees=5:BoostType=AdaBoost:UseFisherCuts:MinLinCorrForFisher=0.1:UseExclusiveVars"
    forest = TreeEnsemble.load(weight_file(options))
    if all((forest.nodes(t)["first_coefficient"] < 0).all() for t in range(forest.num_trees)):
        pytest.fail("no Fisher cut was grown")
    x = np.column_stack([toys["Signal"]["x"], toys["Signal"]["y"]])
    with pytest.raises(tmva.ModelError, match="Fisher"):
        forest.shap_values(x, background=x)


@pytest.fixture(scope="module")
def three_classes(events, tmp_path_factory):
    x, y, _ = events
    parameters = {"objective": "multi:softprob", "num_class": 3, "max_depth": 3}
    booster = xgboost.train(parameters, xgboost.DMatrix(x, y), 10)
    path = tmp_path_factory.mktemp("model") / "model.json"
    booster.save_model(path)
    return booster, TreeEnsemble.load(path)


def test_importance_is_the_mean_of_absolute_values(events, three_classes):
    x, _, w = events
    forest = three_classes[1]
    values = np.abs(forest.shap_values(x))[:, :, :-1]
    np.testing.assert_allclose(forest.shap_importance(x), values.mean(axis=0))
    expected = np.einsum("nki,n->ki", values, w) / w.sum()
    np.testing.assert_allclose(forest.shap_importance(x, weights=w), expected)
    for bad in (w[:-1], 0 * w, np.full_like(w, np.nan)):
        with pytest.raises(tmva.DataError, match="weights"):
            forest.shap_importance(x, weights=bad)
    with pytest.raises(tmva.DataError, match="no events"):
        forest.shap_importance(x[:0])


def test_threads_change_nothing(events, three_classes):
    x, forest = events[0], three_classes[1]
    one = forest.shap_values(x, background=x, threads=1)
    for threads in (2, 7):
        np.testing.assert_array_equal(one, forest.shap_values(x, background=x, threads=threads))
    np.testing.assert_array_equal(one[17], forest.shap_values(x[17:18], background=x)[0])


def test_bad_arguments(events, three_classes):
    x, forest = events[0], three_classes[1]
    for call in (
        lambda: forest.shap_values(x[:, :4]),
        lambda: forest.shap_values(x[0]),
        lambda: forest.shap_values(x, background=x[:, :4]),
        lambda: forest.staged_predict(x[:, 1:]),
        lambda: forest.shap_values(x, background=x, background_weights=[]),
        lambda: forest.shap_values(x, background=x[:0]),
        lambda: forest.shap_values(x, background=x, background_weights=np.ones((len(x), 1))),
        lambda: forest.shap_values(x, background=x, background_weights=-np.ones(len(x))),
    ):
        with pytest.raises(tmva.DataError):
            call()
    for call in (
        lambda: forest.shap_values(x, background_weights=np.ones(len(x))),
        lambda: forest.shap_values(x, threads=0),
        lambda: forest.staged_predict(x, threads=0),
        lambda: forest.staged_predict(x, every=0),
        lambda: forest.staged_predict(x, every=-1),
    ):
        with pytest.raises(tmva.OptionError):
            call()
    assert forest.shap_values(x[:0]).shape == (0, 3, 6)


def test_staged_predictions_are_those_of_shorter_forests(events, three_classes):
    x = events[0]
    booster, forest = three_classes
    for every, rounds in ((1, range(1, 11)), (3, (3, 6, 9, 10)), (10, (10,)), (99, (10,))):
        stages = forest.staged_predict(x, every=every)
        assert len(stages) == len(rounds)
        for stage, count in zip(stages, rounds):
            expected = booster.predict(xgboost.DMatrix(x), iteration_range=(0, count))
            np.testing.assert_allclose(stage, expected, atol=1e-6)
        assert len(stages) == 0
    kept = list(forest.staged_predict(x, every=5, raw=True, threads=2))
    np.testing.assert_allclose(kept[-1], forest.predict(x, raw=True), atol=1e-6)
    assert not np.allclose(kept[0], kept[1])


def test_staged_predictions_of_one_output(events):
    x, y, _ = events
    x = np.nan_to_num(x)
    estimator = ensemble.GradientBoostingRegressor(n_estimators=6).fit(x, y)
    forest = TreeEnsemble.from_sklearn(estimator)
    for stage, expected in zip(forest.staged_predict(x), estimator.staged_predict(x)):
        np.testing.assert_allclose(stage, expected, atol=1e-5)


def test_draws_forests_and_weight_files(weight_file, three_classes, workdir):
    svg = tmva.draw_tree(three_classes[1], 29, "forest.svg")
    assert (workdir / "forest.svg").read_text() == svg
    assert (
        "Tree 29 of 30" in svg and f"x{three_classes[1].nodes(29)['variable'][0]}" in svg and "100 %" in svg
    )
    for options in ("NTrees=3:BoostType=AdaBoost", "NTrees=3:BoostType=Grad", "NTrees=3:VarTransform=D"):
        path = weight_file(options)
        (workdir / "tree.svg").unlink(missing_ok=True)
        svg = tmva.draw_tree(path, 1)
        assert (workdir / "tree.svg").read_text() == svg
        assert ("signal 0." in svg or "signal 1" in svg) == ("Grad" not in options)
        assert ("transformed" in svg) == ("VarTransform" in options)
        assert svg == tmva.draw_tree(path, 1, None)
    for tree in (-1, 3, 10**9):
        with pytest.raises(tmva.OptionError, match="trees 0 to 2"):
            tmva.draw_tree(path, tree)
    with pytest.raises(tmva.OptionError, match="max_depth"):
        tmva.draw_tree(path, 0, max_depth=-1)
    with pytest.raises(tmva.ModelError, match="missing.xml"):
        tmva.draw_tree("missing.xml")


def test_a_method_without_trees_cannot_be_drawn(make_loader, workdir):
    factory = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    factory.BookMethod(make_loader(), "Fisher", "F")
    factory.TrainAllMethods()
    with pytest.raises(tmva.ModelError, match="no trees"):
        tmva.draw_tree("dataset/weights/job_F.weights.xml")
