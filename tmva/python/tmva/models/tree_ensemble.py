"""TreeEnsemble: a trained forest, whatever library grew it."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core
from .explanations import Explanations


class TreeEnsemble(Explanations):
    """A trained forest: the sums of its trees' answers, output by output, plus a constant,
    transformed.

    >>> forest = tmva.TreeEnsemble.load("model.json")
    >>> forest.predict(x)
    """

    def __init__(self, core: _core.TreeEnsemble) -> None:
        self._core = core

    @classmethod
    def load(cls, path: str | os.PathLike[str], allow_pickle: bool = False) -> TreeEnsemble:
        """Reads a forest of XGBoost (.json, .ubj), LightGBM (.txt), ONNX (.onnx), TMVA (weight file
        of a BDT, .xml or .xml.gz) or scikit-learn (.skops); of scikit-learn also pickles (.pkl,
        .pickle, .joblib), which can run code, with ``allow_pickle=True``. Files with other endings
        are told apart by their content. A multi:softmax model of XGBoost gives probabilities."""
        name = os.fspath(path)
        if name.endswith((".xml", ".xml.gz")):
            return cls(_core.TreeEnsemble.FromWeightFile(name))
        if name.lower().endswith((".skops", ".pkl", ".pickle", ".joblib")):
            from .sklearn.trees import load

            return cls(load(name, allow_pickle))
        return cls(_core.TreeEnsemble.Load(name))

    @classmethod
    def from_sklearn(cls, estimator: Any) -> TreeEnsemble:
        """The forest of a fitted estimator of scikit-learn (trees, forests, gradient boosting),
        XGBoost or LightGBM. Classifiers of two classes give the probability of the second one."""
        from .sklearn.trees import convert

        return cls(convert(estimator))

    def predict(self, x: ArrayLike, raw: bool = False, threads: int = 1) -> NDArray[np.float64]:
        """Responses to events [n, inputs], which may be NaN where a value is missing: [n], or [n,
        outputs] where there are several. ``raw``: the sums before the transform. The number of
        threads changes no bit."""
        return self._core.Predict(np.asarray(x, dtype=np.float32), raw, threads)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a model of XGBoost (.json) or an ONNX file (.onnx: input "x", output "y")."""
        self._core.Save(os.fspath(path))

    def as_logistic(self) -> TreeEnsemble:
        """A forest with TMVA's response of gradient boosting, 2 / (1 + exp(-2 F)) - 1, as one with
        the response 1 / (1 + exp(-2 F)), which other libraries know: r becomes (r + 1) / 2."""
        return TreeEnsemble(self._core.AsLogistic())

    @property
    def num_inputs(self) -> int:
        return self._core.num_inputs

    @property
    def num_outputs(self) -> int:
        return self._core.num_outputs

    @property
    def num_trees(self) -> int:
        return self._core.num_trees

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs; empty where the file has none."""
        return self._core.input_names

    @property
    def base(self) -> list[float]:
        """The constant that is added, one an output."""
        return self._core.base

    @property
    def transform(self) -> str:
        """What becomes of the sums: none, logistic, softmax, exp or gradient_boosted (TMVA's)."""
        return self._core.transform

    def nodes(self, tree: int) -> dict[str, Any]:
        """A tree as one array a property; node 0 is the root, daughters of leaves are -1. An event
        is above where its ``variable`` is >= ``cut`` (in the set ``category_set`` of
        ``category_sets``, where that is not -1; NaN where ``missing_above``), and goes right when
        that equals ``above_is_right``. A leaf answers ``response`` * ``weight`` for ``output``;
        ``cover`` is the weight of the training events, 0 where not known; ``purity`` and ``type``
        (1: signal, -1: background, -99: regression) are those of weight files. A Fisher cut has its
        coefficients, an offset last, from ``first_coefficient`` on in ``coefficients``."""
        nodes = self._core.Nodes(range(self.num_trees)[tree])
        for flag in ("above_is_right", "missing_above"):
            nodes[flag] = nodes[flag].astype(bool)
        return nodes

    def __repr__(self) -> str:
        outputs = "" if self.num_outputs == 1 else f", {self.num_outputs} outputs"
        shape = f"{self.num_trees} trees, {self.num_inputs} inputs{outputs}"
        return f"TreeEnsemble({shape}, transform={self.transform!r})"
