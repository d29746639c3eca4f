"""The Python tutorials of the ROOT wheel under `tmva run`, unmodified; docs/scripts.md lists them all."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

import tmva


def _folder():
    for entry in sys.path:
        folder = pathlib.Path(entry) / "ROOT" / "tutorials" / "machine_learning"
        if folder.is_dir():
            return folder
    return None


FOLDER = _folder()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="needs the tutorials of the ROOT wheel")


def needs(*packages):
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


def run(folder, script, *, edit=(), modules=(), code=0):
    """Runs a tutorial; `edit` holds lines that are changed in a copy, (old, new)."""
    path = FOLDER / script
    if edit:
        text = path.read_text()
        for old, new in edit:
            assert old in text
            text = text.replace(old, new)
        path = folder / path.name
        path.write_text(text)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment.pop("KERAS_BACKEND", None)
    if modules:
        environment["PYTHONPATH"] = os.pathsep.join([*map(str, modules), environment.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "tmva", "run", str(path)],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == code, done.stdout[-3000:] + done.stderr[-5000:]
    return done.stdout + done.stderr


def responses(output):
    return [float(line) for line in output.splitlines() if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", line)]


@pytest.mark.parametrize(("kind", "package"), [("Keras", "tensorflow"), ("PyTorch", "torch")])
def test_classification_and_application(tmp_path, kind, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    training = run(tmp_path, f"{kind.lower()}/Classification{kind}.py")
    area = float(re.search(rf"dataset +Py{kind.removeprefix('Py')} +: +(0\.\d+)", training)[1])
    assert area > 0.9
    values = responses(run(tmp_path, f"{kind.lower()}/ApplicationClassification{kind}.py"))
    assert len(values) == 40 and np.mean(values[:20]) > 0.6 > 0.4 > np.mean(values[20:])


@pytest.mark.parametrize(("kind", "package"), [("Keras", "tensorflow"), ("PyTorch", "torch")])
def test_regression_and_application(tmp_path, kind, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    assert "BDTG" in run(tmp_path, f"{kind.lower()}/Regression{kind}.py")
    output = run(tmp_path, f"{kind.lower()}/ApplicationRegression{kind}.py")
    pairs = [tuple(map(float, found)) for found in re.findall(r"True/MVA value: (\S+)/(\S+)", output)]
    assert len(pairs) == 20
    truth, answer = np.array(pairs).T
    assert np.corrcoef(truth, answer)[0, 1] > 0.9


@pytest.mark.parametrize(("kind", "package"), [("Keras", "tensorflow"), ("PyTorch", "torch")])
def test_multiclass(tmp_path, kind, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    run(tmp_path, f"{kind.lower()}/Multiclass{kind}.py")
    assert list((tmp_path / "dataset" / "weights").glob(f"*Py{kind.removeprefix('Py')}*.xml"))


@needs("tensorflow", "torch")
def test_images(tmp_path):
    """The methods that tmva does not have are left out by the script itself."""
    output = run(tmp_path, "TMVA_CNN_Classification.py")
    assert tmva.File(tmp_path / "images_data_16x16.root")["sig_tree"].num_entries == 1000
    assert all(re.search(rf"dataset +{method} +: ", output) for method in ("BDT", "PyTorch", "PyKeras"))


@needs("tensorflow")
def test_higgs_without_the_methods_that_are_missing(tmp_path):
    error = run(
        tmp_path, "TMVA_Higgs_Classification.py", code=0 if "Likelihood" in dict(tmva._core.methods()) else 1
    )
    assert "Likelihood" in error
    off = [(f"use{name} = True", f"use{name} = False") for name in ("Likelihood", "DL")]
    output = run(tmp_path, "TMVA_Higgs_Classification.py", edit=off)
    assert all(re.search(rf"dataset +{method} +: +0\.[67]", output) for method in ("BDT", "PyKeras"))


def test_time_series_end_at_the_first_method_that_is_missing(tmp_path):
    has_dl = "DL" in dict(tmva._core.methods())
    error = run(tmp_path, "TMVA_RNN_Classification.py", code=0 if has_dl else 1)
    assert "number of variables is 300" in error and ("DL" in error.splitlines()[-1] or has_dl)


@pytest.mark.parametrize(
    ("script", "package"),
    [("NumPy", "numpy"), ("PyTorch", "torch"), ("TensorFlow", "tensorflow"), ("filters_vectors", "numpy")],
)
def test_batches(tmp_path, script, package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    output = run(tmp_path, f"ml_dataloader_{script}.py")
    assert re.search(
        {
            "NumPy": r"Validation batch 23 => x: \(128, 28\), y: \(128, 1\)",
            "PyTorch": "accuracy: 1.0",
            "TensorFlow": "Epoch 2/2",
            "filters_vectors": r"Training batch 0 => \(5, 9\)",
        }[script],
        output,
    )


@needs("xgboost", "sklearn", "fsspec")
def test_open_data(tmp_path):
    """tmva100 reads from CERN; a file system for root:// that reads a folder stands in."""
    rng = np.random.default_rng(1)
    store = tmp_path / "store"
    store.mkdir()
    for name, scale in (("SMHiggsToZZTo4L", 30.0), ("ZZTo2e2mu", 50.0)):
        n = 4000
        lists = {
            what: [rng.exponential(scale, count).astype("f4") + 5 for count in rng.integers(0, 5, n)]
            for what in ("Muon", "Electron")
        }
        import awkward

        with tmva.recreate(store / f"{name}.root") as file:
            file["Events"] = {
                "event": np.arange(n, dtype="u8"),
                **{
                    f"n{what}": np.array([len(each) for each in items], "u4") for what, items in lists.items()
                },
                **{f"{what}_pt": awkward.Array(items) for what, items in lists.items()},
            }
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "sitecustomize.py").write_text(
        "import os, fsspec\nfrom fsspec.implementations.local import LocalFileSystem\n"
        "class Store(LocalFileSystem):\n    protocol = 'root'\n"
        f"    def _strip_protocol(cls, path): return os.path.join({str(store)!r}, os.path.basename(str(path)))\n"
        "    _strip_protocol = classmethod(_strip_protocol)\n"
        "fsspec.register_implementation('root', Store, clobber=True)\n"
    )
    run(tmp_path, "tmva100_DataPreparation.py", modules=[modules])
    for name in ("train_signal", "test_signal", "train_background", "test_background"):
        assert tmva.File(tmp_path / f"{name}.root")["Events"].keys() == [
            "Muon_pt_1",
            "Muon_pt_2",
            "Electron_pt_1",
            "Electron_pt_2",
        ]
    assert "Saving model in tmva101.root" in run(tmp_path, "tmva101_Training.py")
    run(tmp_path, "tmva102_Testing.py")


@needs("tensorflow", "sklearn")
def test_sofie_of_keras(tmp_path):
    assert "Inference output" in run(tmp_path, "TMVA_SOFIE_Keras.py")
    assert "\nOK" in run(tmp_path, "TMVA_SOFIE_Keras_HiggsModel.py")
    assert "Number of signal entries 10000" in run(tmp_path, "TMVA_SOFIE_Inference.py")
    assert len(re.findall(r"ROC integral for  hs\d 0\.7", run(tmp_path, "TMVA_SOFIE_Models.py"))) == 3


@needs("torch", "onnxscript")
def test_sofie_of_onnx(tmp_path):
    assert "\nOK" in run(tmp_path, "TMVA_SOFIE_ONNX.py")
