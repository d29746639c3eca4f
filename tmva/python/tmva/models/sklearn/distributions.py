"""scikit-learn's transformers to another distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_writer import Handle
from .calls import Features, Steps, transformer
from .preprocessing import shift_and_scale


@transformer("PowerTransformer")
def _power(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    if e.method == "box-cox":
        y = _power_of(s, x.handle, np.asarray(e.lambdas_), np.asarray(e.lambdas_) == 0)
    else:
        zero, one = s.number(0, "double"), s.number(1, "double")
        lambdas = np.asarray(e.lambdas_, np.float64)
        least = np.spacing(1.0)
        above = _power_of(
            s, s.add("Add", s.add("Max", x.handle, zero), one), lambdas, np.abs(lambdas) < least
        )
        below = _power_of(
            s,
            s.add("Sub", one, s.add("Min", x.handle, zero)),
            2 - lambdas,
            np.abs(lambdas - 2) <= least,
        )
        y = s.add("Where", s.add("GreaterOrEqual", x.handle, zero), above, s.add("Neg", below))
    result = Features(y, "double", x.width)
    return shift_and_scale(s, result, e._scaler.mean_, e._scaler.scale_) if e.standardize else result


def _power_of(s: Steps, base: Handle, powers: np.ndarray, logarithmic: np.ndarray) -> Handle:
    """(base**power - 1) / power, and its limit log(base)."""
    safe = np.where(logarithmic, 1.0, powers)
    raised = s.add(
        "Div",
        s.add("Sub", s.add("Pow", base, s.doubles(safe)), s.number(1, "double")),
        s.doubles(safe),
    )
    if not logarithmic.any():
        return raised
    return s.add("Where", s.graph.constant(logarithmic), s.add("Log", base), raised)


def interpolate(s: Steps, x: Features, points: np.ndarray, values: np.ndarray) -> Handle:
    """Piecewise linear through (points, values), both [n, columns], constant outside; of equal
    points the last counts."""
    n, width = points.shape
    below = s.add("GreaterOrEqual", s.graph.unsqueeze(x.handle, 1), s.doubles(points))
    count = s.graph.reduce("Sum", s.graph.cast(below, "int64"), [1])  # of points at or below
    # Segment k lies between the points k - 1 and k; 0 and n are outside.
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(values, axis=0) / np.diff(points, axis=0)
    slopes = np.where(np.isfinite(slopes), slopes, 0)
    none = np.zeros((1, width))
    slope, left = np.vstack([none, slopes, none]), np.vstack([points[:1], points])
    start = np.vstack([values[:1], values])
    at = s.add("Add", count, s.graph.constant(np.arange(width) * (n + 1)))

    def table(array: np.ndarray) -> Handle:
        return s.add("Gather", s.doubles(array.T.reshape(-1)), at)

    return s.add("Add", table(start), s.add("Mul", s.add("Sub", x.handle, table(left)), table(slope)))


@transformer("QuantileTransformer")
def _quantile(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    quantiles = np.asarray(e.quantiles_, np.float64)
    references = np.repeat(np.asarray(e.references_, np.float64)[:, None], x.width, axis=1)
    if e.output_distribution not in ("uniform", "normal"):
        s.unsupported(e, f"output_distribution={e.output_distribution}")
    mirrored = Features(s.add("Neg", x.handle), "double", x.width)
    forward = interpolate(s, x, quantiles, references)
    backward = interpolate(s, mirrored, -quantiles[::-1], -references[::-1])
    y = s.add("Mul", s.number(0.5, "double"), s.add("Sub", forward, backward))
    near = 1e-7 if e.output_distribution == "normal" else 0.0
    low = s.add("LessOrEqual" if not near else "Less", x.handle, s.doubles(quantiles[0] + near))
    high = s.add("GreaterOrEqual" if not near else "Greater", x.handle, s.doubles(quantiles[-1] - near))
    y = s.add("Where", high, s.number(1, "double"), y)
    y = s.add("Where", low, s.number(0, "double"), y)
    y = s.add("Where", s.add("IsNaN", x.handle), x.handle, y)
    if e.output_distribution == "normal":
        y = normal_quantile(s, y)
    return Features(y, "double", x.width)


def normal_quantile(s: Steps, p: Handle) -> Handle:
    """The inverse of the normal distribution, clipped where scikit-learn does: a rational start,
    and Newton steps."""

    def n(value: float) -> Handle:
        return s.number(value, "double")

    least = 1e-7 - np.spacing(1)
    p = s.add("Min", s.add("Max", p, n(least)), n(1 - least))
    tail = s.add("Min", p, s.add("Sub", n(1), p))
    t = s.add("Sqrt", s.add("Mul", n(-2), s.add("Log", tail)))
    # Hastings: right to 4.5e-4.
    over = s.add("Add", n(2.515517), s.add("Mul", t, s.add("Add", n(0.802853), s.add("Mul", t, n(0.010328)))))
    under = s.add(
        "Add",
        n(1),
        s.add(
            "Mul",
            t,
            s.add(
                "Add",
                n(1.432788),
                s.add("Mul", t, s.add("Add", n(0.189269), s.add("Mul", t, n(0.001308)))),
            ),
        ),
    )
    z = s.add("Sub", t, s.add("Div", over, under))
    for _ in range(2):  # Newton steps of Q(z) = tail
        z = s.add("Add", z, s.add("Div", s.add("Sub", _upper_tail(s, z), tail), _density(s, z)))
    sign = s.add("Sign", s.add("Sub", p, n(0.5)))
    return s.add("Mul", sign, z)


def _density(s: Steps, z: Handle) -> Handle:
    squared = s.add("Mul", s.add("Mul", z, z), s.number(-0.5, "double"))
    return s.add("Mul", s.add("Exp", squared), s.number(1 / np.sqrt(2 * np.pi), "double"))


def _upper_tail(s: Steps, z: Handle) -> Handle:
    """Of the normal distribution, in double without Erf (which runtimes have in float only): its
    continued fraction above 2, its series below."""

    def n(value: float) -> Handle:
        return s.number(value, "double")

    big, small = s.add("Max", z, n(2.0)), s.add("Min", z, n(2.0))
    fraction = big
    for k in range(40, 0, -1):
        fraction = s.add("Add", big, s.add("Div", n(float(k)), fraction))
    far = s.add("Div", _density(s, big), fraction)
    square = s.add("Mul", small, small)
    series = n(0.0)
    for k in range(30, 0, -1):  # z + z^3/3 + z^5/15 + ...
        series = s.add("Mul", s.add("Div", square, n(2.0 * k + 1)), s.add("Add", n(1.0), series))
    near = s.add(
        "Sub",
        n(0.5),
        s.add("Mul", _density(s, small), s.add("Mul", small, s.add("Add", n(1.0), series))),
    )
    return s.add("Where", s.add("Greater", z, n(2.0)), far, near)
