"""How lines, areas, markers and texts look: the attributes that are set on what is drawn."""

from __future__ import annotations

from typing import Any, Callable

from .colors import color_number
from .named import TNamed

#: Attributes with their values before anything is set.
_DEFAULTS: dict[str, Any] = {
    "LineColor": 602,
    "LineStyle": 1,
    "LineWidth": 1,
    "FillColor": 0,
    "FillStyle": 1001,
    "MarkerColor": 1,
    "MarkerStyle": 1,
    "MarkerSize": 1.0,
    "TextColor": 1,
    "TextSize": 0.05,
    "TextFont": 42,
    "TextAlign": 11,
    "TextAngle": 0.0,
}


class Drawable(TNamed):
    """A TNamed with ``SetLineColor``, ``GetFillStyle`` and the other attributes.

    Colours are numbers or names: ``SetLineColor(kRed + 1)``, ``SetLineColor("kRed")``.
    """

    def __init__(self, name: Any = "", title: Any = ""):
        super().__init__(name, title)
        self._attributes = dict(_DEFAULTS)

    def attribute(self, name: str) -> Any:
        """``"LineColor"`` and the like."""
        return self._attributes[name]

    def SetLineColorAlpha(self, color: Any, alpha: float) -> None:
        self._attributes |= {"LineColor": color_number(color), "LineAlpha": alpha}

    def SetFillColorAlpha(self, color: Any, alpha: float) -> None:
        self._attributes |= {"FillColor": color_number(color), "FillAlpha": alpha}

    def alpha(self, kind: str) -> float:
        """Of ``"Line"`` or ``"Fill"``."""
        return float(self._attributes.get(kind + "Alpha", 1.0))


def _accessors(name: str) -> tuple[Callable[..., None], Callable[..., Any]]:
    def put(self: Drawable, value: Any) -> None:
        self._attributes[name] = color_number(value) if name.endswith("Color") else value

    def get(self: Drawable) -> Any:
        return self._attributes[name]

    put.__name__, get.__name__ = "Set" + name, "Get" + name
    return put, get


for _name in _DEFAULTS:
    for _accessor in _accessors(_name):
        setattr(Drawable, _accessor.__name__, _accessor)
