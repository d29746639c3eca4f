"""What an RDataFrame may be made of, as a table with its columns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from .. import _core
from ..sources import as_source
from .nodes import Table
from .types import ColumnType, of_column


def table_of(*args: Any) -> Table:
    """The table of RDataFrame's arguments.

    Parameters
    ----------
    args : (str, files), (tree,), (int,), or (dict,)
        A tree's name with a file, several, or wildcards; anything that is taken as a tree; a number
        of entries without columns; arrays by the names of their columns.
    """
    if len(args) == 1 and isinstance(args[0], int) and not isinstance(args[0], bool):
        if args[0] < 0:
            raise _core.DataError(f"RDataFrame({args[0]}): the number of entries is negative")
        return Table(None, args[0], {})
    if len(args) == 1:
        return _table(as_source(args[0]))
    if len(args) != 2:
        raise TypeError(
            "expected RDataFrame(tree name, files), RDataFrame(tree), RDataFrame(number of entries) or "
            "RDataFrame({column: array})"
        )
    name, files = str(args[0]), args[1]
    paths = _paths(files)
    if not paths:
        raise _core.DataError(f"RDataFrame('{name}', ...): the list of files is empty")
    trees = [f"{path}:{name}" for path in paths]
    return _table(as_source(trees[0] if len(trees) == 1 else trees))


def _paths(files: Any) -> list[str]:
    if isinstance(files, (str, os.PathLike)):
        return [os.fspath(files)]
    if hasattr(files, "GetName") and hasattr(files, "Get"):  # a file
        return [str(files.GetName())]
    if isinstance(files, Iterable) and not isinstance(files, Mapping):
        return [os.fspath(file) if isinstance(file, os.PathLike) else str(file) for file in files]
    raise TypeError(f"RDataFrame: expected a file or a list of files, got {type(files).__name__}")


def _table(source: _core.ColumnSource) -> Table:
    columns: dict[str, ColumnType] = {info.name: of_column(info) for info in source.Columns()}
    return Table(source, source.NumEntries(), columns)
