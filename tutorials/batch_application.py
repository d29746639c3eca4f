"""Application in batches: a file of any size is scored piece by piece, and the scores are added
to it.

The Reader takes its variables from the weight file, and evaluates their expressions on each
piece. `tmva apply` does the same from the command line.
"""

import shutil

import numpy as np

import tmva
from tmva import TMVA

shutil.copy("toy_classification.root", "toy_scored.root")
reader = TMVA.Reader("!Color:Silent")
for method in ("Fisher", "BDTG"):
    reader.BookMVA(method, f"dataset/weights/TMVAClassification_{method}.weights.xml")

# What the weight file knows: the expressions, in the order in which arrays must have them.
info = reader.FindMVA("BDTG").Info()
print("variables:", [variable.expression for variable in info.variables])

tree = tmva.File("toy_classification.root")["TreeS"]
with tmva.update("toy_scored.root") as file:
    scores = file.mkbranches("TreeS", {"Fisher": "float32", "BDTG": "float32"})
    for piece in tree.iterate(step_size=1000, library="np"):
        scores.extend(
            {method: reader.Evaluate(method, piece).astype("float32") for method in ("Fisher", "BDTG")}
        )

scored = tmva.File("toy_scored.root")["TreeS"]
print(scored)
np.testing.assert_allclose(scored["BDTG"].array(), reader.Evaluate("BDTG", tree), rtol=1e-6)
print(f"{scored.num_entries} events, mean BDTG {np.mean(scored['BDTG'].array()):.3f}")
