"""gROOT: the session, its version, its tutorials, and macros."""

from __future__ import annotations

import os
import re
from typing import Any

from .. import __version__, _core
from ..tutorial_folder import tutorial_folder
from .named import TNamed
from .registry import find
from .system import feature_names
from .text import TString

#: The release of ROOT whose vocabulary this is.
_ROOT_VERSION = (6, 40, 0)


class TROOT(TNamed):
    """What ROOT knows of its session."""

    def __init__(self) -> None:
        super().__init__("root", "The vocabulary of ROOT, by tmva " + __version__)
        self._is_batch = True

    def SetBatch(self, on: bool = True) -> None:
        """Accepted: no windows are opened either way."""
        self._is_batch = bool(on)

    def IsBatch(self) -> bool:
        return self._is_batch

    def GetVersion(self) -> str:
        """The release of ROOT whose vocabulary this is."""
        major, minor, patch = _ROOT_VERSION
        return f"{major}.{minor:02d}.{patch:02d}"

    def GetVersionInt(self) -> int:
        major, minor, patch = _ROOT_VERSION
        return major * 10000 + minor * 100 + patch

    def GetConfigFeatures(self) -> str:
        """Parts of ROOT that tmva does the work of, separated by blanks."""
        return " ".join(feature_names())

    def GetTutorialDir(self) -> TString:
        """ROOT's folder of tutorials.

        Raises
        ------
        FileNotFoundError
            Where there is none: says what to set.
        """
        folder = tutorial_folder()
        if folder is None:
            raise FileNotFoundError(
                "gROOT.GetTutorialDir(): ROOT's tutorials are not part of tmva. Set "
                "TMVA_TUTORIALS_DIR to their folder, or ROOTSYS to the one above it, or pip "
                "install the root wheel, which tmva only takes the files of"
            )
        return TString(folder)

    GetTutorialsDir = GetTutorialDir

    def LoadMacro(self, path: Any, *_: Any) -> int:
        """Reads a C++ macro, whose functions ProcessLine then calls."""
        from ..macros import load_macro

        load_macro(os.fspath(path).rstrip("+"))
        return 0

    def Macro(self, path: Any, *_: Any) -> int:
        """Runs a C++ macro."""
        from ..macros import run_macro

        return run_macro(os.fspath(path), [])

    def ProcessLine(self, line: Any, *_: Any) -> int:
        """``.L macro.C``, ``.x macro.C(arguments)``, ``gROOT->SetBatch()`` or a call of a macro's function.

        Raises
        ------
        NotImplementedError
            For other C++: there is no interpreter.
        """
        text = str(line).strip().rstrip(";")
        if text.startswith((".L ", ".x ", ".X ")):
            path = text[3:].strip()
            return self.LoadMacro(path) if text.startswith(".L") else self.Macro(path)
        if re.fullmatch(r"gROOT->SetBatch\((true|kTRUE|1)?\)", text):
            self.SetBatch()
            return 0
        if text.startswith("gErrorIgnoreLevel") and "=" in text:
            from . import messages

            name = text.partition("=")[2].strip()
            messages.set_ignore_level(int(name) if name.lstrip("-").isdigit() else getattr(messages, name))
            return 0
        from ..macros import call, loaded

        if not loaded.knows(text):
            raise NotImplementedError(
                f"gROOT.ProcessLine({text!r}): C++ is not run from Python, but '.L macro.C', '.x "
                "macro.C(arguments)', and calls of functions of macros that were loaded"
            )
        return call(text)

    def SetStyle(self, name: Any = "") -> None:
        """Accepted: pictures are made by matplotlib, in one style."""

    def ForceStyle(self, on: bool = True) -> None:
        """Accepted, as SetStyle."""

    def Reset(self, option: str = "") -> None:
        """Accepted: there is nothing global to forget."""

    def GetListOfCanvases(self) -> list[Any]:
        from .canvas import TCanvas, gPad

        return [gPad.canvas or gPad] if gPad and isinstance(gPad.canvas or gPad, TCanvas) else []

    def GetListOfFiles(self) -> Any:
        from .files import open_files

        return open_files()

    def cd(self, path: Any = None) -> bool:
        """Leaves all files: what is made from now on belongs to none."""
        from .files import leave_files

        leave_files()
        return True

    def FindObject(self, name: Any) -> Any:
        """A histogram by its name; None where there is none."""
        return find(str(name))


gROOT = TROOT()


def set_threads(number: int) -> None:
    """Threads for training, reading and RDataFrame; 0: all cores."""
    _core.Config.Instance().SetNumThreads(int(number))
