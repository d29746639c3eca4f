"""Taylor ranking: how strongly the response depends on each input, and on each pair of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement

import numpy as np

#: Responses [events, outputs] to variables [events, variables].
Evaluate = Callable[[np.ndarray], np.ndarray]

_ROWS = 100_000  # evaluated at once


def taylor_coefficients(evaluate: Evaluate, x: np.ndarray, step: float) -> dict[tuple[int, ...], np.ndarray]:
    """Taylor coefficients of the responses in the standardised variables, at each event: [events,
    outputs] by the numbers of the variables, (i,) for the first order, (i, j) with i <= j for the
    second.

    They are central differences over ``step`` standard deviations of the sample. Of networks they
    are the derivatives to second order of the step; of trees, which are constant between cuts, they
    are the mean slope and curvature over that range.
    """
    x = np.asarray(x, np.float64)
    scale = x.std(axis=0) * step
    width = x.shape[1]
    moved = [i for i in range(width) if scale[i] > 0]
    centre = _evaluate(evaluate, x, [])
    once = {(i, sign): _evaluate(evaluate, x, [(i, sign * scale[i])]) for i in moved for sign in (1, -1)}
    found: dict[tuple[int, ...], np.ndarray] = {}
    for i in range(width):
        found[(i,)] = (once[i, 1] - once[i, -1]) / (2 * step) if i in moved else np.zeros_like(centre)
    for i, j in combinations_with_replacement(range(width), 2):
        if i not in moved or j not in moved:
            found[i, j] = np.zeros_like(centre)
        elif i == j:
            found[i, i] = (once[i, 1] - 2 * centre + once[i, -1]) / (2 * step * step)
        else:
            corners = [
                s * t * _evaluate(evaluate, x, [(i, s * scale[i]), (j, t * scale[j])])
                for s in (1, -1)
                for t in (1, -1)
            ]
            found[i, j] = np.sum(corners, axis=0) / (4 * step * step)
    return found


def rank(
    evaluate: Evaluate, x: np.ndarray, output: int, names: list[str], step: float
) -> list[tuple[str, float]]:
    """Mean absolute coefficients of one output, the largest first: ("x", 0.4), ("x,y", 0.1), ..."""
    if len(x) == 0:
        return []
    coefficients = taylor_coefficients(evaluate, x, step)
    means = {
        ",".join(names[i] for i in key): float(np.abs(value[:, output]).mean())
        for key, value in coefficients.items()
    }
    return sorted(means.items(), key=lambda item: (-item[1], item[0]))


def _evaluate(evaluate: Evaluate, x: np.ndarray, changes: list[tuple[int, float]]) -> np.ndarray:
    moved = x.astype(np.float32)
    for column, change in changes:
        moved[:, column] = x[:, column] + change
    parts = [np.asarray(evaluate(moved[begin : begin + _ROWS])) for begin in range(0, len(moved), _ROWS)]
    return np.concatenate([part.reshape(len(part), -1) for part in parts])
