"""Writing of histograms, graphs, matrices, texts and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from . import _core
from .graphs import Graph
from .histograms import Axis, Histogram, Profile

CoreHistogram = Union[_core.Histogram1, _core.Histogram2]


def write_object(output_file: _core.OutputFile, directory: str, name: str, value: Any) -> None:
    """Writes a value into a file.

    Parameters
    ----------
    output_file : _core.OutputFile
    directory : str
        ``""`` or ``"a/b"``.
    name : str
    value : histogram, (values, edges, ...), Graph, numpy.ndarray, str, int or float
        A histogram of one or two dimensions - a :class:`Histogram`, or one that speaks UHI as those
        of hist and boost_histogram, or what numpy.histogram, histogram2d and histogramdd return -
        becomes a TH1D or TH2D (TH1F, TH2F where its contents are float32); a graph a TGraph, an
        array of one dimension a TVectorD, of two a TMatrixD, a text a TObjString, a number a
        TParameter<double>.

    Raises
    ------
    DataError
        When a histogram or graph cannot be kept so.
    TypeError
        For other values.
    """
    if isinstance(value, str):
        output_file.WriteString(directory, name, value)
    elif isinstance(value, (bool, int, float, np.number, np.bool_)):
        output_file.WriteNumber(directory, name, float(value))
    elif isinstance(value, (Graph, _core.Graph)):
        output_file.Write(directory, _core_graph(name, value))
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.ndim in (1, 2):
        output_file.WriteMatrix(directory, name, value)
    elif (histogram := _core_histogram(name, value)) is not None:
        output_file.Write(directory, histogram)
    else:
        raise TypeError(
            f"'{name}': expected a table, histogram, graph, array of one or two dimensions, text or "
            f"number, got {type(value).__name__}"
        )


def _core_graph(name: str, graph: Union[Graph, _core.Graph]) -> _core.Graph:
    if isinstance(graph, Graph) and graph.has_errors:
        raise _core.DataError(
            f"'{name}': the errors of a {graph.classname} are not written; a graph of its points "
            "is _core.Graph(name, title, x, y)"
        )
    return _core.Graph(name, graph.title, graph.x, graph.y, graph.x_title, graph.y_title)


class _Content(NamedTuple):
    """A histogram with all its cells, under- and overflows too."""

    title: str
    axes: Sequence[Axis]
    cells: np.ndarray
    sumw2: Optional[np.ndarray]
    entries: float
    sums: Optional[dict[str, float]] = None  # statistics of what was filled


def _core_histogram(name: str, value: Any) -> Optional[CoreHistogram]:
    if isinstance(value, Profile) or getattr(value, "kind", "COUNT") not in ("COUNT", "Kind.COUNT"):
        raise _core.DataError(
            f"'{name}': profiles are not written; the means are a histogram with .to_numpy()"
        )
    if isinstance(value, Histogram):
        return _make(name, _of_stored(value))
    if isinstance(value, tuple) and len(value) >= 2 and all(_is_array(part) for part in value[:1]):
        return _make(name, _of_numpy(name, value))
    if hasattr(value, "axes") and callable(getattr(value, "values", None)):
        return _make(name, _of_uhi(value))
    return None


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biuf"


def _of_stored(histogram: Histogram) -> _Content:
    sums = {
        ours: float(histogram.member(theirs))
        for ours, theirs in (
            ("sumw", "fTsumw"),
            ("sumw_sq", "fTsumw2"),
            ("sumwx", "fTsumwx"),
            ("sumwx2", "fTsumwx2"),
        )
    }
    if histogram.ndim == 2:
        sums |= {
            ours: float(histogram.member(theirs))
            for ours, theirs in (("sumwy", "fTsumwy"), ("sumwy2", "fTsumwy2"), ("sumwxy", "fTsumwxy"))
        }
    cells = histogram.values(flow=True)
    return _Content(
        histogram.title,
        histogram.axes,
        cells.astype(np.float32) if histogram.classname[-1] in "FSC" else cells,
        histogram.variances(flow=True) if histogram.weighted else None,
        histogram.entries,
        sums,
    )


def _of_numpy(name: str, value: tuple[Any, ...]) -> _Content:
    cells = value[0]
    edges = value[1] if len(value) == 2 and isinstance(value[1], (list, tuple)) else value[1:]
    edges = [np.asarray(part, dtype=np.float64) for part in edges]
    if [len(part) - 1 for part in edges] != list(cells.shape) or any(part.ndim != 1 for part in edges):
        raise _core.DataError(
            f"'{name}': values of shape {cells.shape} with {[len(part) for part in edges]} edges; "
            "expected one edge more than bins of each axis"
        )
    return _Content("", [_axis(part) for part in edges], np.pad(cells, 1), None, float(cells.sum()))


def _axis(edges: np.ndarray, labels: Sequence[str] = (), title: str = "") -> Axis:
    """Uniform where that gives the same edges, but for rounding."""
    low, high, bins = float(edges[0]), float(edges[-1]), len(edges) - 1
    uniform = bool(np.isfinite([low, high]).all()) and np.allclose(
        edges, np.linspace(low, high, bins + 1), rtol=1e-14, atol=1e-14 * abs(high - low)
    )
    return Axis(low, high, bins, () if uniform else edges, labels, title)


def _of_uhi(histogram: Any) -> _Content:
    axes = [_uhi_axis(axis) for axis in histogram.axes]
    cells = _all_cells(histogram, histogram.values, axes)
    sumw2 = None
    if histogram.variances() is not None:
        sumw2 = _all_cells(histogram, histogram.variances, axes).astype(np.float64)
        if np.array_equal(sumw2, cells):
            sumw2 = None  # unweighted: they equal the contents
    return _Content(
        _text(getattr(histogram, "title", "")) or _text(getattr(histogram, "label", "")),
        axes,
        cells,
        sumw2,
        _entries(cells, sumw2),
    )


def _uhi_axis(axis: Any) -> Axis:
    bins = [axis[i] for i in range(len(axis))]
    title = _text(getattr(axis, "label", "")) or _text(getattr(axis, "title", ""))
    if bins and isinstance(bins[0], (tuple, list)):
        return _axis(np.array([low for low, _ in bins] + [bins[-1][1]], dtype=np.float64), (), title)
    if bins and all(isinstance(item, int) and item == bins[0] + i for i, item in enumerate(bins)):
        return _axis(np.arange(bins[0], bins[0] + len(bins) + 1, dtype=np.float64), (), title)
    return _axis(np.arange(len(bins) + 1, dtype=np.float64), [str(item) for item in bins], title)


def _all_cells(histogram: Any, values: Any, axes: Sequence[Axis]) -> np.ndarray:
    """With under- and overflows: 0 where the histogram has none."""
    try:
        cells = np.asarray(values(flow=True))
    except TypeError:
        cells = np.asarray(values())
    padding = []
    for size, axis, theirs in zip(cells.shape, axes, histogram.axes):
        missing = len(axis) + 2 - size
        under = missing == 2 or (
            missing == 1 and not getattr(getattr(theirs, "traits", None), "underflow", False)
        )
        padding.append((int(under), missing - under))
    return np.pad(cells, padding)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _entries(cells: np.ndarray, sumw2: Optional[np.ndarray]) -> float:
    """The effective number of entries."""
    sumw = float(cells.sum())
    if sumw2 is None:
        return sumw
    squares = float(sumw2.sum())
    return sumw * sumw / squares if squares > 0 else 0.0


def _make(name: str, content: _Content) -> CoreHistogram:
    if len(content.axes) not in (1, 2):
        raise _core.DataError(
            f"'{name}': a histogram of {len(content.axes)} dimensions is not written; 1 or 2 are"
        )
    if not np.isfinite([(axis.low, axis.high) for axis in content.axes]).all():
        raise _core.DataError(f"'{name}': an axis ends at infinity; ROOT knows finite edges only")
    limits: list[Any] = [limit for axis in content.axes for limit in (len(axis), axis.low, axis.high)]
    kind: Any = _core.Histogram1 if len(content.axes) == 1 else _core.Histogram2
    histogram = kind(name, content.title, *limits, single=content.cells.dtype == np.float32)
    for letter, axis in zip("xy", content.axes):
        if not axis.is_uniform:
            setattr(histogram, "edges" if kind is _core.Histogram1 else letter + "_edges", axis.edges())
        setattr(histogram, letter + "_title", axis.title)
        setattr(histogram, letter + "_labels", axis.labels())
    histogram.contents = content.cells.T.ravel()
    if content.sumw2 is not None:
        histogram.sumw2 = content.sumw2.T.ravel()
    histogram.entries = content.entries
    for key, value in (content.sums or _sums(content)).items():
        setattr(histogram, key, value)
    return histogram


def _sums(content: _Content) -> dict[str, float]:
    """Statistics as if all had been filled at the centres of the bins."""
    inside = (slice(1, -1),) * len(content.axes)
    w = content.cells[inside].astype(np.float64)
    w2 = w if content.sumw2 is None else content.sumw2[inside]
    x = content.axes[0].centers()
    wx = w if w.ndim == 1 else w.sum(axis=1)
    sums = {"sumw": w.sum(), "sumw_sq": w2.sum(), "sumwx": wx @ x, "sumwx2": wx @ x**2}
    if w.ndim == 2:
        y, wy = content.axes[1].centers(), w.sum(axis=0)
        sums |= {"sumwy": wy @ y, "sumwy2": wy @ y**2, "sumwxy": x @ w @ y}
    return {key: float(value) for key, value in sums.items()}
