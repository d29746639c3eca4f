"""TString and TObjString: texts of ROOT."""

from __future__ import annotations

import re
from collections import UserString
from typing import Any

from .named import TObject


class TString(UserString):
    """A text with ROOT's vocabulary, which can change: ``Append`` and the like change it in place.

    It goes wherever tmva asks for a text, and where Python asks for a path; ``str(text)`` is a str.

    >>> TString("BDTG").Contains("bdt", TString.kIgnoreCase)
    True
    """

    kExact, kIgnoreCase = 0, 1

    def __init__(self, value: Any = ""):
        super().__init__("" if value is None else str(value))

    def __fspath__(self) -> str:
        return self.data

    def Data(self) -> str:
        return self.data

    def Length(self) -> int:
        return len(self)

    def IsNull(self) -> bool:
        return not self.data

    def Contains(self, part: Any, compare: int = kExact) -> bool:
        return self.Index(part, 0, compare) >= 0

    def BeginsWith(self, part: Any, compare: int = kExact) -> bool:
        return _folded(self, compare).startswith(_folded(part, compare))

    def EndsWith(self, part: Any, compare: int = kExact) -> bool:
        return _folded(self, compare).endswith(_folded(part, compare))

    def EqualTo(self, other: Any, compare: int = kExact) -> bool:
        return _folded(self, compare) == _folded(other, compare)

    def Index(self, part: Any, start: int = 0, compare: int = kExact) -> int:
        """Position of a text, -1 where it is not."""
        return _folded(self, compare).find(_folded(part, compare), start)

    def First(self, character: str) -> int:
        return self.data.find(character)

    def Last(self, character: str) -> int:
        return self.data.rfind(character)

    def CountChar(self, character: str) -> int:
        return self.data.count(character)

    def ReplaceAll(self, old: Any, new: Any) -> "TString":
        return self._become(self.data.replace(str(old), str(new)))

    def Append(self, other: Any) -> "TString":
        return self._become(self.data + str(other))

    def Prepend(self, other: Any) -> "TString":
        return self._become(str(other) + self.data)

    def Remove(self, begin: int, count: int) -> "TString":
        return self._become(self.data[:begin] + self.data[begin + count :])

    def ToLower(self) -> None:
        self.data = self.data.lower()

    def ToUpper(self) -> None:
        self.data = self.data.upper()

    def Form(self, form: str, *values: Any) -> None:
        """Becomes a text by one of printf's formats."""
        self.data = str(Form(form, *values))

    def IsFloat(self) -> bool:
        try:
            float(self.data)
        except ValueError:
            return False
        return True

    def IsDigit(self) -> bool:
        """True for digits, blanks between them allowed."""
        return bool(re.fullmatch(r"[\d\s]*\d[\d\s]*", self.data))

    def Atoi(self) -> int:
        """The integer at the start, 0 where there is none."""
        found = re.match(r"\s*[+-]?\d+", self.data)
        return int(found.group()) if found else 0

    def Atof(self) -> float:
        """The number at the start, 0 where there is none."""
        found = re.match(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", self.data)
        return float(found.group()) if found else 0.0

    @staticmethod
    def Format(form: str, *values: Any) -> "TString":
        """printf's formats, as Python's ``%``."""
        return Form(form, *values)

    def _become(self, value: str) -> "TString":
        self.data = value
        return self


def Form(form: str, *values: Any) -> TString:
    """A text by one of printf's formats.

    >>> Form("h_%d_%s", 3, "pt")
    'h_3_pt'
    """
    # Python knows no length modifiers, which say nothing here.
    return TString(re.sub(r"(%[-+ #0]*[\d*]*(?:\.[\d*]+)?)(?:ll|hh|[hlLzjt])", r"\1", form) % values)


class TObjString(TObject):
    """A text as an object of a file."""

    def __init__(self, value: Any = ""):
        self._text = TString(value)

    def GetString(self) -> TString:
        return self._text

    def String(self) -> TString:
        return self._text

    def SetString(self, value: Any) -> None:
        self._text = TString(value)

    def GetName(self) -> str:
        return str(self._text)

    def stored_form(self) -> str:
        return str(self._text)

    def __str__(self) -> str:
        return str(self._text)


def _folded(value: Any, compare: int) -> str:
    return str(value).lower() if compare == TString.kIgnoreCase else str(value)
