"""PyTorch: training and application for scripts that bring no functions of their own."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Optional

import numpy as np
import torch

from .. import _core


def gives_probabilities(model: Any, inputs: int) -> bool:
    """True when the outputs of `model` are probabilities (a softmax at its end), not logits."""
    points = torch.linspace(-2, 2, 7)[:, None] * torch.cos(torch.arange(inputs, dtype=torch.float32))
    model.eval()
    with torch.no_grad():
        answers = model(points)
    return bool((answers >= 0).all() and torch.allclose(answers.sum(1), torch.ones(len(points)), atol=1e-4))


def default_predict(model: Any, events: np.ndarray, probabilities: bool) -> np.ndarray:
    """Answers to all events; logits become probabilities."""
    with torch.no_grad():
        answers = [
            model(block) if probabilities else torch.softmax(model(block), 1)
            for block in torch.from_numpy(events).split(4096)
        ]
    return torch.cat(answers).numpy()


def default_loss(info: _core.DataSetInfo, model: Any) -> Callable[[Any, Any], Any]:
    """Loss of each event, unreduced."""
    if info.analysis == _core.Types.kRegression:
        return lambda output, y: ((output - y) ** 2).mean(1)
    if gives_probabilities(model, len(info.variables)):
        return lambda output, y: -(y * torch.log(output.clamp_min(1e-7))).sum(1)
    return lambda output, y: torch.nn.functional.cross_entropy(output, y, reduction="none")


def of_each_event(criterion: Any) -> Any:
    """A criterion of PyTorch's that does not reduce, as event weights need it."""
    if getattr(criterion, "reduction", "none") == "none":
        return criterion
    unreduced = copy.copy(criterion)
    unreduced.reduction = "none"
    return unreduced


def _mean(losses: Any, weights: Any) -> Any:
    """Weighted mean over the events."""
    if losses.dim() == 0 or len(losses) != len(weights):
        raise _core.ModelError(
            "the criterion must give the loss of each event (reduction='none') where there is no "
            f"train_func: it gave the shape {tuple(losses.shape)} for {len(weights)} events"
        )
    per_event = losses if losses.dim() == 1 else losses.flatten(1).mean(1)
    return (per_event * weights).mean()


def default_train(
    model: Any,
    train_loader: Any,
    val_loader: Any,
    num_epochs: int,
    batch_size: int,
    optimizer: Any,
    criterion: Any,
    save_best: Any,
    scheduler: Any,
    watch: Callable[..., bool],
    stopped: Callable[[], bool],
) -> Any:
    """A train function as TMVA calls it, for loaders with event weights."""
    step = optimizer(model.parameters(), lr=1e-3)
    schedule, rates = scheduler
    best: Optional[float] = None
    progress = _core.Progress("PyTorch", num_epochs, "epochs")
    for epoch in range(num_epochs):
        if schedule:
            schedule(step, epoch, rates)
        model.train()
        fitted = 0.0
        for x, y, weights in train_loader:
            step.zero_grad()
            loss = _mean(criterion(model(x), y), weights)
            loss.backward()
            step.step()
            fitted += float(loss.detach()) * len(x)
        model.eval()
        with torch.no_grad():
            checked = sum(
                float(_mean(criterion(model(x), y), weights)) * len(x) for x, y, weights in val_loader
            )
        current = checked / len(val_loader.dataset)
        if save_best:
            best = save_best(model, current, current if best is None else best)
        progress.Update(epoch + 1, f"validation loss {current:.4g}")
        if watch(loss=fitted / len(train_loader.dataset), val_loss=current) or stopped():
            break
    return model
