"""Estimators of scikit-learn as graphs, against what they answer themselves."""

import pickle

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")

from sklearn import (  # noqa: E402
    calibration,
    compose,
    decomposition,
    discriminant_analysis,
    ensemble,
    feature_selection,
    linear_model,
    naive_bayes,
    neural_network,
    pipeline,
    preprocessing,
    svm,
    tree,
)
from sklearn.impute import SimpleImputer  # noqa: E402

import tmva  # noqa: E402
from tmva.models import from_sklearn  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
rng = np.random.default_rng(4)
# Values that float holds, in double, in which scikit-learn computes then.
X = (rng.normal(size=(120, 5)) * [1, 2, 0.5, 10, 1] + [0, 1, 0, 300, 0]).astype(np.float32).astype(float)
SCORE = X[:, 0] + 0.5 * X[:, 1] + 0.1 * (X[:, 3] - 300)
Y2, Y3 = (SCORE > 0.4).astype(int), np.digitize(SCORE, [-0.5, 1.2])
YR = np.stack([SCORE * 3 + 7, X[:, 0] - X[:, 2]], axis=1)
NEW = np.concatenate([X[:30], X[30:60] * 1.3 - 0.1]).astype(np.float32).astype(float)


def scaled(estimator):
    return pipeline.make_pipeline(preprocessing.StandardScaler(), estimator)


def near(found, expected, tolerance=5e-6):
    expected = np.asarray(expected, float)
    assert found.size == expected.size
    scale = np.maximum(1, np.abs(expected))
    assert (np.abs(found.reshape(expected.shape) - expected) / scale).max() < tolerance


def check_classifier(estimator, target, tolerance=5e-6):
    estimator.fit(X, target)
    model = from_sklearn(estimator)
    label, answers = model.run([NEW.astype(np.float32)])
    np.testing.assert_array_equal(label, estimator.predict(NEW))
    if model.outputs[1].name == "probabilities":
        near(answers, estimator.predict_proba(NEW), tolerance)
        return
    if not hasattr(estimator, "decision_function"):
        return
    decision = estimator.decision_function(NEW)
    if decision.ndim == 1:
        first = (
            0
            if isinstance(
                estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator,
                (svm.SVC, svm.NuSVC),
            )
            else 1
        )
        near(answers[:, first], decision, tolerance)
        near(answers[:, 1 - first], -decision, tolerance)
    else:
        near(answers, decision, tolerance)


def check_regressor(estimator, target, tolerance=5e-6):
    estimator.fit(X, target)
    (found,) = from_sklearn(estimator).run([NEW.astype(np.float32)])
    assert found.shape == (len(NEW), 1 if target.ndim == 1 else target.shape[1])
    near(found, estimator.predict(NEW), tolerance)


def check_transformer(estimator, x=X, new=NEW, tolerance=5e-6):
    estimator.fit(x)
    expected = estimator.transform(new)
    (found,) = from_sklearn(estimator).run([new.astype(np.float32)])
    expected = expected.toarray() if hasattr(expected, "toarray") else np.asarray(expected, float)
    assert found.shape == expected.shape
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    near(np.nan_to_num(found), np.nan_to_num(expected), tolerance)


CLASSIFIERS = {
    "logistic": lambda: scaled(linear_model.LogisticRegression()),
    "logistic raw": lambda: linear_model.LogisticRegression(max_iter=500),
    "sgd": lambda: scaled(linear_model.SGDClassifier(random_state=1)),
    "sgd log": lambda: scaled(linear_model.SGDClassifier(loss="log_loss", random_state=1)),
    "sgd huber": lambda: scaled(linear_model.SGDClassifier(loss="modified_huber", random_state=1)),
    "ridge": lambda: scaled(linear_model.RidgeClassifier()),
    "perceptron": lambda: scaled(linear_model.Perceptron()),
    "linear svc": lambda: scaled(svm.LinearSVC()),
    "lda": lambda: discriminant_analysis.LinearDiscriminantAnalysis(),
    "qda": lambda: discriminant_analysis.QuadraticDiscriminantAnalysis(),
    "gaussian": lambda: naive_bayes.GaussianNB(),
    "bernoulli": lambda: naive_bayes.BernoulliNB(binarize=0.3),
    "svc": lambda: scaled(svm.SVC()),
    "svc linear": lambda: scaled(svm.SVC(kernel="linear")),
    "svc poly": lambda: scaled(svm.SVC(kernel="poly", coef0=0.5)),
    "svc sigmoid": lambda: scaled(svm.SVC(kernel="sigmoid", gamma=0.1, coef0=0.1)),
    "svc pairs": lambda: scaled(svm.SVC(decision_function_shape="ovo")),
    "svc ties": lambda: scaled(svm.SVC(break_ties=True)),
    "nu svc": lambda: scaled(svm.NuSVC(nu=0.3)),
    "svc probability": lambda: scaled(svm.SVC(probability=True, random_state=1)),
    "tree": lambda: tree.DecisionTreeClassifier(max_depth=5),
    "forest": lambda: ensemble.RandomForestClassifier(12, random_state=1),
    "extra": lambda: ensemble.ExtraTreesClassifier(8, random_state=1),
    "boosting": lambda: ensemble.GradientBoostingClassifier(n_estimators=8),
    "boosting exponential": lambda: ensemble.GradientBoostingClassifier(n_estimators=8, loss="exponential"),
    "histograms": lambda: ensemble.HistGradientBoostingClassifier(max_iter=8),
    "ada": lambda: ensemble.AdaBoostClassifier(n_estimators=12),
    "ada deep": lambda: ensemble.AdaBoostClassifier(tree.DecisionTreeClassifier(max_depth=3), n_estimators=7),
    "bagging": lambda: ensemble.BaggingClassifier(
        tree.DecisionTreeClassifier(max_depth=4), 5, max_features=3, random_state=1
    ),
    "bagging lines": lambda: scaled(
        ensemble.BaggingClassifier(linear_model.LogisticRegression(), 3, random_state=1)
    ),
    "mlp": lambda: scaled(neural_network.MLPClassifier((8, 6), max_iter=20, random_state=1)),
    "mlp tanh": lambda: scaled(
        neural_network.MLPClassifier((8,), activation="tanh", max_iter=20, random_state=1)
    ),
    "voting": lambda: ensemble.VotingClassifier(
        [("a", scaled(linear_model.LogisticRegression())), ("b", naive_bayes.GaussianNB())],
        voting="soft",
        weights=[1, 2],
    ),
    "voting hard": lambda: ensemble.VotingClassifier(
        [
            ("a", scaled(linear_model.LogisticRegression())),
            ("b", naive_bayes.GaussianNB()),
            ("c", tree.DecisionTreeClassifier(max_depth=3)),
        ]
    ),
    "stacking": lambda: ensemble.StackingClassifier(
        [("a", scaled(svm.LinearSVC())), ("b", naive_bayes.GaussianNB())], cv=3
    ),
    "stacking through": lambda: scaled(
        ensemble.StackingClassifier([("a", naive_bayes.GaussianNB())], passthrough=True, cv=3)
    ),
    "calibrated": lambda: scaled(calibration.CalibratedClassifierCV(svm.LinearSVC(), cv=3)),
    "calibrated isotonic": lambda: calibration.CalibratedClassifierCV(
        naive_bayes.GaussianNB(), method="isotonic", cv=2
    ),
}
REGRESSORS = {
    "line": lambda: linear_model.LinearRegression(),
    "ridge": lambda: linear_model.Ridge(),
    "lasso": lambda: linear_model.Lasso(0.1),
    "net": lambda: linear_model.ElasticNet(0.1),
    "sgd": lambda: scaled(linear_model.SGDRegressor(random_state=1)),
    "bayes": lambda: linear_model.BayesianRidge(),
    "huber": lambda: scaled(linear_model.HuberRegressor()),
    "svr": lambda: scaled(svm.SVR(C=10)),
    "nu svr": lambda: scaled(svm.NuSVR(kernel="poly")),
    "linear svr": lambda: scaled(svm.LinearSVR()),
    "tree": lambda: tree.DecisionTreeRegressor(max_depth=5),
    "forest": lambda: ensemble.RandomForestRegressor(9, random_state=1),
    "boosting": lambda: ensemble.GradientBoostingRegressor(n_estimators=9),
    "histograms": lambda: ensemble.HistGradientBoostingRegressor(max_iter=9),
    "ada": lambda: ensemble.AdaBoostRegressor(n_estimators=9, random_state=1),
    "bagging": lambda: ensemble.BaggingRegressor(n_estimators=4, random_state=1),
    "mlp": lambda: scaled(
        neural_network.MLPRegressor(
            hidden_layer_sizes=(8,), activation="logistic", max_iter=30, random_state=1
        )
    ),
    "voting": lambda: ensemble.VotingRegressor(
        [("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))],
        weights=[3, 1],
    ),
    "stacking": lambda: ensemble.StackingRegressor(
        [("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))], cv=3
    ),
    "target": lambda: compose.TransformedTargetRegressor(
        linear_model.Ridge(), transformer=preprocessing.StandardScaler()
    ),
}
TRANSFORMERS = {
    "standard": lambda: preprocessing.StandardScaler(),
    "standard bare": lambda: preprocessing.StandardScaler(with_mean=False),
    "min max": lambda: preprocessing.MinMaxScaler((-1, 2), clip=True),
    "max abs": lambda: preprocessing.MaxAbsScaler(),
    "robust": lambda: preprocessing.RobustScaler(quantile_range=(10, 90)),
    "l1": lambda: preprocessing.Normalizer("l1"),
    "l2": lambda: preprocessing.Normalizer(),
    "largest": lambda: preprocessing.Normalizer("max"),
    "binarizer": lambda: preprocessing.Binarizer(threshold=0.2),
    "power": lambda: preprocessing.PowerTransformer(),
    "power bare": lambda: preprocessing.PowerTransformer(standardize=False),
    "quantile": lambda: preprocessing.QuantileTransformer(n_quantiles=20),
    "quantile normal": lambda: preprocessing.QuantileTransformer(
        n_quantiles=20, output_distribution="normal"
    ),
    "polynomial": lambda: pipeline.make_pipeline(
        preprocessing.StandardScaler(), preprocessing.PolynomialFeatures(3)
    ),
    "interactions": lambda: preprocessing.PolynomialFeatures(2, interaction_only=True, include_bias=False),
    "bins": lambda: preprocessing.KBinsDiscretizer(4, encode="onehot-dense", strategy="quantile"),
    "bins ordinal": lambda: preprocessing.KBinsDiscretizer(4, encode="ordinal", strategy="uniform"),
    "pca": lambda: decomposition.PCA(3),
    "pca whitened": lambda: decomposition.PCA(3, whiten=True),
    "svd": lambda: decomposition.TruncatedSVD(2, random_state=1),
    "variance": lambda: feature_selection.VarianceThreshold(0.9),
    "function": lambda: preprocessing.FunctionTransformer(np.tanh),
    "union": lambda: pipeline.FeatureUnion(
        [("a", preprocessing.StandardScaler()), ("b", decomposition.PCA(2))],
        transformer_weights={"b": 3.0},
    ),
    "columns": lambda: compose.ColumnTransformer(
        [
            ("a", preprocessing.StandardScaler(), [0, 3]),
            ("b", "passthrough", slice(1, 2)),
            ("c", "drop", [4]),
        ],
        remainder=preprocessing.MinMaxScaler(),
    ),
}


@pytest.mark.parametrize("target", [Y2, Y3], ids=["two", "three"])
@pytest.mark.parametrize("case", CLASSIFIERS)
def test_classifier(case, target):
    if case == "boosting exponential" and target is Y3:
        return  # of two classes only
    check_classifier(CLASSIFIERS[case](), target, 2e-5 if case == "svc probability" else 5e-6)


@pytest.mark.parametrize("case", REGRESSORS)
def test_regressor(case):
    check_regressor(REGRESSORS[case](), YR[:, 0])


@pytest.mark.parametrize(
    "link",
    [linear_model.PoissonRegressor, linear_model.GammaRegressor, linear_model.TweedieRegressor],
)
def test_generalised_linear(link):
    check_regressor(scaled(link()), np.exp(0.1 * YR[:, 0]))


@pytest.mark.parametrize(
    "make",
    [
        linear_model.LinearRegression,
        lambda: tree.DecisionTreeRegressor(max_depth=4),
        lambda: scaled(neural_network.MLPRegressor(hidden_layer_sizes=(6,), max_iter=10)),
    ],
)
def test_several_targets(make):
    check_regressor(make(), YR)


@pytest.mark.parametrize("case", TRANSFORMERS)
def test_transformer(case):
    check_transformer(TRANSFORMERS[case]())


def test_box_cox():
    x, new = ((np.abs(a) + 0.1).astype(np.float32).astype(float) for a in (X, NEW))
    check_transformer(preprocessing.PowerTransformer("box-cox"), x, new)


def test_plateaus_of_quantiles():
    x = np.round(X)
    check_transformer(preprocessing.QuantileTransformer(n_quantiles=30), x, np.round(NEW))


def test_gaps():
    x, new = X.copy(), NEW.copy()
    for a in (x, new):
        a[::3, 1] = a[1::5, 2] = np.nan
    check_transformer(SimpleImputer(strategy="median", add_indicator=True), x, new)
    check_transformer(preprocessing.StandardScaler(), x, new)
    check_transformer(preprocessing.QuantileTransformer(n_quantiles=20), x, new)
    check_transformer(preprocessing.PowerTransformer(), x, new)
    whole = pipeline.make_pipeline(
        SimpleImputer(),
        preprocessing.PowerTransformer(),
        ensemble.RandomForestClassifier(5, random_state=1),
    ).fit(x, Y3)
    near(from_sklearn(whole).run([new.astype(np.float32)])[1], whole.predict_proba(new))
    forest = ensemble.HistGradientBoostingClassifier(max_iter=5).fit(x, Y2)
    near(from_sklearn(forest).run([new.astype(np.float32)])[1], forest.predict_proba(new))


def test_categories():
    x = rng.integers(0, 4, (100, 3)).astype(float)
    check_transformer(preprocessing.OneHotEncoder(), x, x[:20])
    check_transformer(preprocessing.OneHotEncoder(drop="first", sparse_output=False), x, x[:20])
    check_transformer(preprocessing.OrdinalEncoder(), x * 2, x[:20] * 2)
    new = x[:20].copy()
    new[0, 0] = 9
    check_transformer(preprocessing.OneHotEncoder(handle_unknown="ignore"), x, new)
    counts = naive_bayes.MultinomialNB().fit(x, Y3[:100])
    near(from_sklearn(counts).run([x.astype(np.float32)])[1], counts.predict_proba(x))


@pytest.mark.parametrize(
    "names", [np.array([7, 3, 11]), np.array(["b", "a", "ü"]), np.array([1.0, 2.0, 5.0])]
)
def test_names_of_classes(names):
    target = names[Y3]
    estimator = ensemble.RandomForestClassifier(5, random_state=1).fit(X, target)
    model = from_sklearn(estimator)
    assert model.run([NEW.astype(np.float32)])[0].tolist() == estimator.predict(NEW).tolist()
    assert model.metadata["classes"] == [str(c) for c in np.unique(names).tolist()]
    ada = ensemble.AdaBoostClassifier(n_estimators=4).fit(X, target)
    assert from_sklearn(ada).run([NEW.astype(np.float32)])[0].tolist() == ada.predict(NEW).tolist()


def test_members_that_miss_a_class():
    lines = discriminant_analysis.LinearDiscriminantAnalysis()
    estimator = ensemble.BaggingClassifier(lines, 9, max_samples=7, random_state=3).fit(X, Y3)
    assert any(len(m.classes_) < 3 for m in estimator.estimators_)
    near(from_sklearn(estimator).run([NEW.astype(np.float32)])[1], estimator.predict_proba(NEW))


def test_variables_are_named():
    pandas = pytest.importorskip("pandas")
    estimator = scaled(linear_model.LogisticRegression()).fit(pandas.DataFrame(X, columns=list("abcde")), Y2)
    model = from_sklearn(estimator)
    assert [v["expression"] for v in model.metadata["variables"]] == list("abcde")
    assert model(NEW).shape == (len(NEW), 2)


def test_large_offsets_do_not_cost_digits():
    x = (X * 1e-2 + 1e5).astype(np.float32).astype(float)
    estimator = scaled(linear_model.LogisticRegression()).fit(x, Y2)
    near(from_sklearn(estimator).run([x.astype(np.float32)])[1], estimator.predict_proba(x))


# Files.


def test_skops(tmp_path):
    io = pytest.importorskip("skops.io")
    for name in ("boosting", "ada", "mlp", "svc probability", "calibrated", "histograms", "voting"):
        estimator = CLASSIFIERS[name]().fit(X, Y3)
        io.dump(estimator, tmp_path / "m.skops")
        label, p = tmva.load_model(tmp_path / "m.skops").run([NEW.astype(np.float32)])
        np.testing.assert_array_equal(label, estimator.predict(NEW))
        near(p, estimator.predict_proba(NEW), 2e-5)


class Mine(linear_model.LogisticRegression):
    """May compute anything."""

    def predict_proba(self, X):
        return super().predict_proba(X) ** 2


def test_strange_types_in_skops_are_refused(tmp_path):
    io = pytest.importorskip("skops.io")
    io.dump(Mine().fit(X, Y2), tmp_path / "m.skops")
    with pytest.raises(tmva.ModelError, match="Mine"):
        tmva.load_model(tmp_path / "m.skops")


@pytest.mark.parametrize("suffix", [".pkl", ".joblib"])
def test_pickles(suffix, tmp_path):
    import joblib

    estimator = CLASSIFIERS["boosting"]().fit(X, Y2)
    path = tmp_path / ("m" + suffix)
    if suffix == ".pkl":
        path.write_bytes(pickle.dumps(estimator))
    else:
        joblib.dump(estimator, path, compress=3)
    with pytest.raises(tmva.ModelError, match="allow_pickle"):
        tmva.load_model(path)
    near(
        tmva.load_model(path, allow_pickle=True).run([NEW.astype(np.float32)])[1],
        estimator.predict_proba(NEW),
    )


def test_what_is_refused():
    with pytest.raises(tmva.ModelError, match="not fitted"):
        from_sklearn(linear_model.LogisticRegression())
    with pytest.raises(tmva.ModelError, match="Mine.*not supported"):
        from_sklearn(Mine().fit(X, Y2))
    with pytest.raises(tmva.ModelError, match="<lambda>"):
        from_sklearn(preprocessing.FunctionTransformer(lambda x: x).fit(X))
    from sklearn.neighbors import KNeighborsClassifier

    with pytest.raises(tmva.ModelError, match="KNeighborsClassifier.*not supported"):
        from_sklearn(KNeighborsClassifier().fit(X, Y2))
    with pytest.raises(tmva.ModelError, match="kernel"):
        from_sklearn(svm.SVC(kernel="precomputed").fit(X @ X.T, Y2))
    with pytest.raises(tmva.ModelError, match="several"):
        from_sklearn(ensemble.RandomForestClassifier(3).fit(X, np.stack([Y2, Y3], axis=1)))


# XGBoost and LightGBM.


@pytest.mark.parametrize("target", [Y2, Y3], ids=["two", "three"])
def test_xgboost(target, tmp_path):
    xgboost = pytest.importorskip("xgboost")
    estimator = xgboost.XGBClassifier(n_estimators=6, max_depth=3).fit(X, target)
    expected = estimator.predict_proba(NEW)
    estimator.save_model(tmp_path / "m.json")
    estimator.save_model(tmp_path / "m.ubj")
    models = [from_sklearn(estimator), from_sklearn(estimator.get_booster())]
    models += [tmva.load_model(tmp_path / name) for name in ("m.json", "m.ubj")]
    for model in models:
        label, p = model.run([NEW.astype(np.float32)])
        np.testing.assert_array_equal(label, estimator.predict(NEW))
        near(p, expected)
    regressor = xgboost.XGBRegressor(n_estimators=6, max_depth=3).fit(X, YR[:, 0])
    near(from_sklearn(regressor).run([NEW.astype(np.float32)])[0], regressor.predict(NEW))


@pytest.mark.parametrize("target", [Y2, Y3], ids=["two", "three"])
def test_lightgbm(target, tmp_path):
    lightgbm = pytest.importorskip("lightgbm")
    estimator = lightgbm.LGBMClassifier(n_estimators=6, verbose=-1).fit(X, target)
    estimator.booster_.save_model(tmp_path / "m.txt")
    for model in (
        from_sklearn(estimator),
        from_sklearn(estimator.booster_),
        tmva.load_model(tmp_path / "m.txt"),
    ):
        label, p = model.run([NEW.astype(np.float32)])
        np.testing.assert_array_equal(label, estimator.predict(NEW))
        near(p, estimator.predict_proba(NEW))
    regressor = lightgbm.LGBMRegressor(n_estimators=6, verbose=-1).fit(X, YR[:, 0])
    near(from_sklearn(regressor).run([NEW.astype(np.float32)])[0], regressor.predict(NEW))
