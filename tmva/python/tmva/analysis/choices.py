"""Some of several: what --folds and --methods name."""

from __future__ import annotations

from collections.abc import Sequence

from .. import _core


def split(text: str) -> list[str]:
    """At commas outside of brackets: "x,max(y,z)" has two parts."""
    parts, depth = [""], 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts if text.strip() else []


def names_in(text: str) -> list[str]:
    """The parts of "BDT, LD"."""
    return [part.strip() for part in split(text) if part.strip()]


def chosen(wanted: Sequence[str], known: Sequence[str], what: str) -> list[str]:
    """Those of the known that are wanted; all when none is."""
    for name in wanted:
        if name not in known:
            raise _core.OptionError(f"there is no {what} '{name}'; known: {', '.join(known)}")
    return [name for name in known if not wanted or name in wanted]
