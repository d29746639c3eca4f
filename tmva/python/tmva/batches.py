"""BatchGenerator: tables of any size become batches of rows, shuffled, in bounded memory."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional, Union

import numpy as np

from . import _core
from . import batch_splits as splits
from ._options import text
from .batch_iteration import NUMPY, BatchIterator, BatchView, Format, Progress, Record
from .batch_options import (_BALANCES, _SHUFFLES, BatchSettings, bytes_of, cache_of, choice, draw_seed,
                            dtype_of, number, seed_of, texts, truth, vectors_of)
from .batch_save import save
from .batch_tables import LabelledTable, portable, tables_of
from .batch_transform import Standardise, apply_function, check_transform
from .sources import TreeLike
from .writing import Compression

#: A function of the rows that were delivered and, where known, of all rows.
ProgressCall = Callable[[int, Optional[int]], Any]


class BatchGenerator:
    """Batches of rows of tables, for training.

    An iteration gives tuples of arrays: ``x`` of shape [rows, features], ``y`` [rows, targets] and
    ``w`` [rows, 1] of `dtype`; just ``x`` where there is neither target, label nor weight. With
    `mask` the first member is ``(x, mask)``; with `spectators` a dict of arrays in their own type
    is the last one. Arrays may be kept: their memory is used again only when the last view is gone.

    The same seed gives the same batches, whatever the number of threads, the prefetch and the cache.
    Each epoch has an order of its own; the epochs go on from iteration to iteration.

    Parameters
    ----------
    source : TreeLike, or dict of TreeLike
        ``"files*.root:tree"``, a tree, chain or RNTuple of tmva, a list of these, a dict of arrays, a
        DataFrame, awkward or Arrow table. A dict whose values are trees makes a class of each: ``y``
        is then the number of the class (0, 1, ...).
    batch_size : int
        Rows a batch; the last one of an epoch may have fewer.
    columns : str or list, optional
        Features: columns or expressions. All columns that nothing else uses when left out.
    target : str or list, optional
        Columns or expressions that make ``y``.
    label : str, optional
        An expression that gives the class of a row. It makes ``y`` where there is no target.
    weights : str, optional
        A column or expression that makes ``w``.
    spectators : str or list, optional
        Columns or expressions that are passed along in their own type (exact 64-bit integers).
    cut : str, optional
        Rows for which this is 0 or NaN are left out.
    define : dict, optional
        New columns by expressions; each may use those before it.
    vectors : dict, optional
        For columns of lists the number of features and what fills up short lists:
        ``{"jet_pt": (8, -1)}``, or ``{"jet_pt": 8}`` to fill with 0. Longer lists are cut.
    mask : bool
        Also give which of the lists' features are there.
    shuffle : True, False or "global"
        True mixes rows in a pool as large as `memory` allows; "global" permutes all rows, which are
        written to disk once; False keeps the order of the table.
    memory : int or str
        Bytes that the generator may take: ``"100MB"``.
    shuffle_rows : int, optional
        Rows in the pool, instead of what `memory` gives.
    seed : int, optional
        Of the order, the splits and the balance. Drawn, and logged, when left out.
    drop_remainder : bool
        Leave out the last batch of an epoch when it is short.
    epochs : int
        Epochs of one iteration.
    threads : int, optional
        One per core when left out.
    prefetch : int
        Batches that are made ahead.
    balance : None, "undersample", "oversample" or "batch"
        As many rows of each class: a part of the larger ones, repeated rows of the smaller ones, or
        repeated rows and the same number in each batch.
    cache : None, "ram" or path
        Keep the rows for later epochs, in memory or in a file of that folder.
    transform : None, "standardise" or function, optional
        Of ``x``. "standardise" is fitted in one pass, of a split on its first part. A function gets
        and returns an array [rows, ...].
    rank, world_size : int
        Of this process; each gets its part of the rows and as many batches as the others.
    device : optional
        Where PyTorch tensors go; an iteration then gives PyTorch tensors.
    on_error : "raise" or "skip"
        What damaged rows do; those that are skipped are counted in :meth:`statistics`.
    dtype : "float32" or "float64"
        Of ``x``, ``y`` and ``w``. An integer that float32 cannot hold is an error.
    progress : function, optional
        Called after each batch with the rows that were delivered and the rows of the iteration, None
        where they have not been counted.

    Raises
    ------
    OptionError
        For an argument that is out of its range; names it.
    DataError
        For a column, expression or table that is not there or does not fit.
    FileFormatError
        While iterating, when bytes of a file are damaged.

    >>> gen = tmva.BatchGenerator("events.root:tree", columns=["x", "y"], target="label", seed=1)
    >>> train, validation = gen.train_test_split(0.2)
    >>> for x, y in train:
    ...     fit(x, y)
    """

    def __init__(self, source: Union[TreeLike, Mapping[str, TreeLike]], batch_size: int = 1024, *,
                 columns: Any = None, target: Any = None, label: Any = None, weights: Any = None,
                 spectators: Any = None, cut: Any = None, define: Optional[Mapping[str, str]] = None,
                 vectors: Optional[Mapping[str, Any]] = None, mask: bool = False,
                 shuffle: Union[bool, str] = True, memory: Union[int, str] = "100MB",
                 shuffle_rows: Optional[int] = None, seed: Optional[int] = None,
                 drop_remainder: bool = False, epochs: int = 1, threads: Optional[int] = None,
                 prefetch: int = 2, balance: Optional[str] = None,
                 cache: Union[None, str, "os.PathLike[str]"] = None, transform: Any = None,
                 rank: int = 0, world_size: int = 1, device: Any = None, on_error: str = "raise",
                 dtype: Any = "float32", progress: Optional[ProgressCall] = None):
        settings = BatchSettings(
            batch_size=number(batch_size, "batch_size", 1), columns=texts(columns, "columns"),
            targets=texts(target, "target"), label="" if label is None else text(label, "label"),
            weights="" if weights is None else text(weights, "weights"),
            spectators=texts(spectators, "spectators"), cut="" if cut is None else text(cut, "cut"),
            vectors=vectors_of(vectors), mask=truth(mask, "mask"),
            shuffle=choice(shuffle, "shuffle", _SHUFFLES), memory=bytes_of(memory, "memory"),
            shuffle_rows=0 if shuffle_rows is None else number(shuffle_rows, "shuffle_rows", 1),
            seed=draw_seed() if seed is None else seed_of(seed),
            drop_remainder=truth(drop_remainder, "drop_remainder"),
            epochs=number(epochs, "epochs", 1),
            threads=0 if threads is None else number(threads, "threads", 1),
            prefetch=number(prefetch, "prefetch"), balance=choice(balance, "balance", _BALANCES),
            cache=cache_of(cache), on_error=choice(on_error, "on_error", ("raise", "skip")),
            dtype=dtype_of(dtype), rank=number(rank, "rank"),
            world_size=number(world_size, "world_size", 1))
        if columns is not None and not settings.columns:
            raise _core.OptionError("columns=[]: expected at least one feature, or None for all columns")
        if progress is not None and not callable(progress):
            raise _core.OptionError(f"progress={progress!r}: expected a function of two numbers")
        if len(set(settings.spectators)) < len(settings.spectators):
            raise _core.OptionError(f"spectators={list(settings.spectators)}: one is named twice")
        tables, classes = tables_of(source, define)
        self._set_up(source, define, tables, classes, settings, device, check_transform(transform),
                     progress, None, 0)
        if seed is None and settings.shuffle:
            _core.Log("BatchGenerator").Info(f"seed={settings.seed} was drawn for the order of the rows")

    def _set_up(self, source: Any, define: Any, tables: list[LabelledTable], classes: list[str],
                settings: BatchSettings, device: Any, transform: Any, progress: Optional[ProgressCall],
                fitted: Optional[Standardise], epoch: int) -> None:
        self._source = source
        self._define = define
        self._tables = tables
        self._class_names = classes
        self._settings = settings
        self._device = device
        self._transform = transform
        self._progress = progress
        self._epoch = epoch
        self._resumed: Optional[Progress] = None
        self._iterations: "weakref.WeakSet[BatchIterator]" = weakref.WeakSet()
        self._record: Optional[Record] = None  # of the latest iteration
        self._made = self._make_core()
        self._fitted = fitted
        if transform == "standardise" and fitted is None:
            self._fitted = self._make_standardise()

    def _make_core(self) -> tuple[int, _core.BatchGenerator]:
        return os.getpid(), _core.BatchGenerator(self._tables, self._settings.to_core())

    @property
    def _core(self) -> _core.BatchGenerator:
        """The engine. After a fork a new one: the other's locks and files belong to the parent."""
        if self._made[0] != os.getpid():
            self._made = self._make_core()
        return self._made[1]

    def _derive(self, **changes: Any) -> "BatchGenerator":
        """A generator over the same tables with some settings changed."""
        other = object.__new__(type(self))
        other._set_up(self._source, self._define, self._tables, self._class_names,
                      replace(self._settings, **changes), self._device, self._transform,
                      self._progress, self._fitted, 0)
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
        """Names of the features, in the order of ``x``; a list or array has one a value: ``pt_0``."""
        return self._core.Names("x")

    @property
    def targets(self) -> list[str]:
        """Names of what ``y`` holds; empty where there is no ``y``."""
        return self._core.Names("y")

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
        if self._class_names:
            return list(self._class_names)
        return [f"{label:g}" for label in self._core.ClassRows()] if self._settings.label else []

    @property
    def num_rows(self) -> int:
        """Rows of an epoch. With a cut, classes or a split one pass counts them, once."""
        return self._core.NumRows()

    @property
    def num_batches(self) -> int:
        """Batches of an epoch; counted as the rows are."""
        return self._core.NumBatches()

    def class_rows(self) -> dict[float, int]:
        """Rows of each class, by its label, before any balance and of all ranks."""
        return self._core.ClassRows()

    def __len__(self) -> int:
        """Batches of an iteration; with a cut, classes or a split one pass counts them, once."""
        return self.num_batches * self.epochs

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        shown = f"batch_size={self.batch_size}, shuffle={self._settings.shuffle!r}, seed={self.seed}"
        if self.world_size > 1:
            shown += f", rank={self.rank}, world_size={self.world_size}"
        tables = ", ".join(table.Description() for table, _ in self._tables)
        return f"<BatchGenerator of {tables}: {len(self.columns)} features, {shown}>"

    # -- iteration

    def __iter__(self) -> BatchIterator:
        return iter(self.as_numpy() if self._device is None else self.as_torch())

    def as_numpy(self) -> BatchView:
        """Batches as numpy arrays."""
        return BatchView(self, NUMPY)

    def as_torch(self, device: Any = None, pin_memory: bool = False) -> BatchView:
        """Batches as PyTorch tensors, which share the memory of the batch on the CPU.

        Parameters
        ----------
        device : optional
            Where the tensors are copied to; the generator's when left out.
        pin_memory : bool
            Copy into page-locked memory, from where the copy to the device runs beside the host.
        """
        from .batch_torch import torch_format

        return BatchView(self, torch_format(self._device if device is None else device, pin_memory))

    def as_jax(self, device: Any = None) -> BatchView:
        """Batches as JAX arrays, through DLPack."""
        from .batch_jax import jax_format

        return BatchView(self, jax_format(device))

    def as_tensorflow(self) -> Any:
        """A ``tf.data.Dataset``; each pass over it is one iteration.

        >>> model.fit(train.as_tensorflow(), validation_data=validation.as_tensorflow(), epochs=5)
        """
        from .batch_tensorflow import dataset_of

        return dataset_of(self)

    def torch_dataset(self) -> Any:
        """A ``torch.utils.data.IterableDataset`` that shares the rows among a loader's workers.

        >>> loader = DataLoader(gen.torch_dataset(), batch_size=None, num_workers=2)
        """
        from .batch_torch import make_dataset

        return make_dataset(self)

    def keras_dataset(self) -> Any:
        """A ``keras.utils.PyDataset``; each pass over it is one epoch."""
        from .batch_keras import make_dataset

        return make_dataset(self)

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
        return self._core.Iterate(epoch, first_batch)

    # -- batches

    def _transformed(self, batch: _core.Batch, layout: Format) -> Any:
        if self._fitted is not None:
            self._fitted(batch.array("x"))  # in place
        elif self._transform is not None:
            return layout.wrap(apply_function(self._transform, batch.array("x")))
        return layout.tensor(batch, "x")

    def _assemble(self, batch: _core.Batch, layout: Format) -> Any:
        """What the consumer gets of a batch."""
        x = self._transformed(batch, layout)
        members = [(x, layout.tensor(batch, "mask")) if self._settings.mask else x]
        if self.targets:
            members.append(layout.tensor(batch, "y"))
        if self._settings.weights:
            members.append(layout.tensor(batch, "w"))
        if self._settings.spectators:
            columns = {name: layout.tensor(batch, name) for name in self._settings.spectators}
            members.append({name: column.reshape(-1) if column.shape[1] == 1 else column
                            for name, column in columns.items()})
        return members[0] if len(members) == 1 else tuple(members)

    def _make_standardise(self) -> Standardise:
        return Standardise(self._feature_batches, lambda: self.columns)

    def _feature_batches(self) -> Iterator[np.ndarray]:
        """The untransformed features of all ranks' rows, once each."""
        rows = self._derive(shuffle=False, balance=None, rank=0, world_size=1, drop_remainder=False,
                            targets=(), label="", weights="", spectators=(), mask=False, cache=None)
        iteration = rows._start(0, 0)
        while (batch := iteration.Next()) is not None:
            yield batch.array("x")

    # -- statistics, state

    def statistics(self) -> dict[str, float]:
        """What the latest iteration did so far.

        Returns
        -------
        dict
            rows, batches, skipped_rows, seconds since it began, wait_seconds that the consumer waited,
            rows_per_second, pool_rows (capacity of the shuffle pool), memory in bytes.
        """
        for iterator in list(self._iterations):
            iterator.look()
        return (self._record or Record(Progress(0, 0, 0))).statistics()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(int(self.statistics()["rows"]), self._rows_if_known())

    def _rows_if_known(self) -> Optional[int]:
        s = self._settings
        if s.cut or s.splits or s.balance is not None or s.on_error == "skip":
            return None
        return self.num_rows * self.epochs

    def state_dict(self) -> dict[str, Any]:
        """Where the latest iteration stands, as plain numbers and texts that JSON can hold.

        >>> state = gen.state_dict()              # in the middle of an epoch
        >>> again.load_state_dict(state)          # of a generator with the same arguments
        >>> for batch in again: ...               # the batches that were to come
        """
        at = self._record.at if self._record is not None else None
        at = self._resumed or at or Progress(self._epoch, 0, 0)
        return {"seed": self.seed, "epoch": at.epoch, "batch": at.batch, "passed": at.passed,
                "settings": self._settings.deciding()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """The next iteration goes on where the state was taken, bit for bit.

        Raises
        ------
        OptionError
            When the generator that gave the state had other settings; names the first.
        """
        missing = {"seed", "epoch", "batch", "passed", "settings"} - set(state)
        if missing:
            raise _core.OptionError(f"state: {sorted(missing)[0]!r} is missing; expected what state_dict() gave")
        for name, value in self._settings.deciding().items():
            if state["settings"].get(name) != value:
                raise _core.OptionError(f"state: it was taken with {name}={state['settings'].get(name)!r}, "
                                        f"this generator has {name}={value!r}")
        at = Progress(*(number(state[name], f"state: {name}") for name in ("epoch", "batch", "passed")))
        self.close()
        if state["seed"] != self.seed:
            self._settings = replace(self._settings, seed=seed_of(state["seed"]))
            self._made = self._make_core()
        self._record = None
        self._epoch = at.epoch + 1
        self._resumed = at

    # -- parts

    def train_test_split(self, test_size: float = 0.2, seed: Optional[int] = None,
                         stratify: bool = False) -> tuple["BatchGenerator", "BatchGenerator"]:
        """(train, test): two generators that share no row and together have all.

        Each row is drawn by itself: the parts have their fractions up to statistics.

        Parameters
        ----------
        test_size : float
            The fraction of the rows that are for the test.
        seed : int, optional
            The generator's when left out: the same split each time.
        stratify : bool
            Exactly that fraction of each class, up to one row; needs classes and counts them.
        """
        size = splits.fraction_of(test_size, "test_size")
        train, test = splits.split(self, [1 - size, size], seed, stratify)
        return train, test

    def split(self, fractions: Sequence[float], seed: Optional[int] = None,
              stratify: bool = False) -> list["BatchGenerator"]:
        """As :meth:`train_test_split`, in any number of parts.

        >>> train, validation, test = gen.split([0.7, 0.15, 0.15])
        """
        return splits.split(self, fractions, seed, stratify)

    def kfold(self, folds: Union[int, str], seed: Optional[int] = None,
              stratify: bool = False) -> list[tuple["BatchGenerator", "BatchGenerator"]]:
        """(train, test) for each fold.

        Parameters
        ----------
        folds : int or str
            A number of random folds, or an expression whose integer value is the fold:
            ``"event % 2"``, which is computed with 64-bit integers.
        """
        return splits.kfold(self, folds, seed, stratify)

    def shard(self, rank: int, world_size: int) -> "BatchGenerator":
        """The part of one process of several: numbers of rows differ by one at most, those of batches
        not at all. Of a shard, a part of it."""
        world = number(world_size, "world_size", 1)
        at = number(rank, "rank")
        if at >= world:
            raise _core.OptionError(f"rank={at}: expected less than world_size={world}")
        return self._derive(rank=self.rank * world + at, world_size=self.world_size * world)

    def save(self, path: Union[str, "os.PathLike[str]"], tree: str = "events", *,
             compression: Compression = "zstd") -> int:
        """Writes one epoch - its first - to a ROOT file, batch by batch; gives the number of rows.

        Branches are called as the features, targets, weights and spectators, with ``_`` for what is no
        letter or digit. Features are transformed.
        """
        return save(self, path, tree, compression)

    def close(self) -> None:
        """Ends all iterations and frees rows that were kept; the next iteration begins anew."""
        for iterator in list(self._iterations):
            iterator.close()
        self._made = self._make_core()

    def __enter__(self) -> "BatchGenerator":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"source": portable(self._source), "define": self._define, "settings": self._settings,
                "classes": self._class_names, "device": self._device, "transform": self._transform,
                "progress": self._progress, "fitted": self._fitted, "epoch": self._epoch}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        tables, _ = tables_of(state["source"], state["define"])
        self._set_up(state["source"], state["define"], tables, state["classes"], state["settings"],
                     state["device"], state["transform"], state["progress"], state["fitted"],
                     state["epoch"])
