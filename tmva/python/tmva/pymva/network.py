"""What PyKeras and PyTorch share: their options, and the parts of the training events."""

from __future__ import annotations

import importlib
import math
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _core
from .base import PythonMethod
from .loaders import BatchLoader


class Network(PythonMethod):
    """A model that trains in epochs on batches."""

    def check_options(self) -> None:
        """OptionError for what can be known to be wrong at booking."""
        self.schedule = parse_schedule(self.options["LearningRateSchedule"], self.owner)
        parse_validation_size(self.options["ValidationSize"], self.owner)
        if self.options["TensorBoard"]:
            need_tensorboard(self.owner)

    def initial_model_file(self) -> str:
        name = "FilenameTrainedModel" if self.options["ContinueTraining"] else "FilenameModel"
        path = self.options[name]
        if not os.path.isfile(path):
            self.refuse_option(name, f": there is no file '{path}' in '{os.getcwd()}'")
        return path

    # --------------------------------------------------------------------------------------- events
    def validation_fraction(self, data: _core.DataSet) -> float:
        """The fraction of the events that are set aside: exactly as many as ValidationSize says
        where it is a number."""
        text, events = self.options["ValidationSize"], data.NumEvents()
        size = parse_validation_size(text, self.owner)
        if size < 1:
            return size
        if size >= events:
            self.refuse_option(
                "ValidationSize", f"={text} leaves none of the {events} training events to train on"
            )
        low, high, fraction = 0.0, 1.0, size / events
        for _ in range(64):
            missing = size - data.NumEvents(part="validation", validation_fraction=fraction)
            if missing == 0:
                break
            low, high = (fraction, high) if missing > 0 else (low, fraction)
            fraction += missing / events
            if not low < fraction < high:
                fraction = (low + high) / 2
        return fraction

    def loaders(
        self,
        data: _core.DataSet,
        weights: bool,
        convert: Callable[[np.ndarray], Any] = lambda array: array,
        on_uneven_weights: Callable[[], None] = lambda: None,
    ) -> tuple[BatchLoader, BatchLoader]:
        """The training loader, shuffled anew each epoch, and the validation loader."""
        fraction = self.validation_fraction(data)
        size = self.options["BatchSize"]
        fit = BatchLoader(data, "fit", fraction, size, True, weights, convert, on_uneven_weights)
        validation = BatchLoader(data, "validation", fraction, size, False, weights, convert)
        for loader, what in ((fit, "training"), (validation, "validation")):
            if len(loader.dataset) == 0:
                self.refuse_option(
                    "ValidationSize",
                    f"={self.options['ValidationSize']} leaves no events for {what}",
                )
        self.log.Info(f"{len(fit.dataset)} events for training, {len(validation.dataset)} for validation")
        return fit, validation


def need_tensorboard(owner: str) -> None:
    try:
        importlib.import_module("tensorboard")
    except ImportError as error:
        raise _core.ModelError(
            f"{owner}: option TensorBoard needs TensorBoard: pip install 'tmva[tensorboard]' ({error})"
        ) from error


def summary_writer(folder: str, owner: str) -> Any:
    """PyTorch's writer of TensorBoard logs."""
    need_tensorboard(owner)
    return importlib.import_module("torch.utils.tensorboard").SummaryWriter(folder)


def parse_schedule(text: str, owner: str) -> dict[int, float]:
    """``"10,0.01;20,0.005"`` as {10: 0.01, 20: 0.005}.

    >>> parse_schedule("10,0.01;20,0.005", "PyKeras")
    {10: 0.01, 20: 0.005}
    """
    schedule: dict[int, float] = {}
    for step in filter(None, (part.strip() for part in text.split(";"))):
        first, _, second = step.partition(",")
        try:
            epoch, rate = int(first), float(second)
        except ValueError:
            epoch, rate = -1, 0.0
        if epoch < 0 or not rate > 0 or math.isinf(rate):
            raise _core.OptionError(
                f"{owner}: option LearningRateSchedule: '{step}' is not 'epoch,rate' with "
                "an epoch from 0 on and a rate above 0"
            )
        if epoch in schedule:
            raise _core.OptionError(f"{owner}: option LearningRateSchedule names epoch {epoch} twice")
        schedule[epoch] = rate
    return schedule


def parse_validation_size(text: str, owner: str) -> float:
    """A fraction below 1, or a number of events.

    >>> parse_validation_size("20%", "PyTorch"), parse_validation_size("500", "PyTorch")
    (0.2, 500.0)
    """
    percent = text.strip().endswith("%")
    try:
        size = float(text.strip().rstrip("%")) / (100 if percent else 1)
    except ValueError:
        size = float("nan")
    if not 0 < size < math.inf or percent and size >= 1 or size >= 1 and size != int(size):
        raise _core.OptionError(
            f"{owner}: option ValidationSize={text}: expected a percentage ('20%'), a "
            "fraction (0.2) or a number of events"
        )
    return size
