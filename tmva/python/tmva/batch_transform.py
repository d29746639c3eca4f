"""Transformations of the features in a BatchGenerator."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Optional

import numpy as np

from . import _core


class Standardise:
    """Features of mean 0 and standard deviation 1, in place.

    Fitted in one pass over the batches that `rows` gives, when it is first applied. Weights are not
    used; a constant feature becomes 0.
    """

    def __init__(self, rows: Callable[[], Iterable[np.ndarray]], names: Callable[[], list[str]]):
        self._rows = rows
        self._names = names
        self._lock = threading.Lock()
        self._fitted: Optional[tuple[np.ndarray, np.ndarray]] = None

    @property
    def mean(self) -> np.ndarray:
        """Of each feature, as float64."""
        return self._moments()[0]

    @property
    def scale(self) -> np.ndarray:
        """The standard deviation of each feature; 1 for constants."""
        return self._moments()[1]

    def _moments(self) -> tuple[np.ndarray, np.ndarray]:
        with self._lock:
            if self._fitted is None:
                self._fitted = self._fit()
            return self._fitted

    def _fit(self) -> tuple[np.ndarray, np.ndarray]:
        """Chan's sums: exact for any offset, and the same for any number of batches."""
        names = self._names()
        count, mean, squares = 0, np.zeros(len(names)), np.zeros(len(names))
        for batch in self._rows():
            x = batch.astype(np.float64)
            batch_mean = x.mean(axis=0)
            shift = batch_mean - mean
            total = count + len(x)
            squares += ((x - batch_mean) ** 2).sum(axis=0) + shift**2 * (count * len(x) / total)
            mean = mean + shift * (len(x) / total)
            count = total
        if count == 0:
            raise _core.DataError("transform: there are no rows to standardise by")
        bad = [name for name, good in zip(names, np.isfinite(squares)) if not good]
        if bad:
            raise _core.DataError(
                f"transform: column '{bad[0]}' holds values that are not finite; it cannot be standardised"
            )
        scale = np.sqrt(squares / count)
        return mean, np.where(scale > 0, scale, 1.0)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        mean, scale = self._moments()
        np.subtract(x, mean, out=x, casting="same_kind")
        np.divide(x, scale, out=x, casting="same_kind")
        return x

    def __getstate__(self) -> Any:
        return self._moments()

    def __setstate__(self, moments: Any) -> None:
        self._lock = threading.Lock()
        self._fitted = moments

    def __repr__(self) -> str:
        return "standardise"


class Variables:
    """VarTransform's transformations of the features, in place: ``"N"``, ``"G_signal,D"``.

    Fitted in passes over all rows, with their weights, when they are first applied.
    """

    def __init__(self, text: str, fit: Callable[[str], _core.BatchTransformation]):
        self._text = text
        self._fit = fit
        self._lock = threading.Lock()
        self._fitted: Optional[_core.BatchTransformation] = None

    def fitted(self) -> _core.BatchTransformation:
        with self._lock:
            if self._fitted is None:
                self._fitted = self._fit(self._text)
            return self._fitted

    def __call__(self, x: np.ndarray) -> np.ndarray:
        self.fitted().Apply(x)
        return x

    def __getstate__(self) -> Any:
        return self._text, self.fitted()

    def __setstate__(self, state: Any) -> None:
        self._text, self._fitted = state
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return self._text


def check_transform(transform: Any) -> Any:
    """None, "standardise", a VarTransform text or a function of x."""
    if transform is None or isinstance(transform, str) or callable(transform):
        return transform or None
    raise _core.OptionError(
        f"transform={transform!r}: expected 'standardise', transformations as in VarTransform "
        "('N', 'G,D') or a function of the features [rows, features] that returns as many rows"
    )


def apply_function(function: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    """What the function makes of x, checked."""
    result = np.asarray(function(x))
    if result.ndim < 1 or len(result) != len(x):
        raise _core.DataError(f"transform: it returned shape {result.shape} for {len(x)} rows")
    return result
