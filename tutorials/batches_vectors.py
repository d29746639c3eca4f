"""Filters and vectors: lists of varying length become features of a fixed number.

An event has as many jets as it likes. The generator takes the first three of each, fills up what
is missing, and tells with a mask which are real; rows that the cut refuses never leave it.
"""

import numpy as np

import tmva

rng = np.random.default_rng(1)
counts = rng.poisson(2.5, 2000)
jets = [np.sort(rng.exponential(40, n).astype("float32"))[::-1] + 20 for n in counts]
with tmva.recreate("toy_jets.root") as file:
    tree = file.mktree("events", {"met": "float32", "jet_pt": "var * float32", "is_signal": "bool"})
    tree.extend(
        {
            "met": rng.exponential(50, 2000).astype("float32"),
            "jet_pt": jets,
            "is_signal": counts > 2,
        }
    )
print(tmva.File("toy_jets.root")["events"].typenames())

batches = tmva.BatchGenerator(
    "toy_jets.root:events",
    128,
    columns=["met", "jet_pt", "ht"],
    define={"ht": "Sum$(jet_pt)"},
    target="is_signal",
    vectors={"jet_pt": (3, -1)},
    mask=True,
    cut="met > 20 && Length$(jet_pt) > 0",
    seed=1,
)
print(batches)
for (x, mask), y in batches:
    jet_pt, is_there = x[:, 1:4], mask
    assert np.all(jet_pt[~is_there] == -1) and np.all(jet_pt[is_there] >= 20)
    assert np.all(x[:, 0] > 20) and np.all(is_there[:, 0])
    assert np.all((is_there.all(axis=1)) == (y[:, 0] == 1))  # signal has three jets or more
print(f"{batches.num_rows} of 2000 events pass the cut")
print("the last batch begins with", x[0])
