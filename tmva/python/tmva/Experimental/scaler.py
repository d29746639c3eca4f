"""RStandardScaler: variables with mean 0 and standard deviation 1."""

from __future__ import annotations

import os
from typing import Any, Optional

import numpy as np

from .. import _core
from ..files import File
from ..writing import recreate, update


class RStandardScaler:
    """Shifts and scales each variable by the mean and standard deviation (with n - 1) of what it was fitted to.

    >>> scaler = RStandardScaler()
    >>> scaler.Fit(x)                             # [events, variables]
    >>> y = scaler.Compute(x)
    >>> scaler.Save("myScaler", "scaler.root"); RStandardScaler("myScaler", "scaler.root")

    In the file the parameters are the vectors ``NAME/means`` and ``NAME/stds`` (TVectorD).
    """

    def __init__(self, name: Optional[str] = None, path: Any = None):
        self._means = self._stds = np.zeros(0)
        if name is not None:
            file = File(os.fspath(path))
            self._means = np.asarray(file[f"{name}/means"], dtype=np.float64).reshape(-1)
            self._stds = np.asarray(file[f"{name}/stds"], dtype=np.float64).reshape(-1)

    def __class_getitem__(cls, kind: Any) -> type["RStandardScaler"]:
        return cls

    def Fit(self, x: Any) -> None:
        values = np.asarray(x, dtype=np.float64)
        if values.ndim != 2 or len(values) < 2:
            raise _core.DataError(
                f"RStandardScaler: expected [events, variables] with two events at least, got shape "
                f"{values.shape}"
            )
        self._means, self._stds = values.mean(axis=0), values.std(axis=0, ddof=1)
        if (self._stds == 0).any():
            raise _core.DataError(f"RStandardScaler: variable {int(np.argmin(self._stds))} is constant")

    def Compute(self, x: Any) -> np.ndarray:
        """Scaled values of one event or of many."""
        values = np.asarray(x)
        if not self._means.size:
            raise _core.DataError("RStandardScaler: call Fit() first")
        if values.shape[-1:] != self._means.shape:
            raise _core.DataError(
                f"RStandardScaler: fitted to {self._means.size} variables, got shape {values.shape}"
            )
        scaled = (values - self._means) / self._stds
        return scaled.astype(values.dtype if values.dtype.kind == "f" else np.float32)

    def GetMeans(self) -> list[float]:
        return [float(mean) for mean in self._means]

    def GetStds(self) -> list[float]:
        return [float(std) for std in self._stds]

    def Save(self, name: str, path: Any) -> None:
        """Adds the parameters to a file, which is made if need be."""
        if not self._means.size:
            raise _core.DataError("RStandardScaler: call Fit() first")
        with (update if os.path.exists(path) else recreate)(os.fspath(path)) as file:
            file[f"{name}/means"], file[f"{name}/stds"] = self._means, self._stds
