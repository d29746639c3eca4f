"""Histograms, profiles and graphs of columns."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from .. import _core
from ..ragged import Values
from .actions import Action
from .nodes import Node, View

#: Bins of a histogram for which none are given, and the values after which its limits are fixed.
_BINS, _SAMPLE = 128, 1_000_000


def flat(columns: Sequence[Any], names: Sequence[str], what: str) -> list[np.ndarray]:
    """Columns as arrays of one length: numbers are repeated for each item of the lists beside them."""
    offsets = next((one.offsets[0] for one in columns if isinstance(one, Values)), None)
    arrays = []
    for name, column in zip(names, columns):
        if isinstance(column, Values):
            if offsets is not None and not np.array_equal(column.offsets[0], offsets):
                raise _core.DataError(
                    f"{what}: the lists of '{name}' and of the other columns have different lengths"
                )
            arrays.append(column.values)
        else:
            arrays.append(column if offsets is None else np.repeat(column, np.diff(offsets)))
    return arrays


class Filled(Action):
    """A histogram with bins that are given, filled with one column an axis, and maybe weights."""

    def __init__(self, node: Node, columns: Sequence[str], model: Any):
        super().__init__(node, columns)
        self._model = model
        self._what = f"{model.ClassName()} '{model.GetName()}'"

    def begin(self) -> None:
        self._total = copy.deepcopy(self._model)  # Clone() would join the current directory

    def start(self) -> Any:
        return copy.deepcopy(self._model)

    def fill(self, part: Any, rows: View) -> None:
        arrays = flat([as_items(rows.column(name)) for name in self.columns], self.columns, self._what)
        part.FillN(len(arrays[0]), *arrays)

    def merge(self, part: Any) -> None:
        self._total.Add(part)

    def result(self) -> Any:
        return self._total


def as_items(column: Any) -> Any:
    """Arrays of fixed size as lists."""
    from .values import as_lists

    return as_lists(column) if isinstance(column, Values) else column


class InOrder(Action):
    """What is filled with the values in their order: profiles, graphs, histograms without limits."""

    def __init__(self, node: Node, columns: Sequence[str], make: Any):
        super().__init__(node, columns)
        self._make = make

    def begin(self) -> None:
        self._total = self._make()

    def start(self) -> list[Any]:
        return []

    def fill(self, part: list[Any], rows: View) -> None:
        part.append(
            flat([as_items(rows.column(name)) for name in self.columns], self.columns, type(self).__name__)
        )

    def merge(self, part: list[Any]) -> None:
        for arrays in part:
            self._total.FillN(len(arrays[0]), *arrays)

    def result(self) -> Any:
        return self._total.finished() if hasattr(self._total, "finished") else self._total


class Unlimited:
    """A histogram that takes its limits from the first million values."""

    def __init__(self, make: Any):
        self._make = make
        self._waiting: list[tuple[np.ndarray, ...]] = []
        self._count = 0
        self._histogram: Optional[Any] = None

    def FillN(self, n: int, values: np.ndarray, weights: Any = None) -> None:
        if self._histogram is not None:
            self._histogram.FillN(n, values, weights)
            return
        self._waiting.append((values, weights))
        self._count += n
        if self._count >= _SAMPLE:
            self.finished()

    def finished(self) -> Any:
        if self._histogram is None:
            finite = [values[np.isfinite(values)] for values, _ in self._waiting]
            finite = [values for values in finite if len(values)]
            low = float(min((values.min() for values in finite), default=0.0))
            high = float(max((values.max() for values in finite), default=1.0))
            if high <= low:
                low, high = low - 0.5, low + 0.5
            self._histogram = self._make(_BINS, low, float(np.nextafter(high, np.inf)))
            for values, weights in self._waiting:
                self._histogram.FillN(len(values), values, weights)
            self._waiting = []
        return self._histogram


class Points:
    """The points of a graph."""

    def __init__(self, make: Any):
        self._make = make
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []

    def FillN(self, n: int, x: np.ndarray, y: np.ndarray) -> None:
        self._parts.append((x.astype(np.float64), y.astype(np.float64)))

    def finished(self) -> Any:
        x, y = (np.concatenate([np.empty(0), *(part[k] for part in self._parts)]) for k in (0, 1))
        return self._make(len(x), x, y)
