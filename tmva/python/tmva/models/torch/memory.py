"""Tensors of a program by their names, and which of them share memory: operators that work in place
change all that do."""

from __future__ import annotations

from typing import Any

from ... import _core
from .calls import OPERATORS, VIEWS, Calls, Tensor

#: How a change of a part is put into the whole.
_SCATTERS = {"select.int": "select_scatter.default", "slice.Tensor": "slice_scatter.default"}
#: Views of the whole in another shape, and what is the input itself.
_RESHAPES = {"view.default", "unsqueeze.default", "squeeze.default", "squeeze.dim", "squeeze.dims"}
_ITSELF = {
    "alias.default",
    "detach.default",
    "dropout.default",
    "feature_dropout.default",
    "to.dtype",
}


class Memory:
    """The values of a program."""

    def __init__(self, path: str, calls: Calls) -> None:
        self._path, self._calls = path, calls
        self._values: dict[str, Any] = {}
        self._stale: set[str] = set()  #: views of what was changed in place since
        self._twins: dict[str, set[str]] = {}  #: names of the same tensor

    def __setitem__(self, name: str, value: Any) -> None:
        self._values[name] = value

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise _core.FileFormatError(f"{self._path}: '{name}' is used before it is made")
        if name in self._stale:
            self._renew(name)
        return self._values[name]

    def _renew(self, name: str) -> None:
        """A view, once more, of a whole that was changed in place."""
        self._stale.discard(name)
        old, calls = self._values[name], self._calls
        source, operator, arguments = old.base
        whole = self[source]
        calls.target, calls.answers = operator, [(old.kind, old.sizes)]
        answer = OPERATORS[operator](calls, whole, **arguments)
        if isinstance(answer, list):
            calls.unsupported(f"one of its answers, '{name}', after a change in place of '{source}'")
        handle = answer.h if isinstance(answer, Tensor) else answer
        self._values[name] = Tensor(old.graph, old.kind, old.sizes, handle)
        self._values[name].base = old.base

    def note_views(self, source: str, operator: str, names: list[str], arguments: dict[str, Any]) -> None:
        """The answers of an operator may be views of its input."""
        if operator not in VIEWS and operator not in _ITSELF:
            return
        whole = self._values[source]
        for name in names:
            value = self._values[name]
            if not isinstance(value, Tensor) or (operator == "to.dtype" and value.kind != whole.kind):
                continue
            if value is whole:
                value = self._values[name] = _copy(value)
            value.base = (source, operator, arguments)

    def change(self, name: str, answer: str) -> None:
        """An operator has changed `name` in place, and gives the new tensor as `answer` too."""
        twins = self._twins.get(name, {name}) | {answer}
        self._twins.update(dict.fromkeys(twins, twins))
        self._values[answer].base = self._values[name].base
        self._write(name, self._values[answer], twins)

    def _write(self, name: str, value: Tensor, twins: set[str]) -> None:
        """`name` and its twins now hold `value`, and so does what they are views of."""
        base = value.base
        for other, each in self._values.items():
            if (
                isinstance(each, Tensor)
                and each.base is not None
                and each.base[0] in twins
                and other not in twins
            ):
                self._stale.add(other)
        for twin in twins:
            if twin in self._values:
                self._values[twin] = _copy(value)
                self._values[twin].base = base
        if base is None:
            return
        parent, operator, arguments = base
        whole = self[parent]
        renewed = Tensor(
            whole.graph,
            whole.kind,
            whole.sizes,
            self._whole(name, value, whole, operator, arguments),
        )
        renewed.base = whole.base
        own = self._twins.get(parent, {parent})
        # The view itself follows its parent.
        self._write(parent, renewed, own)
        for twin in twins:
            self._stale.discard(twin)

    def _whole(self, name: str, part: Tensor, whole: Tensor, operator: str, arguments: dict[str, Any]) -> Any:
        """The whole with a part that was changed."""
        calls = self._calls
        if operator in _ITSELF:
            return part.h
        if operator in _RESHAPES:
            return calls.reshape(part.h, [calls.length(whole, i) for i in range(whole.rank)])
        if operator not in _SCATTERS:
            calls.unsupported(f"a change in place of '{name}', which {operator} has made a view")
        calls.answers = [(whole.kind, whole.sizes)]
        return OPERATORS[_SCATTERS[operator]](calls, whole, part, **arguments)


def _copy(value: Tensor) -> Tensor:
    return Tensor(value.graph, value.kind, value.sizes, value._handle, value.array)
