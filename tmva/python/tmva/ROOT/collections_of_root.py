"""TList and TObjArray: Python lists with ROOT's vocabulary."""

from __future__ import annotations

from typing import Any, Optional, Union


class TList(list):
    """Objects in an order."""

    def GetSize(self) -> int:
        return len(self)

    GetEntries = GetEntriesFast = GetSize

    def GetLast(self) -> int:
        return len(self) - 1

    def IsEmpty(self) -> bool:
        return not self

    def At(self, i: int) -> Any:
        """None outside the range."""
        return self[i] if 0 <= i < len(self) else None

    UncheckedAt = At

    def First(self) -> Any:
        return self.At(0)

    def Last(self) -> Any:
        return self.At(len(self) - 1)

    def FindObject(self, name: Any) -> Any:
        """By name; None where there is none."""
        return next((item for item in self if item.GetName() == str(name)), None)

    def Contains(self, name: Any) -> bool:
        return self.FindObject(name) is not None

    def Add(self, item: Any) -> None:
        self.append(item)

    AddLast = Add

    def IndexOf(self, item: Any) -> int:
        return next((i for i, other in enumerate(self) if other is item), -1)

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


class TObjArray(TList):
    """As TList."""


class ChainElement:
    """A file of a chain: its name is the tree's, its title the file's."""

    def __init__(self, tree: str, path: str):
        self._tree, self._path = tree, path

    def GetName(self) -> str:
        return self._tree

    def GetTitle(self) -> str:
        return self._path

    def __repr__(self) -> str:
        return f"<{self._path}:{self._tree}>"


def find_option(option: Union[str, int]) -> bool:
    """Does an option of Write() say that the old object is replaced?"""
    if isinstance(option, int):
        return bool(option & 6)
    return "overwrite" in option.lower() or "writedelete" in option.lower()


def name_of(item: Any, name: Optional[Any]) -> str:
    """The name that an object is written under."""
    given = "" if name is None else str(name)
    return given or (item.GetName() if hasattr(item, "GetName") else "")
