"""Optional frameworks, imported when they are asked for."""

from __future__ import annotations

import importlib
from typing import Any


def require(module: str, extra: str) -> Any:
    """The module; ImportError naming the extra that brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f'these batches need {module.partition(".")[0]}: '
                          f'pip install "tmva[{extra}]"') from error
