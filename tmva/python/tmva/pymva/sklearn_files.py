"""Files of trained scikit-learn models: skops, which runs no code, or pickles asked for by name."""

from __future__ import annotations

import importlib
import os
import pickle
from typing import Any

from .. import _core

PICKLES = (".pkl", ".pickle", ".pydata")  # the last is TMVA's
#: What the classifiers are made of beside the types that skops knows, in some version of both.
TRUSTED = {
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    *(
        f"sklearn._loss.{name}"
        for name in (
            "_loss.CyExponentialLoss",
            "_loss.CyHalfBinomialLoss",
            "_loss.CyHalfMultinomialLoss",
            "link.HalfLogitLink",
            "link.Interval",
            "link.LogitLink",
            "link.MultinomialLogit",
            "loss.ExponentialLoss",
            "loss.HalfBinomialLoss",
            "loss.HalfMultinomialLoss",
        )
    ),
}


def is_pickle(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in PICKLES


def check_name(path: str, owner: str, log: _core.Log) -> None:
    """At booking: is this a name of a file that can be written, and is what writes it there?"""
    if is_pickle(path):
        log.Warning(f"'{path}' will be a pickle: a Reader takes it only with allow_pickle=True")
    elif os.path.splitext(path)[1].lower() == ".skops":
        _skops(owner)
    else:
        raise _core.OptionError(
            f"{owner}: option FilenameClassifier={path}: the name must end in .skops, or in .pkl for a pickle"
        )


def _skops(owner: str) -> Any:
    try:
        return importlib.import_module("skops.io")
    except ImportError as error:
        raise _core.ModelError(
            f"{owner}: files of classifiers need skops: pip install 'tmva[sklearn]' ({error})"
        ) from error


def write(model: Any, path: str) -> None:
    if is_pickle(path):
        with open(path, "wb") as file:
            pickle.dump(model, file)
    else:
        _skops("scikit-learn").dump(model, path)


def read(path: str, owner: str, trusted: frozenset[str] | set[str] = frozenset(TRUSTED)) -> Any:
    """The model; ModelError names types that are not of scikit-learn's classifiers. A pickle runs
    what is in it: ask for permission before."""
    if not is_pickle(path):
        io = _skops(owner)
        try:
            unknown = set(io.get_untrusted_types(file=path)) - trusted
        except Exception as error:
            raise _core.ModelError(f"{owner}: '{path}' is not a file of skops: {error}") from error
        if unknown:
            raise _core.ModelError(
                f"{owner}: '{path}' holds types that no classifier of scikit-learn needs, and "
                f"is not read: {', '.join(sorted(unknown))}"
            )
    try:
        if not is_pickle(path):
            return io.load(path, trusted=sorted(trusted))
        with open(path, "rb") as file:
            return pickle.load(file)
    except Exception as error:
        raise _core.ModelError(
            f"{owner}: cannot read the classifier '{path}', maybe of another scikit-learn: {error}"
        ) from error
