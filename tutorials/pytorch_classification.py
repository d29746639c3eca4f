"""PyTorch: a network trained by a loop of one's own, fed batch by batch from the ROOT file."""

import numpy as np
import torch
from toy_data import write_classification

import tmva
from tmva import TMVA

file = tmva.File(write_classification())

torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2), torch.nn.Softmax(dim=1)
)
torch.jit.save(torch.jit.script(model), "model.pt")


def train(
    model,
    train_loader,
    val_loader,
    num_epochs,
    batch_size,
    optimizer,
    criterion,
    save_best,
    scheduler,
):
    """Called by TMVA. The loaders yield (X, y) and begin anew at each `iter()`."""
    optimizer = optimizer(model.parameters(), lr=0.01)
    best = np.inf
    for epoch in range(num_epochs):
        model.train()
        for X, y in train_loader:
            optimizer.zero_grad()
            criterion(model(X), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            loss = float(np.mean([criterion(model(X), y).item() for X, y in val_loader]))
        if save_best is not None:
            best = save_best(model, loss, best)
        print(f"epoch {epoch + 1}: validation loss {loss:.4f}")
    return model


def predict(model, test_X, batch_size=1024):
    with torch.no_grad():
        return model(torch.from_numpy(np.asarray(test_X, dtype=np.float32))).numpy()


load_model_custom_objects = {
    "optimizer": torch.optim.Adam,
    "criterion": torch.nn.MSELoss(),
    "train_func": train,
    "predict_func": predict,
}

factory = TMVA.Factory(
    "TMVAClassification",
    "TMVAPyTorch.root",
    "!V:Color:DrawProgressBar:Transformations=D,G:AnalysisType=Classification",
)
loader = TMVA.DataLoader("dataset_pytorch")
for variable in ("var1", "var2", "var3", "var4"):
    loader.AddVariable(variable)
loader.AddSignalTree(file["TreeS"])
loader.AddBackgroundTree(file["TreeB"])
loader.PrepareTrainingAndTestTree(
    "", "nTrain_Signal=3000:nTrain_Background=3000:SplitMode=Random:NormMode=NumEvents:!V"
)
factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "!H:!V:Fisher:VarTransform=D,G")
factory.BookMethod(
    loader,
    TMVA.Types.kPyTorch,
    "PyTorch",
    "H:!V:VarTransform=D,G:FilenameModel=model.pt:NumEpochs=5:BatchSize=32",
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

# The application part: the same Reader as for every other method.
reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("PyTorch", "dataset_pytorch/weights/TMVAClassification_PyTorch.weights.xml")
signal, background = (reader.Evaluate("PyTorch", file[tree]) for tree in ("TreeS", "TreeB"))
print(f"mean response: signal {signal.mean():.3f}, background {background.mean():.3f}")
assert signal.mean() > background.mean() + 0.2
