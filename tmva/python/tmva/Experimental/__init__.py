"""TMVA's namespace ``TMVA::Experimental``: tensors, trained models on arrays, and columns as tensors."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .. import sofie as SOFIE
    from .models import RBDT, Compute, RReader, RSofieReader, SaveXGBoost
    from .scaler import RStandardScaler
    from .tensors import AsRTensor, AsTensor, MemoryLayout, RTensor

_MODULES = {"models": ("Compute", "RBDT", "RReader", "RSofieReader", "SaveXGBoost"), "scaler": ("RStandardScaler",),
            "tensors": ("AsRTensor", "AsTensor", "MemoryLayout", "RTensor")}  # fmt: skip
__all__ = [
    "AsRTensor",
    "AsTensor",
    "Compute",
    "MemoryLayout",
    "RBDT",
    "RReader",
    "RSofieReader",
    "RStandardScaler",
    "RTensor",
    "SOFIE",
    "SaveXGBoost",
]


def __getattr__(name: str) -> Any:
    """Modules are imported when their names are used: `import tmva` stays quick."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    if name == "SOFIE":
        return importlib.import_module("..sofie", __name__)
    if name.startswith("__") or name in (*_MODULES, "_MODULES"):
        raise AttributeError(name)
    from ..ROOT.advice import advice

    raise AttributeError(advice(name, __all__, "TMVA.Experimental"))
