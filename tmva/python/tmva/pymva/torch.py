"""PyTorch: the work of the method of that name."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _core
from .network import Network, summary_writer

try:
    import torch
except ImportError as error:
    raise _core.ModelError("the method PyTorch needs PyTorch: pip install 'tmva[torch]'") from error

from . import torch_files as files
from .torch_default import (
    default_loss,
    default_predict,
    default_train,
    gives_probabilities,
    of_each_event,
)
from .torch_training import Remembered, SaveBest, Watch, set_learning_rate


class TorchMethod(Network):
    """Trains and applies a model with the functions of load_model_custom_objects.

    The dictionary of the script (in ``__main__``) or of its user code has ``train_func``,
    ``predict_func``, ``criterion`` and ``optimizer``, and ``model`` where the model is code;
    without functions the built-in ones do.
    """

    model: Any = None

    # -------------------------------------------------------------------------------------- booking
    def book(self) -> None:
        self.check_options()
        self.run_user_code()
        named = self.options["FilenameModel"] or self.options["ContinueTraining"]
        self.initial_file = self.initial_model_file() if named else ""
        self._read(self.initial_file)
        self._check_storage()
        if self.options["NumThreads"] > 0:
            torch.set_num_threads(self.options["NumThreads"])

    def _check_storage(self) -> None:
        """A model is stored as what it was read from; one of code as an archive, too."""
        stored = self.options[self.file_option]
        if stored.endswith(".pt2") and self.kind == files.SCRIPT:
            self.refuse_option(
                self.file_option,
                f"={stored}: a TorchScript model can't be stored as a "
                "torch.export archive; give the name another ending",
            )
        if not stored.endswith(".pt2") and self.kind == files.EXPORT:
            self.refuse_option(
                self.file_option,
                f"={stored}: a model from a torch.export archive is stored as one; the name must end in .pt2",
            )

    def _model_of_code(self) -> Any:
        """A copy of load_model_custom_objects["model"], or what it makes; None without one."""
        model = (self.custom_objects() or {}).get("model")
        if isinstance(model, torch.nn.Module):
            return copy.deepcopy(model)
        made = model() if callable(model) else None
        if model is not None and not isinstance(made, torch.nn.Module):
            raise _core.OptionError(
                f'{self.owner}: load_model_custom_objects["model"] is no torch.nn.Module and '
                f"makes none: {type(model).__name__}"
            )
        return made

    def _read(self, path: str) -> Any:
        """The model of a file, or of code where `path` is empty. Sets `kind`."""
        self.kind = files.kind_of(path) if path else files.PARAMETERS
        try:
            if self.kind == files.SCRIPT:
                model = files.read_script(path)
            elif self.kind == files.EXPORT:
                self.needs_permission(path, files.EXPORT)
                model = files.read_export(path)
            else:
                model = self._read_parameters(path)
        except _core.Error:
            raise
        except Exception as error:
            if self.kind == files.PARAMETERS and not path:
                raise  # the script's own code
            raise _core.ModelError(
                f"{self.owner}: cannot read '{path}' as {self.kind}: {_first_lines(error)}"
            ) from None
        self._check_widths(model, path or 'load_model_custom_objects["model"]')
        return model

    def _read_parameters(self, path: str) -> Any:
        if self.lacks_user_code():
            raise _core.ModelError(self.user_code_hint())
        model = self._model_of_code()
        if model is None and not path:
            self.refuse_option(
                "FilenameModel",
                " is needed: a TorchScript file (torch.jit.save) or a torch.export "
                'archive; or the model itself as load_model_custom_objects["model"]',
            )
        if model is None:
            raise _core.ModelError(
                f"{self.owner}: '{path}' is neither a TorchScript file nor a torch.export archive; "
                "for a state_dict the model itself is needed, as "
                'load_model_custom_objects["model"] of the script or of UserCode'
            )
        return files.read_parameters(path, model) if path else model

    def _check_widths(self, model: Any, path: str) -> None:
        model.eval()
        try:
            with torch.no_grad():
                answer = model(torch.zeros(2, self.num_inputs))
        except (RuntimeError, AssertionError) as error:
            width = files.input_width(model, error)
            if width not in (None, self.num_inputs):
                self.refuse_inputs(path, width)
            raise _core.ModelError(
                f"{self.owner}: the model '{path}' fails for 2 events of {self.num_inputs} "
                f"variables: {_first_lines(error)}"
            ) from None
        given = tuple(answer.shape) if isinstance(answer, torch.Tensor) else type(answer).__name__
        if given != (2, self.num_outputs):
            self.refuse_outputs(path, given[1] if isinstance(given, tuple) and len(given) == 2 else given)

    def _write(self, model: Any, path: str) -> None:
        if path.endswith(".pt2"):
            files.write_export(model, path, self.num_inputs)
        elif self.kind == files.SCRIPT:
            files.write_script(model, path)
        else:
            files.write_parameters(model, path)

    # ------------------------------------------------------------------------------------- training
    def train(self, data: _core.DataSet, stopped: Callable[[], bool]) -> None:
        model = self._read(self.initial_file)
        self.log.Block(str(model))
        function, criterion, optimizer = self._functions(model)
        own = function is not default_train
        fit, validation = self.loaders(
            data,
            self.options["UseWeights"] or not own,
            torch.from_numpy,
            self._warn_of_weights(own),
        )
        self.model_path = self.trained_model_file()
        schedule, folder = self.schedule, self.options["TensorBoard"]
        board = summary_writer(folder, self.owner) if folder else None
        with Watch(self.history, self.options["TriesEarlyStopping"], board) as watch:
            save_best = SaveBest(self.model_path, self._write, watch if own else None)
            trained = function(
                model,
                fit,
                validation,
                num_epochs=self.options["NumEpochs"],
                batch_size=self.options["BatchSize"],
                optimizer=Remembered(optimizer) if schedule else optimizer,
                criterion=criterion,
                save_best=save_best if self.options["SaveBestOnly"] else None,
                scheduler=(set_learning_rate, schedule) if schedule else (None, None),
                **({} if own else {"watch": watch, "stopped": stopped}),
            )
        if not callable(trained):
            raise _core.ModelError(
                f"{self.owner}: train_func returned {type(trained).__name__}, expected the trained model"
            )
        if stopped():
            self.log.Warning(f"stopped after epoch {watch.epoch}")
        if not save_best.written:
            if self.options["SaveBestOnly"]:
                self.log.Warning("train_func never called save_best: the last model is kept")
            save_best.write(trained)
        self._use(self._read(self.model_path))

    def _functions(self, model: Any) -> tuple[Any, Any, Any]:
        """(train function, criterion, optimizer class)."""
        objects = self.custom_objects() or {}
        if objects.get("train_func") is None and (not objects or "model" in objects):
            self.log.Info("no train_func in load_model_custom_objects: training with the built-in function")
            return (
                default_train,
                of_each_event(objects.get("criterion") or default_loss(self.info, model)),
                objects.get("optimizer") or torch.optim.Adam,
            )
        for key in ("train_func", "criterion"):
            if objects.get(key) is None:
                raise _core.OptionError(
                    f"{self.owner}: load_model_custom_objects has no '{key}', which training needs"
                )
        if self.options["TriesEarlyStopping"] >= 0:
            self.log.Warning(
                "option TriesEarlyStopping has no effect on your train_func, which decides itself "
                "when to stop"
            )
        return (
            objects["train_func"],
            objects["criterion"],
            objects.get("optimizer") or torch.optim.SGD,
        )

    def _warn_of_weights(self, own: bool) -> Callable[[], None]:
        warned = self.options["UseWeights"] or not own

        def warn() -> None:
            nonlocal warned
            if not warned:
                self.log.Warning(
                    "the event weights are not all equal, but the loaders yield (X, y); "
                    "option UseWeights makes them yield (X, y, w)"
                )
            warned = True

        return warn

    # ---------------------------------------------------------------------------------- application
    def load(self, checksum: str) -> None:
        self.run_user_code()
        self._use(self._read(self.find_trained_model(checksum)))

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


def _first_lines(error: Exception) -> str:
    """The beginning of a message; PyTorch's are pages long."""
    return " ".join(" ".join(str(error).split("\n")[:4]).split())[:400]
