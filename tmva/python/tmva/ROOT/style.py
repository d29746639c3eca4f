"""gStyle: how pictures look."""

from __future__ import annotations

from typing import Any

from .named import TNamed


class TStyle(TNamed):
    """Takes any ``SetXxx(...)`` and gives it back by ``GetXxx()``.

    Two of them are used: SetPalette and SetOptTitle. All else is matplotlib's, which a script sets by
    ``matplotlib.rcParams``.
    """

    def __init__(self, name: Any = "tmva", title: Any = ""):
        super().__init__(name, title)
        self._values: dict[str, Any] = {"Palette": 57, "OptTitle": 1}

    def cd(self) -> None:
        """Does nothing: there is one style."""

    def __getattr__(self, name: str) -> Any:
        kind, what = name[:3], name[3:]
        if not what[:1].isupper() or kind not in ("Set", "Get"):
            raise AttributeError(f"gStyle has no '{name}'")
        if kind == "Set":
            return lambda *values: self._values.__setitem__(what, values[0] if len(values) == 1 else values)
        if what not in self._values:
            raise AttributeError(f"gStyle.{name}: nothing was set, and tmva has no default for it")
        return lambda: self._values[what]

    def __deepcopy__(self, memory: dict) -> "TStyle":
        made = TStyle(self.GetName(), self.GetTitle())
        made._values = dict(self._values)
        return made


gStyle = TStyle()

kBird, kRainBow, kGreyScale, kViridis, kCividis = 57, 55, 52, 112, 113
#: What matplotlib calls palettes, or one near to them.
PALETTES = {
    1: "jet",
    kGreyScale: "gray",
    kRainBow: "jet",
    kBird: "viridis",
    kViridis: "viridis",
    kCividis: "cividis",
}
