"""Graphs of ROOT files."""

from __future__ import annotations

from typing import Union

import numpy as np

from . import _core
from .stored import StoredObject

#: Members that hold the errors of classes of graphs: (low, high).
_ERRORS = {"x": (("fEXlow", "fEXhigh"), ("fEX", "fEX")), "y": (("fEYlow", "fEYhigh"), ("fEY", "fEY"))}


class Graph(StoredObject):
    """A TGraph, TGraphErrors, TGraphAsymmErrors or TCutG.

    >>> graph = tmva.File("out.root")["roc"]
    >>> graph.x, graph.y
    """

    def __init__(self, stored: _core.StoredObject):
        super().__init__(stored)
        if len(self._array("fX")) != len(self._array("fY")):
            raise _core.FileFormatError(
                f"{self.classname} '{self.name}' has {len(self._array('fX'))} x values, but "
                f"{len(self._array('fY'))} y values"
            )

    def _array(self, name: str) -> np.ndarray:
        values = self._stored.Member(name) if self._stored.Has(name) else None
        return np.zeros(0) if values is None else values  # an empty graph keeps no arrays

    @property
    def x(self) -> np.ndarray:
        return self._array("fX").copy()

    @property
    def y(self) -> np.ndarray:
        return self._array("fY").copy()

    def _axis_title(self, axis: str) -> str:
        frame = self._stored.Member("fHistogram") if self._stored.Has("fHistogram") else None
        return frame.Member(axis).Member("fTitle") if frame is not None and frame.Has(axis) else ""

    @property
    def x_title(self) -> str:
        return self._axis_title("fXaxis")

    @property
    def y_title(self) -> str:
        return self._axis_title("fYaxis")

    def GetN(self) -> int:
        return len(self)

    GetX = x.fget  # type: ignore[attr-defined]
    GetY = y.fget  # type: ignore[attr-defined]

    def values(self, axis: str = "both") -> Union[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """The points.

        Parameters
        ----------
        axis : str
            ``"x"``, ``"y"``, or ``"both"`` for a pair.
        """
        return self._by_axis(axis, {"x": self.x, "y": self.y})

    @property
    def has_errors(self) -> bool:
        return any(self._stored.Has(low) for kinds in _ERRORS.values() for low, _ in kinds)

    def errors(
        self, axis: str = "both", which: str = "mean"
    ) -> Union[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """The errors of the points, 0 where the class has none.

        Parameters
        ----------
        axis : str
            ``"x"``, ``"y"``, or ``"both"`` for a pair.
        which : str
            ``"low"``, ``"high"``, or their ``"mean"``.
        """
        if which not in ("low", "high", "mean"):
            raise _core.OptionError(f"errors: which={which!r}; expected 'low', 'high' or 'mean'")
        return self._by_axis(axis, {name: self._errors(name, which) for name in "xy"})

    def _errors(self, axis: str, which: str) -> np.ndarray:
        for low, high in _ERRORS[axis]:
            if self._stored.Has(low):
                lower, upper = self._array(low), self._array(high)
                return {"low": lower, "high": upper, "mean": (lower + upper) / 2}[which].copy()
        return np.zeros(len(self))

    @staticmethod
    def _by_axis(axis: str, found: dict[str, np.ndarray]) -> Union[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        if axis == "both":
            return found["x"], found["y"]
        if axis not in found:
            raise _core.OptionError(f"axis={axis!r}; expected 'x', 'y' or 'both'")
        return found[axis]

    def __len__(self) -> int:
        return len(self._array("fX"))

    def __bool__(self) -> bool:
        return True

    def _content(self) -> str:
        return f"{len(self)} points"


def is_graph(class_name: str) -> bool:
    return class_name in ("TGraph", "TGraphErrors", "TGraphAsymmErrors", "TGraphBentErrors", "TCutG")
