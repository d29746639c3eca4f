"""Files merged into one: trees one after the other, histograms bin by bin, everything else beside each other."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np

from . import _core
from .trees import Tree

_CODECS = {1: "zlib", 2: "lzma", 4: "lz4", 5: "zstd"}
_TABLES = ("TTree", "TNtuple", "TNtupleD", "ROOT::RNTuple")
_STEP = "50 MB"

USAGE = """usage: hadd [-f[NNN]] [-k] [-T] [-v [N]] [-j [N]] TARGET SOURCE...

Merges ROOT files: trees and RNTuples are joined, histograms, profiles and parameters added up, points of
graphs joined; of other objects each different one is kept, as a cycle. The target appears when it is complete.

  -f        replace an existing target; -f404: with compression 404 (1 zlib, 2 lzma, 4 lz4, 5 zstd; level 0 to 9)
  -ff, -fk  with the compression of the first source
  -k        leave out files that are missing or damaged
  -T        leave out trees
  -v N      0: say nothing
  -j N      number of threads
  @FILE     names of sources, one a line"""


@dataclass
class Options:
    """What the command line says."""

    target: str = ""
    sources: list[str] = field(default_factory=list)
    force: bool = False
    skip_bad: bool = False
    skip_trees: bool = False
    verbose: bool = True
    threads: int = 0
    #: (codec, level); None: that of the first source.
    compression: Optional[tuple[str, int]] = ("zlib", 1)


def hadd(
    target: str,
    sources: Sequence[str],
    *,
    force: bool = False,
    skip_bad: bool = False,
    skip_trees: bool = False,
    compression: Optional[tuple[str, int]] = ("zlib", 1),
    threads: int = 0,
    say: Callable[[str], None] = lambda text: None,
) -> None:
    """Merges ROOT files into one.

    Parameters
    ----------
    target : str
        It appears, or is replaced, when it is complete.
    sources : list of str
    force : bool
        Replace a target that is there.
    skip_bad : bool
        Leave out sources that are missing or damaged.
    compression : (str, int), optional
        None takes that of the first source.
    say : function
        Gets the messages.

    Raises
    ------
    DataError
        When the target is there, or is a source; when trees have different columns, or histograms
        different bins.
    """
    if not sources:
        raise _core.OptionError("hadd: there are no sources")
    if os.path.exists(target) and not force:
        raise _core.DataError(f"hadd: {target} is there already; -f replaces it")
    for source in sources:
        if os.path.realpath(source) == os.path.realpath(target):
            raise _core.DataError(f"hadd: the target {target} is one of the sources")
    found = _Sources(sources, skip_bad, say)
    codec = compression or found.compression()
    say(f"hadd Target file: {target}")
    output = _core.OutputFile.Create(target, *codec)
    for path, kind in found.objects.items():
        if kind.startswith("TDirectory"):
            output.MakeDirectory(path)
        elif kind in _TABLES:
            if not skip_trees:
                _merge_tables(output, path, found, threads, say)
        else:
            _merge_objects(output, path, found, say)
    output.Close()


class _Sources:
    """The files, and the newest cycle of each of their objects."""

    def __init__(self, paths: Sequence[str], skip_bad: bool, say: Callable[[str], None]):
        self.paths: list[str] = []
        self.objects: dict[str, str] = {}
        self._holders: dict[str, list[str]] = {}
        for path in paths:
            try:
                keys = _core.File.Open(path).Keys()
            except _core.Error as error:
                if not skip_bad:
                    raise
                say(f"hadd left out {path}: {error}")
                continue
            say(f"hadd Source file {len(self.paths) + 1}: {path}")
            self.paths.append(path)
            newest = {key.name: key.class_name for key in reversed(keys)}  # which comes first
            for name in dict.fromkeys(key.name for key in keys):
                self._add(path, name, newest[name])
        if not self.paths:
            raise _core.DataError("hadd: none of the sources can be read")

    def _add(self, path: str, name: str, kind: str) -> None:
        known = self.objects.setdefault(name, kind)
        same = known == kind or (known.startswith("TDirectory") and kind.startswith("TDirectory"))
        if not same:
            raise _core.DataError(
                f"{path}: '{name}' is a {kind}, in {self._holders[name][0]} it is a {known}"
            )
        self._holders.setdefault(name, []).append(path)

    def holders(self, name: str) -> list[str]:
        """The files that hold an object."""
        return self._holders[name]

    def compression(self) -> tuple[str, int]:
        """Of the first file."""
        with open(self.paths[0], "rb") as file:
            head = file.read(64)
        is_big = int.from_bytes(head[4:8], "big") >= 1_000_000
        at = 41 if is_big else 33
        setting = int.from_bytes(head[at : at + 4], "big")
        return (_CODECS.get(setting // 100, "zlib"), setting % 100) if setting % 100 else ("none", 0)


def _merge_tables(
    output: _core.OutputFile, path: str, sources: _Sources, threads: int, say: Callable[[str], None]
) -> None:
    writer: Optional[_core.TableWriter] = None
    first: dict[str, Any] = {}
    directory, _, name = path.rpartition("/")
    for source in sources.holders(path):
        table = _core.File.Open(source).GetTable(path)
        columns = {info.name: _column(info, source, path) for info in table.Columns()}
        if writer is None:
            first = columns
            given = list(columns.values())
            if isinstance(table, _core.Tree):
                if members := [name for name in columns if "." in name]:
                    say(
                        f"hadd: leaves and members of '{path}' become branches of their own: {', '.join(members[:5])}"
                    )
                writer = output.MakeTree(directory, name, table.Title(), given, None, 0, table.Friends())
            else:
                writer = output.MakeRNTuple(directory, name, table.Title(), [(*one[:5], "") for one in given])
        _check_same(first, columns, path, source, sources.holders(path)[0])
        _append(writer, Tree(table), list(first), threads)


def _column(info: _core.ColumnInfo, source: str, path: str) -> tuple[Any, ...]:
    """As a file takes it."""
    if info.unsupported:
        raise _core.DataError(
            f"{source}: column '{info.name}' of '{path}' cannot be merged: {info.unsupported}"
        )
    return (
        info.name,
        np.dtype(info.dtype),
        list(info.dimensions),
        info.list_levels,
        info.is_text,
        info.count_branch,
    )


def _check_same(
    first: dict[str, Any], columns: dict[str, Any], path: str, source: str, first_source: str
) -> None:
    for name in [*first, *columns]:
        if name not in first or name not in columns:
            where, other = (source, first_source) if name not in columns else (first_source, source)
            raise _core.DataError(f"'{path}' has no column '{name}' in {where}, in {other} it has")
        if first[name] != columns[name]:
            raise _core.DataError(
                f"column '{name}' of '{path}' has another type in {source} than in {first_source}"
            )


def _append(writer: _core.TableWriter, tree: Tree, names: list[str], threads: int) -> None:
    step = tree._step(_STEP, names)
    for begin in range(0, tree.num_entries, step):
        end = min(begin + step, tree.num_entries)
        columns = [
            (np.ascontiguousarray(c.values), c.offsets) for c in tree._read(names, begin, end, threads)
        ]
        writer.Append(columns, end - begin)


def _is_value(class_name: str) -> bool:
    """Whether equal objects of a class say the same: they need not be kept twice."""
    return class_name in ("TObjString", "TNamed", "string") or class_name.startswith(
        ("vector<", "TMatrixT", "TVectorT")
    )


def _merge_objects(
    output: _core.OutputFile, path: str, sources: _Sources, say: Callable[[str], None]
) -> None:
    first, *others = sources.holders(path)
    total = _core.MergedObject(_core.File.Open(first), path)
    kept = [total]
    kind = total.ClassName()
    is_added = _core.MergedObject.RuleOf(kind) != _core.MergedObject.Rule.kKeep
    if others and not is_added and not _is_value(kind):
        say(
            f"hadd: objects of class {kind} are not added up: '{path}' is kept once for each source, as cycles"
        )
    for source in others:
        file = _core.File.Open(source)
        if is_added:
            total.Add(file, path)
        elif not _is_value(kind) or not any(one.Equals(file, path) for one in kept):
            kept.append(_core.MergedObject(file, path))
    for one in kept:
        output.Write(path, one)


def parse(arguments: Sequence[str]) -> Options:
    """Options of the command line, as ROOT's hadd has them."""
    options, rest = Options(), list(arguments)
    names: list[str] = []
    while rest:
        text = rest.pop(0)
        if not text.startswith("-"):
            names += _listed(text) if text.startswith("@") else [text]
        elif text in ("-f", "-ff", "-fk"):
            options.force = True
            if text != "-f":
                options.compression = None
        elif match := re.fullmatch(r"-fk?(\d{1,3})", text):
            options.force, options.compression = True, _compression(int(match[1]))
        elif text in ("-k", "-T", "-O"):
            options.skip_bad |= text == "-k"
            options.skip_trees |= text == "-T"
        elif match := re.fullmatch(r"-(v|j|n)(\d*)", text):
            number = match[2] or (rest.pop(0) if rest and rest[0].isdigit() and match[1] != "n" else "")
            if match[1] == "n" and not number:
                number = rest.pop(0) if rest else ""
            if match[1] == "v":
                options.verbose = number != "0"
            elif match[1] == "j":
                options.threads = int(number or 0)
        else:
            raise _core.OptionError(f"hadd: there is no option '{text}'\n{USAGE}")
    if len(names) < 2:
        raise _core.OptionError(f"hadd: a target and its sources are expected\n{USAGE}")
    options.target, *options.sources = names
    return options


def _listed(text: str) -> list[str]:
    try:
        with open(text[1:], encoding="utf-8") as file:
            return [line.strip() for line in file if line.strip()]
    except OSError as error:
        raise _core.DataError(
            f"hadd: the list of sources {text[1:]} cannot be read: {error.strerror}"
        ) from None


def _compression(setting: int) -> tuple[str, int]:
    """Of ROOT's number: 404 is lz4, level 4; below 10 the level of zlib."""
    algorithm, level = divmod(setting, 100)
    if level > 9 or (algorithm or 1) not in _CODECS:
        raise _core.OptionError(
            f"hadd: -f{setting}: the compression is 100 times 1 (zlib), 2 (lzma), 4 (lz4) or 5 (zstd), "
            "and a level from 0 to 9"
        )
    return (_CODECS[algorithm or 1], level) if level else ("none", 0)


def main(arguments: Sequence[str]) -> int:
    """The command: 0 when the target was written."""
    if any(text in ("-h", "-?", "--help") for text in arguments):
        print(USAGE)
        return 0
    try:
        options = parse(arguments)
        hadd(
            options.target,
            options.sources,
            force=options.force,
            skip_bad=options.skip_bad,
            skip_trees=options.skip_trees,
            compression=options.compression,
            threads=options.threads,
            say=print if options.verbose else lambda text: None,
        )
    except _core.Error as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
