"""The smallest job: two clouds of points in memory, one booking, three calls.

No file is read and none is written but the weight file: trees may be dicts of arrays, and a
Factory without a target keeps its results to itself.
"""

import numpy as np

from tmva import TMVA

rng = np.random.default_rng(1)
signal = {"x": rng.normal(1, 1, 2000), "y": rng.normal(1, 1, 2000)}
background = {"x": rng.normal(-1, 1, 2000), "y": rng.normal(-1, 1, 2000)}

loader = TMVA.DataLoader("dataset_minimal")
loader.AddVariable("x")
loader.AddVariable("y")
loader.AddSignalTree(signal)
loader.AddBackgroundTree(background)
loader.PrepareTrainingAndTestTree("", "SplitMode=Random:!V")

factory = TMVA.Factory("Minimal", AnalysisType="Classification", Silent=True)
factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", NTrees=50, MaxDepth=2, nCuts=20)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

area = factory.GetROCIntegral(loader, "BDT")
print(f"ROC integral {area:.3f}")
assert area > 0.95
