"""Four classes with Keras: the model of keras_models.py, trained batch by batch from the file."""

from toy_data import write_multiclass

import tmva
from tmva import TMVA

file = tmva.File(write_multiclass())
factory = TMVA.Factory("Multiclass", "TMVAKerasMulticlass.root", "!V:Silent:AnalysisType=multiclass")
loader = TMVA.DataLoader("dataset_keras_multi")
for variable in ("var1", "var2", "var3", "var4"):
    loader.AddVariable(variable)
for tree, name in (("TreeS", "Signal"), ("TreeB0", "bg0"), ("TreeB1", "bg1"), ("TreeB2", "bg2")):
    loader.AddTree(file[tree], name)
loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V")
factory.BookMethod(
    loader,
    TMVA.Types.kPyKeras,
    "PyKeras",
    VarTransform="D,G",
    FilenameModel="model_multiclass.keras",
    NumEpochs=3,
    BatchSize=64,
    Verbose=0,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

areas = [factory.GetROCIntegral(loader, "PyKeras", cls) for cls in range(4)]
print("ROC integrals, each class against the rest:", ", ".join(f"{area:.3f}" for area in areas))
assert min(areas) > 0.75
