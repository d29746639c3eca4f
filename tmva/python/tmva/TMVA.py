"""The names of TMVA: ``from tmva import TMVA``."""

from __future__ import annotations

import sys
from typing import Any

from . import Experimental
from ._core import BookedMethod, Config, DataSetInfo, Types
from .factory import Factory
from .loader import DataLoader
from .reader import Reader
from .roc_curve import ROCCurve

__all__ = [
    "BookedMethod",
    "Config",
    "DataLoader",
    "DataSetInfo",
    "Experimental",
    "Factory",
    "PyMethodBase",
    "Python_Executable",
    "ROCCurve",
    "Reader",
    "TMVAGui",
    "TMVAMultiClassGui",
    "TMVARegGui",
    "Tools",
    "Types",
    "gConfig",
    "gTools",
]


class Tools:
    """TMVA's start-up call; there is nothing to start."""

    @staticmethod
    def Instance() -> "Tools":
        return Tools()


class PyMethodBase:
    """TMVA's start-up calls for Python methods; there is nothing to start inside Python."""

    @staticmethod
    def PyInitialize() -> None:
        """Does nothing: the interpreter is running."""

    @staticmethod
    def PyIsInitialized() -> bool:
        return True

    @staticmethod
    def PyFinalize() -> None:
        """Does nothing: the interpreter belongs to the script."""

    @staticmethod
    def PySetProgramName(executable: str) -> None:
        """Does nothing: the interpreter is running."""

    @staticmethod
    def Py_GetProgramName() -> str:
        return sys.executable


def gConfig() -> Config:
    """Global choices: colour, silence, progress bars, number of threads."""
    return Config.Instance()


def gTools() -> Tools:
    return Tools.Instance()


def Python_Executable() -> str:
    """The interpreter that runs the script."""
    return sys.executable


def TMVAGui(file: Any = "", *_: Any) -> None:
    """TMVA opens a window on the results here; prints where they are."""
    print(
        f"TMVAGui: windows are not part of tmva; the results are in {file}, which `tmva inspect {file}` shows"
    )


TMVARegGui = TMVAMultiClassGui = TMVAGui


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    from .ROOT.advice import advice

    raise AttributeError(advice(name, __all__, "TMVA"))
