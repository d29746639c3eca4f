"""Forests of scikit-learn's estimators, as plain arrays for the C++ core."""

from __future__ import annotations

import os
from typing import Any, Callable

import numpy as np

from ... import _core
from ...pymva import sklearn_files

Trees = list[dict[str, Any]]


def load(path: str, allow_pickle: bool) -> _core.TreeEnsemble:
    """The forest in a .skops file, or in a pickle that the user lets be read."""
    if not os.path.exists(path):
        raise _core.ModelError(f"{path}: there is no such file")
    if not path.lower().endswith(".skops") and not allow_pickle:
        raise _core.ModelError(f"{path}: a pickle can run code; allow_pickle=True reads it all the same")
    if path.lower().endswith(".joblib"):
        import joblib

        try:
            return convert(joblib.load(path), path)
        except _core.Error:
            raise
        except Exception as error:
            raise _core.ModelError(f"{path}: cannot be read: {error}") from error
    return convert(sklearn_files.read(path, "TreeEnsemble"), path)


def convert(estimator: Any, where: str = "") -> _core.TreeEnsemble:
    """The forest of a fitted estimator."""
    kind = type(estimator)
    where = where or kind.__name__
    is_xgboost, is_lightgbm = hasattr(kind, "get_booster"), hasattr(kind, "booster_")
    known = [base.__name__ for base in kind.__mro__ if base.__name__ in _CONVERTERS]
    if not (is_xgboost or is_lightgbm or known):
        hint = ""
        if hasattr(estimator, "steps"):
            hint = " (take the last step of a Pipeline)"
        elif hasattr(estimator, "save_model"):
            hint = " (load what save_model of a Booster writes)"
        raise _core.ModelError(
            f"{where}: a {kind.__name__} is no forest that is supported: "
            f"{', '.join(sorted(_CONVERTERS))} and the estimators of XGBoost and LightGBM are{hint}"
        )
    if not hasattr(estimator, "n_features_in_"):
        raise _core.ModelError(f"{where}: the {kind.__name__} is not fitted")
    if is_xgboost:
        return _of_xgboost(estimator, where)
    if is_lightgbm:
        text = estimator.booster_.model_to_string()
        return _core.TreeEnsemble.Parse(text.encode(), f"{where}.txt")
    base, transform, trees = _CONVERTERS[known[0]](estimator, where)
    names = [str(n) for n in getattr(estimator, "feature_names_in_", [])]
    return _core.TreeEnsemble.FromArrays(
        int(estimator.n_features_in_), names, [float(b) for b in base], transform, trees, where
    )


def _of_xgboost(estimator: Any, where: str) -> _core.TreeEnsemble:
    if not np.isnan(estimator.missing):
        raise _core.ModelError(
            f"{where}: missing={estimator.missing} is not supported: missing values are NaN"
        )
    booster = estimator.get_booster()
    best = getattr(estimator, "best_iteration", None)  # as it predicts after early stopping
    if best is not None:
        booster = booster[: best + 1]
    return _core.TreeEnsemble.Parse(bytes(booster.save_raw("json")), f"{where}.json")


def _arrays(tree: Any) -> dict[str, Any]:
    """What all the outputs of a tree share."""
    missing = getattr(tree, "missing_go_to_left", np.zeros(tree.node_count))
    return {
        "left": tree.children_left,
        "right": tree.children_right,
        "variable": tree.feature,
        "threshold": tree.threshold,
        "missing_left": np.asarray(missing, np.uint8),
        "cover": tree.weighted_n_node_samples,
    }


def _per_output(tree: Any, responses: np.ndarray, weight: float) -> Trees:
    """A tree that answers [nodes, outputs], once an output."""
    shared = _arrays(tree)
    return [
        dict(shared, response=responses[:, k], weight=weight, output=k) for k in range(responses.shape[1])
    ]


def _answers(estimator: Any, where: str) -> Callable[[Any], np.ndarray]:
    """What the leaves of a tree of means answer: [nodes, outputs]."""
    if not hasattr(estimator, "classes_"):
        return lambda tree: tree.value[:, :, 0]
    if estimator.n_outputs_ != 1:
        raise _core.ModelError(f"{where}: classifiers of several outputs are not supported")
    classes = len(estimator.classes_)
    if classes < 2:
        raise _core.ModelError(f"{where}: the classifier has seen one class only")

    def probabilities(tree: Any) -> np.ndarray:
        value = tree.value[:, 0, :]
        value = value / value.sum(axis=1, keepdims=True)  # older versions keep sums of weights
        return value[:, 1:] if classes == 2 else value

    return probabilities


def _mean_of_trees(estimator: Any, where: str) -> tuple[np.ndarray, str, Trees]:
    answers = _answers(estimator, where)
    members = getattr(estimator, "estimators_", [estimator])
    trees = [t for m in members for t in _per_output(m.tree_, answers(m.tree_), 1 / len(members))]
    return np.zeros(1 + max(t["output"] for t in trees)), "none", trees


def _gradient_boosting(estimator: Any, where: str) -> tuple[np.ndarray, str, Trees]:
    first = estimator.init_
    if not (isinstance(first, str) and first == "zero") and type(first).__name__ not in (
        "DummyClassifier",
        "DummyRegressor",
    ):
        raise _core.ModelError(
            f"{where}: init={type(first).__name__} is a model of its own, which is not supported"
        )
    zeros = np.zeros((1, estimator.n_features_in_), np.float32)
    base = np.asarray(estimator._raw_predict_init(zeros), float).reshape(-1)
    outputs = estimator.estimators_.shape[1]
    scale, transform = 1.0, "none"
    if hasattr(estimator, "classes_"):
        transform = "logistic" if outputs == 1 else "softmax"
        scale = 2.0 if estimator.loss == "exponential" else 1.0  # its probability is that of twice the sum
    weight = scale * estimator.learning_rate
    trees = [
        dict(_arrays(t.tree_), response=t.tree_.value[:, 0, 0], weight=weight, output=k)
        for stage in estimator.estimators_
        for k, t in enumerate(stage)
    ]
    return scale * base, transform, trees


def _histogram_boosting(estimator: Any, where: str) -> tuple[np.ndarray, str, Trees]:
    base = np.asarray(estimator._baseline_prediction, float).reshape(-1)
    if hasattr(estimator, "classes_"):
        transform = "logistic" if len(base) == 1 else "softmax"
    else:
        transform = "exp" if estimator.loss in ("poisson", "gamma") else "none"
    columns, categories = _encoding(estimator, where)
    trees = [
        dict(_histogram_tree(predictor, columns, categories), weight=1.0, output=k)
        for stage in estimator._predictors
        for k, predictor in enumerate(stage)
    ]
    return base, transform, trees


def _encoding(estimator: Any, where: str) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """The input behind each feature of the trees, and the known categories of an input by their
    code: the estimator encodes categories and puts them first."""
    width = estimator.n_features_in_
    flags = getattr(estimator, "is_categorical_", None)
    if flags is None:
        return np.arange(width), {}
    flags = np.asarray(flags, bool)
    columns = np.concatenate([np.flatnonzero(flags), np.flatnonzero(~flags)])
    encoder = estimator._preprocessor.named_transformers_["encoder"]
    categories = {}
    for column, known in zip(np.flatnonzero(flags), encoder.categories_):
        try:
            values = np.asarray(known, float)
        except (TypeError, ValueError) as error:
            raise _core.ModelError(f"{where}: the categories of input {column} are no numbers") from error
        values = values[~np.isnan(values)]
        if not ((values >= 0) & (values < 1 << 24) & (values == np.floor(values))).all():
            raise _core.ModelError(
                f"{where}: the categories of input {column} are no whole numbers from 0 on"
            )
        categories[int(column)] = values.astype(np.int64)
    return columns, categories


def _histogram_tree(predictor: Any, columns: np.ndarray, categories: dict[int, np.ndarray]) -> dict[str, Any]:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"].astype(bool)
    feature = nodes["feature_idx"].astype(np.int64)
    arrays = {
        "left": np.where(leaf, -1, nodes["left"].astype(np.int64)),
        "right": np.where(leaf, -1, nodes["right"].astype(np.int64)),
        "variable": np.where(leaf, -1, columns[np.where(leaf, 0, feature)]),
        "threshold": np.where(leaf, 0, nodes["num_threshold"]),
        "response": nodes["value"],
        "missing_left": nodes["missing_go_to_left"].astype(np.uint8),
        "cover": nodes["count"].astype(float),
    }
    categorical = np.flatnonzero(nodes["is_categorical"].astype(bool) & ~leaf)
    if categorical.size == 0:
        return arrays
    sets: list[list[int]] = []
    arrays["set"] = np.full(len(nodes), -1, np.int64)
    for node in categorical:
        bits = predictor.raw_left_cat_bitsets[nodes["bitset_idx"][node]]
        known = categories[int(arrays["variable"][node])]
        codes = np.arange(len(known))
        left = (bits[codes // 32] >> (codes % 32).astype(np.uint32)) & 1 == 1
        # A category that was not seen goes where missing values go: the set is of the other side.
        if arrays["missing_left"][node]:
            left = ~left
            arrays["left"][node], arrays["right"][node] = (
                arrays["right"][node],
                arrays["left"][node],
            )
            arrays["missing_left"][node] = 0
        arrays["set"][node] = len(sets)
        sets.append(_bits(known[left]))
    arrays["category_sets"] = sets
    return arrays


def _bits(members: np.ndarray) -> list[int]:
    words = [0] * (int(members.max(initial=-1)) // 32 + 1)
    for member in members.tolist():
        words[member // 32] |= 1 << member % 32
    return words


_CONVERTERS: dict[str, Callable[[Any, str], tuple[np.ndarray, str, Trees]]] = {
    **dict.fromkeys(
        (
            "DecisionTreeClassifier",
            "DecisionTreeRegressor",
            "RandomForestClassifier",
            "RandomForestRegressor",
            "ExtraTreesClassifier",
            "ExtraTreesRegressor",
        ),
        _mean_of_trees,
    ),
    **dict.fromkeys(("GradientBoostingClassifier", "GradientBoostingRegressor"), _gradient_boosting),
    **dict.fromkeys(("HistGradientBoostingClassifier", "HistGradientBoostingRegressor"), _histogram_boosting),
}
