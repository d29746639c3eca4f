"""How each kind of object is drawn into matplotlib's axes."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from .attributes import Drawable
from .colors import line_style, marker, rgb
from .drawing_places import pad_coordinates
from .functions import TF1
from .graphs import TGraph, TMultiGraph
from .histograms import TH1, TH2
from .latex import mathtext
from .primitives import TArrow, TBox, TLatex, TLegend, TLine, TPaveText, TText
from .stacks import THStack
from .style import PALETTES, gStyle

#: Painter(axes, item, option in capitals).
Painter = Callable[[Any, Any, str], None]


def _line(item: Drawable) -> dict[str, Any]:
    return {
        "color": rgb(item.attribute("LineColor")),
        "linestyle": line_style(item.attribute("LineStyle")),
        "linewidth": 0.8 * item.attribute("LineWidth"),
        "alpha": item.alpha("Line"),
    }


def _points(item: Drawable) -> dict[str, Any]:
    return {
        "color": rgb(item.attribute("MarkerColor")),
        "markersize": 5 * item.attribute("MarkerSize"),
        **marker(item.attribute("MarkerStyle")),
    }


def _is_filled(item: Drawable) -> bool:
    return item.attribute("FillColor") != 0 and item.attribute("FillStyle") != 0


def _histogram(axes: Any, h: TH1, option: str) -> None:
    edges, values = h.GetXaxis().edges(), h.values().astype(float)
    letters = option.replace("SAME", "").replace("HIST", "")
    if "E" in letters or "P" in letters:
        errors = np.sqrt(h.variances()) if "E" in letters else None
        shown = (values != 0) | (h.variances() != 0)
        centers = (edges[:-1] + edges[1:]) / 2
        widths = np.diff(edges) / 2
        axes.errorbar(
            centers[shown],
            values[shown],
            None if errors is None else errors[shown],
            widths[shown] if errors is not None else None,
            linestyle="none",
            ecolor=rgb(h.attribute("LineColor")),
            **_points(h),
        )
        if "HIST" not in option:
            return
    if _is_filled(h):
        axes.stairs(values, edges, fill=True, color=rgb(h.attribute("FillColor")), alpha=h.alpha("Fill"))
    axes.stairs(values, edges, **_line(h))


def _histogram2(axes: Any, h: TH2, option: str) -> None:
    x, y, values = h.GetXaxis().edges(), h.GetYaxis().edges(), h.values().astype(float)
    if "BOX" in option:
        _boxes(axes, x, y, values, rgb(h.attribute("LineColor")))
    elif "COL" in option or "TEXT" not in option:
        minimum, maximum = h.limits()
        mesh = axes.pcolormesh(
            x,
            y,
            np.ma.masked_equal(values.T, 0),
            vmin=minimum,
            vmax=maximum,
            cmap=PALETTES.get(gStyle.GetPalette(), "viridis"),
        )
        if "Z" in option:
            axes.figure.colorbar(mesh, ax=axes)
    if "TEXT" in option:
        for i, a in enumerate((x[:-1] + x[1:]) / 2):
            for j, b in enumerate((y[:-1] + y[1:]) / 2):
                if values[i, j] != 0:
                    axes.text(a, b, f"{values[i, j]:.4g}", ha="center", va="center", fontsize=8)
    axes.set_ylim(y[0], y[-1])


def _boxes(axes: Any, x: np.ndarray, y: np.ndarray, values: np.ndarray, color: str) -> None:
    """A rectangle a bin, its area as its content."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    size = np.sqrt(np.abs(values) / (np.abs(values).max() or 1.0))
    boxes = []
    for i, j in zip(*np.nonzero(values)):
        w, h = (x[i + 1] - x[i]) * size[i, j], (y[j + 1] - y[j]) * size[i, j]
        boxes.append(Rectangle(((x[i] + x[i + 1] - w) / 2, (y[j] + y[j + 1] - h) / 2), w, h))
    axes.add_collection(PatchCollection(boxes, facecolor="none", edgecolor=color))


def _graph(axes: Any, g: TGraph, option: str) -> None:
    letters = option.replace("SAME", "")
    if "F" in letters:
        axes.fill(g.GetX(), g.GetY(), color=rgb(g.attribute("FillColor")), alpha=g.alpha("Fill"))
    if "L" in letters or "C" in letters or not set(letters) & set("LCP*F"):
        axes.plot(g.GetX(), g.GetY(), **_line(g))
    errors = g.errors()
    if errors is not None and "X" not in letters:
        axes.errorbar(
            g.GetX(), g.GetY(), errors[1], errors[0], linestyle="none", ecolor=rgb(g.attribute("LineColor"))
        )
    if "P" in letters or "*" in letters:
        axes.plot(g.GetX(), g.GetY(), linestyle="none", **_points(g))


def _multi_graph(axes: Any, graphs: TMultiGraph, option: str) -> None:
    for graph, own in graphs.parts():
        _graph(axes, graph, own.upper() or option)


def _stack(axes: Any, stack: THStack, option: str) -> None:
    for h in stack.GetHists() if "NOSTACK" in option else reversed(stack.GetStack()):
        _histogram(axes, h, option.replace("NOSTACK", ""))


def _function(axes: Any, f: TF1, option: str) -> None:
    low, high = axes.get_xlim() if "SAME" in option else (f.GetXmin(), f.GetXmax())
    x = np.linspace(low, high, 500)
    axes.plot(x, f.evaluate(x), **_line(f))


def _straight(axes: Any, line: TLine, option: str) -> None:
    x1, y1, x2, y2 = line.ends
    place = {"transform": pad_coordinates(axes)} if line.is_ndc else {}
    axes.plot([x1, x2], [y1, y2], scalex=False, scaley=False, **place, **_line(line))


def _arrow(axes: Any, arrow: TArrow, option: str) -> None:
    x1, y1, x2, y2 = arrow.ends
    axes.annotate(
        "", (x2, y2), (x1, y1), arrowprops={"arrowstyle": "->", "color": rgb(arrow.attribute("LineColor"))}
    )


def _box(axes: Any, box: TBox, option: str) -> None:
    from matplotlib.patches import Rectangle

    x1, y1, x2, y2 = box.corners
    fill = rgb(box.attribute("FillColor")) if _is_filled(box) else "none"
    axes.add_patch(
        Rectangle((x1, y1), x2 - x1, y2 - y1, facecolor=fill, edgecolor=rgb(box.attribute("LineColor")))
    )


def _text(axes: Any, text: TText, option: str) -> None:
    across, along = divmod(int(text.attribute("TextAlign")), 10)
    label = mathtext(text.GetTitle()) if isinstance(text, TLatex) else text.GetTitle().replace("$", r"\$")
    axes.text(
        *text.position,
        label,
        transform=pad_coordinates(axes) if text.is_ndc else axes.transData,
        color=rgb(text.attribute("TextColor")),
        fontsize=240 * text.attribute("TextSize"),
        rotation=text.attribute("TextAngle"),
        ha=("left", "center", "right")[max(across, 1) - 1],
        va=("bottom", "center", "top")[max(along, 1) - 1],
    )


def _pave(axes: Any, pave: TPaveText, option: str) -> None:
    x1, y1, x2, y2 = pave.corners
    axes.text(
        (x1 + x2) / 2,
        (y1 + y2) / 2,
        "\n".join(mathtext(line) for line in pave.lines),
        ha="center",
        va="center",
        transform=pad_coordinates(axes) if pave.is_ndc else axes.transData,
        bbox={"facecolor": "white", "edgecolor": "black"},
    )


def _legend(axes: Any, legend: TLegend, option: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for entry in legend.entries:
        shown = entry if not isinstance(entry.shown, Drawable) else entry.shown
        if entry.shown is None or not set(entry.option) & set("lpef"):
            handles.append(Patch(alpha=0))
        elif "f" in entry.option and _is_filled(shown):
            handles.append(
                Patch(
                    facecolor=rgb(shown.attribute("FillColor")), edgecolor=rgb(shown.attribute("LineColor"))
                )
            )
        else:
            points = _points(shown) if "p" in entry.option and shown.attribute("MarkerStyle") != 1 else {}
            line = _line(shown) if set(entry.option) & set("lfe") else {"linestyle": "none"}
            handles.append(Line2D([], [], **{**points, **line}))
    place: dict[str, Any] = {"loc": "best"}
    if legend.corners is not None:
        x1, y1, x2, y2 = legend.corners
        place = {
            "loc": "center",
            "bbox_to_anchor": (x1, y1, x2 - x1, y2 - y1),
            "bbox_transform": pad_coordinates(axes),
        }
    drawn = axes.legend(
        handles,
        [mathtext(entry.GetTitle()) for entry in legend.entries],
        title=mathtext(legend.header) or None,
        ncols=legend.columns,
        frameon=legend.has_border,
        **place,
    )
    axes.add_artist(drawn)


PAINTERS: dict[type, Painter] = {
    TH1: _histogram,
    TH2: _histogram2,
    TGraph: _graph,
    TMultiGraph: _multi_graph,
    THStack: _stack,
    TF1: _function,
    TLine: _straight,
    TArrow: _arrow,
    TBox: _box,
    TText: _text,
    TPaveText: _pave,
    TLegend: _legend,
}
