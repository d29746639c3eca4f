"""PyTorch: the work of the method of that name."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Optional

import numpy as np

from .. import _core
from .base import PythonMethod, with_rename
from .torch_default import default_predict, default_train, gives_probabilities

try:
    import torch
except ImportError as error:
    raise _core.ModelError("the method PyTorch needs PyTorch: pip install 'tmva[torch]'") from error


class TorchMethod(PythonMethod):
    """Trains and applies a TorchScript model with the functions of load_model_custom_objects.

    The dictionary of the script (in ``__main__``) has ``train_func``, ``predict_func``,
    ``criterion`` and ``optimizer``; without a dictionary the built-in functions do.
    """

    needs = "written by torch.jit.save(torch.jit.script(model), file)"
    model: Any = None

    # -------------------------------------------------------------------------------------- booking
    def book(self) -> None:
        self.check_options()
        self.run_user_code()
        self.initial_file = self.initial_model_file()
        self._read(self.initial_file)
        if self.options["NumThreads"] > 0:
            torch.set_num_threads(self.options["NumThreads"])

    def _read(self, path: str) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=".*torch.jit.*")
                model = torch.jit.load(path, map_location="cpu")
        except RuntimeError as error:
            raise _core.ModelError(f"{self.owner}: '{path}' is not a TorchScript file ({self.needs}): "
                                   f"{str(error).splitlines()[0]}") from None
        self._check_widths(model, path)
        return model

    def _check_widths(self, model: Any, path: str) -> None:
        model.eval()
        try:
            with torch.no_grad():
                answer = model(torch.zeros(1, self.num_inputs))
        except RuntimeError:
            weights = [p for p in model.parameters() if p.dim() == 2]
            if weights and weights[0].shape[1] != self.num_inputs:
                self.refuse_inputs(path, weights[0].shape[1])
            raise
        given = answer.shape[-1] if answer.dim() == 2 else 1
        if given != self.num_outputs or answer.numel() != self.num_outputs:
            self.refuse_outputs(path, given)

    # ------------------------------------------------------------------------------------- training
    def train(self, data: _core.DataSet, stopped: Callable[[], bool]) -> None:
        objects = self.custom_objects()
        model = self._read(self.initial_file)
        self.log.Block(str(model))
        fit, validation = self.loaders(data, self.options["UseWeights"], torch.from_numpy,
                                       self._warn_of_weights())
        path = self.trained_model_file()
        saved = _SaveBest(path)
        function, criterion, optimizer = self._functions(objects, model, stopped)
        schedule = self.schedule
        trained = function(
            model, fit, validation, num_epochs=self.options["NumEpochs"],
            batch_size=self.options["BatchSize"],
            optimizer=_Remembered(optimizer) if schedule else optimizer, criterion=criterion,
            save_best=saved if self.options["SaveBestOnly"] else None,
            scheduler=(_set_learning_rate, schedule) if schedule else (None, None))
        if not callable(trained):
            raise _core.ModelError(f"{self.owner}: train_func returned {type(trained).__name__}, "
                                   "expected the trained model")
        if not saved.written:
            if self.options["SaveBestOnly"]:
                self.log.Warning("train_func never called save_best: the last model is kept")
            saved.write(trained)
        self.put_beside_weight_file(path)
        self._use(self._read(path))

    def _functions(self, objects: Optional[dict[str, Any]], model: Any,
                   stopped: Callable[[], bool]) -> tuple[Any, Any, Any]:
        """(train function, criterion, optimizer class)."""
        if objects is None:
            self.log.Info("no load_model_custom_objects: training with Adam and the built-in loss")
            return default_train(self.info, model, self.log, stopped)
        for key in ("train_func", "criterion"):
            if objects.get(key) is None:
                raise _core.OptionError(f"{self.owner}: load_model_custom_objects has no '{key}', which "
                                        "training needs")
        return objects["train_func"], objects["criterion"], objects.get("optimizer") or torch.optim.SGD

    def _warn_of_weights(self) -> Callable[[], None]:
        warned = self.options["UseWeights"]

        def warn() -> None:
            nonlocal warned
            if not warned:
                self.log.Warning("the event weights are not all equal, but the loaders yield (X, y); "
                                 "option UseWeights makes them yield (X, y, w)")
            warned = True

        return warn

    # ---------------------------------------------------------------------------------- application
    def load(self) -> None:
        self.run_user_code()
        self._use(self._read(self.find_trained_model()))

    def _use(self, model: Any) -> None:
        model.eval()
        self.model = model
        self.probabilities = self.is_regression or gives_probabilities(model, self.num_inputs)

    def evaluate(self, events: np.ndarray) -> np.ndarray:
        if self.lacks_user_code():
            raise _core.ModelError(self.user_code_hint())
        predict = (self.custom_objects() or {}).get("predict_func")
        if predict is None:
            answers = default_predict(self.model, events, self.probabilities)
        else:
            answers = predict(self.model, events)
        if isinstance(answers, torch.Tensor):
            answers = answers.detach().cpu().numpy()
        return self.response(answers, len(events), "predict_func")


class _SaveBest:
    """save_best(model, current, best) of TMVA: keeps the file of the best model, returns the best."""

    def __init__(self, path: str):
        self.path, self.written = path, False

    def __call__(self, model: Any, current: float, best: Optional[float]) -> Optional[float]:
        if best is not None and not current <= best:
            return best
        self.write(model)
        return current

    def write(self, model: Any) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*torch.jit.*")
            scripted = torch.jit.script(model)
            with_rename(self.path, lambda temporary: torch.jit.save(scripted, temporary))
        self.written = True


class _Remembered:
    """An optimizer class that remembers its instance: scripts hand the class to the schedule."""

    def __init__(self, optimizer: Any):
        self._class, self._instance = optimizer, None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._instance = self._class(*args, **kwargs)
        return self._instance

    @property
    def param_groups(self) -> Any:
        return self._instance.param_groups if self._instance else []


def _set_learning_rate(optimizer: Any, epoch: int, steps: dict[int, float]) -> None:
    if epoch in steps:
        for group in optimizer.param_groups:
            group["lr"] = steps[epoch]
