"""Loaders: the events of a training, streamed batch by batch from C++."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import _core

#: Events that are read at once and cut into batches.
BLOCK = 8192


class Events:
    """Stands for the events behind a loader; holds none of them."""

    def __init__(self, size: int):
        self._size = size

    def __len__(self) -> int:
        return self._size


class BatchLoader:
    """Batches (X, y) or (X, y, w) of one part of the training events.

    Each iteration starts anew, in another order when it shuffles. The arrays belong to whoever takes
    them; nothing is kept here, so a process never holds the data set.

    Attributes
    ----------
    batch_size : int
    dataset : Events
        ``len(loader.dataset)`` is the number of events.
    """

    def __init__(
        self,
        data: _core.DataSet,
        part: str,
        fraction: float,
        batch_size: int,
        shuffle: bool,
        weights: bool,
        convert: Callable[[np.ndarray], Any] = lambda array: array,
        on_uneven_weights: Callable[[], None] = lambda: None,
    ):
        self._data, self._part, self._fraction = data, part, fraction
        self._shuffle, self._weights, self._convert = shuffle, weights, convert
        self._on_uneven_weights = on_uneven_weights
        self._first_weight: float | None = None
        self._epoch = 0
        info = data.info
        self._num_classes = 0 if info.analysis == _core.Types.kRegression else len(info.classes)
        self.batch_size = batch_size
        self.dataset = Events(data.NumEvents(part=part, validation_fraction=fraction))

    def __len__(self) -> int:
        return math.ceil(len(self.dataset) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        block = self.batch_size * max(1, BLOCK // self.batch_size)
        stream = self._data.Stream(
            part=self._part,
            validation_fraction=self._fraction,
            batch_size=block,
            shuffle=self._shuffle,
            epoch=self._epoch,
        )
        self._epoch += 1
        return self._batches(stream)

    def _batches(self, stream: _core.EventStream) -> Iterator[tuple[Any, ...]]:
        while (block := stream.Next()) is not None:
            variables, targets, weights, classes = block
            self._look_at_weights(weights)
            arrays = [variables, self._answers(targets, classes)]
            if self._weights:
                arrays.append(weights.astype(np.float32))
            values = [self._convert(array) for array in arrays]
            for begin in range(0, len(variables), self.batch_size):
                yield tuple(value[begin : begin + self.batch_size] for value in values)

    def _answers(self, targets: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """One-hot rows in class order, or the targets."""
        if not self._num_classes:
            return targets
        one_hot = np.zeros((len(classes), self._num_classes), np.float32)
        one_hot[np.arange(len(classes)), classes] = 1
        return one_hot

    def _look_at_weights(self, weights: np.ndarray) -> None:
        if self._epoch != 1 or len(weights) == 0:
            return
        if self._first_weight is None:
            self._first_weight = float(weights[0])
        if not np.allclose(weights, self._first_weight, rtol=1e-6, atol=0):
            self._on_uneven_weights()
