"""Rows of a BatchGenerator as a tree of a ROOT file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple, Union

import numpy as np

from . import _core
from .batch_iteration import NUMPY
from .writing import Compression, recreate

if TYPE_CHECKING:
    from .batches import BatchGenerator


class _Branch(NamedTuple):
    """A branch, and which column of which tensor it holds; None: all of them."""

    name: str
    tensor: str
    at: Any
    type: Any

    def values(self, tensors: dict[str, np.ndarray]) -> np.ndarray:
        return tensors[self.tensor] if self.at is None else tensors[self.tensor][:, self.at]


def save(generator: "BatchGenerator", path: Union[str, "os.PathLike[str]"], tree: str,
         compression: Compression) -> int:
    """Writes one epoch; see :meth:`BatchGenerator.save`."""
    branches = _branches(generator)
    with recreate(path, compression=compression) as file:
        written = file.mktree(tree, {branch.name: branch.type for branch in branches})
        iteration = generator._start(0, 0)
        while (batch := iteration.Next()) is not None:
            tensors = {name: batch.array(name) for name, _, _ in generator._core.Tensors()}
            tensors["x"] = _same_shape(generator._transformed(batch, NUMPY), tensors["x"])
            written.extend({branch.name: branch.values(tensors) for branch in branches})
        return written.num_entries


def _branches(generator: "BatchGenerator") -> list[_Branch]:
    branches: list[_Branch] = []
    taken: set[str] = set()

    def add(name: str, tensor: str, at: Any, kind: Any) -> None:
        branch = re.sub(r"\W+", "_", name).strip("_") or "column"
        while branch in taken:
            branch += "_"
        taken.add(branch)
        branches.append(_Branch(branch, tensor, at, kind))

    for tensor, dtype, width in generator._core.Tensors():
        if tensor in generator.spectators:
            add(tensor, tensor, 0 if width == 1 else None, dtype if width == 1 else (dtype, width))
            continue
        for i, name in enumerate(generator._core.Names(tensor)):
            add(f"has_{name}" if tensor == "mask" else name, tensor, i, dtype)
    return branches


def _same_shape(x: np.ndarray, given: np.ndarray) -> np.ndarray:
    if x.shape != given.shape:
        raise _core.DataError(f"save: the transformation makes shape {x.shape} of {given.shape}; its "
                              "features have no names")
    return x.astype(given.dtype, copy=False)
