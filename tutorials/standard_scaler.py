"""Standard scaler: inputs of mean 0 and width 1, found in one pass over the file, and where they
are kept.

What is fitted to the training events belongs to the model. In front of a network of your own the
batches are standardised; a booked method has its transformation (`VarTransform`) in its weight
file, and the Reader applies it.
"""

import numpy as np
from toy_data import write_classification

import tmva
from tmva import TMVA

NAMES = ["var1", "var2", "var3", "var4"]
path = write_classification("toy_scaler.root", entries=4000)

batches = tmva.BatchGenerator(f"{path}:TreeS", 8000, columns=NAMES, transform="standardise", shuffle=False)
(x,) = batches
print("batches: means", np.round(x.mean(axis=0), 3), "widths", np.round(x.std(axis=0), 3))
assert np.abs(x.mean(axis=0)).max() < 1e-4 and np.abs(x.std(axis=0) - 1).max() < 1e-3

loader = TMVA.DataLoader("dataset_scaler")
for name in NAMES:
    loader.AddVariable(f"1000*{name} + 5" if name == "var1" else name)  # far from 0, and wide
loader.AddSignalTree(f"{path}:TreeS")
loader.AddBackgroundTree(f"{path}:TreeB")
loader.PrepareTrainingAndTestTree("", "SplitMode=Random:!V")
factory = TMVA.Factory("Scaler", "!V:Silent:AnalysisType=Classification")
factory.BookMethod(loader, "LD", "LD", "VarTransform=D")
factory.TrainAllMethods()

# The Reader finds the transformation in the weight file: it takes the events as they are.
reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("LD", "dataset_scaler/weights/Scaler_LD.weights.xml")
signal, background = (reader.Evaluate("LD", f"{path}:{tree}") for tree in ("TreeS", "TreeB"))
print(f"mean response: signal {signal.mean():.3f}, background {background.mean():.3f}")
assert signal.mean() > background.mean()
