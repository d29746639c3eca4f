"""Models of PyTorch: archives of torch.export, modules, TorchScript."""
