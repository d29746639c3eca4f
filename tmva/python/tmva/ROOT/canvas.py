"""TCanvas and TPad: pictures, kept as lists of what is drawn until they are saved."""

from __future__ import annotations

import os
from typing import Any, Optional

from .. import _core
from .named import TNamed, TObject
from .pages import print_page
from .primitives import TLegend

#: Endings that SaveAs knows.
_FORMATS = (".png", ".pdf", ".svg", ".eps", ".ps", ".jpg", ".jpeg", ".tif", ".tiff")


class TPad(TNamed):
    """A part of a canvas: what is drawn in it, its parts, and how its axes look."""

    def __init__(
        self,
        name: Any = "pad",
        title: Any = "",
        x1: float = 0.0,
        y1: float = 0.0,
        x2: float = 1.0,
        y2: float = 1.0,
        *looks: Any,
    ):
        super().__init__(name, title)
        #: Corners, as fractions of the mother.
        self.corners = (float(x1), float(y1), float(x2), float(y2))
        self.items: list[tuple[TObject, str]] = []
        self.pads: list[TPad] = []
        self.canvas: Optional[TCanvas] = None
        self.is_log = {"x": False, "y": False, "z": False}
        self.has_grid = {"x": False, "y": False}

    def Divide(
        self, columns: int = 1, rows: int = 1, x_margin: float = 0.01, y_margin: float = 0.01, color: int = 0
    ) -> None:
        """Makes columns x rows parts, which :meth:`cd` numbers from the top left, from 1."""
        if columns < 1 or rows < 1:
            raise _core.DataError(f"Divide({columns}, {rows}): expected at least one column and one row")
        for i in range(columns * rows):
            row, column = divmod(i, columns)
            pad = TPad(
                f"{self.GetName()}_{i + 1}",
                "",
                column / columns + x_margin,
                1 - (row + 1) / rows + y_margin,
                (column + 1) / columns - x_margin,
                1 - row / rows - y_margin,
            )
            self._adopt(pad)

    def DivideSquare(self, n: int) -> None:
        """At least n parts, about as many columns as rows."""
        columns = 1
        while columns * columns < n:
            columns += 1
        self.Divide(columns, -(-n // columns))

    def _adopt(self, pad: "TPad") -> None:
        pad.canvas = self if isinstance(self, TCanvas) else self.canvas
        self.pads.append(pad)

    def cd(self, number: int = 0) -> "TPad":
        """Draws go there from now on: into part `number`, or into the pad itself."""
        if number < 0 or number > len(self.pads):
            raise _core.DataError(
                f"cd({number}): '{self.GetName()}' has {len(self.pads)} parts; Divide makes them"
            )
        pad = self.pads[number - 1] if number else self
        _state.current = pad
        return pad

    def GetPad(self, number: int) -> "TPad":
        return self.pads[number - 1] if number else self

    def Draw(self, option: str = "") -> None:
        """A pad of its own is put into the current one; a canvas is there already."""
        if self.canvas is None and not isinstance(self, TCanvas):
            current_pad()._adopt(self)

    def Clear(self, option: str = "") -> None:
        self.items.clear()
        self.pads.clear()

    def GetListOfPrimitives(self) -> list[TObject]:
        return [item for item, _ in self.items]

    def GetPrimitive(self, name: str) -> Optional[TObject]:
        return next((item for item, _ in self.items if item.GetName() == name), None)

    def FindObject(self, name: str) -> Optional[TObject]:
        return self.GetPrimitive(name)

    def BuildLegend(
        self,
        x1: float = 0.3,
        y1: float = 0.21,
        x2: float = 0.3,
        y2: float = 0.21,
        title: str = "",
        option: str = "",
    ) -> TLegend:
        """A legend of all that is drawn, by their titles."""
        legend = TLegend(x1, y1, x2, y2) if x2 > x1 and y2 > y1 else TLegend(0.15, 0.75)
        legend.SetHeader(title)
        for item, _ in self.items:
            for part in item.parts() if hasattr(item, "parts") else [(item, "")]:
                if hasattr(part[0], "GetXaxis"):
                    legend.AddEntry(part[0], part[0].GetTitle() or part[0].GetName(), option or "lpf")
        self.items.append((legend, ""))
        return legend

    def SetLogx(self, on: bool = True) -> None:
        self.is_log["x"] = bool(on)

    def SetLogy(self, on: bool = True) -> None:
        self.is_log["y"] = bool(on)

    def SetLogz(self, on: bool = True) -> None:
        self.is_log["z"] = bool(on)

    def SetGridx(self, on: bool = True) -> None:
        self.has_grid["x"] = bool(on)

    def SetGridy(self, on: bool = True) -> None:
        self.has_grid["y"] = bool(on)

    def SetGrid(self, x: bool = True, y: bool = True) -> None:
        self.has_grid = {"x": bool(x), "y": bool(y)}

    def Update(self) -> None:
        """Does nothing: pictures are made when they are saved."""

    Modified = RedrawAxis = Flush = lambda self, *_: None

    def __getattr__(self, name: str) -> Any:
        # Margins, ticks, borders and colours of pads are matplotlib's.
        if name.startswith("Set") and name[3:4].isupper():
            return lambda *_: None
        return super().__getattr__(name)


class TCanvas(TPad):
    """A picture: TCanvas(), TCanvas(name, title, width, height).

    Nothing opens a window. SaveAs("roc.png") (or .pdf, .svg, ...) draws it with matplotlib.
    """

    def __init__(self, name: Any = "", title: Any = "", *size: int):
        super().__init__(name or _state.next_name(), title)
        width, height = size[-2:] if len(size) >= 2 else (700, 500)
        #: In pixels.
        self.size = (int(width), int(height))
        _state.current = self

    def SaveAs(self, path: Any, option: str = "") -> None:
        """Writes the picture; the ending of the name decides the format.

        Raises
        ------
        ImportError
            Without matplotlib: names the extra that brings it.
        OptionError
            For other endings.
        """
        path = os.fspath(path)
        if print_page(path, self.figure):
            return
        if not path.lower().endswith(_FORMATS):
            raise _core.OptionError(f"'{path}': pictures end in one of {', '.join(_FORMATS)}")
        self.figure().savefig(path)

    def Print(self, path: Any = "", option: str = "") -> None:  # type: ignore[override]
        """As SaveAs; ``"file.pdf("``, ``"file.pdf"`` and ``"file.pdf)"`` make the pages of one file."""
        self.SaveAs(path or f"{self.GetName()}.ps")

    def figure(self) -> Any:
        """A matplotlib Figure of what is drawn."""
        from .drawing import figure_of

        return figure_of(self)

    def SetCanvasSize(self, width: int, height: int) -> None:
        self.size = (int(width), int(height))

    SetWindowSize = SetCanvasSize

    def Close(self, option: str = "") -> None:
        if _state.current is self or _state.current in self.pads:
            _state.current = None

    def _repr_png_(self) -> bytes:
        import io

        buffer = io.BytesIO()
        self.figure().savefig(buffer, format="png")
        return buffer.getvalue()


class _State:
    """The current pad."""

    def __init__(self) -> None:
        self.current: Optional[TPad] = None
        self._made = 0

    def next_name(self) -> str:
        self._made += 1
        return "c1" if self._made == 1 else f"c1_n{self._made}"


_state = _State()


def current_pad() -> TPad:
    """The pad that Draw() draws into; a new canvas where there is none."""
    return _state.current if _state.current is not None else TCanvas()


def draw_on_current_pad(item: TObject, option: str) -> None:
    """What ROOT's Draw() does: without SAME, what has axes of its own takes the pad over."""
    pad = current_pad()
    letters = option.upper()
    stays = (
        "SAME" in letters
        or not hasattr(item, "GetXaxis")
        or (
            # A graph without "A" has no axes: it is added to those that are there.
            hasattr(item, "GetN") and "A" not in letters and bool(pad.items) and option != ""
        )
    )
    if not stays:
        pad.items.clear()
    pad.items.append((item, option))


class CurrentPad:
    """gPad: whatever pad is the current one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(current_pad(), name)

    def __bool__(self) -> bool:
        return _state.current is not None

    def __repr__(self) -> str:
        return f"<gPad: {_state.current!r}>"


gPad = CurrentPad()
