"""The number of the epoch that processes of one pass agree on."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import weakref
from typing import Any

from . import _core

_KEPT = 16  # passes: a worker of one that was given up may still come


class SharedEpochs:
    """Counts passes; the first process of a pass that asks begins its epoch, the others join it.

    The state is in a small temporary file, which is locked while it is changed: a lock that a killed
    process leaves free, and that any process can find by its path.
    """

    def __init__(self, first: int):
        handle, self._path = tempfile.mkstemp(prefix="tmva-epochs-")
        os.close(handle)
        self._write({"next": first, "passes": []})
        weakref.finalize(self, _remove, self._path, os.getpid())

    def claim(self, identity: str) -> int:
        """The epoch of a pass, which all its processes call by the same name."""
        with self._locked() as file:
            state = json.load(file)
            for name, epoch in state["passes"]:
                if name == identity:
                    return int(epoch)
            epoch = state["next"]
            passes = [*state["passes"], [identity, epoch]][-_KEPT:]
            self._replace(file, {"next": epoch + 1, "passes": passes})
            return int(epoch)

    def set_next(self, epoch: int) -> None:
        with self._locked() as file:
            self._replace(file, {**json.load(file), "next": epoch})

    def _locked(self) -> Any:
        try:
            file = open(self._path, "r+", encoding="utf-8")
        except FileNotFoundError:
            raise _core.DataError("torch_dataset: the data set that this is a copy of is gone; keep it "
                                  "until its loaders have ended") from None
        fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
        return file

    def _write(self, state: Any) -> None:
        with open(self._path, "w", encoding="utf-8") as file:
            json.dump(state, file)

    @staticmethod
    def _replace(file: Any, state: Any) -> None:
        file.seek(0)
        file.truncate()
        json.dump(state, file)


def _remove(path: str, process: int) -> None:
    if os.getpid() == process and os.path.exists(path):
        os.remove(path)
