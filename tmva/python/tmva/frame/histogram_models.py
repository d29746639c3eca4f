"""The models that Histo1D and its like take, as histograms with ROOT's vocabulary."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .. import _core
from .histogram_actions import Points, Unlimited


def histogram1(model: Any) -> Any:
    """An empty TH1D of (name, title, bins, low, high), of (name, title, bins, edges), or like a TH1."""
    from ..ROOT.histograms import TH1D

    return _made(TH1D, model, "(name, title, bins, low, high)", (4, 5))


def histogram2(model: Any) -> Any:
    """An empty TH2D of (name, title, bins, low, high, bins, low, high), or like a TH2."""
    from ..ROOT.histograms import TH2D

    return _made(TH2D, model, "(name, title, bins, low, high, bins, low, high)", (6, 7, 8))


def profile(model: Any) -> Callable[[], Any]:
    from ..ROOT.profiles import TProfile

    made = _made(TProfile, model, "(name, title, bins, low, high)", (4, 5, 6, 7, 8))
    return lambda: copy.deepcopy(made)


def _made(kind: Any, model: Any, expected: str, lengths: tuple[int, ...]) -> Any:
    if hasattr(model, "Clone"):
        made = copy.deepcopy(model)
        made.Reset()
        return made
    model = getattr(model, "arguments", model)
    if not isinstance(model, (tuple, list)) or len(model) not in lengths:
        raise _core.OptionError(f"{model!r} is not a model of a {kind.__name__}; expected {expected}")
    return _alone(kind(*model))


def _alone(histogram: Any) -> Any:
    """Results belong to the script, not to the file that is current."""
    histogram.SetDirectory(None)
    return histogram


def unlimited(column: str, weight: str = "") -> Callable[[], Unlimited]:
    """A histogram whose limits are found."""
    from ..ROOT.histograms import TH1D

    def make(bins: int, low: float, high: float) -> Any:
        if weight:
            title = f"{column}, weights: {weight};{column};count * {weight}"
            return _alone(TH1D(f"{column}_weighted_{weight}", title, bins, low, high))
        return _alone(TH1D(column, f"{column};{column};count", bins, low, high))

    return lambda: Unlimited(make)


def graph(x: str, y: str) -> Callable[[], Points]:
    from ..ROOT.graphs import TGraph

    def make(*points: Any) -> Any:
        made = TGraph(*points)
        made.SetName(f"{y}_vs_{x}")
        made.SetTitle(f"{y} vs {x}")
        return made

    return lambda: Points(make)
