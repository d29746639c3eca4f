"""The functions of lists that expressions may call, those of ROOT::VecOps, and TTreeFormula's Sum$ and so on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _core
from ..ragged import Values
from .expression import Expression, Rows, as_bool, combine, elementwise, fail
from .operators import indexed
from .types import BOOL, DOUBLE, INT32, UINT64, promoted
from .values import offsets_of

Maker = Callable[[tuple[Expression, ...], str], Expression]
#: A result a row of (values, offsets).
Reducer = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _reduced(ufunc: np.ufunc, empty: float, dtype: Any = None) -> Reducer:
    def reduce(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        counts = np.diff(offsets)
        kind = dtype or (np.float64 if values.dtype.kind == "f" else values.dtype)
        result = np.full(len(counts), empty, kind)
        full = counts > 0
        if full.any():
            result[full] = ufunc.reduceat(values.astype(kind, copy=False), offsets[:-1][full])
        return result

    return reduce


_sum = _reduced(np.add, 0)
_any = _reduced(np.logical_or, 0, np.bool_)
_all = _reduced(np.logical_and, 1, np.bool_)


def _mean(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    counts = np.diff(offsets)
    return np.divide(
        _sum(values.astype(np.float64), offsets), counts, out=np.zeros(len(counts)), where=counts > 0
    )


def _variance(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    counts = np.diff(offsets)
    deltas = values - np.repeat(_mean(values, offsets), counts)
    return np.divide(_sum(deltas * deltas, offsets), counts - 1, out=np.zeros(len(counts)), where=counts > 1)


def _rows_of(offsets: np.ndarray) -> np.ndarray:
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _first_equal(extreme: Reducer) -> Reducer:
    """The position of the first item that is the largest or smallest."""

    def reduce(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        wanted = np.repeat(extreme(values, offsets), np.diff(offsets))
        found = np.flatnonzero(values == wanted)
        rows, first = np.unique(_rows_of(offsets)[found], return_index=True)
        result = np.zeros(len(offsets) - 1, np.uint64)
        result[rows] = found[first] - offsets[rows]
        return result

    return reduce


_largest, _smallest = _reduced(np.maximum, 0), _reduced(np.minimum, 0)


def _reduction(reducer: Reducer, kind: Any = None, *, needs_items: bool = False) -> Maker:
    def make(args: tuple[Expression, ...], text: str) -> Expression:
        (lists,) = args
        dtype = np.dtype(kind or lists.dtype)

        def evaluate(rows: Rows) -> Any:
            items = lists.evaluate(rows)
            counts = np.diff(items.offsets[0])
            if needs_items and not counts.all():
                fail(rows, int(np.argmin(counts)), text, "the list is empty")
            return reducer(np.ascontiguousarray(items.values), items.offsets[0]).astype(dtype, copy=False)

        return combine(args, dtype, evaluate, text, may_fail=needs_items)

    return make


def _as_numbers(maker: Maker) -> Maker:
    """bools are summed as ints."""
    return lambda args, text: maker(tuple(_promoted(one) for one in args), text)


def _promoted(one: Expression) -> Expression:
    kind = promoted(one.dtype) if one.dtype == BOOL else one.dtype
    return one if kind == one.dtype else elementwise(lambda values: values, (one,), kind, one.text)


def size(lists: Expression, text: str) -> Expression:
    return combine(
        (lists,), UINT64, lambda rows: np.diff(lists.evaluate(rows).offsets[0]).astype(np.uint64), text
    )


def is_empty(lists: Expression, text: str) -> Expression:
    return combine((lists,), BOOL, lambda rows: np.diff(lists.evaluate(rows).offsets[0]) == 0, text)


def at(args: tuple[Expression, ...], text: str) -> Expression:
    """v.at(i), or v.at(i, what it is where there is no such item)."""
    lists, index, *other = args
    found = indexed(lists, index, text)
    if not other:
        return found

    def evaluate(rows: Rows) -> Any:
        items = lists.evaluate(rows)
        counts = np.diff(items.offsets[0])
        wanted = np.broadcast_to(index.evaluate(rows), rows.count).astype(np.int64)
        result = np.array(np.broadcast_to(other[0].evaluate(rows), rows.count)).astype(lists.dtype)
        inside = (wanted >= 0) & (wanted < counts)
        result[inside] = items.values[(items.offsets[0][:-1] + wanted)[inside]]
        return result

    return combine(args, lists.dtype, evaluate, text)


def last(lists: Expression, text: str) -> Expression:
    return indexed(
        lists,
        elementwise(lambda n: n - 1, (size(lists, text),), np.dtype(np.int64), text, inputs=np.int64),
        text,
    )


def _lists(
    compute: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]], kind: Any = None
) -> Maker:
    """A list of a list: compute(values, offsets) gives values and offsets."""

    def make(args: tuple[Expression, ...], text: str) -> Expression:
        (one,) = args

        def evaluate(rows: Rows) -> Any:
            items = one.evaluate(rows)
            values, offsets = compute(np.asarray(items.values), items.offsets[0])
            return Values(values, [offsets])

        return combine(args, np.dtype(kind or one.dtype), evaluate, text, is_list=True)

    return make


def _nonzero(values: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found = np.flatnonzero(values)
    rows = _rows_of(offsets)[found]
    return (found - offsets[rows]).astype(np.uint64), offsets_of(
        np.bincount(rows, minlength=len(offsets) - 1)
    )


def _order(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    return np.lexsort((values, _rows_of(offsets)))


def _backwards(values: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = _rows_of(offsets)
    return values[offsets[rows] + offsets[rows + 1] - 1 - np.arange(len(values))], offsets


def _where(args: tuple[Expression, ...], text: str) -> Expression:
    from .types import common

    condition, first, second = args
    if not condition.is_list:
        raise _core.DataError("the first argument of Where is a list of conditions")
    kind = first.dtype if first.dtype == second.dtype else common(first.dtype, second.dtype)
    return elementwise(np.where, (as_bool(condition), first, second), kind, text)


def _take(args: tuple[Expression, ...], text: str) -> Expression:
    """Take(v, n): the first n, the last -n; Take(v, indices)."""
    lists, chosen = args
    if not chosen.is_list:
        return _take_count(lists, chosen, text)

    def evaluate(rows: Rows) -> Any:
        items, wanted = lists.evaluate(rows), chosen.evaluate(rows)
        owner = _rows_of(wanted.offsets[0])
        positions = wanted.values.astype(np.int64)
        outside = (positions < 0) | (positions >= np.diff(items.offsets[0])[owner])
        if outside.any():
            first = int(np.argmax(outside))
            fail(rows, int(owner[first]), text, f"there is no item {positions[first]}")
        return Values(items.values[items.offsets[0][owner] + positions], wanted.offsets)

    return combine(args, lists.dtype, evaluate, text, is_list=True, may_fail=True)


def _take_count(lists: Expression, count: Expression, text: str) -> Expression:
    def evaluate(rows: Rows) -> Any:
        items = lists.evaluate(rows)
        offsets = items.offsets[0]
        wanted = np.broadcast_to(count.evaluate(rows), rows.count).astype(np.int64)
        short = np.diff(offsets) < np.abs(wanted)
        if short.any():
            fail(rows, int(np.argmax(short)), text, "the list has fewer items")
        owner = _rows_of(offsets)
        place = np.arange(len(items.values)) - offsets[owner]
        kept = np.where(
            wanted[owner] >= 0, place < wanted[owner], place >= np.diff(offsets)[owner] + wanted[owner]
        )
        return Values(items.values[kept], [offsets_of(np.abs(wanted))])

    return combine((lists, count), lists.dtype, evaluate, text, is_list=True, may_fail=True)


def _concatenated(args: tuple[Expression, ...], text: str) -> Expression:
    from .types import common

    kind = args[0].dtype if args[0].dtype == args[1].dtype else common(args[0].dtype, args[1].dtype)

    def evaluate(rows: Rows) -> Any:
        first, second = args[0].evaluate(rows), args[1].evaluate(rows)
        owners = np.concatenate((_rows_of(first.offsets[0]), _rows_of(second.offsets[0])))
        order = np.argsort(owners, kind="stable")
        values = np.concatenate((first.values, second.values)).astype(kind, copy=False)
        return Values(values[order], [first.offsets[0] + second.offsets[0]])

    return combine(args, kind, evaluate, text, is_list=True)


#: By name and number of arguments; all but Take's and Where's later arguments are lists.
LIST_FUNCTIONS: dict[tuple[str, int], Maker] = {
    ("Sum", 1): _as_numbers(_reduction(_sum)), ("Product", 1): _as_numbers(_reduction(_reduced(np.multiply, 1))),
    ("Mean", 1): _reduction(_mean, DOUBLE), ("Var", 1): _reduction(_variance, DOUBLE),
    ("StdDev", 1): _reduction(lambda v, o: np.sqrt(_variance(v, o)), DOUBLE),
    ("Max", 1): _reduction(_largest, needs_items=True), ("Min", 1): _reduction(_smallest, needs_items=True),
    ("ArgMax", 1): _reduction(_first_equal(_largest), UINT64, needs_items=True),
    ("ArgMin", 1): _reduction(_first_equal(_smallest), UINT64, needs_items=True),
    ("Any", 1): lambda args, text: _reduction(_any, BOOL)(tuple(map(as_bool, args)), text),
    ("All", 1): lambda args, text: _reduction(_all, BOOL)(tuple(map(as_bool, args)), text),
    ("Nonzero", 1): _lists(_nonzero, UINT64), ("Sort", 1): _lists(lambda v, o: (v[_order(v, o)], o)),
    ("Argsort", 1): _lists(lambda v, o: ((_order(v, o) - o[_rows_of(o)]).astype(np.uint64), o), UINT64),
    ("Reverse", 1): _lists(_backwards), ("Where", 3): _where, ("Take", 2): _take,
    ("Concatenate", 2): _concatenated,
    ("Sum$", 1): _as_numbers(_reduction(_sum)), ("Max$", 1): _reduction(_largest, needs_items=True),
    ("Min$", 1): _reduction(_smallest, needs_items=True),
    ("Length$", 1): lambda args, text: elementwise(lambda n: n, (size(args[0], text),), INT32, text),
}  # fmt: skip
