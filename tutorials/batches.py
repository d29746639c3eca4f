"""Batches: train a PyTorch network from ROOT files of any size, with a split, weights and a Gauss
transformation."""

import torch
from toy_data import write_classification

import tmva

path = write_classification("toy_batches.root", entries=20000)
batches = tmva.BatchGenerator(
    {"background": f"{path}:TreeB", "signal": f"{path}:TreeS"},  # y is 0 or 1
    256,
    columns=["var1", "var2", "var3", "var4", "product"],
    define={"product": "var1*var2"},
    weights="weight",
    spectators="event",
    transform="G",
    memory="20MB",
    seed=1,
)
train, validation, test = batches.split([0.6, 0.2, 0.2])
print(train, *(f"{part.num_rows} rows" for part in (train, validation, test)), sep="\n")

torch.manual_seed(1)
torch.set_num_threads(1)
model = torch.nn.Sequential(torch.nn.Linear(5, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), 1e-2)
losses = torch.nn.BCEWithLogitsLoss(reduction="none")


def mean_loss(part):
    with torch.no_grad():
        sums = [((losses(model(x), y) * w).sum(), w.sum()) for x, y, w, _ in part.as_torch()]
    return float(sum(s for s, _ in sums) / sum(w for _, w in sums))


first = mean_loss(validation)
for epoch in range(5):
    for x, y, w, _ in train.as_torch():  # no copy of the batch; each epoch in another order
        optimizer.zero_grad()
        (losses(model(x), y) * w).mean().backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: validation loss {mean_loss(validation):.4f}")

last = mean_loss(test)
print(f"test loss {last:.4f}; {train.statistics()['rows_per_second']:,.0f} rows/s")
assert last < 0.75 * first
test.save("toy_test_part.root")
print(tmva.File("toy_test_part.root")["events"])
