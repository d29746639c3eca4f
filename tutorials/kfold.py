"""Two folds by event number: every event gets a score of a model that has not seen it.

The fold is an expression of exact integers, so the choice can be made again years later from the
event number alone. Both models are trained with the same batches of their own part, and joined
event by event.
"""

import numpy as np
import torch
from toy_data import write_classification

import tmva

NAMES = ["var1", "var2", "var3", "var4"]
path = write_classification("toy_folds.root", entries=5000)
batches = tmva.BatchGenerator(
    {"background": f"{path}:TreeB", "signal": f"{path}:TreeS"},
    256,
    columns=NAMES,
    spectators="event",
    transform="standardise",
    seed=1,
)

torch.manual_seed(1)
torch.set_num_threads(1)
scores, labels, events = [], [], []
for fold, (train, test) in enumerate(batches.kfold("event % 2")):
    model = torch.nn.Sequential(torch.nn.Linear(4, 24), torch.nn.ReLU(), torch.nn.Linear(24, 1))
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(4):
        for x, y, _ in train.as_torch():
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(model(x), y).backward()
            optimizer.step()
    with torch.no_grad():
        for x, y, spectators in test.as_torch():
            scores.append(model(x).numpy()[:, 0])
            labels.append(y.numpy()[:, 0])
            events.append(np.asarray(spectators["event"]))
            assert np.all(events[-1] % 2 == fold)  # the model of this fold has seen the other events
    print(f"fold {fold}: trained on {train.num_rows} events, applied to {test.num_rows}")

scores, labels, events = map(np.concatenate, (scores, labels, events))
assert len(scores) == 10000 and len(np.unique(events)) == 5000
right = np.mean((scores > 0) == (labels == 1))
print(f"{right:.1%} of all events are classified correctly, each by the model that does not know it")
assert right > 0.7
