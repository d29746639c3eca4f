"""Confusion matrices: rows are true classes, columns predicted ones."""

from __future__ import annotations

import numpy as np


def efficiency(matrix: np.ndarray) -> np.ndarray:
    """Of the events of a true class, the fraction in each predicted class: rows add up to 1; NaN
    for an empty row."""
    return _divide(matrix, matrix.sum(axis=1, keepdims=True))


def purity(matrix: np.ndarray) -> np.ndarray:
    """Of the events of a predicted class, the fraction from each true class: columns add up to 1;
    NaN for an empty one."""
    return _divide(matrix, matrix.sum(axis=0, keepdims=True))


def _divide(matrix: np.ndarray, sums: np.ndarray) -> np.ndarray:
    return np.divide(matrix, sums, out=np.full(matrix.shape, np.nan), where=sums != 0)


def representations(counts: np.ndarray, weighted: np.ndarray) -> dict[str, np.ndarray]:
    """The matrices and their normalisations, by the names of their files."""
    return {
        "confusion_counts": counts,
        "confusion_weighted": weighted,
        "confusion_efficiency": efficiency(counts),
        "confusion_purity": purity(counts),
        "confusion_efficiency_weighted": efficiency(weighted),
        "confusion_purity_weighted": purity(weighted),
    }
