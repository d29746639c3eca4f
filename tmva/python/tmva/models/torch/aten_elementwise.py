"""aten operators that go element by element."""

from __future__ import annotations

import math
from typing import Any, Optional

from ..graph_writer import Handle
from .calls import Calls, Tensor, aten


def _unary(op: str, *names: str) -> None:
    def convert(c: Calls, self: Tensor) -> Handle:
        return c.add(op, c.cast(self, c.kind))

    aten(*names)(convert)


for _op, _name in {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Exp": "exp",
    "Log": "log",
    "Sqrt": "sqrt",
    "Abs": "abs",
    "Neg": "neg",
    "Sin": "sin",
    "Cos": "cos",
    "Tan": "tan",
    "Asin": "asin",
    "Acos": "acos",
    "Atan": "atan",
    "Sinh": "sinh",
    "Cosh": "cosh",
    "Asinh": "asinh",
    "Acosh": "acosh",
    "Atanh": "atanh",
    "Floor": "floor",
    "Ceil": "ceil",
    "Sign": "sign",
    "Reciprocal": "reciprocal",
    "Erf": "erf",
    "HardSwish": "hardswish",
    "Mish": "mish",
    "Round": "round",
}.items():
    _unary(_op, _name)
_unary("Sigmoid", "expit")
_unary("Asin", "arcsin")
_unary("Acos", "arccos")
_unary("Atan", "arctan")


@aten("isnan", "isinf")
def _is(c: Calls, self: Tensor) -> Handle:
    return c.add("IsNaN" if c.target.startswith("isnan") else "IsInf", self.h)


@aten("isfinite")
def _isfinite(c: Calls, self: Tensor) -> Handle:
    return c.add("Not", c.add("Or", c.add("IsNaN", self.h), c.add("IsInf", self.h)))


@aten("logical_not", "bitwise_not")
def _not(c: Calls, self: Tensor) -> Handle:
    return (
        c.add("BitwiseNot", self.h)
        if c.target.startswith("bitwise") and self.kind != "bool"
        else c.add("Not", c.cast(self, "bool"))
    )


@aten(
    "log2",
    "log10",
    "log1p",
    "expm1",
    "rsqrt",
    "square",
    "exp2",
    "erfc",
    "tanhshrink",
    "softsign",
    "log_sigmoid",
    "frac",
    "trunc",
    "rad2deg",
    "deg2rad",
)
def _composed(c: Calls, self: Tensor) -> Handle:
    kind = c.kind
    x = c.cast(self, kind)

    def one() -> Handle:
        return c.number(1, kind)

    def truncated() -> Handle:
        return c.add("Mul", c.add("Sign", x), c.add("Floor", c.add("Abs", x)))

    def times(y: Handle, factor: float) -> Handle:
        return c.add("Mul", y, c.number(factor, kind))

    return {
        "log2": lambda: times(c.add("Log", x), 1 / math.log(2)),
        "log10": lambda: times(c.add("Log", x), 1 / math.log(10)),
        "log1p": lambda: _log1p(c, x, kind),
        "expm1": lambda: _expm1(c, x, kind),
        "rsqrt": lambda: c.add("Reciprocal", c.add("Sqrt", x)),
        "square": lambda: c.add("Mul", x, x),
        "exp2": lambda: c.add("Pow", c.number(2, kind), x),
        "erfc": lambda: c.add("Sub", one(), c.add("Erf", x)),
        "tanhshrink": lambda: c.add("Sub", x, c.add("Tanh", x)),
        "softsign": lambda: c.add("Softsign", x),
        "log_sigmoid": lambda: c.add("Neg", c.add("Softplus", c.add("Neg", x))),
        "trunc": truncated,
        "frac": lambda: c.add("Sub", x, truncated()),
        "rad2deg": lambda: times(x, 180 / math.pi),
        "deg2rad": lambda: times(x, math.pi / 180),
    }[c.target.split(".")[0].rstrip("_")]()


def _log1p(c: Calls, x: Handle, kind: str) -> Handle:
    """2 artanh(x / (2 + x)) where x is small, which loses nothing."""
    small = c.add("Less", c.add("Abs", x), c.number(0.5, kind))
    inner = c.add("Where", small, x, c.number(0, kind))
    near = c.add(
        "Mul",
        c.number(2, kind),
        c.add("Atanh", c.add("Div", inner, c.add("Add", inner, c.number(2, kind)))),
    )
    return c.add("Where", small, near, c.add("Log", c.add("Add", x, c.number(1, kind))))


def _expm1(c: Calls, x: Handle, kind: str) -> Handle:
    """2 sinh(x / 2) exp(x / 2)."""
    half = c.add("Mul", x, c.number(0.5, kind))
    return c.add("Mul", c.add("Mul", c.number(2, kind), c.add("Sinh", half)), c.add("Exp", half))


@aten("silu")
def _silu(c: Calls, self: Tensor) -> Handle:
    return c.add("Mul", self.h, c.add("Sigmoid", self.h))


@aten("gelu")
def _gelu(c: Calls, self: Tensor, approximate: str = "none") -> Handle:
    return c.add("Gelu", self.h, approximate=approximate)


@aten("leaky_relu")
def _leaky_relu(c: Calls, self: Tensor, negative_slope: float = 0.01) -> Handle:
    return c.add("LeakyRelu", self.h, alpha=float(negative_slope))


@aten("rrelu")
def _rrelu(
    c: Calls,
    self: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    generator: Any = None,
) -> Handle:
    if training:
        c.unsupported("training=True")
    return c.add("LeakyRelu", self.h, alpha=(lower + upper) / 2)


@aten("prelu")
def _prelu(c: Calls, self: Tensor, weight: Tensor) -> Handle:
    slope = weight.h
    if weight.sizes != [1] and self.rank > 2:
        slope = c.graph.reshape(slope, [-1, *[1] * (self.rank - 2)])
    return c.add("PRelu", self.h, slope)


@aten("elu")
def _elu(c: Calls, self: Tensor, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Handle:
    x = self.h
    if input_scale == 1:
        y = c.add("Elu", x, alpha=float(alpha))
    else:
        below = c.add("Elu", c.add("Mul", x, c.number(input_scale, c.kind)), alpha=float(alpha))
        y = c.add("Where", c.add("Greater", x, c.number(0, c.kind)), x, below)
    return y if scale == 1 else c.add("Mul", y, c.number(scale, c.kind))


@aten("selu")
def _selu(c: Calls, self: Tensor) -> Handle:
    return c.add("Selu", self.h)


@aten("celu")
def _celu(c: Calls, self: Tensor, alpha: float = 1.0) -> Handle:
    return c.add("Celu", self.h, alpha=float(alpha))


@aten("hardsigmoid")
def _hardsigmoid(c: Calls, self: Tensor) -> Handle:
    return c.add("HardSigmoid", self.h, alpha=1 / 6, beta=0.5)


@aten("softplus")
def _softplus(c: Calls, self: Tensor, beta: float = 1, threshold: float = 20) -> Handle:
    if beta == 1:
        return c.add("Softplus", self.h)
    return c.add(
        "Div",
        c.add("Softplus", c.add("Mul", self.h, c.number(beta, c.kind))),
        c.number(beta, c.kind),
    )


@aten("threshold")
def _threshold(c: Calls, self: Tensor, threshold: float, value: float) -> Handle:
    return c.add(
        "Where",
        c.add("Greater", self.h, c.number(threshold, self.kind)),
        self.h,
        c.number(value, self.kind),
    )


@aten("hardshrink", "softshrink")
def _shrink(c: Calls, self: Tensor, lambd: float = 0.5) -> Handle:
    outside = c.add("Greater", c.add("Abs", self.h), c.number(lambd, self.kind))
    moved = self.h
    if c.target.startswith("soft"):
        moved = c.add("Sub", self.h, c.add("Mul", c.add("Sign", self.h), c.number(lambd, self.kind)))
    return c.add("Where", outside, moved, c.number(0, self.kind))


@aten("glu")
def _glu(c: Calls, self: Tensor, dim: int = -1) -> Handle:
    a, b = c.graph.add("Split", self.h, outputs=2, axis=dim, num_outputs=2)
    return c.add("Mul", a, c.add("Sigmoid", b))


@aten("relu6")
def _relu6(c: Calls, self: Tensor) -> Handle:
    return _clamp(c, self, 0, 6)


@aten("hardtanh")
def _hardtanh(c: Calls, self: Tensor, min_val: float = -1, max_val: float = 1) -> Handle:
    return _clamp(c, self, min_val, max_val)


@aten("clamp", "clamp.Tensor", "clip")
def _clamp(c: Calls, self: Tensor, min: Any = None, max: Any = None) -> Handle:
    x = c.cast(self, c.kind)
    if all(v is None or isinstance(v, (int, float)) for v in (min, max)) and self.is_float:
        return c.add("Clip", x, *[None if v is None else c.number(v, c.kind) for v in (min, max)])
    if min is not None:
        x = c.add("Max", x, c.operand(min, c.kind))
    return x if max is None else c.add("Min", x, c.operand(max, c.kind))


@aten("clamp_min", "clamp_min.Tensor")
def _clamp_min(c: Calls, self: Tensor, min: Any) -> Handle:
    return _clamp(c, self, min)


@aten("clamp_max", "clamp_max.Tensor")
def _clamp_max(c: Calls, self: Tensor, max: Any) -> Handle:
    return _clamp(c, self, None, max)


@aten("nan_to_num")
def _nan_to_num(
    c: Calls,
    self: Tensor,
    nan: Optional[float] = None,
    posinf: Optional[float] = None,
    neginf: Optional[float] = None,
) -> Handle:
    most = {"float": 3.4028234663852886e38, "double": 1.7976931348623157e308, "float16": 65504.0}[self.kind]
    x = c.add("Where", c.add("IsNaN", self.h), c.number(nan or 0.0, self.kind), self.h)
    for value, flags in (
        (most if posinf is None else posinf, (0, 1)),
        (-most if neginf is None else neginf, (1, 0)),
    ):
        infinite = c.add("IsInf", x, detect_negative=flags[0], detect_positive=flags[1])
        x = c.add("Where", infinite, c.number(value, self.kind), x)
    return x


@aten("logit")
def _logit(c: Calls, self: Tensor, eps: Optional[float] = None) -> Handle:
    x = (
        self.h
        if eps is None
        else c.add("Clip", self.h, c.number(eps, self.kind), c.number(1 - eps, self.kind))
    )
    return c.add("Log", c.add("Div", x, c.add("Sub", c.number(1, self.kind), x)))
