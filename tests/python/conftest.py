"""Fixtures: the example files of the ROOT wheel (found without importing ROOT), a clean __main__."""

import importlib.util
import os
import pathlib
import sys

import numpy as np
import pytest

# One backend a process; TensorFlow has its turn in tests/slow.
os.environ.setdefault("KERAS_BACKEND", "torch")


def _tutorial_data():
    spec = importlib.util.find_spec("ROOT")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        data = pathlib.Path(folder) / "tutorials" / "machine_learning" / "data"
        if data.is_dir():
            return data
    return None


@pytest.fixture(scope="session")
def example():
    """Path of tmva_class_example.root and its siblings, by name."""
    folder = _tutorial_data()
    if folder is None:
        pytest.skip("the ROOT wheel with TMVA's example files is not installed")
    return lambda name: str(folder / name)


@pytest.fixture
def main_objects(monkeypatch):
    """Sets load_model_custom_objects of the script, as a user's script does."""
    main = sys.modules["__main__"]
    monkeypatch.delattr(main, "load_model_custom_objects", raising=False)
    return lambda objects: monkeypatch.setattr(main, "load_model_custom_objects", objects, raising=False)


@pytest.fixture
def workdir(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def toys():
    """Two classes of correlated normals: {"Signal": columns, "Background": columns}."""
    rng = np.random.default_rng(1)

    def columns(shift, n):
        x = rng.normal(shift, 1, n).astype(np.float32)
        return {
            "x": x,
            "y": (0.5 * x + rng.normal(0, 1, n)).astype(np.float32),
            "w": rng.uniform(0.5, 1.5, n),
        }

    return {"Signal": columns(0.8, 2000), "Background": columns(-0.8, 2000)}


@pytest.fixture
def make_loader(toys):
    """A DataLoader over the toys."""
    from tmva import TMVA

    def make(name="dataset", weights=False, variables=("x", "y")):
        loader = TMVA.DataLoader(name)
        for variable in variables:
            loader.AddVariable(variable, "F")
        loader.AddSignalTree(toys["Signal"], 1.0)
        loader.AddBackgroundTree(toys["Background"], 1.0)
        if weights:
            loader.SetWeightExpression("w")
        loader.PrepareTrainingAndTestTree("", nTrain_Signal=1000, nTrain_Background=1000, V=False)
        return loader

    return make


@pytest.fixture
def events():
    """Few events of three classes, with weights that are exact in float."""
    rng = np.random.default_rng(5)

    def columns(x, y, n=300):
        return {
            "x": rng.normal(x, 1, n).astype("f4"),
            "y": rng.normal(y, 1, n).astype("f4"),
            "w": rng.choice([0.5, 1.0, 2.0], n),
        }

    return {"Signal": columns(1, 0), "Background": columns(-1, 0), "Other": columns(0, 2)}
