"""TMath: the functions of ROOT's TMath that scripts use."""

from __future__ import annotations

import math
from typing import Any, Callable

import numpy as np


def _constant(value: float) -> Any:
    return staticmethod(lambda: value)


class TMath:
    """Functions and constants; constants are called, ``TMath.Pi()``."""

    Pi = _constant(math.pi)
    TwoPi = _constant(2 * math.pi)
    PiOver2 = _constant(math.pi / 2)
    PiOver4 = _constant(math.pi / 4)
    InvPi = _constant(1 / math.pi)
    RadToDeg = _constant(180 / math.pi)
    DegToRad = _constant(math.pi / 180)
    E = _constant(math.e)
    Sqrt2 = _constant(math.sqrt(2))
    Ln10 = _constant(math.log(10))
    LogE = _constant(math.log10(math.e))
    C = _constant(299792458.0)
    Infinity = _constant(math.inf)
    QuietNaN = _constant(math.nan)

    Sin, Cos, Tan = math.sin, math.cos, math.tan
    ASin, ACos, ATan, ATan2 = math.asin, math.acos, math.atan, math.atan2
    SinH, CosH, TanH = math.sinh, math.cosh, math.tanh
    ASinH, ACosH, ATanH = math.asinh, math.acosh, math.atanh
    Exp, Log, Log10, Sqrt = math.exp, math.log, math.log10, math.sqrt
    Erf, Erfc, Gamma, LnGamma = math.erf, math.erfc, math.gamma, math.lgamma
    Hypot, Factorial, IsNaN = math.hypot, math.factorial, math.isnan
    Floor, Ceil = math.floor, math.ceil
    Abs: Callable[..., Any] = abs
    Max: Callable[..., Any] = max
    Min: Callable[..., Any] = min

    @staticmethod
    def Finite(x: float) -> bool:
        return math.isfinite(x)

    @staticmethod
    def Log2(x: float) -> float:
        return math.log2(x)

    @staticmethod
    def Sq(x: float) -> float:
        return x * x

    @staticmethod
    def Power(x: float, y: float) -> float:
        return math.pow(x, y)

    @staticmethod
    def Nint(x: float) -> int:
        """The nearest integer; halves go to the even one."""
        return round(x)

    @staticmethod
    def Sign(size: float, sign: float) -> float:
        return math.copysign(size, sign)

    @staticmethod
    def Range(low: float, high: float, x: float) -> float:
        """x, but not below low nor above high."""
        return min(max(x, low), high)

    @staticmethod
    def Gaus(x: float, mean: float = 0.0, sigma: float = 1.0, norm: bool = False) -> float:
        value = math.exp(-0.5 * ((x - mean) / sigma) ** 2)
        return value / (math.sqrt(2 * math.pi) * sigma) if norm else value

    @staticmethod
    def BreitWigner(x: float, mean: float = 0.0, gamma: float = 1.0) -> float:
        return gamma / (2 * math.pi) / ((x - mean) ** 2 + gamma * gamma / 4)

    @staticmethod
    def Poisson(x: float, mean: float) -> float:
        if x < 0:
            return 0.0
        return 1 / math.exp(mean) if x == 0 else math.exp(x * math.log(mean) - math.lgamma(x + 1) - mean)

    @staticmethod
    def Freq(x: float) -> float:
        """The normal distribution up to x."""
        return 0.5 * math.erfc(-x / math.sqrt(2))

    @staticmethod
    def NormQuantile(probability: float) -> float:
        from statistics import NormalDist

        return NormalDist().inv_cdf(probability)

    @staticmethod
    def Prob(chi2: float, degrees: int) -> float:
        """Probability of a chi-squared at least as large."""
        if degrees <= 0 or chi2 < 0:
            return 0.0
        a, x = degrees / 2, chi2 / 2
        return 1.0 if x == 0 else (1 - _lower_gamma(a, x) if x < a + 1 else _upper_gamma(a, x))

    @staticmethod
    def KolmogorovProb(z: float) -> float:
        """Probability of a scaled Kolmogorov distance at least as large."""
        if z < 0.2:
            return 1.0
        if z < 1:  # where the other series converges slowly
            s = sum(math.exp(-(((2 * k - 1) * math.pi) ** 2) / (8 * z * z)) for k in range(1, 20))
            return 1 - math.sqrt(2 * math.pi) / z * s
        return min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * z) ** 2) for k in range(1, 20)))

    @staticmethod
    def Mean(*values: Any) -> float:
        """Of an array, or (n, array)."""
        return float(np.mean(_sequence(values)))

    @staticmethod
    def RMS(*values: Any) -> float:
        """Standard deviation, with n - 1, of an array, or (n, array)."""
        return float(np.std(_sequence(values), ddof=1))

    StdDev = RMS

    @staticmethod
    def Median(*values: Any) -> float:
        """Of an array, or (n, array)."""
        return float(np.median(_sequence(values)))


def _sequence(values: tuple[Any, ...]) -> np.ndarray:
    return np.asarray(values[1])[: values[0]] if len(values) == 2 else np.asarray(values[0])


def _lower_gamma(a: float, x: float) -> float:
    """The regularised incomplete gamma function P(a, x) by its series."""
    term = total = 1 / a
    n = a
    while abs(term) > 1e-16 * abs(total):
        n += 1
        term *= x / n
        total += term
    return total * math.exp(a * math.log(x) - x - math.lgamma(a))


def _upper_gamma(a: float, x: float) -> float:
    """Q(a, x) by its continued fraction (Lentz)."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    value = d
    for i in range(1, 10_000):
        factor = -i * (i - a)
        b += 2
        d = 1 / (factor * d + b or tiny)
        c = b + factor / c or tiny
        value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value * math.exp(a * math.log(x) - x - math.lgamma(a))
