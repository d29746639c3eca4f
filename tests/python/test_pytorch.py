"""The method PyTorch, end to end on small data."""

import os
import shutil

import numpy as np
import pytest

import tmva
from tmva import TMVA

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.*")
BOOKING = "H:!V:VarTransform=N:FilenameModel=model.pt:NumEpochs=3:BatchSize=64"
FAST = ":LearningRateSchedule=0,0.03"


def save_model(path="model.pt", inputs=2, outputs=2, softmax=True):
    torch.manual_seed(1)
    layers = [torch.nn.Linear(inputs, 8), torch.nn.ReLU(), torch.nn.Linear(8, outputs)]
    if softmax:
        layers.append(torch.nn.Softmax(dim=1))
    torch.jit.save(torch.jit.script(torch.nn.Sequential(*layers)), path)


def user_train(
    model, train_loader, val_loader, num_epochs, batch_size, optimizer, criterion, save_best, scheduler
):
    """Written like the train function of TMVA's tutorials."""
    trainer = optimizer(model.parameters(), lr=0.05)
    schedule, steps = scheduler
    best = None
    for epoch in range(num_epochs):
        model.train()
        for X, y in train_loader:
            trainer.zero_grad()
            criterion(model(X), y).backward()
            trainer.step()
        if schedule:
            schedule(optimizer, epoch, steps)
        model.eval()
        total = 0.0
        with torch.no_grad():
            for X, y in val_loader:
                total += criterion(model(X), y).item()
        current = total / len(val_loader)
        if save_best:
            if best is None:
                best = current
            best = save_best(model, current, best)
    return model


def user_predict(model, test_X, batch_size=32):
    model.eval()
    dataset = torch.utils.data.TensorDataset(torch.Tensor(test_X))
    with torch.no_grad():
        return torch.cat(
            [model(b[0]) for b in torch.utils.data.DataLoader(dataset, batch_size=batch_size)]
        ).numpy()


def objects(**changes):
    return {
        "optimizer": torch.optim.SGD,
        "criterion": torch.nn.MSELoss(),
        "train_func": user_train,
        "predict_func": user_predict,
        **changes,
    }


def factory():
    return TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")


def train(loader, options=BOOKING, title="PyTorch"):
    f = factory()
    f.BookMethod(loader, TMVA.Types.kPyTorch, title, options)
    f.TrainAllMethods()
    return f


@pytest.mark.parametrize("own_functions", [True, False])
def test_classification(make_loader, workdir, main_objects, toys, own_functions):
    save_model()
    if own_functions:
        main_objects(objects())
    loader = make_loader()
    f = train(loader, BOOKING + (":NumEpochs=20" if own_functions else FAST))
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "PyTorch") > 0.8
    assert os.path.isfile("dataset/weights/TrainedModel_PyTorch.pt")

    reader = TMVA.Reader("!Color:Silent")
    reader.BookMVA("PyTorch", "dataset/weights/job_PyTorch.weights.xml")
    table = reader.Evaluate("PyTorch", toys["Signal"])
    matrix = np.stack([toys["Signal"]["x"], toys["Signal"]["y"]], 1)
    np.testing.assert_allclose(table, reader.Evaluate("PyTorch", matrix), rtol=1e-6)
    single = [reader.EvaluateMVA([float(x) for x in row], "PyTorch") for row in matrix[:5]]
    np.testing.assert_allclose(single, table[:5], rtol=1e-5)
    assert table.mean() > 0.5 > reader.Evaluate("PyTorch", toys["Background"]).mean()


def test_signal_is_the_class_named_signal(workdir, main_objects, toys):
    save_model()
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    loader.AddBackgroundTree(toys["Background"])
    loader.AddSignalTree(toys["Signal"])
    loader.PrepareTrainingAndTestTree("", V=False)
    f = train(loader, BOOKING + FAST)
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "PyTorch") > 0.8


def test_regression(workdir, main_objects, toys):
    save_model(inputs=1, outputs=1, softmax=False)
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddTarget("2*x+1")
    loader.AddRegressionTree(toys["Signal"])
    loader.PrepareTrainingAndTestTree("", V=False)
    f = TMVA.Factory("job", "!V:Silent:AnalysisType=Regression")
    f.BookMethod(
        loader,
        TMVA.Types.kPyTorch,
        "PyTorch",
        FilenameModel="model.pt",
        NumEpochs=5,
        BatchSize=32,
        LearningRateSchedule="0,0.03",
    )
    f.TrainAllMethods()
    reader = TMVA.Reader("Silent")
    reader.BookMVA("PyTorch", "dataset/weights/job_PyTorch.weights.xml")
    x = toys["Background"]["x"][:100]
    response = reader.Evaluate("PyTorch", x[:, None])
    assert response.shape == (100, 1)
    assert np.abs(response[:, 0] - (2 * x + 1)).mean() < 0.3
    classic = TMVA.Reader("Silent")
    buffer = x[:1].copy()
    classic.AddVariable("x", buffer)
    classic.BookMVA("PyTorch", "dataset/weights/job_PyTorch.weights.xml")
    np.testing.assert_allclose(classic.EvaluateRegression("PyTorch"), response[0], rtol=1e-6)
    assert classic.EvaluateMVA("PyTorch") == classic.EvaluateRegression(0, "PyTorch")


def test_multiclass(workdir, main_objects, toys):
    save_model(outputs=3, softmax=False)
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    for name, tree in (("A", toys["Signal"]), ("B", toys["Background"])):
        loader.AddTree(tree, name)
    loader.AddTree({"x": toys["Signal"]["x"] + 5, "y": toys["Signal"]["y"]}, "C")
    loader.PrepareTrainingAndTestTree("", V=False)
    f = TMVA.Factory("job", "!V:Silent:AnalysisType=Multiclass")
    f.BookMethod(
        loader,
        TMVA.Types.kPyTorch,
        "PyTorch",
        FilenameModel="model.pt",
        NumEpochs=5,
        BatchSize=32,
        LearningRateSchedule="0,0.03",
    )
    f.TrainAllMethods()
    reader = TMVA.Reader("Silent")
    reader.BookMVA("PyTorch", "dataset/weights/job_PyTorch.weights.xml")
    response = reader.Evaluate("PyTorch", {"x": [6.0, -2.0], "y": [0.0, 0.0]})
    assert response.shape == (2, 3)
    np.testing.assert_allclose(response.sum(1), 1, rtol=1e-5)
    assert response[0].argmax() == 2 and response[1].argmax() == 1


def test_failing_function_shows_its_traceback(make_loader, workdir, main_objects):
    def broken(*args, **kwargs):
        return undefined_name  # noqa: F821

    save_model()
    main_objects(objects(train_func=broken))
    f = factory()
    f.BookMethod(make_loader(), TMVA.Types.kPyTorch, "Bad", BOOKING)
    with pytest.raises(tmva.PythonError) as caught:
        f.TrainAllMethods()
    assert "Traceback" in str(caught.value) and "undefined_name" in str(caught.value)
    assert "in broken" in str(caught.value)


def test_earlier_outputs_stay(make_loader, workdir, main_objects):
    save_model()
    loader = make_loader()
    train(loader, title="First")
    before = open("dataset/weights/job_First.weights.xml").read()
    calls = []

    def broken(*args, **kwargs):
        calls.append(1)
        raise ValueError("bad")

    main_objects(objects(train_func=broken))
    with pytest.raises(tmva.PythonError, match="bad"):
        train(make_loader(), title="Second")
    assert calls and open("dataset/weights/job_First.weights.xml").read() == before
    assert not os.path.exists("dataset/weights/job_Second.weights.xml")


def test_predict_function_that_fails_or_answers_wrong(make_loader, workdir, main_objects):
    save_model()
    train(make_loader())
    reader = TMVA.Reader("Silent")
    reader.BookMVA("PyTorch", "dataset/weights/job_PyTorch.weights.xml")

    def broken(model, X):
        raise KeyError("lost")

    main_objects({"predict_func": broken})
    with pytest.raises(tmva.PythonError, match="lost"):
        reader.EvaluateMVA([0.0, 0.0], "PyTorch")
    main_objects({"predict_func": lambda model, X: np.zeros((len(X), 5))})
    with pytest.raises(tmva.ModelError, match="shape"):
        reader.EvaluateMVA([0.0, 0.0], "PyTorch")


def test_booking_refuses(make_loader, workdir, main_objects):
    loader = make_loader()
    f = factory()

    def refused(error, match, **options):
        options = {"FilenameModel": "model.pt", **options}
        with pytest.raises(error, match=match):
            f.BookMethod(loader, TMVA.Types.kPyTorch, "P", **options)

    refused(tmva.OptionError, "no file 'model.pt'")
    refused(tmva.OptionError, "FilenameModel", FilenameModel="")
    save_model(inputs=5)
    refused(tmva.ModelError, "5 inputs.*2 variables")
    save_model(outputs=3)
    refused(tmva.ModelError, "3 outputs.*2 classes")
    with open("model.pt", "w") as file:
        file.write("no model")
    refused(tmva.ModelError, "TorchScript")
    save_model()
    refused(tmva.OptionError, "LearningRateSchedule", LearningRateSchedule="abc")
    refused(tmva.OptionError, "ValidationSize", ValidationSize="0")
    refused(tmva.OptionError, "no file 'code.py'", UserCode="code.py")
    refused(tmva.OptionError, "NumEpochs", NumEpoch=3)


def test_schedule_reaches_the_optimizer(make_loader, workdir, main_objects):
    rates = []

    class Spy(torch.optim.SGD):
        def step(self, *args, **kwargs):
            rates.append(self.param_groups[0]["lr"])
            return super().step(*args, **kwargs)

    save_model()
    main_objects(objects(optimizer=Spy))
    train(make_loader(), BOOKING + ":LearningRateSchedule=0,0.5;1,0.25")
    assert list(dict.fromkeys(rates)) == [0.05, 0.5, 0.25]


def test_weights(make_loader, workdir, main_objects, capsys):
    sizes = set()

    def look(model, train_loader, val_loader, **kwargs):
        for loader in (train_loader, val_loader):
            sizes.update(len(batch) for batch in loader)
            assert all(isinstance(value, torch.Tensor) for value in next(iter(loader)))
            assert len(loader.dataset) > 0 and loader.batch_size == 64
            assert len(loader) == len(list(loader))
        return model

    save_model()
    main_objects(objects(train_func=look))

    def run(options):
        sizes.clear()
        capsys.readouterr()
        f = TMVA.Factory("job", "!V:!Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
        f.BookMethod(make_loader(weights=True), TMVA.Types.kPyTorch, "PyTorch", options)
        f.TrainAllMethods()
        return capsys.readouterr().out

    out = run(BOOKING)
    assert sizes == {2} and out.count("UseWeights makes them yield") == 1
    out = run(BOOKING + ":UseWeights")
    assert sizes == {3} and "UseWeights makes them yield" not in out


def test_trained_model_is_looked_for_beside_the_weight_file(make_loader, workdir, main_objects):
    save_model()
    train(make_loader(), BOOKING + ":FilenameTrainedModel=elsewhere/trained.pt")
    assert os.path.isfile("elsewhere/trained.pt")
    shutil.move("dataset/weights", "moved")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("a", "moved/job_PyTorch.weights.xml")
    os.remove("moved/trained.pt")  # the stored path still leads to a file
    TMVA.Reader("Silent").BookMVA("b", "moved/job_PyTorch.weights.xml")
    os.remove("elsewhere/trained.pt")
    with pytest.raises(tmva.ModelError, match="trained.pt"):
        TMVA.Reader("Silent").BookMVA("c", "moved/job_PyTorch.weights.xml")


USER_CODE = """
import torch
ran = True
def train(model, train_loader, val_loader, **options):
    return model
def predict(model, X):
    with torch.no_grad():
        return 1 - model(torch.from_numpy(X)).numpy()
load_model_custom_objects = {"train_func": train, "predict_func": predict, "criterion": 1, "optimizer": None}
"""


def test_user_code_of_a_weight_file_is_never_run(make_loader, workdir, main_objects, monkeypatch):
    import sys

    from tmva.pymva import base

    main = sys.modules["__main__"]
    save_model()
    (workdir / "code.py").write_text(USER_CODE)
    train(make_loader(), BOOKING + ":UserCode=code.py")
    for name in ("ran", "train", "predict", "load_model_custom_objects"):
        monkeypatch.delattr(main, name, raising=False)
    monkeypatch.setattr(base, "_objects_of_user_code", {})  # as in another process

    reader = TMVA.Reader("Silent")
    reader.BookMVA("a", "dataset/weights/job_PyTorch.weights.xml")
    with pytest.raises(tmva.ModelError, match=r'user_code="code.py"'):
        reader.EvaluateMVA([0.0, 0.0], "a")
    assert not hasattr(main, "ran")

    asked = TMVA.Reader("Silent")
    asked.BookMVA("a", "dataset/weights/job_PyTorch.weights.xml", user_code="code.py")
    assert hasattr(main, "ran")
    asked.EvaluateMVA([0.0, 0.0], "a")


def test_events_are_gone_after_training(make_loader, workdir, main_objects):
    kept = []

    def keep(model, train_loader, val_loader, **kwargs):
        kept.append((train_loader, iter(train_loader)))
        next(kept[0][1])
        return model

    save_model()
    main_objects(objects(train_func=keep))
    train(make_loader(), BOOKING + ":BatchSize=10")
    with pytest.raises(tmva.DataError, match="over"):
        list(iter(kept[0][0]))
