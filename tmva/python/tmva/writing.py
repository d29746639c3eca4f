"""Writing ROOT files: trees, RNTuples, branches for existing trees, and objects."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from . import _core
from .flatten import as_dtype, columns_of, flatten, is_table, optional_dtype, split_regular
from .models.graph import Model
from .object_writing import write_object
from .ragged import Values

PathLike = Union[str, "os.PathLike[str]"]
#: ``"zlib"``, ``"lz4"``, ``"zstd"``, ``"lzma"``, with a level if need be: ``("zstd", 5)``; None: none.
Compression = Union[str, tuple[str, int], None]
#: The names of count branches, of the column that they count: None where lists are vector<T>.
CounterName = Optional[Callable[[str], str]]
#: Friends of a tree: ``"file.root:tree"`` each, or by alias.
Friends = Union[Sequence[str], Mapping[str, str]]


def counter_of(name: str) -> str:
    """The count branch of a column of lists, as uproot calls it: ``"njet_pt"``."""
    return "n" + name


class ColumnType(NamedTuple):
    """The type of a branch; a text is a list of bytes."""

    dtype: np.dtype
    dimensions: tuple[int, ...] = ()
    list_levels: int = 0
    is_text: bool = False
    count_branch: str = ""

    def __str__(self) -> str:
        lists = "var * " * (self.list_levels - self.is_text)
        return (
            lists
            + "".join(f"{n} * " for n in self.dimensions)
            + ("string" if self.is_text else str(self.dtype))
        )


def column_type(spec: Any, name: str) -> ColumnType:
    """The type that a text or a numpy type means.

    Parameters
    ----------
    spec : str, numpy type, (type, shape), or awkward type
        ``"float32"``, ``("float64", 3)``, ``"2 * 3 * float64"``, ``"var * float32"``,
        ``"var * 3 * int32"``, ``"string"``, ``"var * string"``, ``"var * var * float64"``.
    name : str
        Of the column, for messages.
    """
    if isinstance(spec, tuple) and len(spec) == 2:
        inner = column_type(spec[0], name)
        shape = (spec[1],) if isinstance(spec[1], int) else tuple(int(n) for n in spec[1])
        return inner._replace(dimensions=shape + inner.dimensions)
    if spec is str:
        spec = "string"
    dtype = None if isinstance(spec, str) and spec in ("string", "str") else optional_dtype(spec)
    if dtype is not None and dtype.kind in "biuf":
        return ColumnType(dtype)
    *outer, last = [part.strip() for part in str(spec).split("*")]
    levels = 0
    while outer and outer[0] == "var":
        levels += 1
        del outer[0]
    item = optional_dtype(last) if last != "string" else None
    is_text = last in ("string", "str")
    if (
        not all(part.isdigit() for part in outer)
        or not (is_text or (item is not None and item.kind in "biuf"))
        or (is_text and outer)
    ):
        raise _core.OptionError(
            f"column '{name}': {spec!r} is not a type; expected one like 'float32', "
            "('float64', 3), 'var * float32', 'string' or 'var * string'"
        )
    dimensions = tuple(int(part) for part in outer)
    return ColumnType(np.dtype(np.uint8) if item is None else item, dimensions, levels + is_text, is_text)


def _type_of(column: Values) -> ColumnType:
    return ColumnType(
        column.values.dtype.newbyteorder("="), column.dimensions, len(column.offsets), column.is_text
    )


def _is_type(value: Any) -> bool:
    """True for a type, False for values."""
    if isinstance(value, (str, type, np.dtype)) or type(value).__module__.startswith("awkward.types"):
        return True
    return isinstance(value, tuple) and len(value) == 2 and _is_type(value[0])


class _Layout:
    """Columns of a table that is written: their types, in order."""

    def __init__(self, columns: Any, counter_name: CounterName):
        self.types: dict[str, ColumnType] = {}
        self.values: Optional[dict[str, Values]] = None
        if isinstance(columns, Mapping) and all(_is_type(value) for value in columns.values()):
            for name, spec in columns.items():
                self._add(str(name), column_type(spec, str(name)), "", counter_name)
        else:
            self.values = {}
            for name, value, group in columns_of(columns):
                self.values[name] = flatten(value, name)
                self._add(name, _type_of(self.values[name]), group, counter_name)
        if not self.types:
            raise _core.DataError("a table without columns cannot be written")

    def _add(self, name: str, kind: ColumnType, group: str, counter_name: CounterName) -> None:
        if name in self.types:
            raise _core.DataError(f"two columns are called '{name}'")
        if counter_name is not None and kind.list_levels == 1 and not kind.is_text:
            kind = kind._replace(count_branch=counter_name(group or name))
        self.types[name] = kind

    def columns(self) -> list[tuple[str, np.dtype, list[int], int, bool, str]]:
        """As the extension module takes them."""
        return [
            (name, kind.dtype, list(kind.dimensions), kind.list_levels, kind.is_text, kind.count_branch)
            for name, kind in self.types.items()
        ]


class WritableTree:
    """A tree (or RNTuple, or branches of a tree) that is being written."""

    def __init__(self, writer: _core.TableWriter, types: Mapping[str, ColumnType]):
        self._writer = writer
        self._types = dict(types)

    @property
    def num_entries(self) -> int:
        return self._writer.NumEntries()

    def keys(self) -> list[str]:
        return list(self._types)

    def typenames(self) -> dict[str, str]:
        """The type of each column, as :meth:`WritableFile.mktree` takes it."""
        return {name: str(kind) for name, kind in self._types.items()}

    def extend(self, data: Any) -> None:
        """Appends entries; the columns must be those the tree was made with.

        Parameters
        ----------
        data : dict, pandas DataFrame, awkward record array or structured numpy array
            Numbers, lists of lists, texts; see :meth:`WritableFile.mktree`.

        Raises
        ------
        DataError
            When columns, their numbers of entries, shapes or types differ from the tree's. Nothing is
            appended then.
        """
        self._append({name: flatten(value, name) for name, value, _ in columns_of(data)})

    def _append(self, given: dict[str, Values]) -> None:
        if set(given) != set(self._types):
            missing = sorted(set(self._types) - set(given))
            extra = sorted(set(given) - set(self._types))
            raise _core.DataError(
                f"extend: the columns differ from the tree's (missing: {missing}, unknown: {extra})"
            )
        columns, entries = [], -1
        for name, kind in self._types.items():
            column = _fit(given[name], kind, name)
            entries = column.entries if entries < 0 else entries
            if column.entries != entries:
                raise _core.DataError(
                    f"extend: column '{name}' has {column.entries} entries, the first column has {entries}"
                )
            columns.append((column.values, column.offsets))
        self._writer.Append(columns, max(entries, 0))

    def __repr__(self) -> str:
        return f"<WritableTree: {self.num_entries} entries, {', '.join(self._types)}>"


def _fit(column: Values, kind: ColumnType, name: str) -> Values:
    """The values in the type of the tree."""
    column = split_regular(column, kind.list_levels)
    if not column.values.size and not column.is_text:  # of lists that are all empty the type is not known
        empty = [np.zeros(1, np.int64)] * (kind.list_levels - len(column.offsets))
        column = Values(
            np.empty((column.entries if not kind.list_levels else 0, *kind.dimensions), kind.dtype),
            [*column.offsets, *empty],
            kind.dimensions,
            kind.is_text,
        )
    if (
        column.is_text != kind.is_text
        or len(column.offsets) != kind.list_levels
        or (column.dimensions != kind.dimensions)
    ):
        given = _type_of(column)
        raise _core.DataError(
            f"extend: column '{name}' has shape {column.values.shape if not column.offsets else ''} "
            f"and type {given}, the tree's is {kind}"
        )
    offsets = [np.ascontiguousarray(level, dtype=np.int64) for level in column.offsets]
    return Values(as_dtype(column.values, kind.dtype, name), offsets, kind.dimensions, kind.is_text)


class WritableFile:
    """A ROOT file being written; what is written appears when it is closed.

    >>> with tmva.recreate("out.root", compression="zstd") as f:
    ...     tree = f.mktree("events", {"x": "float32", "jet_pt": "var * float32", "name": "string"})
    ...     tree.extend({"x": x, "jet_pt": jets, "name": names})
    """

    def __init__(self, file: _core.OutputFile):
        self._path = file.Path()
        self._file: Optional[_core.OutputFile] = file
        self._names: list[str] = []

    def _open(self) -> _core.OutputFile:
        if self._file is None:
            raise _core.DataError(f"{self._path} has been closed")
        return self._file

    @property
    def path(self) -> str:
        return self._path

    def mktree(
        self,
        name: str,
        columns: Any,
        title: str = "",
        *,
        compression: Union[Compression, bool] = True,
        cluster_size: int = 0,
        counter_name: CounterName = counter_of,
        friends: Friends = (),
    ) -> WritableTree:
        """Makes a tree.

        Parameters
        ----------
        name : str
            Its name, with directories: ``"dir/tree"``.
        columns : dict
            For each branch its type: anything numpy takes, ``(type, shape)`` for arrays, ``"string"``,
            or with lists ``"var * float32"``, ``"var * 3 * float32"``, ``"var * var * float64"``,
            ``"var * string"``. Or a table - arrays, a DataFrame, an awkward record array - whose types
            are taken and whose entries are the tree's first.
        title : str
        compression : str, (str, int) or None
            The file's when left out.
        cluster_size : int
            Entries that are stored together; 0: about 30 MB.
        counter_name : function or None
            Names the branch that counts the items of lists: ``njet_pt`` for ``jet_pt``. None writes
            ``vector<T>`` instead. Lists of records share one: ``njet`` for ``jet_pt`` and ``jet_eta``.
        friends : list or dict
            Trees whose columns stand beside this one's: ``["other.root:tree"]``, or by alias.
        """
        layout = _Layout(columns, counter_name)
        directory, _, leaf = name.strip("/").rpartition("/")
        writer = self._open().MakeTree(
            directory, leaf, title, layout.columns(), _codec(compression), cluster_size, _friends(friends)
        )
        return self._made(name, writer, layout)

    def mkrntuple(
        self,
        name: str,
        columns: Any,
        description: str = "",
        *,
        compression: Union[Compression, bool] = True,
        cluster_size: int = 0,
    ) -> WritableTree:
        """Makes an RNTuple; see :meth:`mktree`."""
        layout = _Layout(columns, None)
        directory, _, leaf = name.strip("/").rpartition("/")
        writer = self._open().MakeRNTuple(
            directory, leaf, description, layout.columns(), _codec(compression), cluster_size
        )
        return self._made(name, writer, layout)

    def _made(self, name: str, writer: _core.TableWriter, layout: _Layout) -> WritableTree:
        self._names.append(name)
        tree = WritableTree(writer, layout.types)
        if layout.values is not None:
            tree._append(layout.values)
        return tree

    def mkbranches(self, tree: str, columns: Any, *, counter_name: CounterName = counter_of) -> WritableTree:
        """New branches for a tree that an updated file holds already; as many entries as it has must be
        appended before the file is closed.

        Parameters
        ----------
        tree : str
            ``"dir/tree"``
        columns, counter_name
            See :meth:`mktree`.
        """
        layout = _Layout(columns, counter_name)
        return self._made(tree, self._open().AddBranches(tree.strip("/"), layout.columns()), layout)

    def add_branches(self, tree: str, data: Any, *, counter_name: CounterName = counter_of) -> None:
        """Adds whole columns to a tree that an updated file holds already.

        >>> with tmva.update("events.root") as f:
        ...     f.add_branches("events", {"score": scores})
        """
        if isinstance(data, Mapping) and data and all(_is_type(value) for value in data.values()):
            raise _core.DataError("add_branches takes arrays; mkbranches takes types")
        self.mkbranches(tree, data, counter_name=counter_name)

    def mkdir(self, name: str) -> None:
        """Makes a directory, ``"dir/sub"``."""
        self._open().MakeDirectory(name.strip("/"))

    def __setitem__(self, name: str, value: Any) -> None:
        """Writes a table as a tree, a model as a directory of its own; see
        :func:`tmva.objects.write_object` for other values."""
        if isinstance(value, Model):
            _core.write_stored_model(self._open(), name, value.content)
            self._names.append(name)
            return
        if is_table(value):
            self.mktree(name, value)
            return
        directory, _, leaf = name.strip("/").rpartition("/")
        write_object(self._open(), directory, leaf, value)
        self._names.append(name)

    def __delitem__(self, name: str) -> None:
        """Takes an object, with all its cycles, out of an updated file."""
        self._open().Delete(name.strip("/"))

    def close(self) -> None:
        """Completes the file: it appears under its name."""
        if self._file is not None:
            self._file.Close()
            self._file = None

    Close = close

    def __enter__(self) -> "WritableFile":
        return self

    def __exit__(self, exc_type: Any, *exc: object) -> None:
        if exc_type is None:
            self.close()
        else:  # leaves no half-written file behind
            self._file = None

    def __repr__(self) -> str:
        return f"<WritableFile {self._path!r}: {', '.join(self._names)}>"


def _codec(compression: Union[Compression, bool]) -> Optional[tuple[str, int]]:
    """(codec, level); None for the file's."""
    if compression is True:
        return None
    if isinstance(compression, tuple):
        return compression
    return (str(compression), 1) if compression else ("none", 0)


def _friends(friends: Friends) -> list[tuple[str, str, str]]:
    """(alias, tree, file) of each; no file for a tree of the same one."""
    named = friends.items() if isinstance(friends, Mapping) else [("", friend) for friend in friends]
    return [(alias, *reversed(friend.rpartition(":")[::2])) for alias, friend in named]


def recreate(path: PathLike, compression: Compression = "zlib") -> WritableFile:
    """Opens a ROOT file for writing; an existing one is replaced when the new one is complete.

    Parameters
    ----------
    path : str or path
    compression : str, (str, int) or None
        ``"zlib"``, ``"lz4"``, ``"zstd"``, ``"lzma"``, with a level if need be: ``("zstd", 5)``.
    """
    return WritableFile(_core.OutputFile.Create(os.fspath(path), *(_codec(compression) or ())))


def update(path: PathLike, compression: Compression = "zlib") -> WritableFile:
    """Opens an existing ROOT file to add to it; until it is closed, its content is the old one.

    >>> with tmva.update("events.root") as f:
    ...     f["more"] = {"x": x}

    Parameters
    ----------
    path : str or path
    compression : str, (str, int) or None
        Of what is added; see :func:`recreate`.
    """
    return WritableFile(_core.OutputFile.Update(os.fspath(path), *(_codec(compression) or ())))
