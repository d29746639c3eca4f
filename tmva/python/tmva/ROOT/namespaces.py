"""Namespaces of ROOT that scripts look into, and the number of threads."""

from __future__ import annotations

import types
from typing import Any

from .. import _core
from ..frame import FromNumpy, RSnapshotOptions, run_graphs
from ..rdataloader import RDataLoader
from .session import set_threads


class PyConfig:
    """Settings of PyROOT, which have no effect here: ``PyConfig.IgnoreCommandLineOptions = True``."""

    IgnoreCommandLineOptions = True
    DisableRootLogon = True


class Experimental:
    """ROOT's namespace Experimental."""

    ML = types.SimpleNamespace(RDataLoader=RDataLoader)


class HistogramModel:
    """The arguments of a histogram's constructor, for RDataFrame: name, title, bins..."""

    def __init__(self, *arguments: Any):
        self.arguments = arguments


class RDF:
    """ROOT's namespace RDF: options and helpers of RDataFrame."""

    RSnapshotOptions = RSnapshotOptions
    RunGraphs = staticmethod(run_graphs)
    FromNumpy = MakeNumpyDataFrame = staticmethod(FromNumpy)
    TH1DModel = TH2DModel = TProfile1DModel = HistogramModel


class _Threads:
    is_enabled = False


def EnableImplicitMT(number: int = 0) -> None:
    """Sets the number of threads of training, reading and RDataFrame; 0: all cores."""
    set_threads(number)
    _Threads.is_enabled = True


def DisableImplicitMT() -> None:
    """One thread."""
    set_threads(1)
    _Threads.is_enabled = False


def IsImplicitMTEnabled() -> bool:
    return _Threads.is_enabled


def GetThreadPoolSize() -> int:
    """The number of threads; 0 unless EnableImplicitMT was called."""
    import os

    if not _Threads.is_enabled:
        return 0
    number: Any = _core.Config.Instance().NumThreads()
    return int(number) or len(os.sched_getaffinity(0))
