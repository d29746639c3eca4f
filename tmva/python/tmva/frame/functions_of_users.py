"""Python functions as definitions and filters: called for every entry, or with whole columns."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

from .. import _core
from ..flatten import flatten
from ..ragged import Values
from .expression import Rows
from .types import BOOL, DOUBLE, INT64, ColumnType
from .values import Column, as_lists


@dataclass(frozen=True)
class Call:
    """A call of a function with columns as its arguments, in terms that a node understands."""

    function: Callable[..., Any]
    arguments: tuple[str, ...]
    vectorized: bool
    type: ColumnType
    where: str

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.arguments)

    def of(self, rows: Rows) -> Column:
        return _fitted(self._results(rows), self.type, rows.count, self.where)

    def _results(self, rows: Rows) -> Any:
        columns = [_for_python(rows.column(name)) for name in self.arguments]
        try:
            if self.vectorized:
                return self.function(*columns)
            if not columns:
                return [self.function() for _ in range(rows.count)]
            return [self.function(*row) for row in zip(*(_items(column) for column in columns))]
        except _core.Error:
            raise
        except Exception as error:
            raise _core.PythonError(
                f"{self.where}: {_name(self.function)} raised {type(error).__name__}: {error}"
            ) from error


def make_call(
    where: str,
    function: Callable[..., Any],
    arguments: Optional[Sequence[str]],
    vectorized: bool,
    probe: Callable[[Sequence[str]], Rows],
) -> Call:
    """A call; its type is that of the function's annotation, or of its results for the first rows.

    Parameters
    ----------
    arguments : list of str, optional
        Columns; those called as the function's parameters when left out.
    probe : function
        Gives some rows with the columns that it is told.
    """
    names = tuple(arguments) if arguments else _parameters(function, where)
    kind = _annotated(function)
    untyped = Call(function, names, vectorized, ColumnType(DOUBLE), where)
    if kind is None:
        rows = probe(names)
        kind = _type_of(untyped._results(rows), where) if rows.count else ColumnType(DOUBLE)
    return Call(function, names, vectorized, kind, where)


def _name(function: Callable[..., Any]) -> str:
    return f"the function '{getattr(function, '__name__', type(function).__name__)}'"


def _parameters(function: Callable[..., Any], where: str) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        raise _core.OptionError(
            f'{where}: {_name(function)} does not tell its parameters: name the columns, as in ["x", "y"]'
        ) from None


def _annotated(function: Callable[..., Any]) -> Optional[ColumnType]:
    returned = getattr(function, "__annotations__", {}).get("return")
    returned = (
        {"bool": bool, "int": int, "float": float}.get(returned, returned)
        if isinstance(returned, str)
        else returned
    )
    known = {bool: BOOL, int: INT64, float: DOUBLE}
    if isinstance(returned, type) and (returned in known or issubclass(returned, np.number)):
        return ColumnType(np.dtype(known.get(returned, returned)))
    return None


def _items(column: np.ndarray) -> Any:
    """Python's numbers, or the arrays and texts of entries."""
    return column.tolist() if column.ndim == 1 and column.dtype != object else column


def _for_python(column: Column) -> Any:
    """An array, of arrays where there are lists, of str where there are texts."""
    if not isinstance(column, Values):
        return column
    from ..ragged import to_objects

    return to_objects(column) if column.offsets else column.values


def _type_of(results: Any, where: str) -> ColumnType:
    values = flatten(results, where)
    if values.is_text:
        return ColumnType(np.dtype(np.uint8), len(values.offsets), (), True)
    dtype = values.values.dtype
    if dtype.kind not in "biuf":
        raise _core.DataError(
            f"{where}: the function gives values of type {dtype}; expected numbers or lists of them"
        )
    return ColumnType(dtype, len(values.offsets) or int(values.values.ndim > 1))


def _fitted(results: Any, kind: ColumnType, rows: int, where: str) -> Column:
    if not rows:
        empty = np.zeros(0, kind.dtype)
        return (
            Values(empty, [np.zeros(1, np.int64)] * kind.list_levels, (), kind.is_text)
            if kind.list_levels
            else empty
        )
    values = flatten(results, where)
    if kind.list_levels and not values.offsets and values.values.ndim > 1:
        values = as_lists(values)
    if values.entries != rows or len(values.offsets) != kind.list_levels or values.is_text != kind.is_text:
        raise _core.DataError(
            f"{where}: the function gives {values.entries} values with {len(values.offsets)} levels of "
            f"lists for {rows} entries; expected one of type {kind.name} an entry"
        )
    numbers = values.values
    if not np.can_cast(numbers.dtype, kind.dtype, "same_kind") and numbers.size:
        raise _core.DataError(
            f"{where}: the function gives values of type {numbers.dtype}, at first {kind.dtype}; "
            "annotate what it returns, as in '-> float'"
        )
    numbers = numbers.astype(kind.dtype, copy=False)
    return values._replace(values=numbers) if kind.list_levels else numbers
