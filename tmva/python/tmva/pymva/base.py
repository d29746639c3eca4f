"""What the Python methods share: options, user code, and where trained models are looked for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import Any, Optional

import numpy as np

from .. import _core
from .loaders import BatchLoader

#: load_model_custom_objects of the user code that was run in this process, by file.
_objects_of_user_code: dict[str, Optional[dict[str, Any]]] = {}


class PythonMethod:
    """Made by the C++ side with everything it knows at booking or when a weight file is read."""

    needs = ""  # what the model is written with, for messages

    def __init__(self, method: str, title: str, info: _core.DataSetInfo, options: dict[str, Any],
                 weight_directory: str, user_code: str, log: _core.Log, from_weight_file: bool):
        self.owner = f"{method} '{title}'"
        self.info, self.options, self.log = info, options, log
        self.weight_directory = os.path.abspath(weight_directory or ".")
        self.user_code = user_code
        self.from_weight_file = from_weight_file
        self.is_regression = info.analysis == _core.Types.kRegression
        self.num_inputs = len(info.variables)
        self.num_outputs = len(info.targets) if self.is_regression else len(info.classes)

    # ------------------------------------------------------------------------------------- options
    def check_options(self) -> None:
        """OptionError for what can be known to be wrong at booking."""
        if not self.options["FilenameModel"]:
            raise _core.OptionError(f"{self.owner}: option FilenameModel is needed: the file of the "
                                    f"model to be trained ({self.needs})")
        self.schedule = parse_schedule(self.options["LearningRateSchedule"], self.owner)
        parse_validation_size(self.options["ValidationSize"], self.owner)

    def initial_model_file(self) -> str:
        name = "FilenameTrainedModel" if self.options["ContinueTraining"] else "FilenameModel"
        path = self.options[name]
        if not os.path.isfile(path):
            raise _core.OptionError(f"{self.owner}: option {name}: there is no file '{path}' in "
                                    f"'{os.getcwd()}'")
        return path

    def validation_fraction(self, events: int) -> float:
        size = parse_validation_size(self.options["ValidationSize"], self.owner)
        if size >= events:
            raise _core.OptionError(f"{self.owner}: option ValidationSize={self.options['ValidationSize']} "
                                    f"leaves none of the {events} training events to train on")
        return size if size < 1 else size / events

    # ------------------------------------------------------------------------------------ user code
    def run_user_code(self) -> None:
        """Runs the file that the user named, at booking or for the Reader, in ``__main__``."""
        path = self.user_code if self.from_weight_file else self.options["UserCode"]
        if not path:
            return
        if not os.path.isfile(path):
            raise _core.OptionError(f"{self.owner}: option UserCode: there is no file '{path}' in "
                                    f"'{os.getcwd()}'")
        with open(path, encoding="utf-8") as file:
            code = compile(file.read(), path, "exec")
        main = sys.modules["__main__"].__dict__
        exec(code, main)
        _objects_of_user_code[os.path.realpath(path)] = main.get("load_model_custom_objects")

    def custom_objects(self) -> Optional[dict[str, Any]]:
        """load_model_custom_objects of the method's user code, else of the script."""
        for path in (self.user_code, self.options["UserCode"]):
            if path and os.path.realpath(path) in _objects_of_user_code:
                return _objects_of_user_code[os.path.realpath(path)]
        return getattr(sys.modules["__main__"], "load_model_custom_objects", None)

    def user_code_hint(self) -> str:
        """What to do about user code that a weight file names, which is never run by itself."""
        return (f"{self.owner}: the weight file names the user code '{self.options['UserCode']}', which "
                "is not run unless you ask for it: reader.BookMVA(tag, xml, "
                f"user_code=\"{os.path.basename(self.options['UserCode'])}\")")

    def lacks_user_code(self) -> bool:
        return bool(self.from_weight_file and self.options["UserCode"] and self.custom_objects() is None)

    # ---------------------------------------------------------------------------------- model files
    def trained_model_file(self) -> str:
        """Where the trained model is written."""
        path = os.path.abspath(self.options["FilenameTrainedModel"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def put_beside_weight_file(self, path: str) -> None:
        """A Reader looks for the model beside its weight file, so a copy is put there."""
        os.makedirs(self.weight_directory, exist_ok=True)
        beside = os.path.join(self.weight_directory, os.path.basename(path))
        if os.path.realpath(beside) == os.path.realpath(path):
            return
        with_rename(beside, lambda temporary: shutil.copyfile(path, temporary))

    def find_trained_model(self) -> str:
        """Beside the weight file by its name; the stored path only in or below that folder."""
        stored = self.options["FilenameTrainedModel"]
        beside = os.path.join(self.weight_directory, os.path.basename(stored))
        if os.path.isfile(beside):
            return beside
        folder = os.path.realpath(self.weight_directory)
        real = os.path.realpath(stored)
        if os.path.isfile(real) and os.path.commonpath([real, folder]) == folder:
            return real
        raise _core.ModelError(f"{self.owner}: the trained model '{os.path.basename(stored)}' is not in "
                               f"the weight file's folder '{self.weight_directory}'; copy it there")

    # --------------------------------------------------------------------------------------- events
    def loaders(self, data: _core.DataSet, weights: bool,
                convert: Callable[[np.ndarray], Any] = lambda array: array,
                on_uneven_weights: Callable[[], None] = lambda: None) -> tuple[BatchLoader, BatchLoader]:
        """The training loader, shuffled anew each epoch, and the validation loader."""
        fraction = self.validation_fraction(data.NumEvents())
        size = self.options["BatchSize"]
        fit = BatchLoader(data, "fit", fraction, size, True, weights, convert, on_uneven_weights)
        validation = BatchLoader(data, "validation", fraction, size, False, weights, convert)
        for loader, what in ((fit, "training"), (validation, "validation")):
            if len(loader.dataset) == 0:
                raise _core.OptionError(f"{self.owner}: option ValidationSize="
                                        f"{self.options['ValidationSize']} leaves no events for {what}")
        self.log.Info(f"{len(fit.dataset)} events for training, {len(validation.dataset)} for validation")
        return fit, validation

    # ---------------------------------------------------------------------------------------- model
    def refuse_inputs(self, path: str, expected: Any) -> None:
        raise _core.ModelError(f"{self.owner}: the model '{path}' takes {expected} inputs, but the data "
                               f"set has {self.num_inputs} variables")

    def refuse_outputs(self, path: str, given: Any) -> None:
        kind = "targets" if self.is_regression else "classes"
        raise _core.ModelError(f"{self.owner}: the model '{path}' has {given} outputs, but the data set "
                               f"has {self.num_outputs} {kind}")

    def response(self, answers: Any, events: int, function: str) -> np.ndarray:
        """The columns that the framework wants: the signal's for two classes, else all."""
        array = np.asarray(answers, dtype=np.float64)
        if array.ndim == 1 and self.num_outputs == 1:
            array = array[:, None]
        if array.shape != (events, self.num_outputs):
            raise _core.ModelError(f"{self.owner}: {function} answered with shape {array.shape}, expected "
                                   f"{(events, self.num_outputs)}")
        if self.info.analysis == _core.Types.kClassification:
            signal = self.info.SignalClass()
            return array[:, signal:signal + 1]
        return array


def parse_schedule(text: str, owner: str) -> dict[int, float]:
    """``"10,0.01;20,0.005"`` as {10: 0.01, 20: 0.005}.

    >>> parse_schedule("10,0.01;20,0.005", "PyKeras")
    {10: 0.01, 20: 0.005}
    """
    schedule = {}
    for step in filter(None, (part.strip() for part in text.split(";"))):
        epoch, _, rate = step.partition(",")
        try:
            schedule[int(epoch)] = float(rate)
        except ValueError:
            raise _core.OptionError(f"{owner}: option LearningRateSchedule: '{step}' is not "
                                    "'epoch,rate'") from None
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
    if not size > 0 or percent and size >= 1 or size >= 1 and size != int(size):
        raise _core.OptionError(f"{owner}: option ValidationSize={text}: expected a percentage ('20%'), a "
                                "fraction (0.2) or a number of events")
    return size


def with_rename(path: str, write: Callable[[str], Any]) -> None:
    """Writes to a temporary name beside `path`, then renames."""
    stem, extension = os.path.splitext(path)
    temporary = f"{stem}.{os.getpid()}.part{extension}"
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
