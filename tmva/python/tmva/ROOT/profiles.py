"""TProfile: the mean of y in bins of x."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core
from .histograms import TH1


class TProfile(TH1):
    """A histogram whose contents are means, and whose errors are those of the means.

    >>> p = ROOT.TProfile("p", "", 20, 0, 10)
    >>> p.Fill(x, y)
    """

    def __init__(self, name: Any = "", title: Any = "", *axes: Any):
        # After the bins may stand limits of y, and the kind of errors.
        bins = 2 if len(axes) > 1 and not np.isscalar(axes[1]) else 3
        rest = [value for value in axes[bins:] if not isinstance(value, str)]
        if any(isinstance(value, str) and value for value in axes[bins:]):
            raise _core.OptionError(
                f"TProfile '{name}': errors are those of the means; the options for other "
                "ones are not part of tmva"
            )
        self._y_limits = (float(rest[0]), float(rest[1])) if len(rest) == 2 else (-np.inf, np.inf)
        super().__init__(name, title, *axes[:bins])

    def Reset(self, option: str = "") -> None:
        super().Reset(option)
        #: Sums of w, w^2, w y, w y^2 for each bin.
        self._parts = np.zeros((4, len(self._cells)))

    def Fill(self, x: Any, y: Any, weight: float = 1.0) -> int:  # type: ignore[override]
        """Adds one pair, or arrays of them."""
        many = isinstance(x, np.ndarray)
        self.FillN(len(x), x, y, weight) if many else self.FillN(1, [x], [y], [weight])
        return -1 if many else self._axes[0].FindBin(x)

    def FillN(self, n: int, x: Any, y: Any, weights: Any = None, stride: int = 1) -> None:  # type: ignore[override]
        xs, ys = (np.asarray(v, dtype=np.float64)[: n * stride : stride] for v in (x, y))
        w = np.broadcast_to(1.0 if weights is None else np.asarray(weights, dtype=np.float64), xs.shape)
        kept = (ys >= self._y_limits[0]) & (ys <= self._y_limits[1])
        xs, ys, w = xs[kept], ys[kept], w[kept]
        bins = self._axes[0].find_bins(xs)
        for part, values in zip(self._parts, (w, w * w, w * ys, w * ys * ys)):
            part += np.bincount(bins, values, len(part))
        self._entries += len(xs)
        self._sums = None
        sum_w, sum_w2, sum_y, sum_y2 = self._parts
        full = sum_w != 0
        mean = np.divide(sum_y, sum_w, out=np.zeros_like(sum_y), where=full)
        spread2 = np.abs(np.divide(sum_y2, sum_w, out=np.zeros_like(sum_y), where=full) - mean**2)
        effective = np.divide(sum_w**2, sum_w2, out=np.ones_like(sum_w), where=sum_w2 != 0)
        self._cells, self._sumw2 = mean, spread2 / effective

    def GetBinEntries(self, bin_number: int) -> float:
        return float(self._parts[0][self._cell(bin_number)])

    def stored_form(self) -> Any:
        raise _core.DataError(
            f"'{self.GetName()}': profiles are not written; the means are a histogram with ProjectionX()"
        )

    def ProjectionX(self, name: str = "_px", option: str = "") -> TH1:
        """The means, with their errors, as a TH1D."""
        from .histograms import TH1D

        made = TH1D(self.GetName() + name if name.startswith("_") else name, self.GetTitle(), 1, 0, 1)
        made._axes, made._cells, made._sums = self._axes, self._cells.copy(), None
        made._sumw2, made._entries = self._sumw2, self._entries
        return made
