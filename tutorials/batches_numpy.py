"""Batches for numpy: scikit-learn's linear classifier learns from a file piece by piece.

`partial_fit` takes batch after batch, so neither the file nor the sample has to fit into memory.
"""

import numpy as np
from sklearn.linear_model import SGDClassifier
from toy_data import write_classification

import tmva

path = write_classification("toy_batches_numpy.root", entries=10000)
batches = tmva.BatchGenerator(
    {"background": f"{path}:TreeB", "signal": f"{path}:TreeS"},
    500,
    columns=["var1", "var2", "var3", "var4", "var1*var2"],
    weights="weight",
    cut="abs(var1) < 4",
    transform="standardise",
    balance="batch",
    memory="10MB",
    seed=1,
)
train, test = batches.train_test_split(0.25)
print(train)

classifier = SGDClassifier(loss="log_loss", random_state=1)
for epoch in range(3):
    for x, y, w in train:
        assert (y == 1).sum() == len(y) / 2  # balance="batch": as many of each class
        classifier.partial_fit(x, y[:, 0], classes=[0, 1], sample_weight=w[:, 0])
    right = [classifier.score(x, y[:, 0]) for x, y, w in test]
    print(f"epoch {epoch + 1}: {np.mean(right):.1%} of the test events are right")
assert np.mean(right) > 0.7
print({name: train.statistics()[name] for name in ("rows", "batches")})
