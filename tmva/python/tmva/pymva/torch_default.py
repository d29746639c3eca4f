"""PyTorch: training and application for scripts that bring no functions of their own."""

from __future__ import annotations

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
        answers = [model(block) if probabilities else torch.softmax(model(block), 1)
                   for block in torch.from_numpy(events).split(4096)]
    return torch.cat(answers).numpy()


def _loss(info: _core.DataSetInfo, model: Any) -> Callable[[Any, Any], Any]:
    """Loss of each event, unreduced."""
    if info.analysis == _core.Types.kRegression:
        return lambda output, y: ((output - y) ** 2).mean(1)
    if gives_probabilities(model, len(info.variables)):
        return lambda output, y: -(y * torch.log(output.clamp_min(1e-7))).sum(1)
    return lambda output, y: torch.nn.functional.cross_entropy(output, y, reduction="none")


def _mean(losses: Any, rest: Any) -> Any:
    """Mean over the events, weighted where the loader yields weights."""
    return (losses * rest[0]).mean() if rest else losses.mean()


def default_train(info: _core.DataSetInfo, model: Any, log: _core.Log,
                  stopped: Callable[[], bool]) -> tuple[Any, Any, Any]:
    """(train function, criterion, optimizer class) for a model without functions of its own."""

    def train(model: Any, train_loader: Any, val_loader: Any, num_epochs: int, batch_size: int,
              optimizer: Any, criterion: Any, save_best: Any, scheduler: Any) -> Any:
        step = optimizer(model.parameters(), lr=1e-3)
        schedule, rates = scheduler
        best: Optional[float] = None
        progress = _core.Progress("PyTorch", num_epochs, "epochs")
        for epoch in range(num_epochs):
            if schedule:
                schedule(step, epoch, rates)
            model.train()
            for x, y, *rest in train_loader:
                step.zero_grad()
                _mean(criterion(model(x), y), rest).backward()
                step.step()
            model.eval()
            with torch.no_grad():
                sums = [(float(_mean(criterion(model(x), y), rest)) * len(x)) for x, y, *rest in val_loader]
            loss = sum(sums) / len(val_loader.dataset)
            if save_best:
                best = save_best(model, loss, loss if best is None else best)
            progress.Update(epoch + 1, f"validation loss {loss:.4g}")
            if stopped():
                log.Warning(f"stopped after epoch {epoch + 1}")
                break
        return model

    return train, _loss(info, model), torch.optim.Adam
