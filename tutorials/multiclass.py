"""Multiclass: one signal and three backgrounds."""

from toy_data import write_multiclass

import tmva
from tmva import TMVA

file = tmva.File(write_multiclass())
factory = TMVA.Factory(
    "TMVAMulticlass",
    "TMVAMulticlass.root",
    "!V:Color:DrawProgressBar:Transformations=I:AnalysisType=multiclass",
)
loader = TMVA.DataLoader("dataset_multiclass")
for variable in ("var1", "var2", "var3", "var4"):
    loader.AddVariable(variable, "F")
for tree, name in (("TreeS", "Signal"), ("TreeB0", "bg0"), ("TreeB1", "bg1"), ("TreeB2", "bg2")):
    loader.AddTree(file[tree], name)
loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V")

factory.BookMethod(
    loader,
    TMVA.Types.kBDT,
    "BDTG",
    "!H:!V:NTrees=200:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.50:nCuts=20:MaxDepth=2",
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

areas = [factory.GetROCIntegral(loader, "BDTG", cls) for cls in range(4)]
print("ROC integrals, each class against the rest:", ", ".join(f"{area:.3f}" for area in areas))
assert min(areas) > 0.7
