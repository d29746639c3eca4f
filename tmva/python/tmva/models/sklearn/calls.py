"""What the converters of scikit-learn's estimators see: features and answers, and the tables of all
there are."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, Callable, NoReturn, Optional

import numpy as np

from ... import _core
from ..graph_writer import GraphWriter, Handle


@dataclass
class Features:
    """Columns of events: [events, width]. Transformers compute in double, as scikit-learn does."""

    handle: Handle
    kind: str
    width: int


@dataclass
class Scores:
    """What a classifier answers: a column a class, and which class it chooses."""

    classes: np.ndarray
    columns: Features
    are_probabilities: bool
    chosen: Optional[Handle] = None  #: int64 [events]; None: the class of the largest column
    decision: Optional[Features] = None  #: decision_function, where there is one


Transformer = Callable[["Steps", Any, Features], Features]
Regressor = Callable[["Steps", Any, Features], Features]
Classifier = Callable[["Steps", Any, Features], Scores]
TRANSFORMERS: dict[str, Transformer] = {}
REGRESSORS: dict[str, Regressor] = {}
CLASSIFIERS: dict[str, Classifier] = {}


def _register(table: dict[str, Any], names: tuple[str, ...]) -> Callable[[Any], Any]:
    def register(function: Any) -> Any:
        for name in names:
            table[name] = function
        return function

    return register


def transformer(*names: str) -> Callable[[Transformer], Transformer]:
    return _register(TRANSFORMERS, names)


def regressor(*names: str) -> Callable[[Regressor], Regressor]:
    return _register(REGRESSORS, names)


def classifier(*names: str) -> Callable[[Classifier], Classifier]:
    return _register(CLASSIFIERS, names)


class Steps:
    """Writes estimators one after another into one graph."""

    def __init__(self, graph: GraphWriter, where: str) -> None:
        self.graph, self.where = graph, where

    def fail(self, estimator: Any, why: str) -> NoReturn:
        raise _core.ModelError(f"{self.where}: {type(estimator).__name__}: {why}")

    def unsupported(self, estimator: Any, what: str) -> NoReturn:
        self.fail(estimator, f"unsupported: {what}")

    def transform(self, estimator: Any, x: Features) -> Features:
        return self._find(TRANSFORMERS, estimator, "a transformer")(self, estimator, x)

    def regress(self, estimator: Any, x: Features) -> Features:
        return self._find(REGRESSORS, estimator, "a regressor")(self, estimator, x)

    def classify(self, estimator: Any, x: Features) -> Scores:
        return self._find(CLASSIFIERS, estimator, "a classifier")(self, estimator, x)

    def _find(self, table: dict[str, Any], estimator: Any, what: str) -> Any:
        for kind in type(estimator).__mro__:
            # A class of somebody else's that only has the name, or changes what it inherits, is not
            # taken.
            if kind.__name__ in table and kind.__module__.split(".")[0] in (
                "sklearn",
                "xgboost",
                "lightgbm",
            ):
                if type(estimator) is not kind and not _only_renames(type(estimator), kind):
                    break
                return table[kind.__name__]
        name = type(estimator).__name__
        near = difflib.get_close_matches(name, table, 1)
        self.fail(
            estimator,
            f"not supported as {what}" + (f" (the nearest that is: {near[0]})" if near else ""),
        )

    # Short forms.

    def add(self, op: str, *inputs: Any, **attributes: Any) -> Any:
        return self.graph.add(op, *inputs, **attributes)

    def cast(self, x: Features, kind: str) -> Features:
        return x if x.kind == kind else Features(self.graph.cast(x.handle, kind), kind, x.width)

    def doubles(self, array: Any) -> Handle:
        return self.graph.constant(np.asarray(array, np.float64))

    def number(self, value: float, kind: str) -> Handle:
        return self.graph.constant(np.array(value, {"float": np.float32, "double": np.float64}[kind]))

    def concat(self, parts: list[Features]) -> Features:
        kind = "double" if any(p.kind == "double" for p in parts) else parts[0].kind
        parts = [self.cast(p, kind) for p in parts]
        if len(parts) == 1:
            return parts[0]
        return Features(
            self.add("Concat", *[p.handle for p in parts], axis=1),
            kind,
            sum(p.width for p in parts),
        )

    def columns(self, x: Features, indices: Any) -> Features:
        chosen = np.asarray(indices, np.int64)
        if chosen.tolist() == list(range(x.width)):
            return x
        return Features(
            self.add("Gather", x.handle, self.graph.constant(chosen), axis=1), x.kind, len(chosen)
        )

    def dense(self, x: Features, weights: Any, offset: Any = None) -> Features:
        """x @ weights + offset, in the kind of x."""
        dtype = {"float": np.float32, "double": np.float64}[x.kind]
        weights = np.asarray(weights, dtype)
        extra = (
            []
            if offset is None
            else [self.graph.constant(np.broadcast_to(np.asarray(offset, dtype), weights.shape[1:]).copy())]
        )
        return Features(
            self.add("Gemm", x.handle, self.graph.constant(weights), *extra),
            x.kind,
            weights.shape[1],
        )

    def sigmoid(self, x: Features) -> Features:
        return Features(self.add("Sigmoid", x.handle), x.kind, x.width)

    def softmax(self, x: Features) -> Features:
        return Features(self.add("Softmax", x.handle, axis=1), x.kind, x.width)

    def both(self, second: Features) -> Features:
        """The probabilities of two classes, from that of the second."""
        first = self.add("Sub", self.number(1, second.kind), second.handle)
        return Features(self.add("Concat", first, second.handle, axis=1), second.kind, 2)

    def share(self, x: Features) -> Features:
        """Divided by the sum of the row."""
        return Features(
            self.add("Div", x.handle, self.graph.reduce("Sum", x.handle, [1], True)),
            x.kind,
            x.width,
        )

    def positive(self, decision: Features) -> Handle:
        """0 or 1: is the one column above 0?"""
        above = self.add("Greater", decision.handle, self.number(0, decision.kind))
        return self.graph.cast(self.graph.squeeze(above, 1), "int64")

    def chosen(self, scores: Scores) -> Handle:
        if scores.chosen is not None:
            return scores.chosen
        return self.add("ArgMax", scores.columns.handle, axis=1, keepdims=0)

    def of_decision(self, classes: np.ndarray, decision: Features) -> Scores:
        """Where there are no probabilities: the decision function itself, for two classes as [-d,
        d]."""
        if len(classes) > 2:
            return Scores(classes, decision, False, decision=decision)
        negative = self.add("Neg", decision.handle)
        both = Features(self.add("Concat", negative, decision.handle, axis=1), decision.kind, 2)
        return Scores(classes, both, False, self.positive(decision), decision)


def _only_renames(kind: type, base: type) -> bool:
    """Does a class come from the library itself? What users derive may compute anything."""
    return kind.__module__.split(".")[0] == base.__module__.split(".")[0]


def classes_of(steps: Steps, estimator: Any) -> np.ndarray:
    classes = estimator.classes_
    if isinstance(classes, list):
        steps.unsupported(estimator, "several targets")
    if len(classes) < 2:
        steps.fail(estimator, "has seen one class only")
    return np.asarray(classes)
