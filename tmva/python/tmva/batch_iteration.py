"""Iterations over a BatchGenerator: epochs one after the other, in the format that was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

import numpy as np

from . import _core

if TYPE_CHECKING:
    from .batches import BatchGenerator


class Format(NamedTuple):
    """How tensors of a batch become those of a framework."""

    tensor: Callable[[_core.Batch, str], Any]  #: without a copy
    wrap: Callable[[np.ndarray], Any]  #: of an array that a transformation has made


NUMPY = Format(lambda batch, name: batch.array(name), lambda array: array)


class Progress(NamedTuple):
    """Where an iteration stands: the batch that comes next."""

    epoch: int
    batch: int
    passed: int  #: epochs of this iteration that are over


class Record:
    """Where an iteration stands and what it counted; outlives it."""

    _COUNTS = ("rows", "batches", "skipped_rows", "seconds", "wait_seconds")

    def __init__(self, start: Progress):
        self.at: Optional[Progress] = start  #: None when it is over
        self._before: dict[str, float] = dict.fromkeys(self._COUNTS, 0)  # of epochs that are over
        self._now: dict[str, float] = {}

    def look(self, iteration: _core.BatchIteration) -> None:
        self._now = iteration.Statistics()

    def add(self) -> None:
        """The pass that was looked at is over: its threads and memory are gone."""
        for name in self._COUNTS:
            self._before[name] += self._now.get(name, 0)
        self._now = {"pool_rows": self._now.get("pool_rows", 0)}

    def statistics(self) -> dict[str, float]:
        result = {name: count + self._now.get(name, 0) for name, count in self._before.items()}
        seconds = result["seconds"]
        return {**result, "rows_per_second": result["rows"] / seconds if seconds > 0 else 0.0,
                "pool_rows": self._now.get("pool_rows", 0), "memory": self._now.get("memory", 0)}


class BatchIterator(Iterator[Any]):
    """Batches of one or more epochs. Its threads live until it ends, is closed, or is forgotten."""

    def __init__(self, generator: "BatchGenerator", layout: Format, record: Record):
        self._generator = generator
        self._format = layout
        self._record = record
        self._process = os.getpid()
        self._iteration: Optional[_core.BatchIteration] = None
        self._open = record.at is not None and record.at.passed < generator.epochs

    def __next__(self) -> Any:
        while self._open and self._record.at is not None:
            at = self._record.at
            try:
                if self._iteration is None:
                    self._iteration = self._generator._start(at.epoch, at.batch)
                batch = self._iteration.Next()
            except BaseException:
                self.close()
                raise
            if batch is not None:
                self._record.at = at._replace(batch=at.batch + 1)
                values = self._generator._assemble(batch, self._format)
                self._generator._report()
                return values
            self._end_epoch(at)
        raise StopIteration

    def _end_epoch(self, at: Progress) -> None:
        self._stop()
        self._open = at.passed + 1 < self._generator.epochs
        if self._open:
            self._record.at = Progress(self._generator._claim_epoch(), 0, at.passed + 1)
        else:
            self._record.at = None

    def _stop(self) -> None:
        """Ends the threads and keeps what they counted."""
        if self._iteration is not None and self._process == os.getpid():
            self._record.look(self._iteration)
            self._record.add()
        self._iteration = None

    def look(self) -> None:
        """Brings the record up to date."""
        if self._iteration is not None:
            self._record.look(self._iteration)

    def close(self) -> None:
        """Ends it: its threads are gone when this returns."""
        self._stop()
        self._open = False

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> "BatchIterator":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class BatchView:
    """The batches of a generator in one format: iterable, with ``len()``."""

    def __init__(self, generator: "BatchGenerator", layout: Format):
        self._generator = generator
        self._format = layout

    def __iter__(self) -> BatchIterator:
        return self._generator._iterate(self._format)

    def __len__(self) -> int:
        return len(self._generator)
