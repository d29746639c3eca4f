"""Scores of all events: in place, into a friend tree, or into a copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import Callable, NamedTuple

from .. import _core
from .event_files import EventTree, chain
from .scores import Plan

#: Opens a tree, with its friends.
Opener = Callable[[EventTree], _core.ColumnSource]


class Applied(NamedTuple):
    """A tree that has its scores."""

    tree: str
    entries: int
    written_to: str


def apply_in_place(plan: Plan, trees: Sequence[EventTree], open_tree: Opener = EventTree.open) -> int:
    """Adds the branches to each tree; returns the number of entries. A file keeps its old content
    until its new one is complete: whoever is killed leaves it as it was."""
    entries = 0
    for tree in trees:
        _local(tree)
        entries += _add(plan, open_tree(tree), tree.file, tree.tree)
    return entries


def apply_to_friend(plan: Plan, source: _core.ColumnSource, output: str, tree: str) -> int:
    """Writes a tree of the scores alone, entry by entry those of the source."""
    _check_output(source, output)
    file = _core.OutputFile.Create(output)
    directory, _, name = tree.rpartition("/")
    plan.application(source).MakeTree(file, directory, name, "")
    file.Close()
    return source.NumEntries()


def apply_to_copy(
    plan: Plan, trees: Sequence[EventTree], output: str, open_tree: Opener = EventTree.open
) -> int:
    """Writes the events with their scores. A file is copied as it is, with all that it holds; a
    chain of several becomes one tree of all columns that can be written."""
    if len(trees) == 1 and not trees[0].is_remote and _is_ttree(trees[0]):
        return _copy_file(plan, trees[0], output, open_tree(trees[0]))
    source = chain(trees) if len(trees) > 1 else open_tree(trees[0])
    _check_output(source, output)
    columns = source.Columns()
    lost = [c.name for c in columns if not _can_be_written(c)]
    if lost:
        _core.Log("Application").Warning(
            f"{source.Description()}: these columns cannot be written and are not in {output}: "
            f"{', '.join(lost)}"
        )
    file = _core.OutputFile.Create(output)
    directory, _, name = trees[0].tree.rpartition("/")
    plan.application(source, [c.name for c in columns if c.name not in lost]).MakeTree(
        file, directory, name, ""
    )
    file.Close()
    return source.NumEntries()


def _copy_file(plan: Plan, tree: EventTree, output: str, source: _core.ColumnSource) -> int:
    _check_output(source, output)
    plan.application(source)  # what does not fit is said before anything is copied
    temporary = f"{output}.{os.getpid()}.part"
    try:
        shutil.copyfile(tree.file, temporary)
        entries = _add(plan, source, temporary, tree.tree)
        os.replace(temporary, output)
    except OSError as error:
        raise _core.Error(f"cannot write '{output}': {error.strerror}") from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return entries


def _add(plan: Plan, source: _core.ColumnSource, path: str, tree: str) -> int:
    application = plan.application(source)
    file = _core.OutputFile.Update(path)
    application.AddBranches(file, tree)
    file.Close()
    return source.NumEntries()


def _local(tree: EventTree) -> None:
    if tree.is_remote:
        raise _core.OptionError(f"{tree.file}: a distant file is not changed in place; give an output")


def _is_ttree(tree: EventTree) -> bool:
    table = _core.File.Open(tree.file).GetTable(tree.tree)
    return isinstance(table, _core.Tree)


def _check_output(source: _core.ColumnSource, output: str) -> None:
    for file in source.Files():
        if os.path.exists(output) and os.path.exists(file) and os.path.samefile(file, output):
            raise _core.OptionError(f"'{output}' is an input; --in-place adds branches to it")
    folder = os.path.dirname(output) or "."
    if not os.path.isdir(folder):
        raise _core.Error(f"{output}: cannot be written: there is no folder '{folder}'")


def _can_be_written(info: _core.ColumnInfo) -> bool:
    levels = info.list_levels
    return not info.unsupported and (levels < 2 or (levels == 2 and not info.dimensions))
