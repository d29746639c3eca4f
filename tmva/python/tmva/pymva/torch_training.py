"""PyTorch: what a train function is given beside the model, the loaders and the loss."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Optional

from .base import with_rename


class Watch:
    """Keeps the history of a training, writes it for TensorBoard, and says when to stop early."""

    def __init__(self, history: dict[str, list[float]], patience: int, writer: Any):
        self._history, self._patience, self._writer = history, patience, writer
        history.clear()
        self._best, self._waited, self.epoch = float("inf"), 0, 0

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *error: Any) -> None:
        if self._writer:
            self._writer.close()

    def __call__(self, **values: float) -> bool:
        """Takes the values of an epoch; True when it has not improved for too long."""
        for name, value in values.items():
            self._history.setdefault(name, []).append(float(value))
            if self._writer:
                self._writer.add_scalar(name, float(value), self.epoch)
        self.epoch += 1
        self._waited = 0 if values["val_loss"] < self._best else self._waited + 1
        self._best = min(self._best, values["val_loss"])
        return 0 <= self._patience <= self._waited and self._waited > 0


class SaveBest:
    """TMVA's save_best(model, current, best): keeps the best model's file, returns the best."""

    def __init__(self, path: str, write: Callable[[Any, str], None], watch: Optional[Watch]):
        self._path, self._write, self._watch, self.written = path, write, watch, False

    def __call__(self, model: Any, current: float, best: Optional[float]) -> Optional[float]:
        if self._watch:
            self._watch(val_loss=current)
        if best is not None and not math.isnan(best) and not current <= best:
            return best
        self.write(model)
        return current

    def write(self, model: Any) -> None:
        with_rename(self._path, lambda temporary: self._write(model, temporary))
        self.written = True


class Remembered:
    """An optimizer class that remembers its instance: scripts hand the class to the schedule."""

    def __init__(self, optimizer: Any):
        self._class, self._instance = optimizer, None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._instance = self._class(*args, **kwargs)
        return self._instance

    @property
    def param_groups(self) -> Any:
        return self._instance.param_groups if self._instance else []


def set_learning_rate(optimizer: Any, epoch: int, steps: dict[int, float]) -> None:
    if epoch in steps:
        for group in optimizer.param_groups:
            group["lr"] = steps[epoch]
