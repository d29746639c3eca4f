"""load_model: which reader a file is for."""

from __future__ import annotations

import os
import zipfile
from typing import Any, Callable, Optional

from .. import _core
from .graph import Model
from .graph_writer import source_of

READABLE = (
    "ONNX (.onnx), Keras (.keras, .h5), PyTorch (.pt2; .pt with allow_pickle), scikit-learn "
    "(.skops; .pkl, .joblib with allow_pickle), "
    "XGBoost (.json, .ubj), LightGBM (.txt), TMVA's weight files (.weights.xml), models in ROOT "
    "files (FILE.root:NAME)"
)
Reader = Callable[[str, bool, Any], bytes]


def load_model(
    path: str | os.PathLike[str],
    *,
    allow_pickle: bool = False,
    example_inputs: Any = None,
    dtype: str = "",
) -> Model:
    """Reads a trained model, of whatever framework, as a graph that runs without it: ONNX (.onnx),
    Keras (.keras, .h5), PyTorch (.pt2), scikit-learn (.skops), XGBoost (.json, .ubj), LightGBM
    (.txt), TMVA (.weights.xml), or one stored in a ROOT file (``file.root:directory/name``). No
    code of a file runs; files that cannot be read otherwise (pickles, TorchScript) need
    ``allow_pickle=True``, and TorchScript ``example_inputs``, arrays like those that it is to be
    applied to. ``dtype="float64"`` computes in double precision what the model has in single
    precision."""
    name = os.fspath(path)
    return Model(content_of(name, allow_pickle, example_inputs), name, dtype)


def content_of(name: str, allow_pickle: bool = False, example_inputs: Any = None) -> bytes:
    """The model in a file, as an ONNX file holds it."""
    file, colon, inner = name.rpartition(":")
    if colon and file.endswith(".root"):
        return _core.read_stored_model(file, inner)
    if not os.path.exists(name):
        raise _core.ModelError(f"{name}: there is no such file")
    if os.path.isdir(name):
        raise _core.ModelError(f"{name}: is a directory, expected a file of a model")
    with open(name, "rb") as stream:
        head = stream.read(4096)
    reader = _by_content(name, head)
    if reader is None:
        raise _core.FileFormatError(f"{name}: is no model file that is known; these can be read: {READABLE}")
    return reader(name, allow_pickle, example_inputs)


def _by_content(name: str, head: bytes) -> Optional[Reader]:
    suffix = os.path.splitext(name)[1].lower()
    if head[:4] == b"PK\x03\x04":
        return _of_zip(name, suffix)
    if head[:8] == b"\x89HDF\r\n\x1a\n":
        return _keras
    if suffix in (".pkl", ".pickle", ".joblib", ".pydata") or head[:1] == b"\x80":
        return _old_torch if suffix in (".pt", ".pth") else _sklearn
    if head[:4] == b"root":
        inside = ", ".join(_core.stored_models(name)) or "none"
        raise _core.ModelError(f"{name}: name the model after a colon, {name}:NAME; it has {inside}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"<" or suffix == ".xml" or name.endswith(".xml.gz"):
        return _weights
    if text[:4] == b"tree" or suffix in (".json", ".ubj", ".txt"):
        return _forest
    if suffix == ".onnx" or (
        head[:1] == b"\x08" and suffix not in (".keras", ".h5", ".pt", ".pt2", ".skops")
    ):
        return _onnx
    return None


def _of_zip(name: str, suffix: str) -> Optional[Reader]:
    try:
        with zipfile.ZipFile(name) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise _core.FileFormatError(f"{name}: is a damaged archive: {error}") from error
    inner = {each.partition("/")[2] for each in names}
    if "model.weights.h5" in names or suffix == ".keras":
        return _keras
    if "schema.json" in names or suffix == ".skops":
        return _sklearn
    if (
        "data.pkl" in inner
        or "archive_format" in inner
        or any(each.startswith("models/") for each in inner)
        or suffix in (".pt", ".pt2", ".pth")
    ):
        return _torch
    return None


def _onnx(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    return _core.read_onnx(name)


def _keras(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    from .keras import model as keras_model

    return keras_model.convert(name)


def _torch(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    from .torch import module as torch_module

    return torch_module.load(name, allow_pickle, example_inputs)


def _old_torch(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    raise _core.ModelError(
        f"{name}: a pickle, or a file of PyTorch before 1.6; write it again with torch.export.save (.pt2)"
    )


def _sklearn(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    from .sklearn import model as sklearn_model

    return sklearn_model.load(name, allow_pickle)


def _forest(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    from . import forest_graph

    method = "LightGBM" if name.lower().endswith(".txt") else "XGBoost"
    source = {"method": method, **source_of(name)}
    return forest_graph.convert(_core.TreeEnsemble.Load(name), source, "forest")


def _weights(name: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    return _core.method_to_onnx(name)


def from_torch(module: Any, example_inputs: Any, *, dynamic_shapes: Any = None) -> Model:
    """The model of a ``torch.nn.Module``, as it is applied (``eval()``). ``example_inputs``: a
    tensor or array, or a tuple of them. The first dimension of each may have any size, unless
    ``dynamic_shapes`` (those of ``torch.export.export``) says otherwise."""
    from .torch import module as torch_module

    name = type(module).__name__
    return Model(torch_module.convert(module, example_inputs, name, dynamic_shapes), name)


def from_sklearn(estimator: Any) -> Model:
    """The model of a fitted estimator of scikit-learn (a pipeline too), XGBoost or LightGBM, or of
    a Booster of these two. Classifiers answer with ``label`` and ``probabilities`` (``scores``
    where there are none), regressors with ``y`` [events, targets]."""
    from . import booster_model
    from .sklearn import model as sklearn_model

    name = type(estimator).__name__
    content = booster_model.convert(estimator) if name == "Booster" else sklearn_model.convert(estimator)
    return Model(content, name)
