"""Keras's layers of several inputs."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Call, Shape, Value, layer
from .layers import as_float


def broadcast(a: Shape, b: Shape) -> Shape:
    rank = max(len(a), len(b))
    left, right = (1,) * (rank - len(a)) + tuple(a), (1,) * (rank - len(b)) + tuple(b)
    return tuple(
        y if x == 1 else x if y == 1 or y is None else (y if x is None else x) for x, y in zip(left, right)
    )


def operand(call: Call, x: Any, kind: str) -> Value:
    """An argument that is a tensor or a number."""
    if isinstance(x, Value):
        return (
            x
            if x.kind == kind
            else Value(call.graph, x.shape, call.graph.cast(x.handle, kind), masked=x.masked)
        )
    array = np.asarray(x, {"float": np.float32}.get(kind, kind))
    return Value(call.graph, array.shape, call.graph.constant(array), kind=kind)


def fold(call: Call, op: str) -> Value:
    """Takes two at a time. The ranks of a layer's inputs, which are a list, are made equal behind
    the first dimension."""
    given = call.many
    kinds = [x.kind for x in given if isinstance(x, Value)]
    kind = "float" if "float" in kinds or not kinds else kinds[0]
    values = [operand(call, x, kind) for x in given]
    rank = max(v.rank for v in values)
    g = call.graph
    result: Optional[Value] = None
    for v in values:
        if 1 < v.rank < rank and len(call.inputs) == 1:
            v = v.like(
                g.unsqueeze(v.handle, *range(1, rank - v.rank + 1)),
                shape=(v.shape[0], *[1] * (rank - v.rank), *v.shape[1:]),
            )
        if result is None:
            result = v
            continue
        both_planes = result.shape == v.shape and result._handle is None and v._handle is None
        shape, masked = broadcast(result.shape, v.shape), result.masked or v.masked
        if both_planes:
            result = result.like(channels_first=g.add(op, result.channels_first, v.channels_first))
        else:
            result = Value(g, shape, g.add(op, result.handle, v.handle), kind=kind, masked=masked)
        result.masked = masked
    if result is None:
        call.fail("there are no inputs")
    return result


@layer("Add", "Subtract", "Multiply", "Maximum", "Minimum")
def _elementwise(call: Call) -> Value:
    return fold(
        call,
        {"Add": "Add", "Subtract": "Sub", "Multiply": "Mul", "Maximum": "Max", "Minimum": "Min"}[call.kind],
    )


@layer("Average")
def _average(call: Call) -> Value:
    total = fold(call, "Add")
    return total.map(lambda x: call.graph.add("Mul", x, call.graph.scalar(1 / len(call.many))))


@layer("Concatenate")
def _concatenate(call: Call) -> Value:
    values = call.many
    kinds = {v.kind for v in values}
    if len(kinds) > 1:
        values = [as_float(call, v) for v in values]
    axis = int(call.get("axis", -1)) % values[0].rank
    sizes = [v.shape[axis] for v in values]
    shape = list(values[0].shape)
    shape[axis] = None if any(s is None for s in sizes) else sum(s or 0 for s in sizes)
    g = call.graph
    first = values[0]
    if axis == first.rank - 1 and all(v._handle is None for v in values):
        result = first.like(
            channels_first=g.add("Concat", *[v.channels_first for v in values], axis=1),
            shape=tuple(shape),
        )
    else:
        result = first.like(g.add("Concat", *[v.handle for v in values], axis=axis), shape=tuple(shape))
    result.masked = any(v.masked for v in values)
    return result


@layer("Dot")
def _dot(call: Call) -> Value:
    a, b = call.many
    g, axes = call.graph, call.config["axes"]
    first, second = (axes, axes) if isinstance(axes, int) else axes
    first, second = first % a.rank, second % b.rank
    if call.get("normalize", False):
        a, b = (v.like(_unit(call, v.handle, axis)) for v, axis in ((a, first), (b, second)))
    if a.rank > 3 or b.rank > 3:
        call.unsupported("inputs of more than 3 dimensions")
    left, right = a.handle, b.handle
    if a.rank == 2:
        left = g.unsqueeze(left, 1)
    elif first == 1:
        left = g.transpose(left, 0, 2, 1)
    if b.rank == 2:
        right = g.unsqueeze(right, 2)
    elif second == 2:
        right = g.transpose(right, 0, 2, 1)
    y = g.add("MatMul", left, right)
    kept = [s for i, s in enumerate(a.shape) if i not in (0, first)] + [
        s for i, s in enumerate(b.shape) if i not in (0, second)
    ]
    if a.rank == 2 and b.rank == 2:
        return call.result(g.squeeze(y, 2), (a.shape[0], 1))
    if a.rank == 2:
        y = g.squeeze(y, 1)
    if b.rank == 2:
        y = g.squeeze(y, 2 if a.rank == 3 else 1)
    return call.result(y, (a.shape[0], *kept))


def _unit(call: Call, x: Handle, axis: int) -> Handle:
    g = call.graph
    squares = g.reduce("Sum", g.add("Mul", x, x), [axis], True)
    return g.add("Div", x, g.add("Sqrt", g.add("Max", squares, g.scalar(1e-12))))
