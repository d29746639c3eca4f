"""C++'s operators on typed expressions, with RVec's meaning for lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core
from ..ragged import Values
from .expression import Expression, Rows, Subset, as_bool, cast, combine, elementwise, fail
from .types import BOOL, INT32, INT64, common, promoted
from .values import interleave, offsets_of

_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply}
_ORDER = {"<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal, "==": np.equal,
          "!=": np.not_equal}  # fmt: skip
_BITS = {
    "&": np.bitwise_and,
    "|": np.bitwise_or,
    "^": np.bitwise_xor,
    "<<": np.left_shift,
    ">>": np.right_shift,
}


def binary(operator: str, left: Expression, right: Expression, text: str) -> Expression:
    """left operator right."""
    both = (left, right)
    if operator in ("&&", "||"):
        return _logic(operator, left, right, text)
    kind = common(left.dtype, right.dtype)
    if operator in _ARITHMETIC:
        return _computed(_ARITHMETIC[operator], both, kind, text)
    if operator in _ORDER:
        compare = _ORDER[operator]
        # As C++ does, also where an int becomes unsigned, or a long a float.
        result = elementwise(compare, both, BOOL, text, inputs=None if left.dtype == right.dtype else kind)
        return cast(result, INT32, text) if result.is_list else result
    if operator in _BITS:
        if kind.kind == "f":
            hint = "; a power is pow(x, y)" if operator == "^" else ""
            raise _core.DataError(f"'{operator}' is an operator of integers{hint}")
        return _computed(
            _BITS[operator], both, promoted(left.dtype) if operator in ("<<", ">>") else kind, text
        )
    if operator == "/":
        return (
            _computed(np.true_divide, both, kind, text)
            if kind.kind == "f"
            else _integers(both, kind, text, True)
        )
    # A modulo of floating-point numbers is that of integers, as in TTreeFormula; C++ has none.
    return _integers(both, INT64 if kind.kind == "f" else kind, text, False)


def _computed(function: Any, both: tuple[Expression, ...], kind: np.dtype, text: str) -> Expression:
    return elementwise(lambda a, b: function(a, b, dtype=kind, casting="unsafe"), both, kind, text)


def _integers(both: tuple[Expression, ...], kind: np.dtype, text: str, divides: bool) -> Expression:
    """Quotient (rounded to 0) or remainder."""

    def compute(a: Any, b: Any) -> Any:
        a, b = np.asarray(a).astype(kind, copy=False), np.asarray(b).astype(kind, copy=False)
        if not b.all():
            raise _core.DataError(f"'{text}': an integer is divided by 0")
        rest = np.fmod(a, b)
        return (a - rest) // b if divides else rest

    return combine(both, kind, elementwise(compute, both, kind, text).evaluate, text,
                   is_list=any(one.is_list for one in both), may_fail=True)  # fmt: skip


def _logic(operator: str, left: Expression, right: Expression, text: str) -> Expression:
    left, right = as_bool(left), as_bool(right)
    function = np.logical_and if operator == "&&" else np.logical_or
    if left.is_list or right.is_list:
        return cast(elementwise(function, (left, right), BOOL, text), INT32, text)
    if not right.may_fail:
        return elementwise(function, (left, right), BOOL, text)

    def evaluate(rows: Rows) -> Any:
        first = np.broadcast_to(left.evaluate(rows), rows.count)
        open_rows = first if operator == "&&" else ~first
        result = np.array(first)
        result[open_rows] = right.evaluate(Subset(rows, open_rows))
        return result

    return combine((left, right), BOOL, evaluate, text)


def unary(operator: str, one: Expression, text: str) -> Expression:
    if operator == "!":
        result = elementwise(np.logical_not, (as_bool(one),), BOOL, text)
        return cast(result, INT32, text) if one.is_list else result
    kind = promoted(one.dtype)
    if operator == "+":
        return cast(one, kind, text)
    if operator == "~":
        if kind.kind == "f":
            raise _core.DataError("'~' is an operator of integers")
        return elementwise(np.invert, (one,), kind, text, inputs=kind)
    return elementwise(np.negative, (one,), kind, text, inputs=kind)


def conditional(condition: Expression, first: Expression, second: Expression, text: str) -> Expression:
    """condition ? first : second"""
    if condition.is_list:
        raise _core.DataError("the condition of '?' is a list; Where(condition, a, b) chooses item by item")
    if first.is_list != second.is_list:
        raise _core.DataError("one of the values behind '?' is a list, the other is not")
    condition = as_bool(condition)
    kind = first.dtype if first.dtype == second.dtype else common(first.dtype, second.dtype)
    first, second = cast(first, kind, first.text), cast(second, kind, second.text)
    if not first.is_list and not (first.may_fail or second.may_fail):
        return elementwise(np.where, (condition, first, second), kind, text)

    def evaluate(rows: Rows) -> Any:
        mask = np.broadcast_to(condition.evaluate(rows), rows.count)
        return interleave(mask, first.of(Subset(rows, mask)), second.of(Subset(rows, ~mask)))

    return combine((condition, first, second), kind, evaluate, text, is_list=first.is_list)


def indexed(lists: Expression, index: Expression, text: str) -> Expression:
    """lists[index]: one item a row, or with a list as index the items where it is not 0."""
    if not lists.is_list:
        raise _core.DataError(f"'{lists.text}' has one value an entry and takes no index")
    if index.is_list:
        return _masked(lists, as_bool(index), text)
    if index.dtype.kind == "f":
        raise _core.DataError(f"the index '{index.text}' is not an integer")

    def evaluate(rows: Rows) -> Any:
        items = lists.evaluate(rows)
        counts = np.diff(items.offsets[0])
        wanted = np.broadcast_to(index.evaluate(rows), rows.count).astype(np.int64)
        outside = (wanted < 0) | (wanted >= counts)
        if outside.any():
            row = int(np.argmax(outside))
            fail(rows, row, text, f"item {wanted[row]} of a list that has {counts[row]}")
        return items.values[items.offsets[0][:-1] + wanted]

    return combine((lists, index), lists.dtype, evaluate, text, may_fail=True)


def _masked(lists: Expression, mask: Expression, text: str) -> Expression:
    pair = elementwise(lambda items, chosen: np.asarray(chosen), (lists, mask), BOOL, text)

    def evaluate(rows: Rows) -> Any:
        items, chosen = lists.evaluate(rows), pair.evaluate(rows).values
        before = np.concatenate(([0], np.cumsum(chosen)))
        return Values(items.values[chosen], [offsets_of(np.diff(before[items.offsets[0]]))])

    return combine((lists, mask), lists.dtype, evaluate, text, is_list=True)
