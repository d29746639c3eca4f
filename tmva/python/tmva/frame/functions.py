"""The functions of numbers that expressions may call: C's, C++'s and TMath's, item by item for lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .expression import Expression, elementwise
from .types import BOOL, DOUBLE, FLOAT, INT32, common, promoted

#: Makes an expression of the arguments; the text is for messages.
Maker = Callable[[tuple[Expression, ...], str], Expression]


def _slow(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of math that numpy lacks."""
    ufunc = np.frompyfunc(_guarded(function), 1, 1)
    return lambda values: np.asarray(ufunc(values), dtype=np.float64)


def _guarded(function: Callable[[float], float]) -> Callable[[float], float]:
    def call(value: float) -> float:
        try:
            return function(float(value))
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return call


def _round(values: Any) -> Any:
    """Halves away from 0, as C."""
    return np.trunc(values + np.copysign(0.5, values))


_UNARY: dict[str, Callable[[Any], Any]] = {
    "sqrt": np.sqrt, "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "log": np.log, "log10": np.log10,
    "log2": np.log2, "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh, "cbrt": np.cbrt, "floor": np.floor, "ceil": np.ceil,
    "round": _round, "trunc": np.trunc, "rint": np.rint, "nearbyint": np.rint, "erf": _slow(math.erf),
    "erfc": _slow(math.erfc), "tgamma": _slow(math.gamma), "lgamma": _slow(math.lgamma), "fabs": np.abs,
}  # fmt: skip
_TMATH_UNARY = {
    "Sqrt": "sqrt", "Exp": "exp", "Log": "log", "Log10": "log10", "Log2": "log2", "Sin": "sin", "Cos": "cos",
    "Tan": "tan", "ASin": "asin", "ACos": "acos", "ATan": "atan", "SinH": "sinh", "CosH": "cosh",
    "TanH": "tanh", "ASinH": "asinh", "ACosH": "acosh", "ATanH": "atanh", "Floor": "floor", "Ceil": "ceil",
    "Erf": "erf", "Erfc": "erfc", "Gamma": "tgamma", "LnGamma": "lgamma",
}  # fmt: skip
_TESTS = {"isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite, "TMath::IsNaN": np.isnan,
          "TMath::Finite": np.isfinite}  # fmt: skip
_BINARY = {"pow": np.power, "atan2": np.arctan2, "fmod": np.fmod, "hypot": np.hypot, "copysign": np.copysign,
           "fmin": np.fmin, "fmax": np.fmax}  # fmt: skip
#: Names of numbers.
CONSTANTS = {
    "TMath::Pi": math.pi, "TMath::TwoPi": 2 * math.pi, "TMath::PiOver2": math.pi / 2, "TMath::PiOver4": math.pi / 4,
    "TMath::InvPi": 1 / math.pi, "TMath::E": math.e, "TMath::Sqrt2": math.sqrt(2), "TMath::Ln10": math.log(10),
    "TMath::LogE": math.log10(math.e), "TMath::DegToRad": math.pi / 180, "TMath::RadToDeg": 180 / math.pi,
    "TMath::C": 2.99792458e8, "TMath::Infinity": math.inf, "TMath::QuietNaN": math.nan,
}  # fmt: skip


def _float_of(args: tuple[Expression, ...]) -> np.dtype:
    """float where all arguments are, else double."""
    return FLOAT if all(one.dtype == FLOAT for one in args) else DOUBLE


def _mathematical(function: Callable[..., Any], always: Any = None) -> Maker:
    def make(args: tuple[Expression, ...], text: str) -> Expression:
        kind = always or _float_of(args)
        return elementwise(function, args, kind, text, inputs=kind)

    return make


def _test(function: Callable[[Any], Any]) -> Maker:
    def make(args: tuple[Expression, ...], text: str) -> Expression:
        result = elementwise(function, args, BOOL, text, inputs=DOUBLE)
        return elementwise(lambda values: values, (result,), INT32, text) if result.is_list else result

    return make


def _kept(function: Callable[..., Any]) -> Maker:
    """In the common type of the arguments."""

    def make(args: tuple[Expression, ...], text: str) -> Expression:
        kind = promoted(args[0].dtype)
        for one in args[1:]:
            kind = common(kind, one.dtype)
        return elementwise(function, args, kind, text, inputs=kind)

    return make


def _nearest_integer(values: Any) -> Any:
    return np.rint(values)


def _gauss(x: Any, mean: Any = 0.0, sigma: Any = 1.0) -> Any:
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2)


def _difference_of_angles(first: Any, second: Any) -> Any:
    return np.remainder(second - first + math.pi, 2 * math.pi) - math.pi


def _distance(eta1: Any, eta2: Any, phi1: Any, phi2: Any) -> Any:
    return np.hypot(eta1 - eta2, _difference_of_angles(phi1, phi2))


def _make_table() -> dict[tuple[str, int], Maker]:
    table: dict[tuple[str, int], Maker] = {}
    for name, function in _UNARY.items():
        table[name, 1] = _mathematical(function)
    for name, ours in _TMATH_UNARY.items():
        table["TMath::" + name, 1] = _mathematical(_UNARY[ours], DOUBLE)
    for name, function in _TESTS.items():
        table[name, 1] = _test(function)
    for name, binary in _BINARY.items():
        table[name, 2] = _mathematical(binary)
    for name, ours in (("Power", "pow"), ("ATan2", "atan2"), ("Hypot", "hypot")):
        table["TMath::" + name, 2] = _mathematical(_BINARY[ours], DOUBLE)
    for name in ("abs", "TMath::Abs"):
        table[name, 1] = _kept(np.abs)
    for name in ("TMath::Sq", "sq"):
        table[name, 1] = _kept(np.square)
    for name in ("min", "TMath::Min"):
        table[name, 2] = _kept(np.minimum)
    for name in ("max", "TMath::Max"):
        table[name, 2] = _kept(np.maximum)
    table["TMath::Nint", 1] = lambda args, text: elementwise(
        _nearest_integer, args, INT32, text, inputs=DOUBLE
    )
    for count in (1, 2, 3):
        table["TMath::Gaus", count] = _mathematical(_gauss, DOUBLE)
    table["DeltaPhi", 2] = _mathematical(_difference_of_angles)
    table["DeltaR", 4] = _mathematical(_distance)
    return table


#: By name and number of arguments.
FUNCTIONS = _make_table()
