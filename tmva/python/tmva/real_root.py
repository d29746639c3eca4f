"""The real ROOT with tmva in place of ROOT.TMVA: what ``tmva run --with-root`` calls ROOT."""

from __future__ import annotations

import sys
import types
from typing import Any

from . import ROOT as ours
from . import _core
from .rdataloader import RDataLoader


class _Beside:
    """A namespace of the real ROOT, with some names of tmva."""

    def __init__(self, real: Any, **names: Any):
        self._real = real
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _RealRoot(types.ModuleType):
    """The real module; TMVA, the batch generator, and names that it lacks are tmva's."""

    def __init__(self, real: Any):
        super().__init__("ROOT", real.__doc__)
        names = {
            "_real": real,
            "TMVA": ours.TMVA,
            "__path__": real.__path__,
            "__file__": real.__file__,
            "Experimental": _Beside(real.Experimental, ML=types.SimpleNamespace(RDataLoader=RDataLoader)),
        }
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(self._real, name)
        except AttributeError:
            if name in ours.__all__:
                return getattr(ours, name)
            raise

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._real, name, value)


def install_real_root() -> None:
    """From now on ``import ROOT`` is the real ROOT with tmva in place of ROOT.TMVA.

    Raises
    ------
    DataError
        When the real ROOT is not installed.
    """
    try:
        import ROOT
    except ImportError as error:
        raise _core.DataError(
            f"--with-root: the real ROOT cannot be imported ({error}); `tmva run` without it needs none"
        ) from error
    sys.modules["ROOT"] = _RealRoot(ROOT)
