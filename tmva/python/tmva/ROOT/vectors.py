"""std::vector, std::string, std::pair and std::map as scripts write them: ``ROOT.std.vector["float"]``."""

from __future__ import annotations

import array
import re
from collections.abc import Iterable
from typing import Any

#: C++'s types with the letter that Python's array module has for them.
_LETTERS = {
    "float": "f",
    "double": "d",
    "int": "i",
    "unsigned int": "I",
    "short": "h",
    "unsigned short": "H",
    "char": "b",
    "signed char": "b",
    "unsigned char": "B",
    "long": "q",
    "unsigned long": "Q",
    "long long": "q",
    "unsigned long long": "Q",
    "bool": "b",
    "Float_t": "f",
    "Double_t": "d",
    "Int_t": "i",
    "UInt_t": "I",
    "Long64_t": "q",
    "ULong64_t": "Q",
    "Short_t": "h",
    "UShort_t": "H",
    "Char_t": "b",
    "UChar_t": "B",
    "Bool_t": "b",
    "int32_t": "i",
    "uint32_t": "I",
    "int64_t": "q",
    "uint64_t": "Q",
    "size_t": "Q",
    "unsigned": "I",
}
_PYTHON = {float: "double", int: "int", bool: "bool", str: "string"}


class _Sequence:
    """The names of std::vector on a sequence of Python's."""

    #: The type of the items in C++.
    value_type = ""

    def push_back(self: Any, value: Any) -> None:
        self.append(value)

    emplace_back = push_back

    def size(self: Any) -> int:
        return len(self)

    def empty(self: Any) -> bool:
        return not len(self)

    def at(self: Any, i: int) -> Any:
        if not 0 <= i < len(self):
            raise IndexError(f"at({i}): the vector has {len(self)} items")
        return self[i]

    def front(self: Any) -> Any:
        return self[0]

    def back(self: Any) -> Any:
        return self[-1]

    def pop_back(self: Any) -> None:
        self.pop()

    def clear(self: Any) -> None:
        del self[:]

    def resize(self: Any, n: int, value: Any = None) -> None:
        if n < len(self):
            del self[n:]
        else:
            self.extend([self._zero() if value is None else value] * (n - len(self)))

    def reserve(self, n: int) -> None:
        """Does nothing: room is made as it is needed."""

    def data(self: Any) -> Any:
        return self

    @classmethod
    def _zero(cls) -> Any:
        return 0

    @property
    def _tmva_vector(self) -> str:
        """The type in C++ for branches of trees: ``"float"`` of a vector<float>."""
        return self.value_type


class _Numbers(_Sequence, array.array):
    """A vector of numbers, with numpy's view of its memory."""

    def __new__(cls, values: Any = (), fill: Any = 0) -> "_Numbers":
        letter = _LETTERS[cls.value_type]
        if isinstance(values, int) and not isinstance(values, bool):
            values = [fill] * values
        return super().__new__(cls, letter, values if isinstance(values, (list, tuple)) else list(values))

    def assign(self, values: Iterable[Any]) -> None:
        self[:] = array.array(self.typecode, list(values))

    def __repr__(self) -> str:
        return f"vector<{self.value_type}>{{ {', '.join(str(value) for value in self)} }}"

    def __str__(self) -> str:
        return f"{{ {', '.join(str(value) for value in self)} }}"


class _Objects(_Sequence, list):
    """A vector of texts or of vectors."""

    _make: Any = str

    def __init__(self, values: Any = ()):
        if isinstance(values, int):
            values = [self._zero() for _ in range(values)]
        super().__init__(type(self)._make(value) for value in values)

    def append(self, value: Any) -> None:
        super().append(type(self)._make(value))

    push_back = emplace_back = append

    @classmethod
    def _zero(cls) -> Any:
        return cls._make()

    def __repr__(self) -> str:
        return f"vector<{self.value_type}>{list(self)}"


class _VectorTemplate:
    """``std.vector["float"]`` and ``std.vector("float")`` are types; both make vectors when called."""

    def __init__(self) -> None:
        self._made: dict[str, type] = {}

    def __getitem__(self, item: Any) -> type:
        name = _type_name(item)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __call__(self, item: Any) -> Any:
        return self[item]

    def _make(self, name: str) -> type:
        if name in _LETTERS:
            return type(f"vector<{name}>", (_Numbers,), {"value_type": name})
        if name in ("string", "TString"):
            return type(f"vector<{name}>", (_Objects,), {"value_type": name, "_make": str})
        inner = re.fullmatch(r"vector<(.*)>", name)
        if inner is None:
            raise TypeError(
                f"std.vector of '{name}' is not part of tmva; items may be numbers, strings and vectors "
                "of these: " + ", ".join(list(_LETTERS)[:10]) + ", string"
            )
        return type(f"vector<{name}>", (_Objects,), {"value_type": name, "_make": self[inner[1]]})


def _type_name(item: Any) -> str:
    """C++'s name of a type, without std:: and blanks that say nothing."""
    if item in _PYTHON:
        return _PYTHON[item]
    if isinstance(item, type) and issubclass(item, _Sequence):
        return f"vector<{item.value_type}>"
    return re.sub(r"\s*([<>])\s*", r"\1", str(item).replace("std::", "").strip())


class std:  # noqa: N801 - C++'s name
    """C++'s standard library, as far as scripts for TMVA use it."""

    vector = _VectorTemplate()
    string = str

    @staticmethod
    def make_pair(first: Any, second: Any) -> tuple[Any, Any]:
        return first, second


def vector_of_texts(texts: Iterable[str]) -> Any:
    """A vector<string>."""
    return std.vector["string"](list(texts))
