"""Estimators of scikit-learn, XGBoost and LightGBM, live or from files, as graphs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _core
from ...pymva import sklearn_files
from . import (  # noqa: F401
    ensembles as sklearn_ensembles,
    forests as sklearn_forests,
    linear as sklearn_linear,
    networks as sklearn_networks,
    pipelines as sklearn_pipelines,
)
from ..graph_writer import GraphWriter, Handle, source_of
from .calls import CLASSIFIERS, REGRESSORS, Features, Scores, Steps

#: Types beside those that skops knows. Their loading runs no code of the file: they are filled with
#: its numbers.
TRUSTED = sklearn_files.TRUSTED | {
    "collections.OrderedDict",
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
    "xgboost.sklearn.XGBRFClassifier",
    "xgboost.sklearn.XGBRFRegressor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.utils._bunch.Bunch",
    "sklearn._loss.loss.HalfSquaredError",
    "sklearn._loss.loss.AbsoluteError",
    "sklearn._loss.loss.PinballLoss",
    "sklearn._loss.loss.HuberLoss",
    "sklearn._loss.loss.HalfPoissonLoss",
    "sklearn._loss.loss.HalfGammaLoss",
    "sklearn._loss._loss.CyHalfSquaredError",
    "sklearn._loss._loss.CyAbsoluteError",
    "sklearn._loss._loss.CyPinballLoss",
    "sklearn._loss._loss.CyHuberLoss",
    "sklearn._loss._loss.CyHalfPoissonLoss",
    "sklearn._loss._loss.CyHalfGammaLoss",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.LogLink",
}


def load(path: str, allow_pickle: bool) -> bytes:
    """The graph of a .skops file, or of a pickle that the user lets be read."""
    is_skops = path.lower().endswith(".skops")
    if not is_skops and not allow_pickle:
        raise _core.ModelError(
            f"{path}: a pickle runs what is in it when it is read; allow_pickle=True reads it all "
            f"the same, if you trust the file. "
            "skops.io.dump writes models that need no such trust"
        )
    return convert(_read(path, is_skops), path)


def _read(path: str, is_skops: bool) -> Any:
    if is_skops:
        return sklearn_files.read(path, path, TRUSTED)
    try:
        import joblib  # reads plain pickles too
    except ImportError as error:
        raise _core.ModelError(
            f"{path}: needs scikit-learn: pip install 'tmva[sklearn]' ({error})"
        ) from error
    try:
        return joblib.load(path)
    except Exception as error:  # whatever a pickle raises
        raise _core.ModelError(f"{path}: cannot be read, maybe of another version: {error}") from error


def convert(estimator: Any, where: str = "") -> bytes:
    """The graph of a fitted estimator: label and probabilities (or scores) of a classifier, y of a
    regressor, the features of a transformer."""
    where = where or type(estimator).__name__
    width = getattr(estimator, "n_features_in_", None)
    if width is None:
        raise _core.ModelError(
            f"{where}: the {type(estimator).__name__} is not fitted, or no estimator of scikit-learn"
        )
    graph = GraphWriter(type(estimator).__name__)
    steps = Steps(graph, where)
    x = Features(graph.input("x", "float", ["N", int(width)]), "float", int(width))
    try:
        classes = _write(steps, estimator, x)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise _core.ModelError(
            f"{where}: the {type(estimator).__name__} is not as a fitted one is: {error}"
        ) from error
    names = [{"expression": str(n)} for n in getattr(estimator, "feature_names_in_", [])] or None
    analysis = None if classes is None else "Classification" if len(classes) == 2 else "Multiclass"
    graph.metadata(
        variables=names,
        classes=None if classes is None else [str(c) for c in classes.tolist()],
        analysis=analysis,
        method="scikit-learn",
        title=type(estimator).__name__,
        **source_of(where),
    )
    return graph.finish()


def _write(steps: Steps, estimator: Any, x: Features) -> Any:
    """The outputs; the classes of a classifier."""
    if _is(estimator, "classifier"):
        scores = steps.classify(estimator, x)
        _labels(steps, scores)
        columns = steps.cast(scores.columns, "float")
        steps.graph.output(
            columns.handle,
            "probabilities" if scores.are_probabilities else "scores",
            "float",
            ["N", columns.width],
        )
        return scores.classes
    is_transformer = not _is(estimator, "regressor")
    answer = steps.transform(estimator, x) if is_transformer else steps.regress(estimator, x)
    answer = steps.cast(answer, "float")
    steps.graph.output(answer.handle, "y", "float", ["N", answer.width])
    return None


def _is(estimator: Any, what: str) -> bool:
    """Classifier or regressor? A pipeline is what its last step is."""
    while hasattr(estimator, "steps"):
        estimator = estimator.steps[-1][1]
    if what == "classifier":
        return hasattr(estimator, "classes_") or any(
            k.__name__ in CLASSIFIERS for k in type(estimator).__mro__
        )
    return any(k.__name__ in REGRESSORS for k in type(estimator).__mro__)


def _labels(steps: Steps, scores: Scores) -> None:
    chosen, classes = steps.chosen(scores), scores.classes
    if classes.dtype.kind in "iub" or (classes.dtype.kind == "f" and (classes == np.floor(classes)).all()):
        numbers = classes.astype(np.int64)
        is_plain = numbers.tolist() == list(range(len(numbers)))
        label: Handle = chosen if is_plain else steps.add("Gather", steps.graph.constant(numbers), chosen)
        steps.graph.output(label, "label", "int64", ["N"])
        return
    texts = [str(c) for c in classes]
    label = steps.graph.ml("LabelEncoder", chosen, keys_int64s=list(range(len(texts))), values_strings=texts)
    steps.graph.output(label, "label", "string", ["N"])
