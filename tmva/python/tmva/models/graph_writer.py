"""GraphWriter: how the converters write graphs; ``_core.GraphBuilder`` with the forms that they
need most."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from .. import _core

Handle = Any  #: a value of the graph, as GraphBuilder gives it out
#: Names of types, as ONNX and we write them, by numpy's.
TYPES = {
    "float32": "float",
    "float64": "double",
    "float16": "float16",
    "bool": "bool",
    "int64": "int64",
    "int32": "int32",
    "int16": "int16",
    "int8": "int8",
    "uint8": "uint8",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint64": "uint64",
}
#: TensorProto.DataType, for Cast.
NUMBERS = {
    "float": 1,
    "uint8": 2,
    "int8": 3,
    "uint16": 4,
    "int16": 5,
    "int32": 6,
    "int64": 7,
    "string": 8,
    "bool": 9,
    "float16": 10,
    "double": 11,
    "uint32": 12,
    "uint64": 13,
}


class GraphWriter:
    """Writes one graph."""

    def __init__(self, name: str) -> None:
        self._builder = _core.GraphBuilder(name)
        self._constants: dict[Any, Handle] = {}
        self._names: set[str] = set()

    def input(self, name: str, kind: str, shape: Sequence[Any]) -> Handle:
        return self._builder.input(self._unique(name), kind, list(shape))

    def output(self, value: Handle, name: str, kind: str, shape: Sequence[Any]) -> None:
        self._builder.output(value, self._unique(name), kind, list(shape))

    def _unique(self, name: str) -> str:
        candidate, k = name, 0
        while candidate in self._names:
            k += 1
            candidate = f"{name}_{k}"
        self._names.add(candidate)
        return candidate

    def constant(self, array: Any, kind: Optional[str] = None) -> Handle:
        """An initialiser; equal small ones are written once."""
        array = np.ascontiguousarray(array, dtype=kind) if np.ndim(array) else np.asarray(array, dtype=kind)
        if array.size > 64:
            return self._builder.constant(array)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self._builder.constant(array)
        return self._constants[key]

    def ints(self, *values: int) -> Handle:
        return self.constant(np.array(values, np.int64))

    def scalar(self, value: float, kind: str = "float32") -> Handle:
        return self.constant(np.array(value, kind))

    def add(
        self,
        op: str,
        *inputs: Optional[Handle],
        outputs: int = 1,
        domain: str = "",
        **attributes: Any,
    ) -> Any:
        """A node; its output, or the list of them where there are several. None: an input that is
        left out."""
        given = ["" if value is None else value for value in inputs]
        while given and not given[-1]:
            given.pop()
        return self._builder.add(op, given, outputs=outputs, domain=domain, **attributes)

    def ml(self, op: str, *inputs: Handle, outputs: int = 1, **attributes: Any) -> Any:
        """A node of the operators of classical learning."""
        return self.add(op, *inputs, outputs=outputs, domain="ai.onnx.ml", **attributes)

    def metadata(self, **entries: Any) -> None:
        """What is known beyond the graph: variables, classes, source, ..."""
        self._builder.metadata("tmva", json.dumps({k: v for k, v in entries.items() if v is not None}))

    def finish(self) -> bytes:
        return self._builder.finish()

    def cast(self, x: Handle, kind: str) -> Handle:
        return self.add("Cast", x, to=NUMBERS[kind])

    def reshape(self, x: Handle, shape: Sequence[int]) -> Handle:
        """0 keeps a dimension, -1 is what is left."""
        return self.add("Reshape", x, self.ints(*shape))

    def transpose(self, x: Handle, *perm: int) -> Handle:
        return x if list(perm) == list(range(len(perm))) else self.add("Transpose", x, perm=list(perm))

    def unsqueeze(self, x: Handle, *axes: int) -> Handle:
        return self.add("Unsqueeze", x, self.ints(*axes))

    def squeeze(self, x: Handle, *axes: int) -> Handle:
        return self.add("Squeeze", x, self.ints(*axes))

    def slice(self, x: Handle, axis: int, start: int, end: int, step: int = 1) -> Handle:
        return self.add("Slice", x, self.ints(start), self.ints(end), self.ints(axis), self.ints(step))

    def reverse(self, x: Handle, axis: int) -> Handle:
        return self.slice(x, axis, -1, -(1 << 62), -1)

    def reduce(self, op: str, x: Handle, axes: Sequence[int], keep: bool = False) -> Handle:
        return self.add(f"Reduce{op}", x, self.ints(*axes), keepdims=int(keep))

    def normalise(self, x: Handle, axes: Sequence[int], epsilon: float, kind: str = "float32") -> Handle:
        """(x - mean) / sqrt(variance + epsilon) over the axes."""
        centred = self.add("Sub", x, self.reduce("Mean", x, axes, True))
        variance = self.reduce("Mean", self.add("Mul", centred, centred), axes, True)
        return self.add(
            "Div", centred, self.add("Sqrt", self.add("Add", variance, self.scalar(epsilon, kind)))
        )


def source_of(path: str) -> dict[str, str]:
    """Where a model comes from, for the metadata: the name of its file, and what identifies its
    content."""
    if not os.path.isfile(path):
        return {"source": path}
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return {"source": os.path.basename(path), "source_sha256": digest}
