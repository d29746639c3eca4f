"""The parts of htt-ml that train with Keras; tests/python/test_httml.py has the others."""

import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest
import uproot
import yaml

import tmva

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python"))
from test_httml import CLASSES, SCORES, columns, config_of, made, run, weight_file  # noqa: E402, F401

pytest.importorskip("keras")


@pytest.fixture(scope="module")
def keras_trained(made):
    for fold in (0, 1):
        run(made, "train_keras.py", "config.yaml", fold)
    return made


def test_keras_friends_and_confusion(keras_trained):
    """The event loops give what whole columns give."""
    folder = keras_trained
    assert "friends of signal []" in run(folder, "train_keras.py", "config.yaml", 0).stdout
    with tmva.recreate(folder / "in_folder.root") as file:
        file["mt/ntuple"] = columns(folder / "signal.root", "ntuple")
    output = folder / "scores.root"
    run(folder, "apply_keras_friend.py", "config.yaml", "in_folder.root", "mt/ntuple", output)
    stored = columns(folder / "signal.root", "ntuple")
    with tmva.recreate(folder / "joined.root") as file:
        file.mktree("events", stored, friends=[f"{output}:mt/ntuple"])
    scores = tmva.File(folder / "joined.root")["events"].arrays(SCORES[:3])
    code = (
        "import os; os.environ['KERAS_BACKEND'] = 'torch'\nimport sys, numpy as np, keras\nx = np.load('x.npy')\n"
        "for f in (0, 1): np.save(f'y{f}.npy', np.asarray(keras.models.load_model(f'fold{f}_keras.h5')(x[f]).detach()))"
    )
    scalers = [pickle.load(open(folder / f"fold{fold}_scaler.pickle", "rb")) for fold in (0, 1)]
    x = np.stack([stored["x"], stored["y"]], axis=1)
    np.save(folder / "x.npy", np.stack([scaler.transform(x) for scaler in scalers]))
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    for fold in (0, 1):
        mine = stored["event"] % 2 == fold
        expected = np.load(folder / f"y{fold}.npy")[mine]
        assert np.allclose(np.stack([scores[name][mine] for name in SCORES[:3]], axis=1), expected, atol=1e-5)
    error = run(
        folder, "apply_keras_friend.py", "config.yaml", "in_folder.root", "mt/ntuple", output, code=1
    ).stderr
    assert "Exception: directory mt is in" in error


def test_confusion_matrix(keras_trained):
    folder = keras_trained
    run(folder, "confusion.py", "config.yaml", 0)
    found = yaml.safe_load((folder / "fold0_confusion.yaml").read_text())
    scaler = pickle.load(open(folder / "fold0_scaler.pickle", "rb"))
    model = tmva.load_model(str(folder / "fold0_keras.h5"))
    for name in CLASSES:
        stored = columns(folder / "fold1_example_dataset.root", name)
        index = np.argmax(model(scaler.transform(np.stack([stored["x"], stored["y"]], axis=1))), axis=1)
        sums = np.bincount(index, stored["training_weight"], 3)
        assert [found[name][other] for other in CLASSES] == pytest.approx(list(sums), rel=1e-6)


def test_friends_in_the_same_file_are_inputs(made, tmp_path):
    """htt-ml calls friends by names, <class>_friend, of trees of the same file."""
    content = config_of(tmp_path, variables=["x", "y", "z"], datasets=["both.root", "both.root"])
    with tmva.recreate(tmp_path / "both.root") as file:
        for name in CLASSES:
            stored = columns(made / "fold0_example_dataset.root", name)
            file[name] = stored
            file[name + "_friend"] = {"z": stored["x"] - stored["y"]}
    done = run(tmp_path, "train_keras.py", "config.yaml", 0)
    assert "friends of signal ['signal_friend']" in done.stdout and content["variables"][-1] == "z"
    scaler = pickle.load(open(tmp_path / "fold0_scaler.pickle", "rb"))
    assert scaler.mean_[2] == pytest.approx(scaler.mean_[0] - scaler.mean_[1], abs=1e-5)


def test_training_through_tmva(made):
    run(made, "train_tmva.py", "config.yaml", 0, "--keras")
    path = made / weight_file(0, "PyKeras_fold0")
    assert path.exists() and (path.parent / "TrainedModel_PyKeras_fold0.h5").exists()
    inputs = np.stack(
        [uproot.open(made / "signal.root")["ntuple"][name].array(library="np") for name in "xy"], axis=1
    )
    reader = tmva.TMVA.Reader("!Color:Silent")
    reader.BookMVA("PyKeras", str(path))
    assert np.allclose(reader.Evaluate("PyKeras", inputs).sum(axis=1), 1, atol=1e-5)
