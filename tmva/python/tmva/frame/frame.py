"""RDataFrame: declarative analysis of a table, lazily and in one pass."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional, Union

from .. import _core
from . import histogram_models as models
from .actions import Action, Count, CutFlow, Moments, Take, TakeOne
from .display import Display
from .functions_of_users import make_call
from .histogram_actions import Filled, InOrder
from .inputs import table_of
from .loop import Loop
from .nodes import SPECIAL, Alias, Computed, Definition, Filter, Node, Range
from .parser import compile_expression
from .results import Result
from .snapshot import RSnapshotOptions, Snapshot, chosen_columns
from .types import ColumnType

_NAME = re.compile(r"[A-Za-z_]\w*")
#: An expression or a Python function.
Formula = Union[str, Callable[..., Any]]


class RDataFrame:
    """A table, seen through definitions of columns and filters of rows, that answers questions lazily.

    All that is asked before the first answer is wanted is answered in one pass over the data, in threads,
    with memory for some clusters only. Expressions are C++'s, with its types and operators, for numbers
    and for lists as ``ROOT::RVec``; what C++ refuses but TTreeFormula takes is taken: ``event % 2`` of a float.

    >>> frame = tmva.RDataFrame("events", "data*.root")
    >>> good = frame.Filter("nMuon >= 2", "two muons").Define("pt", "Muon_pt[0]")
    >>> h = good.Histo1D(("pt", "", 100, 0, 200), "pt")
    >>> n = good.Count()
    >>> n.GetValue(), h.GetMean()   # one pass

    Parameters
    ----------
    *data : (str, files), tree, int or dict
        The name of a tree with a file, several, or wildcards; anything that tmva takes as a tree; a
        number of entries without columns; arrays by name.
    threads : int
        0 takes one per core. Results do not depend on it.
    """

    def __init__(self, *data: Any, threads: int = 0):
        table = table_of(*data)
        self._node: Node = table
        self._loop = Loop(table, threads)

    def _behind(self, node: Node) -> "RDataFrame":
        frame = object.__new__(type(self))
        frame._node, frame._loop = node, self._loop
        return frame

    def _compiled(
        self, where: str, formula: Formula, columns: Optional[Sequence[str]], vectorized: bool
    ) -> Computed:
        if isinstance(formula, str):
            try:
                return compile_expression(str(formula), self._node.columns)
            except _core.DataError as error:
                raise _core.DataError(f"{where}: {error}") from None
        if not callable(formula):
            raise TypeError(f"{where}: expected an expression or a function, got {type(formula).__name__}")
        vectorized = getattr(formula, "vectorized", vectorized)
        return make_call(where, formula, columns, vectorized, self._probe(where))

    def _probe(self, where: str) -> Any:
        def probe(names: Sequence[str]) -> Any:
            for name in names:
                self._node.type_of(name, where)
            return self._loop.first_rows(self._node, list(names), 100)

        return probe

    # -- steps
    def Filter(
        self, formula: Formula, name: Any = "", label: str = "", *, vectorized: bool = False
    ) -> "RDataFrame":
        """Keeps the rows for which an expression or a function is true (not 0, not NaN).

        Parameters
        ----------
        formula : str or function
        name : str, or list of str for a function
            Shown by :meth:`Report`; for a function first its columns, then (`label`) the name.
        vectorized : bool
            Call a function once with whole arrays, not for every entry.
        """
        columns, name = (None, name) if isinstance(name, str) else ([str(one) for one in name], label)
        shown = formula if isinstance(formula, str) else getattr(formula, "__name__", "a function")
        where = f"Filter('{shown}'{f', {name!r}' if name else ''})"
        computed = self._compiled(where, formula, columns, vectorized)
        if computed.type.is_list or computed.type.is_text:
            raise _core.DataError(f"{where} has several values an entry; combine them with Any() or All()")
        return self._behind(Filter(self._node, str(name), computed))

    def Define(
        self,
        name: str,
        formula: Formula,
        columns: Optional[Sequence[str]] = None,
        *,
        vectorized: bool = False,
    ) -> "RDataFrame":
        """Adds a column.

        Parameters
        ----------
        name : str
        formula : str or function
            A function is called for every entry as in PyROOT, or with `vectorized` once with whole arrays.
            Its type is that of its annotation (``-> float``), or of its first results.
        columns : list of str, optional
            The arguments of a function; those named as its parameters when left out.
        """
        where = f"Define('{name}')"
        self._check_new(name, where)
        return self._defined(where, name, formula, columns, vectorized)

    def Redefine(
        self,
        name: str,
        formula: Formula,
        columns: Optional[Sequence[str]] = None,
        *,
        vectorized: bool = False,
    ) -> "RDataFrame":
        """Puts another column in the place of one."""
        where = f"Redefine('{name}')"
        self._node.type_of(name, where)
        return self._defined(where, name, formula, columns, vectorized)

    def _defined(
        self, where: str, name: str, formula: Formula, columns: Optional[Sequence[str]], vectorized: bool
    ) -> "RDataFrame":
        computed = self._compiled(
            where, formula, [str(c) for c in columns] if columns is not None else None, vectorized
        )
        return self._behind(Definition(self._node, str(name), computed))

    def Alias(self, name: str, column: str) -> "RDataFrame":
        """A second name of a column."""
        where = f"Alias('{name}', '{column}')"
        self._check_new(name, where)
        self._node.type_of(column, where)
        return self._behind(Alias(self._node, str(name), str(column)))

    def Range(self, begin: int, end: Optional[int] = None, stride: int = 1) -> "RDataFrame":
        """Rows begin, begin + stride, ... below end, of those that arrive here; ``Range(n)``: the first n."""
        begin, end = (0, begin) if end is None else (begin, end)
        if begin < 0 or stride < 1 or 0 < end < begin or end < 0:
            raise _core.OptionError(
                f"Range({begin}, {end}, {stride}): expected 0 <= begin <= end (0: no end) and a "
                "stride above 0"
            )
        return self._behind(Range(self._node, int(begin), int(end), int(stride)))

    def _check_new(self, name: str, where: str) -> None:
        if not _NAME.fullmatch(name):
            raise _core.DataError(f"{where}: '{name}' is not a name of a column: letters, digits and _")
        if name in self._node.columns and name not in self._loop.table.short:
            hint = "; Redefine puts another in its place" if where.startswith("Define") else ""
            raise _core.DataError(f"{where}: there is a column '{name}' already{hint}")

    # -- numbers
    def _result(self, action: Action) -> Any:
        return Result(self._loop, action)

    def _column(self, name: Any, what: str) -> str:
        """Checks that a column holds numbers."""
        where = f"{what}('{name}')"
        kind = self._node.type_of(str(name), where)
        if not kind.is_numeric:
            raise _core.DataError(
                f"{where}: the column is of type {kind.name}; expected numbers or lists of them"
            )
        return str(name)

    def Count(self) -> Any:
        """The number of rows."""
        return self._result(Count(self._node))

    def Sum(self, column: str) -> Any:
        """The sum of a column; of all items of lists, here and below."""
        return self._result(Moments(self._node, self._column(column, "Sum"), "Sum"))

    def Mean(self, column: str) -> Any:
        """NaN where there are no rows, here and below."""
        return self._result(Moments(self._node, self._column(column, "Mean"), "Mean"))

    def StdDev(self, column: str) -> Any:
        return self._result(Moments(self._node, self._column(column, "StdDev"), "StdDev"))

    def Min(self, column: str) -> Any:
        return self._result(Moments(self._node, self._column(column, "Min"), "Min"))

    def Max(self, column: str) -> Any:
        return self._result(Moments(self._node, self._column(column, "Max"), "Max"))

    def Report(self) -> Any:
        """How many rows the named filters before this step let pass."""
        return self._result(CutFlow(self._node))

    # -- columns
    @property
    def Take(self) -> Any:
        """``Take(column)``: all its values, as a numpy array; also ``Take["float"](column)`` as in PyROOT."""
        return _Take(lambda column: self._result(TakeOne(self._node, self._readable(column, "Take"))))

    def _readable(self, name: Any, what: str) -> str:
        kind = self._node.type_of(str(name), f"{what}('{name}')")
        if kind.unsupported:
            raise _core.DataError(f"{what}('{name}'): the column cannot be read: {kind.unsupported}")
        return str(name)

    def AsNumpy(
        self,
        columns: Optional[Sequence[str]] = None,
        exclude: Optional[Sequence[str]] = None,
        lazy: bool = False,
    ) -> Any:
        """Columns as a dict of numpy arrays; lists are arrays of objects.

        Parameters
        ----------
        columns : list of str, optional
            All when left out.
        exclude : list of str, optional
            Columns to leave out.
        lazy : bool
            Return something with GetValue().
        """
        names = self.GetColumnNames() if columns is None else [str(name) for name in columns]
        dropped = {str(name) for name in exclude or ()}
        for name in dropped:
            self._node.type_of(name, "AsNumpy")
        wanted = [self._readable(name, "AsNumpy") for name in names if name not in dropped]
        result = self._result(Take(self._node, wanted))
        return result if lazy else result.GetValue()

    def Snapshot(
        self,
        tree: str,
        path: str,
        columns: Union[str, Sequence[str]] = "",
        options: Optional[RSnapshotOptions] = None,
    ) -> Any:
        """Writes columns into a tree of a file, which is complete when it appears.

        Parameters
        ----------
        tree, path : str
        columns : list of str, or str
            Names, or a regular expression that whole names match; all when left out. Those of friends,
            ``"alias.x"``, are called ``alias_x`` in the file.
        options : RSnapshotOptions, optional

        Returns
        -------
        RDataFrame
            Over the new tree; with ``options.fLazy`` a result that gives it.
        """
        options = options or RSnapshotOptions()
        where = f"Snapshot('{tree}', '{path}')"
        table = self._loop.table
        sources = table.source.Files() if table.source is not None else []
        if any(os.path.realpath(str(path)) == os.path.realpath(one) for one in sources):
            raise _core.DataError(f"{where}: that file is being read; write another one")
        listed = self.GetColumnNames()
        ordered = [*self._defined_names(), *(n for n in self._node.columns if n in listed)]
        names = chosen_columns(self._node, columns, list(dict.fromkeys(ordered)), where)
        threads = self._loop.threads
        action = Snapshot(
            self._node,
            names,
            str(tree),
            str(path),
            options,
            lambda tree, path: type(self)(tree, path, threads=threads),
        )
        result = self._result(action)
        return result if options.fLazy else result.GetValue()

    def Display(self, columns: Union[str, Sequence[str]] = "", rows: int = 5, items: int = 10) -> Any:
        """The first rows as a table to print."""
        names = chosen_columns(self._node, columns, self.GetColumnNames(), "Display")
        for name in names:
            self._readable(name, "Display")
        return self.Range(rows)._result(Display(Range(self._node, 0, rows, 1), names, items))

    # -- histograms
    def Histo1D(self, model: Any, column: Optional[str] = None, weight: Optional[str] = None) -> Any:
        """A histogram of a column: ``Histo1D(("h", "title", 100, 0, 1), "x", "weight")``.

        Parameters
        ----------
        model : (name, title, bins, low, high), (name, title, bins, edges), TH1 or str
            Without bins - ``Histo1D("x")``, ``Histo1D("x", "weight")`` - there are 128 over the range of
            the first million values.
        """
        if isinstance(model, str):
            names = [self._column(one, "Histo1D") for one in (model, column) if one is not None]
            return self._result(InOrder(self._node, names, models.unlimited(*names)))
        names = self._columns("Histo1D", [column], weight)
        return self._result(Filled(self._node, names, models.histogram1(model)))

    def Histo2D(self, model: Any, x: str, y: str, weight: Optional[str] = None) -> Any:
        """A histogram of two columns: ``Histo2D(("h", "", 10, 0, 1, 20, 0, 5), "x", "y")``."""
        return self._result(
            Filled(self._node, self._columns("Histo2D", [x, y], weight), models.histogram2(model))
        )

    def Profile1D(self, model: Any, x: str, y: str, weight: Optional[str] = None) -> Any:
        """The mean of y in bins of x: ``Profile1D(("p", "", 20, 0, 1), "x", "y")``."""
        names = self._columns("Profile1D", [x, y], weight)
        return self._result(InOrder(self._node, names, models.profile(model)))

    def Graph(self, x: str, y: str) -> Any:
        """The points (x, y)."""
        return self._result(InOrder(self._node, self._columns("Graph", [x, y], None), models.graph(x, y)))

    def _columns(self, what: str, names: Sequence[Optional[str]], weight: Optional[str]) -> list[str]:
        given = [*names, weight] if weight else list(names)
        if None in given:
            raise TypeError(f"{what}: a column is missing")
        return [self._column(name, what) for name in given]

    # -- what there is
    def GetColumnNames(self) -> list[str]:
        """In alphabetical order."""
        hidden = self._loop.table.short.keys() - set(self._defined_names())
        return sorted(name for name in self._node.columns if name not in SPECIAL and name not in hidden)

    def GetColumnType(self, name: str) -> str:
        return self._node.type_of(str(name), "GetColumnType").name

    def HasColumn(self, name: str) -> bool:
        return str(name) in self._node.columns

    def GetDefinedColumnNames(self) -> list[str]:
        """Those of Define and Alias."""
        return sorted(self._defined_names())

    def _defined_names(self) -> list[str]:
        return [node.name for node in self._node.chain() if isinstance(node, (Definition, Alias))]

    def GetFilterNames(self) -> list[str]:
        """Of the filters before this step."""
        return [node.label or "Unnamed Filter" for node in self._node.chain() if isinstance(node, Filter)]

    def GetNRuns(self) -> int:
        """How often the table was read."""
        return self._loop.runs

    def GetNSlots(self) -> int:
        """Of what ``rdfslot_`` counts: always 1."""
        return 1

    def Describe(self) -> str:
        """The columns with their types, as a text."""
        table = self._loop.table
        what = (
            table.source.Description()
            if table.source is not None
            else f"{table.entries} entries without columns"
        )
        defined = set(self._defined_names())
        rows = [
            (name, self.GetColumnType(name), "Define" if name in defined else "Dataset")
            for name in self.GetColumnNames()
        ]
        facts = [
            ("Columns in total", len(rows)),
            ("Columns from defines", len(defined)),
            ("Event loops run", self.GetNRuns()),
        ]
        rows = [("Column", "Type", "Origin"), *rows]
        widths = [max(len(row[k]) for row in rows) + 2 for k in (0, 1)]
        lines = [f"Dataframe from {what}", ""]
        lines += [f"{name:<24}{value:>5}" for name, value in facts] + [""]
        lines += [f"{a:<{widths[0]}}{b:<{widths[1]}}{c}" for a, b, c in rows]
        return "\n".join(lines)

    @property
    def _tmva_source(self) -> _core.ColumnSource:
        """The rows as a table, for loaders, readers and batches."""
        from .as_table import table_behind

        return table_behind(self._node, self._loop)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        known = [one for one in dir(type(self)) if not one.startswith("_")]
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"it has {', '.join(known)}"
        raise AttributeError(f"RDataFrame has no '{name}'; {hint}")

    def __repr__(self) -> str:
        return f"<RDataFrame: {', '.join(self.GetColumnNames())}>"


class _Take:
    def __init__(self, take: Callable[[str], Any]):
        self._take = take

    def __call__(self, column: str) -> Any:
        return self._take(column)

    def __getitem__(self, kind: Any) -> Callable[[str], Any]:
        return self._take


def FromNumpy(arrays: Mapping[str, Any]) -> RDataFrame:
    """A frame over arrays by the names of their columns: ``ROOT.RDF.FromNumpy``."""
    return RDataFrame(dict(arrays))


def column_types(frame: RDataFrame) -> dict[str, ColumnType]:
    """Of all columns that are listed."""
    return {name: frame._node.columns[name] for name in frame.GetColumnNames()}
