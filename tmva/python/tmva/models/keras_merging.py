"""Keras's layers of several inputs, and operations that stand in a functional model as they are (x + y)."""

from __future__ import annotations

from typing import Any, Callable, Optional

import numpy as np

from .graph_writer import Handle
from .keras_activations import ACTIVATIONS
from .keras_calls import Call, Shape, Value, layer
from .keras_layers import as_float


def broadcast(a: Shape, b: Shape) -> Shape:
    rank = max(len(a), len(b))
    left, right = (1,) * (rank - len(a)) + tuple(a), (1,) * (rank - len(b)) + tuple(b)
    return tuple(y if x == 1 else x if y == 1 or y is None else (y if x is None else x) for x, y in zip(left, right))


def _operand(call: Call, x: Any, kind: str) -> Value:
    """An argument that is a tensor or a number."""
    if isinstance(x, Value):
        return x if x.kind == kind else Value(call.graph, x.shape, call.graph.cast(x.handle, kind), masked=x.masked)
    array = np.asarray(x, {"float": np.float32}.get(kind, kind))
    return Value(call.graph, array.shape, call.graph.constant(array), kind=kind)


def _fold(call: Call, op: str) -> Value:
    """Takes two at a time; the ranks of layers are made equal behind the first dimension."""
    given = call.many
    kinds = [x.kind for x in given if isinstance(x, Value)]
    kind = "float" if "float" in kinds or not kinds else kinds[0]
    values = [_operand(call, x, kind) for x in given]
    rank = max(v.rank for v in values)
    g = call.graph
    result: Optional[Value] = None
    for v in values:
        if call.kind[0].isupper() and 1 < v.rank < rank and call.config.get("name") is not None and _is_layer(call):
            v = v.like(g.unsqueeze(v.handle, *range(1, rank - v.rank + 1)), shape=(v.shape[0], *[1] * (rank - v.rank), *v.shape[1:]))
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


def _is_layer(call: Call) -> bool:
    return len(call.inputs) == 1


@layer("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Divide", "TrueDivide")
def _elementwise(call: Call) -> Value:
    return _fold(call, {"Add": "Add", "Subtract": "Sub", "Multiply": "Mul", "Maximum": "Max", "Minimum": "Min"}.get(call.kind, "Div"))


@layer("Average")
def _average(call: Call) -> Value:
    total = _fold(call, "Add")
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
        result = first.like(channels_first=g.add("Concat", *[v.channels_first for v in values], axis=1), shape=tuple(shape))
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
    kept = [s for i, s in enumerate(a.shape) if i not in (0, first)] + [s for i, s in enumerate(b.shape) if i not in (0, second)]
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


def _simple(op: str) -> Callable[[Call], Value]:
    return lambda call: as_float(call, call.x).map(lambda x: call.graph.add(op, x))


for _name, _op in {"Negative": "Neg", "Absolute": "Abs", "Abs": "Abs", "Exp": "Exp", "Log": "Log", "Sqrt": "Sqrt", "Sin": "Sin",
                   "Cos": "Cos", "Tanh": "Tanh", "Sigmoid": "Sigmoid", "Relu": "Relu", "Softplus": "Softplus",
                   "Floor": "Floor", "Ceil": "Ceil", "Sign": "Sign", "Reciprocal": "Reciprocal"}.items():
    layer(_name)(_simple(_op))
for _name, _function in {"Silu": "silu", "Selu": "selu", "Gelu": "gelu", "Softsign": "softsign", "Relu6": "relu6"}.items():
    layer(_name)(lambda call, f=_function: as_float(call, call.x).map(lambda x: ACTIVATIONS[f](call.graph, x)))


@layer("Square")
def _square(call: Call) -> Value:
    return call.x.map(lambda x: call.graph.add("Mul", x, x))


@layer("Power")
def _power(call: Call) -> Value:
    return _fold(call, "Pow")


def _argument(call: Call, position: int, name: str, otherwise: Any = None) -> Any:
    """An argument of an operation, wherever Keras has put it."""
    if len(call.inputs) > position:
        return call.inputs[position]
    return call.keywords.get(name, call.config.get(name, otherwise))


@layer("Sum", "Mean", "Max", "Min", "Prod")
def _reduce(call: Call) -> Value:
    x = call.x
    axes = _argument(call, 1, "axis")
    axes = list(range(x.rank)) if axes is None else [axes] if isinstance(axes, int) else list(axes)
    axes = [a % x.rank for a in axes]
    keep = bool(_argument(call, 2, "keepdims", False))
    y = call.graph.reduce(call.kind, x.handle, axes, keep)
    shape = tuple(1 if i in axes else d for i, d in enumerate(x.shape) if keep or i not in axes)
    return call.result(y, shape, x.kind)


@layer("Matmul")
def _matmul(call: Call) -> Value:
    a, b = call.many
    shape = (*broadcast(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    return call.result(call.graph.add("MatMul", a.handle, b.handle), shape)


@layer("GetItem")
def _get_item(call: Call) -> Value:
    x, g = call.x, call.graph
    key = _argument(call, 1, "key")
    keys = list(key) if isinstance(key, (list, tuple)) else [key]
    if Ellipsis in keys:
        k = keys.index(Ellipsis)
        keys[k : k + 1] = [slice(None)] * (x.rank - len(keys) + 1)
    handle, shape, gone = x.handle, list(x.shape), []
    for axis, k in enumerate(keys):
        if isinstance(k, int):
            handle = g.slice(handle, axis, k, k + 1 if k != -1 else 1 << 62)
            gone.append(axis)
        elif isinstance(k, slice):
            if k == slice(None):
                continue
            step = k.step or 1
            if step < 0:
                call.unsupported("slices backwards")
            handle = g.slice(handle, axis, k.start or 0, 1 << 62 if k.stop is None else k.stop, step)
            size = shape[axis]
            shape[axis] = None if size is None else len(range(*k.indices(size)))
        else:
            call.unsupported(f"the index {k!r}")
    if gone:
        handle = g.squeeze(handle, *gone)
    return call.result(handle, tuple(d for i, d in enumerate(shape) if i not in gone), x.kind)
