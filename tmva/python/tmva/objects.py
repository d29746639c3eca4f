"""Objects of ROOT files as Python knows them: texts, numbers, arrays, lists, histograms, graphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import numpy as np

from . import _core
from .graphs import Graph, is_graph
from .histograms import Histogram, Profile, dimensions_of
from .object_writing import write_object
from .stored import StoredObject

__all__ = ["Graph", "Histogram", "Profile", "StoredObject", "convert", "read_object", "write_object"]

_LISTS = ("TList", "TObjArray", "THashList", "TClonesArray", "TSeqCollection")
_SEQUENCES = (
    "string",
    "vector",
    "list",
    "forward_list",
    "deque",
    "set",
    "multiset",
    "unordered_set",
    "unordered_multiset",
)
_MAPS = ("map", "multimap", "unordered_map", "unordered_multimap")
#: Lists that are being converted: they may hold themselves.
_Known = dict[int, tuple[_core.StoredObject, Any]]


def read_object(core_file: _core.File, name: str, class_name: str) -> Any:
    """An object of a file.

    Parameters
    ----------
    core_file : _core.File
    name : str
        With directories, and a cycle if need be: ``"dir/h;2"``.
    class_name : str
        ROOT's class, from the list of keys.

    Returns
    -------
    Histogram, Profile, Graph, str, int, float, bool, numpy.ndarray, list, dict or StoredObject
        As its class asks: TObjString and std::string are texts, TParameter a number, matrices and
        vectors arrays, collections lists, maps dictionaries. StoredObject for all others.

    Raises
    ------
    FileFormatError
        When the object cannot be decoded; names its class and version.
    """
    return convert(core_file.GetObject(name))


def convert(value: Any, known: Optional[_Known] = None) -> Any:
    """What read_object returns, of an object or of a member's value."""
    if not isinstance(value, _core.StoredObject):
        return value
    known = {} if known is None else known
    if id(value) in known:
        return known[id(value)][1]
    for fits, make in _CONVERSIONS:
        if fits(value.class_name):
            return make(value, known)
    return _container(value, known) if _is_container(value.class_name) else StoredObject(value)


def _items(stored: _core.StoredObject, known: _Known) -> list[Any]:
    found: list[Any] = []
    known[id(stored)] = (stored, found)
    found.extend(convert(item, known) for item in stored.Items())
    return found


def _map(stored: _core.StoredObject, known: _Known) -> Any:
    """A dictionary; a list of pairs when a key cannot be one of a dictionary."""
    items = _items(stored, known)
    pairs = list(zip(items[::2], items[1::2]))
    try:
        return dict(pairs)
    except TypeError:
        return pairs


def _number(stored: _core.StoredObject, known: _Known) -> Any:
    value = stored.Member("fVal")
    return bool(value) if "bool" in stored.class_name else value


def _matrix(stored: _core.StoredObject, known: _Known) -> np.ndarray:
    elements = stored.Member("fElements")
    elements = np.zeros(0) if elements is None else elements
    vector = stored.class_name.startswith("TVectorT<")
    shape = (stored.Member("fNrows"),) + (() if vector else (stored.Member("fNcols"),))
    if min(shape) < 0 or elements.size != np.prod(shape):
        raise _core.FileFormatError(
            f"{stored.class_name}: {elements.size} elements, but its shape is {shape}"
        )
    return elements.reshape(shape).copy()


def _is_container(class_name: str) -> bool:
    """True for containers of the STL and for arrays of objects, ``"TNamed[2]"``."""
    name = class_name.removeprefix("std::").partition("<")[0]
    return name in _SEQUENCES or name in _MAPS or class_name.endswith("]")


def _container(stored: _core.StoredObject, known: _Known) -> Any:
    names = stored.Names()
    if names == ["value"]:
        return convert(stored.Member("value"), known)
    if names != ["first", "second"]:
        return _items(stored, known)
    first, second = (convert(stored.Member(name), known) for name in names)
    return dict(zip(_plain(first), _plain(second))) if first is not None and second is not None else None


def _plain(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _starts(*prefixes: str) -> Callable[[str], bool]:
    return lambda name: name.startswith(prefixes)


_CONVERSIONS: list[tuple[Callable[[str], bool], Callable[[_core.StoredObject, _Known], Any]]] = [
    (lambda name: name == "TObjString", lambda stored, known: stored.Member("fString")),
    (lambda name: name == "TString", lambda stored, known: stored.Member("fData")),
    (_starts("TProfile"), lambda stored, known: Profile(stored)),
    (lambda name: dimensions_of(name) > 0, lambda stored, known: Histogram(stored)),
    (is_graph, lambda stored, known: Graph(stored)),
    (_starts("TParameter<"), _number),
    (_starts("TMatrixT<", "TMatrixTSym<", "TVectorT<"), _matrix),
    (_starts("TArray"), lambda stored, known: stored.Member("fArray")),
    (lambda name: name in _LISTS, _items),
    (lambda name: name == "TMap", _map),
]
