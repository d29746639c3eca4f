"""Classification, second part: apply the trained methods, event by event and to a whole table."""

from array import array

import numpy as np

import tmva
from tmva import TMVA

weights = "dataset/weights/TMVAClassification_BDTG.weights.xml"
tree = tmva.File("toy_classification.root")["TreeS"]

# A whole table: the Reader computes the variables' expressions itself.
reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("BDTG", weights)
responses = reader.Evaluate("BDTG", tree)

# Event by event, as in TMVA.
reader = TMVA.Reader("!Color:Silent")
values = [array("f", [0.0]) for _ in range(4)]
for name, value in zip(("myvar1 := var1+var2", "myvar2 := var1-var2", "var3", "var4"), values, strict=True):
    reader.AddVariable(name, value)
spectator = array("f", [0.0])
reader.AddSpectator("spec1 := var1*2", spectator)
reader.BookMVA("BDTG", weights)

columns = tree.arrays(["var1", "var2", "var3", "var4"])
for i in range(100):
    var1, var2 = columns["var1"][i], columns["var2"][i]
    values[0][0], values[1][0] = var1 + var2, var1 - var2
    values[2][0], values[3][0] = columns["var3"][i], columns["var4"][i]
    spectator[0] = 2 * var1
    assert abs(reader.EvaluateMVA("BDTG") - responses[i]) < 1e-6

print(f"{np.mean(responses > 0):.1%} of the signal events have BDTG > 0")
assert np.mean(responses > 0) > 0.5
