"""TMVA.Experimental.SOFIE: models of other packages as C++ headers, and sessions that run them.

What ROOT compiles from the header, tmva runs by its own graph session: ``gInterpreter.Declare('#include
"model.hxx"')`` makes ``ROOT.TMVA_SOFIE_model.Session``.
"""

from __future__ import annotations

import enum
import os
import pathlib
import re
import types
from typing import Any

import numpy as np

from . import _core
from ._options import text

#: Models by the absolute path of the header that was written of them.
_written: dict[str, list["RModel"]] = {}
#: Namespaces that were declared: ``TMVA_SOFIE_name``.
_declared: dict[str, Any] = {}


class Options(enum.IntFlag):
    """Accepted: the weights always are in the header."""

    kDefault = 0
    kNoSession = 1
    kNoWeightFile = 2
    kRootBinaryWeightFile = 4
    kGNN = 8
    kGNNComponent = 16


class RModel:
    """A model that was read: writes itself as a C++17 header."""

    def __init__(self, path: Any):
        from .models import load_model

        self._model = load_model(text(path))
        self.name = re.sub(r"\W", "_", pathlib.Path(text(path)).stem)

    @property
    def namespace(self) -> str:
        return "TMVA_SOFIE_" + self.name

    def Generate(self, options: Any = Options.kDefault, batch_size: int = -1, *_: Any) -> None:
        """Does nothing: the header is made where it is written."""

    def OutputGenerated(self, path: Any = "", append: bool = False) -> None:
        """Writes the header: ``name.hxx`` by default; with `append` behind what is in the file."""
        header = text(path) or self.name + ".hxx"
        with open(header, "a" if append else "w") as file:
            file.write(self._code())
        models = _written.setdefault(os.path.abspath(header), [])
        if not append:
            models.clear()
        models.append(self)

    def PrintGenerated(self) -> None:
        print(self._code())

    def _code(self) -> str:
        return _core.emit_cpp(self._model.content, self.namespace, self.name)

    def Session(self, weights: Any = "", *_: Any) -> "Session":
        return Session(self._model)

    def __repr__(self) -> str:
        return f"<RModel {self.name!r}: {self._model!r}>"


class Session:
    """Runs a model; the weights are those that it was read with."""

    def __init__(self, model: Any):
        self._model = model

    def infer(self, *inputs: Any) -> Any:
        """The output of events, flat, as a std::vector; of several outputs a list."""
        from .ROOT.vectors import std

        arrays = [_shaped(np.asarray(x), info) for x, info in zip(inputs, self._model.inputs)]
        if len(arrays) != len(self._model.inputs):
            raise _core.DataError(
                f"{self._model.name}: the model has {len(self._model.inputs)} inputs, got {len(inputs)}"
            )
        made = [std.vector["float"](np.ravel(output).tolist()) for output in self._model.run(arrays)]
        return made[0] if len(made) == 1 else made


def _shaped(values: np.ndarray, info: Any) -> np.ndarray:
    """With the dimensions that the input has; the first one that is open takes the events."""
    shape = [size if isinstance(size, int) and size > 0 else -1 for size in info.shape]
    if shape.count(-1) > 1:
        return values.astype("float32")
    inner = int(np.prod([size for size in shape if size > 0]))
    if -1 not in shape and values.size != inner or values.size % max(inner, 1):
        raise _core.DataError(
            f"input '{info.name}': {values.size} values do not fill the shape {list(info.shape)}"
        )
    return values.reshape(shape).astype("float32" if info.type == "float" else info.type)


class RModelParser_ONNX:
    """Reads .onnx files."""

    def Parse(self, path: Any, verbose: bool = False) -> RModel:
        model = RModel(path)
        if verbose:
            print(model._model.graph)
        return model


class PyKeras:
    """Reads Keras files."""

    @staticmethod
    def Parse(path: Any, batch_size: int = -1) -> RModel:
        return RModel(path)


class PyTorch:
    """Reads exported PyTorch programs (.pt2)."""

    @staticmethod
    def Parse(path: Any, shapes: Any = None, types: Any = None) -> RModel:
        return RModel(path)


class Interpreter:
    """gInterpreter: knows the headers that SOFIE wrote in this session."""

    def Declare(self, code: Any) -> bool:
        """Makes the namespaces of included headers.

        Raises
        ------
        NotImplementedError
            For other C++.
        """
        for line in str(code).splitlines():
            found = re.fullmatch(r'\s*#include\s+"(.+)"\s*;?\s*', line)
            models = _written.get(os.path.abspath(found[1])) if found else None
            if line.strip() and models is None:
                raise NotImplementedError(
                    f"gInterpreter.Declare: {line.strip()!r} is C++, which cannot be declared from "
                    "Python; put it into a macro and `tmva run macro.C`, or use numpy. Headers "
                    "that SOFIE wrote in this session can be included"
                )
            for model in models or []:
                _declared[model.namespace] = types.SimpleNamespace(Session=model.Session)
        return True


gInterpreter = Interpreter()


def declared(name: str) -> Any:
    """A namespace that was declared; None where there is none."""
    return _declared.get(name)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    from .ROOT.advice import advice

    known = ["Options", "PyKeras", "PyTorch", "RModel", "RModelParser_ONNX", "Session"]
    raise AttributeError(advice(name, known, "TMVA.Experimental.SOFIE"))
