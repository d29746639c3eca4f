"""TObject and TNamed: what every object of ROOT has."""

from __future__ import annotations

import copy
from typing import Any, Optional, TypeVar

from .. import _core

Self = TypeVar("Self", bound="TObject")


class TObject:
    """An object with a name and a title."""

    #: Options of :meth:`Write`: replace the object of that name.
    kOverwrite, kWriteDelete = 2, 4

    def GetName(self) -> str:
        return type(self).__name__

    def GetTitle(self) -> str:
        return ""

    def ClassName(self) -> str:
        return type(self).__name__

    def InheritsFrom(self, class_name: Any) -> bool:
        """True for the name of the object's class or of a base."""
        name = class_name if isinstance(class_name, str) else class_name.__name__
        return any(base.__name__ == name for base in type(self).__mro__)

    def IsA(self) -> type:
        return type(self)

    def IsZombie(self) -> bool:
        """True for an object that could not be made; here that is an exception, so always False."""
        return False

    def Clone(self: Self, name: str = "") -> Self:
        """A copy, under another name if one is given."""
        made = copy.deepcopy(self)
        if name and isinstance(made, TNamed):
            made.SetName(name)
        return made

    def Draw(self, option: str = "") -> None:
        """Puts the object onto the current pad, which is drawn when its canvas is saved."""
        from .canvas import draw_on_current_pad

        draw_on_current_pad(self, option)

    def DrawClone(self: Self, option: str = "") -> Self:
        """Draws a copy, which later changes do not reach."""
        made = self.Clone()
        made.Draw(option)
        return made

    def Print(self, option: str = "") -> None:
        print(self)

    def Write(self, name: Optional[str] = None, option: int = 0, buffer_size: int = 0) -> int:
        """Writes the object into the current directory; 1.

        Raises
        ------
        DataError
            When no file is open for writing.
        """
        from .storing import write_into_current_directory

        write_into_current_directory(self, name or self.GetName(), option)
        return 1

    def __getattr__(self, name: str) -> Any:
        from .advice import missing_method

        raise AttributeError(missing_method(self, name))

    def stored_form(self) -> Any:
        """What :func:`tmva.objects.write_object` takes; DataError for what cannot be stored."""
        raise _core.DataError(
            f"a {self.ClassName()} ('{self.GetName()}') is not written to ROOT files; "
            "TH1F, TH1D, TH2F, TH2D, TGraph, TObjString and TTree are"
        )


class TNamed(TObject):
    """A TObject whose name and title can be set."""

    def __init__(self, name: Any = "", title: Any = ""):
        self._name, self._title = str(name), str(title)

    def GetName(self) -> str:
        return self._name

    def GetTitle(self) -> str:
        return self._title

    def SetName(self, name: Any) -> None:
        self._name = str(name)

    def SetTitle(self, title: Any = "") -> None:
        self._title = str(title)

    def SetNameTitle(self, name: Any, title: Any) -> None:
        self.SetName(name)
        self.SetTitle(title)

    def __str__(self) -> str:
        return f"Name: {self.GetName()} Title: {self.GetTitle()}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.GetName()!r}: {self.GetTitle()!r}>"
