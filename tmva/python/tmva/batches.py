"""BatchGenerator: tables of any size become batches of rows, shuffled, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional, Union

from . import _core
from . import batch_splits as splits
from ._options import text
from .batch_base import BatchBase, BatchInput, ProgressCall
from .batch_iteration import NUMPY, BatchIterator, BatchView, Progress
from .batch_options import (
    _BALANCES,
    _SHUFFLES,
    BatchSettings,
    bytes_of,
    cache_of,
    choice,
    draw_seed,
    dtype_of,
    number,
    seed_of,
    texts,
    truth,
    vectors_of,
)
from .batch_save import save
from .batch_tables import tables_of
from .batch_transform import check_transform
from .sources import TreeLike
from .writing import Compression


class BatchGenerator(BatchBase):
    """Batches of rows of tables, for training.

    An iteration gives tuples of arrays: ``x`` of shape [rows, features], ``y`` [rows, targets] and
    ``w`` [rows, 1] of `dtype`; just ``x`` where there is neither target, label nor weight. With
    `mask` the first member is ``(x, mask)``; with `spectators` a dict of arrays in their own type
    is the last one. Arrays may be kept: their memory is used again only when the last view is gone.

    The same seed gives the same batches, whatever the number of threads, the prefetch and the
    cache. Each epoch has an order of its own; the epochs go on from iteration to iteration.

    Parameters
    ----------
    source : TreeLike, or dict of TreeLike
        ``"files*.root:tree"``, a tree, chain or RNTuple of tmva, a list of these, a dict of arrays,
        a DataFrame, awkward or Arrow table. A dict whose values are trees makes a class of each:
        ``y`` is then the number of the class (0, 1, ...).
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
    transform : None, "standardise", text or function, optional
        Of ``x``. "standardise" is fitted in one pass; a text as in VarTransform, ``"N"`` or
        ``"G_signal,D"``, in some, with the weights. Of a split they are fitted on its first part. A
        function gets and returns an array [rows, ...].
    rank, world_size : int
        Of this process; each gets its part of the rows and as many batches as the others.
    device : optional
        Where PyTorch tensors go; an iteration then gives PyTorch tensors.
    on_error : "raise" or "skip"
        What damaged rows do; those that are skipped are counted in :meth:`statistics`.
    dtype : "float32" or "float64"
        Of ``x``, ``y`` and ``w``. An integer that float32 cannot hold is an error.
    progress : function, optional
        Called after each batch with the rows that were delivered and the rows of the iteration,
        None where they have not been counted.

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

    def __init__(
        self,
        source: Union[TreeLike, Mapping[str, TreeLike]],
        batch_size: int = 1024,
        *,
        columns: Any = None,
        target: Any = None,
        label: Any = None,
        weights: Any = None,
        spectators: Any = None,
        cut: Any = None,
        define: Optional[Mapping[str, str]] = None,
        vectors: Optional[Mapping[str, Any]] = None,
        mask: bool = False,
        shuffle: Union[bool, str] = True,
        memory: Union[int, str] = "100MB",
        shuffle_rows: Optional[int] = None,
        seed: Optional[int] = None,
        drop_remainder: bool = False,
        epochs: int = 1,
        threads: Optional[int] = None,
        prefetch: int = 2,
        balance: Optional[str] = None,
        cache: Union[None, str, "os.PathLike[str]"] = None,
        transform: Any = None,
        rank: int = 0,
        world_size: int = 1,
        device: Any = None,
        on_error: str = "raise",
        dtype: Any = "float32",
        progress: Optional[ProgressCall] = None,
    ):
        settings = BatchSettings(
            batch_size=number(batch_size, "batch_size", 1),
            columns=texts(columns, "columns"),
            targets=texts(target, "target"),
            label="" if label is None else text(label, "label"),
            weights="" if weights is None else text(weights, "weights"),
            spectators=texts(spectators, "spectators"),
            cut="" if cut is None else text(cut, "cut"),
            vectors=vectors_of(vectors),
            mask=truth(mask, "mask"),
            shuffle=choice(shuffle, "shuffle", _SHUFFLES),
            memory=bytes_of(memory, "memory"),
            shuffle_rows=0 if shuffle_rows is None else number(shuffle_rows, "shuffle_rows", 1),
            seed=draw_seed() if seed is None else seed_of(seed),
            drop_remainder=truth(drop_remainder, "drop_remainder"),
            epochs=number(epochs, "epochs", 1),
            threads=0 if threads is None else number(threads, "threads", 1),
            prefetch=number(prefetch, "prefetch"),
            balance=choice(balance, "balance", _BALANCES),
            cache=cache_of(cache),
            on_error=choice(on_error, "on_error", ("raise", "skip")),
            dtype=dtype_of(dtype),
            rank=number(rank, "rank"),
            world_size=number(world_size, "world_size", 1),
        )
        if columns is not None and not settings.columns:
            raise _core.OptionError("columns=[]: expected at least one feature, or None for all columns")
        if progress is not None and not callable(progress):
            raise _core.OptionError(f"progress={progress!r}: expected a function of two numbers")
        if len(set(settings.spectators)) < len(settings.spectators):
            raise _core.OptionError(f"spectators={list(settings.spectators)}: one is named twice")
        tables, classes = tables_of(source, define)
        given = BatchInput(source, define, tables, classes, device, check_transform(transform), progress)
        self._set_up(given, settings)
        if seed is None and settings.shuffle:
            _core.Log("BatchGenerator").Info(f"seed={settings.seed} was drawn for the order of the rows")

    # -- formats

    def __iter__(self) -> BatchIterator:
        return iter(self.as_numpy() if self._given.device is None else self.as_torch())

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

        return BatchView(self, torch_format(self._given.device if device is None else device, pin_memory))

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

    # -- state

    def state_dict(self) -> dict[str, Any]:
        """Where the latest iteration stands, as plain numbers and texts that JSON can hold.

        >>> state = gen.state_dict()              # in the middle of an epoch
        >>> again.load_state_dict(state)          # of a generator with the same arguments
        >>> for batch in again: ...               # the batches that were to come
        """
        at = self._record.at if self._record is not None else None
        at = self._resumed or at or Progress(self._epoch, 0, 0)
        return {
            "seed": self.seed,
            "epoch": at.epoch,
            "batch": at.batch,
            "passed": at.passed,
            "settings": self._settings.deciding(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """The next iteration goes on where the state was taken, bit for bit.

        Raises
        ------
        OptionError
            When the generator that gave the state had other settings; names the first.
        """
        missing = {"seed", "epoch", "batch", "passed", "settings"} - set(state)
        if missing:
            raise _core.OptionError(
                f"state: {sorted(missing)[0]!r} is missing; expected what state_dict() gave"
            )
        for name, value in self._settings.deciding().items():
            if state["settings"].get(name) != value:
                raise _core.OptionError(
                    f"state: it was taken with {name}={state['settings'].get(name)!r}, "
                    f"this generator has {name}={value!r}"
                )
        at = Progress(*(number(state[name], f"state: {name}") for name in ("epoch", "batch", "passed")))
        self.close()
        if state["seed"] != self.seed:
            self._settings = replace(self._settings, seed=seed_of(state["seed"]))
            self._made = self._make_engine()
        self._record = None
        self._epoch = at.epoch + 1
        self._resumed = at

    # -- parts

    def train_test_split(
        self, test_size: float = 0.2, seed: Optional[int] = None, stratify: bool = False
    ) -> tuple["BatchGenerator", "BatchGenerator"]:
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

    def split(
        self, fractions: Sequence[float], seed: Optional[int] = None, stratify: bool = False
    ) -> list["BatchGenerator"]:
        """As :meth:`train_test_split`, in any number of parts.

        >>> train, validation, test = gen.split([0.7, 0.15, 0.15])
        """
        return splits.split(self, fractions, seed, stratify)

    def kfold(
        self, folds: Union[int, str], seed: Optional[int] = None, stratify: bool = False
    ) -> list[tuple["BatchGenerator", "BatchGenerator"]]:
        """(train, test) for each fold.

        Parameters
        ----------
        folds : int or str
            A number of random folds, or an expression whose integer value is the fold:
            ``"event % 2"``, which is computed with 64-bit integers.
        """
        return splits.kfold(self, folds, seed, stratify)

    def shard(self, rank: int, world_size: int) -> "BatchGenerator":
        """The part of one process of several: numbers of rows differ by one, those of batches
        not at all. Of a shard, a part of it."""
        world = number(world_size, "world_size", 1)
        at = number(rank, "rank")
        if at >= world:
            raise _core.OptionError(f"rank={at}: expected less than world_size={world}")
        return self._derive(rank=self.rank * world + at, world_size=self.world_size * world)

    def save(
        self,
        path: Union[str, "os.PathLike[str]"],
        tree: str = "events",
        *,
        compression: Compression = "zstd",
    ) -> int:
        """Writes one epoch - its first - to a ROOT file, batch by batch; gives the number of rows.

        Branches are called as the features, targets, weights and spectators, with ``_`` for what is
        no letter or digit. Features are transformed.
        """
        return save(self, path, tree, compression)
