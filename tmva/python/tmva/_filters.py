"""Which names are wanted: the filters of keys(), arrays() and iterate()."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable
from typing import Union

from . import _core

#: A glob (``"jet_*"``), a regular expression (``"/jet_(pt|eta)/"``, ``"/.../i"``), a function of the
#: name, several of these (any of which may match), or None for all.
NameFilter = Union[None, str, "re.Pattern[str]", Callable[[str], bool], Iterable["NameFilter"]]


def matcher(wanted: NameFilter) -> Callable[[str], bool]:
    """A function that says whether a name is wanted.

    >>> [name for name in ("jet_pt", "jet_eta", "run") if matcher("jet_*")(name)]
    ['jet_pt', 'jet_eta']
    """
    if wanted is None:
        return lambda name: True
    if isinstance(wanted, str):
        return _from_text(wanted)
    if isinstance(wanted, re.Pattern):
        return lambda name: wanted.search(name) is not None
    if callable(wanted):
        return lambda name: bool(wanted(name))
    matchers = [matcher(one) for one in wanted]
    return lambda name: any(match(name) for match in matchers)


def _from_text(text: str) -> Callable[[str], bool]:
    expression = re.fullmatch(r"/(.*)/([aims]*)", text, re.DOTALL)
    if expression is None:
        return lambda name: fnmatch.fnmatchcase(name, text)
    flags = re.RegexFlag(0)
    for letter in expression[2]:
        flags |= {"a": re.ASCII, "i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}[letter]
    try:
        pattern = re.compile(expression[1], flags)
    except re.error as error:
        raise _core.OptionError(f"filter {text!r}: not a regular expression: {error}") from None
    return lambda name: pattern.search(name) is not None
