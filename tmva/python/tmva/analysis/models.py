"""Trained models as methods that are applied: weight files, and every model that load_model
reads."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

from .. import _core
from ..models import load_model
from ..models.graph import Model
from ..reader import Reader

WEIGHT_SUFFIXES = (".xml", ".xml.gz")
_MODEL_SUFFIXES = (
    ".onnx",
    ".keras",
    ".h5",
    ".hdf5",
    ".pt",
    ".pt2",
    ".skops",
    ".json",
    ".ubj",
    ".txt",
    ".pkl",
    ".joblib",
)


def is_model(path: str) -> bool:
    """Is it a weight file or a model, and not a tree of events?"""
    file, colon, name = path.rpartition(":")
    if colon and file.endswith(".root"):
        return os.path.exists(file) and name in _core.stored_models(file)
    return path.endswith(WEIGHT_SUFFIXES + _MODEL_SUFFIXES)


def open_method(
    path: str,
    variables: Optional[Sequence[str]] = None,
    user_code: str = "",
    allow_pickle: bool = False,
) -> _core.BookedMethod:
    """A trained method.

    Parameters
    ----------
    path : str
        A weight file, or a model that :func:`tmva.load_model` reads.
    variables : list of str, optional
        The variables of a model that does not name them.
    user_code : str, optional
        The Python file that a method of a weight file needs.
    allow_pickle : bool
        Read a model file that can run code.
    """
    reader = Reader("!Color:Silent")
    if path.endswith(WEIGHT_SUFFIXES):
        return reader.BookMVA("method", path, user_code, allow_pickle)
    model = load_model(path, allow_pickle=allow_pickle)
    content = model.content + _metadata(_missing_description(model, variables))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "score.onnx")
        with open(file, "wb") as stream:
            stream.write(content)
        return reader.BookMVA("method", file)


def _missing_description(model: Model, variables: Optional[Sequence[str]]) -> dict[str, Any]:
    """What the model's metadata do not say."""
    known, inputs = model.metadata, model.inputs
    stored = [v.get("expression", "") if isinstance(v, dict) else v for v in known.get("variables", [])]
    names = list(variables or stored)
    if len(inputs) != 1 or len(inputs[0].shape) != 2:
        shapes = ", ".join(f"{i.name} {list(i.shape)}" for i in inputs)
        raise _core.ModelError(
            f"{model.name}: one input [events, variables] is needed, the model has {shapes}"
        )
    width = inputs[0].shape[1]
    if not names or not all(names):
        raise _core.OptionError(
            f"{model.name}: does not name its variables: --variables 'x,y,x/y' names {width}"
        )
    if isinstance(width, int) and width != len(names):
        raise _core.OptionError(
            f"{model.name}: the model has {width} variables, {len(names)} are named: {', '.join(names)}"
        )
    if stored and names != stored:
        raise _core.OptionError(
            f"{model.name}: was trained with the variables {', '.join(stored)}; give no others"
        )
    missing: dict[str, Any] = {} if stored else {"variables": names}
    if known.get("analysis") or known.get("classes") or known.get("targets"):
        return missing
    columns = np.asarray(model(np.zeros((1, len(names))))).reshape(1, -1).shape[1]
    places = [str(i) for i in range(columns)]
    if columns > 1 and model.outputs[0].name == "label":
        return {**missing, "analysis": "Multiclass", "classes": places}
    # What the columns mean is not known: each is kept as it is.
    return {**missing, "analysis": "Regression", "targets": places}


def _metadata(description: dict[str, Any]) -> bytes:
    """An entry "tmva" of a ModelProto's metadata_props, field 14: messages of protobuf are merged
    by putting one behind the other."""

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2]) + _varint(len(content)) + content

    return field(14, field(1, b"tmva") + field(2, json.dumps(description).encode()))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
