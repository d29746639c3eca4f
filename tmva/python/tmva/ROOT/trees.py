"""TTree, TChain, TBranch and TLeaf.

The classes are those of the extension module; what is Python's about them is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .. import _core
from .._options import text
from .collections_of_root import ChainElement, TList, TObjArray
from .files import extend

TTree = _core.TTree
TChain = _core.TChain
TBranch = _core.TBranch
TLeaf = _core.TLeaf


def _is_buffer(value: Any) -> bool:
    try:
        memoryview(value)
    except TypeError:
        return hasattr(value, "_tmva_vector")
    return True


def _plain(name: str) -> str:
    return re.sub(r"\s|std::", "", name)


def branch(self: Any, name: Any, *args: Any, **options: Any) -> Any:
    """A new branch, filled from memory that Python has.

    ``Branch("x", array("f", [0]), "x/F")``, ``Branch("v", std.vector["float"]())``,
    ``Branch("v", "std::vector<float>", vector)``; the leaves of a numpy array may be left out. On a
    tree of a file that is opened for "UPDATE" the branch is filled by its own ``Fill()``.
    """
    if not args:
        raise TypeError(f"Branch('{text(name)}'): the memory is missing, such as array('f', [0.])")
    if len(args) > 1 and not _is_buffer(args[0]) and not isinstance(args[0], (int, float)):
        class_name, memory = text(args[0]), args[1]
        kind = getattr(memory, "_tmva_vector", None)
        if kind is None:
            raise TypeError(
                f"Branch('{text(name)}', '{class_name}'): expected a std.vector, got {type(memory).__name__}"
            )
        if _plain(class_name) != _plain(f"vector<{kind}>"):
            raise _core.DataError(
                f"branch '{text(name)}' is a {class_name}, the object that is given for it a vector<{kind}>"
            )
        return self._branch(name, memory, "")
    leaves = text(args[1]) if len(args) > 1 and not isinstance(args[1], int) else ""
    return self._branch(name, args[0], options.get("leaflist", leaves))


def add_friend(self: Any, other: Any, second: Any = "") -> None:
    """A tree of as many entries whose branches stand beside these: ``AddFriend("name")`` of the same
    file, ``AddFriend("alias=name", "file.root")``, ``AddFriend(tree, "alias")``."""
    self._add_friend(other, second)


def _attribute(self: Any, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return self._value(name)
    except KeyError:
        pass
    try:
        self._find(name)
    except _core.DataError as error:
        raise AttributeError(str(error)) from None
    raise AttributeError(name)


def _iterate(self: Any) -> Iterator[Any]:
    get_entry = self.GetEntry
    for i in range(self.GetEntries()):
        get_entry(i)
        yield self


def draw(
    self: Any, expressions: Any, selection: Any = "", option: str = "", entries: int = -1, first: int = 0
) -> int:
    """A histogram of expressions; see :func:`tmva.ROOT.tree_drawing.draw_tree`."""
    from .tree_drawing import draw_tree

    return draw_tree(self, expressions, selection, option, entries, first)


extend(
    TTree,
    Branch=branch,
    AddFriend=add_friend,
    Draw=draw,
    __getattr__=_attribute,
    __iter__=_iterate,
    GetListOfBranches=lambda self: TObjArray(self._branches()),
    GetListOfLeaves=lambda self: TObjArray(self._leaves()),
    GetListOfFriends=lambda self: TList(self._friends()) or None,
    __repr__=lambda self: f"<{self.ClassName()} {self.GetName()!r}: {self.GetEntries()} entries>",
)
extend(
    TBranch,
    GetListOfLeaves=lambda self: TObjArray(self._leaves()),
    __repr__=lambda self: f"<TBranch {self.GetName()!r}>",
)
extend(TLeaf, __repr__=lambda self: f"<TLeaf {self.GetFullName()!r}: {self.GetTypeName()}>")
extend(TChain, GetListOfFiles=lambda self: TObjArray(ChainElement(*pair) for pair in self._files()))
