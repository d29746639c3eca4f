"""Multiclass, second part: the class with the largest response."""

import numpy as np

from tmva import TMVA

reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("BDTG", "dataset_multiclass/weights/TMVAMulticlass_BDTG.weights.xml")

right = []
for truth, tree in enumerate(("TreeS", "TreeB0", "TreeB1", "TreeB2")):
    responses = reader.Evaluate("BDTG", f"toy_multiclass.root:{tree}")  # [events, classes]
    chosen = np.bincount(responses.argmax(axis=1), minlength=4)
    print(f"{tree:7s} -> Signal {chosen[0]:5d}  bg0 {chosen[1]:5d}  bg1 {chosen[2]:5d}  bg2 {chosen[3]:5d}")
    right.append(chosen[truth] / chosen.sum())
assert np.mean(right) > 0.5
