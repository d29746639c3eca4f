"""Classification: book methods by config string, train them from a ROOT file, compare them."""

from toy_data import write_classification

import tmva
from tmva import TMVA

path = write_classification()

factory = TMVA.Factory(
    "TMVAClassification",
    "TMVAC.root",
    "!V:Color:DrawProgressBar:Transformations=I;D;G:AnalysisType=Classification",
)
loader = TMVA.DataLoader("dataset")
loader.AddVariable("myvar1 := var1+var2", "F")
loader.AddVariable("myvar2 := var1-var2", "Expression 2", "", "F")
loader.AddVariable("var3", "Variable 3", "units", "F")
loader.AddVariable("var4", "Variable 4", "units", "F")
loader.AddSpectator("spec1 := var1*2", "Spectator 1", "units")

file = tmva.File(path)
loader.AddSignalTree(file["TreeS"], 1.0)
loader.AddBackgroundTree(file["TreeB"], 1.0)
loader.SetBackgroundWeightExpression("weight")
loader.PrepareTrainingAndTestTree(
    "abs(var1) < 4",
    "nTrain_Signal=1500:nTrain_Background=1500:SplitMode=Random:NormMode=NumEvents:!V",
)

factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "!H:!V:Fisher:VarTransform=D,G:CreateMVAPdfs")
# Options may also be keywords.
factory.BookMethod(
    loader,
    TMVA.Types.kBDT,
    "BDTG",
    NTrees=200,
    MinNodeSize="2.5%",
    BoostType="Grad",
    Shrinkage=0.10,
    UseBaggedBoost=True,
    BaggedSampleFraction=0.5,
    nCuts=20,
    MaxDepth=2,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

for title in ("Fisher", "BDTG"):
    print(f"{title}: ROC integral {factory.GetROCIntegral(loader, title):.3f}")
assert factory.GetROCIntegral(loader, "BDTG") > factory.GetROCIntegral(loader, "Fisher") > 0.75
