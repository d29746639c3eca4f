"""Keras's pooling, padding, cropping and enlarging."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Call, Value, layer
from .convolutions import numbers, output_size, pads_of


@layer(
    *[f"{kind}{name}{n}D" for kind in ("Max", "Average") for name in ("Pooling", "Pool") for n in (1, 2, 3)]
)
def _pool(call: Call) -> Value:
    rank, x, g = int(call.kind[-2]), call.x, call.graph
    windows = numbers(call.get("pool_size", 2), rank)
    strides = numbers(call.get("strides", windows), rank)
    channels, space = call.channels_and_space(x)
    pads = pads_of(call, space, windows, strides)
    op = "MaxPool" if call.kind.startswith("Max") else "AveragePool"
    y = g.add(
        op,
        call.planes(x),
        kernel_shape=windows,
        strides=strides,
        pads=[p[0] for p in pads] + [p[1] for p in pads],
    )
    sizes = [output_size(*each) for each in zip(space, windows, strides, pads)]
    return call.from_planes(y, channels, sizes, x.shape[0])


@layer(
    *[
        f"Global{kind}{name}{n}D"
        for kind in ("Max", "Average")
        for name in ("Pooling", "Pool")
        for n in (1, 2, 3)
    ]
)
def _global_pool(call: Call) -> Value:
    if call.kind.startswith("GlobalAverage"):
        call.refuse_mask()
    x, g = call.x, call.graph
    channels, _ = call.channels_and_space(x)
    op = "Max" if call.kind.startswith("GlobalMax") else "Mean"
    keep = bool(call.get("keepdims", False))
    axes = list(range(2, x.rank))
    y = g.reduce(op, call.planes(x), axes, keep)
    if keep:
        return call.from_planes(y, channels, [1] * len(axes), x.shape[0])
    return call.result(y, (x.shape[0], channels))


def _sides(value: Any, rank: int) -> list[tuple[int, int]]:
    """One number, one a dimension, or (before, after) a dimension."""
    if isinstance(value, (int, float)):
        return [(int(value), int(value))] * rank
    if rank == 1 and len(value) == 2 and all(isinstance(v, (int, float)) for v in value):
        return [(int(value[0]), int(value[1]))]
    sides = []
    for v in value:
        sides.append((int(v), int(v)) if isinstance(v, (int, float)) else (int(v[0]), int(v[1])))
    return sides


def _space_axes(call: Call, x: Value) -> list[int]:
    return list(range(2, x.rank)) if call.channels_are_first() else list(range(1, x.rank - 1))


@layer("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D")
def _zero_padding(call: Call) -> Value:
    rank, x, g = int(call.kind[-2]), call.x, call.graph
    sides = _sides(call.get("padding", 1), rank)
    channels, space = call.channels_and_space(x)
    # In ONNX's order, where convolutions come before and after.
    pads = [0, 0, *[b for b, _ in sides], 0, 0, *[e for _, e in sides]]
    y = g.add("Pad", call.planes(x), g.ints(*pads))
    sizes = [None if s is None else s + sum(p) for s, p in zip(space, sides)]
    return call.from_planes(y, channels, sizes, x.shape[0])


@layer("Cropping1D", "Cropping2D", "Cropping3D")
def _cropping(call: Call) -> Value:
    rank, x, g = int(call.kind[-2]), call.x, call.graph
    sides = _sides(call.get("cropping", 1), rank)
    axes = _space_axes(call, x)
    ends = [-e if e else 1 << 62 for _, e in sides]
    y = g.add("Slice", x.handle, g.ints(*[b for b, _ in sides]), g.ints(*ends), g.ints(*axes))
    shape = list(x.shape)
    for axis, side in zip(axes, sides):
        size = shape[axis]
        shape[axis] = None if size is None else size - sum(side)
    return x.like(y, shape=tuple(shape))


@layer("UpSampling1D", "UpSampling2D", "UpSampling3D")
def _up_sampling(call: Call) -> Value:
    rank, x, g = int(call.kind[-2]), call.x, call.graph
    factors = numbers(call.get("size", 2), rank)
    channels, space = call.channels_and_space(x)
    mode = str(call.get("interpolation", "nearest"))
    modes = {"nearest": ("nearest", "asymmetric"), "bilinear": ("linear", "half_pixel")}
    if mode not in modes:
        call.unsupported(f"interpolation={mode}")
    scales = np.array([1, 1, *factors], np.float32)
    y: Handle = g.add(
        "Resize",
        call.planes(x),
        None,
        g.constant(scales),
        mode=modes[mode][0],
        coordinate_transformation_mode=modes[mode][1],
        nearest_mode="floor" if mode == "nearest" else None,
    )
    sizes: list[Optional[int]] = [None if s is None else s * f for s, f in zip(space, factors)]
    return call.from_planes(y, channels, sizes, x.shape[0])
