"""Tables - trees, RNTuples, chains - and their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional, Union

import numpy as np

from . import _core
from ._filters import NameFilter, matcher
from .ragged import Values, assemble, check_library, convert, data_frame, record, structured
from .sources import TreeLike, as_source

_UNITS = {
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


class Column:
    """One branch (or leaf, or field) of a tree."""

    def __init__(self, tree: "Tree", info: _core.ColumnInfo):
        self._tree = tree
        self._info = info

    @property
    def name(self) -> str:
        return self._info.name

    @property
    def path(self) -> str:
        """Its name in the file, with the branches above it: ``"event/hits/hits.t"``."""
        return self._info.path or self._info.name

    def GetName(self) -> str:
        return self._info.name

    @property
    def typename(self) -> str:
        """The type of the values, as ``float``, ``float[3]`` or ``float[]`` (varying number)."""
        info = self._info
        if info.type_name:
            return info.type_name
        if info.is_text:
            return "std::string" + "[]" * (info.list_levels - 1)
        return info.type + "[]" * info.list_levels + "".join(f"[{n}]" for n in info.dimensions)

    @property
    def num_entries(self) -> int:
        return self._tree.num_entries

    def array(
        self,
        entry_start: Optional[int] = None,
        entry_stop: Optional[int] = None,
        library: Optional[str] = None,
        threads: int = 0,
    ) -> Any:
        """The values of a range of entries.

        Parameters
        ----------
        entry_start, entry_stop : int, optional
            Half-open range of entries; negative numbers count from the end.
        library : None, "np", "ak" or "pd"
            See :meth:`Tree.arrays`. None: a numpy array of shape [entries, ...], or an awkward array
            where there are lists or texts.
        threads : int
            0 takes one per core.
        """
        check_library(library)
        begin, end = self._tree._range(entry_start, entry_stop)
        column = convert(self._tree._read([self.name], begin, end, threads)[0], library)
        if library != "pd":
            return column
        return (
            data_frame({self.name: column}) if column.ndim > 1 else data_frame({self.name: column})[self.name]
        )

    def __len__(self) -> int:
        return self.num_entries

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Column {self.name!r}: {self.typename}>"


class Branch:
    """Several columns that stand below one name: the leaves of a branch, the members of an object."""

    def __init__(self, tree: "Tree", name: str, columns: Mapping[str, Column]):
        self._tree = tree
        self._name = name
        self._columns = dict(columns)

    @property
    def name(self) -> str:
        return self._name

    def GetName(self) -> str:
        return self._name

    def keys(self) -> list[str]:
        """The names below this one."""
        return list(self._columns)

    @property
    def typename(self) -> str:
        return (
            "struct {"
            + " ".join(f"{column.typename} {name};" for name, column in self._columns.items())
            + "}"
        )

    @property
    def num_entries(self) -> int:
        return self._tree.num_entries

    def array(
        self,
        entry_start: Optional[int] = None,
        entry_stop: Optional[int] = None,
        library: Optional[str] = None,
        threads: int = 0,
    ) -> Any:
        """A structured numpy array with a field a leaf; an awkward record array with library="ak", or
        where there are lists or texts; a DataFrame with library="pd"."""
        check_library(library)
        readable = {name: column for name, column in self._columns.items() if not column._info.unsupported}
        begin, end = self._tree._range(entry_start, entry_stop)
        read = self._tree._read([column.name for column in readable.values()], begin, end, threads)
        if library is None and any(column.offsets for column in read):
            library = "ak"
        columns = {name: convert(values, library) for name, values in zip(readable, read)}
        if library == "ak":
            return record(columns, end - begin)
        return data_frame(columns) if library == "pd" else structured(columns, end - begin)

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            raise _core.DataError(f"branch '{self._name}' has no '{name}'; it has {', '.join(self._columns)}")
        return self._columns[name]

    def __len__(self) -> int:
        return len(self._columns)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Branch {self._name!r}: {', '.join(self._columns)}>"


class Tree(Mapping):
    """A tree (or RNTuple, or chain, or any table): a mapping from branch names to columns.

    Friends that the file names are joined; their columns are called ``"alias.column"``.

    >>> with tmva.File("example.root") as f:
    ...     f["TreeS"].arrays(["var1", "var2"], entry_stop=100)
    """

    def __init__(self, tree: TreeLike, table: Optional[_core.Table] = None):
        self._tmva_source = as_source(tree)
        source = self._tmva_source
        self._table: Optional[_core.Table] = table or getattr(tree, "_table", None)
        if self._table is None and isinstance(source, _core.Table):
            self._table = source
        self._columns = {info.name: info for info in source.Columns()}

    @property
    def name(self) -> str:
        return self._table.Name() if self._table is not None else self._tmva_source.Description()

    @property
    def title(self) -> str:
        return self._table.Title() if self._table is not None else ""

    def GetName(self) -> str:
        return self.name

    def GetTitle(self) -> str:
        return self.title

    def GetEntries(self) -> int:
        return self.num_entries

    def GetListOfBranches(self) -> list[Column]:
        return list(self.values())

    @property
    def num_entries(self) -> int:
        return self._tmva_source.NumEntries()

    @property
    def clusters(self) -> list[tuple[int, int]]:
        """Half-open entry ranges that are stored together: the cheapest ones to read."""
        return self._tmva_source.Clusters()

    @property
    def compressed_bytes(self) -> int:
        """On disk, without friends; 0 for tables that are in no file."""
        return self._table.CompressedBytes() if self._table is not None else 0

    @property
    def uncompressed_bytes(self) -> int:
        return self._table.UncompressedBytes() if self._table is not None else 0

    def keys(  # type: ignore[override]
        self,
        *,
        filter_name: NameFilter = None,
        filter_typename: NameFilter = None,
    ) -> list[str]:
        """Names of the columns.

        Parameters
        ----------
        filter_name, filter_typename : str, re.Pattern, function or list, optional
            A glob (``"jet_*"``), a regular expression (``"/jet_.*/"``) or a function.
        """
        named, typed = matcher(filter_name), matcher(filter_typename)
        return [
            name
            for name, info in self._columns.items()
            if (named(name) or (info.path and named(info.path))) and typed(Column(self, info).typename)
        ]

    def values(self) -> list[Column]:  # type: ignore[override]
        return [Column(self, info) for info in self._columns.values()]

    def items(self) -> list[tuple[str, Column]]:  # type: ignore[override]
        return list(zip(self._columns, self.values()))

    def typenames(
        self, *, filter_name: NameFilter = None, filter_typename: NameFilter = None
    ) -> dict[str, str]:
        """The type of each column; why a column cannot be read where that is so."""
        return {
            name: self._type_or_reason(self._columns[name])
            for name in self.keys(filter_name=filter_name, filter_typename=filter_typename)
        }

    def _type_or_reason(self, info: _core.ColumnInfo) -> str:
        return f"unreadable: {info.unsupported}" if info.unsupported else Column(self, info).typename

    def show(self) -> None:
        """Prints the columns with their types."""
        width = max((len(name) for name in self._columns), default=4)
        print(f"{'name':{width}} | type\n{'-' * width}-+-{'-' * 30}")
        for name, info in self._columns.items():
            print(f"{name:{width}} | {self._type_or_reason(info)}")

    def arrays(
        self,
        expressions: Optional[Union[str, Sequence[str]]] = None,
        cut: Optional[str] = None,
        *,
        entry_start: Optional[int] = None,
        entry_stop: Optional[int] = None,
        library: Optional[str] = None,
        filter_name: NameFilter = None,
        filter_typename: NameFilter = None,
        threads: int = 0,
    ) -> Any:
        """Columns and expressions of them.

        Parameters
        ----------
        expressions : str or list of str, optional
            Names of columns, or expressions in TTreeFormula's dialect (``"sqrt(x*x + y*y)"``); all
            readable columns when left out.
        cut : str, optional
            An expression; entries where it is 0 or NaN are left out.
        entry_start, entry_stop : int, optional
            Half-open range of entries; negative numbers count from the end.
        library : None, "np", "ak" or "pd"
            None: a dict of numpy arrays, of awkward arrays where there are lists or texts. "np": a
            dict of numpy arrays, of objects (arrays, str) there. "ak": an awkward record array. "pd":
            a DataFrame; a fixed array makes columns ``x[0]``, ``x[1]``, lists are objects.
        filter_name, filter_typename : str, re.Pattern, function or list, optional
            Of all columns only those that match; see :meth:`keys`.
        threads : int
            0 takes one per core. The result does not depend on it.

        Returns
        -------
        dict, awkward.Array or pandas.DataFrame
            Columns of fixed size have shape [entries, ...].

        Raises
        ------
        DataError
            For a name that is neither a column nor an expression, or a column that cannot be read.
        FileFormatError
            When the bytes of a column are damaged.
        """
        check_library(library)
        names = self._names(expressions, filter_name, filter_typename)
        return self._arrays(names, cut, *self._range(entry_start, entry_stop), library, threads)

    def iterate(
        self,
        expressions: Optional[Union[str, Sequence[str]]] = None,
        cut: Optional[str] = None,
        *,
        step_size: Union[int, str] = "100 MB",
        entry_start: Optional[int] = None,
        entry_stop: Optional[int] = None,
        library: Optional[str] = None,
        filter_name: NameFilter = None,
        filter_typename: NameFilter = None,
        threads: int = 0,
    ) -> Iterator[Any]:
        """As :meth:`arrays`, one step of entries after the other; the next one is read meanwhile.

        Parameters
        ----------
        step_size : int or str
            Entries a step, or the memory that the arrays of a step take: ``"100 MB"``. Two steps are
            in memory at a time.
        """
        check_library(library)
        names = self._names(expressions, filter_name, filter_typename)
        begin, end = self._range(entry_start, entry_stop)
        step = self._step(step_size, names)
        return self._iterate(names, cut, range(begin, end, step), end, library, threads)

    def _iterate(
        self,
        names: list[str],
        cut: Optional[str],
        begins: range,
        end: int,
        library: Optional[str],
        threads: int,
    ) -> Iterator[Any]:
        def read(begin: int) -> Any:
            return self._arrays(names, cut, begin, min(begin + begins.step, end), library, threads)

        with ThreadPoolExecutor(1, thread_name_prefix="tmva-read-ahead") as pool:
            ahead = pool.submit(read, begins[0]) if begins else None
            for following in [*begins[1:], None]:
                if ahead is None:
                    return
                arrays = ahead.result()
                ahead = pool.submit(read, following) if following is not None else None
                yield arrays
                del arrays  # while the next step is awaited

    def evaluate(self, expression: str) -> np.ndarray:
        """One value an entry of an expression in TTreeFormula's dialect, as float64."""
        return _core.evaluate_formula(self._tmva_source, expression)

    def _names(
        self,
        expressions: Optional[Union[str, Sequence[str]]],
        filter_name: NameFilter,
        filter_typename: NameFilter,
    ) -> list[str]:
        if expressions is None:
            return [
                name
                for name in self.keys(filter_name=filter_name, filter_typename=filter_typename)
                if not self._columns[name].unsupported
            ]
        return [expressions] if isinstance(expressions, str) else list(expressions)

    def _range(self, start: Optional[int], stop: Optional[int]) -> tuple[int, int]:
        begin, end, _ = slice(start, stop).indices(self.num_entries)
        return begin, max(begin, end)

    def _step(self, step_size: Union[int, str], names: list[str]) -> int:
        if isinstance(step_size, str):
            size = re.fullmatch(r"\s*([0-9.]+(?:e[0-9]+)?)\s*([kmgt]?i?)b\s*", step_size.lower())
            if size is None or size[2] not in _UNITS:
                raise _core.OptionError(
                    f'step_size={step_size!r} is neither a number of entries nor a size like "100 MB"'
                )
            step_size = int(float(size[1]) * _UNITS[size[2]] / self._entry_bytes(names))
            return max(step_size, 1)
        if isinstance(step_size, bool) or int(step_size) != step_size or step_size < 1:
            raise _core.OptionError(f"step_size={step_size!r} is not a number of entries above 0")
        return int(step_size)

    def _entry_bytes(self, names: list[str]) -> float:
        """Memory that an entry takes on average; that of lists is estimated from a sample."""
        total, largest, lists = 0.0, 0.0, []
        for name in names:
            info = self._info(name)
            if info is None:
                total += 8
            elif info.list_levels > 0:
                lists.append(name)
            else:
                total += info.dtype.itemsize * info.length
        begins = [begin for begin, _ in self.clusters]
        for begin in begins[:: max(len(begins) // 8, 1)] if lists else []:
            end = min(begin + 256, self.num_entries)
            sample = self._read(lists, begin, end, 1)
            bytes_read = sum(c.values.nbytes + sum(o.nbytes for o in c.offsets) for c in sample)
            largest = max(largest, bytes_read / max(end - begin, 1))
        return max(total + largest, 1.0)

    def _info(self, name: str) -> Optional[_core.ColumnInfo]:
        """A column by name or path, None where there is none."""
        found = self._columns.get(name)
        return found or next((info for info in self._columns.values() if info.path == name), None)

    def _below(self, name: str) -> dict[str, Column]:
        """The columns below a name, "ll.x" and "ll/x" of "ll"."""
        columns = {}
        for info in self._columns.values():
            for text in (info.name, info.path):
                if text.startswith(name) and text[len(name) : len(name) + 1] in (".", "/"):
                    columns[text[len(name) + 1 :]] = Column(self, info)
                    break
        return columns

    def _read(self, names: list[str], begin: int, end: int, threads: int) -> list[Values]:
        read = self._tmva_source.Read(names, begin, end, threads)
        infos = [self._info(name) for name in names]
        return [
            Values(values, offsets, tuple(info.dimensions), info.is_text)
            for info, (values, offsets) in zip(infos, read)
            if info is not None
        ]

    def _evaluate(self, expression: str, begin: int, end: int) -> Values:
        values, offsets = _core.evaluate_range(self._tmva_source, expression, begin, end)
        return Values(values, [] if offsets is None else [offsets])

    def _arrays(
        self, names: list[str], cut: Optional[str], begin: int, end: int, library: Optional[str], threads: int
    ) -> Any:
        stored = [name for name in dict.fromkeys(names) if self._info(name) is not None]
        read = dict(zip(stored, self._read(stored, begin, end, threads)))
        columns: dict[str, Any] = {}
        for name in names:
            column = read.get(name)
            columns[name] = convert(
                column if column is not None else self._evaluate(name, begin, end), library
            )
        if cut is not None:
            mask = self._mask(cut, begin, end)
            columns = {name: column[mask] for name, column in columns.items()}
            return assemble(columns, int(np.count_nonzero(mask)), library)
        return assemble(columns, end - begin, library)

    def _mask(self, cut: str, begin: int, end: int) -> np.ndarray:
        passed = self._evaluate(cut, begin, end)
        if passed.offsets:
            raise _core.DataError(
                f"cut '{cut}' has several values an entry; combine them, as in 'Sum$({cut}) > 0'"
            )
        return (passed.values != 0) & ~np.isnan(passed.values)

    def __getitem__(self, name: str) -> Union[Column, Branch]:  # type: ignore[override]
        info = self._info(name)
        if info is not None:
            return Column(self, info)
        below = self._below(name)
        if below:
            return Branch(self, name, below)
        self._tmva_source.FindColumn(name)  # raises, with the nearest name
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (self._info(name) is not None or bool(self._below(name)))

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
        shown = ", ".join(list(self._columns)[:8]) + (", ..." if len(self._columns) > 8 else "")
        return f"<Tree {self.name!r}: {self.num_entries} entries, {len(self._columns)} branches: {shown}>"


def chain(*trees: TreeLike) -> Tree:
    """Several trees one after the other, as one.

    >>> tmva.chain("2023/*.root:events", "2024/*.root:events").num_entries
    """
    return Tree(trees[0] if len(trees) == 1 else list(trees))
