"""Pictures of canvases by matplotlib, without a window."""

from __future__ import annotations

from typing import Any, Callable

from .canvas import TCanvas, TPad
from .drawing_axes import finish_axes
from .drawing_parts import PAINTERS
from .drawing_places import axes_box


def figure_of(canvas: TCanvas) -> Any:
    """A matplotlib Figure of all that is drawn into a canvas."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("pictures need matplotlib: pip install 'tmva[report]'") from error
    width, height = canvas.size
    figure = Figure(figsize=(max(width, 50) / 100, max(height, 50) / 100), dpi=100)
    _paint_pad(figure, canvas, (0.0, 0.0, 1.0, 1.0))
    return figure


def _paint_pad(figure: Any, pad: TPad, corners: tuple[float, float, float, float]) -> None:
    x1, y1, x2, y2 = corners
    width, height = x2 - x1, y2 - y1
    if pad.items:
        axes = figure.add_axes(axes_box(corners))
        for item, option in pad.items:
            _painter(item)(axes, item, option.upper())
        finish_axes(axes, pad)
    for part in pad.pads:
        a, b, c, d = part.corners
        _paint_pad(figure, part, (x1 + a * width, y1 + b * height, x1 + c * width, y1 + d * height))


def _painter(item: Any) -> Callable[[Any, Any, str], None]:
    for kind in type(item).__mro__:
        if kind in PAINTERS:
            return PAINTERS[kind]
    raise TypeError(f"a {type(item).__name__} cannot be drawn")
