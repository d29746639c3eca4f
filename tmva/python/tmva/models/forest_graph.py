"""Forests inside graphs: what ``TreeEnsemble`` writes as a file, as nodes of a larger graph; and
files of forests (XGBoost, LightGBM) as models with the answers that their libraries give."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Optional

from .. import _core
from .graph_writer import GraphWriter, Handle


def write(graph: GraphWriter, forest: _core.TreeEnsemble, x: Handle) -> Handle:
    """The answers [events, outputs] (float) of a forest to x (float)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "forest.onnx")
        forest.Save(path)
        with open(path, "rb") as file:
            content = file.read()
    return inline(graph, _core.read_graph(content, "forest"), [x])[0]


def inline(graph: GraphWriter, content: dict[str, Any], inputs: list[Handle]) -> list[Handle]:
    """Writes the nodes of a graph once more; the values of its outputs."""
    values = {
        "": None,
        **{described[0]: handle for described, handle in zip(content["inputs"], inputs)},
    }
    for name, array in content["initializers"].items():
        values[name] = graph.constant(array)
    for _, op, domain, given, outputs, attributes in content["nodes"]:
        attributes = {k: _attribute(v) for k, v in attributes.items()}
        made = graph.add(
            op, *[values[name] for name in given], outputs=len(outputs), domain=domain, **attributes
        )
        values.update(zip(outputs, made if isinstance(made, list) else [made]))
    return [values[described[0]] for described in content["outputs"]]


def _attribute(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    return [_attribute(v) for v in value] if isinstance(value, list) else value


def both_classes(graph: GraphWriter, second: Handle) -> Handle:
    """[events, 2] from the probability of the second class."""
    return graph.add("Concat", graph.add("Sub", graph.scalar(1), second), second, axis=1)


def convert(forest: _core.TreeEnsemble, source: dict[str, Any], name: str) -> bytes:
    """A model of a forest: label and probabilities where it classifies, y otherwise."""
    graph = GraphWriter(name)
    x = graph.input("x", "float", ["N", forest.num_inputs])
    y = write(graph, forest, x)
    count = forest.num_outputs
    classes: Optional[list[int]] = None
    if forest.transform in ("logistic", "softmax"):
        if count == 1 and forest.transform == "logistic":
            y, count = both_classes(graph, y), 2
        classes = list(range(count))
        if forest.transform == "softmax" or count == 2:
            label = graph.add("ArgMax", y, axis=1, keepdims=0)
            graph.output(label, "label", "int64", ["N"])
            graph.output(y, "probabilities", "float", ["N", count])
        else:
            graph.output(y, "probabilities", "float", ["N", count])
    else:
        graph.output(y, "y", "float", ["N", count])
    variables = [{"expression": each} for each in forest.input_names] or None
    names = None if classes is None else [str(c) for c in classes]
    analysis = "Regression" if classes is None else "Classification" if count == 2 else "Multiclass"
    graph.metadata(variables=variables, classes=names, analysis=analysis, **source)
    return graph.finish()
