"""aten's normalisations."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import NUMPY, Calls, Tensor, aten


def _settings(c: Calls, size: int, kind: str, *given: Optional[Tensor]) -> list[Handle]:
    """Scales, then offsets; 1 and 0 where there are none."""
    return [
        t.h if t is not None else c.graph.constant(np.full(size, value, NUMPY[kind]))
        for t, value in zip(given, (1, 0))
    ]


@aten(
    "batch_norm",
    "_native_batch_norm_legit_no_training",
    "_batch_norm_no_update",
    "native_batch_norm",
    "cudnn_batch_norm",
)
def _batch_norm(
    c: Calls,
    input: Tensor,
    weight: Optional[Tensor],
    bias: Optional[Tensor],
    running_mean: Optional[Tensor],
    running_var: Optional[Tensor],
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    cudnn_enabled: bool = False,
) -> Any:
    channels = input.sizes[1]
    if training or running_mean is None or running_var is None:
        if training and running_mean is not None:
            c.unsupported("a program that was exported for training: call module.eval() before")
        axes = [0, *range(2, input.rank)]
        return _affine(c, c.graph.normalise(input.h, axes, eps, NUMPY[input.kind]), input.rank, weight, bias)
    scale, offset = _settings(c, int(channels or running_mean.sizes[0] or 1), input.kind, weight, bias)
    y = c.add(
        "BatchNormalization",
        input.h,
        scale,
        offset,
        running_mean.h,
        running_var.h,
        epsilon=float(eps),
    )
    return y if c.target.startswith("batch_norm") else [y, *[None] * (len(c.answers) - 1)]


@aten("_native_batch_norm_legit.no_stats")
def _batch_statistics(
    c: Calls,
    input: Tensor,
    weight: Optional[Tensor],
    bias: Optional[Tensor],
    training: bool,
    momentum: float,
    eps: float,
) -> list[Any]:
    """As InstanceNorm uses it, with its events and channels as one."""
    y = c.graph.normalise(input.h, [0, *range(2, input.rank)], eps, NUMPY[input.kind])
    return [_affine(c, y, input.rank, weight, bias), None, None]


def _affine(c: Calls, y: Handle, rank: int, weight: Optional[Tensor], bias: Optional[Tensor]) -> Handle:
    """Times and plus something a channel."""
    for op, t in (("Mul", weight), ("Add", bias)):
        if t is not None:
            y = c.add(op, y, c.graph.reshape(t.h, [-1, *[1] * (rank - 2)]))
    return y


@aten("layer_norm", "native_layer_norm")
def _layer_norm(
    c: Calls,
    input: Tensor,
    normalized_shape: list[int],
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    eps: float = 1e-5,
    cudnn_enable: bool = False,
) -> Any:
    scale = weight.h if weight is not None else c.graph.constant(np.ones(normalized_shape, NUMPY[input.kind]))
    y = c.add(
        "LayerNormalization",
        input.h,
        scale,
        bias.h if bias is not None else None,
        axis=-len(normalized_shape),
        epsilon=float(eps),
    )
    return [y, None, None] if c.target.startswith("native") else y


@aten("rms_norm")
def _rms_norm(
    c: Calls,
    input: Tensor,
    normalized_shape: list[int],
    weight: Optional[Tensor] = None,
    eps: Optional[float] = None,
) -> Handle:
    power = c.graph.reduce(
        "Mean", c.add("Mul", input.h, input.h), list(range(-len(normalized_shape), 0)), True
    )
    epsilon = float(np.finfo(NUMPY[input.kind]).eps) if eps is None else eps
    y = c.add("Div", input.h, c.add("Sqrt", c.add("Add", power, c.number(epsilon, input.kind))))
    return y if weight is None else c.add("Mul", y, weight.h)


@aten("group_norm", "native_group_norm")
def _group_norm(
    c: Calls,
    input: Tensor,
    num_groups: int = 0,
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    eps: float = 1e-5,
    cudnn_enabled: bool = False,
    N: Any = None,
    C: Any = None,
    HxW: Any = None,
    group: int = 0,
) -> Any:
    g, groups = c.graph, num_groups or group
    y = g.normalise(g.reshape(input.h, [0, groups, -1]), [2], eps, NUMPY[input.kind])
    y = _affine(c, c.add("Reshape", y, c.add("Shape", input.h)), input.rank, weight, bias)
    return [y, None, None] if c.target.startswith("native") else y


@aten("instance_norm")
def _instance_norm(
    c: Calls,
    input: Tensor,
    weight: Optional[Tensor],
    bias: Optional[Tensor],
    running_mean: Optional[Tensor],
    running_var: Optional[Tensor],
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool = False,
) -> Handle:
    if not use_input_stats:
        return _batch_norm(c, input, weight, bias, running_mean, running_var, eps=eps)
    channels = input.sizes[1]
    if channels is None:
        c.unsupported("the number of channels must be known")
    return c.add(
        "InstanceNormalization",
        input.h,
        *_settings(c, channels, input.kind, weight, bias),
        epsilon=float(eps),
    )


@aten("local_response_norm")
def _local_response_norm(
    c: Calls, input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Handle:
    return c.add("LRN", input.h, size=size, alpha=float(alpha), beta=float(beta), bias=float(k))
