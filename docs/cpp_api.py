"""The C++ reference: public headers, read without a compiler, as Markdown.

A declaration belongs to the `///` comment above it, `///<` to the declaration that it follows.
One without a comment of its own joins the declaration above it. Private parts and bodies of
functions are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_TYPE = re.compile(r"(?:template\s*<[^{]*>\s*)?(class|struct|enum class|enum)\s+(\w+)")
_SKIPPED = re.compile(
    r"friend |static_assert|extern template|template class |(class|struct) \w+;"
    r"|(virtual )?~|.*= delete;|using TMVA::"
)


@dataclass
class Entry:
    """Declarations that share a comment, or a type with its public members."""

    code: list[str]
    text: str = ""
    name: str = ""  # of a type
    members: list[Entry] = field(default_factory=list)


@dataclass
class Header:
    name: str
    summary: str
    entries: list[Entry]


class _Scanner:
    """Reads declarations one after the other."""

    def __init__(self, code: str):
        self.code = code
        self.at = 0

    def closing(self, start: int) -> int:
        """Where the bracket that opens at `start` closes, past comments, texts and characters."""
        depth = 0
        token = re.compile(r'//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'|[(){}\[\]]')
        for found in token.finditer(self.code, start):
            if found.group() in "({[":
                depth += 1
            elif found.group() in ")}]":
                depth -= 1
                if depth == 0:
                    return found.start()
        raise ValueError(f"a bracket is not closed: {self.code[start : start + 60]!r}")

    def comment(self) -> tuple[str, bool]:
        """The `///` lines before the next declaration, and whether a blank line is before it."""
        lines: list[str] = []
        is_apart = False
        while True:
            found = re.compile(r"[ \t]*(?:///[ ]?([^\n]*)|//[^\n]*|#(?:\\\n|[^\n])*|)\n").match(
                self.code, self.at
            )
            if found is None:
                blank = re.compile(r"\s*").match(self.code, self.at)
                self.at = blank.end() if blank else self.at
                return "\n".join(lines).strip(), is_apart
            if found.group(1) is not None:
                lines.append(found.group(1))
            elif not found.group().strip():
                is_apart = is_apart or self.code[self.at - 1] == "\n"
                lines.clear()
            self.at = found.end()

    def declaration(self) -> tuple[str, str | None, str]:
        """(head, body, note): the text before a body, the body if any, and what `///<` says."""
        start, body = self.at, None
        token = re.compile(r"//[^\n]*|[({\[;]")
        while True:
            found = token.search(self.code, self.at)
            if found is None:
                raise ValueError(f"no end: {self.code[start : start + 60]!r}")
            self.at = found.end()
            head = self.code[start : found.start()]
            if found.group() == ";":
                break
            if found.group() in "([":
                self.at = self.closing(found.start()) + 1
            elif found.group() == "{":
                end = self.closing(found.start())
                self.at = end + 1
                is_value = re.search(r"(=|\breturn)\s*$", head) or ("(" not in head and not _TYPE.match(head))
                if not is_value:
                    body = self.code[found.end() : end]
                    if _TYPE.match(head) and ")" not in head:
                        self.at = self.code.index(";", end) + 1
                    break
        note = re.compile(r"[ \t]*///<[ ]?([^\n]*)").match(self.code, self.at)
        if note:
            self.at = note.end()
        return head.strip(), body, note.group(1) if note else ""


def _parse(code: str, hidden: bool = False) -> list[Entry]:
    scanner = _Scanner(code + "\n")
    entries: list[Entry] = []
    while True:
        comment, is_apart = scanner.comment()
        if scanner.at >= len(scanner.code):
            return entries
        access = re.compile(r"(public|private|protected):").match(scanner.code, scanner.at)
        if access:
            scanner.at, hidden = access.end(), access.group(1) != "public"
            continue
        if scanner.code.startswith("namespace", scanner.at):
            opening = scanner.code.index("{", scanner.at)
            end = scanner.closing(opening)
            if "Detail" not in scanner.code[scanner.at : opening]:  # those are not for users
                entries += _parse(scanner.code[opening + 1 : end])
            scanner.at = end + 1
            continue
        head, body, note = scanner.declaration()
        if not hidden and not (body is None and _SKIPPED.match(head + ";")):
            _add(entries, head, body, comment, note, is_apart)


def _add(entries: list[Entry], head: str, body: str | None, text: str, note: str, is_apart: bool) -> None:
    kind = _TYPE.match(head)
    if kind and ")" not in head and body is not None:
        is_plain = kind.group(1) != "class"  # structs and enumerations are shown as they are
        end = "\n};" if "\n" in body else " };"
        code = _dedent(f"{head} {{{body.rstrip()}{end}") if is_plain else head
        members = [] if is_plain else _parse(body, hidden=True)
        entries.append(Entry([code], text, kind.group(2), members))
        return
    if body is not None:  # without what a constructor initialises
        head = re.sub(r"\)((?:\s*(?:const|noexcept))*)\s*:\s.*", r")\1", head, flags=re.DOTALL)
    code = _dedent(head) + ";" + (f"  // {note}" if note else "")
    if text or is_apart or not entries or entries[-1].name:
        entries.append(Entry([code], text))
    else:
        entries[-1].code.append(code)


def _dedent(code: str) -> str:
    lines = code.split("\n")
    indent = min(
        (len(line) - len(line.lstrip()) for line in lines[1:] if line.strip() not in ("", "};")),
        default=0,
    )
    extra = 2 if lines[-1].strip() == "};" else min(indent, 4)
    rest = (line if line == "};" else (" " * extra + line[indent:]).rstrip() for line in lines[1:])
    return "\n".join([lines[0], *rest])


def read_header(path: Path) -> Header:
    """A header begins with a comment that says what it holds: `// Name: summary`."""
    first = re.match(r"(?://[^\n]*\n)*", path.read_text()).group()
    summary = " ".join(line[2:].strip() for line in first.splitlines())
    summary = re.sub(rf"^{path.stem}: ", "", summary)
    return Header(path.name, summary[:1].upper() + summary[1:], _parse(path.read_text()[len(first) :]))


def _block(entry: Entry) -> list[str]:
    return ["```cpp", *entry.code, "```", "", *_prose(entry.text)]


def _prose(text: str) -> list[str]:
    """Comments as Markdown: lines that are indented further are code; names in <> are kept."""
    lines: list[str] = []
    is_code = False
    for line in text.split("\n"):
        if line.startswith("  ") != is_code and line:
            is_code = not is_code
            lines += ["", "```cpp"] if is_code else ["```", ""]
        lines.append(line if is_code else line.replace("<", "\\<"))
    return [*lines, *(["```"] if is_code else []), ""]


def page(header: Header, include: str) -> str:
    lines = [
        f"# {header.name}",
        "",
        header.summary,
        "",
        f"`#include <{include}/{header.name}>`",
        "",
    ]
    for entry in header.entries:
        if entry.name:
            lines += [f"## {entry.name}", ""]
        lines += _block(entry)
        for member in entry.members:
            lines += [f"### {entry.name}::{member.name}", ""] if member.name else []
            lines += _block(member)
            for inner in member.members:
                lines += _block(inner)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def write_pages(folders: list[Path], out: Path) -> list[str]:
    """A page a header; returns their names."""
    out.mkdir(parents=True, exist_ok=True)
    rows, names = [], []
    for path in sorted(
        (path for folder in folders for path in folder.glob("*.h")), key=lambda p: p.stem.lower()
    ):
        header = read_header(path)
        (out / f"{path.stem}.md").write_text(page(header, path.parent.name))
        names.append(path.stem)
        rows.append(f"| [{header.name}]({path.stem}.md) | {header.summary} |")
    index = [
        "# C++ API",
        "",
        "All names are in the namespace `TMVA`. One page a header; link with `tmva::tmva`.",
        "The names of ROOT are told of in [macros](../macros.md).",
        "",
        "| header | what it holds |",
        "|---|---|",
        *rows,
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *names,
        "```",
        "",
    ]
    (out / "index.md").write_text("\n".join(index))
    return names
