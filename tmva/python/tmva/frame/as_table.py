"""The rows behind a node as a table, so that loaders, readers and batch generators take frames."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _core
from ..ragged import Values
from .loop import Loop, Run, units_of
from .nodes import SPECIAL, Node, Range, Table, View
from .types import ColumnType
from .values import Column, as_lists, join, part


def table_behind(node: Node, loop: Loop) -> _core.ColumnSource:
    """The table itself where nothing was added, else one that computes rows when they are read."""
    if isinstance(node, Table) and node.source is not None:
        return node.source
    return _Behind(node, loop.table).source()


class _Behind:
    """Rows are counted once, unit by unit, and computed again when they are read."""

    def __init__(self, node: Node, table: Table):
        self._node = node
        self._table = table
        self._run = Run(table, [])
        self._names = sorted(name for name in node.columns if name not in SPECIAL and name not in table.short)
        self._units: list[tuple[int, int]] = []
        self._seen: list[dict[Node, int]] = []
        self._starts = [0]
        self._count()
        self._last = threading.local()

    def _count(self) -> None:
        wanted = sorted(self._run.columns_for(self._node, set()))
        seen: dict[Node, int] = {}
        for begin, end in units_of(self._table):
            before = dict(seen)
            view = self._view(wanted, begin, end, seen)
            if view.count:
                self._units.append((begin, end))
                self._seen.append(before)
                self._starts.append(self._starts[-1] + view.count)
            if any(isinstance(n, Range) and 0 < n.end <= seen.get(n, 0) for n in self._node.chain()):
                break

    def _view(self, wanted: list[str], begin: int, end: int, seen: dict[Node, int]) -> View:
        return self._run.view_of(self._node, {}, self._run.read(wanted, begin, end, 1), seen)

    def source(self) -> _core.ColumnSource:
        columns = [(name, *self._described(self._node.columns[name])) for name in self._names]
        description = self._table.source.Description() if self._table.source is not None else "RDataFrame"
        return _core.make_python_source(
            columns, self._starts[:-1], self._starts[-1], self.read, f"RDataFrame ({description})"
        )

    @staticmethod
    def _described(kind: ColumnType) -> tuple[Any, int]:
        """Its dtype, or why it cannot be read; values an entry, -1 for lists."""
        if not kind.is_numeric:
            return kind.unsupported or f"it is of type {kind.name}, neither a number nor a list of numbers", 1
        if kind.list_levels:
            return kind.dtype, -1
        return kind.dtype, int(np.prod(kind.dimensions, dtype=np.int64))

    def read(self, begin: int, end: int, names: Sequence[str]) -> list[Any]:
        """The columns of rows [begin, end)."""
        parts = []
        for number in range(bisect_right(self._starts, begin) - 1, len(self._units)):
            start = self._starts[number]
            if start >= end:
                break
            view = self._unit(number, tuple(names))
            rows = max(begin - start, 0), min(end - start, view.count)
            parts.append([part(view.column(name), *rows) for name in names])
        return [_handed_over(join([one[i] for one in parts])) for i in range(len(names))]

    def _unit(self, number: int, names: tuple[str, ...]) -> View:
        """Rows of a unit; a thread keeps its last ones."""
        last = getattr(self._last, "unit", None)
        if last is None or last[0] != (number, names):
            wanted = sorted(self._run.columns_for(self._node, set(names)))
            view = self._view(wanted, *self._units[number], dict(self._seen[number]))
            last = self._last.unit = ((number, names), view)
        return last[1]


def _handed_over(column: Column) -> Any:
    """An array, or (values, offsets) of lists."""
    if not isinstance(column, Values):
        return np.ascontiguousarray(column)
    if not column.offsets:
        return np.ascontiguousarray(column.values)
    lists = as_lists(column)
    return np.ascontiguousarray(lists.values), lists.offsets[0]
