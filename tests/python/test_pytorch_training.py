"""PyTorch: options of the training, with the built-in train function and with the script's own."""

import os

import numpy as np
import pytest

import tmva
from tmva import TMVA

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.*")


def logits():
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))


def train(loader, target="", **options):
    f = TMVA.Factory("job", target, "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader, "PyTorch", "P", **{"NumEpochs": 3, **options})
    f.TrainAllMethods()
    return f


class Level(torch.nn.Module):
    """Answers with its one parameter, so that a test sees which state was stored."""

    def __init__(self):
        super().__init__()
        self.level = torch.nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.cat([self.level.expand(len(x), 1), 1 - self.level.expand(len(x), 1)], 1)


def script_train(losses):
    """A train function whose model is at level 0.1, 0.2, ... after each epoch."""

    def function(
        model,
        train_loader,
        val_loader,
        num_epochs,
        batch_size,
        optimizer,
        criterion,
        save_best,
        scheduler,
    ):
        best = None
        for epoch, loss in enumerate(losses):
            with torch.no_grad():
                model.level.add_(0.1)
            if save_best:
                best = save_best(model, loss, loss if best is None else best)
        return model

    return function


@pytest.mark.parametrize("best_only, expected", [(True, 0.2), (False, 0.4)])
def test_best_or_last_model(make_loader, workdir, main_objects, best_only, expected):
    main_objects({"model": Level, "train_func": script_train([3, 1, 2, 4]), "criterion": 1})
    train(make_loader(), SaveBestOnly=best_only)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("P", "dataset/weights/job_P.weights.xml")
    assert reader.EvaluateMVA([0.0, 0.0], "P") == pytest.approx(expected)


def test_continue_training(make_loader, workdir, main_objects):
    main_objects({"model": Level, "train_func": script_train([3, 2]), "criterion": 1})
    train(make_loader(), FilenameTrainedModel="level.pt")
    train(make_loader(), FilenameTrainedModel="level.pt", ContinueTraining=True)
    assert torch.load("level.pt", weights_only=True)["level"].item() == pytest.approx(0.4)
    with pytest.raises(tmva.OptionError, match="FilenameTrainedModel: there is no file 'none.pt'"):
        train(make_loader(), FilenameTrainedModel="none.pt", ContinueTraining=True)


def test_early_stopping_and_history(make_loader, workdir, main_objects):
    """A learning rate of next to nothing: the validation loss does not get better."""

    class Frozen(torch.optim.SGD):
        def step(self, *args, **kwargs):
            pass

    main_objects({"model": logits, "optimizer": Frozen})
    f = train(make_loader(), target="out.root", NumEpochs=50, TriesEarlyStopping=3)
    f.TestAllMethods(), f.EvaluateAllMethods()
    folder = tmva.File("out.root")["dataset/Method_PyTorch/P"]
    loss, checked = (folder[f"TrainingHistory_{name}"] for name in ("loss", "val_loss"))
    np.testing.assert_array_equal(loss.x, [1, 2, 3, 4])
    assert len(set(checked.y)) == 1 and checked.y[0] == pytest.approx(loss.y[0], rel=0.2)


def test_history_of_the_scripts_own_function(make_loader, workdir, main_objects):
    main_objects({"model": Level, "train_func": script_train([3, 1, 2]), "criterion": 1})
    f = train(make_loader(), target="out.root")
    f.TestAllMethods(), f.EvaluateAllMethods()
    graph = tmva.File("out.root")["dataset/Method_PyTorch/P/TrainingHistory_val_loss"]
    np.testing.assert_array_equal(graph.y, [3, 1, 2])


def test_early_stopping_of_own_function_is_refused_loudly(make_loader, workdir, main_objects, capsys):
    main_objects({"model": Level, "train_func": script_train([1]), "criterion": 1})
    f = TMVA.Factory("job", "!V:!Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(make_loader(), "PyTorch", "P", TriesEarlyStopping=2)
    f.TrainAllMethods()
    assert "TriesEarlyStopping has no effect on your train_func" in capsys.readouterr().out


def test_tensorboard(make_loader, workdir, main_objects):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    main_objects({"model": logits})
    train(make_loader(), TensorBoard="logs")
    log = EventAccumulator("logs").Reload()
    assert [event.step for event in log.Scalars("val_loss")] == [0, 1, 2]
    assert set(log.Tags()["scalars"]) == {"loss", "val_loss"}


def test_missing_tensorboard_names_the_extra(make_loader, workdir, main_objects, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "tensorboard", None)
    main_objects({"model": logits})
    with pytest.raises(tmva.ModelError, match=r"pip install 'tmva\[tensorboard\]'"):
        train(make_loader(), TensorBoard="logs")


@pytest.mark.parametrize(
    "size, low, high",
    [("20%", 330, 470), ("0.2", 330, 470), ("7", 7, 7), ("1500", 1500, 1500), ("1e3", 1000, 1000)],
)
def test_validation_size(make_loader, workdir, main_objects, size, low, high):
    sizes = []

    def look(model, train_loader, val_loader, **kwargs):
        sizes.append((len(train_loader.dataset), len(val_loader.dataset)))
        assert sum(len(batch[0]) for batch in val_loader) == sizes[0][1]
        return model

    main_objects({"model": Level, "train_func": look, "criterion": 1})
    train(make_loader(), ValidationSize=size)
    ((fitted, checked),) = sizes
    assert fitted + checked == 2000 and low <= checked <= high


def test_validation_size_refused(make_loader, workdir, main_objects):
    main_objects({"model": Level, "train_func": script_train([1]), "criterion": 1})
    for size in ("0", "-5", "100%", "0%", "many", "2.5", "nan", "inf"):
        with pytest.raises(tmva.OptionError, match="ValidationSize"):
            TMVA.Factory("job", "!V:Silent:AnalysisType=Classification").BookMethod(
                make_loader(), "PyTorch", "P", ValidationSize=size
            )
    with pytest.raises(tmva.OptionError, match="leaves none of the 2000 training events"):
        train(make_loader(), ValidationSize=2000)


def test_schedule_refused(make_loader, workdir, main_objects):
    main_objects({"model": logits})
    for schedule in ("5", "a,1", "-1,0.1", "1,0", "1,-2", "1,inf", "1,0.1;1,0.2"):
        with pytest.raises(tmva.OptionError, match="LearningRateSchedule"):
            train(make_loader(), LearningRateSchedule=schedule)


@pytest.mark.parametrize("criterion", [None, torch.nn.CrossEntropyLoss(), torch.nn.MSELoss()])
def test_event_weights_reach_the_built_in_training(toys, workdir, main_objects, criterion):
    """Events of weight 0 with the other class's label do not disturb."""
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    for name, other in (("Signal", "Background"), ("Background", "Signal")):
        right, wrong = toys[name], toys[other]
        loader.AddTree(
            {
                "x": np.concatenate([right["x"], wrong["x"], wrong["x"]]),
                "y": np.concatenate([right["y"], wrong["y"], wrong["y"]]),
                "w": np.repeat([1.0, 0.0, 0.0], len(right["x"])),
            },
            name,
        )
    loader.SetWeightExpression("w")
    loader.PrepareTrainingAndTestTree("", V=False)
    main_objects({"model": logits, "criterion": criterion})
    f = train(loader, LearningRateSchedule="0,0.03")
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "P") > 0.8
    assert isinstance(criterion, type(None)) or criterion.reduction == "mean"  # the script's is left alone


def test_criterion_without_a_loss_of_each_event(make_loader, workdir, main_objects):
    main_objects({"model": logits, "criterion": lambda output, y: (output - y).abs().mean()})
    with pytest.raises(tmva.ModelError, match="reduction='none'"):
        train(make_loader())


def test_threads(make_loader, workdir, main_objects):
    before = torch.get_num_threads()
    try:
        main_objects({"model": logits})
        train(make_loader(), NumThreads=before + 1, NumEpochs=1)
        assert torch.get_num_threads() == before + 1
    finally:
        torch.set_num_threads(before)


def test_user_code_may_write_the_model_file(make_loader, workdir, main_objects):
    (workdir / "generate.py").write_text(
        "import torch\nnet = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Softmax(1))\n"
        "torch.jit.save(torch.jit.script(net), 'made.pt')\n"
    )
    train(make_loader(), UserCode="generate.py", FilenameModel="made.pt", NumEpochs=1)
    assert os.path.isfile("dataset/weights/TrainedModel_P.pt")


def test_regression_of_two_targets(toys, workdir, main_objects):
    torch.manual_seed(1)
    main_objects({"model": torch.nn.Linear(2, 2)})
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    loader.AddTarget("2*x"), loader.AddTarget("x+y")
    loader.AddRegressionTree(toys["Signal"])
    loader.PrepareTrainingAndTestTree("", V=False)
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Regression")
    f.BookMethod(loader, "PyTorch", "P", NumEpochs=15, BatchSize=20, LearningRateSchedule="0,0.03")
    f.TrainAllMethods()
    reader = TMVA.Reader("Silent")
    reader.BookMVA("P", "dataset/weights/job_P.weights.xml")
    points = np.array([[1, 0], [-1, 0.5], [0.2, -1]], "f4")
    expected = np.stack([2 * points[:, 0], points.sum(1)], 1)
    np.testing.assert_allclose(reader.Evaluate("P", points), expected, atol=0.1)
    main_objects({"model": torch.nn.Linear(2, 3)})
    with pytest.raises(tmva.ModelError, match="has 3 outputs.*2 targets"):
        f.BookMethod(loader, "PyTorch", "Q")


def test_whole_tables_are_evaluated_at_once(make_loader, workdir, main_objects):
    calls = []

    def predict(model, x, batch_size=100):
        calls.append(len(x))
        return model(torch.from_numpy(x)).detach()

    main_objects({"model": logits, "predict_func": predict})
    f = train(make_loader(), NumEpochs=1)
    calls.clear()
    f.TestAllMethods()
    assert calls == [2000, 2000]  # the test sample, then the training sample
    reader = TMVA.Reader("Silent")
    reader.BookMVA("P", "dataset/weights/job_P.weights.xml")
    calls.clear()
    reader.Evaluate("P", np.zeros((5000, 2), "f4"))
    assert calls == [5000]
