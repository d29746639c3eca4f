"""aten operators over dimensions: sums, extremes, orders, softmax."""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Calls, Tensor, aten


@aten(
    "sum",
    "sum.dim_IntList",
    "mean",
    "mean.dim",
    "amax",
    "amin",
    "prod",
    "prod.dim_int",
    "logsumexp",
)
def _reduce(c: Calls, self: Tensor, dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Handle:
    op = {
        "sum": "Sum",
        "mean": "Mean",
        "amax": "Max",
        "amin": "Min",
        "prod": "Prod",
        "logsumexp": "LogSumExp",
    }[c.target.split(".")[0]]
    if self.rank == 0:
        return c.cast(self, c.kind) if self.kind != c.kind else c.add("Identity", self.h)
    axes = c.axes(self, dim)
    if op == "LogSumExp":  # the largest is taken out, so that nothing overflows
        top = c.graph.reduce("Max", self.h, axes, True)
        total = c.graph.reduce("Sum", c.add("Exp", c.add("Sub", self.h, top)), axes, keepdim)
        return c.add("Add", c.add("Log", total), top if keepdim else c.graph.squeeze(top, *axes))
    return c.graph.reduce(op, c.cast(self, c.kind), axes, keepdim)


@aten("any", "any.dim", "any.dims", "all", "all.dim", "all.dims")
def _any(c: Calls, self: Tensor, dim: Any = None, keepdim: bool = False) -> Handle:
    ones = c.graph.cast(c.cast(self, "bool"), "int32")
    return c.graph.cast(
        c.graph.reduce("Max" if c.target.startswith("any") else "Min", ones, c.axes(self, dim), keepdim),
        "bool",
    )


@aten("max", "min")
def _extreme(c: Calls, self: Tensor) -> Handle:
    return c.graph.reduce("Max" if c.target.startswith("max") else "Min", self.h, c.axes(self, None))


@aten("max.dim", "min.dim")
def _extreme_of(c: Calls, self: Tensor, dim: int, keepdim: bool = False) -> list[Handle]:
    name, axis = ("Max" if c.target.startswith("max") else "Min"), c.axis(self, dim)
    return [
        c.graph.reduce(name, self.h, [axis], keepdim),
        c.add("Arg" + name, self.h, axis=axis, keepdims=int(keepdim)),
    ]


@aten("argmax", "argmin")
def _argmax(c: Calls, self: Tensor, dim: Optional[int] = None, keepdim: bool = False) -> Handle:
    op = "ArgMax" if c.target.startswith("argmax") else "ArgMin"
    if dim is None:
        return c.add(op, c.graph.reshape(self.h, [-1]), axis=0, keepdims=0)
    return c.add(op, self.h, axis=c.axis(self, dim), keepdims=int(keepdim))


def _variance(c: Calls, x: Tensor, dim: Any, correction: float, keepdim: bool) -> Handle:
    axes = c.axes(x, dim)
    centred = c.add("Sub", x.h, c.graph.reduce("Mean", x.h, axes, True))
    squares = c.add("Mul", centred, centred)
    if not correction:
        return c.graph.reduce("Mean", squares, axes, keepdim)
    count = 1
    for a in axes:
        size = x.sizes[a]
        if size is None:
            c.unsupported("an unbiased variance over a dimension that is not known")
        count *= size
    return c.add(
        "Mul",
        c.graph.reduce("Sum", squares, axes, keepdim),
        c.number(1 / max(count - correction, 0) if count > correction else math.inf, x.kind),
    )


@aten("var", "var.dim", "var.correction", "std", "std.dim", "std.correction")
def _var(
    c: Calls,
    self: Tensor,
    dim: Any = None,
    unbiased: bool = True,
    correction: Optional[float] = None,
    keepdim: bool = False,
) -> Handle:
    y = _variance(c, self, dim, int(unbiased) if correction is None else correction, keepdim)
    return c.add("Sqrt", y) if c.target.startswith("std") else y


@aten(
    "var_mean",
    "var_mean.dim",
    "var_mean.correction",
    "std_mean",
    "std_mean.dim",
    "std_mean.correction",
)
def _var_mean(
    c: Calls,
    self: Tensor,
    dim: Any = None,
    unbiased: bool = True,
    correction: Optional[float] = None,
    keepdim: bool = False,
) -> list[Handle]:
    return [
        _var(c, self, dim, unbiased, correction, keepdim),
        c.graph.reduce("Mean", self.h, c.axes(self, dim), keepdim),
    ]


@aten(
    "linalg_vector_norm",
    "linalg_norm",
    "norm.ScalarOpt_dim",
    "norm.Scalar",
    "norm.ScalarOpt_dim_dtype",
    "frobenius_norm.dim",
)
def _norm(
    c: Calls,
    self: Tensor,
    ord: Any = 2,
    p: Any = None,
    dim: Any = None,
    keepdim: bool = False,
    dtype: Any = None,
) -> Handle:
    order = ord if p is None else p
    order = 2 if order is None or order == "fro" else order
    if c.target.startswith("linalg_norm") and len(c.axes(self, dim)) > 1 and dim is not None:
        c.unsupported("norms of matrices")
    axes, g = c.axes(self, dim), c.graph
    if order == 2:
        return g.reduce("L2", self.h, axes, keepdim)
    if order == 1:
        return g.reduce("L1", self.h, axes, keepdim)
    size = c.add("Abs", self.h)
    if order in (math.inf, -math.inf):
        return g.reduce("Max" if order > 0 else "Min", size, axes, keepdim)
    if order == 0:
        return g.reduce(
            "Sum", g.cast(c.add("Greater", size, c.number(0, self.kind)), self.kind), axes, keepdim
        )
    total = g.reduce("Sum", c.add("Pow", size, c.number(order, self.kind)), axes, keepdim)
    return c.add("Pow", total, c.number(1 / order, self.kind))


@aten("softmax.int", "_softmax", "_safe_softmax")
def _softmax(c: Calls, self: Tensor, dim: int, dtype: Any = None, half_to_float: bool = False) -> Handle:
    return c.add("Softmax", c.cast(self, c.kind), axis=c.axis(self, dim))


@aten("log_softmax.int", "_log_softmax")
def _log_softmax(c: Calls, self: Tensor, dim: int, dtype: Any = None, half_to_float: bool = False) -> Handle:
    return c.add("LogSoftmax", c.cast(self, c.kind), axis=c.axis(self, dim))


@aten("softmin.int")
def _softmin(c: Calls, self: Tensor, dim: int, dtype: Any = None) -> Handle:
    return c.add("Softmax", c.add("Neg", self.h), axis=c.axis(self, dim))


@aten("cumsum")
def _cumsum(c: Calls, self: Tensor, dim: int, dtype: Any = None) -> Handle:
    return c.add("CumSum", c.cast(self, c.kind), c.graph.constant(np.array(c.axis(self, dim))))


@aten("topk")
def _topk(
    c: Calls, self: Tensor, k: Any, dim: int = -1, largest: bool = True, sorted: bool = True
) -> list[Handle]:
    return c.graph.add(
        "TopK",
        self.h,
        c.index(k),
        outputs=2,
        axis=c.axis(self, dim),
        largest=int(largest),
        sorted=1,
    )


@aten("sort", "sort.stable", "argsort", "argsort.stable")
def _sort(c: Calls, self: Tensor, dim: int = -1, descending: bool = False, stable: Any = None) -> Any:
    count = c.index(c.length(self, c.axis(self, dim)))
    values, indices = c.graph.add(
        "TopK", self.h, count, outputs=2, axis=c.axis(self, dim), largest=int(descending), sorted=1
    )
    return [indices] if c.target.startswith("argsort") else [values, indices]


@aten("cosine_similarity")
def _cosine_similarity(c: Calls, x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Handle:
    kind, axis = x1.kind, dim % max(x1.rank, x2.rank)
    a, b = (
        c.add("Div", t.h, c.add("Max", c.graph.reduce("L2", t.h, [axis], True), c.number(eps, kind)))
        for t in (x1, x2)
    )
    return c.graph.reduce("Sum", c.add("Mul", a, b), [axis])


@aten("cdist", "_cdist_forward")
def _cdist(c: Calls, x1: Tensor, x2: Tensor, p: float = 2, compute_mode: Any = None) -> Handle:
    apart = c.add("Abs", c.add("Sub", c.graph.unsqueeze(x1.h, -2), c.graph.unsqueeze(x2.h, -3)))
    if p == 2:
        return c.graph.reduce("L2", apart, [-1])
    if p == 1:
        return c.graph.reduce("Sum", apart, [-1])
    if p == math.inf:
        return c.graph.reduce("Max", apart, [-1])
    return c.add(
        "Pow",
        c.graph.reduce("Sum", c.add("Pow", apart, c.number(p, x1.kind)), [-1]),
        c.number(1 / p, x1.kind),
    )


@aten("pairwise_distance")
def _pairwise_distance(
    c: Calls, x1: Tensor, x2: Tensor, p: float = 2, eps: float = 1e-6, keepdim: bool = False
) -> Handle:
    if p != 2:
        c.unsupported(f"p={p}")
    return c.graph.reduce("L2", c.add("Add", c.add("Sub", x1.h, x2.h), c.number(eps, x1.kind)), [-1], keepdim)
