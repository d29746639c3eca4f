"""Trained models of other libraries."""

from .graph import Model
from .loading import from_sklearn, from_torch, load_model

__all__ = ["Model", "from_sklearn", "from_torch", "load_model"]
