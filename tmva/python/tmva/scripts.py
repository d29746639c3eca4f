"""``tmva run script.py``: runs scripts that were written for ROOT, as they are."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import site
import sys
import tempfile
import traceback
import types
from collections.abc import Iterator, Sequence
from typing import Any

from . import _core

#: Modules that scripts import, answered by tmva, as sources of files on the path of modules.
_MODULES = {
    "ROOT.py": '"""ROOT, answered by tmva."""\nimport sys\nfrom tmva import ROOT\nsys.modules[__name__] = ROOT\n',
    "root_numpy.py": '"""root_numpy, answered by tmva."""\nfrom tmva.root_numpy import *\n',
}


def run_script(path: str, arguments: Sequence[str] = (), with_root: bool = False) -> int:
    """Runs a Python script as ``__main__``, with ``import ROOT`` and ``import root_numpy`` answered by tmva.

    Parameters
    ----------
    path : str
        The script; its folder comes first where modules are looked for.
    arguments : sequence of str
        The script's ``sys.argv[1:]``.
    with_root : bool
        Import the real ROOT, with tmva in place of ``ROOT.TMVA`` and of what it lacks.

    Returns
    -------
    int
        The exit status: 0; 1 after an exception, whose traceback begins in the script; 130 when interrupted;
        what the script hands to sys.exit.
    """
    if not os.path.isfile(path):
        raise _core.DataError(f"{path}: there is no such script")
    sys.argv[:] = [path, *arguments]
    with _surroundings(with_root) as folder:
        if with_root:
            from .real_root import install_real_root

            install_real_root()
        # Behind the script's folder, but before what is installed.
        sys.path[:0] = [os.path.dirname(os.path.abspath(path)), folder]
        return _run_as_main(path)


def _run_as_main(path: str) -> int:
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    try:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec")
        exec(code, main.__dict__)
    except KeyboardInterrupt:
        _abandon_files()
        return 130
    except SystemExit as end:
        return _status(end.code)
    except BaseException as error:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
            frames = frames.tb_next
        _abandon_files()
        sys.stdout.flush()
        traceback.print_exception(type(error), error, frames)
        return 1
    return 0


def _abandon_files() -> None:
    """Files that the script was writing stay as they were: nothing half-written is left."""
    files = sys.modules.get("tmva.ROOT.files")
    if files is not None:
        files.TFile.AbandonAll()


def _status(code: Any) -> int:
    """Of sys.exit: texts are printed, as Python does."""
    if code is None or isinstance(code, int):
        return int(code or 0)
    print(code, file=sys.stderr)
    return 1


@contextlib.contextmanager
def _surroundings(with_root: bool) -> Iterator[str]:
    """A folder with hadd, first on PATH, and with the modules, for this process and those it starts."""
    folder = tempfile.mkdtemp(prefix="tmva_run_")
    try:
        paths = [] if _is_installed() else [str(_package_folder())]
        programs = pathlib.Path(folder, "bin")
        programs.mkdir()
        program = programs / "hadd"
        found = f'PYTHONPATH="{paths[0]}${{PYTHONPATH:+:$PYTHONPATH}}" ' if paths else ""
        program.write_text(f'#!/bin/sh\n{found}exec "{sys.executable}" -m tmva hadd "$@"\n')
        program.chmod(0o755)
        for name, source in _MODULES.items():
            if not (with_root and name == "ROOT.py"):
                pathlib.Path(folder, name).write_text(source)
        _prepend("PATH", str(programs))
        _prepend("PYTHONPATH", os.pathsep.join([folder, *paths]))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepend(variable: str, value: str) -> None:
    rest = os.environ.get(variable)
    os.environ[variable] = value + os.pathsep + rest if rest else value


def _package_folder() -> pathlib.Path:
    return pathlib.Path(__file__).absolute().parent.parent


def _is_installed() -> bool:
    """True where Python finds tmva by itself."""
    folders = [*site.getsitepackages(), site.getusersitepackages()]
    return str(_package_folder()) in folders
