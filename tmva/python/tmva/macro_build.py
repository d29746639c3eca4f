"""Compiles macros, and keeps what was compiled."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from . import _core
from .macro_source import MacroSource

FLAGS = ["-std=c++20", "-O1", "-pipe"]
#: Falling off the end of a function is an error: what the program does then is undefined.
_RETURN = '#pragma GCC diagnostic error "-Wreturn-type"'
_KEPT = 200  # programs in the cache


def find_compiler() -> list[str]:
    """The C++ compiler: ``CXX``, else c++, g++ or clang++."""
    wanted = shlex.split(os.environ.get("CXX", ""))
    for command in [wanted] if wanted else [["c++"], ["g++"], ["clang++"]]:
        if found := shutil.which(command[0]):
            return [found, *command[1:]]
    found_none = "neither c++, g++ nor clang++ is on the PATH"
    what = f"CXX='{os.environ['CXX']}' is not there" if wanted else found_none
    raise _core.OptionError(
        f"a C++20 compiler is needed to run macros, but {what}; install one (Debian: "
        "apt install g++) or set CXX"
    )


def include_folders() -> list[str]:
    """Folders of the C++ headers: tmva's own, and those with ROOT's names."""
    package = Path(__file__).parent
    source = Path(__file__).resolve().parents[3]
    installed = [[folder / "include", folder / "include/tmva/root"] for folder in (package, *package.parents)]
    built = [source / "dataloader/include", source / "tmva/include", source / "tmva/root/include"]
    for candidates in [installed[0], built, *installed[1:]]:
        if (candidates[0] / "TMVA").is_dir() and (candidates[-1] / "MacroMain.h").is_file():
            return [str(folder) for folder in candidates]
    raise _core.DataError(
        f"the C++ headers of tmva are neither in {package / 'include'} nor where it was "
        "built or installed from"
    )


def library() -> Path:
    """libtmva, as this process has loaded it."""
    package = Path(__file__).parent
    for folder in (package, *package.parents):
        if (found := folder / "libtmva.so").is_file():
            return found
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.split(maxsplit=5)[-1]
        if "/libtmva.so" in path and " " not in path:
            return Path(path)
    raise _core.DataError(f"libtmva.so is not found beside {package}")


def build_macro(sources: Sequence[MacroSource], call: Optional[str]) -> Path:
    """The program that includes the macros and makes a call, or is what their ``main`` makes it."""
    compiler, folders, shared = find_compiler(), include_folders(), library()
    program = _main_program(sources, call)
    texts = [source.text for source in sources]
    key = _digest(program, *texts, " ".join(compiler + FLAGS), _stamp(compiler, folders, shared))
    folder = _cache() / key
    if _is_current(folder):
        os.utime(folder)
        return folder / "macro"
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="making-", dir=folder.parent))
    try:
        _compile(work, program, compiler, folders, shared)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            work.rename(folder)
        except OSError:  # another process was faster
            if not _is_current(folder):
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _forget_oldest(folder.parent)
    return folder / "macro"


def _main_program(sources: Sequence[MacroSource], call: Optional[str]) -> str:
    lines = ["#include <MacroPrelude.h>", "#include <MacroMain.h>"]
    if call is not None:
        # A main of the macro's own gets another name; without its name it may not end without a return.
        has_main = any(source.parameters("main") is not None for source in sources)
        lines.append("#define main tmva_main_of_the_macro" if has_main else _RETURN)
    for source in sources:
        if source.is_unnamed:
            lines.append(f"void {source.name}()")
        lines.append(f"#include {json.dumps(str(source.path), ensure_ascii=False)}")
    if call is not None:
        head, _, last = call.rpartition(";")
        lines += [
            "#undef main",
            "int main([[maybe_unused]] int argc, [[maybe_unused]] char** argv) {",
            "  return RunMacro([&] {",
            '#line 1 "the call"',
            f"{head};" if head.strip() else "",
            f"return {last.strip()};",
            "  });",
            "}",
        ]
    return "\n".join(lines) + "\n"


def _compile(work: Path, program: str, compiler: list[str], folders: list[str], shared: Path) -> None:
    (work / "main.cpp").write_text(program, errors="surrogateescape")
    command = [
        *compiler,
        *FLAGS,
        *(f"-isystem{folder}" for folder in folders),
        str(work / "main.cpp"),
        "-MMD",
        "-MF",
        str(work / "needs.d"),
        "-o",
        str(work / "macro"),
        str(shared),
        f"-Wl,-rpath,{shared.parent}",
        "-Wl,--allow-shlib-undefined",
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        message = done.stderr.strip().replace(str(work / "main.cpp"), "the main program")
        raise _core.DataError(f"the macro does not compile with {' '.join(compiler)}:\n{message}")
    text = (work / "needs.d").read_text(errors="surrogateescape").partition(":")[2].replace("\\\n", " ")
    needs = {path: _digest_of(path) for path in shlex.split(text) if path != str(work / "main.cpp")}
    (work / "needs.json").write_text(json.dumps(needs))


def _is_current(folder: Path) -> bool:
    """True where a program is there and no file that it includes has changed."""
    try:
        needs = json.loads((folder / "needs.json").read_text())
        is_there = (folder / "macro").is_file()
        return is_there and all(_digest_of(path) == digest for path, digest in needs.items())
    except (OSError, ValueError):
        return False


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tmva" / "macros"


def _forget_oldest(cache: Path) -> None:
    folders = [folder for folder in cache.iterdir() if (folder / "macro").is_file()]
    for folder in sorted(folders, key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def _stamp(compiler: list[str], folders: list[str], shared: Path) -> str:
    """Changes with the compiler, the library and its headers."""
    headers = (path for folder in folders for path in sorted(Path(folder).rglob("*.h*")))
    files = [Path(compiler[0]), shared, *headers]
    return " ".join(f"{path}:{(state := path.stat()).st_mtime_ns}:{state.st_size}" for path in files)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode(errors="surrogateescape")).hexdigest()[:32]


def _digest_of(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
