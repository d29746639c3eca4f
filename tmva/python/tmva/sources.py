"""Everything that is taken where TMVA takes a TTree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Union

import numpy as np

from . import _core
from .flatten import columns_of, flatten
from .ragged import Values
from .rdataframe import from_rdataframe, is_rdataframe
from .remote import is_url

#: A tree: ours, "file.root:tree" (wildcards allowed, URLs too), a list of these, a dict of arrays (of
#: lists too), a pandas DataFrame, a pyarrow Table, an awkward record array, a structured numpy array,
#: an uproot TTree, a PyROOT TTree or TChain, or a ROOT RDataFrame.
TreeLike = Union["_core.ColumnSource", str, "os.PathLike[str]", Mapping[str, Any], list, tuple, Any]


def as_source(tree: TreeLike) -> _core.ColumnSource:
    """The table behind a tree-like object.

    Parameters
    ----------
    tree : TreeLike
        See :data:`TreeLike`. ROOT and uproot trees are read from their files by tmva itself.
    """
    if isinstance(tree, _core.ColumnSource):
        return tree
    if hasattr(tree, "_tmva_source"):
        return tree._tmva_source
    if isinstance(tree, (str, os.PathLike)):
        return _from_path(os.fspath(tree))
    if isinstance(tree, (list, tuple)):
        return _from_list(tree)
    if isinstance(tree, Mapping):
        return from_arrays(tree, "numpy arrays")
    if isinstance(tree, np.ndarray) and tree.dtype.names:
        return from_arrays({name: tree[name] for name in tree.dtype.names}, "numpy structured array")
    if is_rdataframe(tree):
        return from_rdataframe(tree)
    if hasattr(tree, "GetListOfFiles") and hasattr(tree, "GetEntries"):
        return _from_root_chain(tree)
    if hasattr(tree, "GetCurrentFile") and hasattr(tree, "GetDirectory"):
        return _from_root_tree(tree)
    if hasattr(tree, "object_path") and hasattr(tree, "file"):
        return _from_uproot(tree)
    if (
        hasattr(tree, "column_names")
        or hasattr(tree, "columns")
        or (hasattr(tree, "fields") and not isinstance(tree, type))
    ):
        return from_arrays({name: values for name, values, _ in columns_of(tree)}, type(tree).__name__)
    raise TypeError(
        f"expected a tree, got {type(tree).__name__}: give a tmva tree, 'file.root:tree', a list of "
        "these, a dict of numpy arrays, a pandas DataFrame, an uproot TTree or a PyROOT TTree"
    )


def from_arrays(arrays: Mapping[str, Any], description: str) -> _core.ColumnSource:
    """A table over arrays of equal length; they are copied only where numpy has to convert them."""
    columns = {str(name): _column(str(name), values) for name, values in arrays.items()}
    if not columns:
        raise _core.DataError(f"{description}: there are no columns")
    return _core.make_array_source(columns, description)


def _column(name: str, values: Any) -> Any:
    """An array, or (values, offsets, values of each item) of lists."""
    column = flatten(values, name) if _may_hold_lists(values) else Values(np.asarray(values), [])
    if column.is_text:
        raise _core.DataError(f"column '{name}' has texts; expected numbers")
    array = _numbers(name, column.values)
    if not column.offsets:
        return array
    return np.ascontiguousarray(array), column.offsets, int(np.prod(column.dimensions, dtype=np.int64))


def _may_hold_lists(values: Any) -> bool:
    dtype = getattr(values, "dtype", None)
    return not isinstance(dtype, np.dtype) or dtype.kind == "O"


def _numbers(name: str, array: np.ndarray) -> np.ndarray:
    """Of a type that is known, in native byte order, the values of an entry side by side."""
    if array.dtype.kind not in "biuf":
        raise _core.DataError(f"column '{name}' has type {array.dtype}; expected numbers")
    if array.ndim == 0:
        raise _core.DataError(f"column '{name}' is a single number; expected one value an entry")
    if array.dtype.kind == "f" and array.dtype.itemsize not in (4, 8):
        array = array.astype(np.float32 if array.dtype.itemsize < 4 else np.float64)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if array.size == 0:
        return np.empty(array.shape, array.dtype)
    inner = array.dtype.itemsize
    for size, stride in zip(reversed(array.shape[1:]), reversed(array.strides[1:])):
        if stride != inner:
            return np.ascontiguousarray(array)
        inner *= size
    return array


def _from_path(path: str) -> _core.ColumnSource:
    """Of "file.root:tree", or "file.root" where there is one tree; URLs too."""
    if not is_url(path):
        return _core.open_source(path)
    from .files import File  # which needs this module

    end = path.rfind(".root:") + len(".root")
    url, tree = (path[:end], path[end + 1 :]) if end >= len(".root") else (path, "")
    if not tree and ":" in path.rpartition("/")[2]:
        url, _, tree = path.rpartition(":")
    file = File(url)
    names = file.trees()
    if not tree and len(names) != 1:
        raise _core.DataError(
            f"{url}: the file holds {len(names)} trees; name one of {names}, as in '{url}:NAME'"
        )
    return as_source(file[tree or names[0]])


def _from_list(trees: Any) -> _core.ColumnSource:
    if not trees:
        raise _core.DataError("an empty list where a tree is expected")
    if all(isinstance(tree, (str, os.PathLike)) and not is_url(os.fspath(tree)) for tree in trees):
        return _core.open_sources([os.fspath(tree) for tree in trees])
    return _core.make_chain([as_source(tree) for tree in trees])


def _refuse_root_extras(tree: Any) -> None:
    friends = tree.GetListOfFriends() if hasattr(tree, "GetListOfFriends") else None
    if friends and len(friends) > 0:
        raise _core.DataError(
            f"the ROOT tree '{tree.GetName()}' has friends, which are not read; "
            "write one tree with all columns (Snapshot) or give the columns as arrays"
        )
    if hasattr(tree, "GetEntryList") and tree.GetEntryList():
        raise _core.DataError(
            f"the ROOT tree '{tree.GetName()}' has an entry list, which is not applied; give a cut instead"
        )


def _from_root_chain(chain: Any) -> _core.ColumnSource:
    _refuse_root_extras(chain)
    parts = [f"{element.GetTitle()}:{element.GetName()}" for element in chain.GetListOfFiles()]
    if not parts:
        raise _core.DataError(f"the TChain '{chain.GetName()}' has no files")
    return _from_list(parts)


def _from_root_tree(tree: Any) -> _core.ColumnSource:
    _refuse_root_extras(tree)
    file = tree.GetCurrentFile()
    if not file:
        raise _core.DataError(f"the ROOT tree '{tree.GetName()}' is in memory only; write it to a file")
    folder = str(tree.GetDirectory().GetPath()).partition(":/")[2].strip("/")
    name = f"{folder}/{tree.GetName()}" if folder else str(tree.GetName())
    return _core.File.Open(str(file.GetName())).GetTree(name)


def _from_uproot(tree: Any) -> _core.ColumnSource:
    path, name = str(tree.file.file_path), str(tree.object_path).strip("/")
    return _from_path(f"{path}:{name}") if is_url(path) else _core.File.Open(path).GetTable(name)
