"""How significant a signal is above a cut, and the best cut."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


def simple_significance(s: np.ndarray, b: np.ndarray) -> np.ndarray:
    """s / sqrt(s + b); NaN where s + b is not above 0."""
    total = np.asarray(s + b, float)
    return np.divide(s, np.sqrt(np.maximum(total, 0)), out=np.full(total.shape, np.nan), where=total > 0)


def asimov_significance(s: np.ndarray, b: np.ndarray, relative: float) -> np.ndarray:
    """The median significance of a counting experiment whose background is known to ``relative *
    b``.

    G. Cowan, "Discovery sensitivity for a counting experiment with background uncertainty" (2012),
    eq. 20; without uncertainty eq. 97 of Cowan, Cranmer, Gross, Vitells, Eur. Phys. J. C 71 (2011)
    1554. NaN where b is not above 0, or s is below 0.
    """
    s, b = np.broadcast_arrays(np.asarray(s, float), np.asarray(b, float))
    valid = (b > 0) & (s >= 0)
    result = np.full(s.shape, np.nan)
    s, b = s[valid], b[valid]
    if relative == 0:
        squared = 2 * ((s + b) * np.log1p(s / b) - s)
    else:
        variance = (relative * b) ** 2
        first = (s + b) * np.log((s + b) * (b + variance) / (b * b + (s + b) * variance))
        squared = 2 * (first - b * b / variance * np.log1p(variance * s / (b * (b + variance))))
    result[valid] = np.sqrt(np.maximum(squared, 0))
    return result


class BestCut(NamedTuple):
    """Events above ``cut`` are kept."""

    cut: float
    significance: float
    signal_efficiency: float
    background_efficiency: float
    signal: float
    background: float


def best_cut(
    edges: np.ndarray, signal: np.ndarray, background: np.ndarray, relative: float | None = None
) -> BestCut:
    """The best of the edges of histograms of the response: S/sqrt(S+B), or the Asimov significance
    for a relative uncertainty of the background."""
    s = np.cumsum(signal[::-1])[::-1]  # above each lower edge
    b = np.cumsum(background[::-1])[::-1]
    figures = simple_significance(s, b) if relative is None else asimov_significance(s, b, relative)
    if np.isnan(figures).all():
        return BestCut(*[np.nan] * 6)
    i = int(np.nanargmax(figures))
    return BestCut(
        float(edges[i]),
        float(figures[i]),
        _ratio(s[i], s[0]),
        _ratio(b[i], b[0]),
        float(s[i]),
        float(b[i]),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole != 0 else float("nan")
