"""scikit-learn's trees and forests, and estimators made of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_writer import Handle
from .calls import Features, Scores, Steps, classes_of, classifier, regressor
from .distributions import interpolate


def _mean(s: Steps, parts: list[Features], weights: Any = None) -> Features:
    shares = (
        np.full(len(parts), 1 / len(parts))
        if weights is None
        else np.asarray(weights, float) / np.sum(weights)
    )
    total: Handle = None
    for part, share in zip(parts, shares):
        term = s.add("Mul", s.cast(part, "double").handle, s.number(float(share), "double"))
        total = term if total is None else s.add("Add", total, term)
    return Features(total, "double", parts[0].width)


def _spread(s: Steps, scores: Scores, classes: np.ndarray) -> Features:
    """Columns for all classes, where a member has seen some of them."""
    if len(scores.classes) == len(classes):
        return scores.columns
    table = np.zeros((len(scores.classes), len(classes)))
    table[np.arange(len(scores.classes)), np.searchsorted(classes, scores.classes)] = 1
    return s.dense(s.cast(scores.columns, "double"), table)


def _probabilities(s: Steps, e: Any, x: Features) -> Scores:
    scores = s.classify(e, x)
    if not scores.are_probabilities:
        s.unsupported(e, "it gives no probabilities, which are needed here")
    return scores


@classifier("BaggingClassifier")
def _bagging(s: Steps, e: Any, x: Features) -> Scores:
    parts = []
    for member, features in zip(e.estimators_, e.estimators_features_):
        scores = _probabilities(s, member, s.columns(x, features))
        scores.classes = e.classes_[
            np.asarray(scores.classes, np.int64)
        ]  # members know classes by their numbers
        parts.append(_spread(s, scores, e.classes_))
    return Scores(classes_of(s, e), _mean(s, parts), True)


@regressor("BaggingRegressor")
def _bagging_regressor(s: Steps, e: Any, x: Features) -> Features:
    return _mean(s, [s.regress(m, s.columns(x, f)) for m, f in zip(e.estimators_, e.estimators_features_)])


@classifier("VotingClassifier")
def _voting(s: Steps, e: Any, x: Features) -> Scores:
    classes = classes_of(s, e)
    members = [s.classify(m, x) for m in e.estimators_]
    weights = e._weights_not_none
    if e.voting == "soft":
        if not all(m.are_probabilities for m in members):
            s.unsupported(e, "members without probabilities")
        return Scores(classes, _mean(s, [m.columns for m in members], weights), True)
    hot = [
        Features(
            s.graph.cast(
                s.add(
                    "Equal",
                    s.graph.unsqueeze(s.chosen(m), 1),
                    s.graph.constant(np.arange(len(classes))),
                ),
                "double",
            ),
            "double",
            len(classes),
        )
        for m in members
    ]
    return Scores(classes, _mean(s, hot, weights), False)


@regressor("VotingRegressor")
def _voting_regressor(s: Steps, e: Any, x: Features) -> Features:
    return _mean(s, [s.regress(m, x) for m in e.estimators_], e._weights_not_none)


def _stacked(s: Steps, e: Any, x: Features) -> Features:
    parts = []
    for member, method in zip(e.estimators_, e.stack_method_):
        if not hasattr(member, "classes_"):
            parts.append(s.regress(member, x))
        elif method == "predict":
            labels = s.add(
                "Gather",
                s.doubles(np.asarray(member.classes_, float)),
                s.chosen(s.classify(member, x)),
            )
            parts.append(Features(s.graph.unsqueeze(labels, 1), "double", 1))
        else:
            scores = s.classify(member, x)
            if method == "decision_function":
                parts.append(scores.decision if scores.decision is not None else scores.columns)
            else:
                parts.append(s.columns(scores.columns, [1]) if len(scores.classes) == 2 else scores.columns)
    return s.concat(parts + [x] if e.passthrough else parts)


@classifier("StackingClassifier")
def _stacking(s: Steps, e: Any, x: Features) -> Scores:
    scores = s.classify(e.final_estimator_, _stacked(s, e, x))
    scores.classes = classes_of(s, e)
    return scores


@regressor("StackingRegressor")
def _stacking_regressor(s: Steps, e: Any, x: Features) -> Features:
    return s.regress(e.final_estimator_, _stacked(s, e, x))


@classifier("CalibratedClassifierCV")
def _calibrated(s: Steps, e: Any, x: Features) -> Scores:
    classes, parts = classes_of(s, e), []
    for member in e.calibrated_classifiers_:
        scores = s.classify(member.estimator, x)
        raw = scores.decision
        if raw is None:
            raw = s.columns(scores.columns, [1]) if len(classes) == 2 else scores.columns
        raw = s.cast(raw, "double")
        columns = [_calibrate(s, e, c, s.columns(raw, [k])) for k, c in enumerate(member.calibrators)]
        if len(classes) == 2:
            parts.append(s.both(columns[0]))
            continue
        together = s.concat(columns)
        total = s.graph.reduce("Sum", together.handle, [1], True)
        none = s.add("Equal", total, s.number(0, "double"))
        safe = s.add("Where", none, s.number(1, "double"), total)
        even = s.add("Where", none, s.number(1 / len(classes), "double"), s.add("Div", together.handle, safe))
        parts.append(Features(even, "double", len(classes)))
    return Scores(classes, _mean(s, parts), True)


def _calibrate(s: Steps, e: Any, calibrator: Any, x: Features) -> Features:
    kind = type(calibrator).__name__
    if kind == "_SigmoidCalibration":
        inner = s.add(
            "Add",
            s.add("Mul", x.handle, s.number(-float(calibrator.a_), "double")),
            s.number(-float(calibrator.b_), "double"),
        )
        return Features(s.add("Sigmoid", inner), "double", 1)
    if kind == "IsotonicRegression":
        points, values = (
            np.asarray(calibrator.X_thresholds_, float)[:, None],
            np.asarray(calibrator.y_thresholds_, float)[:, None],
        )
        return Features(interpolate(s, x, points, values), "double", 1)
    s.unsupported(e, f"the calibration {kind}")
