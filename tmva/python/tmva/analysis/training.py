"""The trainings: one model for each method and fold."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from .. import _core
from ..factory import Factory
from ..loader import DataLoader
from .config import Config
from .config_file import ConfigFile
from .data_set import process_table, training_data
from .history import write_history
from .index import ModelIndex

JOB = "training"


def train(file: ConfigFile, folds: Sequence[int], methods: Sequence[str]) -> None:
    """Trains, tests and notes each model in the index as soon as it is complete."""
    config = file.config
    os.makedirs(config.output, exist_ok=True)
    tables = {name: process_table(config, p) for name, p in config.processes.items() if p.class_}
    index = ModelIndex(config)
    for fold in folds:
        folder = config.path(f"fold{fold}")
        os.makedirs(folder, exist_ok=True)
        loader = training_data(config, tables, fold, folder)
        for method in methods:  # what is wrong is said before hours of training
            _book(file, Factory(JOB, f"Silent:{_analysis(config)}"), loader, method)
        for method in methods:
            with _log_to(os.path.join(folder, f"{method}.log")):
                _train_one(file, loader, folder, method)
            evaluation = os.path.join(folder, f"{method}.root")
            write_history(
                evaluation,
                os.path.join(folder, f"{method}_history"),
                method,
                config.evaluation.figures,
            )
            index.add(
                method,
                fold,
                os.path.join(folder, "weights", f"{JOB}_{method}.weights.xml"),
                evaluation,
            )


def _analysis(config: Config) -> str:
    return f"AnalysisType={'Multiclass' if config.is_multiclass else 'Classification'}"


def _book(file: ConfigFile, factory: Factory, loader: DataLoader, method: str) -> None:
    config = file.config
    try:
        factory.BookMethod(loader, config.method_type(method), method, config.method(method).options)
    except _core.OptionError as error:
        given = config.methods[method] is not None and bool(config.method(method).options)
        file.fail(("methods", method, "options") if given else ("methods", method), str(error))


def _train_one(file: ConfigFile, loader: DataLoader, folder: str, method: str) -> None:
    factory = Factory(
        JOB,
        os.path.join(folder, f"{method}.root"),
        f"!V:!Silent:Color:DrawProgressBar:Transformations=I:{_analysis(file.config)}",
    )
    _book(file, factory, loader, method)
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()


class _Both:
    """Writes to the terminal, and lines without colours and bars to a file."""

    def __init__(self, terminal: TextIO, log: TextIO) -> None:
        self._terminal, self._log = terminal, log

    def write(self, text: str) -> int:
        self._terminal.write(text)
        if "\r" not in text:
            self._log.write(text)
        return len(text)

    def flush(self) -> None:
        self._terminal.flush()
        self._log.flush()

    def isatty(self) -> bool:
        return self._terminal.isatty()


@contextlib.contextmanager
def _log_to(path: str) -> Iterator[None]:
    with (
        open(path, "w", encoding="utf-8") as log,
        contextlib.redirect_stdout(_Both(sys.stdout, log)),
    ):  # type: ignore[type-var]
        yield
