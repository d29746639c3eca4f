"""Application of PyTorch models: the Reader takes them as it takes every other method.

A TorchScript file holds network and all; models that need functions of a script get them with
`BookMVA(..., user_code="file.py")`.
"""

from array import array

import numpy as np

import tmva
from tmva import TMVA

# Classification: event by event, from buffers.
reader = TMVA.Reader("!Color:Silent")
values = [array("f", [0.0]) for _ in range(4)]
for i, value in enumerate(values):
    reader.AddVariable(f"var{i + 1}", value)
reader.BookMVA("PyTorch", "dataset_pytorch/weights/TMVAClassification_PyTorch.weights.xml")
columns = tmva.File("toy_classification.root")["TreeS"].arrays(entry_stop=20)
for i in range(20):
    for k, value in enumerate(values):
        value[0] = columns[f"var{k + 1}"][i]
    response = reader.EvaluateMVA("PyTorch")
    assert 0 <= response <= 1
print(f"response of the last of 20 events: {response:.3f}")

# Multiclass and regression: whole trees.
reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("PyTorch", "dataset_pytorch_multi/weights/Multiclass_PyTorch.weights.xml")
chosen = reader.Evaluate("PyTorch", "toy_multiclass.root:TreeB1").argmax(axis=1)
print(
    "TreeB1 is taken for",
    {name: int(np.sum(chosen == k)) for k, name in enumerate(("Signal", "bg0", "bg1", "bg2"))},
)
assert np.mean(chosen == 2) > 0.5

reader = TMVA.Reader("!Color:Silent")
for method in ("PyTorch", "BDTG"):
    reader.BookMVA(method, f"dataset_pytorch_reg/weights/Regression_{method}.weights.xml")
tree = tmva.File("toy_regression.root")["TreeR"]
for method in ("PyTorch", "BDTG"):
    deviation = np.std(reader.Evaluate(method, tree)[:, 0] - tree["fvalue"].array())
    print(f"{method}: deviation of {deviation:.2f} of a target between 0 and 55")
    assert deviation < 3
