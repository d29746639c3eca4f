"""ROCCurve: TMVA's ROC curve of two samples of responses."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core


class ROCCurve:
    """Background rejection against signal efficiency, exact and weighted.

    >>> roc = TMVA.ROCCurve(signal, background, signal_weights, background_weights)
    >>> roc.GetROCIntegral()
    """

    def __init__(
        self, signal: Any, background: Any, signal_weights: Any = None, background_weights: Any = None
    ):
        samples = []
        for name, values, weights in (
            ("signal", signal, signal_weights),
            ("background", background, background_weights),
        ):
            responses = np.asarray(values, dtype=np.float64)
            w = np.ones(len(responses)) if weights is None else np.asarray(weights, dtype=np.float64)
            if len(w) != len(responses) or not w.sum() > 0:
                raise _core.DataError(
                    f"ROCCurve: {len(responses)} responses of the {name} with {len(w)} weights, whose "
                    f"sum is {w.sum():g}; expected one weight each, and a sum above 0"
                )
            samples.append((responses, w / w.sum()))
        cuts = np.unique(np.concatenate([responses for responses, _ in samples]))
        # Efficiencies of response >= cut, from the tightest cut to none.
        self._efficiency, passed = (_above(cuts, *sample) for sample in samples)
        self._rejection = 1 - passed

    def GetROCIntegral(self, points: int = 0) -> float:
        """The area under the curve; events of equal response count half."""
        heights = (self._rejection[1:] + self._rejection[:-1]) / 2
        return float(heights @ np.diff(self._efficiency))

    def GetROCCurve(self, points: int = 100) -> Any:
        """The curve at `points` signal efficiencies from 0 to 1, as a TGraph."""
        from .ROOT.graphs import TGraph

        x = np.linspace(0, 1, points)
        graph = TGraph(points, x, np.interp(x, self._efficiency, self._rejection))
        graph.SetTitle("ROC curve;Signal efficiency;Background rejection")
        return graph

    def GetEffSForEffB(self, background: float, points: int = 0) -> float:
        """Signal efficiency where the background's is this."""
        return float(np.interp(background, 1 - self._rejection, self._efficiency))


def _above(cuts: np.ndarray, responses: np.ndarray, weights: np.ndarray) -> np.ndarray:
    cells = np.bincount(np.searchsorted(cuts, responses), weights, len(cuts))
    return np.concatenate(([0.0], cells[::-1].cumsum()))
