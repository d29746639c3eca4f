"""What histograms of one and of two dimensions share: cells, arithmetic, sums."""

from __future__ import annotations

import copy
import math
from typing import Any, Optional, TypeVar

import numpy as np

from .. import _core
from . import registry
from .attributes import Drawable
from .axes import TAxis
from .storing import attach, detach

Self = TypeVar("Self", bound="HistogramBase")


class HistogramBase(Drawable):
    """Cells with under- and overflow, sums of squared weights, and axes."""

    #: numpy type of the contents.
    dtype: Any = np.float64
    _always_sumw2 = False
    _joins_directory = True

    @staticmethod
    def AddDirectory(on: bool = True) -> None:
        """Do histograms belong to the directory that is current when they are made? Its Write() stores them."""
        HistogramBase._joins_directory = bool(on)

    @staticmethod
    def SetDefaultSumw2(on: bool = True) -> None:
        """Do histograms that are made from now on keep sums of squared weights from the start?"""
        HistogramBase._always_sumw2 = bool(on)

    @staticmethod
    def GetDefaultSumw2() -> bool:
        return HistogramBase._always_sumw2

    def __init__(self, name: Any, title: Any, axes: list[TAxis]):
        title, *axis_titles = str(title).split(";")
        super().__init__(name, title)
        self._axes = axes
        for axis, text in zip(axes, axis_titles):
            axis.SetTitle(text)
        self._value_axis = TAxis(1, 0.0, 1.0)
        self._value_axis.SetTitle(axis_titles[len(axes)] if len(axis_titles) > len(axes) else "")
        self._minimum: Optional[float] = None
        self._maximum: Optional[float] = None
        self.Reset()
        registry.register(self)
        if HistogramBase._joins_directory:
            attach(self)

    def Reset(self, option: str = "") -> None:
        """Empties all cells."""
        self._cells = np.zeros([axis.GetNbins() + 2 for axis in self._axes], self.dtype)
        self._sumw2: Optional[np.ndarray] = None
        self._entries = 0.0
        #: w, w^2, w x, w x^2 (w y, w y^2, w x y) of what was filled; None: the cells were changed.
        self._sums: Optional[np.ndarray] = np.zeros(4 if len(self._axes) == 1 else 7)
        if self._always_sumw2:
            self.Sumw2()

    # -- axes
    def GetXaxis(self) -> TAxis:
        return self._axes[0]

    def GetYaxis(self) -> TAxis:
        return self._axes[1] if len(self._axes) > 1 else self._value_axis

    def GetZaxis(self) -> TAxis:
        return self._value_axis

    def SetXTitle(self, title: Any) -> None:
        self.GetXaxis().SetTitle(title)

    def SetYTitle(self, title: Any) -> None:
        self.GetYaxis().SetTitle(title)

    def GetNbinsX(self) -> int:
        return self._axes[0].GetNbins()

    def GetNbinsY(self) -> int:
        return self._axes[1].GetNbins() if len(self._axes) > 1 else 1

    def GetDimension(self) -> int:
        return len(self._axes)

    # -- cells
    def values(self, flow: bool = False) -> np.ndarray:
        """Contents as an array, x first; with `flow` the outer cells too."""
        return (self._cells if flow else self._cells[self._inside()]).copy()

    def variances(self, flow: bool = False) -> np.ndarray:
        """Sums of squared weights; the contents where none are kept."""
        cells = self._cells if self._sumw2 is None else self._sumw2
        return np.abs(cells if flow else cells[self._inside()]).astype(np.float64)

    def _inside(self) -> tuple[slice, ...]:
        return (slice(1, -1),) * len(self._axes)

    def _range(self) -> tuple[slice, ...]:
        return tuple(slice(axis.GetFirst(), axis.GetLast() + 1) for axis in self._axes)

    def GetEntries(self) -> float:
        return self._entries

    def SetEntries(self, entries: float) -> None:
        self._entries = float(entries)

    def GetEffectiveEntries(self) -> float:
        """(sum of weights)^2 / sum of squared weights."""
        w, w2 = self._statistics()[:2]
        return float(w * w / w2) if w2 else 0.0

    def Sumw2(self, keep: bool = True) -> None:
        """From now on sums of squared weights are kept (or, with False, no longer)."""
        if not keep:
            self._sumw2 = None
        elif self._sumw2 is None:
            self._sumw2 = np.abs(self._cells).astype(np.float64)

    def GetSumOfWeights(self) -> float:
        return float(self._cells[self._inside()].sum(dtype=np.float64))

    # -- sums of what was filled
    def _statistics(self) -> np.ndarray:
        if self._sums is not None and not any(axis.shown() for axis in self._axes):
            return self._sums
        cut = self._range()
        w = self._cells[cut].astype(np.float64)
        w2 = w if self._sumw2 is None else self._sumw2[cut]
        centers = [axis.centers()[axis.GetFirst() - 1 : axis.GetLast()] for axis in self._axes]
        x, wx = centers[0], w if w.ndim == 1 else w.sum(axis=1)
        sums = [w.sum(), w2.sum(), wx @ x, wx @ x**2]
        if w.ndim == 2:
            y, wy = centers[1], w.sum(axis=0)
            sums += [wy @ y, wy @ y**2, x @ w @ y]
        return np.array(sums)

    def _moments(self, axis: int) -> tuple[float, float, float]:
        """Sum of weights, mean and variance along an axis, 1 or 2."""
        if not 1 <= axis <= len(self._axes):
            raise _core.DataError(
                f"'{self.GetName()}' has no axis {axis}; x is 1" + (", y is 2" if len(self._axes) > 1 else "")
            )
        sums = self._statistics()
        w, wx, wx2 = sums[0], sums[2 * axis], sums[2 * axis + 1]
        if w == 0:
            return 0.0, 0.0, 0.0
        mean = wx / w
        return float(w), float(mean), float(abs(wx2 / w - mean * mean))

    def GetMean(self, axis: int = 1) -> float:
        return self._moments(axis)[1]

    def GetStdDev(self, axis: int = 1) -> float:
        return math.sqrt(self._moments(axis)[2])

    GetRMS = GetStdDev

    def GetMeanError(self, axis: int = 1) -> float:
        effective = self.GetEffectiveEntries()
        return self.GetStdDev(axis) / math.sqrt(effective) if effective > 0 else 0.0

    # -- arithmetic
    def Scale(self, factor: float = 1.0, option: str = "") -> None:
        """Multiplies the contents; sums of squared weights are kept from then on."""
        if "width" in option.lower():
            widths = np.ones(self._cells.shape)
            widths[self._inside()] = _outer([np.diff(axis.edges()) for axis in self._axes])
            factors: Any = factor / widths
        else:
            factors = float(factor)
        self.Sumw2()
        self._cells = (self._cells * factors).astype(self.dtype)
        self._sumw2 = self._sumw2 * factors**2  # type: ignore[operator]
        if self._sums is not None and "width" not in option.lower():
            self._sums = self._sums * factor
            self._sums[1] *= factor
        else:
            self._sums = None
            self._entries = self._entries_of_cells()

    def Add(self, other: "HistogramBase", factor: float = 1.0) -> bool:
        """Adds another histogram of the same bins, times a factor."""
        self._check_same(other, "Add")
        if factor != 1 or other._sumw2 is not None:
            self.Sumw2()
        if self._sumw2 is not None:
            self._sumw2 = self._sumw2 + factor**2 * other.variances(flow=True)
        self._cells = (self._cells + factor * other._cells).astype(self.dtype)
        sums = None
        if self._sums is not None and other._sums is not None and factor > 0:
            sums = self._sums + factor * other._sums
            sums[1] = self._sums[1] + factor**2 * other._sums[1]
        self._sums = sums
        self._entries = self._entries + other._entries if factor == 1 else self._entries_of_cells()
        return True

    def Multiply(self, other: "HistogramBase") -> bool:
        self._check_same(other, "Multiply")
        mine, theirs = self._cells.astype(np.float64), other._cells.astype(np.float64)
        if self._sumw2 is not None or other._sumw2 is not None:
            self._sumw2 = self.variances(flow=True) * theirs**2 + other.variances(flow=True) * mine**2
        self._become(mine * theirs)
        return True

    def Divide(self, other: "HistogramBase") -> bool:
        """Divides cell by cell; 0 where the other one is empty."""
        self._check_same(other, "Divide")
        mine, theirs = self._cells.astype(np.float64), other._cells.astype(np.float64)
        full = theirs != 0
        if self._sumw2 is not None or other._sumw2 is not None:
            parts = self.variances(flow=True) * theirs**2 + other.variances(flow=True) * mine**2
            self._sumw2 = np.divide(parts, theirs**4, out=np.zeros_like(mine), where=full)
        self._become(np.divide(mine, theirs, out=np.zeros_like(mine), where=full))
        return True

    def _become(self, cells: np.ndarray) -> None:
        self._cells, self._sums = cells.astype(self.dtype), None
        self._entries = self._entries_of_cells()

    def _entries_of_cells(self) -> float:
        """The effective number of entries of all cells, where what was filled says nothing any more."""
        total = abs(float(self._cells.sum(dtype=np.float64)))
        if self._sumw2 is None:
            return total
        squares = float(self._sumw2.sum())
        return total**2 / squares if squares else 0.0

    def _check_same(self, other: "HistogramBase", what: str) -> None:
        if not isinstance(other, HistogramBase):
            raise TypeError(f"{what}: expected a histogram, got {type(other).__name__}")
        if [list(a.edges()) for a in self._axes] != [list(a.edges()) for a in other._axes]:
            raise _core.DataError(f"{what}: '{self.GetName()}' and '{other.GetName()}' have different bins")

    def __mul__(self: Self, factor: float) -> Self:
        made = self.Clone()
        made.Scale(factor)
        return made

    __rmul__ = __mul__

    def __add__(self: Self, other: "HistogramBase") -> Self:
        made = self.Clone()
        made.Add(other)
        return made

    # -- looks
    def SetMaximum(self, value: float = -1111) -> None:
        """Upper end of the axis of contents; without a value it is found."""
        self._maximum = None if value == -1111 else float(value)

    def SetMinimum(self, value: float = -1111) -> None:
        self._minimum = None if value == -1111 else float(value)

    def limits(self) -> tuple[Optional[float], Optional[float]]:
        """What SetMinimum and SetMaximum asked for."""
        return self._minimum, self._maximum

    def GetMaximum(self) -> float:
        return float(self._cells[self._range()].max()) if self._maximum is None else self._maximum

    def GetMinimum(self) -> float:
        return float(self._cells[self._range()].min()) if self._minimum is None else self._minimum

    def SetStats(self, on: bool = True) -> None:
        """Accepted: boxes of statistics are not drawn."""

    def SetDirectory(self, directory: Any) -> None:
        """The directory whose Write() stores the histogram; None or 0: none."""
        detach(self)
        if directory:
            attach(self, directory)

    def SetTitle(self, title: Any = "") -> None:
        """The title; titles of axes may follow, ``"title;x;y"``."""
        first, *others = str(title).split(";")
        super().SetTitle(first)
        axes = [*self._axes, self._value_axis]
        for axis, text in zip(axes, others):
            axis.SetTitle(text)

    def Clone(self: Self, name: str = "") -> Self:
        made = copy.deepcopy(self)
        if name:
            made.SetName(name)
        registry.register(made)
        if HistogramBase._joins_directory:
            attach(made)
        return made


def _outer(widths: list[np.ndarray]) -> np.ndarray:
    return widths[0] if len(widths) == 1 else np.outer(widths[0], widths[1])
