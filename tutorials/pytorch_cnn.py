"""A convolutional network of PyTorch on images: 256 pixels of one array branch are 256 variables.

The same images go to a BDT, which sees pixels but no picture. Network, training and prediction
come from `pytorch_cnn_model.py`, which is run when the method is booked.
"""

import pathlib

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from toy_data import write_images

import tmva
from tmva import TMVA

file = tmva.File(write_images())
loader = TMVA.DataLoader("dataset_cnn")
loader.AddVariablesArray("vars", 256)
loader.AddSignalTree(file["sig_tree"])
loader.AddBackgroundTree(file["bkg_tree"])
train = int(0.8 * file["sig_tree"].num_entries)
loader.PrepareTrainingAndTestTree(
    "",
    nTrain_Signal=train,
    nTrain_Background=train,
    SplitMode="Random",
    CalcCorrelations=False,
    V=False,
)

code = pathlib.Path(__file__).with_name("pytorch_cnn_model.py")
factory = TMVA.Factory("Images", "TMVA_CNN.root", "!V:Silent:AnalysisType=Classification")
factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", NTrees=50, MaxDepth=3, nCuts=20)
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "CNN",
    UserCode=str(code),
    FilenameModel="cnn.pt",
    NumEpochs=8,
    BatchSize=32,
    NumThreads=1,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
areas = {title: factory.GetROCIntegral(loader, title) for title in ("BDT", "CNN")}
print("ROC integrals:", {title: round(area, 3) for title, area in areas.items()})

figure, axes = plt.subplots(1, 2, figsize=(6, 3))
for panel, tree in zip(axes, ("sig_tree", "bkg_tree"), strict=True):
    panel.imshow(file[tree]["vars"].array()[0].reshape(16, 16))
    panel.set(title=tree, xticks=[], yticks=[])
figure.savefig("pytorch_cnn.png", dpi=110, bbox_inches="tight")
assert areas["CNN"] > 0.85
