"""Options of the scikit-learn methods that are Python expressions: read, never evaluated."""

from __future__ import annotations

import ast
import importlib
from typing import TYPE_CHECKING, Any

from .._core import OptionError

if TYPE_CHECKING:
    from .base import PythonMethod

#: Classifiers that may be boosted or start a boosting, and where they are.
ESTIMATORS = {
    "BernoulliNB": "sklearn.naive_bayes",
    "DecisionTreeClassifier": "sklearn.tree",
    "DummyClassifier": "sklearn.dummy",
    "ExtraTreeClassifier": "sklearn.tree",
    "ExtraTreesClassifier": "sklearn.ensemble",
    "GaussianNB": "sklearn.naive_bayes",
    "LogisticRegression": "sklearn.linear_model",
    "RandomForestClassifier": "sklearn.ensemble",
}


def _literal(method: PythonMethod, option: str, text: str, expected: str) -> Any:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        method.refuse_option(option, f"={text}: expected {expected}")


def optional_int(method: PythonMethod, option: str, text: str) -> Any:
    """None or a whole number."""
    expected = "None or a whole number"
    value = _literal(method, option, text, expected)
    if value is not None and type(value) is not int:
        method.refuse_option(option, f"={text}: expected {expected}")
    return value


def seed(method: PythonMethod, option: str, text: str) -> Any:
    """None or a seed of numpy's."""
    value = optional_int(method, option, text)
    if value is not None and not 0 <= value < 2**32:
        method.refuse_option(option, f"={text}: a seed is at least 0 and below 2^32")
    return value


def max_features(method: PythonMethod, option: str, text: str) -> Any:
    """None, sqrt, log2, a number or a fraction; auto was scikit-learn's name of sqrt."""
    word = text.strip().strip("'\"").lower()
    if word in ("auto", "sqrt", "log2"):
        return "sqrt" if word == "auto" else word
    expected = "auto, sqrt, log2, None, a whole number or a fraction"
    value = _literal(method, option, text, expected)
    if value is not None and type(value) not in (int, float):
        method.refuse_option(option, f"={text}: expected {expected}")
    return value


def class_weight(method: PythonMethod, option: str, text: str) -> Any:
    """None, a word of scikit-learn's, or a list of weights (a dictionary has colons)."""
    word = text.strip().strip("'\"").lower()
    if word in ("balanced", "balanced_subsample"):
        return word
    classes = method.num_outputs
    expected = f"None, balanced, balanced_subsample or a list of {classes} weights above 0"
    value = _literal(method, option, text, expected)
    if value is None:
        return None
    numbers = isinstance(value, (list, tuple)) and all(type(v) in (int, float) and v > 0 for v in value)
    if not numbers or len(value) != classes:
        method.refuse_option(option, f"={text}: expected {expected}")
    return dict(enumerate(float(v) for v in value))


def estimator(method: PythonMethod, option: str, text: str) -> Any:
    """None, "zero", or a classifier as ``DecisionTreeClassifier(max_depth=3)``: its name is looked
    up in a list, its arguments are literals."""
    if text.strip().strip("'\"") == "zero":
        return "zero"
    known = ", ".join(sorted(ESTIMATORS))
    expected = (
        "None or a classifier with literal arguments as DecisionTreeClassifier(max_depth=3), of " + known
    )
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        method.refuse_option(option, f"={text}: expected {expected}")
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ESTIMATORS
        and not node.args
        and all(keyword.arg for keyword in node.keywords)
    ):
        method.refuse_option(option, f"={text}: expected {expected}")
    kind = getattr(importlib.import_module(ESTIMATORS[node.func.id]), node.func.id)
    try:
        return kind(**{str(k.arg): ast.literal_eval(k.value) for k in node.keywords})
    except (ValueError, TypeError) as error:
        raise OptionError(f"{method.owner}: option {option}={text}: {error}") from None
