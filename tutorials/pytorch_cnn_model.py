"""A model in a file of its own: `UserCode` names it, and TMVA runs it when the method is booked.

It writes the network that is to be trained, and says how to train and to apply it. The loaders
read the ROOT file batch by batch and begin anew at each `iter()`.
"""

import torch

SIZE = 16
torch.manual_seed(1)
network = torch.nn.Sequential(
    torch.nn.Unflatten(1, (1, SIZE, SIZE)),
    torch.nn.Conv2d(1, 8, 3, padding=1),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(8, 8, 3, padding=1),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Flatten(),
    torch.nn.Linear(8 * (SIZE // 4) ** 2, 2),
    torch.nn.Softmax(dim=1),
)
torch.jit.save(torch.jit.script(network), "cnn.pt")
print("cnn.pt written:", sum(p.numel() for p in network.parameters()), "parameters")


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
    optimizer = optimizer(model.parameters(), lr=0.01)
    best = float("inf")
    for _ in range(num_epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            losses = [criterion(model(x), y).item() for x, y in val_loader]
        best = save_best(model, sum(losses) / len(losses), best)
    return model


def predict(model, events, batch_size=1024):
    with torch.no_grad():
        return model(torch.as_tensor(events, dtype=torch.float32)).numpy()


load_model_custom_objects = {
    "optimizer": torch.optim.Adam,
    "criterion": torch.nn.MSELoss(),
    "train_func": train,
    "predict_func": predict,
}
