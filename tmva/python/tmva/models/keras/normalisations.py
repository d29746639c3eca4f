"""Keras's normalisations."""

from __future__ import annotations

import numpy as np

from ..graph_writer import Handle
from .calls import Call, Value, layer


def _affine(call: Call) -> list[str]:
    return ["gamma"] * bool(call.get("scale", True)) + ["beta"] * bool(call.get("center", True))


@layer("BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2", "SyncBatchNormalization")
def _batch_normalisation(call: Call) -> Value:
    names = _affine(call)
    arrays = dict(zip([*names, "mean", "variance"], call.weights(*names, "moving_mean", "moving_variance")))
    axis = call.get("axis", -1)
    axis = axis[0] if isinstance(axis, (list, tuple)) else axis
    x, g = call.x, call.graph
    axis = int(axis) % x.rank
    width = arrays["mean"].size
    gamma = arrays.get("gamma", np.ones(width, np.float32))
    beta = arrays.get("beta", np.zeros(width, np.float32))
    settings = [g.constant(a) for a in (gamma, beta, arrays["mean"], arrays["variance"])]
    epsilon = float(call.get("epsilon", 1e-3))

    def normalise(h: Handle) -> Handle:
        return g.add("BatchNormalization", h, *settings, epsilon=epsilon)

    if axis == 1:
        return x.like(normalise(x.handle))
    if axis == x.rank - 1:
        return x.like(channels_first=normalise(x.channels_first))
    order = [0, axis, *[a for a in range(1, x.rank) if a != axis]]
    back = [order.index(a) for a in range(x.rank)]
    return x.like(g.transpose(normalise(g.transpose(x.handle, *order)), *back))


@layer("LayerNormalization")
def _layer_normalisation(call: Call) -> Value:
    x, g = call.x, call.graph
    rms = bool(call.get("rms_scaling", False))
    names = ["gamma"] if rms else _affine(call)
    arrays = dict(zip(names, call.weights(*names))) if names else {}
    axes = call.get("axis", -1)
    axes = sorted(int(a) % x.rank for a in (axes if isinstance(axes, (list, tuple)) else [axes]))
    epsilon = float(call.get("epsilon", 1e-3))
    if rms:
        power = g.reduce("Mean", g.add("Mul", x.handle, x.handle), axes, True)
        y = g.add("Div", x.handle, g.add("Sqrt", g.add("Add", power, g.scalar(epsilon))))
        return x.like(g.add("Mul", y, g.constant(_along(arrays["gamma"], axes, x.rank))))
    sizes = [x.shape[a] for a in axes]
    if axes == list(range(x.rank - len(axes), x.rank)) and not any(s is None for s in sizes):
        gamma = arrays.get("gamma", np.ones([s or 1 for s in sizes], np.float32))
        beta = [g.constant(arrays["beta"])] if "beta" in arrays else []
        return x.like(
            g.add(
                "LayerNormalization",
                x.handle,
                g.constant(gamma),
                *beta,
                axis=axes[0],
                epsilon=epsilon,
            )
        )
    y = g.normalise(x.handle, axes, epsilon)
    if "gamma" in arrays:
        y = g.add("Mul", y, g.constant(_along(arrays["gamma"], axes, x.rank)))
    if "beta" in arrays:
        y = g.add("Add", y, g.constant(_along(arrays["beta"], axes, x.rank)))
    return x.like(y)


@layer("RMSNormalization")
def _rms_normalisation(call: Call) -> Value:
    x, g = call.x, call.graph
    (scale,) = call.weights("scale")
    axes = call.get("axis", -1)
    axes = sorted(int(a) % x.rank for a in (axes if isinstance(axes, (list, tuple)) else [axes]))
    power = g.reduce("Mean", g.add("Mul", x.handle, x.handle), axes, True)
    y = g.add(
        "Div",
        x.handle,
        g.add("Sqrt", g.add("Add", power, g.scalar(float(call.get("epsilon", 1e-6))))),
    )
    return x.like(g.add("Mul", y, g.constant(_along(scale, axes, x.rank))))


def _along(array: np.ndarray, axes: list[int], rank: int) -> np.ndarray:
    """An array over some dimensions, to be multiplied with a tensor."""
    sizes = dict(zip(axes, array.shape))
    return array.reshape([sizes.get(a, 1) for a in range(rank)])


@layer("GroupNormalization")
def _group_normalisation(call: Call) -> Value:
    names = _affine(call)
    arrays = dict(zip(names, call.weights(*names))) if names else {}
    x, g = call.x, call.graph
    axis = int(call.get("axis", -1)) % x.rank
    if axis not in (1, x.rank - 1):
        call.unsupported(f"axis={axis}")
    first = axis == 1 and x.rank > 2
    planes = x.handle if first or x.rank == 2 else x.channels_first
    channels = x.shape[axis]
    if channels is None:
        call.unsupported("the number of channels must be known")
    groups = int(call.get("groups", 32))
    groups = channels if groups == -1 else groups
    split = g.reshape(planes, [0, groups, -1])
    y = g.normalise(split, [2], float(call.get("epsilon", 1e-3)))
    y = g.add("Reshape", y, g.add("Shape", planes))
    for name, op in (("gamma", "Mul"), ("beta", "Add")):
        if name in arrays:
            y = g.add(op, y, g.constant(arrays[name].reshape(-1, *[1] * (x.rank - 2))))
    return x.like(y) if first or x.rank == 2 else x.like(channels_first=y)


@layer("UnitNormalization")
def _unit_normalisation(call: Call) -> Value:
    x, g = call.x, call.graph
    axes = call.get("axis", -1)
    axes = [int(a) for a in (axes if isinstance(axes, (list, tuple)) else [axes])]
    squares = g.reduce("Sum", g.add("Mul", x.handle, x.handle), axes, True)
    return x.like(g.add("Div", x.handle, g.add("Sqrt", g.add("Max", squares, g.scalar(1e-12)))))
