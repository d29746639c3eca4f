"""TTree.Draw and TTree.Project: histograms of expressions of a tree."""

from __future__ import annotations

import re
from typing import Any, Optional

import numpy as np

from .. import _core
from .._options import text
from ..sources import as_source
from . import registry
from .histograms import TH1, TH1F, TH2, TH2F
from .profiles import TProfile

#: Bins of a histogram that is made without any, of one and of two dimensions.
_BINS = {1: 100, 2: 40}


def draw_tree(
    tree: Any, expressions: Any, selection: Any = "", option: str = "", entries: int = -1, first: int = 0
) -> int:
    """Fills a histogram, and draws it unless the option says ``"goff"``.

    Parameters
    ----------
    tree : TTree or anything that tmva takes for one
    expressions : str
        ``"x"``, ``"y:x"`` (x comes last), ``"x>>h"`` into a histogram of the script, ``"x>>+h"`` to
        add to it, ``"x>>h(100, 0, 10)"`` into a new one, which gROOT.FindObject("h") finds.
    selection : str or TCut
        A weight; 0 leaves an entry out.

    Returns
    -------
    int
        How many values were filled.
    """
    what, _, target = text(expressions).partition(">>")
    parts = _split(what)
    if len(parts) > 2:
        raise _core.DataError(f"Draw('{what}'): {len(parts)} dimensions; 1 or 2 are drawn")
    values, weights = _evaluate(as_source(tree), parts, text(selection), entries, first)
    x_first = values[::-1]
    histogram = _target(target.strip(), what, x_first, option)
    if weights.size:
        histogram.FillN(len(weights), *x_first, weights)  # type: ignore[arg-type]
    if "goff" not in option.lower():
        histogram.Draw(option)
    return int(weights.size)


def _split(what: str) -> list[str]:
    """At colons that stand for themselves: not in brackets, not in ``::`` nor in ``? :``."""
    parts, depth, questions, begin = [], 0, 0, 0
    for i, letter in enumerate(what):
        depth += (letter in "([") - (letter in ")]")
        questions += letter == "?" and depth == 0
        if letter == ":" and depth == 0 and what[i - 1 : i] != ":" and what[i + 1 : i + 2] != ":":
            if questions:
                questions -= 1
            else:
                parts.append(what[begin:i])
                begin = i + 1
    return [part.strip() for part in (*parts, what[begin:])]


def _evaluate(
    source: _core.ColumnSource, parts: list[str], selection: str, entries: int, first: int
) -> tuple[list[np.ndarray], np.ndarray]:
    """Values of the expressions, and weights, one a filled entry or item of a list."""
    stop = source.NumEntries() if entries < 0 else min(source.NumEntries(), first + entries)
    read = [_core.evaluate_range(source, part, min(first, stop), stop) for part in (*parts, selection or "1")]
    offsets = next((own for _, own in read if own is not None), None)
    columns = []
    for part, (column, own) in zip((*parts, selection), read):
        if offsets is not None and own is None:
            column = np.repeat(column, np.diff(offsets))
        elif own is not None and offsets is not None and not np.array_equal(own, offsets):
            raise _core.DataError(f"Draw: lists of '{part}' have other lengths than those beside them")
        columns.append(np.asarray(column, dtype=np.float64))
    *values, weights = columns
    chosen = (weights != 0) & ~np.isnan(weights)
    return [column[chosen] for column in values], weights[chosen]


def _target(target: str, what: str, values: list[np.ndarray], option: str) -> Any:
    found = re.fullmatch(r"(\+?)\s*([^()]*?)\s*(?:\((.*)\))?", target)
    if found is None:
        raise _core.DataError(
            f"Draw: '>>{target}' is not the name of a histogram, with bins if need be: '>>h(100, 0, 10)'"
        )
    adds, name, bins = found[1], found[2], found[3]
    known = registry.find(name) if name and bins is None else None
    if known is not None:
        expected = TH1 if len(values) == 1 else TProfile if isinstance(known, TProfile) else TH2
        if not isinstance(known, expected):
            raise _core.DataError(
                f"Draw('{what}'): '{name}' is a {type(known).__name__}, which has other dimensions"
            )
        if not adds:
            known.Reset()
        return known
    limits: list[Any] = []
    given = [float(number) for number in bins.split(",")] if bins else []
    for i, column in enumerate(values):
        own: Optional[list[float]] = given[3 * i : 3 * i + 3] or None
        count = int(own[0]) if own else _BINS[len(values)]
        limits += [count, *(own[1:] if own and len(own) == 3 else _range(column))]
    kind: Any = TH1F if len(values) == 1 else TH2F
    made = kind(name or "htemp", what, *limits)
    made.GetXaxis().SetTitle(_split(what)[-1])
    if len(values) == 2:
        made.GetYaxis().SetTitle(_split(what)[0])
    registry.keep(made)
    return made


def _range(column: np.ndarray) -> tuple[float, float]:
    finite = column[np.isfinite(column)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    margin = 0.1 * (high - low) or 1.0
    return low - margin, high + margin
