"""Columns with lists and texts: as awkward arrays, as numpy arrays of objects, as pandas columns."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple, Optional

import numpy as np

from . import _core

#: What ``library=`` takes.
LIBRARIES = (None, "np", "ak", "pd")


class Values(NamedTuple):
    """Values of one column as they are read and written: flat, with the offsets of each level of lists.

    ``values`` has shape ``[entries, *dimensions]`` where there are no lists, else it is flat and
    ``offsets`` holds one array a level, outermost first; the last level counts values.
    """

    values: np.ndarray
    offsets: list[np.ndarray]
    dimensions: tuple[int, ...] = ()
    is_text: bool = False

    @property
    def entries(self) -> int:
        return len(self.offsets[0]) - 1 if self.offsets else len(self.values)

    def item_offsets(self) -> list[np.ndarray]:
        """The offsets, the last level counting items of ``dimensions`` values each."""
        size = int(np.prod(self.dimensions, dtype=np.int64))
        return self.offsets if size == 1 else [*self.offsets[:-1], self.offsets[-1] // max(size, 1)]


def module(name: str) -> ModuleType:
    """An optional package; the error says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ImportError(
            f"{name} is not installed, but needed for these arrays: pip install {name} "
            '(or read with library="np")'
        ) from None


def check_library(library: Optional[str]) -> None:
    """OptionError unless `library` is one that is known."""
    if library not in LIBRARIES:
        raise _core.OptionError(f'library={library!r} is not one of "np", "ak", "pd" or None')


def convert(column: Values, library: Optional[str]) -> Any:
    """One column in the terms of a library.

    Parameters
    ----------
    column : Values
    library : None, "np", "ak" or "pd"
        None gives a numpy array, or an awkward array where there are lists or texts; "np" and "pd"
        give numpy arrays, of objects where there are lists (arrays) or texts (str).
    """
    check_library(library)
    if library == "ak" or (library is None and column.offsets):
        return module("awkward").Array(to_layout(column))
    return to_objects(column) if column.offsets else column.values


def to_layout(column: Values) -> Any:
    """The column as an awkward layout that shares its memory, of the same type as uproot's."""
    contents, index = module("awkward").contents, module("awkward").index
    if not column.offsets:
        return contents.NumpyArray(column.values)
    layout = contents.NumpyArray(column.values, parameters={"__array__": "char"} if column.is_text else None)
    offsets = column.item_offsets()
    lists = int(offsets[-1][-1])
    for k in range(len(column.dimensions) - 1, -1, -1):
        outer = int(np.prod(column.dimensions[:k], dtype=np.int64)) * lists
        layout = contents.RegularArray(layout, column.dimensions[k], outer)
    text = {"__array__": "string"} if column.is_text else None
    for level in reversed(offsets):
        layout = contents.ListOffsetArray(index.Index64(level), layout, parameters=text)
        text = None
    return layout


def to_objects(column: Values) -> np.ndarray:
    """An object array: of str, of arrays, of object arrays of arrays, ..."""
    items: Any = column.values.reshape(-1, *column.dimensions)
    for level, offsets in enumerate(reversed(column.item_offsets())):
        rows = np.empty(len(offsets) - 1, dtype=object)
        if level == 0 and column.is_text:
            data = column.values.tobytes()
            for i, (begin, end) in enumerate(zip(offsets[:-1].tolist(), offsets[1:].tolist())):
                rows[i] = data[begin:end].decode("utf-8", "surrogateescape")
        else:
            for i, (begin, end) in enumerate(zip(offsets[:-1].tolist(), offsets[1:].tolist())):
                rows[i] = items[begin:end]
        items = rows
    return items


def record(columns: Mapping[str, Any], entries: int) -> Any:
    """An awkward record array of awkward (or numpy) arrays."""
    ak = module("awkward")
    layouts = [ak.to_layout(column) for column in columns.values()]
    return ak.Array(ak.contents.RecordArray(layouts, list(columns), length=entries))


def structured(columns: Mapping[str, np.ndarray], entries: int) -> np.ndarray:
    """A numpy array with one field a column."""
    fields = [(name, column.dtype, column.shape[1:]) for name, column in columns.items()]
    result = np.empty(entries, dtype=fields)
    for name, column in columns.items():
        result[name] = column
    return result


def data_frame(columns: Mapping[str, np.ndarray]) -> Any:
    """A pandas DataFrame: a fixed array becomes columns ``x[0]``, ``x[1]``, ... (``x[0][1]``), as in
    uproot; lists and texts become columns of objects."""
    flat: dict[str, np.ndarray] = {}
    for name, column in columns.items():
        if column.ndim == 1:
            flat[name] = column
        else:
            for place in np.ndindex(*column.shape[1:]):
                flat[name + "".join(f"[{i}]" for i in place)] = column[(slice(None), *place)]
    return module("pandas").DataFrame(flat)


def assemble(columns: Mapping[str, Any], entries: int, library: Optional[str]) -> Any:
    """Columns that ``convert`` made, together: a dict, a record array, or a DataFrame."""
    if library == "ak":
        return record(columns, entries)
    return data_frame(columns) if library == "pd" else dict(columns)
