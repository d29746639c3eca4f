"""PyKeras: its options one by one, against Keras itself, on the backend of KERAS_BACKEND."""

import os
import shutil

import numpy as np
import pytest

import tmva
from tmva import TMVA

keras = pytest.importorskip("keras")

pytestmark = pytest.mark.filterwarnings("ignore")
POINTS = np.array([[1, 0], [-1, 0.5], [0.2, -3]], "f4")


def net(rate=0.01, layers=(), inputs=2, outputs=2, **compiled):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.layers.Input((inputs,)),
            *layers,
            keras.layers.Dense(4, "relu"),
            keras.layers.Dense(outputs, "softmax"),
        ]
    )
    model.compile(**{"loss": "categorical_crossentropy", "optimizer": keras.optimizers.SGD(rate), **compiled})
    return model


def book(loader, target="", analysis="Classification", silent=True, **options):
    f = TMVA.Factory(
        "job",
        target,
        f"!V:{'Silent:' if silent else ''}!Color:!DrawProgressBar:AnalysisType={analysis}",
    )
    f.BookMethod(
        loader,
        "PyKeras",
        "K",
        **{"FilenameModel": "model.keras", "NumEpochs": 2, "Verbose": 0, **options},
    )
    return f


def train(loader, *args, **options):
    f = book(loader, *args, **options)
    f.TrainAllMethods()
    return f


def reader():
    made = TMVA.Reader("Silent")
    made.BookMVA("K", "dataset/weights/job_K.weights.xml")
    return made


@pytest.mark.parametrize(
    "initial, trained",
    [("model.keras", "out/t.keras"), ("model.h5", "out/t.h5"), ("model.h5", "out/t.keras")],
)
def test_response_is_that_of_keras(make_loader, workdir, main_objects, initial, trained):
    net().save(initial)
    train(make_loader(), FilenameModel=initial, FilenameTrainedModel=trained)
    expected = keras.models.load_model(trained).predict(POINTS, verbose=0)
    np.testing.assert_allclose(reader().Evaluate("K", POINTS), expected[:, 0], rtol=1e-5)
    many = np.repeat(POINTS, 50, 0)  # whole batches go another way than few events
    np.testing.assert_allclose(reader().Evaluate("K", many), np.repeat(expected[:, 0], 50), rtol=1e-5)


def test_multiclass(toys, workdir, main_objects):
    net(outputs=3, rate=0.1).save("model.keras")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    loader.AddTree(toys["Signal"], "A"), loader.AddTree(toys["Background"], "B")
    loader.AddTree({"x": toys["Signal"]["x"] + 5, "y": toys["Signal"]["y"]}, "C")
    loader.PrepareTrainingAndTestTree("", nTrain_A=500, nTrain_B=500, nTrain_C=500, V=False)
    train(loader, analysis="Multiclass", NumEpochs=6)
    answers = reader().Evaluate("K", np.array([[6, 0], [-2, 0]], "f4"))
    assert answers.shape == (2, 3) and list(answers.argmax(1)) == [2, 1]


def test_event_weights(toys, workdir, main_objects):
    """Events of weight 0 with the other class's label do not disturb."""
    net(0.1).save("model.keras")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    for name, other in (("Signal", "Background"), ("Background", "Signal")):
        right, wrong = toys[name], toys[other]
        loader.AddTree(
            {v: np.concatenate([right[v][:700], wrong[v][:700], wrong[v][700:1400]]) for v in "xy"}
            | {"w": np.repeat([1.0, 0.0, 0.0], 700)},
            name,
        )
    loader.SetWeightExpression("w")
    loader.PrepareTrainingAndTestTree("", V=False)
    f = train(loader)
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "K") > 0.8


def test_schedule_early_stopping_and_history(make_loader, workdir, main_objects):
    """With a rate of next to nothing from epoch 2 on, no later epoch is better."""
    net(metrics=["accuracy"]).save("model.keras")
    f = train(
        make_loader(),
        target="out.root",
        NumEpochs=30,
        TriesEarlyStopping=2,
        LearningRateSchedule="0,0.05;2,1e-30",
    )
    f.TestAllMethods(), f.EvaluateAllMethods()
    folder = tmva.File("out.root")["dataset/Method_PyKeras/K"]
    rates = folder["TrainingHistory_learning_rate"].y
    np.testing.assert_allclose(rates[:3], [0.05, 0.05, 1e-30], rtol=1e-6)
    assert len(rates) < 8
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        assert len(folder[f"TrainingHistory_{name}"].y) == len(rates)
    assert folder["TrainingHistory_val_loss"].y[1] < folder["TrainingHistory_val_loss"].y[0]


@pytest.mark.parametrize("best_only", [True, False])
def test_best_or_last_model(make_loader, workdir, main_objects, best_only):
    """A rate that spoils the model in the second epoch."""
    net(optimizer=keras.optimizers.SGD(0.5, clipnorm=1.0)).save("model.keras")
    f = train(
        make_loader(),
        target="out.root",
        LearningRateSchedule="0,0.5;1,1e4",
        SaveBestOnly=best_only,
        FilenameTrainedModel="t.keras",
    )
    f.TestAllMethods(), f.EvaluateAllMethods()
    losses = tmva.File("out.root")["dataset/Method_PyKeras/K/TrainingHistory_val_loss"].y
    assert not losses[1] < 2 * losses[0]
    assert (f.GetROCIntegral("dataset", "K") > 0.8) == best_only


def test_continue_training(make_loader, workdir, main_objects):
    net(0.05).save("model.keras")
    train(make_loader(), FilenameTrainedModel="t.keras", SaveBestOnly=False)
    before = keras.models.load_model("t.keras")
    os.remove("model.keras")
    train(
        make_loader(),
        FilenameTrainedModel="t.keras",
        SaveBestOnly=False,
        ContinueTraining=True,
        LearningRateSchedule="0,1e-30",
    )
    after = keras.models.load_model("t.keras")
    for a, b in zip(before.get_weights(), after.get_weights()):
        np.testing.assert_allclose(a, b, rtol=1e-6)
    assert int(after.optimizer.iterations) == 2 * int(before.optimizer.iterations)


def test_tensorboard(make_loader, workdir, main_objects):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    net().save("model.keras")
    train(make_loader(), TensorBoard="logs")
    found = {}
    for folder, _, files in os.walk("logs"):
        if files:
            log = EventAccumulator(folder).Reload()
            found.update({tag: True for kind in ("scalars", "tensors") for tag in log.Tags()[kind]})
    assert any("loss" in tag for tag in found)


@pytest.mark.parametrize("option", ["tf.keras", "tfkeras"])
def test_standalone_keras(make_loader, workdir, main_objects, option):
    net().save("model.keras")
    f = TMVA.Factory("job", "!V:Silent:!Color:AnalysisType=Classification")
    f.BookMethod(make_loader(), "PyKeras", "K", f"FilenameModel=model.keras:!{option}")


def test_verbose(make_loader, workdir, main_objects, capfd):
    net().save("model.keras")
    train(make_loader(), NumEpochs=1)
    assert "Epoch 1" not in capfd.readouterr().out
    train(make_loader(), NumEpochs=1, Verbose=2)
    assert "Epoch 1" in capfd.readouterr().out


def test_threads_and_gpu_options(make_loader, workdir, main_objects, capsys):
    net().save("model.keras")
    if keras.backend.backend() != "torch":
        book(make_loader(), NumThreads=2, GpuOptions="allow_growth=True")
        return
    import torch

    before = torch.get_num_threads()
    try:
        book(make_loader(), silent=False, NumThreads=before + 1, GpuOptions="allow_growth=True")
        assert torch.get_num_threads() == before + 1
        assert "GpuOptions acts on TensorFlow only" in capsys.readouterr().out
    finally:
        torch.set_num_threads(before)


def test_validation_size_is_exact(make_loader, workdir, main_objects, capsys):
    net().save("model.keras")
    train(make_loader(), silent=False, ValidationSize=300)
    assert "1700 events for training, 300 for validation" in capsys.readouterr().out


USER_CODE = """
import keras
@keras.saving.register_keras_serializable(package="tests")
class Twice(keras.layers.Layer):
    def call(self, x):
        return 2 * x
load_model_custom_objects = {"Twice": Twice}
"""


def test_user_code_with_custom_objects(make_loader, workdir, main_objects, monkeypatch):
    import sys

    from tmva.pymva import base

    (workdir / "code.py").write_text(USER_CODE)
    scope = {}
    exec(USER_CODE, scope)
    net(layers=[scope["Twice"]()]).save("model.keras")
    custom = keras.saving.get_custom_objects()
    custom.clear()
    with pytest.raises(tmva.ModelError, match="cannot load the Keras model 'model.keras'"):
        book(make_loader())
    train(make_loader(), UserCode="code.py")
    expected = reader_with("code.py").Evaluate("K", POINTS)
    custom.clear()
    monkeypatch.setattr(base, "_objects_of_user_code", {})  # as in another process
    monkeypatch.delattr(sys.modules["__main__"], "load_model_custom_objects")
    with pytest.raises(tmva.ModelError, match='user_code="code.py"'):
        reader()
    np.testing.assert_array_equal(reader_with("code.py").Evaluate("K", POINTS), expected)


def reader_with(user_code):
    made = TMVA.Reader("Silent")
    made.BookMVA("K", "dataset/weights/job_K.weights.xml", user_code=user_code)
    return made


@pytest.mark.parametrize("path", ["model.keras", "model.h5"])
def test_lambda_layers_only_by_name(make_loader, workdir, main_objects, path):
    net(layers=[keras.layers.Lambda(lambda x: 2 * x)]).save(path)
    with pytest.raises(tmva.ModelError, match="(?i)lambda"):
        book(make_loader(), FilenameModel=path)
    main_objects({"Lambda": keras.layers.Lambda})
    book(make_loader(), FilenameModel=path)


def test_booking_refuses(make_loader, workdir, main_objects):
    def refused(error, match, **options):
        with pytest.raises(error, match=match):
            book(make_loader(), **options)

    refused(tmva.OptionError, "FilenameModel is needed", FilenameModel="")
    net(outputs=1).save("model.keras")
    refused(tmva.ModelError, "1 outputs.*2 classes")
    images = keras.Sequential([keras.layers.Input((4, 4)), keras.layers.Flatten(), keras.layers.Dense(2)])
    images.compile(loss="mse")
    images.save("model.keras")
    refused(tmva.ModelError, r"takes \(None, 4, 4\) inputs.*2 variables")
    one, two = keras.layers.Input((1,)), keras.layers.Input((1,))
    double = keras.Model([one, two], keras.layers.Dense(2)(keras.layers.Concatenate()([one, two])))
    double.compile(loss="mse")
    double.save("model.keras")
    refused(tmva.ModelError, "takes .* inputs.*2 variables")
    net().save("model.keras")
    refused(
        tmva.OptionError,
        "FilenameTrainedModel=t.pt: .*must end in .keras or .h5",
        FilenameTrainedModel="t.pt",
    )
    refused(tmva.OptionError, "GpuOptions", GpuOptions="allow_growth=maybe")
    refused(tmva.OptionError, "Verbose", Verbose=3)


def test_reader_after_moving(make_loader, workdir, main_objects):
    net().save("model.keras")
    train(make_loader(), FilenameTrainedModel="elsewhere/t.keras")
    expected = reader().Evaluate("K", POINTS)
    shutil.rmtree("elsewhere")
    shutil.move("dataset", "moved")
    made = TMVA.Reader("Silent")
    made.BookMVA("K", "moved/weights/job_K.weights.xml")
    np.testing.assert_array_equal(made.Evaluate("K", POINTS), expected)


def test_names_of_metrics_with_a_slash(make_loader, workdir, main_objects):
    net(metrics=[keras.metrics.CategoricalAccuracy(name="top/one")]).save("model.keras")
    f = train(make_loader(), target="out.root")
    f.TestAllMethods(), f.EvaluateAllMethods()
    folder = tmva.File("out.root")["dataset/Method_PyKeras/K"]
    assert len(folder["TrainingHistory_top_one"].y) == 2


def test_own_callbacks(make_loader, workdir, main_objects):
    net().save("model.keras")
    epochs = []
    look = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))
    main_objects({"callbacks": [look]})
    train(make_loader())
    assert epochs == [0, 1]
    main_objects({"callbacks": [print]})
    with pytest.raises(tmva.OptionError, match="builtin_function_or_method, expected keras.call"):
        book(make_loader())
