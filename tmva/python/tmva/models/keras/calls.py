"""What the converters of Keras's layers see: values with shapes, a call of a layer, and the table
of all there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, NoReturn, Optional

import numpy as np

from ... import _core
from ..graph_writer import GraphWriter, Handle
from .files import Arrays

Shape = tuple[Optional[int], ...]  #: None where it is not known; the first dimension is that of the events


class Value:
    """A tensor in Keras's order of dimensions. One that came out of a convolution is kept in ONNX's
    order too (channels after the events), or only in that until someone asks."""

    def __init__(
        self,
        graph: GraphWriter,
        shape: Shape,
        handle: Optional[Handle] = None,
        channels_first: Optional[Handle] = None,
        kind: str = "float",
        masked: bool = False,
    ) -> None:
        self._graph, self.shape, self.kind, self.masked = graph, tuple(shape), kind, masked
        self._handle, self._channels_first = handle, channels_first

    @property
    def rank(self) -> int:
        return len(self.shape)

    @property
    def handle(self) -> Handle:
        if self._handle is None:
            self._handle = self._graph.transpose(self._channels_first, 0, *range(2, self.rank), 1)
        return self._handle

    @property
    def channels_first(self) -> Handle:
        """Of a value whose channels are last."""
        if self._channels_first is None:
            self._channels_first = self._graph.transpose(
                self.handle, 0, self.rank - 1, *range(1, self.rank - 1)
            )
        return self._channels_first

    def map(self, function: Callable[[Handle], Handle]) -> Value:
        """Element by element, in the order that is there."""
        if self._handle is None:
            return self.like(channels_first=function(self._channels_first))
        return self.like(function(self._handle))

    def like(
        self,
        handle: Optional[Handle] = None,
        channels_first: Optional[Handle] = None,
        shape: Optional[Shape] = None,
    ) -> Value:
        return Value(
            self._graph,
            self.shape if shape is None else shape,
            handle,
            channels_first,
            self.kind,
            self.masked,
        )


@dataclass
class Call:
    """A call of a layer."""

    graph: GraphWriter
    path: str
    kind: str
    name: str
    config: dict[str, Any]
    arrays: Arrays
    inputs: list[Any]  #: positional arguments: values, lists of them, numbers
    keywords: dict[str, Any] = field(default_factory=dict)
    version: str = "3"

    @property
    def x(self) -> Value:
        """The one input."""
        if len(self.inputs) == 1 and isinstance(self.inputs[0], (list, tuple)) and len(self.inputs[0]) == 1:
            return self.inputs[0][0]
        if not self.inputs or not isinstance(self.inputs[0], Value):
            self.fail("one tensor is expected as input")
        return self.inputs[0]

    @property
    def many(self) -> list[Value]:
        """A list of inputs."""
        given = (
            self.inputs[0]
            if len(self.inputs) == 1 and isinstance(self.inputs[0], (list, tuple))
            else self.inputs
        )
        return list(given)

    def get(self, option: str, otherwise: Any = None) -> Any:
        value = self.config.get(option, otherwise)
        return otherwise if value is None else value

    def weights(self, *names: str) -> list[np.ndarray]:
        return self.arrays.find(list(names))

    def fail(self, why: str) -> NoReturn:
        raise _core.ModelError(f"{self.path}: layer '{self.name}' ({self.kind}): {why}")

    def unsupported(self, what: str) -> NoReturn:
        self.fail(f"unsupported: {what}")

    def refuse_mask(self) -> None:
        """Where a mask would change the answer."""
        given = [v for x in self.inputs for v in (x if isinstance(x, (list, tuple)) else [x])]
        if any(isinstance(v, Value) and v.masked for v in given):
            self.unsupported("inputs with a mask (of Masking or Embedding(mask_zero=True)) reach this layer")

    def known(self, shape: Shape, what: str = "the shape") -> list[int]:
        """All but the events, which must be known."""
        if any(d is None for d in shape[1:]):
            self.unsupported(f"{what} must be known beyond the events, it is {shape}")
        return [int(d) for d in shape[1:] if d is not None]

    def result(self, handle: Handle, shape: Shape, kind: str = "float") -> Value:
        return Value(self.graph, shape, handle, kind=kind)

    def channels_are_first(self) -> bool:
        return self.config.get("data_format") == "channels_first"

    def planes(self, x: Value) -> Handle:
        """The input in ONNX's order, whatever data_format says."""
        return x.handle if self.channels_are_first() else x.channels_first

    def from_planes(
        self,
        handle: Handle,
        channels: Optional[int],
        space: list[Optional[int]],
        batch: Optional[int],
    ) -> Value:
        """What such an operator gave, in the order that data_format says."""
        if self.channels_are_first():
            return Value(self.graph, (batch, channels, *space), handle)
        return Value(self.graph, (batch, *space, channels), channels_first=handle)

    def channels_and_space(self, x: Value) -> tuple[Optional[int], list[Optional[int]]]:
        if self.channels_are_first():
            return x.shape[1], list(x.shape[2:])
        return x.shape[-1], list(x.shape[1:-1])


Converter = Callable[[Call], Any]
LAYERS: dict[str, Converter] = {}
#: Of keras.ops, which stand in functional models as they are; some have names of layers.
OPERATIONS: dict[str, Converter] = {}


def converter_of(entry: dict[str, Any]) -> Optional[Converter]:
    """What converts an entry of a configuration."""
    name, config = str(entry.get("class_name")), entry.get("config")
    # .h5 files don't say the module, but only layers can be trained.
    is_operation = ".ops" in str(entry.get("module")) or (
        isinstance(config, dict) and "trainable" not in config
    )
    return OPERATIONS[name] if is_operation and name in OPERATIONS else LAYERS.get(name)


def layer(*names: str, table: dict[str, Converter] = LAYERS) -> Callable[[Converter], Converter]:
    """Registers the converter of layers."""

    def register(function: Converter) -> Converter:
        for name in names:
            table[name] = function
        return function

    return register


def operation(*names: str) -> Callable[[Converter], Converter]:
    """Registers the converter of operations."""
    return layer(*names, table=OPERATIONS)
