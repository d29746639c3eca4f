"""Regression with Keras, beside a BDT: the target is scaled with the inputs (`VarTransform=N`)
and back."""

from toy_data import write_regression

import tmva
from tmva import TMVA

file = tmva.File(write_regression())
factory = TMVA.Factory("Regression", "TMVAKerasRegression.root", "!V:Silent:AnalysisType=Regression")
loader = TMVA.DataLoader("dataset_keras_reg")
loader.AddVariable("var1")
loader.AddVariable("var2")
loader.AddTarget("fvalue")
loader.AddRegressionTree(file["TreeR"])
loader.PrepareTrainingAndTestTree("", "nTrain_Regression=3000:SplitMode=Random:NormMode=NumEvents:!V")
factory.BookMethod(
    loader,
    TMVA.Types.kPyKeras,
    "PyKeras",
    VarTransform="N",
    FilenameModel="model_regression.keras",
    NumEpochs=8,
    BatchSize=64,
    Verbose=0,
)
factory.BookMethod(loader, TMVA.Types.kBDT, "BDTG", NTrees=100, BoostType="Grad", Shrinkage=0.2, MaxDepth=3)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
print("weight files in dataset_keras_reg/weights")
