"""The names of TMVA: ``from tmva import TMVA``."""

from __future__ import annotations

import sys

from . import Experimental
from ._core import BookedMethod, Config, DataSetInfo, Types
from .factory import Factory
from .loader import DataLoader
from .reader import Reader

__all__ = ["BookedMethod", "Config", "DataLoader", "DataSetInfo", "Experimental", "Factory",
           "PyMethodBase", "Reader", "Tools", "Types", "gConfig"]


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
