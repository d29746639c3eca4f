"""What may be asked of the rows that reach a node: numbers of them, sums, columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..ragged import Values, to_objects
from .nodes import Filter, FilterView, Node, View
from .values import Column, join


class Action:
    """Something that one pass over the rows answers.

    Each unit of rows gets a part of its own from start(), which fill() changes, maybe in another thread;
    merge() takes the parts in the order of the rows.
    """

    def __init__(self, node: Node, columns: Sequence[str] = ()):
        self.node = node
        self.columns = tuple(columns)
        self.is_done = False
        self.value: Any = None

    def begin(self) -> None:
        """Before the first row; forgets what an aborted pass left."""

    def start(self) -> Any:
        raise NotImplementedError

    def fill(self, part: Any, rows: View) -> None:
        raise NotImplementedError

    def merge(self, part: Any) -> None:
        raise NotImplementedError

    def result(self) -> Any:
        raise NotImplementedError

    def end(self) -> None:
        self.value = self.result()
        self.is_done = True

    def abort(self) -> None:
        """The pass ended with an error."""


def numbers_of(column: Column) -> np.ndarray:
    """All items of lists, or the numbers."""
    return column.values.reshape(-1) if isinstance(column, Values) else column


class Count(Action):
    """The number of rows."""

    def begin(self) -> None:
        self._count = 0

    def start(self) -> list[int]:
        return [0]

    def fill(self, part: list[int], rows: View) -> None:
        part[0] += rows.count

    def merge(self, part: list[int]) -> None:
        self._count += part[0]

    def result(self) -> int:
        return self._count


class Moments(Action):
    """Sum, mean, spread, smallest and largest value of a column (of all items of lists)."""

    def __init__(self, node: Node, column: str, what: str):
        super().__init__(node, [column])
        self._what = what
        self._is_integer = node.columns[column].dtype.kind in "biu"

    def begin(self) -> None:
        self._parts: list[tuple[int, Any, float, float, Any, Any]] = []

    def start(self) -> list[Any]:
        return []

    def fill(self, part: list[Any], rows: View) -> None:
        values = numbers_of(rows.column(self.columns[0]))
        if not len(values):
            return
        total = values.sum(
            dtype=np.int64
            if self._is_integer and values.dtype != np.uint64
            else None
            if self._is_integer
            else np.float64
        )
        mean = float(total) / len(values)
        squares = 0.0
        if self._what == "StdDev":
            deltas = values.astype(np.float64) - mean
            squares = float((deltas * deltas).sum())
        low, high = np.fmin.reduce(values), np.fmax.reduce(values)
        part.append((len(values), int(total) if self._is_integer else float(total), mean, squares, low, high))

    def merge(self, part: list[Any]) -> None:
        self._parts += part

    def result(self) -> Any:
        return getattr(self, "_" + self._what)()

    def _Sum(self) -> Any:
        sums = [part[1] for part in self._parts]
        return sum(sums) if self._is_integer else math.fsum(sums)

    def _Mean(self) -> float:
        count = sum(part[0] for part in self._parts)
        return float(self._Sum()) / count if count else math.nan

    def _StdDev(self) -> float:
        """With the number of values less one; 0 for one value."""
        count, mean, squares = 0, 0.0, 0.0
        for more, _, their_mean, their_squares, _, _ in self._parts:
            delta = their_mean - mean
            squares += their_squares + delta * delta * count * more / (count + more)
            mean += delta * more / (count + more)
            count += more
        return math.sqrt(squares / (count - 1)) if count > 1 else 0.0 if count else math.nan

    def _Min(self) -> Any:
        return self._extreme([part[4] for part in self._parts], np.fmin)

    def _Max(self) -> Any:
        return self._extreme([part[5] for part in self._parts], np.fmax)

    def _extreme(self, values: list[Any], function: Any) -> Any:
        return function.reduce(values).item() if values else math.nan


class Take(Action):
    """Whole columns, as numpy arrays."""

    def __init__(self, node: Node, columns: Sequence[str]):
        super().__init__(node, columns)

    def begin(self) -> None:
        self._parts: list[list[Column]] = [[] for _ in self.columns]

    def start(self) -> list[list[Column]]:
        return [[] for _ in self.columns]

    def fill(self, part: list[list[Column]], rows: View) -> None:
        for name, columns in zip(self.columns, part):
            columns.append(rows.column(name))

    def merge(self, part: list[list[Column]]) -> None:
        for mine, more in zip(self._parts, part):
            mine += more

    def result(self) -> dict[str, np.ndarray]:
        taken = {}
        for i, name in enumerate(self.columns):
            taken[name] = self._array(name, self._parts[i])
            self._parts[i] = []
        return taken

    def _array(self, name: str, parts: list[Column]) -> np.ndarray:
        if parts:
            whole = join(parts)
            if isinstance(whole, Values):
                return to_objects(whole) if whole.offsets else rows_as_objects(whole.values)
            return np.array(whole) if len(parts) == 1 else whole
        kind = self.node.columns[name]
        return np.empty(0, object if kind.is_list else kind.dtype)


def rows_as_objects(values: np.ndarray) -> np.ndarray:
    """An array of arrays, as those of lists are."""
    rows = np.empty(len(values), object)
    for i, row in enumerate(values):
        rows[i] = row
    return rows


class TakeOne(Take):
    """One column."""

    def __init__(self, node: Node, column: str):
        super().__init__(node, [column])

    def result(self) -> Any:
        return super().result()[self.columns[0]]


class CutFlow(Action):
    """How many rows arrived at and passed each filter with a name."""

    def begin(self) -> None:
        self._counts: dict[Node, list[int]] = {}

    def start(self) -> dict[Node, list[int]]:
        return {}

    def fill(self, part: dict[Node, list[int]], rows: View) -> None:
        for view in rows.chain():
            if isinstance(view, FilterView) and view.node.label:
                counts = part.setdefault(view.node, [0, 0])
                counts[0] += view.count_before
                counts[1] += view.count

    def merge(self, part: dict[Node, list[int]]) -> None:
        for node, (arrived, passed) in part.items():
            counts = self._counts.setdefault(node, [0, 0])
            counts[0] += arrived
            counts[1] += passed

    def result(self) -> Any:
        from .report import CutFlowReport, CutInfo

        filters = [node for node in self.node.chain() if isinstance(node, Filter) and node.label]
        return CutFlowReport([CutInfo(node.label, *self._counts.get(node, [0, 0])) for node in filters])
