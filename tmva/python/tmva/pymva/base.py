"""What the Python methods share: user code, files of trained models, and the form of answers."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from typing import Any, NoReturn, Optional

import numpy as np

from .. import _core

#: load_model_custom_objects of the user code that was run in this process, by file.
_objects_of_user_code: dict[str, Optional[dict[str, Any]]] = {}


class PythonMethod:
    """Made by the C++ side with everything it knows at booking or when a weight file is read.

    Attributes
    ----------
    history : dict
        Values by epoch of the training, by name.
    importances : list
        Those of the variables, where the model knows them.
    """

    file_option = "FilenameTrainedModel"

    def __init__(
        self,
        method: str,
        title: str,
        info: _core.DataSetInfo,
        options: dict[str, Any],
        weight_directory: str,
        user_code: str,
        log: _core.Log,
        from_weight_file: bool,
        written_by_tmva: bool,
        allow_pickle: bool,
    ):
        self.owner = f"{method} '{title}'"
        self.info, self.options, self.log = info, options, log
        self.weight_directory = os.path.abspath(weight_directory or ".")
        self.user_code = user_code
        self.from_weight_file, self.written_by_tmva = from_weight_file, written_by_tmva
        self.allow_pickle = allow_pickle
        self.is_regression = info.analysis == _core.Types.kRegression
        self.num_inputs = len(info.variables)
        self.num_outputs = len(info.targets) if self.is_regression else len(info.classes)
        self.history: dict[str, list[float]] = {}
        self.importances: list[float] = []
        self.model_path = ""

    def refuse_option(self, name: str, what: str) -> NoReturn:
        raise _core.OptionError(f"{self.owner}: option {name}{what}")

    # ------------------------------------------------------------------------------------ user code
    def run_user_code(self) -> None:
        """Runs the file that the user named, at booking or for the Reader, in ``__main__``."""
        path = self.user_code if self.from_weight_file else self.options["UserCode"]
        if not path:
            return
        if not os.path.isfile(path):
            self.refuse_option("UserCode", f": there is no file '{path}' in '{os.getcwd()}'")
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
        return (
            f"{self.owner}: the weight file names the user code '{self.options['UserCode']}', "
            "which is not run unless you ask for it: reader.BookMVA(tag, xml, "
            f'user_code="{os.path.basename(self.options["UserCode"])}")'
        )

    def lacks_user_code(self) -> bool:
        return bool(self.from_weight_file and self.options["UserCode"] and self.custom_objects() is None)

    # ---------------------------------------------------------------------------------- model files
    def trained_model_file(self) -> str:
        """Where the trained model is written."""
        path = os.path.abspath(self.options[self.file_option])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def save(self) -> str:
        """Puts a copy of the model beside the weight file, where a Reader finds it after both were
        moved. Returns the checksum by which it is known."""
        os.makedirs(self.weight_directory, exist_ok=True)
        beside = self._beside()
        if not self.from_weight_file and os.path.realpath(beside) != os.path.realpath(self.model_path):
            with_rename(beside, lambda temporary: shutil.copyfile(self.model_path, temporary))
        return checksum(self.model_path)

    def _beside(self) -> str:
        return os.path.join(self.weight_directory, os.path.basename(self.options[self.file_option]))

    def find_trained_model(self, expected: str) -> str:
        """The file at the stored path, else the one beside the weight file; of both the one with
        the expected checksum, so that a later training with the same names is not mistaken."""
        stored = self.options[self.file_option]
        found = [path for path in (stored, self._beside()) if os.path.isfile(path)]
        if not found:
            raise _core.ModelError(
                f"{self.owner}: the trained model '{os.path.basename(stored)}' is neither "
                f"at '{os.path.abspath(stored)}' nor in the weight file's folder "
                f"'{self.weight_directory}'; copy it there"
            )
        matching = [path for path in found if not expected or checksum(path) == expected]
        if not matching:
            self.log.Warning(
                f"the trained model '{found[-1]}' is not the one that was written with the weight "
                "file: its checksum differs"
            )
        self.model_path = matching[0] if matching else found[-1]
        return self.model_path

    def needs_permission(self, path: str, kind: str) -> None:
        """ModelError unless the user allows the file of a Reader's model to run code."""
        if self.from_weight_file and not self.allow_pickle:
            raise _core.ModelError(
                f"{self.owner}: '{path}' is {kind}, which can run any code when it is read; "
                "if you trust it: reader.BookMVA(tag, xml, allow_pickle=True)"
            )

    # ---------------------------------------------------------------------------------------- model
    def refuse_inputs(self, path: str, expected: Any) -> NoReturn:
        raise _core.ModelError(
            f"{self.owner}: the model '{path}' takes {expected} inputs, but the data "
            f"set has {self.num_inputs} variables"
        )

    def refuse_outputs(self, path: str, given: Any) -> NoReturn:
        kind = "targets" if self.is_regression else "classes"
        raise _core.ModelError(
            f"{self.owner}: the model '{path}' has {given} outputs, but the data set "
            f"has {self.num_outputs} {kind}"
        )

    def response(self, answers: Any, events: int, function: str) -> np.ndarray:
        """The columns that the framework wants: the signal's for two classes, else all."""
        array = np.asarray(answers, dtype=np.float64)
        if array.ndim == 1 and self.num_outputs == 1:
            array = array[:, None]
        if array.shape != (events, self.num_outputs):
            raise _core.ModelError(
                f"{self.owner}: {function} answered with shape {array.shape}, expected "
                f"{(events, self.num_outputs)}"
            )
        if self.info.analysis == _core.Types.kClassification:
            # TMVA takes the first class, whatever its name.
            signal = 0 if self.written_by_tmva else self.info.SignalClass()
            return array[:, signal : signal + 1]
        return array


def checksum(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return "sha256:" + digest.hexdigest()


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
