"""Lines, boxes, texts and legends that are put into pictures."""

from __future__ import annotations

from typing import Any, Optional

from .attributes import Drawable


class TLine(Drawable):
    """A line between two points, in the coordinates of the axes."""

    def __init__(self, x1: float = 0, y1: float = 0, x2: float = 0, y2: float = 0):
        super().__init__("TLine")
        self.ends = (x1, y1, x2, y2)
        self.is_ndc = False

    def SetNDC(self, on: bool = True) -> None:
        """Coordinates are fractions of the pad."""
        self.is_ndc = on

    def DrawLine(self, x1: float, y1: float, x2: float, y2: float) -> "TLine":
        made = self.Clone()
        made.ends = (x1, y1, x2, y2)
        made.Draw()
        return made


class TArrow(TLine):
    """A line with a head at its end."""

    def __init__(
        self,
        x1: float = 0,
        y1: float = 0,
        x2: float = 0,
        y2: float = 0,
        size: float = 0.05,
        option: str = ">",
    ):
        super().__init__(x1, y1, x2, y2)


class TBox(Drawable):
    """A rectangle between two corners, in the coordinates of the axes."""

    def __init__(self, x1: float = 0, y1: float = 0, x2: float = 0, y2: float = 0):
        super().__init__("TBox")
        self.corners = (x1, y1, x2, y2)


class TText(Drawable):
    """A text at a point, in the coordinates of the axes or, after SetNDC(), of the pad."""

    def __init__(self, x: float = 0, y: float = 0, text: Any = ""):
        super().__init__("TText", text)
        self.position = (x, y)
        self.is_ndc = False

    def SetNDC(self, on: bool = True) -> None:
        """Coordinates are fractions of the pad."""
        self.is_ndc = on

    def DrawText(self, x: float, y: float, text: Any) -> "TText":
        made = self.Clone()
        made.position = (x, y)
        made.SetTitle(text)
        made.Draw()
        return made

    def DrawTextNDC(self, x: float, y: float, text: Any) -> "TText":
        made = self.Clone()
        made.SetNDC()
        return made.DrawText(x, y, text)


class TLatex(TText):
    """A text with ``#alpha``, ``x_{i}`` and ``p^{2}``."""

    DrawLatex = TText.DrawText
    DrawLatexNDC = TText.DrawTextNDC


class TPaveText(Drawable):
    """Lines of text in a box; the coordinates are those of the axes, or of the pad with ``"NDC"``."""

    def __init__(self, x1: float, y1: float, x2: float, y2: float, option: str = "br"):
        super().__init__("TPave")
        self.corners = (x1, y1, x2, y2)
        self.is_ndc = "NDC" in option.upper()
        self.lines: list[str] = []

    def AddText(self, *text: Any) -> TText:
        """AddText(text) or AddText(x, y, text)."""
        self.lines.append(str(text[-1]))
        return TText(0, 0, text[-1])

    def SetBorderSize(self, size: int = 1) -> None:
        """Accepted: boxes have a thin border."""


class LegendEntry(Drawable):
    """A line of a legend."""

    def __init__(self, shown: Optional[Any], label: str, option: str):
        super().__init__("", label)
        self.shown, self.option = shown, option.lower()

    def SetLabel(self, label: Any) -> None:
        self.SetTitle(label)


class TLegend(Drawable):
    """A legend, in fractions of the pad: TLegend(x1, y1, x2, y2), or of a width and a height."""

    def __init__(self, *corners: Any):
        super().__init__("TLegend")
        numbers = [float(value) for value in corners if not isinstance(value, str)]
        texts = [value for value in corners if isinstance(value, str)]
        #: None: where there is room.
        self.corners = tuple(numbers) if len(numbers) == 4 else None
        self.entries: list[LegendEntry] = []
        self.header = ""
        self.columns = 1
        self.has_border = True
        if texts and texts[0] not in ("brNDC", "NDC"):
            self.header = texts[0]

    def AddEntry(self, shown: Any, label: Any = "", option: str = "lpf") -> LegendEntry:
        """An object, or the name of one that is drawn in the pad.

        The option says what is shown of it: l a line, f an area, p a marker.
        """
        text = str(label) or (shown.GetTitle() if hasattr(shown, "GetTitle") else str(shown))
        entry = LegendEntry(None if shown in ("", 0, None) else shown, text, option)
        self.entries.append(entry)
        return entry

    def SetHeader(self, header: Any, option: str = "") -> None:
        self.header = str(header)

    def SetNColumns(self, columns: int) -> None:
        self.columns = int(columns)

    def SetBorderSize(self, size: int = 1) -> None:
        self.has_border = size > 0

    def SetMargin(self, margin: float) -> None:
        """Accepted: the room for lines and markers is matplotlib's."""

    def SetNDC(self, on: bool = True) -> None:
        """Accepted: corners are fractions of the pad."""
