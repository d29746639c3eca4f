"""C++'s arithmetic types: their names, literals' types, and what operators make of two of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .. import _core

BOOL, INT32, INT64 = np.dtype(np.bool_), np.dtype(np.int32), np.dtype(np.int64)
UINT32, UINT64 = np.dtype(np.uint32), np.dtype(np.uint64)
FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)

_NAMES = {
    "b1": "bool", "i1": "char", "u1": "unsigned char", "i2": "short", "u2": "unsigned short", "i4": "int",
    "u4": "unsigned int", "i8": "Long64_t", "u8": "unsigned long", "f4": "float", "f8": "double",
}  # fmt: skip
_LEAF_NAMES = {
    "b1": "Bool_t", "i1": "Char_t", "u1": "UChar_t", "i2": "Short_t", "u2": "UShort_t", "i4": "Int_t",
    "u4": "UInt_t", "i8": "Long64_t", "u8": "ULong64_t", "f4": "Float_t", "f8": "Double_t",
}  # fmt: skip
#: What a cast may name.
CASTS = {
    "bool": "b1", "Bool_t": "b1", "char": "i1", "Char_t": "i1", "signed char": "i1", "int8_t": "i1",
    "unsigned char": "u1", "UChar_t": "u1", "uint8_t": "u1", "short": "i2", "Short_t": "i2", "int16_t": "i2",
    "unsigned short": "u2", "UShort_t": "u2", "uint16_t": "u2", "int": "i4", "Int_t": "i4", "int32_t": "i4",
    "unsigned": "u4", "unsigned int": "u4", "UInt_t": "u4", "uint32_t": "u4", "long": "i8", "long long": "i8",
    "Long_t": "i8", "Long64_t": "i8", "int64_t": "i8", "unsigned long": "u8", "unsigned long long": "u8",
    "ULong_t": "u8", "ULong64_t": "u8", "uint64_t": "u8", "size_t": "u8", "float": "f4", "Float_t": "f4",
    "double": "f8", "Double_t": "f8",
}  # fmt: skip


def dtype_named(name: str) -> np.dtype:
    """The type that C++ or ROOT calls so."""
    return np.dtype(CASTS[name.removeprefix("std::")])


class ColumnType(NamedTuple):
    """The type of a column: numbers, lists of them, or what is only carried along."""

    dtype: np.dtype
    list_levels: int = 0
    dimensions: tuple[int, ...] = ()
    is_text: bool = False
    is_stored: bool = False  # in a file: then types have ROOT's names
    count_branch: str = ""  # lists of x[n]/F
    unsupported: str = ""

    @property
    def is_list(self) -> bool:
        return self.list_levels > 0 or bool(self.dimensions)

    @property
    def is_numeric(self) -> bool:
        """True for what expressions and histograms can use."""
        return not self.is_text and self.list_levels <= 1 and not self.unsupported

    @property
    def name(self) -> str:
        """As RDataFrame calls it: ``float`` or ``Float_t``, ``ROOT::VecOps::RVec<float>``."""
        if self.unsupported:
            return f"unreadable: {self.unsupported}"
        levels = self.list_levels - self.is_text
        key = f"{self.dtype.kind}{self.dtype.itemsize}"
        is_leaf = self.is_stored and (levels == 0 or bool(self.count_branch))
        item = "std::string" if self.is_text else (_LEAF_NAMES if is_leaf else _NAMES)[key]
        for _ in range(max(levels, 1 if self.dimensions else 0)):
            item = f"ROOT::VecOps::RVec<{item}>"
        return item


def of_column(info: _core.ColumnInfo) -> ColumnType:
    """The type of a column of a table."""
    return ColumnType(
        np.dtype(info.dtype),
        info.list_levels,
        tuple(info.dimensions),
        info.is_text,
        True,
        getattr(info, "count_branch", ""),
        info.unsupported,
    )


def promoted(dtype: np.dtype) -> np.dtype:
    """C++ computes with int at least."""
    return INT32 if dtype.kind in "biu" and dtype.itemsize < 4 else dtype


def common(first: np.dtype, second: np.dtype) -> np.dtype:
    """C++'s usual arithmetic conversions."""
    first, second = promoted(first), promoted(second)
    if "f" in (first.kind, second.kind):
        return max((d for d in (first, second) if d.kind == "f"), key=lambda d: d.itemsize)
    if first.kind == second.kind or first.itemsize != second.itemsize:
        return first if first.itemsize >= second.itemsize else second
    return first if first.kind == "u" else second


def literal_integer(value: int, suffix: str) -> np.dtype:
    """The type of an integer literal."""
    is_unsigned, is_long = "u" in suffix, "l" in suffix
    if is_unsigned:
        return UINT64 if is_long or value >= 2**32 else UINT32
    return INT64 if is_long or value >= 2**31 else INT32
