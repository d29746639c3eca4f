"""TH1F, TH1D, TH2F and their like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Optional, Union

import numpy as np

from .. import _core
from .axes import TAxis
from .histogram_base import HistogramBase
from .histogram_stored import core_histogram


def make_axes(args: tuple[Any, ...], dimensions: int) -> list[TAxis]:
    """Axes from a constructor's arguments: (bins, low, high) or (bins, edges) each."""
    axes: list[TAxis] = []
    rest = list(args)
    while rest and len(axes) < dimensions:
        bins = int(rest.pop(0))
        if rest and not np.isscalar(rest[0]):
            edges = [float(edge) for edge in rest.pop(0)]
            if len(edges) != bins + 1:
                raise _core.DataError(f"{bins} bins need {bins + 1} edges, got {len(edges)}")
            axes.append(TAxis(bins, edges[0], edges[-1], edges))
        elif len(rest) >= 2:
            axes.append(TAxis(bins, rest.pop(0), rest.pop(0)))
        else:
            break
    if len(axes) != dimensions or rest:
        what = "bins, low, high" if dimensions == 1 else "bins, low, high, bins, low, high"
        raise TypeError(f"expected (name, title, {what}), or a list of edges in place of low and high")
    return axes


class TH1(HistogramBase):
    """A histogram of one dimension.

    >>> h = ROOT.TH1F("h", "title;x;events", 100, 0, 10)
    >>> h.Fill(3.2); h.FillN(len(x), x, w)
    """

    def __init__(self, name: Any = "", title: Any = "", *axes: Any):
        super().__init__(name, title, make_axes(axes or (1, 0.0, 1.0), 1))

    def Fill(self, x: Any, weight: float = 1.0) -> int:
        """Adds one entry, or an array of them; the number of the bin."""
        if isinstance(x, np.ndarray):
            self.FillN(len(x), x, weight)
            return -1
        axis = self._axes[0]
        x = float(x)
        found = axis.FindBin(x)
        self._entries += 1
        if weight != 1 and self._sumw2 is None:
            self.Sumw2()
        self._cells[found] += weight
        if self._sumw2 is not None:
            self._sumw2[found] += weight * weight
        if self._sums is not None and 0 < found <= axis.GetNbins():
            self._sums += (weight, weight * weight, weight * x, weight * x * x)
        return found

    def FillN(self, n: int, x: Any, weights: Any = None, stride: int = 1) -> None:
        """Adds n entries from arrays."""
        values = np.asarray(x, dtype=np.float64)[: n * stride : stride]
        w = _weights(weights, len(values), n * stride, stride)
        bins = self._axes[0].find_bins(values)
        if self._sumw2 is None and (w != 1).any():
            self.Sumw2()
        size = len(self._cells)
        self._cells = (self._cells + np.bincount(bins, w, size)).astype(self.dtype)
        if self._sumw2 is not None:
            self._sumw2 = self._sumw2 + np.bincount(bins, w * w, size)
        self._entries += len(values)
        if self._sums is not None:
            inside = (bins > 0) & (bins < size - 1)
            v, u = values[inside], w[inside]
            self._sums = self._sums + _sums_of(u, v)

    def FillRandom(self, function: Any, entries: int = 5000, random: Any = None) -> None:
        """Adds entries that follow a TF1 or another histogram."""
        from .sampling import sample_bins

        self.FillN(entries, sample_bins(function, self._axes, entries, random)[0])

    def FindBin(self, x: float) -> int:
        return self._axes[0].FindBin(x)

    FindFixBin = FindBin

    def GetBinContent(self, bin_number: int) -> float:
        return self._cells[self._cell(bin_number)].item()

    def SetBinContent(self, bin_number: int, value: float) -> None:
        self._cells[self._cell(bin_number)] = value
        self._entries += 1
        self._sums = None

    def AddBinContent(self, bin_number: int, weight: float = 1.0) -> None:
        self._cells[self._cell(bin_number)] += weight

    def GetBinError(self, bin_number: int) -> float:
        cells = self._cells if self._sumw2 is None else self._sumw2
        return math.sqrt(abs(cells[self._cell(bin_number)]))

    def SetBinError(self, bin_number: int, error: float) -> None:
        self.Sumw2()
        self._sumw2[self._cell(bin_number)] = error * error  # type: ignore[index]

    def _cell(self, bin_number: int) -> int:
        """Bins beyond the ends mean the outer cells, as in ROOT."""
        return min(max(int(bin_number), 0), len(self._cells) - 1)

    def GetBinCenter(self, bin_number: int) -> float:
        return self._axes[0].GetBinCenter(bin_number)

    def GetBinLowEdge(self, bin_number: int) -> float:
        return self._axes[0].GetBinLowEdge(bin_number)

    def GetBinWidth(self, bin_number: int) -> float:
        return self._axes[0].GetBinWidth(bin_number)

    def Integral(self, first: Optional[Union[int, str]] = None, last: int = -1, option: str = "") -> float:
        """Sum of contents of the bins first to last; times their widths with option ``"width"``."""
        if isinstance(first, str):
            option, first = first, None
        begin = self._axes[0].GetFirst() if first is None else max(first, 0)
        end = self._axes[0].GetLast() if first is None else last
        if end < begin:
            end = len(self._cells) - 1
        contents = self._cells[begin : end + 1].astype(np.float64)
        if "width" in option.lower():
            contents = contents * [self.GetBinWidth(i) for i in range(begin, begin + len(contents))]
        return float(contents.sum())

    def GetMaximumBin(self) -> int:
        first = self._axes[0].GetFirst()
        return first + int(np.argmax(self._cells[self._range()]))

    def GetMinimumBin(self) -> int:
        first = self._axes[0].GetFirst()
        return first + int(np.argmin(self._cells[self._range()]))

    def GetCumulative(self, forward: bool = True, suffix: str = "_cumulative") -> "TH1":
        """Running sums from the left, or from the right."""
        made = self.Clone(self.GetName() + suffix)
        inner = self._cells[1:-1].astype(np.float64)
        made.Reset()
        made._cells[1:-1] = inner.cumsum() if forward else inner[::-1].cumsum()[::-1]
        made._sums = None
        return made

    def Rebin(self, group: int = 2, name: str = "") -> "TH1":
        """Joins `group` neighbours each; in place, or as a copy under a name."""
        if group < 1 or self.GetNbinsX() % group:
            raise _core.DataError(f"Rebin: {self.GetNbinsX()} bins cannot be joined by {group}")
        made = self.Clone(name) if name else self
        edges = [float(edge) for edge in self._axes[0].edges()[::group]]
        joined = TAxis(len(edges) - 1, edges[0], edges[-1], None if self._axes[0].is_uniform() else edges)
        joined.SetTitle(self._axes[0].GetTitle())
        made._axes, made._cells = [joined], _joined(self._cells, group)
        made._sumw2 = None if self._sumw2 is None else _joined(self._sumw2, group)
        return made

    def KolmogorovTest(self, other: "TH1", option: str = "") -> float:
        """Probability that both histograms follow one distribution; with option ``"M"`` the distance."""
        from .mathematics import TMath

        self._check_same(other, "KolmogorovTest")
        mine, theirs = self.values().astype(float), other.values().astype(float)
        if mine.sum() == 0 or theirs.sum() == 0:
            raise _core.DataError("KolmogorovTest: a histogram is empty")
        distance = float(np.abs(mine.cumsum() / mine.sum() - theirs.cumsum() / theirs.sum()).max())
        if "M" in option:
            return distance
        sizes = [h.values().sum() ** 2 / h.variances().sum() for h in (self, other)]
        return TMath.KolmogorovProb(distance * math.sqrt(sizes[0] * sizes[1] / (sizes[0] + sizes[1])))

    def stored_form(self) -> Any:
        return core_histogram(self)


def _sums_of(w: np.ndarray, x: np.ndarray) -> tuple[float, ...]:
    """Of w, w^2, w x and w x^2. Not as products of vectors, which BLAS shares out to threads: slow here, and
    their last bits would depend on the number of cores."""
    wx = w * x
    return w.sum(), (w * w).sum(), wx.sum(), (wx * x).sum()


def _weights(weights: Any, n: int, stop: int, stride: int) -> np.ndarray:
    if weights is None:
        return np.ones(n)
    if np.isscalar(weights):
        return np.full(n, float(weights))  # type: ignore[arg-type]
    return np.asarray(weights, dtype=np.float64)[:stop:stride]


def _joined(cells: np.ndarray, group: int) -> np.ndarray:
    inner = cells[1:-1].reshape(-1, group).sum(axis=1)
    return np.concatenate((cells[:1], inner, cells[-1:])).astype(cells.dtype)


class TH2(HistogramBase):
    """A histogram of two dimensions.

    >>> h = ROOT.TH2F("h", "title;x;y", 50, 0, 10, 40, -1, 1)
    """

    def __init__(self, name: Any = "", title: Any = "", *axes: Any):
        super().__init__(name, title, make_axes(axes or (1, 0.0, 1.0) * 2, 2))

    def Fill(self, x: Any, y: Any, weight: Any = 1.0) -> int:
        """Adds one entry, or arrays of them."""
        if isinstance(x, np.ndarray):
            self.FillN(len(x), x, y, weight)
            return -1
        x, y = float(x), float(y)
        i, j = self._axes[0].FindBin(x), self._axes[1].FindBin(y)
        self._entries += 1
        if weight != 1 and self._sumw2 is None:
            self.Sumw2()
        self._cells[i, j] += weight
        if self._sumw2 is not None:
            self._sumw2[i, j] += weight * weight
        if self._sums is not None and 0 < i <= self.GetNbinsX() and 0 < j <= self.GetNbinsY():
            wx, wy = weight * x, weight * y
            self._sums += (weight, weight * weight, wx, wx * x, wy, wy * y, wx * y)
        return self.GetBin(i, j)

    def FillN(self, n: int, x: Any, y: Any, weights: Any = None, stride: int = 1) -> None:
        """Adds n entries from arrays."""
        xs, ys = (np.asarray(v, dtype=np.float64)[: n * stride : stride] for v in (x, y))
        w = _weights(weights, len(xs), n * stride, stride)
        bins = self._axes[0].find_bins(xs), self._axes[1].find_bins(ys)
        if self._sumw2 is None and (w != 1).any():
            self.Sumw2()
        cells = np.ravel_multi_index(bins, self._cells.shape)
        self._cells = (self._cells + self._counted(cells, w)).astype(self.dtype)
        if self._sumw2 is not None:
            self._sumw2 = self._sumw2 + self._counted(cells, w * w)
        self._entries += len(xs)
        if self._sums is not None:
            inside = np.all([(b > 0) & (b <= axis.GetNbins()) for b, axis in zip(bins, self._axes)], axis=0)
            u, a, b = w[inside], xs[inside], ys[inside]
            self._sums = self._sums + (*_sums_of(u, a), *_sums_of(u, b)[2:], (u * a * b).sum())

    def _counted(self, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return np.bincount(cells, weights, self._cells.size).reshape(self._cells.shape)

    def FillRandom(self, function: Any, entries: int = 5000, random: Any = None) -> None:
        """Adds entries that follow a TF2 or another histogram."""
        from .sampling import sample_bins

        x, y = sample_bins(function, self._axes, entries, random)
        self.FillN(entries, x, y)

    def FindBin(self, x: float, y: float) -> int:
        return self.GetBin(self._axes[0].FindBin(x), self._axes[1].FindBin(y))

    FindFixBin = FindBin

    def GetBin(self, i: int, j: int) -> int:
        """The number of a cell, which counts x first."""
        return int(i) + (self.GetNbinsX() + 2) * int(j)

    def _cell(self, bins: tuple[int, ...]) -> tuple[int, int]:
        """Of (i, j), or of a cell's number."""
        if len(bins) == 1:
            j, i = divmod(bins[0], self.GetNbinsX() + 2)
        else:
            i, j = bins
        nx, ny = self._cells.shape
        return min(max(i, 0), nx - 1), min(max(j, 0), ny - 1)

    def GetBinContent(self, *bins: int) -> float:
        return self._cells[self._cell(bins)].item()

    def SetBinContent(self, *bins_and_value: Any) -> None:
        *bins, value = bins_and_value
        self._cells[self._cell(tuple(bins))] = value
        self._entries += 1
        self._sums = None

    def GetBinError(self, *bins: int) -> float:
        cells = self._cells if self._sumw2 is None else self._sumw2
        return math.sqrt(abs(cells[self._cell(bins)]))

    def Integral(self, *bins: int) -> float:
        """Sum of contents; of the bins (first x, last x, first y, last y)."""
        if not bins:
            return float(self._cells[self._range()].sum(dtype=np.float64))
        x1, x2, y1, y2 = (int(b) for b in bins)
        x2, y2 = (
            (x2 if x2 >= x1 else self._cells.shape[0] - 1),
            (y2 if y2 >= y1 else self._cells.shape[1] - 1),
        )
        return float(self._cells[max(x1, 0) : x2 + 1, max(y1, 0) : y2 + 1].sum(dtype=np.float64))

    def ProjectionX(self, name: str = "_px", first: int = 0, last: int = -1, option: str = "") -> "TH1D":
        """Sum over the bins first to last of y."""
        return self._projection(0, name, first, last)

    def ProjectionY(self, name: str = "_py", first: int = 0, last: int = -1, option: str = "") -> "TH1D":
        """Sum over the bins first to last of x."""
        return self._projection(1, name, first, last)

    def _projection(self, axis: int, name: str, first: int, last: int) -> "TH1D":
        kept = self._axes[axis]
        edges: Sequence[float] = list(kept.edges())
        made = TH1D(
            self.GetName() + name if name.startswith("_") else name, self.GetTitle(), kept.GetNbins(), edges
        )
        if kept.is_uniform():
            made._axes = [TAxis(kept.GetNbins(), kept.GetXmin(), kept.GetXmax())]
        made.GetXaxis().SetTitle(kept.GetTitle())
        cut = [slice(None), slice(None)]
        cut[1 - axis] = slice(max(first, 0), None if last < first else last + 1)
        made._cells = self._cells[tuple(cut)].sum(axis=1 - axis, dtype=np.float64)
        if self._sumw2 is not None:
            made._sumw2 = self._sumw2[tuple(cut)].sum(axis=1 - axis)
        made._sums = None
        made._entries = made._entries_of_cells() if self._sumw2 is None else made.GetEffectiveEntries()
        return made

    def GetCorrelationFactor(self, axis1: int = 1, axis2: int = 2) -> float:
        w, _, wx, wx2, wy, wy2, wxy = self._statistics()
        if not w:
            return 0.0
        spread = math.sqrt(abs(wx2 / w - (wx / w) ** 2)) * math.sqrt(abs(wy2 / w - (wy / w) ** 2))
        return float((wxy / w - wx * wy / w**2) / spread) if spread else 0.0

    def stored_form(self) -> Any:
        return core_histogram(self)


class TH1F(TH1):
    """Contents of 32 bits."""

    dtype = np.float32


class TH1D(TH1):
    """Contents of 64 bits."""


class TH1I(TH1):
    """Integer contents."""

    dtype = np.int32


class TH2F(TH2):
    """Contents of 32 bits."""

    dtype = np.float32


class TH2D(TH2):
    """Contents of 64 bits."""


class TH2I(TH2):
    """Integer contents."""

    dtype = np.int32
