"""Batches of a BatchGenerator as a Keras PyDataset."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Optional

from . import _core
from .batch_frameworks import require
from .batch_iteration import NUMPY, BatchIterator

if TYPE_CHECKING:
    from .batches import BatchGenerator


def make_dataset(generator: "BatchGenerator") -> Any:
    """See :meth:`BatchGenerator.keras_dataset`."""
    keras = require("keras", "keras")
    if generator.spectators:
        raise _core.OptionError("keras_dataset: Keras takes no spectators; leave them out")
    if generator.epochs != 1:
        raise _core.OptionError(
            f"epochs={generator.epochs}: Keras counts the epochs of keras_dataset(); leave epochs out"
        )

    class KerasBatches(keras.utils.PyDataset):  # type: ignore[misc, name-defined]
        """The batches of an epoch, one after the other whatever their index: rows are in random
        order already, so the order in which Keras asks does not matter.

        Before an epoch begins Keras looks at a few batches; they do not count.
        """

        def __init__(self) -> None:
            super().__init__(workers=1, use_multiprocessing=False)
            self._iterator: Optional[BatchIterator] = None
            self._in_epoch = False
            self._lock = threading.Lock()

        def __len__(self) -> int:
            return len(generator)

        def __getitem__(self, index: int) -> Any:
            if not 0 <= index < len(self):
                raise IndexError(f"batch {index} of {len(self)}")
            with self._lock:
                batch = next(self._iterator, None) if self._iterator is not None else None
                if batch is None:
                    self._iterator = self._begin()
                    batch = next(self._iterator)
            has_more = bool(generator.targets or generator.weights)
            return batch if has_more else (batch,)

        def _begin(self) -> BatchIterator:
            epoch = generator.epoch
            iterator = generator._iterate(NUMPY)
            if not self._in_epoch:
                generator.set_epoch(epoch)
            return iterator

        def on_epoch_begin(self) -> None:
            self._end(in_epoch=True)

        def on_epoch_end(self) -> None:
            self._end(in_epoch=False)

        def _end(self, in_epoch: bool) -> None:
            with self._lock:
                if self._iterator is not None:
                    self._iterator.close()
                self._iterator = None
                self._in_epoch = in_epoch

    return KerasBatches()
