"""Models as graphs of ONNX's operators, run without the framework that trained them."""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple, Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core
from .graph_view import GraphView


class TensorInfo(NamedTuple):
    """An input or output. A dimension of the shape is a number, a name where it may differ from
    call to call, or None."""

    name: str
    type: str
    shape: tuple[Any, ...]


class Model(_core.Session):
    """A model that runs: a graph, whatever framework it came from.

    >>> model = tmva.load_model("net.onnx")
    >>> model.run({"x": x})[0]
    """

    def __init__(self, content: bytes, name: str, dtype: str = "") -> None:
        """``dtype="float64"`` computes in double precision what the model has in single
        precision."""
        super().__init__(content, name, dtype)
        self._content = content
        self._graph: Optional[GraphView] = None
        self.name = name

    @property
    def inputs(self) -> list[TensorInfo]:
        return [TensorInfo(*each) for each in self.Inputs()]

    @property
    def outputs(self) -> list[TensorInfo]:
        return [TensorInfo(*each) for each in self.Outputs()]

    def __call__(self, x: ArrayLike, threads: int = 1) -> NDArray[Any]:
        """The last output (of a classifier: its probabilities) for the one input [events,
        variables], which is converted to the type that the model wants."""
        inputs = self.inputs
        if len(inputs) != 1:
            names = ", ".join(each.name for each in inputs)
            raise _core.DataError(f"{self.name}: the model has {len(inputs)} inputs ({names}); use run()")
        kind = {"float": "float32", "double": "float64", "string": "object"}.get(
            inputs[0].type, inputs[0].type
        )
        return self.run([np.asarray(x, dtype=kind)], threads)[-1]

    @property
    def content(self) -> bytes:
        """The model as an ONNX file holds it."""
        return self._content

    @property
    def graph(self) -> GraphView:
        """What is inside; ``print(model.graph)`` is a table of it."""
        if self._graph is None:
            self._graph = GraphView(_core.read_graph(self._content, self.name))
        return self._graph

    @property
    def metadata(self) -> dict[str, Any]:
        """What is known beyond the graph: variables, classes, targets, method, source; empty where
        nothing is."""
        text = self.graph.metadata.get("tmva", "{}")
        try:
            known = json.loads(text)
        except ValueError as error:
            raise _core.FileFormatError(f"{self.name}: the metadata 'tmva' are no JSON: {error}") from error
        return known if isinstance(known, dict) else {}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes an ONNX file (``.onnx``), or into a ROOT file (``file.root:directory/name``)."""
        name = os.fspath(path)
        file, colon, inner = name.rpartition(":")
        if colon and file.endswith(".root"):
            _core.write_stored_model(file, inner, self._content)
            return
        if not name.endswith(".onnx"):
            raise _core.OptionError(f"'{name}': a model is written as .onnx, or into FILE.root:NAME")
        temporary = f"{name}.{os.getpid()}.part"
        try:
            with open(temporary, "wb") as stream:
                stream.write(self._content)
            os.replace(temporary, name)
        except OSError as error:
            raise _core.DataError(f"cannot write '{name}': {error.strerror}") from error
        finally:
            if os.path.exists(temporary):
                os.remove(temporary)

    def emit_cpp(
        self, path: str | os.PathLike[str], namespace: str = "", weights: str | os.PathLike[str] = ""
    ) -> None:
        """Writes the model as a C++17 header that needs nothing but the standard library: a class ``Session`` in the
        namespace (left out: the name of the file). The weights are in it, or in the file ``weights``, which the
        Session then is given."""
        header = os.fspath(path)
        namespace = namespace or os.path.splitext(os.path.basename(header))[0]
        _core.write_cpp(self._content, header, namespace, os.fspath(weights), self.name)

    @property
    def shapes(self) -> dict[str, TensorInfo]:
        """Types and shapes of all values, found by running the model on zeros; the shape is None where even the
        number of dimensions depends on the input."""
        known = _core.infer_shapes(self._content, self.name)
        return {name: TensorInfo(name, kind, shape) for name, kind, shape in known}

    EmitCpp = emit_cpp

    def __repr__(self) -> str:
        def text(infos: list[TensorInfo]) -> str:
            return ", ".join(f"{i.name}: {i.type}[{', '.join(str(d) for d in i.shape)}]" for i in infos)

        return f"Model({self.name!r}, {text(self.inputs)} -> {text(self.outputs)})"
