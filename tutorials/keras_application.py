"""Application of Keras models: by the Reader, event by event or whole tables, or without Keras at
all.

A trained `.keras` file is also a model of `tmva.load_model`, which runs it as a graph in C++.
"""

from array import array

import numpy as np

import tmva
from tmva import TMVA

reader = TMVA.Reader("!Color:Silent")
values = [array("f", [0.0]) for _ in range(4)]
for i, value in enumerate(values):
    reader.AddVariable(f"var{i + 1}", value)
reader.BookMVA("PyKeras", "dataset_keras_multi/weights/Multiclass_PyKeras.weights.xml")
tree = tmva.File("toy_multiclass.root")["TreeB1"]
columns = tree.arrays(entry_stop=5)
for i in range(5):
    for k, value in enumerate(values):
        value[0] = columns[f"var{k + 1}"][i]
    print("event", i, "answers", np.round(reader.EvaluateMulticlass("PyKeras"), 3))

regression = TMVA.Reader("!Color:Silent")
for method in ("PyKeras", "BDTG"):
    regression.BookMVA(method, f"dataset_keras_reg/weights/Regression_{method}.weights.xml")
table = tmva.File("toy_regression.root")["TreeR"]
for method in ("PyKeras", "BDTG"):
    deviation = np.std(regression.Evaluate(method, table)[:, 0] - table["fvalue"].array())
    print(f"{method}: deviation of {deviation:.2f} of a target between 0 and 55")
    assert deviation < 6

# The same network without Keras; what VarTransform did to its inputs is not in this file.
model = tmva.load_model("dataset_keras_reg/weights/TrainedModel_PyKeras.keras")
print(model.graph)
