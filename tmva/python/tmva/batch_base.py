"""What all forms of a BatchGenerator stand on: its tables, settings, engine and iterations."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Optional, TypeVar, Union

import numpy as np

from . import _core
from .batch_iteration import BatchIterator, Format, Progress, Record
from .batch_options import BatchSettings, number
from .batch_tables import LabelledTable, portable, tables_of
from .batch_transform import Standardise, Variables, apply_function

#: What is fitted on the rows before it is applied.
Transform = Union[Standardise, Variables]

#: A function of the rows that were delivered and, where known, of all rows.
ProgressCall = Callable[[int, Optional[int]], Any]

#: Pools of fewer windows mix the rows of a sorted table so little that it is worth a warning.
_FEW_WINDOWS = 3

Self = TypeVar("Self", bound="BatchBase")


class BatchInput(NamedTuple):
    """What a generator was given beside its settings."""

    source: Any
    define: Any
    tables: list[LabelledTable]
    classes: list[str]
    device: Any
    transform: Any
    progress: Optional[ProgressCall]


class Tensor(NamedTuple):
    """What a batch holds under a name: a number of values a row."""

    name: str
    dtype: np.dtype
    width: int
    is_spectator: bool

    def of(self, batch: _core.Batch) -> np.ndarray:
        return batch.spectator(self.name) if self.is_spectator else batch.array(self.name)


class BatchBase:
    """Tables and settings, and the iterations over them."""

    def _set_up(
        self,
        given: BatchInput,
        settings: BatchSettings,
        fitted: Optional[Transform] = None,
        epoch: int = 0,
    ) -> None:
        self._given = given
        self._settings = settings
        self._epoch = epoch
        self._resumed: Optional[Progress] = None
        self._record: Optional[Record] = None  # of the latest iteration
        self._iterations: "weakref.WeakSet[BatchIterator]" = weakref.WeakSet()
        self._made = self._make_engine()
        self._warned = False
        self._fitted = fitted
        if isinstance(given.transform, str) and fitted is None:
            self._fitted = self._make_transform(given.transform)

    def _make_engine(self) -> tuple[int, _core.BatchGenerator]:
        return os.getpid(), _core.BatchGenerator(self._given.tables, self._settings.to_core())

    @property
    def _engine(self) -> _core.BatchGenerator:
        """After a fork a new one: the other's locks and files belong to the parent."""
        if self._made[0] != os.getpid():
            self._made = self._make_engine()
        return self._made[1]

    def _derive(self: Self, **changes: Any) -> Self:
        """A generator over the same tables with some settings changed."""
        other = object.__new__(type(self))
        other._set_up(self._given, replace(self._settings, **changes), self._fitted)
        return other

    # -- what it is

    @property
    def seed(self) -> int:
        """Of the order, the splits and the balance; the one that was drawn where none was given."""
        return self._settings.seed

    @property
    def batch_size(self) -> int:
        return self._settings.batch_size

    @property
    def epochs(self) -> int:
        """Of one iteration."""
        return self._settings.epochs

    @property
    def epoch(self) -> int:
        """The number of the epoch that comes next."""
        return self._epoch if self._resumed is None else self._resumed.epoch

    @property
    def rank(self) -> int:
        return self._settings.rank

    @property
    def world_size(self) -> int:
        return self._settings.world_size

    @property
    def columns(self) -> list[str]:
        """Names of the features, in the order of ``x``; lists have one a value: ``pt_0``."""
        return self._engine.Names("x")

    @property
    def targets(self) -> list[str]:
        """Names of what ``y`` holds; empty where there is no ``y``."""
        return self._engine.Names("y")

    @property
    def weights(self) -> Optional[str]:
        """The expression that makes ``w``."""
        return self._settings.weights or None

    @property
    def spectators(self) -> list[str]:
        return list(self._settings.spectators)

    @property
    def classes(self) -> list[str]:
        """Names of the classes: the keys of the source's dict, or the values of the label."""
        if self._given.classes:
            return list(self._given.classes)
        return [f"{label:g}" for label in self._engine.ClassRows()] if self._settings.label else []

    @property
    def num_rows(self) -> int:
        """Rows of an epoch. With a cut, classes or a split one pass counts them, once."""
        return self._engine.NumRows()

    @property
    def num_batches(self) -> int:
        """Batches of an epoch; counted as the rows are."""
        return self._engine.NumBatches()

    def class_rows(self) -> dict[float, int]:
        """Rows of each class, by its label, before any balance and of all ranks."""
        return self._engine.ClassRows()

    def __len__(self) -> int:
        """Batches of an iteration; with a cut, classes or a split one pass counts them, once."""
        return self.num_batches * self.epochs

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        shown = f"batch_size={self.batch_size}, shuffle={self._settings.shuffle!r}, seed={self.seed}"
        if self.world_size > 1:
            shown += f", rank={self.rank}, world_size={self.world_size}"
        tables = ", ".join(table.Description() for table, _ in self._given.tables)
        return f"<BatchGenerator of {tables}: {len(self.columns)} features, {shown}>"

    # -- iteration

    def set_epoch(self, epoch: int) -> None:
        """The number of the epoch that the next iteration begins with."""
        self._epoch = number(epoch, "epoch")
        self._resumed = self._record = None

    def _iterate(self, layout: Format) -> BatchIterator:
        self._record = Record(self._resumed or Progress(self._claim_epoch(), 0, 0))
        self._resumed = None
        iterator = BatchIterator(self, layout, self._record)
        self._iterations.add(iterator)
        return iterator

    def _claim_epoch(self) -> int:
        self._epoch += 1
        return self._epoch - 1

    def _start(self, epoch: int, first_batch: int) -> _core.BatchIteration:
        self._warn_of_poor_mixing()
        return self._engine.Iterate(epoch, first_batch)

    def _warn_of_poor_mixing(self) -> None:
        """Once: a sorted table would stay sorted."""
        if self._warned or self._settings.shuffle is not True:
            return
        self._warned = True
        windows = self._engine.WindowsInPool()
        if windows < _FEW_WINDOWS:
            _core.Log("BatchGenerator").Warning(
                f"memory={self._settings.memory // 1_000_000} MB hold {windows:.1f} times what the files store "
                "together: rows of a sorted table mix little; give more memory, or shuffle='global'"
            )

    # -- batches

    def _transformed(self, batch: _core.Batch, layout: Format) -> Any:
        if self._fitted is not None:
            self._fitted(batch.array("x"))  # in place
        elif self._given.transform is not None:
            return layout.wrap(apply_function(self._given.transform, batch.array("x")))
        return layout.tensor(batch, "x")

    def _tensors(self) -> list[Tensor]:
        """What a batch holds; a spectator may be called as one of the others."""
        found = self._engine.Tensors()
        first = 1 + bool(self.targets) + bool(self._settings.weights)
        last = len(found) - self._settings.mask
        return [Tensor(*found[i], first <= i < last) for i in range(len(found))]

    def _assemble(self, batch: _core.Batch, layout: Format) -> Any:
        """What the consumer gets of a batch."""
        x = self._transformed(batch, layout)
        members = [(x, layout.tensor(batch, "mask")) if self._settings.mask else x]
        if self.targets:
            members.append(layout.tensor(batch, "y"))
        if self._settings.weights:
            members.append(layout.tensor(batch, "w"))
        if self._settings.spectators:
            columns = {name: layout.wrap(batch.spectator(name)) for name in self._settings.spectators}
            members.append(
                {
                    name: column.reshape(-1) if column.shape[1] == 1 else column
                    for name, column in columns.items()
                }
            )
        return members[0] if len(members) == 1 else tuple(members)

    def _make_transform(self, transform: str) -> Transform:
        if transform == "standardise":
            return Standardise(self._feature_batches, lambda: self.columns)
        if self._given.classes or not self._settings.label:  # else its classes are not known yet
            try:
                _core.BatchTransformation.Check(transform, self.columns, self._given.classes or ["0"])
            except _core.OptionError as error:
                raise _core.OptionError(f"transform={transform!r}: {error}") from None
        return Variables(transform, self._fit_variables)

    def _fit_variables(self, text: str) -> _core.BatchTransformation:
        return _core.BatchTransformation(
            text, self._given.tables, self._settings.to_core(), self._given.classes
        )

    def _feature_batches(self) -> Iterator[np.ndarray]:
        """The untransformed features of all ranks' rows, once each."""
        rows = self._derive(
            shuffle=False, balance=None, rank=0, world_size=1, drop_remainder=False, cache=None
        )
        iteration = rows._start(0, 0)
        while (batch := iteration.Next()) is not None:
            yield batch.array("x")

    # -- statistics

    def statistics(self) -> dict[str, float]:
        """What the latest iteration did so far.

        Returns
        -------
        dict
            rows, batches, skipped_rows, seconds since it began, wait_seconds that the consumer
            waited, rows_per_second, pool_rows (capacity of the shuffle pool), memory in bytes.
        """
        for iterator in list(self._iterations):
            iterator.look()
        return (self._record or Record(Progress(0, 0, 0))).statistics()

    def _report(self) -> None:
        if self._given.progress is not None:
            self._given.progress(int(self.statistics()["rows"]), self._rows_if_known())

    def _rows_if_known(self) -> Optional[int]:
        s = self._settings
        if s.cut or s.splits or s.balance is not None or s.on_error == "skip":
            return None
        return self.num_rows * self.epochs

    def close(self) -> None:
        """Ends all iterations and frees rows that were kept; the next iteration begins anew."""
        for iterator in list(self._iterations):
            iterator.close()
        self._made = self._make_engine()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        given = self._given._replace(source=portable(self._given.source), tables=[])
        return {
            "given": given,
            "settings": self._settings,
            "fitted": self._fitted,
            "epoch": self._epoch,
        }

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        given = state["given"]
        tables, _ = tables_of(given.source, given.define)
        self._set_up(given._replace(tables=tables), state["settings"], state["fitted"], state["epoch"])
