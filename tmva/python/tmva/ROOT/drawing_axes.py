"""Axes of pads: titles, ranges, scales."""

from __future__ import annotations

from typing import Any

from .canvas import TPad
from .drawing_places import pad_box
from .graphs import TGraph, TMultiGraph
from .histogram_base import HistogramBase
from .histograms import TH1
from .latex import mathtext
from .stacks import THStack
from .style import gStyle

_WITH_AXES = (HistogramBase, TGraph, TMultiGraph, THStack)


def finish_axes(axes: Any, pad: TPad) -> None:
    """Titles and ranges are those of the first item that has axes."""
    first = next((item for item, _ in pad.items if isinstance(item, _WITH_AXES)), None)
    if first is None:
        axes.set_axis_off()
        axes.set_position(pad_box(axes))
        return
    if pad.is_log["x"]:
        axes.set_xscale("log")
    if pad.is_log["y"]:
        axes.set_yscale("log")
    if gStyle.GetOptTitle():
        axes.set_title(mathtext(first.GetTitle()))
    x, y = first.GetXaxis(), first.GetYaxis()
    axes.set_xlabel(mathtext(x.GetTitle()), loc="right")
    axes.set_ylabel(mathtext(y.GetTitle()), loc="top")
    _set_ranges(axes, first, pad)
    for letter, on in pad.has_grid.items():
        if on:
            axes.grid(axis=letter, alpha=0.4)
    if labels := x.labels():
        axes.set_xticks(x.centers(), [mathtext(label) for label in labels])
    axes.tick_params(direction="in", top=True, right=True)


def _set_ranges(axes: Any, first: Any, pad: TPad) -> None:
    x = first.GetXaxis()
    if x.shown() is not None:
        axes.set_xlim(*x.shown())
    elif isinstance(first, (HistogramBase, THStack)):
        axes.set_xlim(x.GetXmin(), x.GetXmax())
    if first.GetYaxis().shown() is not None:
        axes.set_ylim(*first.GetYaxis().shown())
        return
    low, high = (
        first.limits() if not isinstance(first, HistogramBase) or first.GetDimension() == 1 else (None, None)
    )
    if (
        low is None
        and isinstance(first, (TH1, THStack))
        and not pad.is_log["y"]
        and axes.get_ylim()[0] > -1e-12
    ):
        low = 0.0
    axes.set_ylim(low, high)
