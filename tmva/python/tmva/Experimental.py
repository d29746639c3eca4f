"""TMVA's namespace ``TMVA::Experimental``. Its inference tools are not part of tmva yet."""

from __future__ import annotations

from typing import Any

from . import sofie as SOFIE

__all__ = ["SOFIE"]


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"TMVA.Experimental.{name} is not part of tmva yet")
