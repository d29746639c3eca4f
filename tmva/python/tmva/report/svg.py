"""SVG as text: safe texts, colours, and the object that notebooks show."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional
from xml.sax.saxutils import escape

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BACKGROUND, MIDDLE, SIGNAL = (230, 121, 80), (246, 246, 242), (88, 151, 208)


class Svg(str):
    """The text of an SVG picture; a notebook shows the picture."""

    def _repr_svg_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<SVG picture, {len(self)} characters>"


def safe(text: str) -> str:
    """``text`` for use between tags and in attributes: no name can end up as markup."""
    return escape(_FORBIDDEN.sub("\ufffd", text), {'"': "&quot;", "'": "&apos;"})


def shorten(text: str, most: int = 26) -> str:
    """At most ``most`` characters, without control characters."""
    text = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return text if len(text) <= most else text[: most - 1] + "\u2026"


def text_width(text: str, size: float = 12) -> float:
    """A generous estimate for sans-serif letters of ``size`` pixels."""
    return sum(1.05 if unicodedata.east_asian_width(c) in "WF" else 0.62 for c in text) * size


def colour(value: Optional[float]) -> str:
    """From background (0) by the middle (0.5) to signal (1); grey when not known."""
    if value is None:
        return "#e4e4e4"
    value = min(max(value, 0.0), 1.0)
    end = SIGNAL if value > 0.5 else BACKGROUND
    part = abs(2 * value - 1)
    return "#" + "".join(f"{round(m + part * (e - m)):02x}" for m, e in zip(MIDDLE, end))
