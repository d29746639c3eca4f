"""Random values that follow a function or a histogram."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from .axes import TAxis
from .random_numbers import TRandom3, gRandom


def sample_bins(function: Any, axes: list[TAxis], n: int, random: Optional[TRandom3]) -> list[np.ndarray]:
    """n values for each axis: bins by their probability, even within a bin.

    Parameters
    ----------
    function : TF1, TF2, its name, or a histogram with the same bins
    axes : list of TAxis
    n : int
    random : TRandom3, optional
        gRandom by default.
    """
    from .functions import TF1, find_function

    if isinstance(function, str):
        function = find_function(function)
    if isinstance(function, TF1):
        density = function.evaluate(*np.meshgrid(*(axis.centers() for axis in axes), indexing="ij"))
        for i, axis in enumerate(axes):
            density = density * np.diff(axis.edges()).reshape([-1 if j == i else 1 for j in range(len(axes))])
    else:
        density = np.asarray(function.values(), dtype=np.float64)
    probability = np.maximum(np.nan_to_num(density), 0)
    total = probability.sum()
    if not total > 0 or not np.isfinite(total):
        raise ValueError(f"FillRandom: {function.GetName()} is nowhere above 0 in the range of the histogram")
    generator = random or gRandom
    cells = np.searchsorted(probability.ravel().cumsum() / total, generator.uniforms(n), "right")
    bins = np.unravel_index(np.minimum(cells, probability.size - 1), probability.shape)
    return [_inside(axis, number, generator.uniforms(n)) for axis, number in zip(axes, bins)]


def _inside(axis: TAxis, bins: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    edges = axis.edges()
    return edges[bins] + fractions * np.diff(edges)[bins]
