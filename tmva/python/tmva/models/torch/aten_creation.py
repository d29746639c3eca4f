"""aten operators that make tensors, copy them, or change their type."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import NUMPY, Calls, Size, Tensor, aten


def _filled(c: Calls, sizes: list[Any], value: Any) -> Handle:
    if isinstance(value, (Size, Tensor)):
        return c.add("Expand", c.operand(value, c.kind), c.shape(sizes))
    if all(isinstance(s, int) for s in sizes) and int(np.prod(sizes, dtype=np.int64)) <= 64:
        return c.graph.constant(np.full(sizes, value, NUMPY[c.kind]))
    return c.add("ConstantOfShape", c.shape(sizes), value=np.array([value], NUMPY[c.kind]))


@aten("zeros", "ones", "empty.memory_format", "empty", "empty_permuted", "full")
def _make(c: Calls, size: list[Any], fill_value: Any = None, **_: Any) -> Handle:
    return _filled(c, size, fill_value if fill_value is not None else 1 if c.target.startswith("ones") else 0)


@aten("new_zeros", "new_ones", "new_full", "new_empty")
def _new(c: Calls, self: Tensor, size: list[Any], fill_value: Any = None, **_: Any) -> Handle:
    return _filled(c, size, fill_value if fill_value is not None else 1 if "ones" in c.target else 0)


@aten("zeros_like", "ones_like", "full_like", "empty_like", "fill.Scalar", "fill.Tensor", "zero")
def _like(c: Calls, self: Tensor, fill_value: Any = None, value: Any = None, **_: Any) -> Handle:
    given = fill_value if fill_value is not None else value
    number = given if given is not None else 1 if c.target.startswith("ones") else 0
    return _filled(c, [c.length(self, i) for i in range(self.rank)], number)


@aten("arange", "arange.start", "arange.start_step")
def _arange(c: Calls, *bounds: Any, start: Any = 0, end: Any = None, step: Any = 1, **_: Any) -> Handle:
    if bounds:
        c.unsupported("positional bounds")
    if all(isinstance(v, (int, float)) for v in (start, end, step)):
        return c.graph.constant(np.arange(start, end, step).astype(NUMPY[c.kind]))
    return c.add("Range", *[c.operand(v, c.kind) for v in (start, end, step)])


@aten("eye", "eye.m")
def _eye(c: Calls, n: int, m: Optional[int] = None, **_: Any) -> Handle:
    return c.graph.constant(np.eye(n, m, dtype=NUMPY[c.kind]))


@aten("linspace")
def _linspace(c: Calls, start: float, end: float, steps: int, **_: Any) -> Handle:
    return c.graph.constant(np.linspace(start, end, steps).astype(NUMPY[c.kind]))


@aten("tril", "triu")
def _triangle(c: Calls, self: Tensor, diagonal: int = 0) -> Handle:
    x = c.cast(self, "int64") if self.kind == "bool" else self.h
    y = c.add("Trilu", x, c.graph.constant(np.array(diagonal)), upper=int(c.target.startswith("triu")))
    return c.graph.cast(y, "bool") if self.kind == "bool" else y


@aten(
    "clone",
    "detach",
    "alias",
    "contiguous",
    "lift_fresh_copy",
    "lift_fresh",
    "dropout",
    "feature_dropout",
    "alpha_dropout",
    "feature_alpha_dropout",
    "native_dropout",
    "positive",
    "conj",
    "resolve_conj",
    "resolve_neg",
    "view_as_real_copy",
    "requires_grad",
)
def _same(
    c: Calls,
    self: Optional[Tensor] = None,
    input: Optional[Tensor] = None,
    p: float = 0,
    train: bool = False,
    **_: Any,
) -> Any:
    if train:
        c.unsupported("dropout of a program that was exported for training: call module.eval() before")
    x = self if self is not None else input
    if x is None:
        c.fail("there is no input")
    return Tensor(c.graph, x.kind, x.sizes, x._handle, x.array)


@aten(
    "to.dtype",
    "to.dtype_layout",
    "to.device",
    "to.other",
    "to.prim_Device",
    "_to_copy",
    "type_as",
    "_cast_Float",
    "float",
    "double",
    "long",
)
def _to(c: Calls, self: Tensor, *rest: Any, **_: Any) -> Any:
    if self.kind == c.kind:
        return Tensor(c.graph, self.kind, self.sizes, self._handle, self.array)
    return c.cast(self, c.kind)


@aten("copy")
def _copy(c: Calls, self: Tensor, src: Tensor, non_blocking: bool = False) -> Handle:
    y = c.cast(src, self.kind)
    if src.sizes == self.sizes and None not in self.sizes:
        return c.add("Identity", y)
    return c.add("Expand", y, c.shape([c.length(self, i) for i in range(self.rank)]))


@aten("meshgrid", "meshgrid.indexing")
def _meshgrid(c: Calls, tensors: list[Tensor], indexing: str = "ij") -> list[Handle]:
    if indexing != "ij":
        c.unsupported("indexing=xy")
    sizes = [c.length(t, 0) if t.rank else 1 for t in tensors]
    grids = []
    for k, t in enumerate(tensors):
        column = c.graph.reshape(t.h, [-1, *[1] * (len(tensors) - 1 - k)])
        grids.append(c.add("Expand", column, c.shape(sizes)))
    return grids
