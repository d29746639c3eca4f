"""ROOT's colours, line styles and markers, and what matplotlib calls them."""

from __future__ import annotations

import colorsys
from typing import Any

kWhite, kBlack, kGray = 0, 1, 920
kRed, kGreen, kBlue, kYellow, kMagenta, kCyan = 632, 416, 600, 400, 616, 432
kOrange, kSpring, kTeal, kAzure, kViolet, kPink = 800, 820, 840, 860, 880, 900

kSolid, kDashed, kDotted, kDashDotted = 1, 2, 3, 4
kDot, kPlus, kStar, kCircle, kMultiply = 1, 2, 3, 4, 5
kFullDotSmall, kFullDotMedium, kFullDotLarge = 1, 6, 7
kFullCircle, kFullSquare, kFullTriangleUp, kFullTriangleDown = 20, 21, 22, 23
kOpenCircle, kOpenSquare, kOpenTriangleUp, kOpenDiamond = 24, 25, 26, 27
kFullStar, kOpenStar, kFullDiamond = 29, 30, 33

_LINES = {2: "--", 3: ":", 4: "-.", 5: "-.", 6: "-.", 7: "--", 8: "-.", 9: "--", 10: "-."}
_MARKERS = {
    1: ",",
    2: "+",
    3: "*",
    4: "o",
    5: "x",
    6: ".",
    7: ".",
    8: "o",
    20: "o",
    21: "s",
    22: "^",
    23: "v",
    24: "o",
    25: "s",
    26: "^",
    27: "D",
    28: "P",
    29: "*",
    30: "*",
    32: "v",
    33: "D",
    34: "P",
}
_OPEN_MARKERS = (4, 24, 25, 26, 27, 28, 30, 32)
_BASIC = {
    0: "#ffffff",
    1: "#000000",
    2: "#ff0000",
    3: "#00ff00",
    4: "#0000ff",
    5: "#ffff00",
    6: "#ff00ff",
    7: "#00ffff",
    8: "#59d354",
    9: "#5954d8",
}
#: Hue in degrees of the wheels: kRed + 1 and the like.
_WHEELS = {kRed: 0, kGreen: 120, kBlue: 240, kYellow: 60, kMagenta: 300, kCyan: 180}
_BETWEEN = {kOrange: 30, kSpring: 90, kTeal: 150, kAzure: 210, kViolet: 270, kPink: 330}


def color_number(color: Any) -> int:
    """Of a number, or of a name such as ``"kRed"`` or ``"kAzure+2"``.

    Raises
    ------
    ValueError
        For other texts.
    """
    if not isinstance(color, str):
        return int(color)
    text = color.replace(" ", "")
    for sign in ("+", "-"):
        name, found, shift = text.partition(sign)
        if found and shift.isdigit() and isinstance(globals().get(name), int):
            return int(globals()[name]) + int(found + shift)
    if text.startswith("k") and isinstance(globals().get(text), int):
        return int(globals()[text])
    raise ValueError(
        f"{color!r} is not a colour of ROOT: give a number, or a name such as 'kRed' or 'kAzure+2'"
    )


def rgb(number: int) -> str:
    """The colour as matplotlib takes it, ``"#ff0000"``: near to ROOT's."""
    if number in _BASIC:
        return _BASIC[number]
    if kGray <= number <= kGray + 3:
        return ("#cccccc", "#999999", "#666666", "#333333")[number - kGray]
    for base, hue in _WHEELS.items():
        if -10 <= number - base <= 4:
            return _shade(hue, number - base)
    for base, hue in _BETWEEN.items():
        if -9 <= number - base <= 10:
            return _shade(hue + 3 * (number - base), 0 if number >= base else -4)
    return "#000000"


def _shade(hue: float, step: int) -> str:
    """Steps above 0 are darker, those below paler."""
    value = {1: 0.8, 2: 0.6, 3: 0.4, 4: 0.2}.get(step, 1.0)
    saturation = 1.0 if step >= 0 else max(0.2, 1 + 0.09 * step)
    parts = colorsys.hsv_to_rgb(hue % 360 / 360, saturation, value)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def line_style(number: int) -> Any:
    """matplotlib's line style."""
    return _LINES.get(number, "-")


def marker(number: int) -> dict[str, Any]:
    """matplotlib's marker, empty where ROOT's is open."""
    return {
        "marker": _MARKERS.get(number, "o"),
        **({"markerfacecolor": "none"} if number in _OPEN_MARKERS else {}),
    }
