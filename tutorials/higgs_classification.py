"""A search for a heavy Higgs boson: linear, trees and a network on the same seven invariant
masses.

A resonance shows as a peak in each mass, so what tells is the distance from it: nothing that a
straight line can see. The three ROC curves, drawn beside each other, say so.
"""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch
from toy_data import HIGGS, write_higgs

import tmva
from tmva import TMVA

file = tmva.File(write_higgs())
loader = TMVA.DataLoader("dataset_higgs")
for name in HIGGS:
    loader.AddVariable(name)
loader.AddSignalTree(file["sig_tree"])
loader.AddBackgroundTree(file["bkg_tree"])
loader.PrepareTrainingAndTestTree("", nTrain_Signal=3000, nTrain_Background=3000, SplitMode="Random", V=False)

torch.manual_seed(1)
network = torch.nn.Sequential(
    torch.nn.Linear(7, 32),
    torch.nn.ReLU(),
    torch.nn.Linear(32, 32),
    torch.nn.ReLU(),
    torch.nn.Linear(32, 2),
    torch.nn.Softmax(dim=1),
)
torch.jit.save(torch.jit.script(network), "higgs.pt")

factory = TMVA.Factory("Higgs", "TMVA_Higgs.root", "!V:Color:Transformations=I:AnalysisType=Classification")
factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", VarTransform="G")
factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", NTrees=200, BoostType="Grad", Shrinkage=0.1, MaxDepth=3)
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "PyTorch",
    VarTransform="N",
    FilenameModel="higgs.pt",
    NumEpochs=8,
    BatchSize=64,
    NumThreads=1,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

figure, axes = plt.subplots(figsize=(5, 4.5))
areas = {}
for title in ("Fisher", "BDT", "PyTorch"):
    curve = factory.GetROCCurve(loader, title)
    areas[title] = factory.GetROCIntegral(loader, title)
    axes.plot(curve.x, curve.y, label=f"{title} ({areas[title]:.3f})")
axes.set(xlabel="signal efficiency", ylabel="background rejection", title="ROC")
axes.legend(loc="lower left")
figure.savefig("higgs_classification.png", dpi=110, bbox_inches="tight")
print({title: round(area, 3) for title, area in areas.items()})
assert min(areas["BDT"], areas["PyTorch"]) > areas["Fisher"] + 0.05
