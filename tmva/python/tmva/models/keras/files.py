"""What is in a .keras or .h5 file of Keras, read as data: a configuration and arrays. Nothing of it
is ever run."""

from __future__ import annotations

import io
import json
import re
import zipfile
from abc import ABC, abstractmethod
from typing import Any, Optional

import numpy as np

from ... import _core

_MOST_CONFIG = 1 << 28  #: bytes of a configuration


def _h5py(path: str) -> Any:
    try:
        import h5py
    except ImportError as error:
        raise _core.ModelError(
            f"{path}: files of Keras need h5py: pip install 'tmva[keras]' ({error})"
        ) from error
    return h5py


class Arrays(ABC):
    """The arrays of a part of a model. ``find`` gives those of a layer by what Keras calls them."""

    @abstractmethod
    def sub(self, attribute: str, *names: str) -> Arrays:
        """Those of a layer inside: an attribute of the layer (.keras), or part of names (.h5)."""

    @abstractmethod
    def find(self, names: list[str]) -> list[np.ndarray]:
        """The variables of one layer, in the order in which Keras makes them."""

    @abstractmethod
    def of_layers(self, layers: list[tuple[str, str]]) -> list[Arrays]:
        """Those of layers of a model, given as (class, name), in order."""


class StoredArrays(Arrays):
    """Of model.weights.h5: groups are attributes of objects, and lists number classes."""

    def __init__(self, group: Any, path: str) -> None:
        self._group, self._path = group, path

    def _child(self, group: Any, name: str) -> Optional[Any]:
        return _member(group, name, self._path) if group is not None else None

    def sub(self, attribute: str, *names: str) -> Arrays:
        child = self._child(self._group, attribute)
        if child is None:
            child = self._child(self._group, "_" + attribute)
        return StoredArrays(child, self._path)

    def find(self, names: list[str]) -> list[np.ndarray]:
        vars_ = self._child(self._group, "vars")
        arrays = [self._child(vars_, str(i)) for i in range(len(names))]
        for name, array in zip(names, arrays):
            if array is None:
                where = self._group.name if self._group is not None else "the layer"
                raise _core.ModelError(f"{self._path}: {where} has no variable '{name}'")
        return [_numbers(array, self._path) for array in arrays]

    def of_layers(self, layers: list[tuple[str, str]]) -> list[Arrays]:
        parent = self._child(self._group, "layers")
        if parent is None:
            parent = self._child(self._group, "_layer_checkpoint_dependencies")
        used: dict[str, int] = {}
        found: list[Arrays] = []
        for kind, _ in layers:
            name = _snake_case(kind)
            k = used[name] = used.get(name, -1) + 1
            found.append(StoredArrays(self._child(parent, f"{name}_{k}" if k else name), self._path))
        return found


class NamedArrays(Arrays):
    """Of a .h5 file: a group a layer of the model, variables by their names."""

    def __init__(self, entries: list[tuple[list[str], Any]], path: str, group: Any = None) -> None:
        self._entries, self._path, self._group = entries, path, group

    def sub(self, attribute: str, *names: str) -> Arrays:
        chosen = [(n, a) for n, a in self._entries if any(part in names for part in n)]
        return NamedArrays(chosen or self._entries, self._path)

    def halves(self) -> tuple[Arrays, Arrays]:
        """Of the forward and the backward layer."""
        k = len(self._entries) // 2
        return NamedArrays(self._entries[:k], self._path), NamedArrays(self._entries[k:], self._path)

    def find(self, names: list[str]) -> list[np.ndarray]:
        by_leaf = {re.sub(r":\d+$", "", parts[-1]): array for parts, array in self._entries}
        if all(name in by_leaf for name in names):
            return [_numbers(by_leaf[name], self._path) for name in names]
        if len(self._entries) == len(names):
            return [_numbers(array, self._path) for _, array in self._entries]
        raise _core.ModelError(
            f"{self._path}: a layer needs the variables {', '.join(names)}, the file has "
            f"{', '.join('/'.join(parts) for parts, _ in self._entries) or 'none'}"
        )

    def of_layers(self, layers: list[tuple[str, str]]) -> list[Arrays]:
        if self._group is not None:
            return [
                NamedArrays(_named(_member(self._group, name, self._path), self._path), self._path)
                for _, name in layers
            ]
        return [
            NamedArrays([(n, a) for n, a in self._entries if name in n[:-1]], self._path)
            for _, name in layers
        ]


def _named(group: Any, path: str) -> list[tuple[list[str], Any]]:
    if group is None:
        return []
    names: list[Any] = []
    if "weight_names" in group.attrs:
        names = list(group.attrs["weight_names"])
    else:  # long lists are cut into pieces
        k = 0
        while f"weight_names{k}" in group.attrs:
            names += list(group.attrs[f"weight_names{k}"])
            k += 1
    found = []
    for raw in names:
        name = raw.decode() if isinstance(raw, bytes) else str(raw)
        node = group
        for part in name.split("/"):
            node = _member(node, part, path)
        if node is None:
            raise _core.ModelError(f"{path}: the array '{name}' of {group.name} is missing")
        found.append((name.split("/"), node))
    return found


def _member(group: Any, name: str, path: str) -> Optional[Any]:
    """A member of a group; nothing that lies in another file is followed."""
    h5py = _h5py(path)
    if group is None or not isinstance(group, h5py.Group):
        return None
    link = group.get(name, getlink=True)
    if link is None:
        return None
    if not isinstance(link, h5py.HardLink):
        raise _core.FileFormatError(f"{path}: '{group.name}/{name}' is a link, which Keras does not write")
    return group[name]


def _numbers(dataset: Any, path: str) -> np.ndarray:
    h5py = _h5py(path)
    if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind not in "fiub":
        raise _core.FileFormatError(f"{path}: '{dataset.name}' is no array of numbers")
    if dataset.external or dataset.is_virtual:
        raise _core.FileFormatError(f"{path}: the numbers of '{dataset.name}' lie in another file")
    if dataset.size * dataset.dtype.itemsize > 1100 * dataset.id.get_storage_size():
        raise _core.FileFormatError(
            f"{path}: '{dataset.name}' claims {dataset.size} numbers that are not there"
        )
    array = np.asarray(dataset[()])
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def _snake_case(name: str) -> str:
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


class KerasFile:
    """An opened file: ``config`` of the model, ``arrays`` and the ``version`` of Keras that wrote
    it."""

    def __init__(self, path: str) -> None:
        self.path = path
        h5py = _h5py(path)
        try:
            if zipfile.is_zipfile(path):
                self._open_zip(h5py)
            else:
                self._open_h5(h5py)
        except _core.Error:
            raise
        except (
            EOFError,
            NotImplementedError,
            ArithmeticError,
            MemoryError,
            RuntimeError,
            OSError,
            ValueError,
            KeyError,
            TypeError,
            zipfile.BadZipFile,
            RecursionError,
        ) as error:
            raise _core.FileFormatError(f"{path}: cannot be read as a file of Keras: {error}") from error
        if not isinstance(self.config, dict) or "class_name" not in self.config:
            raise _core.FileFormatError(f"{path}: the configuration describes no model")

    def _open_zip(self, h5py: Any) -> None:
        with zipfile.ZipFile(self.path) as archive:
            names = archive.namelist()
            if "config.json" not in names or "model.weights.h5" not in names:
                raise _core.FileFormatError(
                    f"{self.path}: no .keras archive: config.json and model.weights.h5 are "
                    f"expected, it has {', '.join(names[:8])}"
                )
            if archive.getinfo("config.json").file_size > _MOST_CONFIG:
                raise _core.FileFormatError(f"{self.path}: config.json is too large")
            self.config = json.loads(archive.read("config.json"))
            metadata = json.loads(archive.read("metadata.json")) if "metadata.json" in names else {}
            self.version = str(metadata.get("keras_version", "3"))
            content = archive.read("model.weights.h5")
        self._file = h5py.File(io.BytesIO(content), "r")
        self.arrays: Arrays = StoredArrays(self._file, self.path)

    def _open_h5(self, h5py: Any) -> None:
        self._file = h5py.File(self.path, "r")
        config = self._file.attrs.get("model_config")
        if config is None:
            raise _core.ModelError(
                f"{self.path}: holds weights without the model (no attribute model_config); save "
                f"the whole model: "
                "model.save('model.keras')"
            )
        self.config = json.loads(config.decode() if isinstance(config, bytes) else str(config))
        version = self._file.attrs.get("keras_version", "2")
        self.version = version.decode() if isinstance(version, bytes) else str(version)
        group = _member(self._file, "model_weights", self.path)
        self.arrays = NamedArrays([], self.path, group)

    def close(self) -> None:
        self._file.close()
