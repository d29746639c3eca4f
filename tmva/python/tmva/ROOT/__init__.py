"""The names that scripts for TMVA take from ROOT: ``import tmva.ROOT as ROOT``.

Each is a thin face on what tmva does; nothing of ROOT is needed. A name that is not here raises an
AttributeError that says what to use instead. ``tmva run script.py`` runs a script whose
``import ROOT`` is answered by this module.

>>> import tmva.ROOT as ROOT
>>> file = ROOT.TFile.Open("events.root")
>>> tree = file.Get("tree")
"""

from __future__ import annotations

import sys
import types
from typing import Any

from ..frame import RDataFrame
from ..sofie import declared as _declared
from ..sofie import gInterpreter
from . import colors as _colors
from . import messages as _messages
from . import tmva_names as TMVA
from .advice import advice as _advice
from .axes import TAxis
from .canvas import TCanvas, TPad, gPad
from .colors import *  # noqa: F403 - kRed and the like
from .cuts import TCut
from .collections_of_root import TList, TObjArray
from .files import TDirectory, TDirectoryFile, TFile, TKey, current_directory, current_file
from .functions import TF1, TF2
from .graphs import TGraph, TGraphAsymmErrors, TGraphErrors, TMultiGraph
from .histograms import TH1, TH2, TH1D, TH1F, TH1I, TH2D, TH2F, TH2I
from .mathematics import TMath
from .messages import (
    Error,
    Fatal,
    Info,
    Warning,  # noqa: A004 - ROOT's name
    kBreak,
    kError,
    kFatal,
    kInfo,
    kPrint,
    kSysError,
    kUnset,
    kWarning,
)
from .named import TNamed, TObject
from .namespaces import (
    DisableImplicitMT,
    EnableImplicitMT,
    Experimental,
    GetThreadPoolSize,
    IsImplicitMTEnabled,
    PyConfig,
    RDF,
)
from .primitives import TArrow, TBox, TLatex, TLegend, TLine, TPaveText, TText
from .profiles import TProfile
from .random_numbers import TRandom, TRandom3, gRandom
from .session import TROOT, gROOT
from .stacks import THStack
from .style import TStyle, gStyle, kBird, kCividis, kGreyScale, kRainBow, kViridis
from .system import TSystem, gSystem
from .text import Form, TObjString, TString
from .timing import TStopwatch
from .trees import TBranch, TChain, TLeaf, TTree
from .vectors import std

kTRUE, kFALSE = True, False

#: C++'s namespace of the same name: ``ROOT.ROOT.EnableImplicitMT(4)``.
ROOT = sys.modules[__name__]


class _Names(types.ModuleType):
    """The module: its variables that are ROOT's globals take effect when they are set."""

    def __getattr__(self, name: str) -> Any:
        if name == "gErrorIgnoreLevel":
            return _messages.ignore_level()
        if name == "gDirectory":
            return current_directory()
        if name == "gFile":
            return current_file()
        if name.startswith("TMVA_SOFIE_") and (namespace := _declared(name)) is not None:
            return namespace
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        raise AttributeError(_advice(name, __all__))

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "gErrorIgnoreLevel":
            _messages.set_ignore_level(value)
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(__all__)


class _MissingNames:
    """Answers ``from tmva.ROOT import Name`` for names that are not here, which Python looks for as
    modules: with the advice that an attribute gives."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        package, _, what = name.rpartition(".")
        if what and not what.startswith("_") and sys.modules.get(package) is ROOT:
            raise ImportError(_advice(what, __all__), name=what)


__all__ = sorted(
    {
        "DisableImplicitMT",
        "EnableImplicitMT",
        "Error",
        "Experimental",
        "Fatal",
        "Form",
        "GetThreadPoolSize",
        "Info",
        "IsImplicitMTEnabled",
        "PyConfig",
        "RDF",
        "RDataFrame",
        "ROOT",
        "TArrow",
        "TBranch",
        "TChain",
        "TDirectory",
        "TDirectoryFile",
        "TFile",
        "TKey",
        "TLeaf",
        "TList",
        "TObjArray",
        "TTree",
        "gDirectory",
        "gFile",
        "TAxis",
        "TBox",
        "TCanvas",
        "TCut",
        "TF1",
        "TF2",
        "TGraph",
        "TGraphAsymmErrors",
        "TGraphErrors",
        "TH1",
        "TH1D",
        "TH1F",
        "TH1I",
        "TH2",
        "TH2D",
        "TH2F",
        "TH2I",
        "THStack",
        "TLatex",
        "TLegend",
        "TLine",
        "TMVA",
        "TMath",
        "TMultiGraph",
        "TNamed",
        "TObjString",
        "TObject",
        "TPad",
        "TPaveText",
        "TProfile",
        "TROOT",
        "TRandom",
        "TRandom3",
        "TStopwatch",
        "TString",
        "TStyle",
        "TSystem",
        "TText",
        "Warning",
        "gErrorIgnoreLevel",
        "gInterpreter",
        "gPad",
        "gROOT",
        "gRandom",
        "gStyle",
        "gSystem",
        "kBird",
        "kBreak",
        "kCividis",
        "kError",
        "kFALSE",
        "kFatal",
        "kGreyScale",
        "kInfo",
        "kPrint",
        "kRainBow",
        "kSysError",
        "kTRUE",
        "kUnset",
        "kViridis",
        "kWarning",
        "std",
        *(name for name in vars(_colors) if name.startswith("k")),
    }
)

sys.modules[__name__].__class__ = _Names
sys.meta_path.append(_MissingNames)
