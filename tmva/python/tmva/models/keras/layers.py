"""Keras's plain layers: dense, embedding, shapes, masks, and preprocessing of numbers."""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np

from .activations import activate
from .calls import Call, Value, layer

#: Layers that do nothing when a model is applied.
IDENTITIES = (
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "ActivityRegularization",
    "Identity",
    "InputLayer",
)


@layer(*IDENTITIES)
def _identity(call: Call) -> Value:
    return call.x


@layer("Dense")
def _dense(call: Call) -> Value:
    if (
        call.config.get("lora_rank")
        or call.config.get("quantization_config")
        or call.config.get("quantization_mode")
    ):
        call.unsupported("LoRA and quantised layers")
    names = ["kernel"] + ["bias"] * bool(call.get("use_bias", True))
    kernel, *bias = call.weights(*names)
    x, g = call.x, call.graph
    shape = (*x.shape[:-1], kernel.shape[1])
    if x.rank == 2:
        y = g.add("Gemm", x.handle, g.constant(kernel), *[g.constant(b) for b in bias])
    else:
        y = g.add("MatMul", x.handle, g.constant(kernel))
        if bias:
            y = g.add("Add", y, g.constant(bias[0]))
    return activate(call, x.like(y, shape=shape))


@layer("EinsumDense")
def _einsum_dense(call: Call) -> Value:
    equation = str(call.config["equation"]).replace(" ", "")
    kernel, *bias = call.weights("kernel", *["bias"] * bool(call.config.get("bias_axes")))
    x, g = call.x, call.graph
    source, right = equation.split(",")
    second, target = right.split("->")
    letters: dict[str, Optional[int]] = dict(zip(second, kernel.shape))
    if "..." in equation:
        extra = x.rank - len(source.replace("...", ""))
        spare = [c for c in "ABCDEFGHIJ"][:extra]
        source, target = (t.replace("...", "".join(spare)) for t in (source, target))
    letters.update(zip(source, x.shape))
    y = g.add("Einsum", x.handle, g.constant(kernel), equation=f"{source},{second}->{target}")
    if bias:
        y = g.add("Add", y, g.constant(bias[0]))
    return activate(call, x.like(y, shape=tuple(letters[c] for c in target)))


@layer("Embedding")
def _embedding(call: Call) -> Value:
    (table,) = call.weights("embeddings")
    x = call.x
    indices = x.handle if x.kind in ("int32", "int64") else call.graph.cast(x.handle, "int64")
    y = call.result(call.graph.add("Gather", call.graph.constant(table), indices), (*x.shape, table.shape[1]))
    y.masked = bool(call.get("mask_zero", False))
    return y


@layer("Masking")
def _masking(call: Call) -> Value:
    x, g = call.x, call.graph
    differs = g.add("Not", g.add("Equal", x.handle, g.scalar(float(call.get("mask_value", 0.0)))))
    kept = g.reduce("Max", g.cast(differs, "float"), [-1], True)
    y = x.like(g.add("Mul", x.handle, kept))
    y.masked = True
    return y


@layer("Flatten")
def _flatten(call: Call) -> Value:
    x, g = call.x, call.graph
    if call.channels_are_first() and x.rank > 2:  # Keras puts the channels last before it flattens
        x = x.like(
            g.transpose(x.handle, 0, *range(2, x.rank), 1),
            shape=(x.shape[0], *x.shape[2:], x.shape[1]),
        )
    size = None if any(d is None for d in x.shape[1:]) else math.prod(d or 0 for d in x.shape[1:])
    return x.like(g.add("Flatten", x.handle, axis=1), shape=(x.shape[0], size))


@layer("Reshape")
def _reshape(call: Call) -> Value:
    x = call.x
    target = [int(d) if d is not None else -1 for d in call.config["target_shape"]]
    shape: list[Optional[int]] = list(target)
    if -1 in target:
        sizes = x.shape[1:]
        known = None if any(d is None for d in sizes) else math.prod(d or 0 for d in sizes)
        rest = math.prod(d for d in target if d != -1)
        shape[target.index(-1)] = None if known is None else known // max(rest, 1)
    if not any(d is None for d in shape):
        return x.like(
            call.graph.reshape(x.handle, [-1, *[d or 0 for d in shape]]), shape=(x.shape[0], *shape)
        )
    return x.like(call.graph.reshape(x.handle, [0, *target]), shape=(x.shape[0], *shape))


@layer("Permute")
def _permute(call: Call) -> Value:
    dims = [0, *[int(d) for d in call.config["dims"]]]
    x = call.x
    return x.like(call.graph.transpose(x.handle, *dims), shape=tuple(x.shape[d] for d in dims))


@layer("RepeatVector")
def _repeat_vector(call: Call) -> Value:
    n, x, g = int(call.config["n"]), call.x, call.graph
    return call.result(
        g.add("Tile", g.unsqueeze(x.handle, 1), g.ints(1, n, 1)),
        (x.shape[0], n, x.shape[1]),
        x.kind,
    )


@layer("Rescaling")
def _rescaling(call: Call) -> Value:
    g = call.graph
    scale, offset = (_plain(call.config.get(option, 0)) for option in ("scale", "offset"))
    return as_float(call, call.x).map(
        lambda x: g.add("Add", g.add("Mul", x, g.constant(scale, "float32")), g.constant(offset, "float32"))
    )


def _plain(value: Any) -> np.ndarray:
    """A number, a list, or a stored array."""
    if isinstance(value, dict):
        config = value.get("config", value)
        value = config.get("value", config) if isinstance(config, dict) else config
    return np.asarray(value, np.float32)


def as_float(call: Call, x: Value) -> Value:
    return (
        x
        if x.kind == "float"
        else Value(call.graph, x.shape, call.graph.cast(x.handle, "float"), masked=x.masked)
    )


@layer("Normalization")
def _normalization(call: Call) -> Value:
    x, g = as_float(call, call.x), call.graph
    if call.config.get("mean") is not None:
        mean, variance = _plain(call.config["mean"]), _plain(call.config["variance"])
    else:
        mean, variance = call.weights("mean", "variance", "count")[:2]
    axes = call.config.get("axis", -1)
    axes = [] if axes is None else [axes] if isinstance(axes, int) else list(axes)
    axes = sorted(a % x.rank for a in axes)
    if mean.size > 1 or axes:
        shape = [x.shape[a] if a in axes else 1 for a in range(x.rank)]
        if any(d is None for d in shape):
            call.unsupported("the dimension that is normalised must be known")
        count = math.prod(d for d in shape if d is not None)
        mean, variance = (
            np.broadcast_to(v.reshape(-1) if v.size == count else v, (count,)).reshape(
                [d or 1 for d in shape]
            )
            for v in (mean, variance)
        )
    deviation = np.maximum(np.sqrt(variance), np.float32(1e-7))
    if call.get("invert", False):
        return x.like(
            g.add(
                "Add",
                g.constant(mean, "float32"),
                g.add("Mul", x.handle, g.constant(deviation, "float32")),
            )
        )
    return x.like(
        g.add(
            "Div",
            g.add("Sub", x.handle, g.constant(mean, "float32")),
            g.constant(deviation, "float32"),
        )
    )


@layer("Discretization")
def _discretization(call: Call) -> Value:
    boundaries = call.config.get("bin_boundaries")
    if boundaries is None:
        call.unsupported("bins that were adapted; give bin_boundaries")
    x, g = as_float(call, call.x), call.graph
    above = g.add("GreaterOrEqual", g.unsqueeze(x.handle, -1), g.constant(np.asarray(boundaries, np.float32)))
    bins = g.reduce("Sum", g.cast(above, "int64"), [-1])
    mode = call.get("output_mode", "int")
    if mode == "int":
        return call.result(bins, x.shape, "int64")
    return _encode(call, call.result(bins, x.shape, "int64"), mode, len(boundaries) + 1)


@layer("CategoryEncoding")
def _category_encoding(call: Call) -> Value:
    x = call.x
    if len(call.inputs) > 1 or call.keywords.get("count_weights") is not None:
        call.unsupported("count_weights")
    if x.kind not in ("int32", "int64"):
        x = call.result(call.graph.cast(x.handle, "int64"), x.shape, "int64")
    return _encode(call, x, call.get("output_mode", "multi_hot"), int(call.config["num_tokens"]))


def _encode(call: Call, x: Value, mode: str, tokens: int) -> Value:
    g = call.graph
    hot = g.add(
        "OneHot",
        x.handle if x.kind == "int64" else g.cast(x.handle, "int64"),
        g.constant(np.array(tokens)),
        g.constant(np.array([0, 1], np.float32)),
        axis=-1,
    )
    if mode == "one_hot":
        if x.rank > 1 and x.shape[-1] == 1:
            return call.result(g.squeeze(hot, -2), (*x.shape[:-1], tokens))
        return call.result(hot, (*x.shape, tokens))
    if mode not in ("multi_hot", "count"):
        call.unsupported(f"output_mode={mode}")
    if x.rank == 1:
        return call.result(hot, (*x.shape, tokens))
    return call.result(g.reduce("Max" if mode == "multi_hot" else "Sum", hot, [-2]), (*x.shape[:-1], tokens))
