"""Keras's convolutions."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .activations import activate
from .calls import Call, Value, layer


def numbers(value: Any, rank: int) -> list[int]:
    """An option that is one number or one a dimension."""
    return [int(value)] * rank if isinstance(value, (int, float)) else [int(v) for v in value]


def same_padding(call: Call, size: Optional[int], window: int, stride: int) -> tuple[int, int]:
    """What TensorFlow puts before and after; a stride of 1 needs no size."""
    if stride == 1:
        total = window - 1
    elif size is None:
        call.unsupported("padding='same' with strides and a dimension that is not known")
    else:
        total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def output_size(size: Optional[int], window: int, stride: int, pads: tuple[int, int]) -> Optional[int]:
    return None if size is None else (size + sum(pads) - window) // stride + 1


def pads_of(
    call: Call, space: list[Optional[int]], windows: list[int], strides: list[int]
) -> list[tuple[int, int]]:
    padding = str(call.get("padding", "valid")).lower()
    if padding == "valid":
        return [(0, 0)] * len(space)
    if padding == "causal":
        return [(w - 1, 0) for w in windows]
    if padding != "same":
        call.unsupported(f"padding={padding}")
    return [same_padding(call, *each) for each in zip(space, windows, strides)]


def _convolve(call: Call, x: Value, kernel: np.ndarray, bias: list[np.ndarray], groups: int) -> Value:
    """`kernel` in ONNX's order: [out, in / groups, space...]."""
    g, rank = call.graph, kernel.ndim - 2
    strides, dilations = (
        numbers(call.get("strides", 1), rank),
        numbers(call.get("dilation_rate", 1), rank),
    )
    _, space = call.channels_and_space(x)
    windows = [(k - 1) * d + 1 for k, d in zip(kernel.shape[2:], dilations)]
    pads = pads_of(call, space, windows, strides)
    y = g.add(
        "Conv",
        call.planes(x),
        g.constant(kernel),
        *[g.constant(b) for b in bias],
        strides=strides,
        dilations=dilations,
        group=groups,
        pads=[p[0] for p in pads] + [p[1] for p in pads],
    )
    sizes = [output_size(*each) for each in zip(space, windows, strides, pads)]
    return call.from_planes(y, kernel.shape[0], sizes, x.shape[0])


@layer("Conv1D", "Conv2D", "Conv3D", "Convolution1D", "Convolution2D", "Convolution3D")
def _conv(call: Call) -> Value:
    kernel, *bias = call.weights("kernel", *["bias"] * bool(call.get("use_bias", True)))
    kernel = np.moveaxis(kernel, (-1, -2), (0, 1))
    return activate(call, _convolve(call, call.x, kernel, bias, int(call.get("groups", 1))))


def _depthwise_kernel(kernel: np.ndarray) -> np.ndarray:
    """[space..., in, multiplier] -> [in * multiplier, 1, space...]."""
    moved = np.moveaxis(kernel, (-2, -1), (0, 1))
    return moved.reshape(-1, 1, *kernel.shape[:-2])


@layer("DepthwiseConv1D", "DepthwiseConv2D")
def _depthwise(call: Call) -> Value:
    kernel, *bias = call.weights("kernel", *["bias"] * bool(call.get("use_bias", True)))
    return activate(call, _convolve(call, call.x, _depthwise_kernel(kernel), bias, kernel.shape[-2]))


@layer("SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D", "SeparableConvolution2D")
def _separable(call: Call) -> Value:
    depth, point, *bias = call.weights(
        "depthwise_kernel", "pointwise_kernel", *["bias"] * bool(call.get("use_bias", True))
    )
    y = _convolve(call, call.x, _depthwise_kernel(depth), [], depth.shape[-2])
    g = call.graph
    point = np.moveaxis(point, (-1, -2), (0, 1))
    planes = g.add("Conv", call.planes(y), g.constant(point), *[g.constant(b) for b in bias])
    _, space = call.channels_and_space(y)
    return activate(call, call.from_planes(planes, point.shape[0], space, y.shape[0]))


def _cropping(window: int, stride: int, same: bool, extra: Optional[int]) -> tuple[int, int]:
    """What is cut off before and after of all that the windows cover; less than 0: zeros are
    added."""
    if not same:
        return 0, -(max(stride - window, 0) if extra is None else extra)
    # As many places are kept as `total` says beyond those that every window covers.
    total = window - 2 + (stride if extra is None else window % 2 + extra)
    left = min(total - total // 2, window - 1)
    return window - 1 - left, window - 1 - (total - left)


@layer(
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "Convolution2DTranspose",
    "Convolution3DTranspose",
)
def _transpose(call: Call) -> Value:
    kernel, *bias = call.weights("kernel", *["bias"] * bool(call.get("use_bias", True)))
    kernel = np.moveaxis(kernel, (-1, -2), (0, 1))  # [in, out, space...]: [space..., out, in] before
    kernel = np.ascontiguousarray(kernel)
    rank, x, g = kernel.ndim - 2, call.x, call.graph
    strides, dilations = (
        numbers(call.get("strides", 1), rank),
        numbers(call.get("dilation_rate", 1), rank),
    )
    extra = call.config.get("output_padding")
    extras = [None] * rank if extra is None else numbers(extra, rank)
    same = str(call.get("padding", "valid")).lower() == "same"
    _, space = call.channels_and_space(x)
    before, after, sizes = [], [], []
    for k, stride, dilation, e, size in zip(kernel.shape[2:], strides, dilations, extras, space):
        window = (k - 1) * dilation + 1
        start, end = _cropping(window, stride, same, e)
        before.append(start)
        after.append(end)
        sizes.append(None if size is None else (size - 1) * stride + window - start - end)
    y: Handle = g.add(
        "ConvTranspose",
        call.planes(x),
        g.constant(kernel),
        *[g.constant(b) for b in bias],
        strides=strides,
        dilations=dilations,
        pads=before + [max(a, 0) for a in after],
        output_padding=[max(-a, 0) for a in after],
    )
    return activate(call, call.from_planes(y, kernel.shape[1], sizes, x.shape[0]))
