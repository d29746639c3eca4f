"""What is in an archive of torch.export (.pt2), read without PyTorch: a program of aten operators
as JSON, and arrays. Only arrays that are stored as plain numbers are read; nothing is unpickled."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import numpy as np

from ... import _core

#: ScalarType of the schema of torch.export, as numpy's types.
SCALAR_TYPES = {
    1: np.uint8,
    2: np.int8,
    3: np.int16,
    4: np.int32,
    5: np.int64,
    6: np.float16,
    7: np.float32,
    8: np.float64,
    12: np.bool_,
    28: np.uint16,
}
_NAMES = {9: "complex", 10: "complex", 11: "complex", 13: "bfloat16"}
_MOST_JSON = 1 << 30


class Archive:
    """``program`` (the JSON) and ``arrays`` by the names that its signature knows."""

    def __init__(self, path: str, content: Any = None) -> None:
        self.path = path
        try:
            with zipfile.ZipFile(content if content is not None else path) as archive:
                self._read(archive)
        except _core.Error:
            raise
        except (
            EOFError,
            NotImplementedError,
            ArithmeticError,
            MemoryError,
            RuntimeError,
            OSError,
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            zipfile.BadZipFile,
            RecursionError,
        ) as error:
            raise _core.FileFormatError(
                f"{path}: cannot be read as an archive of torch.export ({type(error).__name__}: {error})"
            ) from error

    def _read(self, archive: zipfile.ZipFile) -> None:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        programs = [name for name in names if name.startswith("models/") and name.endswith(".json")]
        if not programs:
            raise _core.FileFormatError(
                f"{self.path}: no archive of torch.export that is known: it has no models/*.json "
                f"(write it with torch 2.8 or later: "
                "torch.export.save(torch.export.export(module, args), path))"
            )
        if len(programs) > 1:
            raise _core.ModelError(
                f"{self.path}: holds several models: "
                f"{', '.join(sorted(p[7:-5] for p in programs))}; one is expected"
            )
        if "byteorder" in names and archive.read(names["byteorder"]) != b"little":
            raise _core.FileFormatError(f"{self.path}: the numbers are not little-endian")
        model = programs[0][7:-5]
        self.program = self._json(archive, names[programs[0]])
        self.arrays: dict[str, np.ndarray] = {}
        for folder, kind in (("weights", "weights"), ("constants", "constants")):
            config = f"data/{folder}/{model}_{kind}_config.json"
            if config not in names:
                continue
            for name, entry in self._json(archive, names[config])["config"].items():
                if entry.get("use_pickle") or entry.get("tensor_meta") is None:
                    raise _core.ModelError(
                        f"{self.path}: '{name}' is stored as a pickle or an object, which is not read"
                    )
                self.arrays[name] = self._array(
                    archive,
                    names[f"data/{folder}/{entry['path_name']}"],
                    entry["tensor_meta"],
                    name,
                )

    def _json(self, archive: zipfile.ZipFile, name: str) -> Any:
        if archive.getinfo(name).file_size > _MOST_JSON:
            raise _core.FileFormatError(f"{self.path}: '{name}' is too large")
        return json.loads(archive.read(name))

    def _array(self, archive: zipfile.ZipFile, name: str, meta: dict[str, Any], what: str) -> np.ndarray:
        dtype = scalar_type(meta["dtype"], f"{self.path}: '{what}'")
        content = archive.read(name)
        sizes = [int(s["as_int"]) for s in meta["sizes"]]
        strides = [int(s["as_int"]) for s in meta["strides"]]
        offset = int(meta["storage_offset"]["as_int"])
        stored = np.frombuffer(content, dtype, len(content) // np.dtype(dtype).itemsize)
        last = offset + sum((n - 1) * s for n, s in zip(sizes, strides))
        if (
            len(sizes) != len(strides)
            or offset < 0
            or min([*sizes, *strides, 0]) < 0
            or (0 not in sizes and last >= stored.size)
        ):
            raise _core.FileFormatError(f"{self.path}: '{what}' claims numbers that '{name}' does not have")
        if 0 in sizes:
            return np.zeros(sizes, dtype)
        view = np.lib.stride_tricks.as_strided(stored[offset:], sizes, [s * stored.itemsize for s in strides])
        return np.ascontiguousarray(view).reshape(sizes)


def scalar_type(number: int, where: str) -> Any:
    """numpy's type of a ScalarType."""
    if number not in SCALAR_TYPES:
        raise _core.ModelError(f"{where}: unsupported: numbers of the type {_NAMES.get(number, number)}")
    return SCALAR_TYPES[number]
