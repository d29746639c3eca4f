"""The main job end to end: ROOT files -> booked methods -> tables -> scores in a ROOT file -> ROC
figure.

Run it with `make demo`; everything is written into the folder demo-output.
"""

import pathlib
import time

import matplotlib
import numpy as np
import torch
from toy_data import write_demo

import tmva
from tmva import TMVA

matplotlib.use("Agg")
import matplotlib.pyplot as plt

start = time.perf_counter()
out = pathlib.Path("demo-output")
out.mkdir(exist_ok=True)
files = write_demo(out)
VARIABLES = ("var1", "var2", "var3", "var4")

torch.manual_seed(1)
network = torch.nn.Sequential(
    torch.nn.Linear(4, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2), torch.nn.Softmax(dim=1)
)
torch.jit.save(torch.jit.script(network), str(out / "model.pt"))

factory = TMVA.Factory(
    "Demo",
    str(out / "result.root"),
    "!V:Color:DrawProgressBar:Transformations=I;D:AnalysisType=Classification",
)
loader = TMVA.DataLoader(str(out / "dataset"))
for variable in VARIABLES:
    loader.AddVariable(variable, "F")
loader.AddSpectator("event")
loader.AddSignalTree(f"{files['signal']}:events")
for background in ("background1", "background2"):
    loader.AddBackgroundTree(f"{files[background]}:events")
loader.SetBackgroundWeightExpression("weight")
loader.PrepareTrainingAndTestTree("abs(var1) < 4", "SplitMode=Random:NormMode=EqualNumEvents:!V")

factory.BookMethod(
    loader,
    TMVA.Types.kBDT,
    "BDTG",
    "!H:!V:NTrees=400:MinNodeSize=2.5%:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.5:nCuts=20:MaxDepth=3",
)
factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "!H:!V:Fisher:VarTransform=D,G")
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "PyTorch",
    f"!H:!V:VarTransform=N:FilenameModel={out / 'model.pt'}:NumEpochs=5:BatchSize=256:"
    "UseWeights:NumThreads=1",
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

# The scores go into a new file, beside the branches that were there.
reader = TMVA.Reader("!Color:Silent")
for method in ("BDTG", "PyTorch"):
    reader.BookMVA(method, str(out / "dataset" / "weights" / f"Demo_{method}.weights.xml"))
with tmva.recreate(str(out / "scored.root")) as scored:
    for name, path in files.items():
        tree = tmva.File(path)["events"]
        columns = tree.arrays()
        for method in ("BDTG", "PyTorch"):
            columns[method] = reader.Evaluate(method, tree).astype("float32")
        scored.mktree(name, {key: value.dtype for key, value in columns.items()}).extend(columns)

figure, axes = plt.subplots(figsize=(6, 5))
for title in ("BDTG", "PyTorch", "Fisher"):
    curve = factory.GetROCCurve(loader, title)
    axes.plot(curve.x, curve.y, label=f"{title} ({factory.GetROCIntegral(loader, title):.3f})")
axes.set(
    xlabel="Signal efficiency",
    ylabel="Background rejection",
    xlim=(0, 1),
    ylim=(0, 1.02),
    title="ROC",
)
axes.legend(title="method (area)")
axes.grid(alpha=0.3)
figure.savefig(out / "roc.png", dpi=120, bbox_inches="tight")

with tmva.File(str(out / "scored.root")) as check:
    separation = {
        m: np.mean(check["signal"][m].array()) - np.mean(check["background1"][m].array())
        for m in ("BDTG", "PyTorch")
    }
print(f"\n{out}/result.root   tables and histograms in TMVA's layout")
print(f"{out}/scored.root   the input trees with branches BDTG and PyTorch")
print(f"{out}/roc.png       the ROC curves")
print(
    f"mean score, signal minus background1: {separation['BDTG']:.2f} (BDTG), "
    f"{separation['PyTorch']:.2f} (PyTorch)"
)
print(f"done in {time.perf_counter() - start:.0f} s")
