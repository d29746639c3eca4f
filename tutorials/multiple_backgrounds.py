"""Multiple backgrounds: one training against each, and one selection that uses all of them.

A method that is trained against a single background has an easy question to answer. Three of them
give three scores an event; the selection cuts on all three, at the values that make the
significance S/sqrt(S+B) largest. The cuts are found by a scan, one score after the other, until
nothing changes.
"""

import numpy as np
from toy_data import write_multiclass

import tmva
from tmva import TMVA

path = write_multiclass("toy_backgrounds.root", entries=4000)
VARIABLES = ("var1", "var2", "var3", "var4")
BACKGROUNDS = ("TreeB0", "TreeB1", "TreeB2")
EXPECTED = {
    "TreeS": 100.0,
    "TreeB0": 300.0,
    "TreeB1": 1000.0,
    "TreeB2": 1000.0,
}  # events in the data

for background in BACKGROUNDS:
    factory = TMVA.Factory("Backgrounds", "!V:Silent:AnalysisType=Classification")
    loader = TMVA.DataLoader(f"dataset_{background}")
    for variable in VARIABLES:
        loader.AddVariable(variable)
    loader.AddSignalTree(f"{path}:TreeS")
    loader.AddBackgroundTree(f"{path}:{background}")
    loader.PrepareTrainingAndTestTree("event % 2 == 0", "SplitMode=Random:!V")  # the odd events are for below
    factory.BookMethod(loader, "BDT", "BDTG", NTrees=100, BoostType="Grad", MaxDepth=2, Shrinkage=0.2)
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()
    print(f"signal against {background}: ROC integral {factory.GetROCIntegral(loader, 'BDTG'):.3f}")

reader = TMVA.Reader("!Color:Silent")
for background in BACKGROUNDS:
    reader.BookMVA(background, f"dataset_{background}/weights/Backgrounds_BDTG.weights.xml")
scores, weights = {}, {}
for name, events in EXPECTED.items():
    table = tmva.File(path)[name].arrays([*VARIABLES, "event"], cut="event % 2 == 1")
    scores[name] = np.stack([reader.Evaluate(background, table) for background in BACKGROUNDS], axis=1)
    weights[name] = events / len(scores[name])


def significance(cuts):
    kept = {name: weights[name] * np.sum((scores[name] > cuts).all(axis=1)) for name in EXPECTED}
    return kept["TreeS"] / np.sqrt(sum(kept.values()) + 1e-9)


cuts = np.full(3, -1.0)
while True:
    before = cuts.copy()
    for k in range(3):
        trials = [np.where(np.arange(3) == k, value, cuts) for value in np.linspace(-1, 1, 101)]
        cuts = max(trials, key=significance)
    if np.array_equal(before, cuts):
        break

print("cuts:", dict(zip(BACKGROUNDS, np.round(cuts, 2).tolist(), strict=True)))
print(f"significance {significance(np.full(3, -1.0)):.2f} without cuts, {significance(cuts):.2f} with them")
assert significance(cuts) > 2 * significance(np.full(3, -1.0))
