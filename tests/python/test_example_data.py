"""The main job on real input: the example files of the ROOT wheel, for all three kinds of analysis."""

import numpy as np
import pytest
import tmva
from tmva import TMVA

torch = pytest.importorskip("torch")


def save_network(inputs, outputs, *last):
    torch.manual_seed(1)
    network = torch.nn.Sequential(
        torch.nn.Linear(inputs, 32), torch.nn.Tanh(), torch.nn.Linear(32, outputs), *last
    )
    torch.jit.save(torch.jit.script(network), "model.pt")


def run(factory):
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()


def test_classification(example, workdir):
    save_network(2, 2, torch.nn.Softmax(dim=1))
    factory = TMVA.Factory(
        "TMVAClassification",
        "out.root",
        "!V:Color:DrawProgressBar:Transformations=I;D;G:AnalysisType=Classification",
    )
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("myvar1 := var1+var2", "F")
    loader.AddVariable("var3", "Variable 3", "units", "F")
    loader.AddSpectator("var1*2")
    f = tmva.File(example("tmva_class_example.root"))
    loader.AddSignalTree(f["TreeS"], 1.0)
    loader.AddBackgroundTree(f["TreeB"], 1.0)
    loader.SetBackgroundWeightExpression("weight")
    loader.PrepareTrainingAndTestTree(
        "abs(var1) < 3", "nTrain_Signal=4000:nTrain_Background=4000:SplitMode=Random:NormMode=NumEvents:!V"
    )
    factory.BookMethod(
        loader,
        TMVA.Types.kBDT,
        "BDTG",
        "!H:!V:NTrees=1000:MinNodeSize=2.5%:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:nCuts=20:MaxDepth=2",
    )
    factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "H:!V:Fisher:VarTransform=D,G")
    factory.BookMethod(
        loader,
        TMVA.Types.kPyTorch,
        "PyTorch",
        "H:!V:VarTransform=D,G:FilenameModel=model.pt:NumEpochs=5:BatchSize=32:UseWeights",
    )
    run(factory)
    for title in ("BDTG", "Fisher", "PyTorch"):
        assert factory.GetROCIntegral(loader, title) > 0.69
        reader = TMVA.Reader("!Color:Silent")
        reader.BookMVA(title, f"dataset/weights/TMVAClassification_{title}.weights.xml")
        table = {"myvar1": np.float32([3, -3]), "var3": np.float32([1.5, -1.5])}
        scores = reader.Evaluate(title, table)
        assert np.isfinite(scores).all()


def test_multiclass(example, workdir):
    save_network(4, 4, torch.nn.Softmax(dim=1))
    factory = TMVA.Factory(
        "TMVAMulticlass", "out.root", "!V:Silent:Transformations=I:AnalysisType=multiclass"
    )
    loader = TMVA.DataLoader("dataset")
    for i in range(1, 5):
        loader.AddVariable(f"var{i}", "F")
    f = tmva.File(example("tmva_multiclass_example.root"))
    for tree, name in (("TreeS", "Signal"), ("TreeB0", "bg0"), ("TreeB1", "bg1"), ("TreeB2", "bg2")):
        loader.AddTree(f[tree], name)
    loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V")
    factory.BookMethod(
        loader,
        TMVA.Types.kBDT,
        "BDTG",
        "NTrees=200:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.50:nCuts=20:MaxDepth=2",
    )
    factory.BookMethod(
        loader,
        TMVA.Types.kPyTorch,
        "PyTorch",
        "VarTransform=D,G:FilenameModel=model.pt:NumEpochs=10:BatchSize=32",
    )
    run(factory)
    for title in ("BDTG", "PyTorch"):
        assert min(factory.GetROCIntegral(loader, title, cls) for cls in range(4)) > 0.8
        reader = TMVA.Reader("!Color:Silent")
        reader.BookMVA(title, f"dataset/weights/TMVAMulticlass_{title}.weights.xml")
        scores = reader.Evaluate(title, f["TreeS"])
        assert scores.shape == (2000, 4)
        np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-4)
        assert np.mean(scores.argmax(axis=1) == 0) > 0.6


def test_regression(example, workdir):
    save_network(2, 1)
    factory = TMVA.Factory("TMVARegression", "out.root", "!V:Silent:AnalysisType=Regression")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("var1", "Variable 1", "units", "F")
    loader.AddVariable("var2", "Variable 2", "units", "F")
    loader.AddTarget("fvalue")
    f = tmva.File(example("tmva_reg_example.root"))
    loader.AddRegressionTree(f["TreeR"], 1.0)
    loader.SetWeightExpression("var1", "Regression")
    loader.PrepareTrainingAndTestTree(
        "", "nTrain_Regression=1000:nTest_Regression=0:SplitMode=Random:NormMode=NumEvents:!V"
    )
    factory.BookMethod(loader, TMVA.Types.kLD, "LD", "!H:!V:VarTransform=None")
    factory.BookMethod(
        loader,
        TMVA.Types.kBDT,
        "BDTG",
        "NTrees=500:BoostType=Grad:Shrinkage=0.1:UseBaggedBoost:BaggedSampleFraction=0.5:nCuts=20:MaxDepth=4",
    )
    factory.BookMethod(
        loader,
        TMVA.Types.kPyTorch,
        "PyTorch",
        "VarTransform=N:FilenameModel=model.pt:NumEpochs=60:BatchSize=16:UseWeights",
    )
    run(factory)
    truth = np.asarray(f["TreeR"]["fvalue"].array())
    rms = {}
    for title in ("LD", "BDTG", "PyTorch"):
        reader = TMVA.Reader("!Color:Silent")
        reader.BookMVA(title, f"dataset/weights/TMVARegression_{title}.weights.xml")
        rms[title] = np.std(reader.Evaluate(title, f["TreeR"])[:, 0] - truth)
    assert rms["BDTG"] < rms["LD"] / 3
    assert rms["PyTorch"] < rms["LD"]
