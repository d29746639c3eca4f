"""What a C++ macro holds, as far as calling it needs: its functions, and how many parameters they take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from . import _core

_NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'
    r"'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_KEYWORDS = {"if", "for", "while", "switch", "catch", "return", "sizeof", "main"}


@dataclass(frozen=True)
class MacroSource:
    """A macro's file."""

    path: Path
    text: str

    @staticmethod
    def read(path: Path) -> MacroSource:
        """Reads a macro; DataError when there is none."""
        path = path.expanduser()
        try:
            text = path.read_text(errors="surrogateescape")
        except OSError as error:
            raise _core.DataError(f"macro '{path}' cannot be read: {error.strerror}") from None
        return MacroSource(path.resolve(), text)

    @property
    def name(self) -> str:
        """The function that running the macro calls."""
        return re.sub(r"\W", "_", self.path.name.split(".")[0])

    @property
    def is_unnamed(self) -> bool:
        """True for a macro that is only statements in braces."""
        return strip_comments(self.text).lstrip().startswith("{")

    def parameters(self, name: str) -> Optional[int]:
        """How many parameters a function takes that the macro defines; None where it defines none."""
        code = strip_comments(self.text)
        counts = []
        for found in re.finditer(rf"(?<![\w.>:]){re.escape(name)}\s*\(", code):
            end = _closing(code, found.end() - 1)
            if end is not None and re.match(r"\)\s*\{", code[end:]):
                counts.append(len(split_arguments(code[found.end() : end])))
        return max(counts, default=None)


def strip_comments(text: str) -> str:
    """The text without comments, and with texts and characters emptied."""

    def blank(found: re.Match[str]) -> str:
        lines = "\n" * found[0].count("\n")
        return lines + " " if found[0].startswith("/") else '""' + lines

    return re.sub(r"^[ \t]*#[^\n]*", "", _NOT_CODE.sub(blank, text), flags=re.MULTILINE)


def _closing(code: str, opening: int) -> Optional[int]:
    """Where the parenthesis is closed that is opened at a position."""
    depth = 0
    for i in range(opening, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i
    return None


def split_arguments(text: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    parts, depth, begin = [], 0, 0
    for i, character in enumerate(text):
        depth += (character in "(<[{") - (character in ")>]}")
        if character == "," and depth == 0:
            parts.append(text[begin:i].strip())
            begin = i + 1
    parts.append(text[begin:].strip())
    return [] if parts in ([""], ["void"]) else parts


def function_names(text: str) -> list[str]:
    """Names of the functions that a macro defines outside of classes."""
    code, names = strip_comments(text), []
    for found in re.finditer(r"^[A-Za-z_][\w:<>,*& \t]*?[\s*&](\w+)\s*\(", code, re.MULTILINE):
        end = _closing(code, found.end() - 1)
        if end is not None and re.match(r"\)\s*\{", code[end:]) and found[1] not in _KEYWORDS:
            names.append(found[1])
    return list(dict.fromkeys(names))
