"""RTensor: a numpy array in TMVA's vocabulary; and columns of tables as tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Optional

import numpy as np

from .. import _core
from ..frame.types import CASTS, dtype_named


class MemoryLayout(IntEnum):
    """Which index runs fastest: the last or the first."""

    RowMajor = 1
    ColumnMajor = 2


class RTensor:
    """A tensor; ``np.asarray(tensor)`` shares its memory.

    >>> x = RTensor["float"]([2, 3])          # zeros
    >>> x = RTensor(np.zeros((2, 3), "f"))    # a view of the array
    >>> x[0, 1] = 3; x.Reshape([3, 2]).GetShape()
    """

    def __init__(self, data: Any, layout: MemoryLayout = MemoryLayout.RowMajor, *, dtype: Any = np.float32):
        if isinstance(data, np.ndarray):
            self._array = data
        else:
            shape = [int(n) for n in data]
            self._array = np.zeros(shape, dtype, order="F" if layout == MemoryLayout.ColumnMajor else "C")

    def __class_getitem__(cls, kind: Any) -> Callable[..., "RTensor"]:
        return lambda data, layout=MemoryLayout.RowMajor: cls(data, layout, dtype=as_dtype(kind))

    def GetShape(self) -> list[int]:
        return list(self._array.shape)

    def GetSize(self) -> int:
        return int(self._array.size)

    def GetStrides(self) -> list[int]:
        """In elements."""
        return [stride // self._array.itemsize for stride in self._array.strides]

    def GetMemoryLayout(self) -> MemoryLayout:
        strides = self._array.strides
        return (
            MemoryLayout.ColumnMajor
            if len(strides) > 1 and strides[0] < strides[-1]
            else MemoryLayout.RowMajor
        )

    def Reshape(self, shape: Sequence[int]) -> "RTensor":
        """Another shape of the same memory."""
        if int(np.prod(shape)) != self._array.size:
            raise _core.DataError(f"RTensor: {self._array.size} elements cannot have shape {list(shape)}")
        order: Any = "F" if self.GetMemoryLayout() == MemoryLayout.ColumnMajor else "C"
        return RTensor(self._array.reshape([int(n) for n in shape], order=order))

    def Transpose(self) -> "RTensor":
        return RTensor(self._array.T)

    def Squeeze(self) -> "RTensor":
        """Without dimensions of size 1."""
        return RTensor(np.squeeze(self._array))

    def ExpandDims(self, axis: int) -> "RTensor":
        return RTensor(np.expand_dims(self._array, axis))

    def Slice(self, ranges: Sequence[Sequence[int]]) -> "RTensor":
        """Elements [begin, end) along each dimension; a view."""
        return RTensor(self._array[tuple(slice(int(a), int(b)) for a, b in ranges)])

    def Copy(self) -> "RTensor":
        return RTensor(self._array.copy(order="K"))

    def __getitem__(self, key: Any) -> Any:
        indices = key if isinstance(key, tuple) else (key,)
        if len(indices) != self._array.ndim:
            raise IndexError(f"RTensor with rank {self._array.ndim} got {len(indices)} indices.")
        found = self._array[key]
        return RTensor(found) if isinstance(found, np.ndarray) else found

    def __setitem__(self, key: Any, value: Any) -> None:
        self._array[key] = value

    def __len__(self) -> int:
        return len(self._array)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        array = self._array if dtype is None else self._array.astype(dtype, copy=False)
        return array.copy() if copy else array

    def __str__(self) -> str:
        return _braces(self._array)

    def __repr__(self) -> str:
        return f"RTensor({_braces(self._array)})"


def _braces(values: Any) -> str:
    if np.ndim(values) == 0:
        return f"{values:g}" if isinstance(values, np.floating) else str(values)
    inner = [_braces(value) for value in values]
    lines = np.ndim(values) > 1
    return "{ " + ",\n  ".join(inner) + " }" if lines else "{ " + ", ".join(inner) + " }"


def AsRTensor(array: np.ndarray) -> RTensor:
    """A tensor over the memory of an array."""
    return RTensor(np.asarray(array))


def as_dtype(kind: Any) -> np.dtype:
    """Of C++'s name of a type, or anything numpy takes."""
    return (
        dtype_named(kind) if isinstance(kind, str) and kind.removeprefix("std::") in CASTS else np.dtype(kind)
    )


class _AsTensor:
    """``AsTensor(data, columns)`` or ``AsTensor["double"](data, columns)``: columns as a tensor [entries, columns].

    Parameters
    ----------
    data : RDataFrame or tree
    columns : list of str, optional
        All when left out; each has one number an entry.
    layout : MemoryLayout
    """

    def __init__(self, dtype: Any = np.float32):
        self._dtype = np.dtype(dtype)

    def __getitem__(self, kind: Any) -> "_AsTensor":
        return _AsTensor(as_dtype(kind))

    def __call__(
        self, data: Any, columns: Optional[Sequence[str]] = None, layout: MemoryLayout = MemoryLayout.RowMajor
    ) -> RTensor:
        from ..frame import RDataFrame

        frame = data if isinstance(data, RDataFrame) else RDataFrame(data)
        names = [str(name) for name in columns] if columns else frame.GetColumnNames()
        for name in names:
            kind = frame._node.type_of(name, "AsTensor")
            if kind.is_list or kind.is_text:
                raise _core.DataError(
                    f"AsTensor: column '{name}' is of type {kind.name}; expected one number an entry"
                )
        taken = frame.AsNumpy(names)
        order: Any = "F" if layout == MemoryLayout.ColumnMajor else "C"
        array = np.empty((len(taken[names[0]]), len(names)), self._dtype, order=order)
        for i, name in enumerate(names):
            array[:, i] = taken[name]
        return RTensor(array)


AsTensor = _AsTensor()
