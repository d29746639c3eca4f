"""Arguments of a BatchGenerator: what they may be, and how the engine takes them."""

from __future__ import annotations

import difflib
import operator
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from . import _core
from ._options import text

_BYTES = {
    "": 1,
    "k": 10**3,
    "m": 10**6,
    "g": 10**9,
    "t": 10**12,
    "ki": 2**10,
    "mi": 2**20,
    "gi": 2**30,
    "ti": 2**40,
}
_SHUFFLES = {
    False: _core.ShuffleMode.kNone,
    True: _core.ShuffleMode.kStreaming,
    "global": _core.ShuffleMode.kGlobal,
}
_BALANCES = {
    None: _core.BalanceMode.kNone,
    "undersample": _core.BalanceMode.kUndersample,
    "oversample": _core.BalanceMode.kOversample,
    "batch": _core.BalanceMode.kBatch,
}
#: What may differ between two generators that give the same batches.
_WITHOUT_EFFECT = ("threads", "prefetch", "cache", "seed", "epochs")


class Split(NamedTuple):
    """Rows whose random number lies in [begin, end), or outside; by class where those are given."""

    seed: int
    begin: float
    end: float
    outside: bool = False
    classes: tuple[tuple[float, float, float], ...] = ()  # (label, begin, end)


@dataclass(frozen=True)
class BatchSettings:
    """All that decides which batches there are, and how they are made."""

    batch_size: int
    columns: tuple[str, ...]
    targets: tuple[str, ...]
    label: str
    weights: str
    spectators: tuple[str, ...]
    cut: str
    vectors: tuple[tuple[str, int, float], ...]
    mask: bool
    shuffle: Union[bool, str]
    memory: int
    shuffle_rows: int
    seed: int
    drop_remainder: bool
    epochs: int
    threads: int
    prefetch: int
    balance: Optional[str]
    cache: Optional[str]
    on_error: str
    dtype: str
    rank: int
    world_size: int
    splits: tuple[Split, ...] = ()

    def to_core(self) -> _core.BatchOptions:
        """As the engine takes them."""
        options = _core.BatchOptions()
        for name in (
            "batch_size",
            "label",
            "cut",
            "mask",
            "memory",
            "shuffle_rows",
            "seed",
            "drop_remainder",
            "threads",
            "prefetch",
            "rank",
            "world_size",
        ):
            setattr(options, name, getattr(self, name))
        options.columns = list(self.columns)
        options.targets = list(self.targets)
        options.weight = self.weights
        options.spectators = list(self.spectators)
        options.lists = list(self.vectors)
        options.dtype = np.dtype(self.dtype)
        options.shuffle = _SHUFFLES[self.shuffle]
        options.balance = _BALANCES[self.balance]
        options.cache = self.cache is not None
        options.cache_path = self.cache if self.cache not in (None, "ram") else ""
        options.skip_damaged = self.on_error == "skip"
        options.splits = [
            _core.RowSplit(
                split.seed,
                split.begin,
                split.end,
                split.outside,
                {label: (begin, end) for label, begin, end in split.classes},
            )
            for split in self.splits
        ]
        return options

    def deciding(self) -> dict[str, Any]:
        """What the batches of an epoch depend on, beside the seed, the epoch and the tables."""
        return {name: _plain(value) for name, value in asdict(self).items() if name not in _WITHOUT_EFFECT}


def _plain(value: Any) -> Any:
    """With lists for tuples, as JSON gives it back."""
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def number(value: Any, option: str, least: int = 0) -> int:
    """An integer that is not below `least`."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise _core.OptionError(f"{option}={value!r}: expected an integer") from None
    if result < least:
        raise _core.OptionError(f"{option}={result}: expected {least} or more")
    return result


def seed_of(value: Any, option: str = "seed") -> int:
    """A seed of 64 bits."""
    result = number(value, option)
    if result >= 2**64:
        raise _core.OptionError(f"{option}={result}: expected less than 2**64")
    return result


def draw_seed() -> int:
    """A seed that is short enough to be typed."""
    return int.from_bytes(os.urandom(4), "little")


def truth(value: Any, option: str) -> bool:
    """True or False, and nothing that only resembles them."""
    if not isinstance(value, (bool, np.bool_)):
        raise _core.OptionError(f"{option}={value!r}: expected True or False")
    return bool(value)


def bytes_of(value: Any, option: str) -> int:
    """A number of bytes, or a text such as "100MB" (10**6) or "64 MiB" (2**20).

    >>> bytes_of("1.5kB", "memory")
    1500
    """
    if not isinstance(value, str):
        return number(value, option, 1)
    size = re.fullmatch(r"\s*([0-9]+\.?[0-9]*(?:e[0-9]+)?)\s*([kmgt]?i?)b\s*", value.lower())
    if size is None or size[2] not in _BYTES or int(float(size[1]) * _BYTES[size[2]]) < 1:
        raise _core.OptionError(
            f'{option}={value!r}: expected a number of bytes, or a size like "100MB" or "2GiB"'
        )
    return int(float(size[1]) * _BYTES[size[2]])


def choice(value: Any, option: str, choices: Iterable[Any]) -> Any:
    """One of the choices; the error names the nearest."""
    choices = list(choices)
    for known in choices:
        if type(value) is type(known) and value == known:
            return known
    near = difflib.get_close_matches(str(value), [c for c in choices if isinstance(c, str)], 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise _core.OptionError(f"{option}={value!r}: expected {' or '.join(map(repr, choices))}{hint}")


def texts(value: Any, option: str) -> tuple[str, ...]:
    """No, one or several columns or expressions."""
    if value is None:
        return ()
    if isinstance(value, str) or hasattr(value, "GetTitle"):
        return (text(value, option),)
    if not isinstance(value, Iterable) or isinstance(value, (Mapping, bytes)):
        raise TypeError(
            f"{option}: expected a column, an expression or a list of them, got {type(value).__name__}"
        )
    return tuple(text(item, option) for item in value)


def vectors_of(value: Any) -> tuple[tuple[str, int, float], ...]:
    """(column, length, fill) of each column of lists."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise _core.OptionError(f'vectors={value!r}: expected a dict, as {{"jet_pt": (8, 0.0)}}')
    result = []
    for name, spec in value.items():
        length, fill = spec if isinstance(spec, (tuple, list)) and len(spec) == 2 else (spec, 0.0)
        try:
            fill = float(fill)
        except (TypeError, ValueError):
            raise _core.OptionError(f"vectors: fill={fill!r} of {name!r} is no number") from None
        result.append((text(name, "vectors"), number(length, f"vectors: length of {name!r}", 1), fill))
    return tuple(result)


def cache_of(value: Any) -> Optional[str]:
    """None, "ram", or a folder that is there."""
    if value is None or (isinstance(value, str) and value == "ram"):
        return value
    if not isinstance(value, (str, os.PathLike)) or not os.path.isdir(value):
        raise _core.OptionError(f'cache={value!r}: expected None, "ram" or an existing folder')
    return os.fspath(value)


def dtype_of(value: Any) -> str:
    """float32 or float64."""
    try:
        name = np.dtype(value).name
    except TypeError:
        name = ""
    if name not in ("float32", "float64"):
        raise _core.OptionError(f"dtype={value!r}: expected 'float32' or 'float64'")
    return name
