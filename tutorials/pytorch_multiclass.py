"""Four classes with PyTorch: one output a class, trained by the loop that TMVA brings."""

import torch
from toy_data import write_multiclass

import tmva
from tmva import TMVA

file = tmva.File(write_multiclass())
torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 4), torch.nn.Softmax(dim=1)
)
torch.jit.save(torch.jit.script(model), "multiclass.pt")

factory = TMVA.Factory("Multiclass", "TMVAPyTorchMulticlass.root", "!V:Silent:AnalysisType=multiclass")
loader = TMVA.DataLoader("dataset_pytorch_multi")
for variable in ("var1", "var2", "var3", "var4"):
    loader.AddVariable(variable)
for tree, name in (("TreeS", "Signal"), ("TreeB0", "bg0"), ("TreeB1", "bg1"), ("TreeB2", "bg2")):
    loader.AddTree(file[tree], name)
loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V")
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "PyTorch",
    VarTransform="D,G",
    FilenameModel="multiclass.pt",
    NumEpochs=8,
    BatchSize=64,
    NumThreads=1,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

areas = [factory.GetROCIntegral(loader, "PyTorch", cls) for cls in range(4)]
print("ROC integrals, each class against the rest:", ", ".join(f"{area:.3f}" for area in areas))
assert min(areas) > 0.75
