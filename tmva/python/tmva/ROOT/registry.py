"""Histograms by name: what ``tree.Draw("x>>h")`` fills, and what gROOT.FindObject finds."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from .histogram_base import HistogramBase

#: The last one made of each name, as long as anybody holds it.
_known: "weakref.WeakValueDictionary[str, HistogramBase]" = weakref.WeakValueDictionary()
#: Those that nobody but the session holds.
_kept: dict[str, Any] = {}


def register(histogram: HistogramBase) -> None:
    """A histogram that has been made."""
    _known[histogram.GetName()] = histogram
    _kept.pop(histogram.GetName(), None)


def keep(histogram: HistogramBase) -> None:
    """Holds a histogram that has no variable of the script."""
    _kept[histogram.GetName()] = histogram


def find(name: str) -> Optional[Any]:
    return _kept.get(name) or _known.get(name)
