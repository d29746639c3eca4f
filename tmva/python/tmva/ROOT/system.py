"""gSystem: files, folders, the environment, and commands."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, Optional

from .. import _core
from .named import TNamed

#: Features that `root-config --has-...` is asked for: True where tmva has them.
_FEATURES = {
    "tmva": True,
    "tmva-pymva": True,
    "pymva": True,
    "tmva-sofie": True,
    "imt": True,
    "pyroot": True,
    "tmva-gpu": False,
    "cuda": False,
    "roofit": False,
    "opengl": False,
}


def has_feature(name: str) -> bool:
    """What a build of ROOT with this part would have."""
    if name == "tmva-cpu":  # what scripts take for "kDL can be booked"
        return "DL" in dict(_core.methods())
    return _FEATURES.get(name, False)


def feature_names() -> list[str]:
    return [
        name for name in (*_FEATURES, "tmva-cpu", "dataframe") if name == "dataframe" or has_feature(name)
    ]


class TSystem(TNamed):
    """ROOT's view of the operating system."""

    def __init__(self) -> None:
        super().__init__("gSystem", "The operating system")

    def Exec(self, command: Any) -> int:
        """Runs a shell command; its exit status."""
        sys.stdout.flush()
        return subprocess.run(str(command), shell=True, check=False).returncode

    def GetFromPipe(self, command: Any) -> str:
        """What a shell command prints. Questions to root-config about features are answered for tmva."""
        words = str(command).split()
        if len(words) == 2 and words[0] == "root-config":
            if words[1].startswith("--has-"):
                return "yes" if has_feature(words[1][len("--has-") :]) else "no"
            if words[1] == "--features":
                return " ".join(feature_names())
        done = subprocess.run(str(command), shell=True, check=False, stdout=subprocess.PIPE, text=True)
        return done.stdout.rstrip("\n")

    def AccessPathName(self, path: Any, mode: int = 0) -> bool:
        """False (!) where the path exists, as in ROOT."""
        return not os.path.exists(self.ExpandPathName(path))

    def mkdir(self, path: Any, recursive: bool = False) -> int:
        """0, or -1 where the folder could not be made."""
        try:
            (os.makedirs if recursive else os.mkdir)(os.fspath(path))
        except OSError:
            return -1
        return 0

    MakeDirectory = mkdir

    def Unlink(self, path: Any) -> int:
        """0, or -1 where there was no such file."""
        try:
            os.remove(os.fspath(path))
        except OSError:
            return -1
        return 0

    def CopyFile(self, source: Any, target: Any, overwrite: bool = False) -> int:
        """0, or -1 without a source, -2 where the target exists already."""
        import shutil

        if not os.path.isfile(source):
            return -1
        if os.path.exists(target) and not overwrite:
            return -2
        shutil.copyfile(source, target)
        return 0

    def Rename(self, source: Any, target: Any) -> int:
        try:
            os.rename(os.fspath(source), os.fspath(target))
        except OSError:
            return -1
        return 0

    def ExpandPathName(self, path: Any) -> str:
        """With ~, $NAME and $(NAME) replaced."""
        text = os.fspath(path)
        while (begin := text.find("$(")) >= 0 and (end := text.find(")", begin)) >= 0:
            text = text[:begin] + "${" + text[begin + 2 : end] + "}" + text[end + 1 :]
        return os.path.expanduser(os.path.expandvars(text))

    def BaseName(self, path: Any) -> str:
        return os.path.basename(os.fspath(path).rstrip("/"))

    def DirName(self, path: Any) -> str:
        return os.path.dirname(os.fspath(path)) or "."

    GetDirName = DirName

    def ConcatFileName(self, folder: Any, name: Any) -> str:
        return os.path.join(os.fspath(folder), os.fspath(name))

    def pwd(self) -> str:
        return os.getcwd()

    WorkingDirectory = GetWorkingDirectory = pwd

    def cd(self, path: Any) -> bool:
        """False where the folder does not exist."""
        try:
            os.chdir(os.fspath(path))
        except OSError:
            return False
        return True

    ChangeDirectory = cd

    def Getenv(self, name: Any) -> Optional[str]:
        """None where it is not set."""
        return os.environ.get(str(name))

    def Setenv(self, name: Any, value: Any) -> None:
        os.environ[str(name)] = str(value)

    def Unsetenv(self, name: Any) -> None:
        os.environ.pop(str(name), None)

    def HostName(self) -> str:
        import socket

        return socket.gethostname()

    def GetPid(self) -> int:
        return os.getpid()

    def Exit(self, code: int = 0) -> None:
        raise SystemExit(code)

    def Sleep(self, milliseconds: int) -> None:
        import time

        time.sleep(milliseconds / 1000)

    def ProcessEvents(self) -> bool:
        """Nothing waits for events: there are no windows."""
        return False

    def Load(self, library: Any, *_: Any) -> int:
        """0 for ROOT's own libraries, whose work tmva does; OSError for others."""
        name = os.path.basename(str(library)).partition(".")[0].removeprefix("lib")
        if name in (
            "TMVA",
            "TMVAGui",
            "PyMVA",
            "Tree",
            "TreePlayer",
            "Hist",
            "RIO",
            "Core",
            "MathCore",
            "Graf",
            "Gpad",
            "ROOTDataFrame",
            "ROOTTMVASofie",
        ):
            return 0
        raise OSError(
            f"gSystem.Load('{library}'): libraries for ROOT are not part of tmva; a library with a C "
            "interface can be loaded with ctypes.CDLL"
        )


gSystem = TSystem()
