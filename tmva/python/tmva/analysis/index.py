"""model.json: which models there are, of which folds, and in which files."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from typing import Any

from .. import _core
from .config import Config

#: What a trained model depends on.
_TRAINING = (
    "tree",
    "processes",
    "cut",
    "weight",
    "variables",
    "spectators",
    "folds",
    "split",
    "class_weights",
    "global_weight_scale",
    "normalisation",
    "allow_missing",
    "seed",
)


class ModelIndex:
    """The trained models of a configuration; paths are relative to its output folder."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.path = config.path("model.json")
        self._content: dict[str, Any] = {"version": 1, "methods": {}}
        if os.path.exists(self.path):
            try:
                with open(self.path, encoding="utf-8") as stream:
                    self._content = json.load(stream)
                methods = self._content["methods"]
                if self._content["version"] != 1 or not isinstance(methods, dict):
                    raise ValueError("its version is not 1")
            except (ValueError, KeyError, TypeError) as error:
                raise _core.FileFormatError(f"{self.path}: is no index of models: {error}") from error

    def add(self, method: str, fold: int, weights: str, evaluation: str) -> None:
        """Notes a trained model, and writes the index."""
        config, methods = self._config, self._content["methods"]
        known = methods.setdefault(method, {})
        known[str(fold)] = {
            "type": config.method_type(method),
            "options": config.method(method).options,
            "weights": self._relative(weights),
            "sha256": {self._relative(path): checksum(path) for path in _model_files(weights, method)},
            "evaluation": self._relative(evaluation),
            "training": self._training(),
        }
        folds = config.folds
        self._content.update(
            {
                "classes": config.class_names,
                "analysis": "Multiclass" if config.is_multiclass else "Classification",
                "folds": {
                    "count": folds.count,
                    "expression": folds.expression,
                    "train_on": folds.train_on,
                }
                if folds
                else None,
            }
        )
        temporary = f"{self.path}.{os.getpid()}.part"
        with open(temporary, "w", encoding="utf-8") as stream:
            json.dump(self._content, stream, indent=1, sort_keys=True)
            stream.write("\n")
        os.replace(temporary, self.path)

    def models(self, method: str) -> list[dict[str, Any]]:
        """The models of all folds, by number; their files are there and as they were written."""
        found = self._content["methods"].get(method, {})
        models = []
        for fold in range(self._config.num_folds):
            if str(fold) not in found:
                raise _core.DataError(
                    f"{self.path}: method '{method}' has not been trained for fold {fold}: "
                    f"tmva train CONFIG.yaml --folds {fold} --methods {method}"
                )
            model = {
                k: self._config.path(v) if k in ("weights", "evaluation") else v
                for k, v in found[str(fold)].items()
            }
            self._check(method, fold, model)
            models.append(model)
        return models

    def weights(self, method: str) -> list[str]:
        """Weight files by the fold whose events they answer."""
        models = self.models(method)
        return [str(models[self._config.applied_model(fold)]["weights"]) for fold in range(len(models))]

    def _check(self, method: str, fold: int, model: dict[str, Any]) -> None:
        sums = {self._config.path(path): value for path, value in model["sha256"].items()}
        for path in [*sums, model["evaluation"]]:
            if not os.path.exists(path):
                raise _core.DataError(
                    f"{path}: there is no such file, though {self.path} names it; train again"
                )
            if path in sums and checksum(path) != sums[path]:
                raise _core.DataError(
                    f"{path}: has changed since the training (its checksum is not that of {self.path})"
                )
        changed = [key for key, value in self._training().items() if model["training"].get(key) != value]
        if changed:
            _core.Log("Analysis").Warning(
                f"method '{method}', fold {fold}: the configuration has changed since the training: "
                f"{', '.join(changed)}"
            )

    def _training(self) -> dict[str, str]:
        """A checksum of each key that a training depends on."""
        dump = self._config.model_dump(mode="json", by_alias=True, include=set(_TRAINING))
        return {key: _digest(json.dumps(value).encode()) for key, value in sorted(dump.items())}

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self._config.output)


def _model_files(weights: str, method: str) -> list[str]:
    """The weight file, and those beside it in which methods of Python keep their models."""
    folder = glob.escape(os.path.dirname(weights))
    return [
        weights,
        *sorted(glob.glob(os.path.join(folder, f"TrainedModel_{glob.escape(method)}.*"))),
    ]


def checksum(path: str) -> str:
    with open(path, "rb") as stream:
        return _digest(stream.read())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
