"""TF1 and TF2: functions with parameters, to draw, to integrate and to fill histograms from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Optional

import numpy as np

from .. import _core
from .attributes import Drawable


def _gaus(x: Any, constant: float, mean: float, sigma: float) -> Any:
    return constant * np.exp(-0.5 * ((x - mean) / sigma) ** 2)


def _xygaus(
    x: Any, y: Any, constant: float, mean_x: float, sigma_x: float, mean_y: float, sigma_y: float
) -> Any:
    return _gaus(x, constant, mean_x, sigma_x) * _gaus(y, 1.0, mean_y, sigma_y)


def _expo(x: Any, constant: float, slope: float) -> Any:
    return np.exp(constant + slope * x)


#: Functions that have a name: (number of parameters, function).
_NAMED: dict[str, tuple[int, Callable[..., Any]]] = {
    "gaus": (3, _gaus),
    "xygaus": (5, _xygaus),
    "expo": (2, _expo),
}
#: Functions that were made, by name, as TH1.FillRandom("f1") finds them.
_made: dict[str, "TF1"] = {}


class TF1(Drawable):
    """A function of x: ``"gaus"``, ``"expo"``, ``"pol2"``, or an expression with parameters [0], [1]...

    Fits are not part of tmva: scipy.optimize.curve_fit takes :meth:`evaluate`.

    >>> f = ROOT.TF1("f", "[0]*sin(x)/x", 0, 10)
    >>> f.SetParameters(2.0); f.Eval(1.5)
    """

    _dimensions = 1

    def __init__(self, name: Any, formula: Any = "", *limits: float):
        super().__init__(name, str(formula) or str(name))
        self._function: Optional[Callable[..., Any]] = None
        text = str(formula) or str(name)
        if callable(formula):
            self._function, count = formula, 0
        elif text in _NAMED:
            count, self._function = _NAMED[text]
        elif polynomial := re.fullmatch(r"pol(\d)", text):
            count, self._function = int(polynomial[1]) + 1, lambda x, *p: np.polyval(p[::-1], x)
        else:
            count = 1 + max((int(i) for i in re.findall(r"\[(\d+)\]", text)), default=-1)
        self._parameters = np.zeros(count)
        self._limits = tuple(float(limit) for limit in limits) or (0.0, 1.0) * self._dimensions
        self.SetLineColor(2)
        _made[self.GetName()] = self

    def evaluate(self, *variables: Any) -> np.ndarray:
        """Values at arrays of x (and y)."""
        arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in variables))
        if self._function is not None:
            return np.asarray(self._function(*arrays, *self._parameters), dtype=np.float64)
        text = re.sub(
            r"\[(\d+)\]", lambda found: f"({float(self._parameters[int(found[1])])!r})", self.GetTitle()
        )
        columns = {name: np.ascontiguousarray(a).ravel() for name, a in zip("xyz", arrays)}
        values = _core.evaluate_formula(_core.make_array_source(columns, self.GetName()), text)
        return np.asarray(values, dtype=np.float64).reshape(arrays[0].shape)

    def Eval(self, *variables: float) -> float:
        return float(self.evaluate(*variables))

    __call__ = Eval

    def SetParameters(self, *values: Any) -> None:
        """All parameters from the first on, as numbers or as one array."""
        given = np.ravel(np.asarray(values[0] if len(values) == 1 else values, dtype=np.float64))
        if len(given) > len(self._parameters):
            raise _core.DataError(
                f"'{self.GetName()}' has {len(self._parameters)} parameters, got {len(given)}"
            )
        self._parameters[: len(given)] = given

    def SetParameter(self, number: int, value: float) -> None:
        self._check(number)
        self._parameters[number] = value

    def GetParameter(self, number: int) -> float:
        self._check(number)
        return float(self._parameters[number])

    def _check(self, number: int) -> None:
        if not isinstance(number, int) or not 0 <= number < len(self._parameters):
            raise _core.DataError(
                f"'{self.GetName()}' has the parameters 0 to {len(self._parameters) - 1}, not {number!r}"
            )

    def GetNpar(self) -> int:
        return len(self._parameters)

    def SetRange(self, *limits: float) -> None:
        half = len(limits) // 2
        self._limits = tuple(float(x) for pair in zip(limits[:half], limits[half:]) for x in pair)

    def GetXmin(self) -> float:
        return self._limits[0]

    def GetXmax(self) -> float:
        return self._limits[1]

    def SetNpx(self, points: int = 100) -> None:
        """Accepted: curves are drawn with 500 points."""

    def Integral(self, low: float, high: float) -> float:
        """By Gauss and Legendre on 50 pieces."""
        nodes, weights = np.polynomial.legendre.leggauss(8)
        edges = np.linspace(low, high, 51)
        half = np.diff(edges) / 2
        x = (edges[:-1] + half)[:, None] + half[:, None] * nodes
        return float((self.evaluate(x) * weights * half[:, None]).sum())

    def GetRandom(self) -> float:
        """A value that follows the function in its range."""
        from .axes import TAxis
        from .sampling import sample_bins

        return float(sample_bins(self, [TAxis(1000, self._limits[0], self._limits[1])], 1, None)[0][0])


class TF2(TF1):
    """A function of x and y: ``"xygaus"``, or an expression."""

    _dimensions = 2


def find_function(name: str) -> TF1:
    """A function that was made, or one that has a name; KeyError else."""
    if name in _made:
        return _made[name]
    if name in _NAMED:
        return TF1(name, name)
    raise KeyError(f"no function is called '{name}'; there are {sorted(_made) or 'none yet'}")
