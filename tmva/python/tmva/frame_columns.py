"""Which columns of data frames an RDataLoader reads, and what they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from . import _core
from ._options import text
from .batch_options import number


class FrameColumns:
    """The features, targets and weights among the columns.

    Attributes
    ----------
    features, targets : list of str
        As the generator takes them: lists by their own name.
    weights : str
    vectors : dict
        (length, fill) of the lists among the features.
    all : list of str
        All columns, lists as one a value.
    """

    def __init__(
        self,
        frame: _core.ColumnSource,
        columns: Optional[Sequence[str]],
        max_vec_sizes: Optional[Mapping[str, int]],
        vec_padding: float,
        target: Union[None, str, Sequence[str]],
        weights: str,
    ):
        infos = {info.name: info for info in frame.Columns()}
        given = list(infos) if columns is None else [text(name, "columns") for name in columns]
        if not given:
            raise ValueError("columns: the list is empty")
        sizes = dict(max_vec_sizes or {})
        for name in sizes:
            if name not in infos:
                raise ValueError(f"max_vec_sizes: there is no column {name!r}; there are {', '.join(infos)}")
        self.targets = [target] if isinstance(target, str) else [text(t, "target") for t in target or ()]
        self.weights = weights or ""
        for what, names in (
            ("target", self.targets),
            ("weights", [self.weights] if self.weights else []),
        ):
            for name in names:
                if name not in given:
                    raise ValueError(f"{what}: {name!r} is not among the columns {given}")
                if name in sizes:
                    raise ValueError(f"{what}: {name!r} is a column of lists; expected one number a row")
        if self.weights and not self.targets:
            raise ValueError("weights: they can only be used with a target")
        if self.weights in self.targets:
            raise ValueError(f"weights: {self.weights!r} is a target too")
        self.features = [name for name in given if name not in self.targets and name != self.weights]
        if not self.features:
            raise ValueError(f"columns: none of {given} is left as a feature")
        self.all: list[str] = []
        self.vectors: dict[str, tuple[int, float]] = {}
        for name in given:
            length = _length(name, infos.get(name), sizes)
            if length is None:
                self.all.append(name)
                continue
            self.all += [f"{name}_{i}" for i in range(length)] if length > 1 else [name]
            if infos[name].list_levels:
                self.vectors[name] = (length, float(vec_padding))


def _length(name: str, info: Any, sizes: Mapping[str, int]) -> Optional[int]:
    """Values of a column in each row; None where it is a single number, or an expression."""
    if info is None or (info.list_levels == 0 and not info.dimensions):
        if name in sizes:
            raise ValueError(f"max_vec_sizes: column {name!r} holds no lists")
        return None
    if info.list_levels == 0:
        fixed = int(info.length)
        if sizes.get(name, fixed) != fixed:
            raise ValueError(f"max_vec_sizes: column {name!r} holds {fixed} values a row, not {sizes[name]}")
        return fixed
    if name not in sizes:
        raise ValueError(f"max_vec_sizes: no size is given for column {name!r}, which holds lists")
    try:
        return number(sizes[name], f"max_vec_sizes of {name!r}", 1)
    except _core.OptionError as error:
        raise ValueError(str(error)) from None
