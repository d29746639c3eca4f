"""The forms in which a PyTorch model comes: TorchScript, torch.export archives, and code."""

import os
import shutil
import sys

import numpy as np
import pytest

import tmva
from tmva import TMVA

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.*")
POINTS = np.array([[1, 0], [-1, 0.5], [0.2, -3]], "f4")
WEIGHTS = "dataset/weights/job_P.weights.xml"


class Net(torch.nn.Module):
    def __init__(self, inputs=2, outputs=2, dropout=0.0):
        super().__init__()
        torch.manual_seed(3)
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(inputs, 6),
            torch.nn.BatchNorm1d(6),
            torch.nn.ReLU(),
            torch.nn.Dropout(dropout),
            torch.nn.Linear(6, outputs),
        )

    def forward(self, x):
        return self.layers(x)


def save_export(model, path="model.pt2", batch=3, dynamic=True):
    rows = ({0: torch.export.Dim("rows", min=1)},) if dynamic else None
    torch.export.save(torch.export.export(model, (torch.zeros(batch, 2),), dynamic_shapes=rows), path)


def book(make_loader, **options):
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(
        make_loader(),
        "PyTorch",
        "P",
        **{"NumEpochs": 4, "LearningRateSchedule": "0,0.02", **options},
    )
    return f


def train(make_loader, **options):
    f = book(make_loader, **options)
    f.TrainAllMethods()
    f.TestAllMethods()
    return f


def respond(**permissions):
    reader = TMVA.Reader("Silent")
    reader.BookMVA("P", WEIGHTS, **permissions)
    return reader.Evaluate("P", POINTS)


def signal_of(model):
    with torch.no_grad():
        return torch.softmax(model(torch.from_numpy(POINTS)), 1)[:, 0].numpy()


def test_torchscript(make_loader, workdir, main_objects):
    torch.jit.save(torch.jit.script(Net()), "model.pt")
    f = train(make_loader, FilenameModel="model.pt")
    assert f.GetROCIntegral("dataset", "P") > 0.85
    np.testing.assert_allclose(
        respond(), signal_of(torch.jit.load("dataset/weights/TrainedModel_P.pt")), rtol=1e-6
    )


@pytest.mark.parametrize("training_mode", [False, True])
def test_export_archive(make_loader, workdir, main_objects, training_mode):
    save_export(Net(dropout=0.3).train(training_mode))
    f = train(make_loader, FilenameModel="model.pt2")
    assert f.GetROCIntegral("dataset", "P") > 0.85
    with pytest.raises(tmva.ModelError, match="torch.export archive.*allow_pickle=True"):
        respond()
    answers = respond(allow_pickle=True)
    stored = torch.export.load("dataset/weights/TrainedModel_P.pt2").module()
    np.testing.assert_allclose(answers, signal_of(stored), rtol=1e-6)  # no dropout in either
    np.testing.assert_array_equal(answers, respond(allow_pickle=True))


def test_export_archive_trains_with_dropout_and_batch_norm(make_loader, workdir, main_objects):
    """Whatever mode it was exported in, train() and eval() do what they say."""
    seen = []

    def look(model, train_loader, val_loader, **kwargs):
        x = torch.ones(50, 2)
        seen.append(len(torch.unique(model.train()(x), dim=0)))
        seen.append(len(torch.unique(model.eval()(x), dim=0)))
        assert {name for name, _ in model.named_parameters()} and not model.training
        return model

    save_export(Net(dropout=0.5).eval())
    main_objects({"train_func": look, "criterion": 1})
    book(make_loader, FilenameModel="model.pt2").TrainAllMethods()
    assert seen[0] > 1 and seen[1] == 1


@pytest.mark.parametrize("given", [Net(), Net, lambda: Net(2, 2)])
def test_model_of_code(make_loader, workdir, main_objects, given):
    main_objects({"model": given})
    before = signal_of(Net().eval())
    f = train(make_loader)
    assert f.GetROCIntegral("dataset", "P") > 0.85
    stored = Net().eval()
    stored.load_state_dict(torch.load("dataset/weights/TrainedModel_P.pt", weights_only=True))
    np.testing.assert_allclose(respond(), signal_of(stored), rtol=1e-6)
    np.testing.assert_array_equal(signal_of((given if isinstance(given, Net) else Net()).eval()), before)


def test_parameters_for_a_model_of_code(make_loader, workdir, main_objects):
    start = Net()
    torch.nn.init.constant_(start.layers[4].bias, 5.0)
    torch.save(start.state_dict(), "start.pt")
    biases = []

    def look(model, *args, **kwargs):
        biases.append(model.layers[4].bias.tolist())
        return model

    main_objects({"model": Net, "train_func": look, "criterion": 1})
    book(make_loader, FilenameModel="start.pt").TrainAllMethods()
    assert biases == [[5.0, 5.0]]
    main_objects({"model": Net(inputs=3)})
    with pytest.raises(tmva.ModelError, match="(?s)cannot read 'start.pt' as a state_dict.*size mismatch"):
        book(make_loader, FilenameModel="start.pt")


def test_model_of_code_stored_as_archive(make_loader, workdir, main_objects):
    main_objects({"model": Net})
    train(make_loader, FilenameTrainedModel="trained.pt2")
    main_objects(None)  # an archive needs no code
    stored = torch.export.load("trained.pt2").module()
    np.testing.assert_allclose(respond(allow_pickle=True), signal_of(stored), rtol=1e-6)


def test_reader_needs_the_code_of_a_model_of_code(make_loader, workdir, main_objects, monkeypatch):
    from tmva.pymva import base

    code = "import torch\nload_model_custom_objects = {'model': lambda: torch.nn.Linear(2, 2)}\n"
    (workdir / "code.py").write_text(code)
    train(make_loader, UserCode="code.py")
    expected = respond(user_code="code.py")
    monkeypatch.setattr(base, "_objects_of_user_code", {})  # as in another process
    monkeypatch.delattr(sys.modules["__main__"], "load_model_custom_objects")
    with pytest.raises(tmva.ModelError, match='user_code="code.py"'):
        respond()
    np.testing.assert_array_equal(respond(user_code="code.py"), expected)


class Payload:
    def __reduce__(self):
        return (open, ("ran", "w"))


def test_pickled_models_are_refused(make_loader, workdir, main_objects):
    main_objects({"model": Net})
    torch.save(Net(), "whole.pt")
    with pytest.raises(tmva.ModelError, match="cannot read 'whole.pt' as a state_dict"):
        book(make_loader, FilenameModel="whole.pt")
    for new_form in (True, False):
        torch.save({"a": Payload()}, "evil.pt", _use_new_zipfile_serialization=new_form)
        with pytest.raises(tmva.ModelError, match="cannot read 'evil.pt'"):
            book(make_loader, FilenameModel="evil.pt")
    assert not os.path.exists("ran")


def test_booking_refuses(make_loader, workdir, main_objects):
    def refused(error, match, **options):
        with pytest.raises(error, match=match):
            book(make_loader, **options)

    refused(tmva.OptionError, "FilenameModel is needed")
    torch.save(Net().state_dict(), "state.pt")
    refused(tmva.ModelError, "for a state_dict the model itself is needed", FilenameModel="state.pt")
    main_objects({"model": Net(inputs=5)})
    refused(tmva.ModelError, "5 inputs.*2 variables")
    main_objects({"model": Net(outputs=3)})
    refused(tmva.ModelError, "3 outputs.*2 classes")
    main_objects({"model": "net"})
    refused(tmva.OptionError, "no torch.nn.Module")
    main_objects(None)
    torch.export.save(torch.export.export(Net(5), (torch.zeros(3, 5),)), "wide.pt2")
    refused(tmva.ModelError, "5 inputs.*2 variables", FilenameModel="wide.pt2")
    save_export(Net(), dynamic=False)
    refused(tmva.ModelError, "fails for 2 events of 2 variables", FilenameModel="model.pt2")
    save_export(Net())
    refused(
        tmva.OptionError,
        "FilenameTrainedModel=t.pt: .*must end in .pt2",
        FilenameModel="model.pt2",
        FilenameTrainedModel="t.pt",
    )
    torch.jit.save(torch.jit.script(Net()), "model.pt")
    refused(
        tmva.OptionError,
        "FilenameTrainedModel=t.pt2: a TorchScript",
        FilenameModel="model.pt",
        FilenameTrainedModel="t.pt2",
    )


def test_moved_archive_and_permission(make_loader, workdir, main_objects):
    save_export(Net())
    train(make_loader, FilenameModel="model.pt2")
    expected = respond(allow_pickle=True)
    shutil.move("dataset", "moved")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("P", "moved/weights/job_P.weights.xml", allow_pickle=True)
    np.testing.assert_array_equal(reader.Evaluate("P", POINTS), expected)
