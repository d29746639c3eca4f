"""A graph to look at: its nodes, initialisers, inputs and outputs."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import numpy as np


class Node(NamedTuple):
    """An operator at work. An empty input is one that is left out."""

    name: str
    op: str
    domain: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]


class GraphView:
    """What is inside a model. ``initialisers`` are the arrays of the file by name; None where one
    lies in another file."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.name: str = content["name"]
        self.inputs: list[tuple[str, str, tuple[Any, ...]]] = content["inputs"]
        self.outputs: list[tuple[str, str, tuple[Any, ...]]] = content["outputs"]
        self.nodes = [_node(*each) for each in content["nodes"]]
        self.initialisers: dict[str, Optional[np.ndarray]] = content["initializers"]
        self.operator_sets: dict[str, int] = content.get("operator_sets", {})
        self.metadata: dict[str, str] = content.get("metadata", {})
        self.producer: str = content.get("producer", "")

    @property
    def parameters(self) -> int:
        """The numbers of all initialisers together."""
        return sum(a.size for a in self.initialisers.values() if a is not None)

    def __str__(self) -> str:
        lines = [f"{self.name}: {len(self.nodes)} nodes, {self.parameters} numbers"]
        lines += [f"input   {_described(*each)}" for each in self.inputs if each[0] not in self.initialisers]
        rows = [("op", "inputs", "outputs", "attributes")]
        for node in self.nodes:
            inputs = [self._input(name) for name in node.inputs]
            attributes = " ".join(f"{k}={_brief(v)}" for k, v in sorted(node.attributes.items()))
            rows.append((node.op, ", ".join(inputs), ", ".join(node.outputs), attributes))
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines += ["  ".join(cell.ljust(w) for cell, w in zip(row, [*widths, 0])).rstrip() for row in rows]
        lines += [f"output  {_described(*each)}" for each in self.outputs]
        return "\n".join(lines)

    def _input(self, name: str) -> str:
        """A value, with the shape of an array that the file gives."""
        array = self.initialisers.get(name)
        if array is None:
            return name or "-"
        return f"{name}{list(array.shape)}".replace(" ", "")

    def __repr__(self) -> str:
        return f"<graph {self.name!r}: {len(self.nodes)} nodes>"


def _node(
    name: str,
    op: str,
    domain: str,
    inputs: list[str],
    outputs: list[str],
    attributes: dict[str, Any],
) -> Node:
    return Node(name, op, domain, inputs, outputs, {k: _text(v) for k, v in attributes.items()})


def _text(value: Any) -> Any:
    """Texts of attributes are bytes in the file; graphs are looked at as this one."""
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    if isinstance(value, dict):
        return GraphView(value)
    return [_text(v) for v in value] if isinstance(value, list) else value


def _described(name: str, kind: str, shape: tuple[Any, ...]) -> str:
    return f"{name}: {kind}[{', '.join('?' if d is None else str(d) for d in shape)}]"


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.tolist()) if value.size <= 4 else f"array{list(value.shape)}"
    if isinstance(value, list) and len(value) > 6:
        return f"[{len(value)} values]"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if not isinstance(value, GraphView) else repr(value)
