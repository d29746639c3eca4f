"""THStack: histograms on top of each other."""

from __future__ import annotations

from typing import Any, Optional

from .graphs import WithAxes
from .histograms import TH1


class THStack(WithAxes):
    """Histograms that are drawn as a sum, or side by side with the option ``"NOSTACK"``."""

    def __init__(self, name: Any = "", title: Any = ""):
        super().__init__(name)
        self._histograms: list[TH1] = []
        self.SetTitle(title)

    def Add(self, histogram: TH1, option: str = "") -> None:
        self._histograms.append(histogram)

    def GetHists(self) -> list[TH1]:
        return self._histograms

    def GetNhists(self) -> int:
        return len(self._histograms)

    def GetStack(self) -> list[TH1]:
        """The sums: of the first, of the first two, ..."""
        sums: list[TH1] = []
        total: Optional[TH1] = None
        for histogram in self._histograms:
            made = histogram.Clone()
            if total is not None:
                made.Add(total)
            sums.append(made)
            total = made
        return sums

    def _limits(self) -> tuple[float, float]:
        if not self._histograms:
            return 0.0, 1.0
        axis = self._histograms[0].GetXaxis()
        return axis.GetXmin(), axis.GetXmax()
