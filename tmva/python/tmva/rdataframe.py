"""ROOT's RDataFrame as a table: its Filters and Defines run in ROOT, range after range of entries."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _core

#: Event loops of ROOT and changes of their entry ranges: one at a time in a process.
_LOCK = threading.RLock()
#: Bytes of all columns together that are read at once, where clusters are longer.
_RANGE_BYTES = 16_000_000

_DTYPES = {
    "bool": np.bool_, "Bool_t": np.bool_,
    "char": np.int8, "signed char": np.int8, "Char_t": np.int8, "std::int8_t": np.int8, "int8_t": np.int8,
    "unsigned char": np.uint8, "UChar_t": np.uint8, "std::uint8_t": np.uint8, "uint8_t": np.uint8,
    "short": np.int16, "Short_t": np.int16, "std::int16_t": np.int16, "int16_t": np.int16,
    "unsigned short": np.uint16, "UShort_t": np.uint16, "std::uint16_t": np.uint16, "uint16_t": np.uint16,
    "int": np.int32, "Int_t": np.int32, "std::int32_t": np.int32, "int32_t": np.int32,
    "unsigned int": np.uint32, "UInt_t": np.uint32, "std::uint32_t": np.uint32, "uint32_t": np.uint32,
    "long": np.int64, "long long": np.int64, "Long64_t": np.int64, "Long_t": np.int64,
    "std::int64_t": np.int64, "int64_t": np.int64,
    "unsigned long": np.uint64, "unsigned long long": np.uint64, "ULong64_t": np.uint64, "ULong_t": np.uint64,
    "std::uint64_t": np.uint64, "uint64_t": np.uint64, "size_t": np.uint64, "std::size_t": np.uint64,
    "float": np.float32, "Float_t": np.float32, "double": np.float64, "Double_t": np.float64,
}  # fmt: skip
_LISTS = ("ROOT::VecOps::RVec<", "ROOT::RVec<", "RVec<", "std::vector<", "vector<")

_FLATTEN = """
namespace tmva_bridge {
template <class T>
void Flatten(const std::vector<ROOT::VecOps::RVec<T>> &lists, std::vector<T> &values,
             std::vector<Long64_t> &offsets) {
  offsets.assign(1, 0);
  values.clear();
  for (const auto &list : lists) {
    for (const auto value : list) values.push_back(value);
    offsets.push_back(values.size());
  }
}
}
"""
_declared = False


def is_rdataframe(table: Any) -> bool:
    return all(hasattr(table, name) for name in ("GetColumnNames", "GetColumnType", "Snapshot", "Take"))


def from_rdataframe(frame: Any) -> _core.ColumnSource:
    """A table over the rows that pass the Filters of a ROOT.RDataFrame, with its Defines as columns.

    Rows are counted once, and read range after range (a cluster, or part of a long one), so that
    memory holds one range however many rows there are. A frame without files is read at once.

    Raises
    ------
    DataError
        For a frame with Range(), which depends on all rows before; for a column of a type that is
        neither a number nor a list of them only when it is asked for.
    """
    return _FrameTable(frame).source()


def _root() -> Any:
    global _declared
    import ROOT

    if not _declared:
        ROOT.gInterpreter.Declare(_FLATTEN)
        _declared = True
    return ROOT


class _FrameTable:
    def __init__(self, frame: Any):
        self._root = _root()
        with _LOCK:
            self._node = self._root.RDF.AsRNode(frame)
            self._columns = [self._column(str(name)) for name in frame.GetColumnNames()]
            self._description = f"RDataFrame ({str(frame.Describe()).splitlines()[0].strip()})"
            total = int(self._node.Count().GetValue())
            self._ranges = self._entry_ranges()
            rows = self._count_rows(total)
        #: First row of each range that has rows, and the end.
        self._ranges = [entries for entries, count in zip(self._ranges, rows) if count > 0]
        self._starts = [0, *np.cumsum([count for count in rows if count > 0], dtype=np.int64).tolist()]

    def source(self) -> _core.ColumnSource:
        columns = [
            (name, reason or dtype, -1 if is_list else 1) for name, dtype, is_list, _, reason in self._columns
        ]
        return _core.make_python_source(
            columns, self._starts[:-1], self._starts[-1], self.read, self._description
        )

    def read(self, begin: int, end: int, names: Sequence[str]) -> list[Any]:
        """The columns of rows [begin, end)."""
        first = bisect_right(self._starts, begin) - 1
        parts = []
        for number in range(first, len(self._ranges)):
            start, stop = self._starts[number], self._starts[number + 1]
            if start >= end:
                break
            part = self._read_range(number, names)
            parts.append([_slice(column, max(begin - start, 0), min(end, stop) - start) for column in part])
        return [_join([part[i] for part in parts], self._dtype(name)) for i, name in enumerate(names)]

    def _dtype(self, name: str) -> Any:
        return next((dtype, is_list) for known, dtype, is_list, _, _ in self._columns if known == name)

    def _column(self, name: str) -> tuple[str, Any, bool, str, str]:
        """(name, dtype, is a list, C++ type of the numbers, why it cannot be read)"""
        text = str(self._node.GetColumnType(name)).strip()
        for prefix in _LISTS:
            if text.startswith(prefix):
                inner = text[len(prefix) :].rstrip(" >").split(",")[0].strip()
                if inner in _DTYPES and inner not in ("char", "Char_t"):  # those are texts
                    return name, np.dtype(_DTYPES[inner]), True, inner, ""
        if text in _DTYPES:
            return name, np.dtype(_DTYPES[text]), False, text, ""
        return name, None, False, "", f"it is of type {text}, neither a number nor a list of numbers"

    def _entry_ranges(self) -> list[tuple[int, int]]:
        width = sum((dtype.itemsize if dtype else 8) * (5 if is_list else 1)
                    for _, dtype, is_list, _, _ in self._columns)  # fmt: skip
        longest = max(_RANGE_BYTES // max(width, 1), 1024)
        try:
            clusters = [(int(c.first), int(c.second))
                        for c in self._root.Internal.RDF.GetDatasetGlobalClusterBoundaries(self._node)]  # fmt: skip
        except Exception:  # no file behind it: what is in memory is read at once
            self._entries = None
            return [(0, 0)]
        ranges = []
        for begin, end in clusters:
            parts = max(1, -(-(end - begin) // longest))
            edges = [begin + (end - begin) * i // parts for i in range(parts + 1)]
            ranges += list(zip(edges[:-1], edges[1:]))
        self._entries = clusters[-1][1] if clusters else 0
        return ranges

    def _select(self, begin: int, end: int) -> None:
        if self._entries is not None:
            self._root.Internal.RDF.ChangeBeginAndEndEntries(self._node, begin, end)

    def _restore(self) -> None:
        self._select(0, self._entries or 0)

    def _count_rows(self, total: int) -> list[int]:
        """Rows of each range. Range() would let through its number of rows in each."""
        if len(self._ranges) == 1:
            return [total]
        rows = []
        for begin, end in self._ranges:
            self._select(begin, end)
            rows.append(int(self._node.Count().GetValue()))
            if sum(rows) > total:
                break
        self._restore()
        if sum(rows) != total:
            raise _core.DataError(
                f"{self._description}: one loop gives {total} rows, loops over its parts give others; "
                "a frame with Range() cannot be streamed, write it with Snapshot first"
            )
        return rows

    def _read_range(self, number: int, names: Sequence[str]) -> list[Any]:
        kinds = {name: (dtype, is_list, inner) for name, dtype, is_list, inner, _ in self._columns}
        with _LOCK:
            self._select(*self._ranges[number])
            try:
                order = self._node.Take["ULong64_t"]("rdfentry_")
                taken = []
                for name in names:
                    _, is_list, inner = kinds[name]
                    kind = f"ROOT::VecOps::RVec<{inner}>" if is_list else inner
                    taken.append(self._node.Take[kind](name))
                entries = np.array(order.GetValue(), dtype=np.uint64)
                columns = [
                    self._to_numpy(result.GetValue(), *kinds[name]) for name, result in zip(names, taken)
                ]
            finally:
                self._restore()
        expected = self._starts[number + 1] - self._starts[number]
        if len(entries) != expected:
            raise _core.DataError(
                f"{self._description}: {len(entries)} rows passed the filters, {expected} did before"
            )
        if np.any(entries[1:] < entries[:-1]):  # ROOT ran in several threads
            rows = np.argsort(entries, kind="stable")
            columns = [_reorder(column, rows) for column in columns]
        return columns

    def _to_numpy(self, values: Any, dtype: np.dtype, is_list: bool, inner: str) -> Any:
        if not is_list:
            if dtype == np.bool_:  # std::vector<bool> has no memory to look at
                return np.fromiter(values, dtype=np.bool_, count=values.size())
            return np.array(np.asarray(values), dtype=dtype)
        flat, offsets = self._root.std.vector[inner](), self._root.std.vector["Long64_t"]()
        self._root.tmva_bridge.Flatten[inner](values, flat, offsets)
        ends = np.array(np.asarray(offsets), dtype=np.int64)
        if dtype == np.bool_:
            return np.fromiter(flat, dtype=np.bool_, count=flat.size()), ends
        return (np.array(np.asarray(flat), dtype=dtype) if ends[-1] else np.empty(0, dtype)), ends


def _slice(column: Any, begin: int, end: int) -> Any:
    if not isinstance(column, tuple):
        return column[begin:end]
    values, offsets = column
    part = offsets[begin : end + 1]
    return values[part[0] : part[-1]], part - part[0]


def _join(parts: list[Any], kind: tuple[Any, bool]) -> Any:
    if not parts:
        empty = np.empty(0, kind[0])
        return (empty, np.zeros(1, np.int64)) if kind[1] else empty
    if len(parts) == 1:
        return parts[0]
    if not kind[1]:
        return np.concatenate(parts)
    counts = np.concatenate([np.diff(offsets) for _, offsets in parts])
    return np.concatenate([values for values, _ in parts]), np.concatenate([[0], np.cumsum(counts)]).astype(
        np.int64
    )


def _reorder(column: Any, rows: np.ndarray) -> Any:
    if not isinstance(column, tuple):
        return column[rows]
    values, offsets = column
    counts = np.diff(offsets)[rows]
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    places = np.arange(ends[-1]) - np.repeat(ends[:-1], counts) + np.repeat(offsets[:-1][rows], counts)
    return values[places], ends
