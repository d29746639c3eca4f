"""The method PyKeras, end to end on small data."""

import os

import numpy as np
import pytest

import tmva
from tmva import TMVA

keras = pytest.importorskip("keras")

pytestmark = pytest.mark.filterwarnings("ignore")


def save_model(path="model.keras", inputs=2, outputs=2, compiled=True, layers=()):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.layers.Input((inputs,)),
            *layers,
            keras.layers.Dense(8, "relu"),
            keras.layers.Dense(outputs, "softmax" if outputs > 1 else "linear"),
        ]
    )
    if compiled:
        model.compile(
            loss="categorical_crossentropy" if outputs > 1 else "mean_squared_error",
            optimizer=keras.optimizers.Adam(0.01),
            weighted_metrics=["accuracy"],
        )
    model.save(path)


def factory(analysis="Classification"):
    return TMVA.Factory("job", f"!V:Silent:!Color:!DrawProgressBar:AnalysisType={analysis}")


@pytest.mark.parametrize("file", ["model.keras", "model.h5"])
def test_classification(make_loader, workdir, main_objects, toys, file):
    save_model(file)
    loader = make_loader(weights=True)
    f = factory()
    f.BookMethod(
        loader,
        TMVA.Types.kPyKeras,
        "PyKeras",
        H=True,
        V=False,
        VarTransform=None,
        FilenameModel=file,
        NumEpochs=4,
        BatchSize=64,
        Verbose=0,
        TriesEarlyStopping=3,
        LearningRateSchedule="2,0.005",
        tfkeras=True,
    )
    f.TrainAllMethods()
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "PyKeras") > 0.8
    assert os.path.isfile("dataset/weights/TrainedModel_PyKeras" + os.path.splitext(file)[1])
    assert not [name for name in os.listdir("dataset/weights") if "best" in name or "part" in name]
    reader = TMVA.Reader("Silent")
    reader.BookMVA("PyKeras", "dataset/weights/job_PyKeras.weights.xml")
    table = reader.Evaluate("PyKeras", toys["Signal"])
    single = [reader.EvaluateMVA([float(toys["Signal"][v][i]) for v in "xy"], "PyKeras") for i in range(3)]
    np.testing.assert_allclose(single, table[:3], rtol=1e-4)


def test_regression(workdir, main_objects, toys):
    save_model(inputs=1, outputs=1)
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddTarget("2*x+1")
    loader.AddRegressionTree(toys["Signal"])
    loader.PrepareTrainingAndTestTree("", V=False)
    f = factory("Regression")
    f.BookMethod(
        loader,
        TMVA.Types.kPyKeras,
        "PyKeras",
        FilenameModel="model.keras",
        NumEpochs=10,
        BatchSize=32,
        Verbose=0,
        SaveBestOnly=False,
        FilenameTrainedModel="out/trained.keras",
    )
    f.TrainAllMethods()
    reader = TMVA.Reader("Silent")
    reader.BookMVA("PyKeras", "dataset/weights/job_PyKeras.weights.xml")
    x = toys["Background"]["x"][:100]
    assert np.abs(reader.Evaluate("PyKeras", x[:, None])[:, 0] - (2 * x + 1)).mean() < 0.5


def test_booking_refuses(make_loader, workdir, main_objects):
    loader = make_loader()
    f = factory()

    def refused(error, match, **options):
        options = {"FilenameModel": "model.keras", **options}
        with pytest.raises(error, match=match):
            f.BookMethod(loader, TMVA.Types.kPyKeras, "P", **options)

    refused(tmva.OptionError, "no file 'model.keras'")
    save_model(inputs=5)
    refused(tmva.ModelError, "5 inputs.*2 variables")
    save_model(outputs=3)
    refused(tmva.ModelError, "3 outputs.*2 classes")
    save_model(compiled=False)
    refused(tmva.ModelError, "not compiled")
    save_model()
    refused(tmva.OptionError, "GpuOptions", GpuOptions="memory=1")
    with open("model.keras", "w") as file:
        file.write("no model")
    refused(tmva.ModelError, "model.keras")


def test_lambda_layers_only_by_name(make_loader, workdir, main_objects):
    save_model(layers=[keras.layers.Lambda(lambda x: 2 * x)])
    with pytest.raises(tmva.ModelError, match="(?i)lambda"):
        factory().BookMethod(make_loader(), TMVA.Types.kPyKeras, "P", FilenameModel="model.keras")
    main_objects({"Lambda": keras.layers.Lambda})
    factory().BookMethod(make_loader(), TMVA.Types.kPyKeras, "P", FilenameModel="model.keras")
