"""Objects of ROOT files by their members, whatever their class."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from . import _core


def require(module: str, what: str) -> Any:
    """An optional module; ImportError naming the extra that brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"{what} need {module}: pip install 'tmva[hist]'") from error


class StoredObject:
    """An object of a ROOT file by its members.

    >>> named = tmva.File("out.root")["cut"]
    >>> named.classname, named.title
    ('TCut', 'x>1')
    """

    def __init__(self, stored: _core.StoredObject):
        self._stored = stored

    @property
    def classname(self) -> str:
        """ROOT's class."""
        return self._stored.class_name

    @property
    def version(self) -> int:
        """Of the class, as stored."""
        return self._stored.version

    @property
    def name(self) -> str:
        """Empty where the object has none."""
        return self.member("fName") if self._stored.Has("fName") else ""

    @property
    def title(self) -> str:
        """Empty where the object has none."""
        return self.member("fTitle") if self._stored.Has("fTitle") else ""

    def GetName(self) -> str:
        return self.name

    def GetTitle(self) -> str:
        return self.title

    def member(self, name: str) -> Any:
        """A member, of a base class too.

        Returns
        -------
        int, float, str, numpy.ndarray (int64 or float64, read-only), list, dict, StoredObject or None
            None for null pointers and for what is stored in a way that nobody describes.

        Raises
        ------
        DataError
            When there is no such member; names the nearest.
        """
        from .objects import convert

        return convert(self._stored.Member(name))

    @property
    def members(self) -> dict[str, Any]:
        """All members by name."""
        return {name: self.member(name) for name in self._stored.Names()}

    def _content(self) -> str:
        parts = [f"{name}={_brief(self._stored.Member(name))}" for name in self._stored.Names()[:12]]
        return ", ".join(parts) + (", ..." if len(self._stored.Names()) > 12 else "")

    def __repr__(self) -> str:
        name = f" {self.name!r}" if self.name else ""
        return f"<{self.classname}{name}: {self._content()}>"


def _brief(value: Any) -> str:
    if isinstance(value, _core.StoredObject):
        return f"<{value.class_name}>"
    if isinstance(value, (np.ndarray, list)):
        return f"[{len(value)} values]" if len(value) > 4 else str(list(value))
    return repr(value)
