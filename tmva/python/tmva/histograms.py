"""Histograms and profiles of ROOT files, in the vocabulary of uproot and UHI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Union

import numpy as np

from . import _core
from .stored import StoredObject, require


class AxisTraits(NamedTuple):
    """What UHI asks an axis."""

    circular: bool = False
    discrete: bool = False


class Axis:
    """An axis of a histogram: UHI's PlottableAxis, a sequence of bins.

    >>> axis = tmva.File("out.root")["h"].axis(0)
    >>> len(axis), axis.low, axis.high, axis[0]
    (4, 0.0, 2.0, (0.0, 0.5))
    """

    def __init__(
        self, low: float, high: float, bins: int, edges: Any = (), labels: Any = (), title: str = ""
    ):
        self.low, self.high, self.title = float(low), float(high), title
        self._bins = int(bins)
        self._edges = np.asarray(edges, dtype=np.float64)
        self._labels = list(labels)

    @classmethod
    def of(cls, stored: _core.StoredObject) -> "Axis":
        """From a TAxis."""
        bins = stored.Member("fNbins")
        edges = stored.Member("fXbins").Member("fArray")
        if len(edges) not in (0, bins + 1):
            raise _core.FileFormatError(f"an axis has {bins} bins, but {len(edges)} edges")
        labels = stored.Member("fLabels") if stored.Has("fLabels") else None
        names: dict[int, str] = {}
        for label in labels.Items() if labels is not None else []:
            if label is not None and label.Has("fUniqueID"):
                names[label.Member("fUniqueID")] = label.Member("fString")
        texts = [names.get(i + 1, "") for i in range(bins)] if names else []
        return cls(
            stored.Member("fXmin"), stored.Member("fXmax"), bins, edges, texts, stored.Member("fTitle")
        )

    @property
    def traits(self) -> AxisTraits:
        return AxisTraits(discrete=bool(self._labels))

    @property
    def is_uniform(self) -> bool:
        """True when all bins have the same width."""
        return not self._edges.size

    @property
    def binning(self) -> str:
        """``"10 bins from 0 to 1"``"""
        kind = "bins" if self.is_uniform else "bins of different widths"
        return f"{self._bins} {kind} from {self.low:g} to {self.high:g}"

    def labels(self) -> list[str]:
        """The labels of the bins, empty where a bin has none; no items when no bin has one."""
        return list(self._labels)

    def edges(self, flow: bool = False) -> np.ndarray:
        """Borders of the bins: len(axis) + 1 of them; with `flow` infinities around them."""
        edges = self._edges if self._edges.size else np.linspace(self.low, self.high, self._bins + 1)
        return np.concatenate(([-np.inf], edges, [np.inf])) if flow else edges.copy()

    def intervals(self, flow: bool = False) -> np.ndarray:
        """Lower and upper edge of each bin, shape (bins, 2)."""
        edges = self.edges(flow)
        return np.stack((edges[:-1], edges[1:]), axis=1)

    def centers(self, flow: bool = False) -> np.ndarray:
        """Middles of the bins; infinite for the outer ones of `flow`."""
        edges = self.edges(flow)
        return (edges[:-1] + edges[1:]) / 2

    def widths(self, flow: bool = False) -> np.ndarray:
        """Widths of the bins; infinite for the outer ones of `flow`."""
        return np.diff(self.edges(flow))

    def __len__(self) -> int:
        return self._bins

    def __getitem__(self, index: int) -> Union[tuple[float, float], str]:
        """(low, high) of a bin, or its label."""
        if not -self._bins <= index < self._bins:
            raise IndexError(f"bin {index} of {self._bins}")
        index %= self._bins
        if self._labels:
            return self._labels[index]
        edges = self.edges()
        return float(edges[index]), float(edges[index + 1])

    def __iter__(self) -> Iterator[Union[tuple[float, float], str]]:
        return (self[i] for i in range(self._bins))

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Axis)
            and np.array_equal(self.edges(), other.edges())
            and self._labels == other._labels
        )

    def __repr__(self) -> str:
        return f"<Axis{f' {self.title!r}' if self.title else ''}: {self.binning}>"


class Histogram(StoredObject):
    """A TH1, TH2 or TH3 of any type of bins: UHI's PlottableHistogram.

    Arrays have one dimension an axis, x first. With ``flow=True`` they hold the underflow before and
    the overflow behind the bins of each axis.

    >>> h = tmva.File("out.root")["h"]
    >>> h.values().shape, h.values(flow=True).shape
    ((4,), (6,))
    """

    kind = "COUNT"

    def __init__(self, stored: _core.StoredObject):
        super().__init__(stored)
        names = ("fXaxis", "fYaxis", "fZaxis")[: dimensions_of(stored.class_name)]
        self._axes = tuple(Axis.of(stored.Member(name)) for name in names)
        self._contents = self._cells(stored.Member("fArray"))
        sumw2 = stored.Member("fSumw2").Member("fArray")
        self._sumw2 = self._cells(sumw2) if len(sumw2) else None

    def _cells(self, flat: np.ndarray) -> np.ndarray:
        """As an array with one dimension an axis, a view."""
        shape = tuple(len(axis) + 2 for axis in self._axes)
        if flat.size != np.prod(shape):
            raise _core.FileFormatError(
                f"{self.classname} '{self.name}' has {flat.size} cells, but its axes make {np.prod(shape)}"
            )
        return flat.reshape(shape[::-1]).T

    def _inside(self, cells: np.ndarray, flow: bool) -> np.ndarray:
        buffer = self._stored.Member("fBuffer") if self._stored.Has("fBuffer") else None
        if buffer is not None and len(buffer) and buffer[0] > 0:
            raise _core.DataError(
                f"histogram '{self.name}' was written before its first entries were put into bins: "
                "call BufferEmpty() in ROOT before it is written"
            )
        return (cells if flow else cells[(slice(1, -1),) * cells.ndim]).copy()

    @property
    def axes(self) -> tuple[Axis, ...]:
        return self._axes

    def axis(self, axis: Union[int, str] = 0) -> Axis:
        """An axis by number or as ``"x"``, ``"y"``, ``"z"``."""
        number = "xyz".find(axis) if isinstance(axis, str) and len(axis) == 1 else axis
        if (
            not isinstance(number, int)
            or not -len(self._axes) <= number < len(self._axes)
            or (isinstance(axis, str) and number < 0)
        ):
            raise _core.DataError(f"{self.classname} '{self.name}' has no axis {axis!r}")
        return self._axes[number]

    @property
    def ndim(self) -> int:
        return len(self._axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Numbers of bins."""
        return tuple(len(axis) for axis in self._axes)

    @property
    def entries(self) -> float:
        """How often it was filled."""
        return float(self.member("fEntries"))

    @property
    def weighted(self) -> bool:
        """True when sums of squared weights are kept."""
        return self._sumw2 is not None

    def values(self, flow: bool = False) -> np.ndarray:
        """Contents: float64, or int64 for histograms of integers."""
        return self._inside(self._contents, flow)

    def variances(self, flow: bool = False) -> np.ndarray:
        """Sums of squared weights; the contents where none are kept."""
        return self._inside(self._contents if self._sumw2 is None else self._sumw2, flow).astype(np.float64)

    def errors(self, flow: bool = False) -> np.ndarray:
        """Square roots of the variances; 0 for contents below 0 without sums of squared weights."""
        return np.sqrt(np.maximum(self.variances(flow), 0))

    def counts(self, flow: bool = False) -> np.ndarray:
        """Effective numbers of entries: values squared by variances, 0 for empty bins."""
        values, variances = self.values(flow).astype(np.float64), self.variances(flow)
        return np.divide(values**2, variances, out=np.zeros_like(values), where=variances != 0)

    def to_numpy(self, flow: bool = False, dd: bool = False) -> tuple[Any, ...]:
        """(values, edges of x, edges of y, ...) as numpy.histogram and histogram2d; with `dd`
        (values, [edges, ...]) as numpy.histogramdd."""
        edges = [axis.edges(flow) for axis in self._axes]
        return (self.values(flow), edges) if dd else (self.values(flow), *edges)

    def to_boost(self) -> Any:
        """A boost_histogram.Histogram with its flow and, where they are kept, variances. An axis whose
        bins all have labels becomes a StrCategory, which has no underflow."""
        bh = require("boost_histogram", "boost histograms")
        parts = [_boost_axis(bh, axis) for axis in self._axes]
        chosen = tuple(
            slice(1, None) if isinstance(axis, bh.axis.StrCategory) else slice(None) for axis in parts
        )
        histogram = bh.Histogram(*parts, storage=self._boost_storage(bh))
        self._fill_boost(histogram.view(flow=True), chosen)
        histogram.name, histogram.label = self.name, self.title
        return histogram

    def _boost_storage(self, bh: Any) -> Any:
        return bh.storage.Weight() if self.weighted else bh.storage.Double()

    def _fill_boost(self, view: Any, chosen: tuple[slice, ...]) -> None:
        values = self.values(flow=True)[chosen]
        if not self.weighted:
            view[...] = values
            return
        view["value"], view["variance"] = values, self.variances(flow=True)[chosen]

    def to_hist(self) -> Any:
        """A hist.Hist; see :meth:`to_boost`."""
        histogram = require("hist", "hist histograms").Hist(self.to_boost())
        for ours, theirs in zip(self._axes, histogram.axes):
            theirs.label = ours.title
        histogram.name, histogram.label = self.name, self.title
        return histogram

    @property
    def binning(self) -> str:
        """``"10 bins from 0 to 1, 4 bins of different widths from 0 to 100"``"""
        return ", ".join(axis.binning for axis in self._axes)

    def _content(self) -> str:
        return f"{self.binning}; {self.entries:g} entries"


def _boost_axis(bh: Any, axis: Axis) -> Any:
    labels = axis.labels()
    if labels and all(labels) and len(set(labels)) == len(labels):
        made = bh.axis.StrCategory(labels, overflow=True)
    elif axis.is_uniform:
        made = bh.axis.Regular(len(axis), axis.low, axis.high)
    else:
        made = bh.axis.Variable(axis.edges())
    made.label = axis.title
    return made


class Profile(Histogram):
    """A TProfile, TProfile2D or TProfile3D: means, with their errors."""

    kind = "MEAN"

    def __init__(self, stored: _core.StoredObject):
        super().__init__(stored)
        self._weights = self._cells(stored.Member("fBinEntries").Member("fArray"))
        squares = stored.Member("fBinSumw2").Member("fArray") if stored.Has("fBinSumw2") else np.zeros(0)
        self._weights2 = self._cells(squares) if len(squares) else self._weights
        if self._sumw2 is None:
            raise _core.FileFormatError(f"{self.classname} '{self.name}' has no sums of squares")

    def values(self, flow: bool = False) -> np.ndarray:
        """Means; 0 for empty bins."""
        sums, weights = self._inside(self._contents, flow), self._inside(self._weights, flow)
        return np.divide(sums, weights, out=np.zeros_like(sums), where=weights != 0)

    def counts(self, flow: bool = False) -> np.ndarray:
        """Effective numbers of entries."""
        weights, squares = self._inside(self._weights, flow), self._inside(self._weights2, flow)
        return np.divide(weights**2, squares, out=np.zeros_like(weights), where=squares != 0)

    def spreads(self, flow: bool = False) -> np.ndarray:
        """Standard deviations of what was filled."""
        weights = self._inside(self._weights, flow)
        squares = np.divide(
            self._inside(self._sumw2, flow),  # type: ignore[arg-type]
            weights,
            out=np.zeros_like(weights),
            where=weights != 0,
        )
        return np.sqrt(np.abs(squares - self.values(flow) ** 2))

    def errors(self, flow: bool = False) -> np.ndarray:
        """Errors of the means, as the error option that the profile was made with says."""
        mode = self.member("fErrorMode")
        spreads, weights, counts = self.spreads(flow), self._inside(self._weights, flow), self.counts(flow)
        if mode == 1:  # "s"
            return spreads
        with np.errstate(divide="ignore", invalid="ignore"):
            if mode == 3:  # "g"
                errors = 1 / np.sqrt(weights)
            else:
                errors = spreads / np.sqrt(counts)
                if mode == 2:  # "i"
                    errors = np.where(spreads == 0, 1 / np.sqrt(12 * counts), errors)
        return np.where(weights > 0, errors, 0)

    def variances(self, flow: bool = False) -> np.ndarray:
        """Squares of the errors."""
        return self.errors(flow) ** 2

    def _boost_storage(self, bh: Any) -> Any:
        return bh.storage.WeightedMean()

    def _fill_boost(self, view: Any, chosen: tuple[slice, ...]) -> None:
        means = self.values(flow=True)
        view["sum_of_weights"] = self._weights[chosen]
        view["sum_of_weights_squared"] = self._weights2[chosen]
        view["value"] = means[chosen]
        deltas = self._sumw2 - means**2 * self._weights  # type: ignore[operator]
        view["_sum_of_weighted_deltas_squared"] = deltas[chosen]


def dimensions_of(class_name: str) -> int:
    """Of a class of histograms or profiles; 0 for other classes."""
    if (
        class_name[:2] == "TH"
        and len(class_name) == 4
        and class_name[2] in "123"
        and class_name[3] in "CSILFD"
    ):
        return int(class_name[2])
    return {"TProfile": 1, "TProfile2D": 2, "TProfile3D": 3}.get(class_name, 0)
