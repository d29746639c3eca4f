"""Trained models on arrays: forests in ROOT files, weight files, and files of other frameworks."""

from __future__ import annotations

import os
from typing import Any, Optional, Union

import numpy as np

from .. import _core
from ..models.graph import Model
from ..models.loading import content_of, load_model
from ..models.tree_ensemble import TreeEnsemble
from ..writing import recreate

PathLike = Union[str, "os.PathLike[str]"]


class _OnArrays:
    """Compute() of one event or of many."""

    def _responses(self, x: np.ndarray) -> np.ndarray:
        """[events, inputs] -> [events, outputs]"""
        raise NotImplementedError

    def _num_inputs(self) -> int:
        raise NotImplementedError

    def Compute(self, x: Any) -> np.ndarray:
        """Responses to one event [inputs], as [outputs], or to events [n, inputs], as [n, outputs]."""
        values = np.asarray(x, dtype=np.float32)
        if values.ndim not in (1, 2) or values.shape[-1] != self._num_inputs():
            raise _core.DataError(
                f"Compute: expected {self._num_inputs()} values of an event, or an array [events, "
                f"{self._num_inputs()}]; got shape {values.shape}"
            )
        responses = self._responses(np.atleast_2d(values))
        return responses[0] if values.ndim == 1 else responses


class RBDT(_OnArrays):
    """A forest: one that SaveXGBoost stored, or any forest that tmva reads.

    >>> bdt = RBDT("myBDT", "tmva101.root")
    >>> y = bdt.Compute(x)
    """

    def __init__(self, key: Any, path: PathLike):
        name = f"{os.fspath(path) if not isinstance(path, str) else str(path)}:{key}"
        if not os.path.exists(str(path)):
            raise _core.FileFormatError(f"{path}: there is no such file")
        self._forest = TreeEnsemble(_core.TreeEnsemble.Parse(content_of(name), name + ".onnx"))

    def __class_getitem__(cls, backend: Any) -> type["RBDT"]:
        return cls  # older scripts name the engine that computes

    @classmethod
    def LoadXGBoost(cls, path: PathLike) -> "RBDT":
        """A model that XGBoost saved, .json or .ubj."""
        made = object.__new__(cls)
        made._forest = TreeEnsemble.load(path)
        return made

    def _num_inputs(self) -> int:
        return self._forest.num_inputs

    def _responses(self, x: np.ndarray) -> np.ndarray:
        y = self._forest.predict(x).astype(np.float32)
        return y.reshape(len(x), -1)


def SaveXGBoost(model: Any, key: str, path: PathLike, num_inputs: Optional[int] = None) -> None:
    """Stores a trained model of XGBoost in a new ROOT file, for :class:`RBDT`.

    Parameters
    ----------
    model : xgboost.XGBModel or Booster
    key : str
        Its name in the file.
    path : str
    num_inputs : int, optional
        Checked against the model's.
    """
    forest = TreeEnsemble.from_sklearn(model)
    if num_inputs is not None and forest.num_inputs != num_inputs:
        raise _core.ModelError(
            f"SaveXGBoost: the model has {forest.num_inputs} inputs, num_inputs is {num_inputs}"
        )
    with recreate(os.fspath(path)) as file:
        file[str(key)] = Model(_graph_of(forest), str(key))


def _graph_of(forest: TreeEnsemble) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "forest.onnx")
        forest.save(path)
        with open(path, "rb") as stream:
            return stream.read()


class RReader(_OnArrays):
    """A method of a weight file.

    >>> model = RReader("dataset/weights/TMVAClassification_BDT.weights.xml")
    >>> model.GetVariableNames(), model.Compute([0.5, 1.0, -0.2, 1.5])
    """

    def __init__(self, path: PathLike):
        from ..reader import Reader

        self._reader = Reader("!Color:Silent")
        self._info = self._reader.BookMVA("method", os.fspath(path)).Info()

    def GetVariableNames(self) -> list[str]:
        """Labels of the variables, in order."""
        return [variable.label or variable.expression for variable in self._info.variables]

    def GetExpressions(self) -> list[str]:
        return [variable.expression for variable in self._info.variables]

    def _num_inputs(self) -> int:
        return len(self._info.variables)

    def _responses(self, x: np.ndarray) -> np.ndarray:
        spectators = np.zeros((len(x), len(self._info.spectators)))
        return np.asarray(
            self._reader.Evaluate("method", x, spectators if spectators.size else None), np.float32
        )

    def Compute(self, x: Any) -> np.ndarray:
        """Responses to one event, as [1] (or one a class or target), or to events [n, variables], as [n] (or [n, classes])."""
        return np.atleast_1d(super().Compute(x))


class RSofieReader(_OnArrays):
    """A trained network: .onnx, .keras, .h5, .pt2 or a model in a ROOT file.

    >>> RSofieReader("model.onnx").Compute([0.1, 0.2])
    """

    def __init__(self, path: PathLike, input_shapes: Any = None, verbose: int = 0):
        self._model = load_model(os.fspath(path))

    def Compute(self, x: Any) -> np.ndarray:
        """The outputs for one event, flat; for events [n, inputs] those of each."""
        values = np.asarray(x, dtype=np.float32)
        if values.ndim == 1:
            return np.asarray(self._run(values[np.newaxis])).reshape(-1)
        return np.asarray(self._run(values))

    def _run(self, values: np.ndarray) -> Any:
        found = self._model(values)
        return found[0] if isinstance(found, (list, tuple)) else found


class _Functor:
    """A model as a function of columns, for RDataFrame.Define."""

    vectorized = True

    def __init__(self, model: Any, count: int):
        self._model, self._count = model, count
        self.__name__ = f"Compute<{count}>"

    def __call__(self, *columns: np.ndarray) -> np.ndarray:
        if len(columns) != self._count:
            raise _core.DataError(f"Compute: the function takes {self._count} columns, got {len(columns)}")
        return np.asarray(self._model.Compute(np.stack(columns, axis=1).astype(np.float32))).reshape(
            len(columns[0]), -1
        )[:, 0]


class _Compute:
    """``Compute[4, "float"](model)``: a function of four columns; of its outputs the first."""

    def __getitem__(self, arguments: Any) -> Any:
        count = int(arguments[0] if isinstance(arguments, tuple) else arguments)
        return lambda model: _Functor(model, count)


Compute = _Compute()
