"""A method that fails takes no other with it, and files that cannot be written are named."""

import os
import pathlib
import sys

import numpy as np
import pytest
from bad_input_helpers import BDT, factory, in_folder, loader, refused, table, train, trained  # noqa: F401

import tmva
from tmva import TMVA


@pytest.fixture
def torch_script(monkeypatch):
    """Sets the functions of the user's script for a model with two inputs."""
    torch = pytest.importorskip("torch")

    def fit(model, train_loader, *args, **options):
        return model

    def predict(model, events, batch_size=32):
        return model(torch.Tensor(events)).detach().numpy()

    def set_functions(**functions):
        torch.manual_seed(1)
        network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Softmax(1))
        torch.jit.save(torch.jit.script(network), "model.pt")
        objects = {
            "optimizer": torch.optim.SGD,
            "criterion": torch.nn.MSELoss(),
            "train_func": fit,
            "predict_func": predict,
            **functions,
        }
        monkeypatch.setattr(sys.modules["__main__"], "load_model_custom_objects", objects, raising=False)

    return set_functions


pytorch = pytest.mark.filterwarnings("ignore:.*torch.jit.*")


def book_three(data):
    f = factory(target="out.root")
    f.BookMethod(data, "BDT", "First", BDT)
    f.BookMethod(data, "PyTorch", "Torch", "FilenameModel=model.pt:NumEpochs=1:BatchSize=10")
    f.BookMethod(data, "Fisher", "Last")
    return f


def check_the_others(f, data):
    f.EvaluateAllMethods()
    for title in ("First", "Last"):
        assert os.path.exists(f"dataset/weights/job_{title}.weights.xml")
        assert f.GetROCIntegral(data, title) > 0.7
    with refused(tmva.Error, "Torch", "not been trained"):
        f.GetROCIntegral(data, "Torch")
    names = tmva.File("out.root")["dataset/TestTree"].keys()
    assert "First" in names and "Last" in names and "Torch" not in names


@pytorch
def test_predict_function_that_raises(torch_script):
    calls = []

    def predict(model, events, batch_size=32):
        calls.append(len(events))
        if sum(calls) > 100_000:
            raise KeyError("lost the plot")
        return np.full((len(events), 2), 0.5)

    torch_script(predict_func=predict)
    data = loader(signal=table(150_000, 1), background=table(1000, -1))
    f = book_three(data)
    f.TrainAllMethods()
    with refused(tmva.PythonError, "KeyError", "lost the plot", pathlib.Path(__file__).name):
        f.TestAllMethods()
    check_the_others(f, data)


@pytorch
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_answers_that_are_not_numbers(torch_script, bad):
    def predict(model, events, batch_size=32):
        answers = np.full((len(events), 2), 0.5)
        answers[len(events) // 2] = bad
        return answers

    torch_script(predict_func=predict)
    data = loader()
    f = book_three(data)
    f.TrainAllMethods()
    with refused(tmva.ModelError, "Torch", str(bad), "event"):
        f.TestAllMethods()
    check_the_others(f, data)


@pytorch
def test_python_function_that_raises(torch_script):
    def explode(model, train_loader, *args, **options):
        raise ValueError("the learning rate is a banana")

    torch_script(train_func=explode)
    pathlib.Path("out.root").write_bytes(b"the result of an earlier day")
    pathlib.Path("dataset/weights").mkdir(parents=True)
    old = pathlib.Path("dataset/weights/job_Torch.weights.xml")
    old.write_text("the model of an earlier day")
    data = loader()
    f = book_three(data)
    with refused(tmva.PythonError, "ValueError", "banana", "explode", pathlib.Path(__file__).name):
        f.TrainAllMethods()
    assert old.read_text() == "the model of an earlier day"
    assert pathlib.Path("out.root").read_bytes() == b"the result of an earlier day"
    f.TestAllMethods()
    check_the_others(f, data)


def only(*names):
    return sorted(os.listdir(".")) == sorted(names)


def test_abandoned_factory_leaves_no_file():
    f = train(loader(), target="out.root")
    f.TestAllMethods()
    del f
    assert only("dataset") and os.listdir("dataset") == ["weights"]
    assert os.listdir("dataset/weights") == ["job_BDT.weights.xml"]


def test_unwritable_target():
    """Found before hours of training, not after."""
    pathlib.Path("plain").write_text("a file, not a folder")
    for target in ("absent/out.root", "plain/out.root", "."):
        with refused(tmva.Error, target):
            factory(target=target)
    assert only("plain")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder():
    os.makedirs("locked")
    pathlib.Path("locked/out.root").write_text("earlier")
    os.chmod("locked", 0o500)
    with refused(tmva.Error, "locked/out.root"):
        factory(target="locked/out.root")
    assert pathlib.Path("locked/out.root").read_text() == "earlier"


def test_unwritable_weights():
    pathlib.Path("dataset").write_text("a file, not a folder")
    with refused(tmva.Error, "dataset"):
        train(loader())
    assert pathlib.Path("dataset").read_text() == "a file, not a folder"


def test_target_lost_while_training():
    os.mkdir("sub")
    f = train(loader(), target="sub/out.root")
    f.TestAllMethods()
    os.rmdir("sub")
    with refused(tmva.Error, "sub/out.root"):
        f.EvaluateAllMethods()
    os.mkdir("sub")
    f.EvaluateAllMethods()
    assert os.listdir("sub") == ["out.root"]


def test_silence(capfd):
    """Factory and methods print nothing when asked to be silent."""
    data = loader()
    capfd.readouterr()
    f = train(data)
    f.TestAllMethods()
    f.EvaluateAllMethods()
    assert capfd.readouterr() == ("", "")


def test_result_file_is_no_input(workdir, toys):
    """Writing the result over an input would lose the events."""
    columns = {"x": toys["Signal"]["x"]}
    with tmva.recreate("input.root") as file:
        for name in ("TreeS", "TreeB"):
            file.mktree(name, {"x": columns["x"].dtype}).extend(columns)
    factory = TMVA.Factory("job", "input.root", "!V:Silent:AnalysisType=Classification")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddSignalTree("input.root:TreeS")
    loader.AddBackgroundTree(["input.root:TreeB", "input.root:TreeB"])
    with pytest.raises(tmva.OptionError, match="'input.root' is an input of data set 'dataset'"):
        factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "")
