"""Columns of some rows: numpy arrays of one number a row, or lists with their offsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

import numpy as np

from ..ragged import Values

#: One number a row, or :class:`tmva.ragged.Values`: lists, arrays, texts.
Column = Union[np.ndarray, Values]


def offsets_of(counts: np.ndarray) -> np.ndarray:
    """0, the first count, the sum of the first two, ..."""
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def as_lists(column: Values) -> Values:
    """Arrays of fixed size as lists."""
    if column.offsets:
        return column
    size = int(np.prod(column.values.shape[1:], dtype=np.int64))
    return Values(column.values.reshape(-1), [np.arange(len(column.values) + 1, dtype=np.int64) * size])


def select(column: Column, mask: np.ndarray) -> Column:
    """The rows where a mask is true."""
    if not isinstance(column, Values):
        return column[mask]
    offsets = []
    for level in column.offsets:
        counts = np.diff(level)
        offsets.append(offsets_of(counts[mask]))
        mask = np.repeat(mask, counts)
    return column._replace(values=column.values[mask], offsets=offsets)


def part(column: Column, begin: int, end: int) -> Column:
    """Rows [begin, end), a view where it can be."""
    if not isinstance(column, Values):
        return column[begin:end]
    offsets = []
    for level in column.offsets:
        inner = level[begin : end + 1]
        begin, end = int(inner[0]), int(inner[-1])
        offsets.append(inner - begin)
    return column._replace(values=column.values[begin:end], offsets=offsets)


def join(parts: Sequence[Column]) -> Column:
    """One column after the other; at least one."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    if not isinstance(first, Values):
        return np.concatenate(parts)  # type: ignore[arg-type]
    levels = []
    for k in range(len(first.offsets)):
        counts = [np.diff(column.offsets[k]) for column in parts]  # type: ignore[union-attr]
        levels.append(offsets_of(np.concatenate(counts)))
    return first._replace(values=np.concatenate([c.values for c in parts]), offsets=levels)  # type: ignore[union-attr]


def interleave(mask: np.ndarray, where_true: Column, where_false: Column) -> Column:
    """Rows of the first where the mask is true, in order, of the second elsewhere."""
    if not isinstance(where_true, Values) or not isinstance(where_false, Values):
        out = np.empty(len(mask), where_true.dtype)  # type: ignore[union-attr]
        out[mask], out[~mask] = where_true, where_false
        return out
    counts = np.empty(len(mask), np.int64)
    counts[mask], counts[~mask] = np.diff(where_true.offsets[0]), np.diff(where_false.offsets[0])
    inner = np.repeat(mask, counts)
    values = np.empty(len(inner), where_true.values.dtype)
    values[inner], values[~inner] = where_true.values, where_false.values
    return Values(values, [offsets_of(counts)])
