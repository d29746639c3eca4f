"""Models as graphs of ONNX's operators, run without the framework that trained them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from .. import _core


class Model:
    """A graph that runs. ``inputs`` and ``outputs`` are (name, type, shape) in order."""

    def __init__(self, content: bytes, name: str) -> None:
        self._session = _core.Session(content, name)
        self._content = content
        self.name = name

    @property
    def inputs(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        return self._session.Inputs()

    @property
    def outputs(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        return self._session.Outputs()

    def run(self, inputs: Mapping[str, ArrayLike] | Sequence[ArrayLike]) -> list[Any]:
        """The outputs, in order. ``inputs``: arrays by name, or in order."""
        return self._session.Run(inputs)

    @property
    def content(self) -> bytes:
        """The model as an ONNX file holds it."""
        return self._content


def load_model(path: str | os.PathLike[str]) -> Model:
    """Reads an ``.onnx`` file."""
    return Model(Path(path).read_bytes(), os.fspath(path))
