"""What actions return: values that are computed when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .actions import Action

if TYPE_CHECKING:
    from .loop import Loop


class Result:
    """A result to come. :meth:`GetValue` runs the loop if need be; other methods are those of the value.

    >>> count = frame.Filter("x > 0").Count()
    >>> count.GetValue(), int(count), count + 1
    """

    def __init__(self, loop: "Loop", action: Action):
        self._loop = loop
        self._action = action
        loop.book(action)

    def GetValue(self) -> Any:
        """The value; the first one asked for answers all that are booked, in one pass."""
        if not self._action.is_done:
            self._loop.run([self._action])
        return self._action.value

    GetPtr = GetValue

    def IsReady(self) -> bool:
        return self._action.is_done

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # copy, pickle and the like look for what is not there
            raise AttributeError(name)
        return getattr(self.GetValue(), name)

    def __getitem__(self, key: Any) -> Any:
        return self.GetValue()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.GetValue())

    def __len__(self) -> int:
        return len(self.GetValue())

    def __int__(self) -> int:
        return int(self.GetValue())

    __index__ = __int__

    def __float__(self) -> float:
        return float(self.GetValue())

    def __bool__(self) -> bool:
        return True

    def __format__(self, spec: str) -> str:
        return format(self.GetValue(), spec)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        import numpy as np

        return np.asarray(self.GetValue(), dtype)

    def __repr__(self) -> str:
        return (
            repr(self.GetValue()) if self.IsReady() else f"<{type(self._action).__name__}: not computed yet>"
        )

    __hash__ = object.__hash__


def _forward(name: str) -> Any:
    def operator(self: Result, other: Any) -> Any:
        theirs = other.GetValue() if isinstance(other, Result) else other
        return getattr(self.GetValue(), name)(theirs)

    return operator


for _name in (
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "add",
    "radd",
    "sub",
    "rsub",
    "mul",
    "rmul",
    "truediv",
    "rtruediv",
    "floordiv",
    "rfloordiv",
    "mod",
    "pow",
):
    setattr(Result, f"__{_name}__", _forward(f"__{_name}__"))


def run_graphs(results: Any) -> int:
    """Computes several results, each table once: ``ROOT.RDF.RunGraphs``. Returns how many loops ran."""
    pending = [one for one in results if not one.IsReady()]
    loops: dict[Any, list[Action]] = {}
    for one in pending:
        loops.setdefault(one._loop, []).append(one._action)
    for loop, actions in loops.items():
        loop.run(actions)
    return len(loops)
