"""TFile, TDirectory and TKey.

The classes are those of the extension module; what is Python's about them is added here.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable
from typing import Any, Optional

from .. import _core
from .._options import text
from ..object_writing import write_object
from ..objects import read_object
from ..remote import is_url, open_bytes
from .collections_of_root import TList, find_option, name_of
from .registry import drawn
from .storing import with_names_of_root

TDirectory = TDirectoryFile = _core.TDirectory
TFile = _core.TFile
TKey = _core.TKey


def _end() -> None:
    """Files that a script leaves open are completed when it ends, unless an error ended it."""
    if getattr(sys, "last_value", None) is not None and not hasattr(sys, "ps1"):
        TFile.AbandonAll()
    else:
        TFile.CloseAll()


atexit.register(_end)


def extend(cls: type, **methods: Any) -> None:
    """Adds methods to a class of the extension module."""
    for name, method in methods.items():
        setattr(cls, name, method)


def _open(path: Any, mode: Any = "", title: Any = "", compression: int = 101) -> Any:
    """Opens a file: a path or, for reading, a URL. OSError when that is not possible."""
    if not is_url(text(path)):
        return TFile._open(path, mode, title, compression)
    if text(mode).upper() not in ("", "READ"):
        raise OSError(f"{text(path)}: distant files can only be read")
    try:
        return TFile._over(_core.File.Open(open_bytes(text(path))))
    except _core.Error as error:
        raise OSError(str(error)) from None


def _own(directory: Any) -> dict[str, Any]:
    """Objects of Python's that belong to a directory of a file, by name."""
    file = directory.GetFile()
    if file is None:
        return {}
    return file.__dict__.setdefault("_objects", {}).setdefault(directory.PathInFile(), {})


#: Files that are being read: what is made meanwhile is theirs.
_reading: list[Any] = []


def attach(item: Any, directory: Any = None) -> None:
    """What a histogram does when it is made: the current directory writes it with its Write()."""
    directory = directory or _core.current_directory()
    if directory.IsWritable() and not _reading:
        _own(directory)[item.GetName()] = item


def detach(item: Any) -> None:
    """No open file writes the object any more."""
    for file in _core.open_files():
        for objects in file.__dict__.get("_objects", {}).values():
            for name in [name for name, other in objects.items() if other is item]:
                del objects[name]


def get(self: Any, path: Any) -> Any:
    """An object by its path from here, "dir/name" or "name;2"; None where there is none."""
    name = text(path)
    folder, _, leaf = name.rpartition("/")
    directory = self.GetDirectory(folder) if folder else self
    if directory is not None and leaf in (own := _own(directory)):
        return own[leaf]
    found = self._get(name)
    if found is None and not folder and self.GetPath() == _core.current_directory().GetPath():
        return drawn(leaf)
    return _read(found) if isinstance(found, TKey) else found


def _read(key: Any) -> Any:
    """The object of a key that is no tree and no directory."""
    directory = key.GetMotherDir()
    source = directory._input()
    if source is None:
        return _own(directory).get(key.GetName())
    folder = directory.PathInFile()
    path = f"{folder}/{key.GetName()}" if folder else key.GetName()
    _reading.append(directory)
    try:
        return with_names_of_root(read_object(source, f"{path};{key.GetCycle()}", key.GetClassName()))
    finally:
        _reading.pop()


def _read_obj(key: Any) -> Any:
    directory = key.GetMotherDir()
    found = get(directory, f"{key.GetName()};{key.GetCycle()}")
    return get(directory, key.GetName()) if found is None else found


def _attribute(self: Any, name: str) -> Any:
    found = None if name.startswith("__") else get(self, name)
    if found is None:
        raise AttributeError(f"'{self.ClassName()}' {self.GetPath()} has no '{name}'")
    return found


def _item(self: Any, name: str) -> Any:
    found = get(self, name)
    if found is None:
        raise KeyError(name)
    return found


def write_into(directory: Any, item: Any, name: Optional[Any] = None, option: Any = "") -> int:
    """Writes one object: a tree, an object of ROOT's names, or what the writing of objects takes."""
    key = name_of(item, name)
    replace = find_option(option)
    if isinstance(item, _core.TObject):
        return directory._write_object(item, key, "overwrite" if replace else "")
    if not key:
        raise _core.DataError(
            f"{directory.GetPath()}: a {type(item).__name__} has no name of its own; give one"
        )
    output, folder = directory.Output(), directory.PathInFile()
    if replace and any(other.GetName() == key for other in directory._keys()):
        output.Delete(f"{folder}/{key}" if folder else key)
    value = item.stored_form() if hasattr(item, "stored_form") else item
    if isinstance(value, (_core.Histogram1, _core.Histogram2)):
        value.name = key
        output.Write(folder, value)
    else:
        write_object(output, folder, key, value)
    directory._add_written(key, item.ClassName() if hasattr(item, "ClassName") else type(item).__name__, "")
    _own(directory)[key] = item
    return 1


def _write(self: Any, name: Any = None, option: int = 0, buffer_size: int = 0) -> int:
    """Writes all objects that belong to this directory and to those below; the file has them when it
    is closed."""
    written = self._write(option)
    file = self.GetFile()
    if file is None or not file.IsWritable():
        return written
    top = self.PathInFile()
    for path, objects in list(file.__dict__.get("_objects", {}).items()):
        if path == top or not top or path.startswith(top + "/"):
            folder = file.GetDirectory(path) if path else file
            stored = {key.GetName() for key in folder._keys()}
            for key, item in list(objects.items()):
                if key not in stored or find_option(option):
                    written += write_into(folder, item, key, option)
    return written


def _close(self: Any, option: str = "") -> None:
    """Completes the file: it appears under its name."""
    self._close()
    self.__dict__.pop("_objects", None)


def _exit(self: Any, exc_type: Any, exc: Any, trace: Any) -> None:
    if exc_type is None:
        _close(self)
    else:  # leaves no half-written file behind
        self.Abandon()
        self.__dict__.pop("_objects", None)


def _find_key(self: Any, name: Any) -> Any:
    return TList(self._keys()).FindObject(name)


extend(
    TDirectory,
    Get=get,
    __getattr__=_attribute,
    __getitem__=_item,
    Write=_write,
    GetListOfKeys=lambda self: TList(self._keys()),
    GetKey=_find_key,
    FindKey=_find_key,
    WriteObject=lambda self, item, name, option="": write_into(self, item, name, option),
    WriteTObject=lambda self, item, name=None, option="": write_into(self, item, name, option),
    Append=lambda self, item, replace=False: _own(self).update({item.GetName(): item}),
    GetList=lambda self: TList([*self._list(), *_own(self).values()]),
    __repr__=lambda self: f"<{self.ClassName()} {self.GetPath()}>",
)
extend(TFile, Open=staticmethod(_open), Close=_close, __enter__=lambda self: self, __exit__=_exit)
extend(
    TKey,
    ReadObj=_read_obj,
    __repr__=lambda self: f"<TKey {self.GetName()};{self.GetCycle()}: {self.GetClassName()}>",
)


def open_files() -> TList:
    """The files that are open, in the order in which they were opened."""
    return TList(_core.open_files())


#: What is made from now on belongs to no file.
leave_files: Callable[[], None] = _core.leave_files
#: ROOT.gDirectory and ROOT.gFile.
current_directory: Callable[[], Any] = _core.current_directory
current_file: Callable[[], Any] = _core.current_file
