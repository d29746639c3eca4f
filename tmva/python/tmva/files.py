"""ROOT files: their directories, trees and objects."""

from __future__ import annotations

import json
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, Optional

from . import _core
from ._filters import NameFilter, matcher
from .models.graph import Model
from .objects import read_object
from .remote import FileLike, open_bytes
from .trees import Branch, Column, Tree, chain
from .writing import WritableFile, WritableTree, recreate, update

__all__ = [
    "Branch",
    "Column",
    "Directory",
    "File",
    "Tree",
    "WritableFile",
    "WritableTree",
    "chain",
    "recreate",
    "update",
]

_TABLES = ("TTree", "TNtuple", "TNtupleD", "ROOT::RNTuple", "ROOT::Experimental::RNTuple")
_KEPT_TREES = 16


class Directory(Mapping):
    """A directory of a ROOT file: a mapping from names to trees, directories and objects.

    Names are paths from here, ``"dir/tree"``, the newest cycle unless one is given: ``"tree;2"``.
    """

    def __init__(self, file: "File", path: str):
        self._top = file
        self._prefix = path + "/" if path else ""

    @property
    def path(self) -> str:
        """From the top of the file: ``"dir/sub"``."""
        return self._prefix[:-1]

    @property
    def file(self) -> "File":
        return self._top

    def GetName(self) -> str:
        return self.path.rpartition("/")[2]

    def _found(self) -> list[tuple[str, _core.KeyInfo]]:
        """Keys below this directory by their names from here; of a name the newest cycle first."""
        start = len(self._prefix)
        return [(key.name[start:], key) for key in self._top._keys() if key.name.startswith(self._prefix)]

    def _chosen(
        self, recursive: bool, cycle: bool, filter_name: NameFilter, filter_classname: NameFilter
    ) -> dict[str, _core.KeyInfo]:
        named, classed = matcher(filter_name), matcher(filter_classname)
        chosen: dict[str, _core.KeyInfo] = {}
        for name, key in self._found():
            if (recursive or "/" not in name) and named(name) and classed(key.class_name):
                chosen.setdefault(f"{name};{key.cycle}" if cycle else name, key)
        return chosen

    def keys(  # type: ignore[override]
        self,
        *,
        recursive: bool = True,
        cycle: bool = False,
        filter_name: NameFilter = None,
        filter_classname: NameFilter = None,
    ) -> list[str]:
        """Names of the objects, directories searched in depth.

        Parameters
        ----------
        recursive : bool
            Also what lies in directories, as ``"dir/name"``.
        cycle : bool
            Every cycle of an object, as ``"name;2"``; otherwise each name once.
        filter_name, filter_classname : str, re.Pattern, function or list, optional
            A glob (``"jet_*"``), a regular expression (``"/jet_.*/"``) or a function.
        """
        return list(self._chosen(recursive, cycle, filter_name, filter_classname))

    def classnames(
        self,
        *,
        recursive: bool = True,
        cycle: bool = False,
        filter_name: NameFilter = None,
        filter_classname: NameFilter = None,
    ) -> dict[str, str]:
        """ROOT's class of each object, by the names that :meth:`keys` gives."""
        chosen = self._chosen(recursive, cycle, filter_name, filter_classname)
        return {name: key.class_name for name, key in chosen.items()}

    def values(self, **filters: Any) -> list[Any]:  # type: ignore[override]
        """The objects of :meth:`keys`."""
        return [self[name] for name in self.keys(**filters)]

    def items(self, **filters: Any) -> list[tuple[str, Any]]:  # type: ignore[override]
        """Names and objects of :meth:`keys`."""
        return [(name, self[name]) for name in self.keys(**filters)]

    def iterkeys(self, **filters: Any) -> Iterator[str]:
        return iter(self.keys(**filters))

    def itervalues(self, **filters: Any) -> Iterator[Any]:
        return (self[name] for name in self.keys(**filters))

    def iteritems(self, **filters: Any) -> Iterator[tuple[str, Any]]:
        return ((name, self[name]) for name in self.keys(**filters))

    def trees(self) -> list[str]:
        """Names of the trees and RNTuples."""
        return self.keys(filter_classname=lambda name: name in _TABLES)

    def classname_of(self, name: str) -> Optional[str]:
        """ROOT's class of an object, None where there is no such object."""
        plain, _, cycle = name.strip("/").partition(";")
        for found, key in self._found():
            if found == plain and (not cycle.isdigit() or int(cycle) == key.cycle):
                return key.class_name
        return None

    def __getitem__(self, name: str) -> Any:
        """A :class:`Tree`, a :class:`tmva.Model`, a :class:`Directory`, or another object.

        Raises
        ------
        DataError
            When there is no such object; names the nearest.
        """
        name = name.strip("/")
        class_name = self.classname_of(name)
        path = self._prefix + name
        if class_name is not None and class_name.startswith("TDirectory"):
            if self._holds_model(name):
                return self._top._model(path)
            return Directory(self._top, path.partition(";")[0])
        if class_name is None or class_name in _TABLES:
            return self._top._tree(path)
        return self._top._object(path)

    def _holds_model(self, name: str) -> bool:
        """Is the directory a stored model?"""
        plain = name.partition(";")[0]
        if self.classname_of(f"{plain}/model") is None or self.classname_of(f"{plain}/meta") != "TObjString":
            return False
        try:
            description = json.loads(self[f"{plain}/meta"])
        except ValueError:
            return False
        return isinstance(description, dict) and description.get("format") == "tmva.model"

    Get = __getitem__

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.classname_of(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __bool__(self) -> bool:
        return True

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def _content(self) -> str:
        names = self.keys(recursive=False)
        return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")

    def __repr__(self) -> str:
        return f"<Directory {self.path!r}: {self._content()}>"


class File(Directory):
    """A ROOT file opened for reading: a mapping from names to trees, directories and objects.

    May be used by several threads at once. What is taken from it keeps it open. A file that was not
    closed properly is recovered as far as it can be, with a warning.

    Parameters
    ----------
    path : str, path, or file object
        A local file, a URL (``https://``, ``root://`` and whatever fsspec knows), or any seekable
        binary file object.
    timeout : float
        Seconds that a distant server may take to answer.
    retries : int
        How often a failed read of a distant file or file object is tried again, with growing pauses.
    **options
        For fsspec's file system.

    Raises
    ------
    FileFormatError
        When the file is missing, cannot be read, or is not a ROOT file.

    >>> f = tmva.File("tmva_class_example.root")
    >>> f.keys()
    ['TreeS', 'TreeB']
    >>> f["TreeS"].num_entries
    6000
    """

    def __init__(self, path: FileLike, *, timeout: float = 30.0, retries: int = 3, **options: Any):
        super().__init__(self, "")
        self._options = {"timeout": timeout, "retries": retries, **options}
        self._file: Optional[_core.File] = _open(path, self._options)
        self._path = self._file.Path()
        if self._file.IsRecovered():
            warnings.warn(
                f"{self._path} was not closed properly or is damaged: its objects were found by going "
                "from record to record, and some may be missing",
                stacklevel=2,
            )
        self._trees: OrderedDict[str, Tree] = OrderedDict()

    def _open(self) -> _core.File:
        if self._file is None:
            raise _core.DataError(f"{self._path} has been closed")
        return self._file

    def _keys(self) -> list[_core.KeyInfo]:
        return self._open().Keys()

    def _tree(self, path: str) -> Tree:
        """The last trees are kept: describing one with a thousand branches takes time."""
        file = self._open()
        tree = self._trees.get(path)
        if tree is None:
            table = file.GetTable(path)
            options = self._options
            tree = Tree(_core.with_friends(table, lambda other: _open(other, options)), table)
            self._trees[path] = tree
            while len(self._trees) > _KEPT_TREES:
                self._trees.popitem(last=False)
        return tree

    def _model(self, path: str) -> Model:
        return Model(_core.read_stored_model(self._open(), path), f"{self._path}:{path}")

    def _object(self, path: str) -> Any:
        return read_object(self._open(), path, self.classname_of(path) or "")

    @property
    def path(self) -> str:
        """Of the file."""
        return self._path

    def GetName(self) -> str:
        return self._path

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return self._open().Size()

    @property
    def root_version(self) -> str:
        """The version of the ROOT that wrote the file: ``"6.40.00"``."""
        version = self._open().RootVersion()
        return f"{version // 10000}.{version // 100 % 100:02}.{version % 100:02}"

    @property
    def is_recovered(self) -> bool:
        """True when the file was not closed and its keys were found by scanning it."""
        return self._open().IsRecovered()

    @property
    def closed(self) -> bool:
        return self._file is None

    def close(self) -> None:
        """Closes the file; trees that were taken from it keep it open."""
        self._file = None
        self._trees.clear()

    Close = close

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<File {self._path!r}: {self._content() if self._file else 'closed'}>"


def _open(path: FileLike, options: dict[str, Any]) -> _core.File:
    return _core.File.Open(open_bytes(path, **options))
