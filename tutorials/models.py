"""Models: a network of PyTorch is kept in the ROOT file of its analysis, and runs from there
without PyTorch."""

import numpy as np
import torch
from toy_data import write_classification

import tmva
from tmva import TMVA

NAMES = ["var1", "var2", "var3", "var4"]
path = write_classification("toy_models.root", entries=3000)
signal, background = (tmva.File(path)[tree].arrays(NAMES, library="np") for tree in ("TreeS", "TreeB"))
x = np.concatenate([np.stack([part[name] for name in NAMES], 1) for part in (signal, background)])
y = np.repeat([1.0, 0.0], 3000).astype("float32")[:, None]

torch.manual_seed(1)
torch.set_num_threads(1)
module = torch.nn.Sequential(
    torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1), torch.nn.Sigmoid()
)
optimizer = torch.optim.Adam(module.parameters(), 2e-2)
for _ in range(100):
    optimizer.zero_grad()
    torch.nn.functional.binary_cross_entropy(module(torch.from_numpy(x)), torch.from_numpy(y)).backward()
    optimizer.step()

# A graph of ONNX's operators, beside the trees it was trained on.
model = tmva.models.from_torch(module, x[:2])
print(model.graph)
with tmva.update(path) as file:
    file["nets/dnn"] = model

# Years later: no PyTorch is needed for this.
stored = tmva.load_model(f"{path}:nets/dnn")
scores = stored(x)
assert np.abs(scores - module(torch.from_numpy(x)).detach().numpy()).max() < 1e-5

reader = TMVA.Reader(NAMES, "!Color:Silent")
reader.BookMVA("dnn", f"{path}:nets/dnn")
print(
    f"signal {scores[:3000].mean():.2f}, background {scores[3000:].mean():.2f}; "
    f"the Reader says {reader.Evaluate('dnn', x[:1])[0]:.3f}"
)
stored.save("dnn.onnx")  # for any other engine
