"""TAxis: an axis of a histogram or of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from .. import _core
from .attributes import Drawable


class TAxis(Drawable):
    """Bins, title, labels and the range that is shown."""

    def __init__(self, bins: int, low: float, high: float, edges: Optional[Sequence[float]] = None):
        super().__init__("xaxis", "")
        if bins < 1 or not low < high:
            raise _core.DataError(
                f"an axis of {bins} bins from {low:g} to {high:g}: expected at least one bin, "
                "and a lower edge below the upper one"
            )
        self._bins, self._low, self._high = int(bins), float(low), float(high)
        self._edges = None if edges is None else np.asarray(edges, dtype=np.float64)
        if self._edges is not None and not (np.diff(self._edges) > 0).all():
            raise _core.DataError(f"the edges of bins have to rise: {list(self._edges)}")
        self._labels: dict[int, str] = {}
        self._first, self._last = 1, self._bins
        self._is_cut = False
        self._user_range: Optional[tuple[float, float]] = None

    # -- bins
    def GetNbins(self) -> int:
        return self._bins

    def GetXmin(self) -> float:
        return self._low

    def GetXmax(self) -> float:
        return self._high

    def edges(self) -> np.ndarray:
        """All borders of bins."""
        return np.linspace(self._low, self._high, self._bins + 1) if self._edges is None else self._edges

    def is_uniform(self) -> bool:
        return self._edges is None

    def centers(self) -> np.ndarray:
        edges = self.edges()
        return (edges[1:] + edges[:-1]) / 2

    def find_bins(self, values: np.ndarray) -> np.ndarray:
        """Bin numbers: 0 below the range, GetNbins() + 1 above it and for NaN."""
        if self._edges is None:
            scaled = self._bins * (values - self._low) / (self._high - self._low)
            inside = 1 + np.clip(np.nan_to_num(scaled, nan=0.0), 0, self._bins - 1).astype(np.int64)
        else:
            inside = np.searchsorted(self._edges, values, "right")
        return np.where(values < self._low, 0, np.where(values < self._high, inside, self._bins + 1))

    def FindBin(self, value: float) -> int:
        if value < self._low:
            return 0
        if not value < self._high:
            return self._bins + 1
        if self._edges is None:
            return 1 + int(self._bins * (value - self._low) / (self._high - self._low))
        return int(np.searchsorted(self._edges, value, "right"))

    FindFixBin = FindBin

    def GetBinLowEdge(self, bin_number: int) -> float:
        if self._edges is not None and 1 <= bin_number <= self._bins + 1:
            return float(self._edges[bin_number - 1])
        return self._low + (bin_number - 1) * (self._high - self._low) / self._bins

    def GetBinUpEdge(self, bin_number: int) -> float:
        return self.GetBinLowEdge(bin_number + 1)

    def GetBinCenter(self, bin_number: int) -> float:
        return (self.GetBinLowEdge(bin_number) + self.GetBinUpEdge(bin_number)) / 2

    def GetBinWidth(self, bin_number: int) -> float:
        return self.GetBinUpEdge(bin_number) - self.GetBinLowEdge(bin_number)

    # -- labels
    def SetBinLabel(self, bin_number: int, label: Any) -> None:
        if not 1 <= bin_number <= self._bins:
            raise _core.DataError(f"bin {bin_number} of an axis with bins 1 to {self._bins}")
        self._labels[bin_number] = str(label)

    def GetBinLabel(self, bin_number: int) -> str:
        return self._labels.get(bin_number, "")

    def labels(self) -> list[str]:
        """Of all bins; no items where none has one."""
        return [self.GetBinLabel(i + 1) for i in range(self._bins)] if self._labels else []

    # -- the range that is shown, and that sums are taken of
    def SetRange(self, first: int = 0, last: int = 0) -> None:
        """Bins that count and are shown; all without arguments."""
        self._is_cut = (first, last) != (0, 0)
        self._first, self._last = (first, last) if self._is_cut else (1, self._bins)
        self._user_range = (
            (self.GetBinLowEdge(self._first), self.GetBinUpEdge(self._last)) if self._is_cut else None
        )

    def SetRangeUser(self, low: float, high: float) -> None:
        last = self.FindBin(high)
        if self.GetBinLowEdge(last) >= high:
            last -= 1
        self.SetRange(max(1, self.FindBin(low)), min(self._bins, last))
        self._user_range = (low, high)

    SetLimits = SetRangeUser

    def UnZoom(self) -> None:
        self.SetRange()

    def GetFirst(self) -> int:
        return self._first

    def GetLast(self) -> int:
        return self._last

    def shown(self) -> Optional[tuple[float, float]]:
        """The range that was asked for."""
        return self._user_range

    def SetTitleOffset(self, offset: float = 1.0) -> None:
        """Accepted: the distance of titles is matplotlib's."""

    def SetTitleSize(self, size: float = 0.05) -> None:
        """Accepted: sizes of titles are matplotlib's."""

    def SetLabelSize(self, size: float = 0.05) -> None:
        """Accepted: sizes of labels are matplotlib's."""

    def SetLabelOffset(self, offset: float = 0.0) -> None:
        """Accepted: the distance of labels is matplotlib's."""

    def SetNdivisions(self, n: int = 510, optimise: bool = True) -> None:
        """Accepted: ticks are matplotlib's."""

    def CenterTitle(self, center: bool = True) -> None:
        """Accepted: titles stand in the middle."""
