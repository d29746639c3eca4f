"""Texts as TMVA takes them: option strings from keyword arguments, cuts and names from objects."""

from __future__ import annotations

import os
from typing import Any


def text(value: Any, what: str = "argument") -> str:
    """The text of a str, a path, or an object such as ROOT's TCut and TString.

    >>> text("var1 > 0")
    'var1 > 0'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "GetTitle"):  # TCut
        return str(value.GetTitle())
    if value is None or isinstance(value, (bool, int, float, list, tuple, dict)):
        raise TypeError(f"{what}: expected a text, got {type(value).__name__}")
    return str(value)


def option_string(options: dict[str, Any]) -> str:
    """Keyword arguments as an option string, in the order of the call.

    >>> option_string({"H": True, "V": False, "NTrees": 100, "VarTransform": None})
    'H:!V:NTrees=100:VarTransform=None'
    """
    items = []
    for name, value in options.items():
        if value is True:
            items.append(name)
        elif value is False:
            items.append("!" + name)
        else:
            items.append(f"{name}={value}")
    return ":".join(items)


def with_keywords(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, ...]:
    """Positional arguments with the keyword arguments appended as one option string."""
    return (*args, option_string(options)) if options else args
