"""ROOT files: reading trees into numpy, and writing flat trees."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

import numpy as np

from . import _core
from .sources import TreeLike, as_source

PathLike = Union[str, "os.PathLike[str]"]


class Column:
    """One branch of a tree."""

    def __init__(self, tree: "Tree", info: _core.ColumnInfo):
        self._tree = tree
        self._info = info

    @property
    def name(self) -> str:
        return self._info.name

    def GetName(self) -> str:
        return self._info.name

    @property
    def typename(self) -> str:
        """The type of the values, as ``float``, ``float[3]`` or ``float[]`` (varying number)."""
        info = self._info
        if info.length == -1:
            return info.type + "[]"
        return info.type + "".join(f"[{n}]" for n in info.dimensions)

    def array(self, entry_start: int = 0, entry_stop: Optional[int] = None) -> np.ndarray:
        """The values of a range of entries."""
        return self._tree.arrays([self.name], entry_start, entry_stop)[self.name]

    def __repr__(self) -> str:
        return f"<Column {self.name!r}: {self.typename}>"


class Tree(Mapping):
    """A tree (or chain, or any table): a mapping from branch names to columns.

    >>> with tmva.File("example.root") as f:
    ...     f["TreeS"].arrays(["var1", "var2"], entry_stop=100)
    """

    def __init__(self, tree: TreeLike):
        self._tmva_source = as_source(tree)
        self._columns = {info.name: info for info in self._tmva_source.Columns()}

    @property
    def name(self) -> str:
        source = self._tmva_source
        return source.Name() if isinstance(source, _core.Tree) else source.Description()

    @property
    def title(self) -> str:
        source = self._tmva_source
        return source.Title() if isinstance(source, _core.Tree) else ""

    def GetName(self) -> str:
        return self.name

    def GetEntries(self) -> int:
        return self.num_entries

    def GetListOfBranches(self) -> list[Column]:
        return [self[name] for name in self._columns]

    @property
    def num_entries(self) -> int:
        return self._tmva_source.NumEntries()

    def keys(self) -> list[str]:  # type: ignore[override]
        """Names of the columns."""
        return list(self._columns)

    def typenames(self) -> dict[str, str]:
        """The type of each column; why a column cannot be read where that is so."""
        return {name: info.unsupported and f"unreadable: {info.unsupported}" or self[name].typename
                for name, info in self._columns.items()}

    def arrays(self, names: Optional[Union[str, Sequence[str]]] = None, entry_start: int = 0,
               entry_stop: Optional[int] = None) -> dict[str, np.ndarray]:
        """Columns as numpy arrays.

        Parameters
        ----------
        names : str or list of str, optional
            The columns; all readable ones when left out.
        entry_start, entry_stop : int, optional
            Half-open range of entries; negative numbers count from the end.

        Returns
        -------
        dict of str to numpy.ndarray
            Fixed-size columns have shape [entries, ...]; a column with a varying number of values
            is an object array of arrays.
        """
        if names is None:
            names = [name for name, info in self._columns.items() if not info.unsupported]
        names = [names] if isinstance(names, str) else list(names)
        start, stop, _ = slice(entry_start, entry_stop).indices(self.num_entries)
        read = self._tmva_source.Read(names, start, max(start, stop))
        return {name: _ragged(values, offsets[0]) if offsets else values
                for name, (values, offsets) in zip(names, read)}

    def evaluate(self, expression: str) -> np.ndarray:
        """One value an entry of an expression in TTreeFormula's dialect."""
        return _core.evaluate_formula(self._tmva_source, expression)

    def __getitem__(self, name: str) -> Column:
        index = self._tmva_source.FindColumn(name)
        return Column(self, self._tmva_source.Columns()[index])

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __bool__(self) -> bool:
        return True

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<Tree {self.name!r}: {self.num_entries} entries, {len(self._columns)} branches>"


def _ragged(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    rows = np.empty(len(offsets) - 1, dtype=object)
    for i, (begin, end) in enumerate(zip(offsets[:-1], offsets[1:])):
        rows[i] = values[begin:end]
    return rows


class File(Mapping):
    """A ROOT file opened for reading: a mapping from names to trees.

    >>> f = tmva.File("tmva_class_example.root")
    >>> f.keys()
    ['TreeS', 'TreeB']
    >>> f["TreeS"].num_entries
    6000
    """

    def __init__(self, path: PathLike):
        self._path = os.fspath(path)
        self._file: Optional[_core.File] = _core.File.Open(self._path)

    def _open(self) -> _core.File:
        if self._file is None:
            raise _core.DataError(f"{self._path} has been closed")
        return self._file

    @property
    def path(self) -> str:
        return self._path

    def GetName(self) -> str:
        return self._path

    def keys(self) -> list[str]:  # type: ignore[override]
        """Names of the objects, directories searched in depth, each once."""
        return list(dict.fromkeys(key.name for key in self._open().Keys()))

    def classnames(self) -> dict[str, str]:
        """ROOT's class of each object."""
        names: dict[str, str] = {}
        for key in self._open().Keys():
            names.setdefault(key.name, key.class_name)
        return names

    def trees(self) -> list[str]:
        """Names of the trees."""
        return [name for name, cls in self.classnames().items() if cls == "TTree"]

    def __getitem__(self, name: str) -> Tree:
        return Tree(self._open().GetTree(name))

    Get = __getitem__

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        """Closes the file; trees that were taken from it keep it open."""
        self._file = None

    Close = close

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<File {self._path!r}: {', '.join(self.keys()) if self._file else 'closed'}>"


def chain(*trees: TreeLike) -> Tree:
    """Several trees one after the other, as one.

    >>> tmva.chain("2023/*.root:events", "2024/*.root:events").num_entries
    """
    return Tree(trees[0] if len(trees) == 1 else list(trees))


class WritableTree:
    """A tree that is being written."""

    def __init__(self, writer: _core.TableWriter, columns: dict[str, tuple[np.dtype, tuple[int, ...]]]):
        self._writer = writer
        self._columns = columns

    @property
    def num_entries(self) -> int:
        return self._writer.NumEntries()

    def extend(self, arrays: Mapping[str, Any]) -> None:
        """Appends entries; the arrays must be those the tree was made with."""
        if set(arrays) != set(self._columns):
            missing = sorted(set(self._columns) - set(arrays))
            extra = sorted(set(arrays) - set(self._columns))
            raise _core.DataError(f"extend: the columns differ from the tree's (missing: {missing}, "
                                  f"unknown: {extra})")
        converted, entries = [], -1
        for name, (dtype, shape) in self._columns.items():
            array = np.asarray(arrays[name])
            entries = len(array) if entries < 0 else entries
            if array.shape != (entries, *shape):
                raise _core.DataError(f"extend: column '{name}' has shape {array.shape}, expected "
                                      f"{(entries, *shape)}")
            if not np.can_cast(array.dtype, dtype, "same_kind"):
                raise _core.DataError(f"extend: column '{name}' has type {array.dtype}, the tree's is {dtype}")
            converted.append((np.ascontiguousarray(array, dtype=dtype), []))
        self._writer.Append(converted, max(entries, 0))


class WritableFile:
    """A ROOT file being written; it appears under its name when it is closed.

    >>> with tmva.recreate("out.root", compression="zstd") as f:
    ...     tree = f.mktree("events", {"x": "float32", "n": "int32"})
    ...     tree.extend({"x": x, "n": n})
    """

    def __init__(self, path: PathLike, compression: Union[str, tuple[str, int], None] = "zlib"):
        codec, level = compression if isinstance(compression, tuple) else (compression or "none", 1)
        self._path = os.fspath(path)
        self._file: Optional[_core.OutputFile] = _core.OutputFile.Create(self._path, codec, level)

    def mktree(self, name: str, columns: Mapping[str, Any], title: str = "") -> WritableTree:
        """Makes a tree.

        Parameters
        ----------
        name : str
            Its name, with directories: ``"dir/tree"``.
        columns : dict
            For each branch its type: anything numpy takes, or ``(type, shape)`` for arrays.
        """
        if self._file is None:
            raise _core.DataError(f"{self._path} has been closed")
        specs = {}
        for column, spec in columns.items():
            dtype, shape = spec if isinstance(spec, tuple) else (spec, ())
            specs[column] = (np.dtype(dtype), (shape,) if isinstance(shape, int) else tuple(shape))
        directory, _, leaf = name.rpartition("/")
        writer = self._file.MakeTree(directory, leaf, title, [
            (column, dtype, shape, 0, False, "") for column, (dtype, shape) in specs.items()])
        return WritableTree(writer, specs)

    def __setitem__(self, name: str, arrays: Mapping[str, Any]) -> None:
        columns = {column: np.asarray(values) for column, values in arrays.items()}
        self.mktree(name, {c: (a.dtype, a.shape[1:]) for c, a in columns.items()}).extend(columns)

    def close(self) -> None:
        if self._file is not None:
            self._file.Close()
            self._file = None

    def __enter__(self) -> "WritableFile":
        return self

    def __exit__(self, exc_type: Any, *exc: object) -> None:
        if exc_type is None:
            self.close()
        else:  # leaves no half-written file behind
            self._file = None

    def __repr__(self) -> str:
        return f"<WritableFile {self._path!r}>"


def recreate(path: PathLike, compression: Union[str, tuple[str, int], None] = "zlib") -> WritableFile:
    """Opens a ROOT file for writing; an existing one is replaced when the new one is complete.

    Parameters
    ----------
    path : str or path
    compression : str, (str, int) or None
        ``"zlib"``, ``"lz4"``, ``"zstd"``, ``"lzma"``, with a level if need be: ``("zstd", 5)``.
    """
    return WritableFile(path, compression)
