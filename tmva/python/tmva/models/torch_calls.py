"""What the converters of aten operators see: tensors, sizes that may be symbols, and the table of
all there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, NoReturn, Optional, Union

import numpy as np

from .. import _core
from .graph_writer import TYPES, GraphWriter, Handle

FLOATS = ("float16", "float", "double")
NUMPY = {name: numpy for numpy, name in TYPES.items()}
#: From narrow to wide.
_ORDER = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float", "double")


class Size:
    """A size that is known when the graph runs only: a value int64 [1]."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle


AnySize = Union[int, Size]


class Tensor:
    """A tensor of the program: a value of the graph, or numbers of the file that are written when
    they are used."""

    def __init__(
        self,
        graph: GraphWriter,
        kind: str,
        sizes: Sequence[Optional[int]],
        handle: Optional[Handle] = None,
        array: Optional[np.ndarray] = None,
    ) -> None:
        self.graph, self.kind, self.sizes, self.array = graph, kind, list(sizes), array
        self._handle = handle
        self.base: Optional[tuple[str, str, dict[str, Any]]] = (
            None  #: what it is a view of: name, operator, arguments
        )

    @property
    def h(self) -> Handle:
        if self._handle is None:
            self._handle = self.graph.constant(self.array)
        return self._handle

    @property
    def rank(self) -> int:
        return len(self.sizes)

    @property
    def is_float(self) -> bool:
        return self.kind in FLOATS


class Calls:
    """A call of an operator: the graph, what is known of its answers, and short forms."""

    def __init__(self, graph: GraphWriter, where: str) -> None:
        self.graph, self.where, self.target = graph, where, ""
        self.answers: list[tuple[str, list[Optional[int]]]] = []  #: type and sizes of each

    @property
    def kind(self) -> str:
        """The type of the (first) answer."""
        return self.answers[0][0]

    @property
    def sizes(self) -> list[Optional[int]]:
        return self.answers[0][1]

    def fail(self, why: str) -> NoReturn:
        raise _core.ModelError(f"{self.where}: operator {self.target}: {why}")

    def unsupported(self, what: str) -> NoReturn:
        self.fail(f"unsupported: {what}")

    def add(self, op: str, *inputs: Optional[Handle], **attributes: Any) -> Any:
        return self.graph.add(op, *inputs, **attributes)

    def number(self, value: float, kind: str) -> Handle:
        return self.graph.constant(np.array(value, NUMPY[kind]))

    def cast(self, x: Tensor, kind: str) -> Handle:
        return x.h if x.kind == kind else self.graph.cast(x.h, kind)

    def operand(self, x: Any, kind: str) -> Handle:
        """A tensor or number as a value of a type."""
        if isinstance(x, Tensor):
            return self.cast(x, kind)
        if isinstance(x, Size):
            return self.graph.cast(self.graph.squeeze(x.handle, 0), kind)
        return self.number(x, kind)

    def common(self, *operands: Any) -> str:
        """The type that operators of several tensors and numbers compute in."""
        tensors = [x for x in operands if isinstance(x, Tensor)]
        numbers = [x for x in operands if not isinstance(x, Tensor)]
        ranked = [t for t in tensors if t.rank] or tensors
        kind = max((t.kind for t in ranked), key=_ORDER.index) if ranked else "bool"
        for t in tensors:  # a tensor without dimensions counts by its kind of number only
            if t.is_float and kind not in FLOATS:
                kind = t.kind
        for x in numbers:
            if isinstance(x, float) and kind not in FLOATS:
                kind = "float"
            elif kind == "bool" and not isinstance(x, bool):
                kind = "int64"
        return kind

    def axis(self, x: Tensor, dim: int) -> int:
        return int(dim) % max(x.rank, 1)

    def axes(self, x: Tensor, dims: Any) -> list[int]:
        if dims is None or (isinstance(dims, (list, tuple)) and not dims):
            return list(range(x.rank))
        return [self.axis(x, d) for d in (dims if isinstance(dims, (list, tuple)) else [dims])]

    def length(self, x: Tensor, axis: int) -> AnySize:
        """A size of a tensor."""
        size = x.sizes[axis]
        return size if size is not None else Size(self.add("Shape", x.h, start=axis, end=axis + 1))

    def shape(self, sizes: Sequence[AnySize]) -> Handle:
        """Sizes as one value."""
        if all(isinstance(s, int) for s in sizes):
            return self.graph.ints(*[s for s in sizes if isinstance(s, int)])
        parts: list[Handle] = []
        run: list[int] = []
        for s in sizes:
            if isinstance(s, Size):
                if run:
                    parts.append(self.graph.ints(*run))
                    run = []
                parts.append(s.handle)
            else:
                run.append(int(s))
        if run:
            parts.append(self.graph.ints(*run))
        return parts[0] if len(parts) == 1 else self.add("Concat", *parts, axis=0)

    def reshape(self, x: Handle, sizes: Sequence[AnySize]) -> Handle:
        """One symbol is what is left over."""
        symbols = [i for i, s in enumerate(sizes) if isinstance(s, Size)]
        if len(symbols) == 1 and all(isinstance(s, Size) or s > 0 for s in sizes):
            sizes = [-1 if isinstance(s, Size) else s for s in sizes]
        return self.add(
            "Reshape",
            x,
            self.shape(sizes),
            allowzero=1 if any(s == 0 for s in sizes if isinstance(s, int)) else None,
        )

    def index(self, x: AnySize) -> Handle:
        """A start or end of a slice."""
        return x.handle if isinstance(x, Size) else self.graph.ints(int(x))


Converter = Callable[..., Any]
OPERATORS: dict[str, Converter] = {}
#: Operators whose answer shares memory with their input.
VIEWS = {
    "view.default",
    "reshape.default",
    "transpose.int",
    "permute.default",
    "select.int",
    "slice.Tensor",
    "unsqueeze.default",
    "squeeze.default",
    "squeeze.dim",
    "squeeze.dims",
    "expand.default",
    "t.default",
    "flatten.using_ints",
    "unflatten.int",
    "narrow.default",
    "movedim.int",
    "movedim.intlist",
    "diagonal.default",
    "alias.default",
    "detach.default",
    "view_as.default",
    "unbind.int",
    "split.Tensor",
    "split_with_sizes.default",
    "chunk.default",
    "swapaxes.default",
    "contiguous.default",
}


def aten(*names: str) -> Callable[[Converter], Converter]:
    """Registers a converter: a function of the call and of the operator's arguments by their names,
    which gives the values of its answers."""

    def register(function: Converter) -> Converter:
        for name in names:
            OPERATORS[name if "." in name else name + ".default"] = function
        return function

    return register
