"""RDataLoader with the signature of ROOT.Experimental.ML.RDataLoader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

from . import _core
from .batch_iteration import NUMPY, BatchView, Format
from .batch_options import number
from .batch_splits import exact_split
from .batches import BatchGenerator
from .frame_columns import FrameColumns
from .frame_sampling import SampledFrames, Sampling
from .rdataframe import is_rdataframe
from .sources import TreeLike, as_source


class FormattedLoader:
    """Batches of a loader in one format; each pass is an epoch."""

    def __init__(self, loader: "RDataLoader", layout: Format):
        self._loader = loader
        self._format = layout

    def __iter__(self) -> Iterator[Any]:
        return iter(BatchView(self._loader._next_generator(), self._format))

    def __len__(self) -> int:
        return self._loader.num_batches


class RDataLoader:
    """Batches of the rows of data frames, as ``ROOT.Experimental.ML.RDataLoader`` gives them.

    A script moves by changing the name. What differs: rows are split one by one, not by blocks;
    each epoch has another order, also with a seed; values that float32 cannot hold are an error; a
    short last batch of TensorFlow is short, not filled up; the number of batches is known from the
    start.

    Parameters
    ----------
    rdataframes : RDataFrame, TreeLike, or list of these
        A data frame of ROOT, or whatever tmva takes for a tree: ``"file.root:tree"``, a dict of
        arrays. Several are read one after the other; the columns are those of the first.
    batch_size : int
    batches_in_memory : int
        Rows that are mixed, in batches.
    columns : list of str, optional
        What is read, target and weights too; all columns when left out.
    max_vec_sizes : dict, optional
        Number of values of each column of lists; it becomes columns ``name_0``, ``name_1``, ...
    vec_padding : float
        What fills up short lists.
    target : str or list of str, optional
    weights : str
        A column; needs a target.
    shuffle : bool
    drop_remainder : bool
        Leave out a short last batch.
    set_seed : int
        0: another order, and another split, each time.
    load_eager : bool
        Keep all rows in memory, and mix all of them.
    sampling_type : "", "undersampling" or "oversampling"
        Of exactly two data frames, with `load_eager`: fewer rows of the larger, or repeated rows of
        the smaller.
    sampling_ratio : float
        Rows of the smaller to rows of the larger data frame afterwards.
    replacement : bool
        Of undersampling: the same row may be drawn again.

    Raises
    ------
    ValueError
        For an argument that does not fit; names it.
    DataError
        For a column that is not in a data frame.

    >>> loader = tmva.RDataLoader("events.root:tree", batch_size=128, target="label")
    >>> train, validation = loader.train_test_split(test_size=0.2)
    >>> for x, y in train.as_torch():
    ...     step(x, y)
    """

    def __init__(
        self,
        rdataframes: Any,
        batch_size: int = 64,
        batches_in_memory: int = 10,
        columns: Optional[Sequence[str]] = None,
        max_vec_sizes: Optional[Mapping[str, int]] = None,
        vec_padding: float = 0.0,
        target: Union[None, str, Sequence[str]] = None,
        weights: str = "",
        shuffle: bool = True,
        drop_remainder: bool = True,
        set_seed: int = 0,
        load_eager: bool = False,
        sampling_type: str = "",
        sampling_ratio: float = 1.0,
        replacement: bool = False,
    ):
        rows = _number(batch_size, "batch_size", 1)
        mixed = rows * _number(batches_in_memory, "batches_in_memory", 1)
        seed = _number(set_seed, "set_seed", 0)
        frames = _frames(rdataframes)
        sampling = Sampling.of(sampling_type, sampling_ratio, replacement, load_eager, len(frames))
        self._columns = FrameColumns(
            as_source(frames[0]), columns, max_vec_sizes, vec_padding, target, weights
        )

        def generator(source: TreeLike) -> BatchGenerator:
            return BatchGenerator(
                source,
                rows,
                columns=self._columns.features,
                target=self._columns.targets or None,
                weights=self._columns.weights or None,
                vectors=self._columns.vectors,
                shuffle="global" if shuffle and load_eager else bool(shuffle),
                shuffle_rows=None if load_eager else mixed,
                seed=seed or None,
                drop_remainder=bool(drop_remainder),
                cache="ram" if load_eager else None,
            )

        if sampling is None:
            made = [generator(frames[0] if len(frames) == 1 else frames)]
            self._rows: Union[BatchGenerator, SampledFrames] = made[0]
        else:
            made = [generator(frame) for frame in frames]
            self._rows = SampledFrames(made, sampling)
        self._range = (0, sum(table.NumEntries() for one in made for table, _ in one._given.tables))
        self._shuffle = bool(shuffle)
        self._split: Optional[tuple[float, RDataLoader, RDataLoader]] = None

    # -- columns

    @property
    def columns(self) -> list[str]:
        """All columns, lists as one a value."""
        return list(self._columns.all)

    @property
    def train_columns(self) -> list[str]:
        """The features, in the order of ``x``."""
        return [
            name
            for name in self._columns.all
            if name not in self._columns.targets and name != self._columns.weights
        ]

    @property
    def target_columns(self) -> list[str]:
        return list(self._columns.targets)

    @property
    def weights_column(self) -> str:
        """Empty where there are no weights."""
        return self._columns.weights

    # -- batches

    @property
    def num_batches(self) -> int:
        """Of an epoch."""
        return self._rows.num_batches

    @property
    def last_batch_no_of_rows(self) -> int:
        """Rows that are left over from whole batches; they make the last batch, or are dropped."""
        return self._rows.num_rows % self._rows.batch_size

    def as_numpy(self) -> FormattedLoader:
        """``x``, ``(x, y)`` or ``(x, y, w)`` as numpy arrays of float32."""
        return self._as(NUMPY)

    def as_torch(self, device: Any = None) -> FormattedLoader:
        """As PyTorch tensors."""
        from .batch_torch import torch_format

        return self._as(torch_format(device, False))

    def as_jax(self, device: Any = None) -> FormattedLoader:
        """As JAX arrays."""
        from .batch_jax import jax_format

        return self._as(jax_format(device))

    def as_tensorflow(self) -> Any:
        """As a ``tf.data.Dataset``; ``model.fit`` takes it as it is, or repeated."""
        from .batch_tensorflow import dataset_of

        return dataset_of(self._next_generator(look=True), self.as_numpy(), self.num_batches)

    def _as(self, layout: Format) -> FormattedLoader:
        if self.num_batches == 0:
            raise RuntimeError(
                f"there are {self._rows.num_rows} rows, no batch of {self._rows.batch_size}: "
                "take a smaller batch_size, or drop_remainder=False"
            )
        return FormattedLoader(self, layout)

    def _next_generator(self, look: bool = False) -> BatchGenerator:
        """For the next epoch; `look` does not begin one."""
        if isinstance(self._rows, BatchGenerator):
            return self._rows
        return self._rows.generator(begin=not look)

    # -- split

    def train_test_split(self, test_size: float = 0.2) -> tuple["RDataLoader", "RDataLoader"]:
        """(train, test): loaders that share no row and have all rows together.

        Rows are drawn at random with `shuffle`, else the test takes the last ones. Asking again
        gives the same two; a part can be split further.

        Raises
        ------
        ValueError
            When `test_size` is not between 0 and 1.
        RuntimeError
            When it was split with another size before, or a part would have no rows.
        """
        if isinstance(test_size, (bool, str)) or not 0 < test_size < 1:
            raise ValueError(f"test_size={test_size!r}: expected a number between 0 and 1")
        if self._split is None:
            self._split = (test_size, *self._divide(test_size))
        if self._split[0] != test_size:
            raise RuntimeError(
                f"test_size={test_size}: it was split with test_size={self._split[0]} before; "
                "make another RDataLoader for another split"
            )
        return self._split[1:]

    def _divide(self, test_size: float) -> tuple["RDataLoader", "RDataLoader"]:
        begin, end = self._range
        middle = end - round((end - begin) * test_size)
        generators = self._rows.frames if isinstance(self._rows, SampledFrames) else [self._rows]
        if self._shuffle:
            pairs = [exact_split(one, [1 - test_size, test_size], one.seed) for one in generators]
        elif len(generators) == 1:
            pairs = [
                [
                    generators[0]._derive(cut=f"Entry$ >= {begin} && Entry$ < {middle}"),
                    generators[0]._derive(cut=f"Entry$ >= {middle} && Entry$ < {end}"),
                ]
            ]
        else:
            raise ValueError("shuffle=False: data frames that are sampled cannot be split in order")
        parts = []
        for name, part, rows in zip(
            ("training", "validation"), zip(*pairs), ((begin, middle), (middle, end))
        ):
            if any(one.num_rows == 0 for one in part):
                raise RuntimeError(f"test_size={test_size}: no rows are left for {name}")
            parts.append(self._view(part, rows))
        return parts[0], parts[1]

    def _view(self, generators: Sequence[BatchGenerator], rows: tuple[int, int]) -> "RDataLoader":
        view = object.__new__(RDataLoader)
        view._columns = self._columns
        view._rows = (
            SampledFrames(list(generators), self._rows.sampling)
            if isinstance(self._rows, SampledFrames)
            else generators[0]
        )
        view._range = rows
        view._shuffle = self._shuffle
        view._split = None
        return view

    def __repr__(self) -> str:
        return (
            f"<RDataLoader: {self.num_batches} batches of {self._rows.batch_size} rows, "
            f"{len(self.train_columns)} features>"
        )


def _number(value: Any, option: str, least: int) -> int:
    try:
        return number(value, option, least)
    except _core.OptionError as error:
        raise ValueError(str(error)) from None


def _frames(rdataframes: Any) -> list[Any]:
    """A list of the frames; those of ROOT, whose rows have to be counted, as tables already."""
    if not isinstance(rdataframes, (list, tuple)):
        return _frames([rdataframes])
    if not rdataframes:
        raise ValueError("rdataframes: the list is empty")
    if any(isinstance(frame, (bool, int, float)) for frame in rdataframes):
        raise TypeError(f"rdataframes={rdataframes!r}: expected data frames or trees")
    return [as_source(frame) if is_rdataframe(frame) else frame for frame in rdataframes]
