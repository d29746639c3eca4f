"""TGraph, TGraphErrors, TGraphAsymmErrors and TMultiGraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

import numpy as np

from .. import _core
from .attributes import Drawable
from .axes import TAxis


class WithAxes(Drawable):
    """What has axes of its own when it is drawn."""

    def __init__(self, name: Any = "", title: Any = ""):
        super().__init__(name, title)
        self._axes: Optional[tuple[TAxis, TAxis]] = None
        self._titles = ["", ""]
        self._minimum: Optional[float] = None
        self._maximum: Optional[float] = None

    def _limits(self) -> tuple[float, float]:
        """Of x."""
        raise NotImplementedError

    def GetXaxis(self) -> TAxis:
        return self._both_axes()[0]

    def GetYaxis(self) -> TAxis:
        return self._both_axes()[1]

    def _both_axes(self) -> tuple[TAxis, TAxis]:
        if self._axes is None:
            low, high = self._limits()
            self._axes = TAxis(100, low, high if high > low else low + 1), TAxis(1, 0.0, 1.0)
            for axis, title in zip(self._axes, self._titles):
                axis.SetTitle(title)
        return self._axes

    def SetTitle(self, title: Any = "") -> None:
        """The title; titles of axes may follow, ``"title;x;y"``."""
        first, *others = str(title).split(";")
        super().SetTitle(first)
        for i, text in enumerate(others[:2]):
            self._titles[i] = text
            if self._axes is not None:
                self._axes[i].SetTitle(text)

    def axis_titles(self) -> tuple[str, str]:
        if self._axes is None:
            return self._titles[0], self._titles[1]
        return self._axes[0].GetTitle(), self._axes[1].GetTitle()

    def SetMaximum(self, value: float = -1111) -> None:
        self._maximum = None if value == -1111 else float(value)

    def SetMinimum(self, value: float = -1111) -> None:
        self._minimum = None if value == -1111 else float(value)

    def limits(self) -> tuple[Optional[float], Optional[float]]:
        """What SetMinimum and SetMaximum asked for."""
        return self._minimum, self._maximum


class TGraph(WithAxes):
    """Points.

    >>> g = ROOT.TGraph(len(x), x, y)
    >>> g = ROOT.TGraph(); g.SetPoint(g.GetN(), 1.0, 2.0)
    """

    def __init__(self, *args: Any):
        """TGraph(), TGraph(n), TGraph(n, x, y) or TGraph(histogram)."""
        super().__init__("Graph", "Graph")
        if len(args) == 1 and hasattr(args[0], "values"):
            histogram = args[0]
            x, y = histogram.GetXaxis().centers(), histogram.values()
            self.SetNameTitle(histogram.GetName(), histogram.GetTitle())
        elif len(args) in (0, 1):
            x = y = np.zeros(int(args[0]) if args else 0)
        elif len(args) == 3:
            x, y = (_values(values, int(args[0]), what) for values, what in zip(args[1:], "xy"))
        else:
            raise TypeError("TGraph(), TGraph(n), TGraph(n, x, y) or TGraph(histogram)")
        self._x, self._y = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)

    def GetN(self) -> int:
        return len(self._x)

    def GetX(self) -> np.ndarray:
        return self._x

    def GetY(self) -> np.ndarray:
        return self._y

    def GetPointX(self, i: int) -> float:
        return float(self._x[i])

    def GetPointY(self, i: int) -> float:
        return float(self._y[i])

    def Set(self, n: int) -> None:
        """Changes the number of points; new ones are at 0."""
        self._x, self._y = (
            np.resize(self._x, n) * (np.arange(n) < self.GetN()),
            np.resize(self._y, n) * (np.arange(n) < self.GetN()),
        )

    def SetPoint(self, i: int, x: float, y: float) -> None:
        """Puts a point; the graph grows if need be."""
        if i >= self.GetN():
            self.Set(i + 1)
        self._x[i], self._y[i] = x, y

    def AddPoint(self, x: float, y: float) -> None:
        self.SetPoint(self.GetN(), x, y)

    def Eval(self, x: float) -> float:
        """Between the points by straight lines, outside by those at the ends."""
        order = np.argsort(self._x, kind="stable")
        xs, ys = self._x[order], self._y[order]
        if not len(xs):
            return 0.0
        if len(xs) == 1:
            return float(ys[0])
        i = int(np.clip(np.searchsorted(xs, x), 1, len(xs) - 1))
        if xs[i] == xs[i - 1]:
            return float(ys[i])
        return float(ys[i - 1] + (x - xs[i - 1]) * (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1]))

    def Integral(self) -> float:
        """The area between the points, taken as a polygon in their order, without its sign."""
        x, y = self._x, self._y
        return float(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2) if len(x) > 2 else 0.0

    def Sort(self) -> None:
        """By x."""
        order = np.argsort(self._x, kind="stable")
        self._x, self._y = self._x[order], self._y[order]

    def errors(self) -> Optional[tuple[Any, Any]]:
        """Of x and y as matplotlib takes them; None where there are none."""
        return None

    def _limits(self) -> tuple[float, float]:
        return (float(self._x.min()), float(self._x.max())) if len(self._x) else (0.0, 1.0)

    def stored_form(self) -> Any:
        if self.errors() is not None:
            raise _core.DataError(
                f"'{self.GetName()}': errors of graphs are not written; a TGraph of its points is"
            )
        return _core.Graph(self.GetName(), self.GetTitle(), self._x, self._y, *self.axis_titles())


class TGraphErrors(TGraph):
    """Points with errors: TGraphErrors(n, x, y, ex, ey); an error may be None."""

    def __init__(self, *args: Any):
        super().__init__(*args[:3])
        self._errors = [_errors(args[i] if len(args) > i else None, self.GetN()) for i in (3, 4)]

    def Set(self, n: int) -> None:
        self._errors = [
            np.resize(e, n) * (np.arange(n) < len(e)) if len(e) else np.zeros(n) for e in self._errors
        ]
        super().Set(n)

    def SetPointError(self, i: int, ex: float, ey: float) -> None:
        self._errors[0][i], self._errors[1][i] = ex, ey

    def GetEX(self) -> np.ndarray:
        return self._errors[0]

    def GetEY(self) -> np.ndarray:
        return self._errors[1]

    def GetErrorX(self, i: int) -> float:
        return float(self._errors[0][i])

    def GetErrorY(self, i: int) -> float:
        return float(self._errors[1][i])

    def errors(self) -> Optional[tuple[Any, Any]]:
        return self._errors[0], self._errors[1]


class TGraphAsymmErrors(TGraph):
    """Points with errors to both sides: (n, x, y, ex low, ex high, ey low, ey high)."""

    def __init__(self, *args: Any):
        super().__init__(*args[:3])
        self._errors = [_errors(args[i] if len(args) > i else None, self.GetN()) for i in (3, 4, 5, 6)]

    def Set(self, n: int) -> None:
        self._errors = [
            np.resize(e, n) * (np.arange(n) < len(e)) if len(e) else np.zeros(n) for e in self._errors
        ]
        super().Set(n)

    def SetPointError(self, i: int, exl: float, exh: float, eyl: float, eyh: float) -> None:
        for errors, value in zip(self._errors, (exl, exh, eyl, eyh)):
            errors[i] = value

    def errors(self) -> Optional[tuple[Any, Any]]:
        return np.stack(self._errors[:2]), np.stack(self._errors[2:])


class TMultiGraph(WithAxes):
    """Graphs in one pair of axes."""

    def __init__(self, name: Any = "", title: Any = ""):
        super().__init__(name)
        self._graphs: list[tuple[TGraph, str]] = []
        self.SetTitle(title)

    def Add(self, graph: TGraph, option: str = "") -> None:
        self._graphs.append((graph, option))

    def GetListOfGraphs(self) -> list[TGraph]:
        return [graph for graph, _ in self._graphs]

    def parts(self) -> list[tuple[TGraph, str]]:
        """Graphs with their options."""
        return self._graphs

    def __iter__(self) -> Iterator[TGraph]:
        return iter(self.GetListOfGraphs())

    def _limits(self) -> tuple[float, float]:
        both = [graph._limits() for graph in self.GetListOfGraphs()] or [(0.0, 1.0)]
        return min(low for low, _ in both), max(high for _, high in both)


def _values(values: Any, n: int, what: str) -> np.ndarray:
    array = np.asarray(values, dtype=np.float64).ravel()
    if len(array) < n:
        raise _core.DataError(f"TGraph: {n} points, but {len(array)} values of {what}")
    return array[:n]


def _errors(values: Any, n: int) -> np.ndarray:
    return np.zeros(n) if values is None or np.isscalar(values) else _values(values, n, "an error").copy()
