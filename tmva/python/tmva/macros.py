"""C++ macros: ``tmva run macro.C`` compiles one against ROOT's names and runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from . import _core
from .macro_build import build_macro
from .macro_source import MacroSource, function_names
from .tutorial_folder import tutorial_folder

SUFFIXES = (".C", ".cxx", ".cpp", ".cc", ".c++", ".Cxx")
#: Flags of the command ``root`` that say nothing about a macro.
_FLAGS = {"-q", "-l", "-n", "-x"}


def is_macro(text: str) -> bool:
    """True for ``macro.C``, ``macro.C+`` and ``macro.C("BDT")``."""
    return _parse(text) is not None


def _parse(text: str) -> Optional[tuple[str, Optional[str]]]:
    """The path, and the arguments in parentheses, if any."""
    suffixes = "|".join(re.escape(suffix) for suffix in SUFFIXES)
    pattern = rf"(.+?(?:{suffixes}))(?:\+\+?[gOkfcsvn]*)?\s*(?:\((.*)\))?\s*;?"
    found = re.fullmatch(pattern, text.strip(), re.DOTALL)
    return (found[1], found[2]) if found else None


def run_macro(path: str, arguments: Sequence[str] = ()) -> int:
    """Compiles and runs a macro; its exit code.

    ``path`` may hold the arguments of the macro's function, ``'macro.C("BDT,Fisher")'``; ``arguments`` are
    passed to that function too, or to ``main`` where the macro has no function of its name that takes as
    many. ``-e 'call(1)'`` among them calls what follows instead; ``-b`` sets batch mode.
    """
    parsed = _parse(os.fspath(path))
    if parsed is None:
        raise _core.OptionError(
            f"'{path}' is not a C++ macro: its name must end with one of {', '.join(SUFFIXES)}"
        )
    source = MacroSource.read(Path(parsed[0]))
    words = list(arguments)
    calls = _take_calls(words)
    batch = "-b" in words or "--batch" in words
    values = [word for word in words if word not in _FLAGS and word not in ("-b", "--batch")]
    if calls:
        return _execute(build_macro([source], call="; ".join(calls)), [], batch)
    if parsed[1] is not None:
        return _execute(build_macro([source], call=f"{source.name}({parsed[1]})"), [], batch)
    if source.is_unnamed:
        return _execute(build_macro([source], call=f"{source.name}()"), [], batch)
    return _run_function_or_main(source, values, words, batch)


def _run_function_or_main(source: MacroSource, values: list[str], words: list[str], batch: bool) -> int:
    parameters = source.parameters(source.name)
    if parameters is not None and len(values) <= parameters:
        call = ", ".join(f"MacroArgument({i + 1}, argv[{i + 1}])" for i in range(len(values)))
        return _execute(build_macro([source], call=f"{source.name}({call})"), values, batch)
    if source.parameters("main") is not None:
        return _execute(build_macro([source], call=None), words, batch)
    if parameters is not None:
        raise _core.OptionError(
            f"{source.path}: {source.name} takes {parameters} argument(s), {len(values)} are given"
        )
    known = function_names(source.text)
    advice = f". Call one of them with: tmva run {source.path} -e '{known[0]}()'" if known else ""
    raise _core.OptionError(
        f"{source.path}: there is no function '{source.name}' to be called, and no main; "
        f"functions: {', '.join(known) or 'none'}{advice}"
    )


def _take_calls(words: list[str]) -> list[str]:
    """Takes ``-e text`` out of the words."""
    calls = []
    while "-e" in words:
        at = words.index("-e")
        if at + 1 == len(words):
            raise _core.OptionError("-e needs the call that follows it, as in -e 'create_circ(100)'")
        calls.append(words[at + 1].strip().rstrip(";"))
        del words[at : at + 2]
    return calls


class LoadedMacros:
    """Macros that were loaded with ``.L``: calls see the functions of all of them."""

    def __init__(self) -> None:
        self.sources: list[MacroSource] = []

    def load(self, path: str) -> None:
        """Loads a macro; what it holds is compiled with the first call."""
        source = MacroSource.read(Path(path.rstrip("+")))
        self.sources = [known for known in self.sources if known.path != source.path] + [source]

    def knows(self, text: str) -> bool:
        """True where a text is a call of a function of these macros."""
        found = re.match(r"\s*(\w+)\s*\(", text)
        return found is not None and any(source.parameters(found[1]) is not None for source in self.sources)

    def call(self, text: str) -> int:
        """Runs a call, ``"create_circ(4000)"``, in a process of its own; its exit code."""
        sources = [MacroSource.read(source.path) for source in self.sources]
        return _execute(build_macro(sources, call=text.strip().rstrip(";")), [], batch=True)


#: What ``gROOT.ProcessLine(".L macro.C")`` loads into.
loaded = LoadedMacros()


def load_macro(path: str) -> None:
    """``.L macro.C``"""
    loaded.load(path)


def call(text: str) -> int:
    """A call of a function of the macros that were loaded."""
    return loaded.call(text)


def _execute(program: Path, arguments: Sequence[str], batch: bool) -> int:
    environment = dict(os.environ, TMVA_MACRO_BATCH="1" if batch else "0")
    environment.setdefault("TMVA_PYTHON", sys.executable)
    package = str(Path(__file__).parent.parent)
    paths = environment.get("PYTHONPATH", "").split(os.pathsep) if environment.get("PYTHONPATH") else []
    if package not in paths:
        environment["PYTHONPATH"] = os.pathsep.join([*paths, package])
    if folder := tutorial_folder():
        environment["TMVA_TUTORIALS_DIR"] = str(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    code = subprocess.run([str(program), *arguments], env=environment).returncode
    return code if code >= 0 else 128 - code


__all__ = ["LoadedMacros", "call", "is_macro", "load_macro", "loaded", "run_macro"]
