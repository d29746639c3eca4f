"""Figures, drawn without a display."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def figure(path: str, width: float = 6.4, height: float = 4.8) -> Iterator[Any]:
    """Axes, saved when the block has ended."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "figures need matplotlib: pip install 'tmva[report]'; or set 'figures: false' in 'evaluation'"
        ) from error
    drawn = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(drawn)
    axes = drawn.add_subplot()
    yield axes
    drawn.savefig(path, dpi=120, metadata={"Software": None})


def draw_matrix(path: str, matrix: np.ndarray, classes: list[str], title: str) -> None:
    """A matrix with its numbers: rows are true classes, columns predicted ones."""
    size = max(4.0, 1.2 * len(classes) + 2)
    with figure(path, size + 1, size) as axes:
        image = axes.imshow(matrix, cmap="Blues", vmin=0)
        axes.figure.colorbar(image)
        axes.set_xticks(range(len(classes)), classes, rotation=45, ha="right")
        axes.set_yticks(range(len(classes)), classes)
        axes.set_xlabel("predicted class")
        axes.set_ylabel("true class")
        axes.set_title(title)
        largest = np.nanmax(matrix, initial=0)
        for (i, j), value in np.ndenumerate(matrix):
            axes.text(
                j,
                i,
                f"{value:.3g}",
                ha="center",
                va="center",
                color="white" if value > largest / 2 else "black",
            )
