"""Typed expressions over the columns of some rows, evaluated as whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from .. import _core
from ..ragged import Values
from .types import BOOL, ColumnType
from .values import Column, as_lists, select


class Rows(Protocol):
    """What an expression sees."""

    @property
    def count(self) -> int: ...

    def column(self, name: str) -> Column: ...


class Subset:
    """The rows where a mask is true."""

    def __init__(self, rows: Rows, mask: np.ndarray):
        self._rows, self._mask = rows, mask
        self._columns: dict[str, Column] = {}
        self.count = int(np.count_nonzero(mask))

    def column(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = select(self._rows.column(name), self._mask)
        return self._columns[name]


@dataclass(frozen=True)
class Expression:
    """A compiled expression.

    ``evaluate(rows)`` gives an array with a value a row (a numpy scalar where it is constant), or
    one-level lists. It may raise for some rows where ``may_fail``: then it is only evaluated for those that
    need it, as C++ does behind ``&&``, ``||`` and ``?:``.
    """

    dtype: np.dtype
    evaluate: Callable[[Rows], Any]
    is_list: bool = False
    may_fail: bool = False
    columns: frozenset[str] = field(default_factory=frozenset)
    text: str = ""

    @property
    def type(self) -> ColumnType:
        return ColumnType(self.dtype, int(self.is_list))

    def of(self, rows: Rows) -> Column:
        """A value or list a row."""
        with np.errstate(all="ignore"):
            result = self.evaluate(rows)
        if isinstance(result, Values):
            return result
        if np.ndim(result) == 0:
            return np.full(rows.count, result, self.dtype)
        return result


def fail(rows: Rows, row: int, text: str, message: str) -> None:
    """DataError naming the entry."""
    entry = np.asarray(rows.column("rdfentry_"))[row]
    raise _core.DataError(f"'{text}', entry {entry}: {message}")


def column(name: str, kind: ColumnType) -> Expression:
    if not kind.is_list:
        return Expression(kind.dtype, lambda rows: rows.column(name), columns=frozenset([name]), text=name)
    return Expression(
        kind.dtype,
        lambda rows: as_lists(rows.column(name)),  # type: ignore[arg-type]
        True,
        columns=frozenset([name]),
        text=name,
    )


def constant(value: Any, dtype: np.dtype, text: str) -> Expression:
    number = dtype.type(value)
    return Expression(dtype, lambda rows: number, text=text)


def combine(
    parts: tuple[Expression, ...],
    dtype: np.dtype,
    evaluate: Callable[[Rows], Any],
    text: str,
    *,
    is_list: bool = False,
    may_fail: bool = False,
) -> Expression:
    """An expression made of others."""
    columns = frozenset().union(*(one.columns for one in parts))
    return Expression(dtype, evaluate, is_list, may_fail or any(one.may_fail for one in parts), columns, text)


def elementwise(
    function: Callable[..., Any],
    parts: tuple[Expression, ...],
    dtype: np.dtype,
    text: str,
    *,
    inputs: Any = None,
) -> Expression:
    """A function of numbers, applied to numbers and to the items of lists of equal lengths.

    Parameters
    ----------
    inputs : dtype, optional
        What the numbers are converted to before.
    """
    is_list = any(one.is_list for one in parts)

    def evaluate(rows: Rows) -> Any:
        operands = [one.evaluate(rows) for one in parts]
        offsets = None
        if is_list:
            operands, offsets = aligned(rows, operands, text)
        if inputs is not None:
            operands = [np.asarray(one).astype(inputs, copy=False) for one in operands]
        result = np.asarray(function(*operands)).astype(dtype, copy=False)
        if offsets is None:
            return result
        return Values(np.broadcast_to(result, (int(offsets[-1]),)) if result.ndim == 0 else result, [offsets])

    return combine(parts, dtype, evaluate, text, is_list=is_list)


def aligned(rows: Rows, operands: list[Any], text: str) -> tuple[list[Any], np.ndarray]:
    """Flat arrays of items, numbers of rows repeated for each item of the lists."""
    offsets = next(one.offsets[0] for one in operands if isinstance(one, Values))
    flat = []
    for one in operands:
        if isinstance(one, Values):
            if one.offsets[0] is not offsets and not np.array_equal(one.offsets[0], offsets):
                row = int(np.argmax(np.diff(one.offsets[0]) != np.diff(offsets)))
                lengths = [int(o[row + 1] - o[row]) for o in (offsets, one.offsets[0])]
                fail(rows, row, text, f"lists of {lengths[0]} and {lengths[1]} items; they must have as many")
            flat.append(one.values)
        else:
            flat.append(one if np.ndim(one) == 0 else np.repeat(one, np.diff(offsets)))
    return flat, offsets


def as_bool(one: Expression) -> Expression:
    """C++'s conversion to bool."""
    if one.dtype == BOOL:
        return one
    return elementwise(lambda values: values != 0, (one,), BOOL, one.text)


def cast(one: Expression, dtype: np.dtype, text: str) -> Expression:
    if dtype == BOOL:
        return as_bool(one)
    return elementwise(lambda values: values, (one,), dtype, text)
