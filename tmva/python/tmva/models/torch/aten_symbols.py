"""Sizes that are known when a program runs only, and computing with them."""

from __future__ import annotations

from typing import Any

from ..graph_writer import Handle
from .calls import OPERATORS, Calls, Size, Tensor, aten


@aten("sym_size.int", "size.int")
def _sym_size(c: Calls, self: Tensor, dim: int) -> Any:
    return c.length(self, c.axis(self, dim))


@aten("sym_numel", "numel")
def _sym_numel(c: Calls, self: Tensor) -> Any:
    return Size(c.graph.unsqueeze(c.add("Size", self.h), 0))


def _value(c: Calls, x: Any) -> Handle:
    return x.handle if isinstance(x, Size) else c.graph.ints(int(x))


def _integer(op: str, name: str) -> None:
    def convert(c: Calls, a: Any, b: Any) -> Any:
        return Size(c.add(op, _value(c, a), _value(c, b)))

    OPERATORS[name] = convert


for _op, _name in {
    "Add": "_operator.add",
    "Sub": "_operator.sub",
    "Mul": "_operator.mul",
    "Div": "_operator.floordiv",
    "Mod": "_operator.mod",
    "Max": "torch.sym_max",
    "Min": "torch.sym_min",
}.items():
    _integer(_op, _name)
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):  # what they check held at the export
    OPERATORS[f"_operator.{_name}"] = lambda c, a, b: True


def _neg(c: Calls, a: Any) -> Any:
    return Size(c.add("Neg", _value(c, a)))


OPERATORS["_operator.neg"] = _neg


def _item(c: Calls, a: Any, i: int) -> Any:
    return a[i]


OPERATORS["_operator.getitem"] = _item


@aten("sym_float", "scalar_tensor")
def _scalar_tensor(c: Calls, s: Any, **_: Any) -> Handle:
    return c.operand(s, c.kind)


@aten("item", "_local_scalar_dense")
def _as_number(c: Calls, self: Tensor) -> Any:
    if self.array is not None and self.array.size == 1:
        return self.array.reshape(-1)[0].item()
    if self.is_float:
        c.unsupported("the value of a tensor as a number of the program")
    return Size(c.graph.reshape(c.cast(self, "int64"), [1]))
