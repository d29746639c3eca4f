"""PyRandomForest, PyAdaBoost and PyGTB: classifiers of scikit-learn."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _core
from . import sklearn_files
from .base import PythonMethod, with_rename
from .sklearn_options import class_weight, estimator, max_features, optional_int, seed

try:
    import sklearn
except ImportError as error:
    raise _core.ModelError(
        "the methods PyRandomForest, PyAdaBoost and PyGTB need scikit-learn: pip install 'tmva[sklearn]'"
    ) from error

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])


class SklearnMethod(PythonMethod):
    """Trains and applies one classifier of sklearn.ensemble."""

    file_option = "FilenameClassifier"
    classifier = ""
    #: Option -> argument, where the value is taken as it is.
    plain: dict[str, str] = {}
    #: Option -> (argument, reader of its text).
    parsed: dict[str, tuple[str, Callable[..., Any]]] = {}
    model: Any = None

    # -------------------------------------------------------------------------------------- booking
    def book(self) -> None:
        sklearn_files.check_name(self.options[self.file_option], self.owner, self.log)
        self.prepare()
        self._try(self._make())

    def prepare(self) -> None:
        """What one method checks beside its options' values."""

    def arguments(self) -> dict[str, Any]:
        values = {argument: self.options[option] for option, argument in self.plain.items()}
        for option, (argument, read) in self.parsed.items():
            values[argument] = read(self, option, self.options[option])
        return values

    def _make(self) -> Any:
        return getattr(importlib.import_module("sklearn.ensemble"), self.classifier)(**self.arguments())

    def _try(self, model: Any) -> None:
        """Trains on a few made-up events, so that scikit-learn refuses bad values at booking."""
        events = 12 * self.num_outputs
        classes = np.arange(events) % self.num_outputs
        x = (np.random.default_rng(1).normal(0, 0.1, (events, self.num_inputs)) + classes[:, None]).astype(
            "f4"
        )
        model.set_params(n_estimators=1, random_state=0)
        if "verbose" in model.get_params():
            model.set_params(verbose=0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(x, classes)
        except (ValueError, TypeError) as error:
            raise _core.OptionError(f"{self.owner}: {self._option_at_fault(str(error))}{error}") from None

    def _option_at_fault(self, message: str) -> str:
        named = re.match(r"The '(\w+)' parameter of (\w+)", message)
        if not named:
            return ""
        arguments = {
            **{argument: option for option, argument in self.plain.items()},
            **{argument: option for option, (argument, _) in self.parsed.items()},
        }
        if named[2] == self.classifier and named[1] in arguments:
            return f"option {arguments[named[1]]}: "
        within = [option for option, (_, read) in self.parsed.items() if read is estimator]
        return f"option {within[0]}: " if within else ""

    # ------------------------------------------------------------------------------------- training
    def train(self, data: _core.DataSet, stopped: Callable[[], bool]) -> None:
        x, classes, weights = self._events(data)
        self.check_weights(weights)
        model = self._make()
        self.log.Info(f"scikit-learn {sklearn.__version__}: {model}")
        model.fit(x, classes, sample_weight=weights)
        if getattr(model, "oob_score", False):
            self.log.Info(f"accuracy for the events that the trees have not seen: {model.oob_score_:.4f}")
        self._use(model, "the trained classifier")

    def check_weights(self, weights: np.ndarray) -> None:
        """DataError for weights that the classifier can't take."""

    def _events(self, data: _core.DataSet) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All training events, class after class: (variables, class numbers, weights)."""
        events = data.NumEvents()
        x = np.empty((events, self.num_inputs), np.float32)
        classes, weights = np.empty(events, np.int64), np.empty(events)
        stream, begin = data.Stream(batch_size=65536), 0
        while (block := stream.Next()) is not None:
            end = begin + len(block[0])
            x[begin:end], weights[begin:end], classes[begin:end] = block[0], block[2], block[3]
            begin = end
        return x, classes, weights

    def _use(self, model: Any, path: str) -> None:
        if model.n_features_in_ != self.num_inputs:
            self.refuse_inputs(path, model.n_features_in_)
        if len(model.classes_) != self.num_outputs:
            self.refuse_outputs(path, len(model.classes_))
        if "n_jobs" in model.get_params():
            model.n_jobs = 1  # threads would add the trees' answers up in any order
        self.model = model
        importances = getattr(model, "feature_importances_", None)
        self.importances = [] if importances is None else [float(value) for value in importances]

    def save(self) -> str:
        if not self.from_weight_file:
            self.model_path = self.trained_model_file()
            with_rename(self.model_path, lambda path: sklearn_files.write(self.model, path))
        return super().save()

    # ---------------------------------------------------------------------------------- application
    def load(self, checksum: str) -> None:
        if self.written_by_tmva and self.options["VarTransform"] not in ("", "None"):
            raise _core.ModelError(
                f"{self.owner}: TMVA's method ignored VarTransform="
                f"{self.options['VarTransform']} when it trained; take the option out of the "
                "weight file"
            )
        path = self.find_trained_model(checksum)
        if sklearn_files.is_pickle(path):
            self.needs_permission(path, "a pickle")
        model = sklearn_files.read(path, self.owner)
        if type(model).__name__ != self.classifier:
            raise _core.ModelError(
                f"{self.owner}: '{path}' holds a {type(model).__name__}, expected a {self.classifier}"
            )
        self._use(model, path)

    def evaluate(self, events: np.ndarray) -> np.ndarray:
        return self.response(self.model.predict_proba(events), len(events), "predict_proba")


class RandomForest(SklearnMethod):
    """The method PyRandomForest."""

    classifier = "RandomForestClassifier"
    plain = {
        "NEstimators": "n_estimators",
        "Criterion": "criterion",
        "MinSamplesSplit": "min_samples_split",
        "MinSamplesLeaf": "min_samples_leaf",
        "MinWeightFractionLeaf": "min_weight_fraction_leaf",
        "Bootstrap": "bootstrap",
        "OoBScore": "oob_score",
        "NJobs": "n_jobs",
        "Verbose": "verbose",
        "WarmStart": "warm_start",
    }
    parsed = {
        "MaxDepth": ("max_depth", optional_int),
        "MaxFeatures": ("max_features", max_features),
        "MaxLeafNodes": ("max_leaf_nodes", optional_int),
        "RandomState": ("random_state", seed),
        "ClassWeight": ("class_weight", class_weight),
    }


class AdaBoost(SklearnMethod):
    """The method PyAdaBoost."""

    classifier = "AdaBoostClassifier"
    plain = {"NEstimators": "n_estimators", "LearningRate": "learning_rate"}
    parsed = {"BaseEstimator": ("estimator", estimator), "RandomState": ("random_state", seed)}

    def prepare(self) -> None:
        if not self.options["LearningRate"] > 0:
            self.refuse_option("LearningRate", f"={self.options['LearningRate']:g} is not above 0")
        if self.options["Algorithm"] == "SAMME.R" and VERSION >= (1, 6):
            self.log.Warning(
                f"scikit-learn {sklearn.__version__} has no Algorithm=SAMME.R any more: training "
                "with SAMME (Algorithm=SAMME says so without this warning)"
            )

    def arguments(self) -> dict[str, Any]:
        values = super().arguments()
        if VERSION < (1, 6):
            values["algorithm"] = self.options["Algorithm"]
        return values

    def check_weights(self, weights: np.ndarray) -> None:
        if weights.min(initial=0) < 0:
            raise _core.DataError(
                f"{self.owner}: AdaBoostClassifier takes no negative event weights; the option "
                "IgnoreNegWeightsInTraining leaves those events out"
            )


class GradientBoosting(SklearnMethod):
    """The method PyGTB."""

    classifier = "GradientBoostingClassifier"
    plain = {
        "Loss": "loss",
        "LearningRate": "learning_rate",
        "NEstimators": "n_estimators",
        "Subsample": "subsample",
        "MinSamplesSplit": "min_samples_split",
        "MinSamplesLeaf": "min_samples_leaf",
        "MinWeightFractionLeaf": "min_weight_fraction_leaf",
        "MaxDepth": "max_depth",
        "Verbose": "verbose",
        "WarmStart": "warm_start",
    }
    parsed = {
        "Init": ("init", estimator),
        "RandomState": ("random_state", seed),
        "MaxFeatures": ("max_features", max_features),
        "MaxLeafNodes": ("max_leaf_nodes", optional_int),
    }

    def prepare(self) -> None:
        for name in ("LearningRate", "Subsample"):
            if not self.options[name] > 0:
                self.refuse_option(name, f"={self.options[name]:g} is not above 0")
        if self.options["Loss"] == "exponential" and self.num_outputs != 2:
            self.refuse_option(
                "Loss", f"=exponential is for two classes, the data set has {self.num_outputs}"
            )

    def arguments(self) -> dict[str, Any]:
        values = super().arguments()
        if values["loss"] == "deviance":
            values["loss"] = "log_loss"
        return values

    def _use(self, model: Any, path: str) -> None:
        super()._use(model, path)
        self.history = {"loss": [float(loss) for loss in model.train_score_]}
