"""Trees of events in files: ``"file*.root:dir/tree"``."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from typing import NamedTuple

from .. import _core
from ..remote import is_url
from ..sources import as_source


class EventTree(NamedTuple):
    """A tree in one file."""

    file: str
    tree: str

    @property
    def is_remote(self) -> bool:
        return is_url(self.file)

    def open(self, friends: Sequence[tuple[str, "EventTree"]] = ()) -> _core.ColumnSource:
        """The table, with the friends that its file names and those given here: (alias, tree)."""
        source = as_source(f"{self.file}:{self.tree}")
        if not friends:
            return source
        return _core.join_friends(source, [(alias, friend.open()) for alias, friend in friends])

    def __str__(self) -> str:
        return f"{self.file}:{self.tree}"


def split_path(text: str) -> tuple[str, str]:
    """("file.root", "dir/tree"); no tree where none is named."""
    end = text.rfind(".root:")
    if end >= 0:
        return text[: end + 5], text[end + 6 :]
    head, colon, tail = text.rpartition(":")
    if not colon or "/" in tail and is_url(text) or os.path.exists(text):
        return text, ""
    return head, tail


def find_trees(text: str, tree: str = "") -> list[EventTree]:
    """All trees that a text means; wildcards may stand in the file's name.

    Parameters
    ----------
    text : str
        ``"file.root:tree"``; or ``"file.root"``, when the file holds one tree or ``tree`` tells
        which.
    """
    path, named = split_path(text)
    name = named or tree
    if is_url(path):
        files = [path]
    elif any(mark in path for mark in "*?["):
        files = sorted(glob.glob(path))
        if not files:
            raise _core.DataError(f"no file is named like '{path}'")
    else:
        files = [path]
    return [EventTree(file, name or _only_tree(file)) for file in files]


def _only_tree(file: str) -> str:
    from ..files import File

    names = File(file).trees()
    if len(names) != 1:
        raise _core.DataError(
            f"{file}: the file holds {len(names)} trees; name one of {names}, as in '{file}:NAME'"
        )
    return str(names[0])


def chain(trees: Sequence[EventTree]) -> _core.ColumnSource:
    """Several trees one after the other."""
    if len(trees) == 1:
        return trees[0].open()
    return as_source([str(tree) for tree in trees])
