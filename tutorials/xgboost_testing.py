"""Testing the forest of XGBoost: from the ROOT file, without XGBoost; ROC curve and
importance.

SHAP values say what each variable adds to the answer to each event; their mean sizes rank the
variables.
"""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve
from toy_data import HIGGS

import tmva

model = tmva.load_model("xgboost.root:models/higgs")
events = tmva.File("toy_xgboost_test.root")["events"]
x = np.stack([events[name].array() for name in HIGGS], axis=1)
truth = events["label"].array()
scores = model(x)[:, 1]  # probabilities of background and signal
area = roc_auc_score(truth, scores)

background, signal, _ = roc_curve(truth, scores)
figure, axes = plt.subplots(figsize=(4.5, 4))
axes.plot(signal, 1 - background, label=f"XGBoost's forest ({area:.3f})")
axes.set(xlabel="signal efficiency", ylabel="background rejection")
axes.legend(loc="lower left")
figure.savefig("xgboost_testing.png", dpi=110, bbox_inches="tight")

importance = tmva.TreeEnsemble.load("higgs.json").shap_importance(x[:500])
for name, value in sorted(zip(HIGGS, np.ravel(importance), strict=True), key=lambda pair: -pair[1]):
    print(f"{name:6s} {value:.3f}")
print(f"ROC integral {area:.3f} on {len(x)} events that were not trained on")
assert area > 0.65
