"""TMVA's namespace ``TMVA::Experimental``: tensors, trained models on arrays, and columns as tensors."""

from __future__ import annotations

from typing import Any

from .. import sofie as SOFIE
from .models import RBDT, Compute, RReader, RSofieReader, SaveXGBoost
from .scaler import RStandardScaler
from .tensors import AsRTensor, AsTensor, MemoryLayout, RTensor

__all__ = ["AsRTensor", "AsTensor", "Compute", "MemoryLayout", "RBDT", "RReader", "RSofieReader", "RStandardScaler",
           "RTensor", "SOFIE", "SaveXGBoost"]


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    from ..ROOT.advice import advice

    raise AttributeError(advice(name, __all__, "TMVA.Experimental"))
