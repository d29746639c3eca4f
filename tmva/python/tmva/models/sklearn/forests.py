"""scikit-learn's trees, forests and boosted trees."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _core
from .. import forest_graph
from . import trees as sklearn_trees
from .calls import Features, Scores, Steps, classes_of, classifier, regressor

_TREES = (
    "DecisionTree",
    "ExtraTree",
    "RandomForest",
    "ExtraTrees",
    "GradientBoosting",
    "HistGradientBoosting",
)


def _answers(s: Steps, e: Any, x: Features) -> Features:
    forest = sklearn_trees.convert(e, s.where)
    return Features(
        forest_graph.write(s.graph, forest, s.cast(x, "float").handle), "float", forest.num_outputs
    )


@regressor(*[f"{name}Regressor" for name in _TREES], "XGBRegressor", "XGBRFRegressor", "LGBMRegressor")
def _forest_regressor(s: Steps, e: Any, x: Features) -> Features:
    return _answers(s, e, x)


@classifier(*[f"{name}Classifier" for name in _TREES], "XGBClassifier", "XGBRFClassifier", "LGBMClassifier")
def _forest_classifier(s: Steps, e: Any, x: Features) -> Scores:
    classes, y = classes_of(s, e), _answers(s, e, x)
    return Scores(classes, s.both(y) if y.width == 1 else y, True)


def _boosted_trees(
    s: Steps, e: Any, responses: list[np.ndarray], outputs: int, own: bool
) -> _core.TreeEnsemble:
    """Trees with other answers: [nodes, outputs] each, or an output each."""
    trees = []
    for k, (member, response) in enumerate(zip(e.estimators_, responses)):
        if not hasattr(member, "tree_"):
            s.unsupported(e, f"estimators of the kind {type(member).__name__}")
        shared = sklearn_trees._arrays(member.tree_)
        trees += [
            dict(shared, response=response[:, j], weight=1.0, output=k if own else j)
            for j in range(response.shape[1])
        ]
    return _core.TreeEnsemble.FromArrays(int(e.n_features_in_), [], [0.0] * outputs, "none", trees, s.where)


@classifier("AdaBoostClassifier")
def _ada_boost(s: Steps, e: Any, x: Features) -> Scores:
    classes = classes_of(s, e)
    count = len(classes)
    if getattr(e, "algorithm", "SAMME") == "SAMME.R":
        s.unsupported(e, "algorithm=SAMME.R")
    weights = np.asarray(e.estimator_weights_)[: len(e.estimators_)]
    responses = []
    for member, weight in zip(e.estimators_, weights):
        if not hasattr(member, "tree_"):
            s.unsupported(e, f"estimators of the kind {type(member).__name__}")
        best = member.tree_.value[:, 0, :].argmax(axis=1)
        answer = np.full((len(best), count), -weight / (count - 1))
        answer[np.arange(len(best)), np.searchsorted(classes, member.classes_[best])] = weight
        responses.append(answer / weights.sum())
    forest = _boosted_trees(s, e, responses, count, False)
    votes = Features(forest_graph.write(s.graph, forest, s.cast(x, "float").handle), "float", count)
    if count == 2:
        decision = Features(
            s.add("Sub", s.columns(votes, [1]).handle, s.columns(votes, [0]).handle), "float", 1
        )
        # The softmax over [-d / 2, d / 2].
        return Scores(classes, s.both(s.sigmoid(decision)), True, s.positive(decision), decision)
    scaled = Features(s.add("Mul", votes.handle, s.number(1 / (count - 1), "float")), "float", count)
    return Scores(classes, s.softmax(scaled), True, decision=votes)


@regressor("AdaBoostRegressor")
def _ada_boost_regressor(s: Steps, e: Any, x: Features) -> Features:
    """The weighted median of the trees."""
    count = len(e.estimators_)
    weights = np.asarray(e.estimator_weights_)[:count]
    responses = [
        getattr(m, "tree_").value[:, :, 0] if hasattr(m, "tree_") else np.zeros((1, 1)) for m in e.estimators_
    ]
    forest = _boosted_trees(s, e, responses, count, True)
    answers = forest_graph.write(s.graph, forest, s.cast(x, "float").handle)
    ordered, places = s.graph.add(
        "TopK", answers, s.graph.ints(count), outputs=2, axis=1, largest=0, sorted=1
    )
    sums = s.add("CumSum", s.add("Gather", s.doubles(weights), places), s.graph.constant(np.array(1)))
    enough = s.graph.cast(
        s.add("GreaterOrEqual", sums, s.number(0.5 * float(np.cumsum(weights)[-1]), "double")),
        "int64",
    )
    first = s.add("ArgMax", enough, axis=1, keepdims=1)
    return Features(s.add("GatherElements", ordered, first, axis=1), "float", 1)
