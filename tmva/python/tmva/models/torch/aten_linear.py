"""aten operators of two tensors, and products."""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Calls, Tensor, aten


@aten("add.Tensor", "add.Scalar", "sub.Tensor", "sub.Scalar", "subtract.Tensor")
def _add(c: Calls, self: Any, other: Any, alpha: float = 1) -> Handle:
    b = c.operand(other, c.kind)
    if alpha != 1:
        b = c.add("Mul", b, c.number(alpha, c.kind))
    return c.add("Add" if c.target.startswith("add") else "Sub", c.operand(self, c.kind), b)


@aten("rsub.Scalar", "rsub.Tensor")
def _rsub(c: Calls, self: Any, other: Any, alpha: float = 1) -> Handle:
    a = c.operand(self, c.kind)
    return c.add(
        "Sub",
        c.operand(other, c.kind),
        a if alpha == 1 else c.add("Mul", a, c.number(alpha, c.kind)),
    )


@aten("mul.Tensor", "mul.Scalar", "multiply.Tensor")
def _mul(c: Calls, self: Any, other: Any) -> Handle:
    if c.kind == "bool":
        return c.add("And", c.operand(self, "bool"), c.operand(other, "bool"))
    return c.add("Mul", c.operand(self, c.kind), c.operand(other, c.kind))


@aten(
    "div.Tensor",
    "div.Scalar",
    "true_divide.Tensor",
    "div.Tensor_mode",
    "div.Scalar_mode",
    "floor_divide",
    "floor_divide.Scalar",
    "divide.Tensor",
)
def _div(c: Calls, self: Any, other: Any, rounding_mode: Optional[str] = None) -> Handle:
    if c.target.startswith("floor_divide"):
        rounding_mode = "floor"
    kind = c.kind
    if rounding_mode is None or kind in ("float", "double", "float16"):
        y = c.add("Div", c.operand(self, kind), c.operand(other, kind))
        if rounding_mode == "trunc":
            return c.add("Mul", c.add("Sign", y), c.add("Floor", c.add("Abs", y)))
        return y if rounding_mode is None else c.add("Floor", y)
    a, b = c.operand(self, kind), c.operand(other, kind)
    if rounding_mode == "floor":  # what is left over has the sign of the divisor
        a = c.add("Sub", a, c.add("Mod", a, b))
    return c.add("Div", a, b)


@aten("remainder.Tensor", "remainder.Scalar", "fmod.Tensor", "fmod.Scalar")
def _remainder(c: Calls, self: Any, other: Any) -> Handle:
    a, b = c.operand(self, c.kind), c.operand(other, c.kind)
    truncates = c.target.startswith("fmod")
    if truncates or c.kind not in ("float", "double", "float16"):
        return c.add("Mod", a, b, fmod=int(truncates))
    return c.add("Sub", a, c.add("Mul", c.add("Floor", c.add("Div", a, b)), b))


@aten("pow.Tensor_Scalar", "pow.Tensor_Tensor", "pow.Scalar", "float_power.Tensor_Scalar")
def _pow(c: Calls, self: Any, exponent: Any) -> Handle:
    x = c.operand(self, c.kind)
    if exponent == 2 and not isinstance(exponent, Tensor):
        return c.add("Mul", x, x)
    if exponent == 0.5 and not isinstance(exponent, Tensor):
        return c.add("Sqrt", x)
    return c.add("Pow", x, c.operand(exponent, c.kind))


@aten("maximum", "max.other", "fmax", "minimum", "min.other", "fmin")
def _extreme(c: Calls, self: Tensor, other: Tensor) -> Handle:
    return c.add("Max" if "max" in c.target else "Min", c.operand(self, c.kind), c.operand(other, c.kind))


@aten(
    *[
        f"{name}.{kind}"
        for name in ("eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "greater")
        for kind in ("Tensor", "Scalar")
    ]
)
def _compare(c: Calls, self: Any, other: Any) -> Handle:
    kind = c.common(self, other)
    name = c.target.split(".")[0]
    if kind == "bool" and name not in ("eq", "ne", "not_equal"):
        kind = "int64"
    op = {
        "eq": "Equal",
        "ne": "Equal",
        "not_equal": "Equal",
        "lt": "Less",
        "less": "Less",
        "le": "LessOrEqual",
        "gt": "Greater",
        "greater": "Greater",
        "ge": "GreaterOrEqual",
    }[name]
    y = c.add(op, c.operand(self, kind), c.operand(other, kind))
    return c.add("Not", y) if name in ("ne", "not_equal") else y


@aten(
    *[f"{name}{kind}" for name in ("logical_and", "logical_or", "logical_xor") for kind in ("", ".default")],
    *[
        f"{name}.{kind}"
        for name in ("bitwise_and", "bitwise_or", "bitwise_xor", "__and__", "__or__", "__xor__")
        for kind in ("Tensor", "Scalar")
    ],
)
def _logic(c: Calls, self: Any, other: Any) -> Handle:
    op = {"and": "And", "or": "Or", "xor": "Xor"}[c.target.split(".")[0].strip("_").split("_")[-1]]
    if c.target.startswith("logical") or c.kind == "bool":
        return c.add(op, c.operand(self, "bool"), c.operand(other, "bool"))
    return c.add("Bitwise" + op, c.operand(self, c.kind), c.operand(other, c.kind))


@aten("where.self", "where.ScalarOther", "where.ScalarSelf", "where.Scalar")
def _where(c: Calls, condition: Tensor, self: Any, other: Any) -> Handle:
    return c.add("Where", c.cast(condition, "bool"), c.operand(self, c.kind), c.operand(other, c.kind))


@aten("masked_fill.Scalar", "masked_fill.Tensor")
def _masked_fill(c: Calls, self: Tensor, mask: Tensor, value: Any) -> Handle:
    return c.add("Where", c.cast(mask, "bool"), c.operand(value, c.kind), c.cast(self, c.kind))


@aten("atan2", "arctan2")
def _atan2(c: Calls, self: Tensor, other: Tensor) -> Handle:
    kind = c.kind
    y, x = c.operand(self, kind), c.operand(other, kind)

    def n(value: float) -> Handle:
        return c.number(value, kind)

    vertical = c.add("Equal", x, n(0))
    angle = c.add("Atan", c.add("Div", y, c.add("Where", vertical, n(1), x)))
    turn = c.add("Where", c.add("Less", y, n(0)), n(-math.pi), n(math.pi))
    angle = c.add("Where", c.add("Less", x, n(0)), c.add("Add", angle, turn), angle)
    return c.add("Where", vertical, c.add("Mul", c.add("Sign", y), n(math.pi / 2)), angle)


@aten("hypot")
def _hypot(c: Calls, self: Tensor, other: Tensor) -> Handle:
    a, b = c.operand(self, c.kind), c.operand(other, c.kind)
    return c.add("Sqrt", c.add("Add", c.add("Mul", a, a), c.add("Mul", b, b)))


@aten("lerp.Scalar", "lerp.Tensor")
def _lerp(c: Calls, self: Tensor, end: Tensor, weight: Any) -> Handle:
    return c.add("Add", self.h, c.add("Mul", c.operand(weight, c.kind), c.add("Sub", end.h, self.h)))


@aten("addcmul", "addcdiv")
def _addcmul(c: Calls, self: Tensor, tensor1: Tensor, tensor2: Tensor, value: float = 1) -> Handle:
    y = c.add(
        "Mul" if c.target.startswith("addcmul") else "Div",
        c.cast(tensor1, c.kind),
        c.cast(tensor2, c.kind),
    )
    return c.add("Add", c.cast(self, c.kind), y if value == 1 else c.add("Mul", y, c.number(value, c.kind)))


@aten("linear")
def linear(c: Calls, input: Tensor, weight: Tensor, bias: Optional[Tensor] = None) -> Handle:
    if input.rank == 2:
        return c.add("Gemm", input.h, weight.h, bias.h if bias is not None else None, transB=1)
    turned = (
        c.graph.constant(np.ascontiguousarray(weight.array.T))
        if weight.array is not None
        else c.graph.transpose(weight.h, *([1, 0][: weight.rank]))
    )
    y = c.add("MatMul", input.h, turned)
    return y if bias is None else c.add("Add", y, bias.h)


@aten("mm", "bmm", "mv", "dot")
def _mm(
    c: Calls,
    self: Tensor,
    mat2: Optional[Tensor] = None,
    vec: Optional[Tensor] = None,
    tensor: Optional[Tensor] = None,
) -> Handle:
    other = next(t for t in (mat2, vec, tensor) if t is not None)
    return c.add("MatMul", self.h, other.h)


@aten("matmul")
def _matmul(c: Calls, self: Tensor, other: Tensor) -> Handle:
    return c.add("MatMul", self.h, other.h)


@aten("outer", "ger")
def _outer(c: Calls, self: Tensor, vec2: Tensor) -> Handle:
    return c.add("Mul", c.graph.unsqueeze(self.h, 1), vec2.h)


@aten("addmm", "baddbmm", "addmv", "addbmm")
def _addmm(
    c: Calls,
    self: Tensor,
    mat1: Any = None,
    mat2: Any = None,
    batch1: Any = None,
    batch2: Any = None,
    mat: Any = None,
    vec: Any = None,
    beta: float = 1,
    alpha: float = 1,
) -> Handle:
    a = next(t for t in (mat1, batch1, mat) if t is not None)
    b = next(t for t in (mat2, batch2, vec) if t is not None)
    if a.rank == 2 and b.rank == 2:
        return c.add("Gemm", a.h, b.h, self.h, alpha=float(alpha), beta=float(beta))
    y = c.add("MatMul", a.h, b.h)
    if c.target.startswith("addbmm"):
        y = c.graph.reduce("Sum", y, [0])
    y = y if alpha == 1 else c.add("Mul", y, c.number(alpha, c.kind))
    return c.add("Add", self.h if beta == 1 else c.add("Mul", self.h, c.number(beta, c.kind)), y)


@aten("einsum")
def _einsum(c: Calls, equation: str, tensors: list[Tensor], path: Any = None) -> Handle:
    if any(ch.isupper() for ch in equation):
        c.unsupported(f"the equation {equation}")
    return c.add("Einsum", *[t.h for t in tensors], equation=equation.replace(" ", ""))


@aten("bilinear")
def _bilinear(
    c: Calls, input1: Tensor, input2: Tensor, weight: Tensor, bias: Optional[Tensor] = None
) -> Handle:
    y = c.add("Einsum", input1.h, weight.h, input2.h, equation="...i,oij,...j->...o")
    return y if bias is None else c.add("Add", y, bias.h)
