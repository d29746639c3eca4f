"""aten's convolutions and pooling."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Calls, Tensor, aten


def _each(value: Any, rank: int) -> list[int]:
    values = [int(v) for v in value] if isinstance(value, (list, tuple)) else [int(value)]
    return values * rank if len(values) == 1 else values


def _batched(c: Calls, x: Tensor, rank: int) -> tuple[Handle, bool]:
    """The input with a dimension of events."""
    alone = x.rank == rank + 1
    return (c.graph.unsqueeze(x.h, 0) if alone else x.h), alone


@aten("conv1d", "conv2d", "conv3d", "conv1d.padding", "conv2d.padding", "conv3d.padding")
def _conv(
    c: Calls,
    input: Tensor,
    weight: Tensor,
    bias: Optional[Tensor] = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Handle:
    rank = weight.rank - 2
    dilations = _each(dilation, rank)
    if padding == "valid":
        padding = 0
    if padding == "same":
        totals = [d * (int(k or 1) - 1) for d, k in zip(dilations, weight.sizes[2:])]
        pads = [t // 2 for t in totals] + [t - t // 2 for t in totals]
    else:
        pads = _each(padding, rank) * 2
    x, alone = _batched(c, input, rank)
    y = c.add(
        "Conv",
        x,
        weight.h,
        bias.h if bias is not None else None,
        strides=_each(stride, rank),
        pads=pads,
        dilations=dilations,
        group=groups,
    )
    return c.graph.squeeze(y, 0) if alone else y


@aten("conv_transpose1d", "conv_transpose2d.input", "conv_transpose3d.input")
def _conv_transpose(
    c: Calls,
    input: Tensor,
    weight: Tensor,
    bias: Optional[Tensor] = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Handle:
    rank = weight.rank - 2
    x, alone = _batched(c, input, rank)
    y = c.add(
        "ConvTranspose",
        x,
        weight.h,
        bias.h if bias is not None else None,
        strides=_each(stride, rank),
        pads=_each(padding, rank) * 2,
        dilations=_each(dilation, rank),
        output_padding=_each(output_padding, rank),
        group=groups,
    )
    return c.graph.squeeze(y, 0) if alone else y


@aten("convolution")
def _convolution(
    c: Calls,
    input: Tensor,
    weight: Tensor,
    bias: Optional[Tensor],
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
) -> Handle:
    if transposed:
        return _conv_transpose(c, input, weight, bias, stride, padding, output_padding, groups, dilation)
    return _conv(c, input, weight, bias, stride, padding, dilation, groups)


def _pool_attributes(
    rank: int, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool
) -> dict[str, Any]:
    kernel = _each(kernel_size, rank)
    return {
        "kernel_shape": kernel,
        "strides": _each(stride, rank) if stride else kernel,
        "pads": _each(padding, rank) * 2,
        "ceil_mode": int(ceil_mode),
    }


def _rank_of(c: Calls) -> int:
    return (
        int(c.target.split("d")[0][-1])
        if c.target[0].isdigit()
        else int(c.target[c.target.index("pool") + 4])
    )


@aten(
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool1d_with_indices",
    "max_pool2d_with_indices",
    "max_pool3d_with_indices",
)
def _max_pool(
    c: Calls,
    self: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Any:
    rank = _rank_of(c)
    x, alone = _batched(c, self, rank)
    attributes = _pool_attributes(rank, kernel_size, stride, padding, ceil_mode)
    y = c.add("MaxPool", x, dilations=_each(dilation, rank), **attributes)
    y = c.graph.squeeze(y, 0) if alone else y
    return [y, None] if "indices" in c.target else y


@aten("avg_pool1d", "avg_pool2d", "avg_pool3d")
def _avg_pool(
    c: Calls,
    self: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Any = None,
) -> Handle:
    if divisor_override is not None:
        c.unsupported("divisor_override")
    rank = _rank_of(c)
    x, alone = _batched(c, self, rank)
    y = c.add(
        "AveragePool",
        x,
        count_include_pad=int(count_include_pad),
        **_pool_attributes(rank, kernel_size, stride, padding, ceil_mode),
    )
    return c.graph.squeeze(y, 0) if alone else y


@aten(
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "_adaptive_avg_pool2d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
)
def _adaptive_pool(c: Calls, self: Tensor, output_size: Any) -> Any:
    rank = _rank_of(c)
    sizes = _each(output_size, rank)
    average = "avg" in c.target
    answer: Handle
    space = self.sizes[-rank:]
    axes = list(range(self.rank - rank, self.rank))
    if all(s == 1 for s in sizes):
        answer = c.graph.reduce("Mean" if average else "Max", self.h, axes, True)
    elif all(n is not None and n % s == 0 for n, s in zip(space, sizes)):
        kernel = [int(n or 1) // s for n, s in zip(space, sizes)]
        x, alone = _batched(c, self, rank)
        y = c.add("AveragePool" if average else "MaxPool", x, kernel_shape=kernel, strides=kernel)
        answer = c.graph.squeeze(y, 0) if alone else y
    else:
        answer = self.h
        for axis, n, s in zip(axes, space, sizes):
            answer = _adaptive(c, answer, axis, n, s, average)
    return answer if average else [answer, None]


def _adaptive(c: Calls, x: Handle, axis: int, length: Optional[int], parts: int, average: bool) -> Handle:
    """One dimension at a time; the ranges may overlap."""
    if length is None:
        c.unsupported("a dimension that is not known")
    pieces = []
    for k in range(parts):
        part = c.graph.slice(x, axis, k * length // parts, -(-(k + 1) * length // parts))
        pieces.append(c.graph.reduce("Mean" if average else "Max", part, [axis], True))
    return c.add("Concat", *pieces, axis=axis) if parts > 1 else pieces[0]


@aten(
    "upsample_nearest1d.vec",
    "upsample_nearest2d.vec",
    "upsample_nearest3d.vec",
    "upsample_linear1d.vec",
    "upsample_bilinear2d.vec",
    "upsample_trilinear3d.vec",
)
def _upsample(
    c: Calls,
    input: Tensor,
    output_size: Any = None,
    scale_factors: Any = None,
    align_corners: bool = False,
) -> Handle:
    nearest = "nearest" in c.target
    where = "asymmetric" if nearest else "align_corners" if align_corners else "half_pixel"
    scales = sizes = None
    if scale_factors is not None:
        scales = c.graph.constant(np.array([1, 1, *scale_factors], np.float32))
    else:
        sizes = c.shape([c.length(input, 0), c.length(input, 1), *output_size])
    return c.add(
        "Resize",
        input.h,
        None,
        scales,
        sizes,
        mode="nearest" if nearest else "linear",
        coordinate_transformation_mode=where,
        nearest_mode="floor" if nearest else None,
    )
