"""The tables that feed a BatchGenerator, and their classes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Optional

import numpy as np

from . import _core
from ._options import text
from .sources import as_source

#: A table and the number of its class.
LabelledTable = tuple["_core.ColumnSource", Optional[float]]


def tables_of(source: Any, define: Any = None) -> tuple[list[LabelledTable], list[str]]:
    """The tables of a source, with the names of their classes.

    Parameters
    ----------
    source : TreeLike, or dict of TreeLike
        A dict whose values are trees makes one class of each, in their order.
    define : dict, optional
        Expressions by the names of the columns that they make; each may use those before it.
    """
    if is_classes(source):
        tables = [(as_source(tree), float(i)) for i, tree in enumerate(source.values())]
        names = [str(name) for name in source]
    else:
        tables, names = [(as_source(source), None)], []
    if define is None:
        return tables, names
    if not isinstance(define, Mapping):
        raise _core.OptionError(f'define={define!r}: expected a dict, as {{"ratio": "x/y"}}')
    for name, expression in define.items():
        tables = [(_core.with_definition(table, text(name, "define"), text(expression, "define")), label)
                  for table, label in tables]
    return tables, names


def is_classes(source: Any) -> bool:
    """Whether it is a mapping whose values are all trees, not arrays."""
    return (isinstance(source, Mapping) and not hasattr(source, "_tmva_source")
            and len(source) > 0 and all(_is_tree(value) for value in source.values()))


def _is_tree(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(_is_tree(item) for item in value)
    if isinstance(value, np.ndarray):
        return value.dtype.names is not None
    if isinstance(value, (str, os.PathLike, Mapping, _core.ColumnSource)):
        return True
    return bool(getattr(value, "fields", None)) or any(
        hasattr(value, name) for name in ("_tmva_source", "GetEntries", "GetListOfFiles", "object_path",
                                          "columns", "column_names", "GetColumnNames"))


def portable(source: Any) -> Any:
    """The source in a form that another process can open: trees of files by their names."""
    if isinstance(source, Mapping) and not hasattr(source, "_tmva_source"):
        return {name: portable(value) for name, value in source.items()}
    if isinstance(source, (list, tuple)):
        return [portable(value) for value in source]
    table = getattr(source, "_tmva_source", source)
    if not isinstance(table, _core.ColumnSource):
        return source
    path = table.FilePath() if isinstance(table, _core.Table) else ""
    if not os.path.exists(path):
        raise _core.DataError(f"{table.Description()} cannot be sent to another process: give "
                              "'file.root:tree' or arrays as the source")
    return f"{os.path.abspath(path)}:{table.Name()}"
