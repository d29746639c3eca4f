"""Files of trained scikit-learn models: where they are found, and which are not read."""

import os
import pickle
import shutil
import xml.etree.ElementTree as xml

import numpy as np
import pytest

import tmva
from tmva import TMVA

pytest.importorskip("sklearn")
skops_io = pytest.importorskip("skops.io")

from sklearn.ensemble import RandomForestClassifier  # noqa: E402
from sklearn.naive_bayes import GaussianNB  # noqa: E402
from sklearn_toys import FILES, KINDS, loader_of, responses, train  # noqa: E402

WEIGHTS = "dataset/weights/job_PyRandomForest.weights.xml"
MODEL = "dataset/weights/PyRFModel_PyRandomForest.skops"


@pytest.mark.parametrize("method", KINDS)
def test_model_moves_with_its_weight_file(events, workdir, method):
    train(loader_of(events), method, "NEstimators=3")
    assert os.path.isfile(f"dataset/weights/{FILES[method]}_{method}.skops")
    x = np.array([[1, 0], [-1, 1]], "f4")
    expected = responses(method, x)
    shutil.move("dataset", "moved")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", f"moved/weights/job_{method}.weights.xml")
    np.testing.assert_array_equal(reader.Evaluate("m", x), expected)
    os.remove(f"moved/weights/{FILES[method]}_{method}.skops")
    with pytest.raises(tmva.ModelError, match=rf"{FILES[method]}_{method}.skops' is neither at .* nor in"):
        TMVA.Reader("Silent").BookMVA("m", f"moved/weights/job_{method}.weights.xml")


def test_two_trainings_with_one_file_name_are_told_apart(events, workdir):
    """The checksum in the weight file says which of two files is meant."""
    x = np.array([[0.3, 0], [-0.3, 1]], "f4")
    train(loader_of(events), "PyRandomForest", "RandomState=1:FilenameClassifier=models/m.skops")
    first = responses("PyRandomForest", x)
    shutil.copytree("dataset", "kept")
    train(loader_of(events), "PyRandomForest", "RandomState=2:FilenameClassifier=models/m.skops")
    assert not np.array_equal(responses("PyRandomForest", x), first)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", "kept/weights/job_PyRandomForest.weights.xml")
    np.testing.assert_array_equal(reader.Evaluate("m", x), first)


def test_a_replaced_model_is_noticed(events, workdir, capsys):
    train(loader_of(events), "PyRandomForest", "RandomState=1")
    shutil.copy(MODEL, "first.skops")
    train(loader_of(events), "PyRandomForest", "RandomState=2")
    shutil.copy("first.skops", MODEL)
    TMVA.gConfig().SetSilent(False)
    TMVA.Reader("!Color").BookMVA("m", WEIGHTS)
    assert "its checksum differs" in capsys.readouterr().out


class Payload:
    """A pickle of it would make a file when it is read."""

    def __reduce__(self):
        return (open, ("ran", "w"))


def test_pickles_only_when_asked_by_name(events, workdir):
    x = np.array([[0.3, 0], [-0.3, 1]], "f4")
    train(loader_of(events), "PyRandomForest", "FilenameClassifier=m.pkl")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", WEIGHTS, allow_pickle=True)
    with open("m.pkl", "rb") as file:
        np.testing.assert_array_equal(reader.Evaluate("m", x), pickle.load(file).predict_proba(x)[:, 0])
    for path in ("m.pkl", "dataset/weights/m.pkl"):
        with open(path, "wb") as file:
            pickle.dump(Payload(), file)
    with pytest.raises(tmva.ModelError, match="m.pkl' is a pickle.*allow_pickle=True"):
        TMVA.Reader("Silent").BookMVA("m", WEIGHTS)
    assert not os.path.exists("ran")


def test_pickle_by_another_name_is_not_read(events, workdir):
    train(loader_of(events), "PyRandomForest")
    with open(MODEL, "wb") as file:
        pickle.dump(Payload(), file)
    with pytest.raises(tmva.ModelError, match="not a file of skops"):
        TMVA.Reader("Silent").BookMVA("m", WEIGHTS)
    assert not os.path.exists("ran")


def test_untrusted_types_are_named(events, workdir):
    train(loader_of(events), "PyRandomForest")
    model = skops_io.load(MODEL, trusted=["sklearn.tree._tree.Tree"])
    model.extra = Payload
    skops_io.dump(model, MODEL)
    with pytest.raises(tmva.ModelError, match="is not read: .*Payload"):
        TMVA.Reader("Silent").BookMVA("m", WEIGHTS)


def test_reader_refuses_models_that_do_not_fit(events, workdir):
    train(loader_of(events), "PyRandomForest")
    rng = np.random.default_rng(1)

    def refused(model, match):
        skops_io.dump(model, MODEL)
        with pytest.raises(tmva.ModelError, match=match):
            TMVA.Reader("Silent").BookMVA("m", WEIGHTS)

    x, y = rng.normal(size=(30, 3)), np.arange(30) % 3
    refused(RandomForestClassifier(2).fit(x, y % 2), "takes 3 inputs.*2 variables")
    refused(RandomForestClassifier(2).fit(x[:, :2], y), "has 3 outputs.*2 classes")
    refused(GaussianNB().fit(x[:, :2], y % 2), "holds a GaussianNB, expected a RandomForestClassifier")


def pretend_tmva_wrote_it(model):
    """TMVA pickles a classifier with float class numbers, and knows no checksum."""
    with open("dataset/weights/PyRFModel_M.PyData", "wb") as file:
        pickle.dump(model, file)
    tree = xml.parse(WEIGHTS)
    for option in tree.getroot().find("Options"):
        if option.get("name") == "FilenameClassifier":
            option.text = "dataset/weights/PyRFModel_M.PyData"
    general = tree.getroot().find("GeneralInfo")
    general.remove(next(info for info in general if info.get("name") == "Writer"))
    tree.getroot().find("Weights").attrib.clear()
    tree.write(WEIGHTS)


@pytest.mark.parametrize("transformation", ["None", "N"])
def test_files_of_real_tmva(events, workdir, transformation):
    """Its response is that of the first class, and it trained on untransformed events."""
    loader = loader_of(events, ("Background", "Signal"))
    train(loader, "PyRandomForest", f"VarTransform={transformation}")
    x = np.array([[2, 0], [-2, 1]], "f4")
    peer = RandomForestClassifier(5, random_state=1).fit(
        np.array([[-1, 0], [1, 0]] * 9, "f4"), [0.0, 1.0] * 9
    )
    pretend_tmva_wrote_it(peer)
    reader = TMVA.Reader("Silent")
    if transformation != "None":
        with pytest.raises(tmva.ModelError, match="TMVA's method ignored VarTransform=N"):
            reader.BookMVA("m", WEIGHTS, allow_pickle=True)
        return
    reader.BookMVA("m", WEIGHTS, allow_pickle=True)
    np.testing.assert_array_equal(reader.Evaluate("m", x), peer.predict_proba(x)[:, 0])


def test_no_model_persistence_writes_no_files(events, workdir):
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:!ModelPersistence:AnalysisType=Classification")
    loader = loader_of(events)
    f.BookMethod(loader, "PyRandomForest", "M")
    f.TrainAllMethods()
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "M") > 0.8
    assert not os.path.exists("dataset/weights")
