"""Operations of keras.ops (also x + y, x[:, 0]), which stand in functional models as they are."""

from __future__ import annotations

from typing import Any, Callable

from ..graph_writer import NUMBERS, TYPES
from .activations import ACTIVATIONS
from .calls import Call, Value, operation
from .layers import as_float
from .merging import broadcast, fold, operand


@operation("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Divide", "TrueDivide", "Power")
def _elementwise(call: Call) -> Value:
    names = {
        "Add": "Add",
        "Subtract": "Sub",
        "Multiply": "Mul",
        "Maximum": "Max",
        "Minimum": "Min",
        "Power": "Pow",
    }
    return fold(call, names.get(call.kind, "Div"))


@operation("Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "LogicalAnd", "LogicalOr")
def _compare(call: Call) -> Value:
    op = {
        "GreaterEqual": "GreaterOrEqual",
        "LessEqual": "LessOrEqual",
        "LogicalAnd": "And",
        "LogicalOr": "Or",
    }.get(call.kind, call.kind)
    y = fold(call, op)
    y.kind = "bool"
    return y


@operation("LogicalNot")
def _not(call: Call) -> Value:
    return call.x.map(lambda x: call.graph.add("Not", x))


@operation("Where")
def _where(call: Call) -> Value:
    condition, a, b = call.inputs
    a, b = operand(call, a, "float"), operand(call, b, "float")
    shape = broadcast(condition.shape, broadcast(a.shape, b.shape))
    return call.result(call.graph.add("Where", condition.handle, a.handle, b.handle), shape)


@operation("Cast")
def _cast(call: Call) -> Value:
    kind = TYPES.get(str(call.config.get("dtype")), "")
    if kind not in NUMBERS:
        call.unsupported(f"dtype={call.config.get('dtype')}")
    return call.result(call.graph.cast(call.x.handle, kind), call.x.shape, kind)


@operation("Clip")
def _clip(call: Call) -> Value:
    low, high = (float(call.config[k]) for k in ("x_min", "x_max"))
    return as_float(call, call.x).map(
        lambda x: call.graph.add("Clip", x, call.graph.scalar(low), call.graph.scalar(high))
    )


@operation("Softmax", "LogSoftmax")
def _softmax(call: Call) -> Value:
    return call.x.like(call.graph.add(call.kind, call.x.handle, axis=int(call.get("axis", -1))))


@operation("Transpose")
def _transpose(call: Call) -> Value:
    x = call.x
    axes = call.get("axes", list(range(x.rank))[::-1])
    return x.like(
        call.graph.transpose(x.handle, *[int(a) for a in axes]),
        shape=tuple(x.shape[a] for a in axes),
    )


@operation("Reshape")
def _reshape(call: Call) -> Value:
    x, target = call.x, [-1 if d is None else int(d) for d in call.config["newshape"]]
    shape = list(target)
    if -1 in target and not any(d is None for d in x.shape[1:]):
        # The first dimension is not known: a -1 there takes it, elsewhere it stays.
        sizes, k = [d for d in x.shape[1:] if d is not None], target.index(-1)
        rest = 1
        for d in target[:k] + target[k + 1 :]:
            rest *= d
        total = 1
        for d in sizes:
            total *= d
        shape[k] = -1 if k == 0 else total // max(rest, 1)
    return x.like(call.graph.reshape(x.handle, target), shape=tuple(None if d == -1 else d for d in shape))


@operation("ExpandDims")
def _expand_dims(call: Call) -> Value:
    x, axes = call.x, call.config["axis"]
    axes = [axes] if isinstance(axes, int) else list(axes)
    shape = list(x.shape)
    for a in sorted(a % (x.rank + len(axes)) for a in axes):
        shape.insert(a, 1)
    return x.like(call.graph.unsqueeze(x.handle, *axes), shape=tuple(shape))


@operation("Squeeze")
def _squeeze(call: Call) -> Value:
    x, axes = call.x, call.config.get("axis")
    axes = (
        [i for i, d in enumerate(x.shape) if d == 1]
        if axes is None
        else [axes]
        if isinstance(axes, int)
        else list(axes)
    )
    axes = [a % x.rank for a in axes]
    return x.like(
        call.graph.squeeze(x.handle, *axes),
        shape=tuple(d for i, d in enumerate(x.shape) if i not in axes),
    )


@operation("Stack")
def _stack(call: Call) -> Value:
    values, g = call.many, call.graph
    axis = int(call.get("axis", 0)) % (values[0].rank + 1)
    y = g.add("Concat", *[g.unsqueeze(v.handle, axis) for v in values], axis=axis)
    shape = list(values[0].shape)
    shape.insert(axis, len(values))
    return values[0].like(y, shape=tuple(shape))


@operation("Split")
def _split(call: Call) -> list[Value]:
    x, g, axis = call.x, call.graph, int(call.get("axis", 0)) % call.x.rank
    parts, size = call.config["indices_or_sections"], call.x.shape[axis]
    if size is None:
        call.unsupported("a dimension that is not known")
    edges = [size // parts * k for k in range(parts + 1)] if isinstance(parts, int) else [0, *parts, size]
    sizes = [b - a for a, b in zip(edges, edges[1:])]
    outputs = g.add("Split", x.handle, g.ints(*sizes), outputs=len(sizes), axis=axis)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return [x.like(o, shape=(*x.shape[:axis], s, *x.shape[axis + 1 :])) for o, s in zip(outputs, sizes)]


def _activation(name: str) -> Callable[[Call], Value]:
    function = ACTIVATIONS[name]
    return lambda call: as_float(call, call.x).map(lambda x: function(call.graph, x))


def _simple(op: str) -> Callable[[Call], Value]:
    return lambda call: as_float(call, call.x).map(lambda x: call.graph.add(op, x))


for _name, _op in {
    "Negative": "Neg",
    "Absolute": "Abs",
    "Abs": "Abs",
    "Exp": "Exp",
    "Log": "Log",
    "Sqrt": "Sqrt",
    "Sin": "Sin",
    "Cos": "Cos",
    "Tanh": "Tanh",
    "Sigmoid": "Sigmoid",
    "Relu": "Relu",
    "Softplus": "Softplus",
    "Floor": "Floor",
    "Ceil": "Ceil",
    "Sign": "Sign",
    "Reciprocal": "Reciprocal",
}.items():
    operation(_name)(_simple(_op))
for _name, _function in {
    "Silu": "silu",
    "Selu": "selu",
    "Gelu": "gelu",
    "Softsign": "softsign",
    "Relu6": "relu6",
}.items():
    operation(_name)(_activation(_function))


@operation("Square")
def _square(call: Call) -> Value:
    return call.x.map(lambda x: call.graph.add("Mul", x, x))


def _argument(call: Call, position: int, name: str, otherwise: Any = None) -> Any:
    """An argument of an operation, wherever Keras has put it."""
    if len(call.inputs) > position:
        return call.inputs[position]
    return call.keywords.get(name, call.config.get(name, otherwise))


@operation("Sum", "Mean", "Max", "Min", "Prod")
def _reduce(call: Call) -> Value:
    x = call.x
    axes = _argument(call, 1, "axis")
    axes = list(range(x.rank)) if axes is None else [axes] if isinstance(axes, int) else list(axes)
    axes = [a % x.rank for a in axes]
    keep = bool(_argument(call, 2, "keepdims", False))
    y = call.graph.reduce(call.kind, x.handle, axes, keep)
    shape = tuple(1 if i in axes else d for i, d in enumerate(x.shape) if keep or i not in axes)
    return call.result(y, shape, x.kind)


@operation("Matmul")
def _matmul(call: Call) -> Value:
    a, b = call.many
    shape = (*broadcast(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    return call.result(call.graph.add("MatMul", a.handle, b.handle), shape)


@operation("GetItem")
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
