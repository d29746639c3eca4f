"""Some of several: what --folds and --methods name."""

from __future__ import annotations

from collections.abc import Sequence

from .. import _core


def chosen(text: str, known: Sequence[str], what: str) -> list[str]:
    """Those of the known that a text like "BDT,LD" names; all when it is empty."""
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    for name in wanted:
        if name not in known:
            raise _core.OptionError(f"there is no {what} '{name}'; known: {', '.join(known)}")
    return [name for name in known if not wanted or name in wanted]
