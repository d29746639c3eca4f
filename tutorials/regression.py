"""Regression: estimate a target from two variables."""

from toy_data import write_regression

import tmva
from tmva import TMVA

file = tmva.File(write_regression())
factory = TMVA.Factory("TMVARegression", "TMVAReg.root", "!V:Color:DrawProgressBar:AnalysisType=Regression")
loader = TMVA.DataLoader("dataset_regression")
loader.AddVariable("var1", "Variable 1", "units", "F")
loader.AddVariable("var2", "Variable 2", "units", "F")
loader.AddTarget("fvalue")
loader.AddRegressionTree(file["TreeR"], 1.0)
loader.PrepareTrainingAndTestTree(
    "", "nTrain_Regression=2000:nTest_Regression=0:SplitMode=Random:NormMode=NumEvents:!V"
)

factory.BookMethod(loader, TMVA.Types.kLD, "LD", "!H:!V:VarTransform=N")
factory.BookMethod(
    loader,
    TMVA.Types.kBDT,
    "BDTG",
    "!H:!V:NTrees=400:BoostType=Grad:Shrinkage=0.1:UseBaggedBoost:BaggedSampleFraction=0.5:nCuts=20:MaxDepth=3",
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
