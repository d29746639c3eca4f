"""Arrays of any kind - numpy, awkward, pandas, lists of lists, texts - as flat values with offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain as concatenate
from typing import Any, Optional

import numpy as np

from . import _core
from .ragged import Values, module


def columns_of(data: Any) -> Iterator[tuple[str, Any, str]]:
    """(name, values, group) of each column of a table; "" or what the columns of one list of records,
    ``jets: var * {pt, eta}``, have in common: they become ``jets_pt`` and ``jets_eta``.

    Parameters
    ----------
    data : dict, structured numpy array, pandas DataFrame, pyarrow Table or awkward record array
    """
    if isinstance(data, np.ndarray) and data.dtype.names:
        names: Iterable[Any] = data.dtype.names
    elif isinstance(data, Mapping):
        names = data.keys()
    elif hasattr(data, "column_names"):
        names = data.column_names
    elif hasattr(data, "columns"):
        names = data.columns
    elif getattr(data, "fields", None):
        names = data.fields
    else:
        raise TypeError(
            f"expected a table - a dict of arrays, a DataFrame, a structured or an awkward record "
            f"array - got {type(data).__name__}"
        )
    for name in names:
        yield from _expanded(str(name), data[name])


def _expanded(name: str, value: Any) -> Iterator[tuple[str, Any, str]]:
    fields = getattr(value, "fields", None) if hasattr(value, "layout") else None
    if not fields:
        yield name, value, ""
    for field in fields or ():
        for inner, column, group in _expanded(f"{name}_{field}", value[field]):
            yield inner, column, group or (name if value.ndim > 1 else "")


def flatten(value: Any, name: str) -> Values:
    """The values of one column.

    Parameters
    ----------
    value : array or sequence
        Numbers of any shape, texts, lists of these, lists of lists, ...; or :class:`Values`.
    name : str
        Of the column, for messages.

    Raises
    ------
    DataError
        For values that are missing, or neither numbers nor texts.
    """
    if isinstance(value, Values):
        return value
    if hasattr(value, "layout") and type(value).__module__.startswith("awkward"):
        return _from_layout(value.layout, name)
    if type(value).__module__.startswith("pyarrow"):
        return _from_layout(module("awkward").from_arrow(value).layout, name)
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if not isinstance(value, np.ndarray):
        value = _as_array(value, name)
    if value.ndim == 0:
        raise _core.DataError(f"column '{name}' is a single number; expected one value an entry")
    if value.dtype.kind in "biuf":
        return Values(value, [], value.shape[1:])
    if value.dtype.kind in "UST" or value.dtype == object:
        return _from_items(value.tolist() if value.ndim == 1 else list(value), name)
    raise _core.DataError(f"column '{name}' has type {value.dtype}; expected numbers, texts or lists of them")


def _as_array(value: Any, name: str) -> np.ndarray:
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        array = np.empty(0, dtype="V1")
    if array.dtype.kind in "biuf" and array.ndim > 0:
        return array
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        what = "single number" if array.dtype.kind in "biufc" else type(value).__name__
        raise _core.DataError(f"column '{name}' is a {what}; expected one value an entry")
    items = list(value)
    rows = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        rows[i] = item
    return rows


def _from_items(items: list[Any], name: str) -> Values:
    """Of texts or lists, looked at one by one."""
    kinds = {
        str
        if isinstance(item, (str, bytes))
        else None
        if item is None
        else list
        if isinstance(item, (Sequence, np.ndarray)) or hasattr(item, "layout")
        else object
        for item in items
    }
    if kinds <= {str} and items:
        return _from_texts(items)
    if None in kinds:
        raise _core.DataError(f"column '{name}' has missing values (None); fill them first")
    if kinds == {list}:
        return _from_lists(items, name)
    array = np.asarray(items)
    if array.dtype.kind not in "biuf":
        raise _core.DataError(
            f"column '{name}' holds {type(items[0]).__name__}s; expected numbers, texts or lists"
        )
    return Values(array, [])


def _from_texts(items: list[Any]) -> Values:
    encoded = [item.encode("utf-8", "surrogateescape") if isinstance(item, str) else item for item in items]
    return Values(
        np.frombuffer(b"".join(encoded), dtype=np.uint8), [_ends(map(len, encoded), len(items))], (), True
    )


def _from_lists(items: list[Any], name: str) -> Values:
    offsets = _ends(map(len, items), len(items))
    arrays = [item for item in items if len(item) > 0]
    if all(isinstance(item, np.ndarray) and item.dtype.kind in "biuf" for item in arrays) and arrays:
        inner = Values(np.concatenate(arrays), [], arrays[0].shape[1:])
    elif arrays:
        inner = flatten(list(concatenate.from_iterable(arrays)), name)
    else:
        dtypes = {item.dtype for item in items if isinstance(item, np.ndarray) and item.dtype.kind in "biuf"}
        inner = Values(np.empty(0, dtypes.pop() if dtypes else np.float64), [])
    return nest(offsets, inner)


def _ends(lengths: Iterable[int], count: int) -> np.ndarray:
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.fromiter(lengths, dtype=np.int64, count=count), out=offsets[1:])
    return offsets


def nest(offsets: np.ndarray, inner: Values) -> Values:
    """Lists, of the given offsets, of the items of `inner`."""
    if inner.offsets:
        return inner._replace(offsets=[offsets, *inner.offsets])
    size = int(np.prod(inner.values.shape[1:], dtype=np.int64))
    return Values(inner.values.reshape(-1), [offsets * size], inner.values.shape[1:], inner.is_text)


def _from_layout(layout: Any, name: str) -> Values:
    """Of an awkward layout; its memory is shared where it can be."""
    if layout.is_indexed and not layout.is_option:
        layout = layout.project()
    if layout.is_option:
        if np.any(np.asarray(layout.mask_as_bool(valid_when=False))):
            raise _core.DataError(f"column '{name}' has missing values (None); fill them first")
        return _from_layout(layout.project(), name)
    if layout.is_unknown:
        return Values(np.empty(layout.length, np.float64), [])
    if layout.is_numpy:
        values = np.asarray(layout.data)
        if values.dtype.kind not in "biuf":
            raise _core.DataError(
                f"column '{name}' has type {values.dtype}; expected numbers, texts or lists"
            )
        return Values(values, [], values.shape[1:])
    if layout.is_regular and layout.parameter("__array__") not in ("string", "bytestring"):
        inner = _from_layout(layout.content[: layout.length * layout.size], name)
        if not inner.offsets:
            values = inner.values.reshape(layout.length, layout.size, *inner.values.shape[1:])
            return Values(values, [], values.shape[1:])
        return nest(np.arange(layout.length + 1, dtype=np.int64) * layout.size, inner)
    if layout.is_list:
        layout = layout.to_ListOffsetArray64(True)
        offsets = np.asarray(layout.offsets, dtype=np.int64)
        content = layout.content[: int(offsets[-1])]
        if layout.parameter("__array__") in ("string", "bytestring"):
            return Values(np.asarray(content.to_packed().data).view(np.uint8), [offsets], (), True)
        return nest(offsets, _from_layout(content, name))
    raise _core.DataError(f"column '{name}' holds {type(layout).__name__}s; expected numbers, texts or lists")


def split_regular(column: Values, levels: int) -> Values:
    """With so many levels of lists, made from the leading dimensions of fixed size."""
    while len(column.offsets) < levels and column.dimensions:
        size, rest = column.dimensions[0], column.dimensions[1:]
        inner = int(np.prod(rest, dtype=np.int64))
        if column.offsets:
            items = int(column.offsets[-1][-1]) // max(size * inner, 1)
            outer = [*column.offsets[:-1], column.offsets[-1] // max(size * inner, 1)]
        else:
            items, outer = len(column.values), []
        offsets = np.arange(items + 1, dtype=np.int64) * (size * inner)
        column = Values(column.values.reshape(-1), [*outer, offsets], rest, column.is_text)
    return column


def as_dtype(values: np.ndarray, dtype: np.dtype, name: str) -> np.ndarray:
    """Contiguous values of another type.

    Raises
    ------
    DataError
        When they are of another kind, or integers that the type cannot hold.
    """
    kinds = values.dtype.kind + dtype.kind
    integers = all(kind in "iu" for kind in kinds)
    if not integers and not np.can_cast(values.dtype, dtype, "same_kind"):
        raise _core.DataError(f"extend: column '{name}' has type {values.dtype}, the tree's is {dtype}")
    if integers and values.size and not np.can_cast(values.dtype, dtype):
        limits, low, high = np.iinfo(dtype), int(values.min()), int(values.max())
        if low < limits.min or high > limits.max:
            raise _core.DataError(
                f"extend: column '{name}' has values from {low} to {high}, which {dtype} does not hold"
            )
    return np.ascontiguousarray(values, dtype=dtype)


def is_table(data: Any) -> bool:
    """True for what :func:`columns_of` takes."""
    return (
        isinstance(data, Mapping)
        or (isinstance(data, np.ndarray) and data.dtype.names is not None)
        or hasattr(data, "columns")
        or hasattr(data, "column_names")
        or bool(getattr(data, "fields", None))
    )


def optional_dtype(text: str) -> Optional[np.dtype]:
    """numpy's type of a name, None where there is none."""
    try:
        return np.dtype(text)
    except (TypeError, ValueError, SyntaxError):  # numpy reads commas and brackets too
        return None
