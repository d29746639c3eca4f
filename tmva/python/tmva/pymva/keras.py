"""PyKeras: the work of the method of that name, with Keras 3."""

from __future__ import annotations

import importlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any, Optional

import numpy as np

from .. import _core
from .base import PythonMethod, with_rename
from .loaders import BatchLoader


def import_keras(prefer_tensorflow: bool) -> Any:
    """Keras 3, through tensorflow.keras where TensorFlow is the backend."""
    try:
        keras = importlib.import_module("keras")
    except ImportError as error:
        raise _core.ModelError("the method PyKeras needs Keras with a backend: pip install 'tmva[keras]' "
                               f"({error})") from error
    if int(keras.__version__.split(".")[0]) < 3:
        raise _core.ModelError(f"the method PyKeras needs Keras 3, found {keras.__version__}")
    if prefer_tensorflow and keras.backend.backend() == "tensorflow":
        return importlib.import_module("tensorflow").keras
    return keras


class KerasMethod(PythonMethod):
    """Trains and applies a compiled Keras model (.keras or .h5)."""

    needs = "a compiled model, written by model.save('model.keras')"
    model: Any = None

    # -------------------------------------------------------------------------------------- booking
    def book(self) -> None:
        self.check_options()
        self.keras = import_keras(self.options["tf.keras"])
        self._configure_backend()
        self.run_user_code()
        self.initial_file = self.initial_model_file()
        model = self._read(self.initial_file)
        if not getattr(model, "compiled", True):
            raise _core.ModelError(f"{self.owner}: the model '{self.initial_file}' is not compiled; call "
                                   "model.compile(loss=..., optimizer=...) before model.save")

    def _configure_backend(self) -> None:
        threads, gpu = self.options["NumThreads"], parse_gpu_options(self.options["GpuOptions"], self.owner)
        if not threads and not gpu:
            return
        if self.keras.backend.backend() != "tensorflow":
            self.log.Warning("options NumThreads and GpuOptions act on TensorFlow only")
            return
        config = importlib.import_module("tensorflow").config
        try:
            if threads:
                config.threading.set_intra_op_parallelism_threads(threads)
                config.threading.set_inter_op_parallelism_threads(threads)
            for device in config.list_physical_devices("GPU"):
                config.experimental.set_memory_growth(device, gpu.get("allow_growth", False))
        except RuntimeError as error:
            self.log.Warning(f"TensorFlow is already running with other settings: {error}")

    def custom_objects(self) -> Optional[dict[str, Any]]:
        """As in TMVA; a dictionary with PyTorch's functions is none of ours."""
        objects = super().custom_objects()
        return None if objects and "predict_func" in objects else objects

    def _read(self, path: str) -> Any:
        objects = self.custom_objects()
        try:
            # Lambda layers hold code; only a user who names Lambda among the objects gets them.
            model = self.keras.models.load_model(path, custom_objects=objects,
                                                 safe_mode="Lambda" not in (objects or {}))
        except Exception as error:
            if self.lacks_user_code():
                raise _core.ModelError(self.user_code_hint()) from error
            raise _core.ModelError(f"{self.owner}: cannot load the Keras model '{path}': {error}") from error
        self._check_widths(model, path)
        _renew_idle_optimizer(model)
        return model

    def _check_widths(self, model: Any, path: str) -> None:
        expected, given = model.input_shape[-1], model.output_shape[-1]
        if len(model.input_shape) != 2 or expected not in (None, self.num_inputs):
            self.refuse_inputs(path, expected)
        if len(model.output_shape) != 2 or given not in (None, self.num_outputs):
            self.refuse_outputs(path, given)

    # ------------------------------------------------------------------------------------- training
    def train(self, data: _core.DataSet, stopped: Callable[[], bool]) -> None:
        self.model = self._read(self.initial_file)
        self.model.summary(print_fn=self.log.Block)
        fit, validation = self.loaders(data, weights=True)
        path = self.trained_model_file()
        stem, extension = os.path.splitext(path)
        best = f"{stem}.{os.getpid()}.best{extension}"
        try:
            history = self.model.fit(
                x=_batches(self.keras, fit), validation_data=_batches(self.keras, validation),
                epochs=self.options["NumEpochs"], verbose=self.options["Verbose"], shuffle=False,
                callbacks=self._callbacks(best, stopped))
            self._save(path, best)
        finally:
            if os.path.exists(best):
                os.remove(best)
        self._print_history(history.history)
        self.put_beside_weight_file(path)
        self.model = self._read(path)

    def _save(self, path: str, best: str) -> None:
        if self.options["SaveBestOnly"] and os.path.exists(best):
            with_rename(path, lambda temporary: shutil.copyfile(best, temporary))
            return
        if self.options["SaveBestOnly"]:
            self.log.Warning("the validation loss was never a number: the last model is kept")
        with_rename(path, lambda temporary: self.model.save(temporary))

    def _callbacks(self, best: str, stopped: Callable[[], bool]) -> list[Any]:
        kinds, options = self.keras.callbacks, self.options
        callbacks = [_stop_callback(self.keras, stopped)]
        if options["SaveBestOnly"]:
            callbacks.append(kinds.ModelCheckpoint(best, monitor="val_loss", verbose=options["Verbose"],
                                                   save_best_only=True, mode="auto"))
        if options["TriesEarlyStopping"] >= 0:
            callbacks.append(kinds.EarlyStopping(monitor="val_loss", patience=options["TriesEarlyStopping"],
                                                 verbose=options["Verbose"], mode="auto"))
        if self.schedule:
            schedule = self.schedule
            callbacks.append(kinds.LearningRateScheduler(
                lambda epoch, rate: schedule.get(epoch, float(rate))))
        if options["TensorBoard"]:
            callbacks.append(kinds.TensorBoard(log_dir=options["TensorBoard"], histogram_freq=0))
        return callbacks

    def _print_history(self, history: dict[str, list[float]]) -> None:
        names = list(history)
        lines = ["epoch  " + "  ".join(f"{name:>12}" for name in names)]
        for epoch, values in enumerate(zip(*history.values()), 1):
            lines.append(f"{epoch:5d}  " + "  ".join(f"{float(value):12.6g}" for value in values))
        self.log.Block("\n".join(lines))

    # ---------------------------------------------------------------------------------- application
    def load(self) -> None:
        self.keras = import_keras(self.options["tf.keras"])
        self.run_user_code()
        self.model = self._read(self.find_trained_model())

    def evaluate(self, events: np.ndarray) -> np.ndarray:
        if len(events) <= 64:  # predict() takes milliseconds to start
            answers = self.keras.ops.convert_to_numpy(self.model(events, training=False))
        else:
            answers = self.model.predict(events, batch_size=8192, verbose=0)
        return self.response(answers, len(events), "the model")


def parse_gpu_options(text: str, owner: str) -> dict[str, bool]:
    """``"allow_growth=True"`` as a dictionary."""
    values = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = item.partition("=")
        if name != "allow_growth" or value.lower() not in ("true", "false"):
            raise _core.OptionError(f"{owner}: option GpuOptions: '{item}' is not known; expected "
                                    "'allow_growth=True' or 'allow_growth=False'")
        values[name] = value.lower() == "true"
    return values


def _renew_idle_optimizer(model: Any) -> None:
    """Keras reads the optimizer of an untrained .h5 model without the model's variables, and then
    refuses to train; an optimizer made anew from its settings takes them."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and optimizer.built and len(optimizer.variables) <= 2:
        model.optimizer = type(optimizer).from_config(optimizer.get_config())


def _stop_callback(keras: Any, stopped: Callable[[], bool]) -> Any:
    class Stop(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if stopped():
                self.model.stop_training = True

    return Stop()


def _batches(keras: Any, loader: BatchLoader) -> Any:
    """The batches of `loader` as Keras wants them: by number, but always one after the other."""

    class Batches(keras.utils.PyDataset):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(workers=0, use_multiprocessing=False, max_queue_size=0)
            self._lock = threading.Lock()
            self._stream: Optional[Iterator[Any]] = None
            self._next = 0

        def __len__(self) -> int:
            return len(loader)

        def __getitem__(self, index: int) -> tuple[Any, ...]:
            with self._lock:
                if self._stream is None or index != self._next:
                    self._stream, self._next = iter(loader), 0
                while self._next < index:
                    next(self._stream)
                    self._next += 1
                self._next += 1
                return next(self._stream)

    return Batches()
