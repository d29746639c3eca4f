"""The steps of an RDataFrame: a chain from a table through definitions and filters, and their views of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional, Union

import numpy as np

from .. import _core
from .expression import Expression
from .functions_of_users import Call
from .parser import nearest
from .types import ColumnType
from .values import Column, part, select

#: What computes a column or a filter: an expression or a Python function.
Computed = Union[Expression, Call]
#: Columns that are made, not read: the entry's number, and the slot, which is always 0.
SPECIAL = {"rdfentry_": ColumnType(np.dtype(np.uint64)), "rdfslot_": ColumnType(np.dtype(np.uint32))}


class View:
    """Some rows as they are behind a node. Columns are computed when they are asked for, once."""

    def __init__(self, node: "Node", before: Optional["View"]):
        self.node = node
        self.before = before
        self._columns: dict[str, Column] = {}

    @property
    def count(self) -> int:
        view = self
        while view.before is not None and not view.node.filters_rows:
            view = view.before
        return view.count if view is not self else 0

    def chain(self) -> Iterator["View"]:
        """The views from this one back to the table's."""
        view: Optional[View] = self
        while view is not None:
            yield view
            view = view.before

    def column(self, name: str) -> Column:
        view = self
        while name not in view._columns and view.before is not None and not view.node.makes(name):
            view = view.before
        if name not in view._columns:
            view._columns[name] = view._make(name)
        return view._columns[name]

    def _make(self, name: str) -> Column:
        raise NotImplementedError


class Node:
    """A step; immutable, so that several chains may share their beginnings."""

    def __init__(self, before: Optional["Node"], columns: Mapping[str, ColumnType]):
        self.before = before
        self.columns = columns

    def type_of(self, name: str, asked_by: str) -> ColumnType:
        """DataError naming the nearest column when there is none."""
        kind = self.columns.get(name)
        if kind is None:
            raise _core.DataError(f"{asked_by}: there is no column '{name}'{nearest(name, self.columns)}")
        return kind

    #: Whether it lets some rows pass only.
    filters_rows = False

    def makes(self, name: str) -> bool:
        """False for columns that are those of the node before."""
        return self.filters_rows

    def chain(self) -> list["Node"]:
        """The nodes from the table to this one."""
        nodes: list[Node] = []
        node: Optional[Node] = self
        while node is not None:
            nodes.append(node)
            node = node.before
        return nodes[::-1]

    def before_it(self, wanted: set[str]) -> set[str]:
        """The columns that the node before has to give so that this one can give those that are wanted."""
        return wanted

    def view(self, before: View) -> View:
        raise NotImplementedError


class Table(Node):
    """The columns of a table and the special ones."""

    def __init__(self, source: Optional[_core.ColumnSource], entries: int, columns: Mapping[str, ColumnType]):
        #: Short names that are not listed: "x" of "friend.x", where only one column ends so.
        self.short = _short_names(columns)
        super().__init__(
            None, {**{name: columns[long] for name, long in self.short.items()}, **columns, **SPECIAL}
        )
        self.source = source
        self.entries = entries

    def before_it(self, wanted: set[str]) -> set[str]:
        return {self.short.get(name, name) for name in wanted if name not in SPECIAL}


def _short_names(columns: Mapping[str, ColumnType]) -> dict[str, str]:
    endings: dict[str, list[str]] = {}
    for name in columns:
        if "." in name:
            endings.setdefault(name.partition(".")[2], []).append(name)
    return {short: names[0] for short, names in endings.items() if len(names) == 1 and short not in columns}


class TableView(View):
    """Rows that have been read: entries [begin, end)."""

    node: Table

    def __init__(self, node: Table, begin: int, end: int, columns: dict[str, Column]):
        super().__init__(node, None)
        self._begin, self._end = begin, end
        self._columns = columns

    @property
    def count(self) -> int:
        return self._end - self._begin

    def _make(self, name: str) -> Column:
        if name == "rdfentry_":
            return np.arange(self._begin, self._end, dtype=np.uint64)
        if name == "rdfslot_":
            return np.zeros(self.count, np.uint32)
        return self._columns[self.node.short[name]]

    def piece(self, begin: int, end: int) -> "TableView":
        """Rows [begin, end) of these."""
        columns = {name: part(column, begin, end) for name, column in self._columns.items()}
        return TableView(self.node, self._begin + begin, self._begin + end, columns)


class Definition(Node):
    """One more column, or another in its place."""

    def __init__(self, before: Node, name: str, computed: Computed):
        super().__init__(before, {**before.columns, name: computed.type})
        self.name = name
        self.computed = computed

    def makes(self, name: str) -> bool:
        return name == self.name

    def before_it(self, wanted: set[str]) -> set[str]:
        if self.name not in wanted:
            return wanted
        return (wanted - {self.name}) | self.computed.columns

    def view(self, before: View) -> View:
        return _DefinitionView(self, before)


class _DefinitionView(View):
    node: Definition
    before: View

    def _make(self, name: str) -> Column:
        return self.node.computed.of(self.before)


class Alias(Node):
    """Another name of a column."""

    def __init__(self, before: Node, name: str, target: str):
        super().__init__(before, {**before.columns, name: before.columns[target]})
        self.name, self.target = name, target

    def makes(self, name: str) -> bool:
        return name == self.name

    def before_it(self, wanted: set[str]) -> set[str]:
        return (wanted - {self.name}) | {self.target} if self.name in wanted else wanted

    def view(self, before: View) -> View:
        return _AliasView(self, before)


class _AliasView(View):
    node: Alias
    before: View

    def _make(self, name: str) -> Column:
        return self.before.column(self.node.target)


class Filter(Node):
    """Only the rows for which something holds; `label` may be empty."""

    filters_rows = True

    def __init__(self, before: Node, label: str, computed: Computed):
        super().__init__(before, before.columns)
        self.label = label
        self.computed = computed

    def before_it(self, wanted: set[str]) -> set[str]:
        return wanted | self.computed.columns

    def view(self, before: View) -> View:
        return FilterView(self, before)


class FilterView(View):
    """Rows that passed."""

    node: Filter
    before: View
    _mask: Any = None

    @property
    def mask(self) -> np.ndarray:
        if self._mask is None:
            values = np.asarray(self.node.computed.of(self.before))
            if values.dtype.kind == "f":
                values = (values != 0) & ~np.isnan(values)
            self._mask = values.astype(np.bool_, copy=False)
            self._count = int(np.count_nonzero(self._mask))
        return self._mask

    @property
    def count(self) -> int:
        return self._count if self._mask is not None else int(np.count_nonzero(self.mask))

    @property
    def count_before(self) -> int:
        return self.before.count

    def _make(self, name: str) -> Column:
        column = self.before.column(name)
        mask = self.mask
        return column if self._count == len(mask) else select(column, mask)


class Range(Node):
    """Of the rows that arrive the numbers begin, begin + stride, ... below end (0: no end). The loop counts
    them and makes the views."""

    filters_rows = True

    def __init__(self, before: Node, begin: int, end: int, stride: int):
        super().__init__(before, before.columns)
        self.begin, self.end, self.stride = begin, end, stride


class RangeView(View):
    """Rows of a range; `seen` rows arrived before these."""

    before: View

    def __init__(self, node: Range, before: View, seen: int):
        super().__init__(node, before)
        number = np.arange(seen, seen + before.count)
        self._mask = (number >= node.begin) & ((number - node.begin) % node.stride == 0)
        if node.end > 0:
            self._mask &= number < node.end
        self._count = int(np.count_nonzero(self._mask))

    @property
    def count(self) -> int:
        return self._count

    def _make(self, name: str) -> Column:
        return select(self.before.column(name), self._mask)
