"""Where axes stand within their pad, and coordinates of the pad."""

from __future__ import annotations

from typing import Any

#: Left, bottom, width and height of axes, as fractions of their pad.
_AXES = (0.12, 0.12, 0.8, 0.78)


def axes_box(pad: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the axes in a pad of such corners, in fractions of the figure."""
    x1, y1, x2, y2 = pad
    left, bottom, width, height = _AXES
    return x1 + left * (x2 - x1), y1 + bottom * (y2 - y1), width * (x2 - x1), height * (y2 - y1)


def pad_box(axes: Any) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the pad that axes stand in."""
    box = axes.get_position(original=True)
    left, bottom, width, height = _AXES
    w, h = box.width / width, box.height / height
    return box.x0 - left * w, box.y0 - bottom * h, w, h


def pad_coordinates(axes: Any) -> Any:
    """matplotlib's transformation from fractions of the pad."""
    from matplotlib.transforms import Bbox, BboxTransformTo

    return BboxTransformTo(Bbox.from_bounds(*pad_box(axes))) + axes.figure.transFigure
