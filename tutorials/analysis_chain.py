"""The whole chain: one YAML file says what is trained, evaluated and applied, two folds included.

The commands `tmva train`, `tmva evaluate` and `tmva apply` are faces of the functions called here.
The scores of a varied input come out of the same pass as the others.
"""

import pathlib

import numpy as np
from toy_data import write_multiclass

import tmva
from tmva import analysis

write_multiclass("toy_chain.root", entries=1500)
pathlib.Path("analysis.yaml").write_text("""\
output: chain
processes:
  higgs: {files: toy_chain.root, tree: TreeS, class: signal, weight: weight}
  ztt: {files: toy_chain.root, tree: TreeB0, class: ztt, weight: weight}
  wjets: {files: toy_chain.root, tree: TreeB1, class: wjets, weight: weight}
variables: [var1, var2, "sum := var3+var4"]
folds: {expression: event, count: 2}
methods:
  BDTG: {type: BDT, options: "NTrees=60:BoostType=Grad:MaxDepth=3:Shrinkage=0.2"}
application:
  mode: copy
  inputs: toy_chain.root
  tree: TreeS
  variations:
    up: {var1: var1*1.05}
""")
analysis.train("analysis.yaml")
results = analysis.evaluate("analysis.yaml")["BDTG"]
print(*results.tables["roc"], sep="\n")
analysis.apply("analysis.yaml")

print(*sorted(str(path) for path in pathlib.Path("chain").rglob("*.csv")), sep="\n")
scored = tmva.File("chain/applied/toy_chain.root")["TreeS"]
print(scored)
scores = np.stack([scored[f"BDTG_{name}"].array() for name in ("signal", "ztt", "wjets")], axis=1)
assert np.array_equal(scored["BDTG_max_index"].array(), scores.argmax(axis=1))
right = np.mean(scores.argmax(axis=1) == 0)
changed = np.mean(np.abs(scored["BDTG_signal_up"].array() - scores[:, 0]) > 1e-6)
print(f"{right:.1%} of the signal is taken for signal; var1 up by 5 % moves {changed:.0%} of it")
assert right > 0.7 and changed > 0.1
