"""Batches of a BatchGenerator as PyTorch tensors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from .batch_epochs import SharedEpochs
from .batch_frameworks import require
from .batch_iteration import BatchView, Format
from .batch_options import number, truth

if TYPE_CHECKING:
    from .batches import BatchGenerator


def torch_format(device: Any, pin_memory: bool) -> Format:
    """Tensors that share the batch's memory on the CPU, or copies on the device."""
    torch = require("torch", "torch")
    pin = truth(pin_memory, "pin_memory")
    _try("device", device, lambda: torch.empty(0, device=device))
    if pin:
        _try("pin_memory", pin, lambda: torch.empty(0).pin_memory())

    def place(tensor: Any) -> Any:
        if pin:
            tensor = tensor.pin_memory()
        return tensor if device is None else tensor.to(device, non_blocking=pin)

    def of_batch(batch: _core.Batch, name: str) -> Any:
        return place(torch.utils.dlpack.from_dlpack(batch.dlpack(name)))

    def of_array(array: np.ndarray) -> Any:
        return place(torch.from_numpy(np.ascontiguousarray(array)))

    return Format(of_batch, of_array)


def _try(option: str, value: Any, use: Callable[[], Any]) -> None:
    """Finds out before any row is read."""
    try:
        use()
    except (RuntimeError, AssertionError, NotImplementedError, TypeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise _core.OptionError(f"{option}={value!r}: PyTorch refuses: {reason}") from error


def make_dataset(generator: "BatchGenerator") -> Any:
    """See :meth:`BatchGenerator.torch_dataset`."""
    torch = require("torch", "torch")
    if _dataset_class not in globals():
        globals()[_dataset_class] = _make_class(torch)
    return globals()[_dataset_class](generator)


_dataset_class = "BatchDataset"


def __getattr__(name: str) -> Any:
    """The class is made when PyTorch is there; pickle finds it by its name."""
    if name != _dataset_class:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = _make_class(require("torch", "torch"))
    return globals()[name]


def _make_class(torch: Any) -> type:
    class BatchDataset(torch.utils.data.IterableDataset):  # type: ignore[misc, name-defined]
        """Batches as CPU tensors, for ``DataLoader(dataset, batch_size=None, ...)``.

        Each worker process takes its part of the rows; each pass over the loader is one epoch. The
        memory of the generator is what each worker may take.
        """

        def __init__(self, generator: "BatchGenerator"):
            if generator.epochs != 1:
                raise _core.OptionError(
                    f"epochs={generator.epochs}: a pass over torch_dataset() is one epoch; leave epochs out"
                )
            self._generator = generator._derive()  # its epochs go their own way
            self._epochs = SharedEpochs(generator.epoch)
            self._passes = 0
            self._part: Any = None  # of a worker process

        def set_epoch(self, epoch: int) -> None:
            """The epoch of the next pass; otherwise they go on by themselves."""
            self._epochs.set_next(number(epoch, "epoch"))

        def __iter__(self) -> Iterator[Any]:
            worker = torch.utils.data.get_worker_info()
            self._passes += 1
            if worker is None:
                generator = self._generator
                name = f"{os.getpid()}/{id(self)}/{self._passes}"
            else:
                if self._part is None:
                    self._part = _part_of(self._generator, worker.id, worker.num_workers)
                generator = self._part
                # All workers of a pass have the same seed but for their number, and those that
                # persist have made the same number of passes.
                name = f"{worker.seed - worker.id}/{self._passes}"
            generator.set_epoch(self._epochs.claim(name))
            return iter(BatchView(generator, torch_format(None, False)))

    BatchDataset.__module__ = __name__
    BatchDataset.__qualname__ = BatchDataset.__name__
    return BatchDataset


def _part_of(generator: "BatchGenerator", worker: int, workers: int) -> "BatchGenerator":
    return generator._derive(
        rank=generator.rank * workers + worker,
        world_size=generator.world_size * workers,
        threads=generator._settings.threads or max(_cores() // workers, 1),
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
