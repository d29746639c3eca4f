"""Snapshot: rows written to a file, as they arrive."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from .. import _core
from ..ragged import Values
from .actions import Action
from .nodes import SPECIAL, Node, View
from .parser import nearest
from .types import ColumnType

_CODECS = {1: "zlib", 2: "lzma", 4: "lz4", 5: "zstd"}
_DEFAULT_CODEC = 6


class RSnapshotOptions:
    """How a Snapshot is written.

    >>> options = RSnapshotOptions()
    >>> options.fMode = "UPDATE"
    """

    def __init__(
        self,
        mode: str = "RECREATE",
        algorithm: int = _DEFAULT_CODEC,
        level: int = 1,
        auto_flush: int = 0,
        split_level: int = 99,
        lazy: bool = False,
        overwrite_if_exists: bool = False,
    ):
        #: ``"RECREATE"`` writes a new file, ``"UPDATE"`` adds to one.
        self.fMode = mode
        #: 1 zlib, 2 lzma, 4 lz4, 5 zstd; 6: zlib, or zstd of an RNTuple.
        self.fCompressionAlgorithm = algorithm
        #: 0 does not compress; with the default algorithm the default level is taken.
        self.fCompressionLevel = level
        #: Entries of a cluster; 0: about 30 MB.
        self.fAutoFlush = auto_flush
        #: Accepted: branches are written one a column.
        self.fSplitLevel = split_level
        #: Whether to wait for the next loop.
        self.fLazy = lazy
        #: With UPDATE: replaces a tree of the same name, which is an error otherwise.
        self.fOverwriteIfExists = overwrite_if_exists
        #: 0 or 1: a TTree; 2: an RNTuple.
        self.fOutputFormat = 0
        #: Accepted: lists are vectors in any case.
        self.fVector2RVec = True

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(self, name) and len(self.__dict__) >= 9:
            raise AttributeError(f"RSnapshotOptions has no '{name}'{nearest(name, self.__dict__)}")
        object.__setattr__(self, name, value)

    def codec(self) -> tuple[str, int]:
        """As files take it."""
        algorithm = int(self.fCompressionAlgorithm)
        if algorithm in (0, _DEFAULT_CODEC):
            return ("zstd", 5) if self.is_rntuple else ("zlib", 1)
        if algorithm not in _CODECS:
            raise _core.OptionError(
                f"Snapshot: fCompressionAlgorithm={algorithm}; expected 1 (zlib), 2 (lzma), 4 (lz4) "
                "or 5 (zstd)"
            )
        return (_CODECS[algorithm], int(self.fCompressionLevel)) if self.fCompressionLevel else ("none", 0)

    @property
    def is_rntuple(self) -> bool:
        return int(self.fOutputFormat) == 2

    @property
    def is_update(self) -> bool:
        mode = str(self.fMode).upper()
        if mode not in ("RECREATE", "UPDATE"):
            raise _core.OptionError(f"Snapshot: fMode='{self.fMode}'; expected 'RECREATE' or 'UPDATE'")
        return mode == "UPDATE"


def chosen_columns(
    node: Node, wanted: Union[str, Sequence[str]], listed: Sequence[str], where: str
) -> list[str]:
    """The columns that names, or a regular expression of whole names, choose."""
    if not isinstance(wanted, str):
        names = [str(name) for name in wanted]
        for name in names:
            node.type_of(name, where)
        return names
    if wanted in ("", ".*"):
        return [name for name in listed if name not in SPECIAL]
    try:
        pattern = re.compile(wanted)
    except re.error as error:
        raise _core.OptionError(f"{where}: '{wanted}' is not a regular expression: {error}") from None
    names = [name for name in listed if pattern.fullmatch(name)]
    if not names:
        raise _core.DataError(f"{where}: no column is called '{wanted}'{nearest(wanted, listed)}")
    return names


class Snapshot(Action):
    """Writes columns into a tree; the value is a frame over it."""

    def __init__(
        self,
        node: Node,
        columns: Sequence[str],
        tree: str,
        path: str,
        options: RSnapshotOptions,
        make_frame: Any,
    ):
        super().__init__(node, columns)
        self._tree, self._path, self._options, self._make_frame = tree, path, options, make_frame
        self._file: Optional[_core.OutputFile] = None
        self._kinds = [node.columns[name] for name in self.columns]
        where = f"Snapshot('{tree}', '{path}')"
        for name, kind in zip(self.columns, self._kinds):
            if kind.unsupported:
                raise _core.DataError(
                    f"{where}: column '{name}' cannot be read: {kind.unsupported}; name the columns to write"
                )
        names = [name.replace(".", "_") for name in self.columns]
        for name in names:
            if names.count(name) > 1:
                raise _core.DataError(f"{where}: two columns would be called '{name}'")
        self._names = names
        options.is_update  # says what is wrong with the mode
        options.codec()

    def begin(self) -> None:
        options = self._options
        directory, _, name = self._tree.strip("/").rpartition("/")
        if options.is_update and os.path.exists(self._path):
            self._check_update()
            self._file = _core.OutputFile.Update(self._path, *options.codec())
            if self._tree in self._known():
                self._file.Delete(self._tree)
        else:
            self._file = _core.OutputFile.Create(self._path, *options.codec())
        columns = [self._column(name, kind) for name, kind in zip(self._names, self._kinds)]
        if options.is_rntuple:
            plain = [(*column[:5], "") for column in columns]
            self._writer = self._file.MakeRNTuple(directory, name, name, plain, None, int(options.fAutoFlush))
        else:
            self._writer = self._file.MakeTree(
                directory, name, name, columns, None, max(int(options.fAutoFlush), 0)
            )

    def _known(self) -> list[str]:
        return [key.name for key in _core.File.Open(self._path).Keys()]

    def _check_update(self) -> None:
        if self._tree in self._known() and not self._options.fOverwriteIfExists:
            raise _core.DataError(
                f"Snapshot: {self._path} has a '{self._tree}' already; set fOverwriteIfExists to replace it"
            )

    def _column(self, name: str, kind: ColumnType) -> tuple[str, np.dtype, list[int], int, bool, str]:
        counter = kind.count_branch.replace(".", "_")
        counter = counter if counter in self._names else ""
        return name, kind.dtype, list(kind.dimensions), kind.list_levels, kind.is_text, counter

    def start(self) -> list[Any]:
        return []

    def fill(self, part: list[Any], rows: View) -> None:
        columns = []
        for name, kind in zip(self.columns, self._kinds):
            column = rows.column(name)
            values, offsets = (column.values, column.offsets) if isinstance(column, Values) else (column, [])
            columns.append(
                (
                    np.ascontiguousarray(values, kind.dtype),
                    [np.ascontiguousarray(level, np.int64) for level in offsets],
                )
            )
        part.append((columns, rows.count))

    def merge(self, part: list[Any]) -> None:
        for columns, count in part:
            if count:
                self._writer.Append(columns, count)

    def result(self) -> Any:
        self._file.Close()  # type: ignore[union-attr]
        self._file = None
        return self._make_frame(self._tree, self._path)

    def abort(self) -> None:
        self._file = None
        self._writer = None  # type: ignore[assignment]
