"""aten operators that take or put parts of tensors."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Calls, Size, Tensor, aten


@aten("select.int", "select_copy.int")
def _select(c: Calls, self: Tensor, dim: int, index: Any) -> Handle:
    at = (
        c.graph.squeeze(index.handle, 0)
        if isinstance(index, Size)
        else c.graph.constant(np.array(int(index)))
    )
    return c.add("Gather", self.h, at, axis=c.axis(self, dim))


@aten("slice.Tensor", "slice_copy.Tensor")
def _slice(c: Calls, self: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: Any = 1) -> Handle:
    starts, ends = (
        c.index(0 if start is None else start),
        c.index((1 << 62) if end is None else end),
    )
    return c.add("Slice", self.h, starts, ends, c.graph.ints(c.axis(self, dim)), c.graph.ints(int(step)))


@aten("narrow")
def _narrow(c: Calls, self: Tensor, dim: int, start: Any, length: Any) -> Handle:
    first, count = c.index(start), c.index(length)
    return c.add("Slice", self.h, first, c.add("Add", first, count), c.graph.ints(c.axis(self, dim)))


@aten("index_select")
def _index_select(c: Calls, self: Tensor, dim: int, index: Tensor) -> Handle:
    return c.add("Gather", self.h, index.h, axis=c.axis(self, dim))


@aten("embedding")
def _embedding(c: Calls, weight: Tensor, indices: Tensor, padding_idx: int = -1, **_: Any) -> Handle:
    return c.add("Gather", weight.h, indices.h)


@aten("gather", "take_along_dim")
def _gather(
    c: Calls,
    self: Tensor,
    dim: Any = None,
    index: Optional[Tensor] = None,
    indices: Optional[Tensor] = None,
    sparse_grad: bool = False,
) -> Handle:
    at = index if index is not None else indices
    if at is None:
        c.fail("there are no indices")
    axis = c.axis(self, dim)
    if c.target.startswith("take_along"):  # the other dimensions are made equal
        shape = [1 if i == axis else c.length(self, i) for i in range(self.rank)]
        return c.add("GatherElements", self.h, c.add("Expand", at.h, c.shape(shape)), axis=axis)
    return c.add("GatherElements", _cut(c, self, at, axis), at.h, axis=axis)


def _cut(c: Calls, x: Tensor, index: Tensor, axis: int) -> Handle:
    """The tensor as large as the index beside the axis; torch lets it be larger."""
    handle = x.h
    for i in range(x.rank):
        if (
            i != axis
            and (x.sizes[i] != index.sizes[i])
            and x.sizes[i] is not None
            and index.sizes[i] is not None
        ):
            handle = c.graph.slice(handle, i, 0, int(index.sizes[i] or 0))
    return handle


@aten("nonzero")
def _nonzero(c: Calls, self: Tensor) -> Handle:
    return c.graph.transpose(c.add("NonZero", self.h), 1, 0)


@aten("masked_select")
def _masked_select(c: Calls, self: Tensor, mask: Tensor) -> Handle:
    if self.sizes != mask.sizes:
        c.unsupported("a mask of another shape")
    return c.add("Compress", self.h, c.graph.reshape(mask.h, [-1]))


@aten("index.Tensor", "_unsafe_index.Tensor")
def _index(c: Calls, self: Tensor, indices: list[Optional[Tensor]]) -> Handle:
    given = [(i, t) for i, t in enumerate(indices) if t is not None]
    if any(t.kind in ("bool", "uint8") for _, t in given):
        if len(given) != 1 or given[0][0] != 0:
            c.unsupported("a mask beside other indices")
        return c.add("GatherND", self.h, c.graph.transpose(c.add("NonZero", given[0][1].h), 1, 0))
    if len(given) == 1:
        axis, t = given[0]
        return c.add("Gather", self.h, t.h, axis=axis)
    axes = [i for i, _ in given]
    rest = [i for i in range(self.rank) if i not in axes]
    moved = c.graph.transpose(self.h, *axes, *rest)
    at, rank = together(c, [t for _, t in given])
    y = c.add("GatherND", moved, at)  # [indices..., rest...]
    first = axes[0]
    if axes == list(range(first, first + len(axes))) and first > 0:
        order = [*range(rank, rank + first), *range(rank), *range(rank + first, rank + len(rest))]
        y = c.graph.transpose(y, *order)
    return y


def together(c: Calls, indices: list[Tensor]) -> tuple[Handle, int]:
    """Indices of several dimensions as one tensor [..., dimensions], and the rank of what they
    choose."""
    rank = max(t.rank for t in indices)
    whole = [c.cast(t, "int64") for t in indices]
    zero = None
    for handle in whole:
        part = c.add("Mul", handle, c.number(0, "int64"))
        zero = part if zero is None else c.add("Add", zero, part)
    columns = [c.graph.unsqueeze(c.add("Add", zero, handle), -1) for handle in whole]
    return c.add("Concat", *columns, axis=-1), rank


@aten("one_hot")
def _one_hot(c: Calls, self: Tensor, num_classes: int = -1) -> Handle:
    if num_classes < 0:
        c.unsupported("num_classes that is not given")
    return c.add(
        "OneHot",
        self.h,
        c.graph.constant(np.array(num_classes)),
        c.graph.constant(np.array([0, 1])),
        axis=-1,
    )


@aten("diagonal")
def _diagonal(c: Calls, self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Handle:
    a, b = c.axis(self, dim1), c.axis(self, dim2)
    rows, columns = self.sizes[a], self.sizes[b]
    if rows is None or columns is None:
        c.unsupported("dimensions that are not known")
    count = min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns)
    order = [a, b, *[i for i in range(self.rank) if i not in (a, b)]]
    k = np.arange(count)
    at = np.stack([k + max(-offset, 0), k + max(offset, 0)], axis=1).astype(np.int64)
    y = c.add("GatherND", c.graph.transpose(self.h, *order), c.graph.constant(at))
    return c.graph.transpose(y, *range(1, self.rank - 1), 0)
