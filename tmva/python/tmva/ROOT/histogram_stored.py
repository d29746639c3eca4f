"""Histograms between ROOT's vocabulary, files, and the histograms of tmva."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _core
from ..histograms import Histogram, Profile

if TYPE_CHECKING:
    from .histogram_base import HistogramBase


def core_histogram(histogram: HistogramBase) -> Any:
    """As the extension module writes it: a TH1F for contents of 32 bits, a TH1D else."""
    axes = [histogram.GetXaxis(), histogram.GetYaxis()][: histogram.GetDimension()]
    limits = [limit for axis in axes for limit in (axis.GetNbins(), axis.GetXmin(), axis.GetXmax())]
    kind: Any = _core.Histogram1 if len(axes) == 1 else _core.Histogram2
    made = kind(histogram.GetName(), histogram.GetTitle(), *limits, single=histogram.dtype == np.float32)
    for letter, axis in zip("xy", axes):
        if not axis.is_uniform():
            setattr(made, "edges" if len(axes) == 1 else letter + "_edges", axis.edges())
        setattr(made, letter + "_labels", axis.labels())
    made.x_title, made.y_title = histogram.GetXaxis().GetTitle(), histogram.GetYaxis().GetTitle()
    made.contents = histogram.values(flow=True).T.ravel()
    if histogram._sumw2 is not None:
        made.sumw2 = histogram._sumw2.T.ravel()
    made.entries = histogram.GetEntries()
    names = ("sumw", "sumw_sq", "sumwx", "sumwx2", "sumwy", "sumwy2", "sumwxy")
    for name, value in zip(names, histogram._statistics()):
        setattr(made, name, float(value))
    return made


def from_histogram(histogram: Histogram) -> Any:
    """ROOT's vocabulary on a histogram of a file; profiles and three dimensions stay what they are."""
    from . import histograms

    if isinstance(histogram, Profile) or histogram.ndim > 2:
        return histogram
    letter = histogram.classname[-1]
    kind: Any = getattr(histograms, f"TH{histogram.ndim}{letter if letter in 'FD' else 'I'}")
    limits: list[Any] = []
    for axis in histogram.axes:
        limits += [len(axis), axis.low, axis.high] if axis.is_uniform else [len(axis), axis.edges()]
    made = kind(histogram.name, histogram.title, *limits)
    for theirs, ours in zip(histogram.axes, made._axes):
        ours.SetTitle(theirs.title)
        for i, label in enumerate(theirs.labels()):
            if label:
                ours.SetBinLabel(i + 1, label)
    made._cells = histogram.values(flow=True).astype(made.dtype)
    made._sumw2 = histogram.variances(flow=True) if histogram.weighted else None
    made._entries = histogram.entries
    names = ("fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2", "fTsumwy", "fTsumwy2", "fTsumwxy")
    made._sums = np.array([float(histogram.member(name)) for name in names[: len(made._sums)]])
    if histogram.ndim == 1:
        made.GetYaxis().SetTitle(histogram.member("fYaxis").title)
    return made
