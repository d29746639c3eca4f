"""Regression with PyTorch: one output without activation. `VarTransform=G` is fitted to the
inputs; N to the target, too."""

import torch
from toy_data import write_regression

import tmva
from tmva import TMVA

file = tmva.File(write_regression())
torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(2, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))
torch.jit.save(torch.jit.script(model), "regression.pt")

factory = TMVA.Factory("Regression", "TMVAPyTorchRegression.root", "!V:Silent:AnalysisType=Regression")
loader = TMVA.DataLoader("dataset_pytorch_reg")
loader.AddVariable("var1")
loader.AddVariable("var2")
loader.AddTarget("fvalue")
loader.AddRegressionTree(file["TreeR"])
loader.PrepareTrainingAndTestTree("", "nTrain_Regression=4000:SplitMode=Random:NormMode=NumEvents:!V")
# N scales inputs and target to [-1, 1]; the response is scaled back.
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "PyTorch",
    VarTransform="N",
    FilenameModel="regression.pt",
    NumEpochs=30,
    BatchSize=32,
    NumThreads=1,
)
factory.BookMethod(loader, TMVA.Types.kBDT, "BDTG", NTrees=100, BoostType="Grad", Shrinkage=0.2, MaxDepth=3)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
print("weight files in dataset_pytorch_reg/weights")
