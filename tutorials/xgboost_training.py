"""A forest of XGBoost: trained with XGBoost on batches from the files, kept in a ROOT file.

Training is left to XGBoost; from then on it is not needed: our engine runs its trees. The forest
lies beside the events and every weight in it is a `vector<float>` that ROOT reads.
"""

import numpy as np
import xgboost
from toy_data import HIGGS

import tmva

batches = tmva.BatchGenerator(
    {"background": "toy_background.root:events", "signal": "toy_signal.root:events"},
    12000,
    columns=HIGGS,
    seed=1,
)
train, test = batches.train_test_split(0.5, stratify=True)
((x, y),) = train  # one batch is all that XGBoost's matrix wants
booster = xgboost.train(
    {"objective": "binary:logistic", "max_depth": 3, "eta": 0.1, "nthread": 1, "seed": 1},
    xgboost.DMatrix(x, y[:, 0], feature_names=list(HIGGS)),
    100,
)
booster.save_model("higgs.json")

forest = tmva.TreeEnsemble.load("higgs.json")
print(forest)
np.testing.assert_allclose(
    forest.predict(x), booster.predict(xgboost.DMatrix(x, feature_names=list(HIGGS))), atol=1e-6
)

tmva.load_model("higgs.json").save("xgboost.root:models/higgs")
test.save("toy_xgboost_test.root")
print(tmva.File("xgboost.root"))
