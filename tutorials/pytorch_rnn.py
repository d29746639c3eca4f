"""A recurrent network of PyTorch on time series: ten steps of eight sensors, an array branch a
step.

Which way the wave runs shows in the order of the steps. A TorchScript model is all that the
script brings: TMVA has a training loop of its own, with early stopping.
"""

import torch
from toy_data import write_series

import tmva
from tmva import TMVA

STEPS, VALUES = 10, 8
file = tmva.File(write_series(steps=STEPS, values=VALUES))
loader = TMVA.DataLoader("dataset_rnn")
for step in range(STEPS):
    loader.AddVariablesArray(f"vars_time{step}", VALUES)
loader.AddSignalTree(file["sig_tree"])
loader.AddBackgroundTree(file["bkg_tree"])
loader.PrepareTrainingAndTestTree(
    "",
    nTrain_Signal=480,
    nTrain_Background=480,
    SplitMode="Random",
    CalcCorrelations=False,
    V=False,
)


class Recurrent(torch.nn.Module):
    """[events, steps * values] -> [events, 2]."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(8, 16, batch_first=True)
        self.dense = torch.nn.Linear(16, 2)

    def forward(self, x):
        states, _ = self.gru(x.reshape(-1, 10, 8))
        return torch.softmax(self.dense(states[:, -1]), dim=1)


torch.manual_seed(1)
torch.jit.save(torch.jit.script(Recurrent()), "rnn.pt")

factory = TMVA.Factory("Series", "TMVA_RNN.root", "!V:Silent:AnalysisType=Classification")
factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "")
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "GRU",
    FilenameModel="rnn.pt",
    NumEpochs=12,
    BatchSize=32,
    NumThreads=1,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
areas = {title: factory.GetROCIntegral(loader, title) for title in ("Fisher", "GRU")}
print("ROC integrals:", {title: round(area, 3) for title, area in areas.items()})
assert areas["GRU"] > areas["Fisher"] + 0.1
