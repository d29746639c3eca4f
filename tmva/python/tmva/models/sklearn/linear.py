"""scikit-learn's linear models, discriminants and naive Bayes. They are computed in double, which
costs little."""

from __future__ import annotations

from typing import Any

import numpy as np

from .calls import Features, Scores, Steps, classes_of, classifier, regressor


def _linear(s: Steps, e: Any, x: Features) -> Features:
    coefficients = np.atleast_2d(np.asarray(e.coef_, np.float64))
    return s.dense(s.cast(x, "double"), coefficients.T, np.asarray(e.intercept_, np.float64))


@regressor(
    "LinearRegression",
    "Ridge",
    "RidgeCV",
    "Lasso",
    "LassoCV",
    "ElasticNet",
    "ElasticNetCV",
    "SGDRegressor",
    "LinearSVR",
    "HuberRegressor",
    "BayesianRidge",
    "ARDRegression",
    "Lars",
    "LassoLars",
    "LassoLarsCV",
    "LarsCV",
    "LassoLarsIC",
    "OrthogonalMatchingPursuit",
    "TheilSenRegressor",
    "PassiveAggressiveRegressor",
    "QuantileRegressor",
    "MultiTaskLasso",
    "MultiTaskElasticNet",
)
def _regression(s: Steps, e: Any, x: Features) -> Features:
    return _linear(s, e, x)


@regressor("PoissonRegressor", "GammaRegressor", "TweedieRegressor")
def _generalised(s: Steps, e: Any, x: Features) -> Features:
    y = _linear(s, e, x)
    link = "log" if type(e).__name__ != "TweedieRegressor" else e.link
    if link == "auto":
        link = "identity" if e.power <= 0 else "log"
    return y if link == "identity" else Features(s.add("Exp", y.handle), y.kind, y.width)


@classifier("LogisticRegression", "LogisticRegressionCV")
def _logistic(s: Steps, e: Any, x: Features) -> Scores:
    classes, decision = classes_of(s, e), _linear(s, e, x)
    if len(classes) == 2:
        if getattr(e, "multi_class", "auto") == "multinomial":  # of older versions: softmax over [-d, d]
            doubled = Features(s.add("Mul", decision.handle, s.number(2, "double")), "double", 1)
            return Scores(classes, s.both(s.sigmoid(doubled)), True, s.positive(decision), decision)
        return Scores(classes, s.both(s.sigmoid(decision)), True, s.positive(decision), decision)
    each_alone = e.solver == "liblinear" or getattr(e, "multi_class", "auto") == "ovr"
    answers = s.share(s.sigmoid(decision)) if each_alone else s.softmax(decision)
    return Scores(classes, answers, True, decision=decision)


@classifier("SGDClassifier")
def _sgd(s: Steps, e: Any, x: Features) -> Scores:
    classes, decision = classes_of(s, e), _linear(s, e, x)
    if e.loss in ("log_loss", "log"):
        p = s.sigmoid(decision)
    elif e.loss == "modified_huber":
        clipped = s.add("Min", s.add("Max", decision.handle, s.number(-1, "double")), s.number(1, "double"))
        p = Features(
            s.add("Mul", s.add("Add", clipped, s.number(1, "double")), s.number(0.5, "double")),
            "double",
            decision.width,
        )
    else:
        return s.of_decision(classes, decision)
    if len(classes) == 2:
        return Scores(classes, s.both(p), True, s.positive(decision), decision)
    total = s.graph.reduce("Sum", p.handle, [1], True)
    even = s.add("Equal", total, s.number(0, "double"))  # no class: all alike
    shares = s.add(
        "Div",
        s.add("Where", even, s.number(1, "double"), p.handle),
        s.add("Where", even, s.number(float(len(classes)), "double"), total),
    )
    chosen = s.add("ArgMax", decision.handle, axis=1, keepdims=0)
    return Scores(classes, Features(shares, "double", p.width), True, chosen, decision)


@classifier("Perceptron", "PassiveAggressiveClassifier", "RidgeClassifier", "RidgeClassifierCV", "LinearSVC")
def _decides(s: Steps, e: Any, x: Features) -> Scores:
    return s.of_decision(classes_of(s, e), _linear(s, e, x))


@classifier("LinearDiscriminantAnalysis")
def _lda(s: Steps, e: Any, x: Features) -> Scores:
    classes, decision = classes_of(s, e), _linear(s, e, x)
    if len(classes) == 2:
        return Scores(classes, s.both(s.sigmoid(decision)), True, s.positive(decision), decision)
    return Scores(classes, s.softmax(decision), True, decision=decision)


def _of_logarithms(s: Steps, classes: np.ndarray, parts: list[Features]) -> Scores:
    """Classes by the logarithms of their joint densities."""
    joint = s.concat(parts)
    return Scores(classes, s.softmax(joint), True, s.add("ArgMax", joint.handle, axis=1, keepdims=0))


@classifier("QuadraticDiscriminantAnalysis")
def _qda(s: Steps, e: Any, x: Features) -> Scores:
    x, parts = s.cast(x, "double"), []
    for mean, rotation, scaling, prior in zip(e.means_, e.rotations_, e.scalings_, e.priors_):
        centred = Features(s.add("Sub", x.handle, s.doubles(mean)), "double", x.width)
        turned = s.dense(centred, rotation * scaling**-0.5)
        distance = s.graph.reduce("Sum", s.add("Mul", turned.handle, turned.handle), [1], True)
        constant = np.log(prior) - 0.5 * np.log(scaling).sum()
        parts.append(
            Features(
                s.add(
                    "Add",
                    s.add("Mul", distance, s.number(-0.5, "double")),
                    s.number(constant, "double"),
                ),
                "double",
                1,
            )
        )
    return _of_logarithms(s, classes_of(s, e), parts)


@classifier("GaussianNB")
def _gaussian(s: Steps, e: Any, x: Features) -> Scores:
    x, parts = s.cast(x, "double"), []
    for mean, variance, prior in zip(e.theta_, e.var_, e.class_prior_):
        centred = s.add("Sub", x.handle, s.doubles(mean))
        squares = s.add("Div", s.add("Mul", centred, centred), s.doubles(2 * variance))
        constant = np.log(prior) - 0.5 * np.log(2 * np.pi * variance).sum()
        parts.append(
            Features(
                s.add("Sub", s.number(constant, "double"), s.graph.reduce("Sum", squares, [1], True)),
                "double",
                1,
            )
        )
    return _of_logarithms(s, classes_of(s, e), parts)


@classifier("MultinomialNB", "BernoulliNB")
def _counts(s: Steps, e: Any, x: Features) -> Scores:
    x = s.cast(x, "double")
    weights, offset = e.feature_log_prob_, e.class_log_prior_
    if type(e).__name__ == "BernoulliNB":
        if e.binarize is not None:
            x = Features(
                s.graph.cast(s.add("Greater", x.handle, s.number(e.binarize, "double")), "double"),
                "double",
                x.width,
            )
        against = np.log(1 - np.exp(e.feature_log_prob_))
        weights, offset = weights - against, offset + against.sum(axis=1)
    return _of_logarithms(s, classes_of(s, e), [s.dense(x, weights.T, offset)])
