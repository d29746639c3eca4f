"""Forests of scikit-learn, and the estimators of XGBoost and LightGBM, against themselves."""

import pickle

import joblib
import lightgbm
import numpy as np
import pytest
import skops.io
import xgboost
from sklearn import ensemble, linear_model, pipeline, preprocessing, tree
from tree_helpers import agree, at_cuts, events, round_trip

import tmva
from tmva import TreeEnsemble

FORESTS = [
    "DecisionTree",
    "ExtraTree",
    "RandomForest",
    "ExtraTrees",
    "GradientBoosting",
    "HistGradientBoosting",
]


def answers(model, x):
    if not hasattr(model, "classes_"):
        return model.predict(x)
    p = model.predict_proba(x)
    return p[:, 1] if p.shape[1] == 2 else p


def make(name, kind, **options):
    family = getattr(ensemble, name + kind, None) or getattr(tree, name + kind)
    sizes = {"GradientBoosting": {"n_estimators": 8}, "HistGradientBoosting": {"max_iter": 8}}
    return family(
        random_state=1,
        **{
            **sizes.get(name, {"n_estimators": 6} if name.endswith(("Forest", "Trees")) else {}),
            **options,
        },
    )


def label(x, classes):
    return np.digitize(np.nan_to_num(x[:, 0]) + np.nan_to_num(x[:, 1]) ** 2, [0.4, 1.1][: classes - 1])


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("name", FORESTS)
def test_classifiers(name, classes, tmp_path):
    x = events()
    model = make(name, "Classifier").fit(x, label(x, classes))
    forest = TreeEnsemble.from_sklearn(model)
    assert forest.num_outputs == (1 if classes == 2 else 3)
    x = at_cuts(forest, events(seed=1))
    agree(forest.predict(x), answers(model, x))
    round_trip(forest, events(seed=2), tmp_path)


@pytest.mark.parametrize("name", FORESTS)
def test_regressors(name, tmp_path):
    x = events()
    model = make(name, "Regressor").fit(x, 10 * x[:, 0] + x[:, 1] ** 2)
    forest = TreeEnsemble.from_sklearn(model)
    x = at_cuts(forest, events(seed=1))
    agree(forest.predict(x), model.predict(x))
    round_trip(forest, events(seed=2), tmp_path)


@pytest.mark.parametrize("name", ["DecisionTree", "RandomForest", "ExtraTrees", "HistGradientBoosting"])
def test_missing_values(name, tmp_path):
    x = events(missing=0.3)
    model = make(name, "Classifier").fit(x, label(x, 2))
    forest = TreeEnsemble.from_sklearn(model)
    x = events(missing=0.3, seed=1)
    agree(forest.predict(x), answers(model, x))
    round_trip(forest, x, tmp_path)


def test_missing_values_that_part_from_all_numbers(tmp_path):
    """The threshold is infinite then, and +infinity is on the side of the numbers."""
    x = events(missing=0.4)
    model = ensemble.HistGradientBoostingRegressor(max_iter=3).fit(x, np.isnan(x[:, 0]) * 5.0)
    forest = TreeEnsemble.from_sklearn(model)
    assert any((forest.nodes(t)["category_set"] >= 0).any() for t in range(forest.num_trees))
    round_trip(forest, x, tmp_path)
    x[::3, 0] = np.inf
    agree(forest.predict(x), model.predict(x))


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_categories(missing, tmp_path):
    x = events(800, missing=missing, categories=2)
    x[:, 2] *= 3  # the estimator numbers them anew
    model = ensemble.HistGradientBoostingClassifier(
        max_iter=8, categorical_features=[2], min_samples_leaf=5
    ).fit(x, (np.isin(x[:, 2], [9, 21, 24, 93, 105]) ^ (x[:, 0] > 1)).astype(int))
    forest = TreeEnsemble.from_sklearn(model)
    assert any(forest.nodes(t)["category_sets"] for t in range(forest.num_trees))
    x = events(missing=0.2, categories=2, seed=1)
    x[:, 2] *= 3
    x[::7, 2] += 1  # not seen in training
    x[::11, 2] = 500
    agree(forest.predict(x), answers(model, x))
    round_trip(forest, x, tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"loss": "poisson"},
        {"loss": "gamma"},
        {"loss": "absolute_error"},
        {"loss": "quantile", "quantile": 0.8},
    ],
)
def test_losses_of_histogram_boosting(options):
    x = events()
    model = make("HistGradientBoosting", "Regressor", **options).fit(x, np.abs(x[:, 0]) + 0.1)
    agree(TreeEnsemble.from_sklearn(model).predict(x), model.predict(x))


@pytest.mark.parametrize(
    "options", [{"loss": "exponential"}, {"init": "zero"}, {"learning_rate": 0.7, "subsample": 0.5}]
)
def test_options_of_gradient_boosting(options):
    x = events()
    model = make("GradientBoosting", "Classifier", **options).fit(x, label(x, 2))
    agree(TreeEnsemble.from_sklearn(model).predict(x), answers(model, x))


def test_several_targets_and_class_weights():
    x = events()
    for name in ("DecisionTree", "RandomForest"):
        model = make(name, "Regressor", max_depth=4).fit(x, x[:, :3] ** 2)
        agree(TreeEnsemble.from_sklearn(model).predict(x), model.predict(x))
        model = make(name, "Classifier", max_depth=4, class_weight={0: 1, 1: 5}).fit(x, label(x, 2))
        agree(TreeEnsemble.from_sklearn(model).predict(x), answers(model, x))


def test_estimators_of_xgboost_and_lightgbm():
    x = events(missing=0.1)
    for model in (
        xgboost.XGBClassifier(n_estimators=4),
        lightgbm.LGBMClassifier(n_estimators=4, verbosity=-1),
    ):
        model.fit(x, label(x, 3))
        agree(TreeEnsemble.from_sklearn(model).predict(x), model.predict_proba(x))


def test_early_stopping_and_own_missing_values():
    x, later = events(), events(seed=1)
    noise = np.random.default_rng(0).integers(0, 2, len(x))
    model = xgboost.XGBClassifier(n_estimators=50, early_stopping_rounds=2).fit(
        x, noise, eval_set=[(later, noise)], verbose=False
    )
    assert model.best_iteration < model.get_booster().num_boosted_rounds() - 1
    agree(TreeEnsemble.from_sklearn(model).predict(later), answers(model, later))
    model = lightgbm.LGBMClassifier(n_estimators=50, early_stopping_rounds=2, verbosity=-1).fit(
        x, noise, eval_set=[(later, noise)]
    )
    agree(TreeEnsemble.from_sklearn(model).predict(later), answers(model, later))
    with pytest.raises(tmva.ModelError, match="missing=-999"):
        TreeEnsemble.from_sklearn(xgboost.XGBRegressor(n_estimators=2, missing=-999).fit(x, noise))


@pytest.mark.parametrize("name", FORESTS)
@pytest.mark.parametrize("kind", ["Classifier", "Regressor"])
def test_skops_files(name, kind, tmp_path):
    x = events()
    model = make(name, kind).fit(x, label(x, 2))
    skops.io.dump(model, tmp_path / "m.skops")
    agree(TreeEnsemble.load(tmp_path / "m.skops").predict(x), answers(model, x))


def test_pickles_only_when_asked_for(tmp_path):
    x = events()
    model = make("DecisionTree", "Classifier").fit(x, label(x, 2))
    joblib.dump(model, tmp_path / "m.joblib")
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(model))
    for name in ("m.joblib", "m.pkl"):
        with pytest.raises(tmva.ModelError, match="allow_pickle"):
            TreeEnsemble.load(tmp_path / name)
        agree(TreeEnsemble.load(tmp_path / name, allow_pickle=True).predict(x), answers(model, x))


def test_what_is_not_supported(tmp_path):
    x = events()
    y = label(x, 2)

    def refuses(model, words):
        with pytest.raises(tmva.ModelError, match=words):
            TreeEnsemble.from_sklearn(model)

    refuses(
        pipeline.make_pipeline(preprocessing.StandardScaler(), make("DecisionTree", "Classifier")).fit(x, y),
        "last step",
    )
    refuses(linear_model.LogisticRegression().fit(x, y), "LogisticRegression is no forest")
    refuses(
        ensemble.AdaBoostClassifier(n_estimators=2).fit(x, y),
        "AdaBoostClassifier is no forest that is supported",
    )
    booster = xgboost.train({}, xgboost.DMatrix(x, y), 1)
    refuses(booster, "a Booster is no forest .*save_model")
    for unfitted in (
        make("RandomForest", "Classifier"),
        xgboost.XGBClassifier(),
        lightgbm.LGBMRegressor(),
    ):
        refuses(unfitted, "not fitted")
    refuses(make("DecisionTree", "Classifier").fit(x, np.c_[y, y]), "several outputs")
    refuses(make("DecisionTree", "Classifier").fit(x, 0 * y), "one class only")
    refuses(
        make("GradientBoosting", "Regressor", init=linear_model.LinearRegression()).fit(x, x[:, 0]),
        "init=LinearRegression",
    )
    (tmp_path / "m.skops").write_bytes(b"PK no archive")
    with pytest.raises(tmva.ModelError, match="m.skops"):
        TreeEnsemble.load(tmp_path / "m.skops")
