"""The functions of the package root_numpy that scripts use, on tmva's files and trees.

>>> from tmva.root_numpy import tree2array
>>> tree2array(tree, branches=["x", "x*y"], selection="z > 0", start=100, stop=200)
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from ._options import text
from .ragged import structured
from .trees import Tree

__all__ = ["array2root", "array2tree", "list_branches", "list_trees", "rec2array", "root2array", "tree2array"]

Branches = Union[str, Sequence[Any], None]


def tree2array(
    tree: Any,
    branches: Branches = None,
    selection: Any = None,
    object_selection: Any = None,
    start: Optional[int] = None,
    stop: Optional[int] = None,
    step: Optional[int] = None,
    include_weight: bool = False,
    weight_name: str = "weight",
    cache_size: int = -1,
) -> np.ndarray:
    """A tree as a structured array.

    Parameters
    ----------
    tree : TTree or anything that tmva takes for one
    branches : str or list, optional
        Names or expressions, those of friends too; all columns of numbers by default. One text gives a
        plain array.
    selection : str or TCut, optional
        Entries for which it is not 0.
    start, stop, step : int, optional
        As in ``[start:stop:step]``, of the entries before the selection.

    Returns
    -------
    numpy.ndarray
        Columns keep the type of their branch; expressions are float64, lists an array of objects.
    """
    if object_selection or include_weight:
        raise NotImplementedError(
            "tree2array: object_selection and include_weight are not part of tmva; use a "
            "selection and a branch"
        )
    table = Tree(tree)
    begin, end, stride = slice(start, stop, step).indices(table.num_entries)
    if stride < 1:
        raise ValueError(f"step={step}: expected a number above 0")
    cut = text(selection) if selection is not None else ""
    if stride > 1:
        cut = f"({cut or 1}) && (Entry$ - {begin}) % {stride} == 0"
    names = _names(branches)
    columns = table.arrays(names, cut or None, entry_start=begin, entry_stop=max(begin, end), library="np")
    if isinstance(branches, str):
        return columns[branches]
    return structured(columns, len(next(iter(columns.values()))) if columns else 0)


def root2array(
    filenames: Any,
    treename: Optional[str] = None,
    branches: Branches = None,
    selection: Any = None,
    **keywords: Any,
) -> np.ndarray:
    """The trees of files, one behind the other, as a structured array; see :func:`tree2array`."""
    paths = [filenames] if isinstance(filenames, (str, os.PathLike)) else list(filenames)
    parts = [f"{os.fspath(path)}:{treename}" if treename else os.fspath(path) for path in paths]
    return tree2array(parts[0] if len(parts) == 1 else parts, branches, selection, **keywords)


def array2root(arr: np.ndarray, filename: Any, treename: str = "tree", mode: str = "update") -> None:
    """Writes a structured array as a tree; mode ``"update"`` keeps what else is in the file."""
    from .writing import recreate, update

    if mode not in ("update", "recreate"):
        raise ValueError(f"mode={mode!r}: expected 'update' or 'recreate'")
    exists = mode == "update" and os.path.exists(filename)
    with (update if exists else recreate)(filename) as file:
        file[treename] = _fields(arr)


def array2tree(arr: np.ndarray, name: str = "tree", tree: Any = None) -> Any:
    """A TTree in the current directory with a branch for each field of a structured array."""
    from .ROOT import TTree

    columns = _fields(arr)
    made: Any = tree if tree is not None else TTree(name, name)
    buffers = {field: np.zeros(values.shape[1:] or 1, values.dtype) for field, values in columns.items()}
    branches = [
        made.Branch(field, buffer, _leaf(field, buffer, columns[field])) for field, buffer in buffers.items()
    ]
    for i in range(len(arr)):
        for field, buffer in buffers.items():
            buffer[...] = columns[field][i]
        if tree is None:
            made.Fill()
        else:
            for branch in branches:
                branch.Fill()
    return made


def list_trees(filename: Any) -> list[str]:
    from .files import File

    return list(File(filename).trees())


def list_branches(filename: Any, treename: Optional[str] = None) -> list[str]:
    return Tree(f"{os.fspath(filename)}:{treename}" if treename else filename).keys()


def rec2array(rec: np.ndarray, fields: Optional[Sequence[str]] = None) -> np.ndarray:
    """A structured array as a matrix [entries, fields]."""
    names = list(fields) if fields is not None else list(rec.dtype.names or ())
    return np.stack([rec[name] for name in names], axis=-1)


#: ROOT's letters of types, by numpy's.
_LETTERS = {
    "f4": "F",
    "f8": "D",
    "i4": "I",
    "u4": "i",
    "i8": "L",
    "u8": "l",
    "i2": "S",
    "u2": "s",
    "i1": "B",
    "u1": "b",
    "b1": "O",
}


def _leaf(field: str, buffer: np.ndarray, values: np.ndarray) -> str:
    dimensions = "".join(f"[{n}]" for n in values.shape[1:])
    return f"{field}{dimensions}/{_LETTERS[buffer.dtype.str[1:]]}"


def _fields(arr: np.ndarray) -> dict[str, np.ndarray]:
    if not isinstance(arr, np.ndarray) or not arr.dtype.names:
        raise TypeError("expected a structured array, whose fields become branches")
    return {name: arr[name] for name in arr.dtype.names}


def _names(branches: Branches) -> Optional[list[str]]:
    if branches is None:
        return None
    names = [branches] if isinstance(branches, str) else list(branches)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(
                f"branches: expected names and expressions, got {name!r}; fixed lengths of lists are not "
                "part of tmva"
            )
    return names
