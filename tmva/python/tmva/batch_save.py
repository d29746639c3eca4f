"""Rows of a BatchGenerator as a tree of a ROOT file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

import numpy as np

from . import _core
from .batch_base import Tensor
from .batch_iteration import NUMPY
from .writing import Compression, recreate

if TYPE_CHECKING:
    from .batches import BatchGenerator


class _Branch(NamedTuple):
    """A branch, and which column of which tensor it holds; None: all of them."""

    name: str
    tensor: int
    at: Optional[int]
    type: Any


def save(
    generator: "BatchGenerator",
    path: Union[str, "os.PathLike[str]"],
    tree: str,
    compression: Compression,
) -> int:
    """Writes one epoch; see :meth:`BatchGenerator.save`."""
    tensors = generator._tensors()
    branches = _branches(generator, tensors)
    with recreate(path, compression=compression) as file:
        written = file.mktree(tree, {branch.name: branch.type for branch in branches})
        iteration = generator._start(0, 0)
        while (batch := iteration.Next()) is not None:
            x = _same_shape(generator._transformed(batch, NUMPY), batch.array("x"))
            arrays = [x, *(tensor.of(batch) for tensor in tensors[1:])]
            written.extend(
                {b.name: arrays[b.tensor] if b.at is None else arrays[b.tensor][:, b.at] for b in branches}
            )
        return written.num_entries


def _branches(generator: "BatchGenerator", tensors: list[Tensor]) -> list[_Branch]:
    branches: list[_Branch] = []
    taken: set[str] = set()

    def add(name: str, tensor: int, at: Optional[int], kind: Any) -> None:
        branch = re.sub(r"\W+", "_", name).strip("_") or "column"
        while branch in taken:
            branch += "_"
        taken.add(branch)
        branches.append(_Branch(branch, tensor, at, kind))

    for number, (tensor, dtype, width, is_spectator) in enumerate(tensors):
        if is_spectator:
            add(tensor, number, *((0, dtype) if width == 1 else (None, (dtype, width))))
            continue
        for i, name in enumerate(generator._engine.Names(tensor)):
            add(f"has_{name}" if tensor == "mask" else name, number, i, dtype)
    return branches


def _same_shape(x: np.ndarray, given: np.ndarray) -> np.ndarray:
    if x.shape != given.shape:
        raise _core.DataError(
            f"save: the transformation makes shape {x.shape} of {given.shape}; its features have no names"
        )
    return x.astype(given.dtype, copy=False)
