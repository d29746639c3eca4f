"""Files of PyTorch models: TorchScript, torch.export archives, parameters for models of code."""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import Any

import torch

SCRIPT, EXPORT, PARAMETERS = "TorchScript", "a torch.export archive", "a state_dict"


def kind_of(path: str) -> str:
    """What a file holds, from the names in the archive. Files of old form count as parameters,
    which is what they are read as."""
    if not zipfile.is_zipfile(path):
        return PARAMETERS
    with zipfile.ZipFile(path) as archive:
        names = {name.partition("/")[2] or name for name in archive.namelist()}
    if "archive_format" in names or "serialized_exported_program.json" in names:
        return EXPORT
    return SCRIPT if "constants.pkl" in names else PARAMETERS


def read_script(path: str) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.jit.*")
        return torch.jit.load(path, map_location="cpu")


def write_script(model: Any, path: str) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.jit.*")
        torch.jit.save(torch.jit.script(model), path)


def read_export(path: str) -> Any:
    """An archive may run code when it is read: ask for permission before."""
    return Exported(torch.export.load(path).module())


def write_export(model: Any, path: str, inputs: int) -> None:
    was_training = model.training
    model.eval()
    inner = model.module if isinstance(model, Exported) else model
    rows = {0: torch.export.Dim("events", min=1)}
    try:
        exported = torch.export.export(inner, (torch.zeros(3, inputs),), dynamic_shapes=(rows,))
        torch.export.save(exported, path)
    finally:
        model.train(was_training)


def read_parameters(path: str, model: Any) -> Any:
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model


def write_parameters(model: Any, path: str) -> None:
    torch.save(model.state_dict(), path)


class Exported(torch.nn.Module):
    """A model from an archive. Its train() and eval() raise, so the switch is done here: in the
    nodes that behave differently in training."""

    _SWITCHES = {
        torch.ops.aten.dropout.default: 2,
        torch.ops.aten.dropout_.default: 2,
        torch.ops.aten.feature_dropout.default: 2,
        torch.ops.aten.alpha_dropout.default: 2,
        torch.ops.aten.batch_norm.default: 5,
        torch.ops.aten.instance_norm.default: 5,
    }

    def __init__(self, module: Any):
        super().__init__()
        self.module = module

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.module(x)

    def train(self, mode: bool = True) -> "Exported":
        self.training = mode
        for node in self.module.graph.nodes:
            place = self._SWITCHES.get(node.target) if node.op == "call_function" else None
            if place is not None:
                node.args = (*node.args[:place], mode, *node.args[place + 1 :])
        self.module.recompile()
        return self


def input_width(model: Any, error: Exception) -> Any:
    """The number of inputs that a model expects which has refused ours, or None."""
    guard = re.search(r"size\(\)\[1\] == (\d+)|shape\[1\] == (\d+)", str(error))
    if guard:
        return int(guard[1] or guard[2])
    weights = [p for p in model.parameters() if p.dim() == 2]
    return int(weights[0].shape[1]) if weights else None
