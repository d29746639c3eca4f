"""aten operators that give the same numbers another shape or order."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import AnySize, Calls, Size, Tensor, aten


@aten("view", "reshape", "_unsafe_view", "view_copy", "_reshape_alias")
def _view(
    c: Calls,
    self: Tensor,
    size: Optional[list[Any]] = None,
    shape: Optional[list[Any]] = None,
    **_: Any,
) -> Handle:
    wanted = size if size is not None else shape
    if wanted is None or (wanted and not isinstance(wanted, list)):
        c.unsupported("another type of the same bytes")
    return c.reshape(self.h, wanted)


@aten("view_as", "reshape_as")
def _view_as(c: Calls, self: Tensor, other: Tensor) -> Handle:
    return c.reshape(self.h, [c.length(other, i) for i in range(other.rank)])


def _sizes(c: Calls, x: Tensor) -> list[AnySize]:
    return [c.length(x, i) for i in range(x.rank)]


@aten("flatten.using_ints")
def _flatten(c: Calls, self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Handle:
    if self.rank == 0:
        return c.graph.reshape(self.h, [1])
    first, last = c.axis(self, start_dim), c.axis(self, end_dim)
    if first == 1 and last == self.rank - 1 and self.rank > 1:
        return c.add("Flatten", self.h, axis=1)
    target = [0] * first + [-1] + [s for s in self.sizes[last + 1 :]]
    if any(s is None for s in target):
        return c.reshape(self.h, [*_sizes(c, self)[:first], -1, *_sizes(c, self)[last + 1 :]])
    return c.graph.reshape(self.h, [int(s or 0) for s in target])


@aten("ravel")
def _ravel(c: Calls, self: Tensor) -> Handle:
    return c.graph.reshape(self.h, [-1])


@aten("unflatten.int")
def _unflatten(c: Calls, self: Tensor, dim: int, sizes: list[Any]) -> Handle:
    axis = c.axis(self, dim)
    return c.reshape(self.h, [*_sizes(c, self)[:axis], *sizes, *_sizes(c, self)[axis + 1 :]])


def _permuted(c: Calls, x: Tensor, order: list[int]) -> Handle:
    return c.add("Identity", x.h) if order == list(range(x.rank)) else c.graph.transpose(x.h, *order)


@aten("transpose.int", "swapaxes", "swapdims", "transpose_copy.int")
def _transpose(
    c: Calls,
    self: Tensor,
    dim0: int = 0,
    dim1: int = 1,
    axis0: Optional[int] = None,
    axis1: Optional[int] = None,
) -> Handle:
    a, b = (
        c.axis(self, dim0 if axis0 is None else axis0),
        c.axis(self, dim1 if axis1 is None else axis1),
    )
    order = list(range(self.rank))
    if order:
        order[a], order[b] = order[b], order[a]
    return _permuted(c, self, order)


@aten("t", "numpy_T", "mT", "adjoint")
def _t(c: Calls, self: Tensor) -> Handle:
    order = list(range(self.rank))
    turned = order[:-2] + order[-2:][::-1] if c.target.split(".")[0] in ("mT", "adjoint") else order[::-1]
    return _permuted(c, self, turned)


@aten("permute", "permute_copy")
def _permute(c: Calls, self: Tensor, dims: list[int]) -> Handle:
    return _permuted(c, self, [c.axis(self, d) for d in dims])


@aten("movedim.int", "movedim.intlist", "moveaxis.int", "moveaxis.intlist")
def _movedim(c: Calls, self: Tensor, source: Any, destination: Any) -> Handle:
    sources, targets = c.axes(self, source), c.axes(self, destination)
    placed = dict(zip(targets, sources))
    rest = iter([i for i in range(self.rank) if i not in sources])
    return _permuted(c, self, [placed[i] if i in placed else next(rest) for i in range(self.rank)])


@aten("unsqueeze", "unsqueeze_copy")
def _unsqueeze(c: Calls, self: Tensor, dim: int) -> Handle:
    return c.graph.unsqueeze(self.h, dim)


@aten("squeeze", "squeeze.dim", "squeeze.dims", "squeeze_copy")
def _squeeze(c: Calls, self: Tensor, dim: Any = None) -> Handle:
    axes = [a for a in c.axes(self, dim) if self.sizes[a] == 1] if self.rank else []
    return c.graph.squeeze(self.h, *axes) if axes else c.add("Identity", self.h)


@aten("expand", "broadcast_to", "expand_copy")
def _expand(c: Calls, self: Tensor, size: list[Any], implicit: bool = False) -> Handle:
    front = len(size) - self.rank
    target: list[Any] = []
    for i, s in enumerate(size):
        own = self.sizes[i - front] if i >= front else 1
        keeps = own != 1 and i >= front
        target.append(1 if keeps or (not isinstance(s, Size) and s == -1) else s)
    return c.add("Expand", self.h, c.shape(target))


@aten("expand_as")
def _expand_as(c: Calls, self: Tensor, other: Tensor) -> Handle:
    return c.add("Expand", self.h, c.shape(_sizes(c, other)))


@aten("broadcast_tensors")
def _broadcast_tensors(c: Calls, tensors: list[Tensor]) -> list[Handle]:
    shape = c.add("Shape", tensors[0].h)
    total = tensors[0].h
    for t in tensors[1:]:
        zero = c.add("ConstantOfShape", c.add("Shape", t.h))
        total = c.add("Add", c.add("ConstantOfShape", shape), zero)
        shape = c.add("Shape", total)
    return [c.add("Expand", t.h, shape) for t in tensors]


@aten("repeat", "tile")
def _repeat(
    c: Calls, self: Tensor, repeats: Optional[list[Any]] = None, dims: Optional[list[Any]] = None
) -> Handle:
    times = list(repeats if repeats is not None else dims or [])
    x = self.h
    if len(times) > self.rank:
        x = c.graph.unsqueeze(x, *range(len(times) - self.rank))
    times = [1] * (self.rank - len(times)) + times
    return c.add("Tile", x, c.shape(times))


@aten("repeat_interleave.self_int")
def _repeat_interleave(c: Calls, self: Tensor, repeats: int, dim: Optional[int] = None, **_: Any) -> Handle:
    x, axis = (c.graph.reshape(self.h, [-1]), 0) if dim is None else (self.h, c.axis(self, dim))
    rank = 1 if dim is None else self.rank
    times = [1] * (rank + 1)
    times[axis + 1] = repeats
    spread = c.add("Tile", c.graph.unsqueeze(x, axis + 1), c.graph.ints(*times))
    if dim is None:
        return c.graph.reshape(spread, [-1])
    sizes = _sizes(c, self)
    return c.reshape(spread, [*sizes[:axis], -1, *sizes[axis + 1 :]])


@aten("cat", "concat", "concatenate")
def _cat(c: Calls, tensors: list[Tensor], dim: int = 0) -> Handle:
    given = [c.cast(t, c.kind) for t in tensors if t.sizes != [0]]
    return c.add("Concat", *given, axis=dim) if len(given) > 1 else c.add("Identity", given[0])


@aten("stack")
def _stack(c: Calls, tensors: list[Tensor], dim: int = 0) -> Handle:
    axis = dim % (tensors[0].rank + 1)
    return c.add("Concat", *[c.graph.unsqueeze(c.cast(t, c.kind), axis) for t in tensors], axis=axis)


@aten("hstack", "vstack")
def _hstack(c: Calls, tensors: list[Tensor]) -> Handle:
    if tensors[0].rank < 2:
        c.unsupported("vectors")
    return c.add("Concat", *[c.cast(t, c.kind) for t in tensors], axis=1 if c.target.startswith("h") else 0)


def _split(c: Calls, x: Tensor, lengths: list[Any], axis: int) -> list[Handle]:
    if len(lengths) == 1:
        return [c.add("Identity", x.h)]
    return c.graph.add("Split", x.h, c.shape(lengths), outputs=len(lengths), axis=axis)


@aten(
    "split.Tensor",
    "split_copy.Tensor",
    "chunk",
    "tensor_split.sections",
    "unsafe_chunk",
    "unsafe_split.Tensor",
)
def _split_evenly(
    c: Calls,
    self: Tensor,
    split_size: Any = None,
    chunks: Any = None,
    sections: Any = None,
    dim: int = 0,
) -> list[Handle]:
    axis = c.axis(self, dim)
    lengths = [sizes[axis] for _, sizes in c.answers]
    if any(n is None for n in lengths):
        c.unsupported("a dimension that is not known")
    return _split(c, self, lengths, axis)


@aten("split_with_sizes", "split.sizes", "split_with_sizes_copy", "unsafe_split_with_sizes")
def _split_with_sizes(
    c: Calls, self: Tensor, split_sizes: Any = None, split_size: Any = None, dim: int = 0
) -> list[Handle]:
    return _split(c, self, split_sizes if split_sizes is not None else split_size, c.axis(self, dim))


@aten("unbind.int", "unbind_copy.int")
def _unbind(c: Calls, self: Tensor, dim: int = 0) -> list[Handle]:
    axis = c.axis(self, dim)
    return [c.add("Gather", self.h, c.graph.constant(np.array(i)), axis=axis) for i in range(len(c.answers))]


@aten("constant_pad_nd")
def _constant_pad(c: Calls, self: Tensor, pad: list[Any], value: float = 0) -> Handle:
    return _pad(c, self, pad, "constant", value)


@aten(
    "pad",
    "reflection_pad1d",
    "reflection_pad2d",
    "reflection_pad3d",
    "replication_pad1d",
    "replication_pad2d",
    "replication_pad3d",
)
def _pad(
    c: Calls,
    self: Tensor,
    pad: Optional[list[Any]] = None,
    mode: str = "constant",
    value: Optional[float] = None,
    padding: Optional[list[Any]] = None,
) -> Handle:
    sides = list(pad if pad is not None else padding or [])
    if c.target.startswith("reflection"):
        mode = "reflect"
    mode = {"replicate": "edge", "replication": "edge", "circular": "wrap"}.get(
        "replication" if c.target.startswith("replication") else mode, mode
    )
    count = len(sides) // 2
    begins, ends = (
        [0] * (self.rank - count) + sides[-2::-2],
        [0] * (self.rank - count) + sides[::-2],
    )
    return c.add(
        "Pad",
        self.h,
        c.shape(begins + ends),
        c.number(value or 0, self.kind) if mode == "constant" else None,
        mode=mode,
    )


@aten("flip")
def _flip(c: Calls, self: Tensor, dims: list[int]) -> Handle:
    x = self.h
    for axis in c.axes(self, dims) if dims else []:
        x = c.graph.reverse(x, axis)
    return x if dims else c.add("Identity", x)


@aten("roll")
def _roll(c: Calls, self: Tensor, shifts: Any, dims: Any = None) -> Handle:
    if not dims:
        c.unsupported("roll without dims")
    x = self.h
    for shift, axis in zip(shifts if isinstance(shifts, list) else [shifts], c.axes(self, dims)):
        size = self.sizes[axis]
        k = -shift if size is None else -shift % size
        x = c.add("Concat", c.graph.slice(x, axis, k, 1 << 62), c.graph.slice(x, axis, 0, k), axis=axis)
    return x


@aten("pixel_shuffle")
def _pixel_shuffle(c: Calls, self: Tensor, upscale_factor: int) -> Handle:
    return c.add("DepthToSpace", self.h, blocksize=upscale_factor, mode="CRD")
