"""Splits of a BatchGenerator's rows: at random, by class, or by an expression."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

import numpy as np

from . import _core
from .batch_options import Split, number, seed_of, truth

if TYPE_CHECKING:
    from .batches import BatchGenerator

_MOST_FOLDS = 1000


def fraction_of(value: Any, option: str) -> float:
    """A number between 0 and 1."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        result = -1.0
    if isinstance(value, (bool, str)) or not 0 < result < 1:
        raise _core.OptionError(f"{option}={value!r}: expected a number between 0 and 1")
    return result


def split(
    generator: "BatchGenerator", fractions: Sequence[float], seed: Optional[int], stratify: bool
) -> list["BatchGenerator"]:
    """A generator for each fraction of the rows."""
    parts = [fraction_of(fraction, "fractions") for fraction in fractions]
    if len(parts) < 2 or abs(sum(parts) - 1) > 1e-9:
        raise _core.OptionError(f"fractions={list(fractions)}: expected two or more that add up to 1")
    borders = _Borders(generator, parts, seed, truth(stratify, "stratify"))
    made = [
        generator._derive(splits=(*generator._settings.splits, borders.between(i, i + 1)))
        for i in range(len(parts))
    ]
    share_transform(generator, made[0], made)
    return made


def kfold(
    generator: "BatchGenerator", folds: Union[int, str], seed: Optional[int], stratify: bool
) -> list[tuple["BatchGenerator", "BatchGenerator"]]:
    """(train, test) for each fold."""
    if isinstance(folds, str):
        if seed is not None or stratify:
            raise _core.OptionError("kfold: seed and stratify have no effect on folds by expression")
        pairs = _by_expression(generator, folds)
    else:
        n = number(folds, "folds", 2)
        borders = _Borders(generator, [1 / n] * n, seed, truth(stratify, "stratify"))
        given = generator._settings.splits
        pairs = [
            (
                generator._derive(splits=(*given, borders.between(i, i + 1, outside=True))),
                generator._derive(splits=(*given, borders.between(i, i + 1))),
            )
            for i in range(n)
        ]
    for train, test in pairs:
        share_transform(generator, train, [train, test])
    return pairs


def share_transform(
    generator: "BatchGenerator", train: "BatchGenerator", parts: Sequence["BatchGenerator"]
) -> None:
    """What is fitted is fitted on the first part only."""
    transform = generator._given.transform
    if isinstance(transform, str):
        fitted = train._make_transform(transform)
        for part in parts:
            part._fitted = fitted


class _Borders:
    """Where the random numbers of rows are cut; for each class where it is stratified."""

    def __init__(
        self,
        generator: "BatchGenerator",
        fractions: Sequence[float],
        seed: Optional[int],
        stratify: bool,
    ):
        settings = generator._settings
        given = settings.seed if seed is None else seed_of(seed)
        self._seed = _seed_at(given, len(settings.splits))
        sums = np.cumsum(fractions)
        self._borders = [0.0, *(float(upto) for upto in sums[:-1]), 1.0]
        self._classes = {}
        if stratify:
            self._classes = generator._engine.StratifiedBorders(self._seed, list(fractions))

    def between(self, first: int, last: int, outside: bool = False) -> Split:
        classes = tuple((label, borders[first], borders[last]) for label, borders in self._classes.items())
        return Split(self._seed, self._borders[first], self._borders[last], outside, classes)


def exact_split(generator: "BatchGenerator", fractions: Sequence[float], seed: int) -> list["BatchGenerator"]:
    """As split(), each part with its fraction of the rows up to one row: all are one class."""
    borders = generator._derive(label="1", balance=None)._engine.StratifiedBorders(
        _seed_at(seed, len(generator._settings.splits)), list(fractions)
    )
    cuts = borders.get(1.0, [0.0, *map(float, np.cumsum(fractions)[:-1]), 1.0])
    at = _seed_at(seed, len(generator._settings.splits))
    return [
        generator._derive(splits=(*generator._settings.splits, Split(at, begin, end)))
        for begin, end in zip(cuts, cuts[1:])
    ]


def _seed_at(seed: int, depth: int) -> int:
    """A split of a split draws numbers of its own: those of its rows lie close together."""
    if depth == 0:
        return seed
    return int.from_bytes(hashlib.blake2b(f"{seed}/{depth}".encode(), digest_size=8).digest(), "little")


def _by_expression(
    generator: "BatchGenerator", expression: str
) -> list[tuple["BatchGenerator", "BatchGenerator"]]:
    values = sorted(_values_of(generator, expression))
    if len(values) < 2:
        raise _core.DataError(
            f"kfold: '{expression}' has {len(values)} value(s) among the rows, expected two or more"
        )
    cut = generator._settings.cut

    def with_cut(condition: str) -> "BatchGenerator":
        return generator._derive(cut=f"({cut}) && ({condition})" if cut else condition)

    return [
        (with_cut(f"({expression}) != {value}"), with_cut(f"({expression}) == {value}")) for value in values
    ]


def _values_of(generator: "BatchGenerator", expression: str) -> set[int]:
    """The different integers that an expression gives."""
    looking = generator._derive(
        columns=("1",),
        weights="",
        vectors=(),
        mask=False,
        spectators=(expression,),
        shuffle=False,
        balance=None,
        rank=0,
        world_size=1,
        drop_remainder=False,
        cache=None,
    )
    if looking._engine.Tensors()[-1][2] != 1:
        raise _core.OptionError(f"kfold: '{expression}' has several values an entry")
    values: set[int] = set()
    iteration = looking._start(0, 0)
    while (batch := iteration.Next()) is not None:
        found = np.unique(batch.spectator(expression))
        if found.dtype.kind == "f" and not np.array_equal(found, np.rint(found)):
            raise _core.DataError(
                f"kfold: '{expression}' gives values that are no integers, as "
                f"{found[found != np.rint(found)][0]}"
            )
        values.update(int(value) for value in found)
        if len(values) > _MOST_FOLDS:
            raise _core.DataError(
                f"kfold: '{expression}' has more than {_MOST_FOLDS} values; expected one "
                "value a fold, as in 'event % 5'"
            )
    return values
