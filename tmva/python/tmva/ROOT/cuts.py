"""TCut: a selection that is put together from others."""

from __future__ import annotations

from typing import Any

from .named import TNamed


class TCut(TNamed):
    """A selection expression.

    ``+`` and ``&`` mean "and", ``|`` means "or", ``~`` "not", ``*`` multiplies a selection by a
    weight. An empty cut changes nothing.

    >>> str(TCut("x > 0") + TCut("y < 1"))
    '(x > 0)&&(y < 1)'
    """

    def __init__(self, *texts: Any):
        """TCut(), TCut(expression) or TCut(name, expression)."""
        if len(texts) > 2:
            raise TypeError("TCut(expression) or TCut(name, expression)")
        name, expression = texts if len(texts) == 2 else ("CUT", texts[0] if texts else "")
        super().__init__(name, _expression(expression))

    def __str__(self) -> str:
        return self.GetTitle()

    def __repr__(self) -> str:
        return f"TCut({self.GetTitle()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (TCut, str)) and self.GetTitle() == _expression(other)

    def __hash__(self) -> int:
        return hash(self.GetTitle())

    def __add__(self, other: Any) -> "TCut":
        return self._joined("&&", self, other)

    def __radd__(self, other: Any) -> "TCut":
        return self._joined("&&", other, self)

    __and__, __rand__ = __add__, __radd__

    def __or__(self, other: Any) -> "TCut":
        return self._joined("||", self, other)

    def __ror__(self, other: Any) -> "TCut":
        return self._joined("||", other, self)

    def __mul__(self, other: Any) -> "TCut":
        return self._joined("*", self, other)

    def __rmul__(self, other: Any) -> "TCut":
        return self._joined("*", other, self)

    def __invert__(self) -> "TCut":
        return TCut(f"!({self})") if self.GetTitle() else TCut("0")

    def __bool__(self) -> bool:
        raise TypeError(
            "a TCut is neither true nor false: join cuts by + or &, not by 'and'; "
            "ask cut.GetTitle() != '' whether it selects anything"
        )

    @staticmethod
    def _joined(sign: str, left: Any, right: Any) -> "TCut":
        texts = [text for text in (_expression(left), _expression(right)) if text]
        return TCut(f"({texts[0]}){sign}({texts[1]})" if len(texts) == 2 else "".join(texts))


def _expression(value: Any = "") -> str:
    return value.GetTitle() if isinstance(value, TNamed) else str(value)
