"""aten operators that put parts into tensors."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from .aten_indexing import together
from ..graph_writer import Handle
from .calls import NUMPY, Calls, Tensor, aten

_REDUCTIONS = {
    "add": "add",
    "sum": "add",
    "multiply": "mul",
    "prod": "mul",
    "amax": "max",
    "amin": "min",
}


def _scatter_into(
    c: Calls,
    self: Tensor,
    axis: int,
    index: Tensor,
    source: Handle,
    source_sizes: Optional[list[Optional[int]]],
    reduction: Optional[str],
) -> Handle:
    if source_sizes is not None:
        for i, (have, want) in enumerate(zip(source_sizes, index.sizes)):
            if have != want and want is not None and have is not None:
                source = c.graph.slice(source, i, 0, want)
    return c.add("ScatterElements", self.h, index.h, source, axis=axis, reduction=reduction)


@aten("scatter.src", "scatter.value", "scatter_add", "scatter.reduce", "scatter.value_reduce")
def _scatter(
    c: Calls,
    self: Tensor,
    dim: int,
    index: Tensor,
    src: Optional[Tensor] = None,
    value: Any = None,
    reduce: Optional[str] = None,
) -> Handle:
    if src is None:
        shape = c.shape([c.length(index, i) for i in range(index.rank)])
        source, sizes = c.add("Expand", c.number(value, self.kind), shape), None
    else:
        source, sizes = c.cast(src, self.kind), src.sizes
    reduction = (
        "add" if c.target.startswith("scatter_add") else None if reduce is None else _REDUCTIONS[reduce]
    )
    return _scatter_into(c, self, c.axis(self, dim), index, source, sizes, reduction)


@aten("scatter_reduce.two")
def _scatter_reduce(
    c: Calls,
    self: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor,
    reduce: str,
    include_self: bool = True,
) -> Handle:
    axis = c.axis(self, dim)
    if reduce == "mean":
        total = _scatter_into(
            c,
            self if include_self else _constant_like(c, self, 0),
            axis,
            index,
            src.h,
            src.sizes,
            "add",
        )
        ones = c.add(
            "Expand",
            c.number(1, src.kind),
            c.shape([c.length(index, i) for i in range(index.rank)]),
        )
        count = _scatter_into(
            c, _constant_like(c, self, 1 if include_self else 0), axis, index, ones, None, "add"
        )
        mean = c.add("Div", total, c.add("Max", count, c.number(1, self.kind)))
        return (
            mean
            if include_self
            else c.add("Where", c.add("Greater", count, c.number(0, self.kind)), mean, self.h)
        )
    start = self
    if not include_self:
        worst = {"sum": 0.0, "prod": 1.0, "amax": -np.inf, "amin": np.inf}[reduce]
        start = _constant_like(c, self, worst)
    y = _scatter_into(c, start, axis, index, c.cast(src, self.kind), src.sizes, _REDUCTIONS[reduce])
    if include_self:
        return y
    ones = c.add("Expand", c.number(1, "int64"), c.shape([c.length(index, i) for i in range(index.rank)]))
    hit = _scatter_into(c, _constant_like(c, self, 0, "int64"), axis, index, ones, None, None)
    return c.add("Where", c.graph.cast(hit, "bool"), y, self.h)


def _constant_like(c: Calls, x: Tensor, value: float, kind: Optional[str] = None) -> Tensor:
    kind = kind or x.kind
    shape = c.shape([c.length(x, i) for i in range(x.rank)])
    return Tensor(
        c.graph,
        kind,
        x.sizes,
        c.add("ConstantOfShape", shape, value=np.array([value], NUMPY[kind])),
    )


@aten("index_add")
def _index_add(c: Calls, self: Tensor, dim: int, index: Tensor, source: Tensor, alpha: float = 1) -> Handle:
    axis = c.axis(self, dim)
    spread = [1] * source.rank
    spread[axis] = -1
    at = c.add(
        "Expand",
        c.graph.reshape(index.h, spread),
        c.shape([c.length(source, i) for i in range(source.rank)]),
    )
    added = source.h if alpha == 1 else c.add("Mul", source.h, c.number(alpha, c.kind))
    return c.add("ScatterElements", self.h, at, added, axis=axis, reduction="add")


@aten("select_scatter")
def _select_scatter(c: Calls, self: Tensor, src: Tensor, dim: int, index: int) -> Handle:
    return _put_range(
        c,
        self,
        c.graph.unsqueeze(c.cast(src, self.kind), c.axis(self, dim)),
        c.axis(self, dim),
        index,
        index + 1 if index != -1 else None,
        1,
    )


@aten("slice_scatter")
def _slice_scatter(
    c: Calls,
    self: Tensor,
    src: Tensor,
    dim: int = 0,
    start: Any = None,
    end: Any = None,
    step: int = 1,
) -> Handle:
    return _put_range(c, self, c.cast(src, self.kind), c.axis(self, dim), start or 0, end, step)


def _put_range(c: Calls, x: Tensor, source: Handle, axis: int, start: Any, end: Any, step: int) -> Handle:
    length = c.length(x, axis)
    every = c.add(
        "Range",
        c.graph.constant(np.array(0)),
        c.operand(length, "int64"),
        c.graph.constant(np.array(1)),
    )
    chosen = c.add(
        "Slice",
        every,
        c.index(start),
        c.index((1 << 62) if end is None else end),
        c.graph.ints(0),
        c.graph.ints(step),
    )
    shape = [1] * x.rank
    shape[axis] = -1
    at = c.add("Expand", c.graph.reshape(chosen, shape), c.add("Shape", source))
    return c.add("ScatterElements", x.h, at, source, axis=axis)


@aten("index_put", "_unsafe_index_put")
def _index_put(
    c: Calls,
    self: Tensor,
    indices: list[Optional[Tensor]],
    values: Tensor,
    accumulate: bool = False,
) -> Handle:
    given = [(i, t) for i, t in enumerate(indices) if t is not None]
    value = c.cast(values, self.kind)
    if len(given) == 1 and given[0][1].kind == "bool":
        axis, mask = given[0]
        if axis != 0 or accumulate or (values.rank and values.sizes != [1]):
            c.unsupported("a mask with anything but one value")
        shown = mask.h
        if self.rank > mask.rank:
            shown = c.graph.unsqueeze(shown, *range(mask.rank, self.rank))
        return c.add("Where", shown, value, self.h)
    if [i for i, _ in given] != list(range(len(given))):
        c.unsupported("indices that are not those of the first dimensions")
    at, rank = together(c, [t for _, t in given])
    lead = c.add("Slice", c.add("Shape", at), c.graph.ints(0), c.graph.ints(rank))
    tail = [c.length(self, i) for i in range(len(given), self.rank)]
    shape = c.add("Concat", lead, c.shape(tail), axis=0) if tail else lead
    return c.add(
        "ScatterND",
        self.h,
        at,
        c.add("Expand", value, shape),
        reduction="add" if accumulate else None,
    )
