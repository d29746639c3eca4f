"""The one pass over a table in which all booked actions are answered."""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Optional

from .. import _core
from ..ragged import Values
from .actions import Action
from .nodes import Node, Range, RangeView, Table, TableView, View
from .types import ColumnType
from .values import Column

#: Rows that are computed at a time: their columns stay in the caches.
_BLOCK_ROWS = 65536
#: What is read at a time, by one thread: so many bytes of all columns of the table, and so many rows at most.
_UNIT_BYTES, _UNIT_ROWS = 64_000_000, 262_144
#: Items that lists are taken to have.
_LIKELY_ITEMS = 4


class Loop:
    """Knows the table and what has been booked. Results do not depend on the number of threads: units of
    rows follow from the table alone, and are added up in their order."""

    def __init__(self, table: Table, threads: int = 0):
        self.table = table
        self.threads = threads
        self.runs = 0
        self._booked: list[weakref.ref[Action]] = []

    def book(self, action: Action) -> None:
        self._booked.append(weakref.ref(action))

    def run(self, wanted: list[Action]) -> None:
        """Answers these, and all else that has been booked and is still held by somebody. After an error
        what was booked is only computed when it is asked for itself."""
        booked = [action for one in self._booked if (action := one()) is not None]
        actions = [action for action in dict.fromkeys([*booked, *wanted]) if not action.is_done]
        self._booked = []
        if not actions:
            return
        self.runs += 1
        run = Run(self.table, actions)
        try:
            for action in actions:
                action.begin()
            threads = (
                self.threads or int(_core.Config.Instance().NumThreads()) or len(os.sched_getaffinity(0))
            )
            run.in_order(threads) if run.has_ranges else run.in_threads(threads)
            for action in actions:
                action.end()
        except BaseException:
            for action in actions:
                action.abort()
            raise

    def first_rows(self, node: Node, names: list[str], rows: int) -> View:
        """Some of the first rows that reach a node, to look at; fewer where they are rare."""
        run = Run(self.table, [])
        wanted = run.columns_for(node, set(names))
        view: View = TableView(self.table, 0, 0, {})
        for begin, end in units_of(self.table):
            end = min(end, begin + 16 * rows)
            view = run.view_of(node, {}, run.read(sorted(wanted), begin, end, 1), {})
            if view.count:
                return view
        return view


def units_of(table: Table) -> list[tuple[int, int]]:
    """Ranges of entries that are read at once: whole clusters, or parts of long ones. All columns
    count, also those that are not read, so that units are the same for all that is asked."""
    row_bytes = sum(_bytes_of(kind) for kind in table.columns.values())
    most = min(max(_UNIT_BYTES // max(row_bytes, 1), 1024), _UNIT_ROWS)
    clusters = table.source.Clusters() if table.source is not None else [(0, table.entries)]
    units: list[tuple[int, int]] = []
    for begin, end in clusters:
        if units and end - units[-1][0] <= most:
            units[-1] = (units[-1][0], end)
            continue
        parts = max(1, -(-(end - begin) // most))
        edges = [begin + (end - begin) * i // parts for i in range(parts + 1)]
        units += list(zip(edges[:-1], edges[1:]))
    return [unit for unit in units if unit[1] > unit[0]]


def _bytes_of(kind: ColumnType) -> int:
    items = _LIKELY_ITEMS ** min(kind.list_levels, 2)
    for length in kind.dimensions:
        items *= length
    return kind.dtype.itemsize * items + 8 * kind.list_levels


class Run:
    """How some actions are answered: what has to be read for them, and in which units."""

    def __init__(self, table: Table, actions: list[Action]):
        self._table = table
        self._actions = actions
        needed: set[str] = set()
        for action in actions:
            needed |= self.columns_for(action.node, set(action.columns))
        self._names = sorted(needed)
        self._units = units_of(table)
        #: Rows that arrived at each Range so far.
        self._seen: dict[Node, int] = {}
        self.has_ranges = any(isinstance(node, Range) for action in actions for node in action.node.chain())

    @staticmethod
    def columns_for(node: Node, wanted: set[str]) -> set[str]:
        """Columns of the table that a node needs to give others."""
        for step in reversed(node.chain()):
            wanted = set(step.before_it(wanted))
        return wanted

    def read(self, names: list[str], begin: int, end: int, threads: int) -> TableView:
        columns: dict[str, Column] = {}
        if names and self._table.source is not None:
            for name, (values, offsets) in zip(names, self._table.source.Read(names, begin, end, threads)):
                kind = self._table.columns[name]
                is_plain = not offsets and not kind.dimensions
                columns[name] = values if is_plain else Values(values, offsets, kind.dimensions, kind.is_text)
        return TableView(self._table, begin, end, columns)

    @staticmethod
    def view_of(node: Node, views: dict[Node, View], rows: TableView, seen: dict[Node, int]) -> View:
        """The view behind a node; nodes that chains share are computed once. `seen` counts the rows that
        arrived at each Range."""
        steps = []
        step: Optional[Node] = node
        while step is not None and step not in views:
            steps.append(step)
            step = step.before
        view: Any = views[step] if step is not None else rows
        for step in reversed(steps):
            if isinstance(step, Range):
                seen[step] = seen.get(step, 0) + view.count
                view = RangeView(step, view, seen[step] - view.count)
            elif not isinstance(step, Table):
                view = step.view(view)
            views[step] = view
        return view

    def _compute(self, rows: TableView) -> list[Any]:
        """What each action makes of some rows."""
        made = [action.start() for action in self._actions]
        for begin in range(0, rows.count, _BLOCK_ROWS):
            block = rows.piece(begin, min(begin + _BLOCK_ROWS, rows.count))
            views: dict[Node, View] = {}
            for action, part in zip(self._actions, made):
                action.fill(part, self.view_of(action.node, views, block, self._seen))
        return made

    def _merge(self, made: list[Any]) -> None:
        for action, part in zip(self._actions, made):
            action.merge(part)

    def in_threads(self, threads: int) -> None:
        """Units are read and computed in threads, and added up here, in their order."""
        if threads == 1 or len(self._units) == 1:
            for begin, end in self._units:
                self._merge(self._compute(self.read(self._names, begin, end, threads)))
            return

        def work(begin: int, end: int) -> list[Any]:
            return self._compute(self.read(self._names, begin, end, 1))

        for made in _ahead(work, self._units, threads, threads + 1):
            self._merge(made)

    def in_order(self, threads: int) -> None:
        """Units are computed one after the other, and read ahead, until no Range lets more through."""

        def read(begin: int, end: int) -> TableView:
            return self.read(self._names, begin, end, 1)

        for rows in _ahead(read, self._units_in_ranges(), threads, threads):
            self._merge(self._compute(rows))
            if all(self._is_over(action.node) for action in self._actions):
                break

    def _units_in_ranges(self) -> list[tuple[int, int]]:
        """Without the entries behind the ends of ranges before which there is no filter."""
        last = 0
        for action in self._actions:
            end = self._table.entries
            for node in action.node.chain():
                if isinstance(node, Range) and node.end > 0:
                    end = min(node.end, end)
                if node.filters_rows:
                    break
            last = max(last, end)
        return [(begin, min(end, last)) for begin, end in self._units if begin < last]

    def _is_over(self, node: Node) -> bool:
        return any(
            isinstance(step, Range) and 0 < step.end <= self._seen.get(step, 0) for step in node.chain()
        )


def _ahead(work: Any, units: list[tuple[int, int]], threads: int, most: int) -> Iterator[Any]:
    """work(begin, end) of each unit, in order; computed in threads, `most` of them ahead."""
    with ThreadPoolExecutor(threads, thread_name_prefix="tmva-frame") as pool:
        waiting: deque[Future[Any]] = deque()
        try:
            for unit in units:
                waiting.append(pool.submit(work, *unit))
                if len(waiting) >= most:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
