"""Info, Warning, Error, and the level below which messages are not shown."""

from __future__ import annotations

import sys
from typing import Any

from .. import _core
from .text import Form

kUnset, kPrint, kInfo, kWarning, kError, kBreak, kSysError, kFatal = -1, 0, 1000, 2000, 3000, 4000, 5000, 6000


class _State:
    #: What ROOT calls gErrorIgnoreLevel.
    level = kUnset


def ignore_level() -> int:
    """ROOT's gErrorIgnoreLevel."""
    return _State.level


def set_ignore_level(level: int) -> None:
    """Messages below the level are not shown; above kInfo, tmva's lines of information neither."""
    if not isinstance(level, int):
        raise TypeError(
            f"gErrorIgnoreLevel: expected kInfo, kWarning, kError or another number, got {level!r}"
        )
    was_quiet = _State.level > kInfo
    _State.level = level
    if was_quiet != (level > kInfo):
        _core.Config.Instance().SetSilent(level > kInfo)


def _say(level: int, kind: str, place: Any, form: Any, values: tuple[Any, ...]) -> None:
    if level >= _State.level:
        text = str(Form(str(form), *values)) if values else str(form)
        print(f"{kind} in <{place}>: {text.rstrip()}", file=sys.stderr)


def Info(place: Any, form: Any, *values: Any) -> None:
    """Prints ``Info in <place>: text`` to standard error; the text may hold printf's formats."""
    _say(kInfo, "Info", place, form, values)


def Warning(place: Any, form: Any, *values: Any) -> None:  # noqa: A001 - ROOT's name
    """As Info, but a warning."""
    _say(kWarning, "Warning", place, form, values)


def Error(place: Any, form: Any, *values: Any) -> None:
    """As Info, but an error; the script goes on."""
    _say(kError, "Error", place, form, values)


def Fatal(place: Any, form: Any, *values: Any) -> None:
    """As Error, and ends the script."""
    _say(kFatal, "Fatal", place, form, values)
    raise SystemExit(1)
