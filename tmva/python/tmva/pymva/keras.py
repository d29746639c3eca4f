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
from .base import with_rename
from .loaders import BatchLoader
from .network import Network, summary_writer

#: Older versions run code that lies in .h5 files.
OLDEST = (3, 12)


def import_keras(prefer_tensorflow: bool) -> Any:
    """Keras 3, through tensorflow.keras where TensorFlow is the backend; KERAS_BACKEND names it."""
    try:
        keras = importlib.import_module("keras")
    except ImportError as error:
        raise _core.ModelError(
            f"the method PyKeras needs Keras with a backend: pip install 'tmva[keras]' ({error})"
        ) from error
    if tuple(int(part) for part in keras.__version__.split(".")[:2]) < OLDEST:
        raise _core.ModelError(
            f"the method PyKeras needs Keras {OLDEST[0]}.{OLDEST[1]} or newer, found "
            f"{keras.__version__}: older ones may run code that lies in a model file"
        )
    if prefer_tensorflow and keras.backend.backend() == "tensorflow":
        return importlib.import_module("tensorflow").keras
    return keras


class KerasMethod(Network):
    """Trains and applies a compiled Keras model (.keras or .h5)."""

    model: Any = None

    # -------------------------------------------------------------------------------------- booking
    def book(self) -> None:
        self.check_options()
        if not self.options["FilenameModel"] and not self.options["ContinueTraining"]:
            self.refuse_option(
                "FilenameModel",
                " is needed: the file of the model to be trained (a compiled "
                "model, written by model.save('model.keras'))",
            )
        if not self.options[self.file_option].endswith((".keras", ".h5", ".hdf5")):
            self.refuse_option(
                self.file_option,
                f"={self.options[self.file_option]}: the name of a Keras model must end in .keras or .h5",
            )
        self._import()
        self._configure_backend()
        self.run_user_code()
        self.initial_file = self.initial_model_file()
        self._own_callbacks()
        model = self._read(self.initial_file)
        if not getattr(model, "compiled", True):
            raise _core.ModelError(
                f"{self.owner}: the model '{self.initial_file}' is not compiled; call "
                "model.compile(loss=..., optimizer=...) before model.save"
            )

    def _import(self) -> None:
        self.keras = import_keras(self.options["tf.keras"] and self.options["tfkeras"])

    def _configure_backend(self) -> None:
        threads, gpu = (
            self.options["NumThreads"],
            parse_gpu_options(self.options["GpuOptions"], self.owner),
        )
        backend = self.keras.backend.backend()
        if threads and backend == "torch":
            importlib.import_module("torch").set_num_threads(threads)
        elif threads and backend != "tensorflow":
            self.log.Warning(f"option NumThreads has no effect on Keras' backend {backend}")
        if gpu and backend != "tensorflow":
            self.log.Warning(f"option GpuOptions acts on TensorFlow only, Keras' backend is {backend}")
        if backend == "tensorflow" and (threads or gpu):
            self._configure_tensorflow(threads, gpu)

    def _configure_tensorflow(self, threads: int, gpu: dict[str, bool]) -> None:
        config = importlib.import_module("tensorflow").config
        try:
            if threads:
                config.threading.set_intra_op_parallelism_threads(threads)
                config.threading.set_inter_op_parallelism_threads(threads)
            for device in config.list_physical_devices("GPU") if gpu else ():
                config.experimental.set_memory_growth(device, gpu["allow_growth"])
        except RuntimeError as error:
            self.log.Warning(f"TensorFlow is already running with other settings: {error}")

    def custom_objects(self) -> Optional[dict[str, Any]]:
        """As in TMVA; a dictionary with PyTorch's functions is none of ours."""
        objects = super().custom_objects()
        return None if {"train_func", "predict_func", "model"} & set(objects or ()) else objects

    def _own_callbacks(self) -> list[Any]:
        """load_model_custom_objects["callbacks"]: what the user adds to the options' callbacks."""
        callbacks = list((self.custom_objects() or {}).get("callbacks", ()))
        for callback in callbacks:
            if not isinstance(callback, self.keras.callbacks.Callback):
                raise _core.OptionError(
                    f'{self.owner}: load_model_custom_objects["callbacks"] has a '
                    f"{type(callback).__name__}, expected keras.callbacks.Callback"
                )
        return callbacks

    def _read(self, path: str) -> Any:
        objects = self.custom_objects()
        try:
            # Lambda layers hold code; only a user who names Lambda among the objects gets them.
            model = self.keras.models.load_model(
                path, custom_objects=objects, safe_mode="Lambda" not in (objects or {})
            )
        except Exception as error:
            if self.lacks_user_code():
                raise _core.ModelError(self.user_code_hint()) from error
            raise _core.ModelError(f"{self.owner}: cannot load the Keras model '{path}': {error}") from error
        self._check_widths(model, path)
        _renew_idle_optimizer(model)
        return model

    def _check_widths(self, model: Any, path: str) -> None:
        for shape, number, refuse in (
            (model.input_shape, self.num_inputs, self.refuse_inputs),
            (model.output_shape, self.num_outputs, self.refuse_outputs),
        ):
            one_row = isinstance(shape, tuple) and len(shape) == 2 and shape[0] is None
            if not one_row:
                refuse(path, shape)
            if shape[1] not in (None, number):
                refuse(path, shape[1])

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
                x=_batches(self.keras, fit),
                validation_data=_batches(self.keras, validation),
                epochs=self.options["NumEpochs"],
                verbose=self.options["Verbose"],
                shuffle=False,
                callbacks=self._callbacks(best, stopped),
            )
            self._save(path, best)
        finally:
            if os.path.exists(best):
                os.remove(best)
        self.history = {name: [float(value) for value in values] for name, values in history.history.items()}
        self._print_history()
        self.model_path = path
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
            callbacks.append(
                kinds.ModelCheckpoint(
                    best,
                    monitor="val_loss",
                    verbose=options["Verbose"],
                    save_best_only=True,
                    mode="auto",
                )
            )
        if options["TriesEarlyStopping"] >= 0:
            callbacks.append(
                kinds.EarlyStopping(
                    monitor="val_loss",
                    patience=options["TriesEarlyStopping"],
                    verbose=options["Verbose"],
                    mode="auto",
                )
            )
        if self.schedule:
            schedule = self.schedule
            callbacks.append(
                kinds.LearningRateScheduler(lambda epoch, rate: schedule.get(epoch, float(rate)))
            )
        if options["TensorBoard"] and self.keras.backend.backend() == "tensorflow":
            callbacks.append(kinds.TensorBoard(log_dir=options["TensorBoard"], histogram_freq=0))
        elif options["TensorBoard"]:  # Keras' own callback writes with TensorFlow
            callbacks.append(_scalars_callback(self.keras, options["TensorBoard"], self.owner))
        return callbacks + self._own_callbacks()

    def _print_history(self) -> None:
        lines = ["epoch  " + "  ".join(f"{name:>12}" for name in self.history)]
        for epoch, values in enumerate(zip(*self.history.values()), 1):
            lines.append(f"{epoch:5d}  " + "  ".join(f"{value:12.6g}" for value in values))
        self.log.Block("\n".join(lines))

    # ---------------------------------------------------------------------------------- application
    def load(self, checksum: str) -> None:
        self._import()
        self.run_user_code()
        self.model = self._read(self.find_trained_model(checksum))

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
            raise _core.OptionError(
                f"{owner}: option GpuOptions: '{item}' is not known; expected "
                "'allow_growth=True' or 'allow_growth=False'"
            )
        values[name] = value.lower() == "true"
    return values


def _renew_idle_optimizer(model: Any) -> None:
    """Keras reads the optimizer of an untrained .h5 model without the model's variables, and then
    refuses to train; an optimizer made anew from its settings takes them."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not optimizer.built or int(optimizer.iterations) > 0:
        return
    if len(optimizer.variables) <= 2:
        model.optimizer = type(optimizer).from_config(optimizer.get_config())


def _stop_callback(keras: Any, stopped: Callable[[], bool]) -> Any:
    class Stop(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if stopped():
                self.model.stop_training = True

    return Stop()


def _scalars_callback(keras: Any, folder: str, owner: str) -> Any:
    writer = summary_writer(folder, owner)

    class Scalars(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            for name, value in (logs or {}).items():
                writer.add_scalar(name, float(value), epoch)

        def on_train_end(self, logs: Any = None) -> None:
            writer.close()

    return Scalars()


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
