"""scikit-learn's support vector machines and networks."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Features, Scores, Steps, classes_of, classifier, regressor


def _kernel(s: Steps, e: Any, x: Features) -> Features:
    """[events, support vectors]"""
    x, vectors = s.cast(x, "double"), e.support_vectors_
    vectors = np.asarray(vectors.todense() if hasattr(vectors, "todense") else vectors, np.float64)
    if e.kernel not in ("linear", "rbf", "poly", "sigmoid"):
        s.unsupported(e, f"kernel={e.kernel}")
    products = s.dense(x, vectors.T)
    if e.kernel == "linear":
        return products
    gamma = float(e._gamma)
    if e.kernel == "rbf":
        own = s.graph.reduce("Sum", s.add("Mul", x.handle, x.handle), [1], True)
        crossed = s.add("Mul", products.handle, s.number(-2, "double"))
        distance = s.add("Add", s.add("Add", own, crossed), s.doubles((vectors**2).sum(axis=1)))
        return Features(
            s.add("Exp", s.add("Mul", distance, s.number(-gamma, "double"))),
            "double",
            products.width,
        )
    inner = s.add(
        "Add",
        s.add("Mul", products.handle, s.number(gamma, "double")),
        s.number(float(e.coef0), "double"),
    )
    if e.kernel == "sigmoid":
        return Features(s.add("Tanh", inner), "double", products.width)
    power = inner
    for _ in range(int(e.degree) - 1):
        power = s.add("Mul", power, inner)
    return Features(power, "double", products.width)


@regressor("SVR", "NuSVR")
def _svr(s: Steps, e: Any, x: Features) -> Features:
    return s.dense(_kernel(s, e, x), _dense(e.dual_coef_).T, np.asarray(e.intercept_))


def _dense(array: Any) -> np.ndarray:
    return np.asarray(array.todense() if hasattr(array, "todense") else array, np.float64)


def _pairs(e: Any) -> np.ndarray:
    """The weight of each support vector in each pair of classes: [vectors, pairs]."""
    coefficients, counts = _dense(e._dual_coef_), np.asarray(e._n_support)
    ends = np.cumsum(counts)
    parts = [slice(end - n, end) for end, n in zip(ends, counts)]
    columns = []
    for i in range(len(counts)):
        for j in range(i + 1, len(counts)):
            column = np.zeros(coefficients.shape[1])
            column[parts[i]] = coefficients[j - 1, parts[i]]
            column[parts[j]] = coefficients[i, parts[j]]
            columns.append(column)
    return np.stack(columns, axis=1)


@classifier("SVC", "NuSVC")
def _svc(s: Steps, e: Any, x: Features) -> Scores:
    classes = classes_of(s, e)
    pairs = s.dense(_kernel(s, e, x), _pairs(e), np.asarray(e._intercept_))  # above 0: the first of a pair
    has_probabilities = bool(e.probability) and len(getattr(e, "_probA", e.probA_)) > 0
    if len(classes) == 2:
        decision = Features(s.add("Neg", pairs.handle), "double", 1)
        chosen = s.positive(decision)
        if has_probabilities:
            return Scores(classes, _coupled(s, e, x, 2), True, chosen, decision)
        # As skl2onnx gives it: [d, -d].
        both = Features(s.add("Concat", decision.handle, pairs.handle, axis=1), "double", 2)
        return Scores(classes, both, False, chosen, decision)
    votes, confidences = _votes(s, pairs, len(classes))
    chosen = s.add("ArgMax", votes, axis=1, keepdims=0)
    scale = s.add(
        "Mul", s.number(3, "double"), s.add("Add", s.add("Abs", confidences), s.number(1, "double"))
    )
    one_to_rest = Features(s.add("Add", votes, s.add("Div", confidences, scale)), "double", len(classes))
    decision = one_to_rest if e.decision_function_shape == "ovr" else pairs
    if e.break_ties and e.decision_function_shape == "ovr":
        chosen = s.add("ArgMax", one_to_rest.handle, axis=1, keepdims=0)
    if has_probabilities:
        return Scores(classes, _coupled(s, e, x, len(classes)), True, chosen, decision)
    return Scores(classes, decision, False, chosen, decision)


def _votes(s: Steps, pairs: Features, count: int) -> tuple[Handle, Handle]:
    """How many pairs each class wins, and how clearly: [events, classes] each."""
    to_first, to_second = np.zeros((pairs.width, count)), np.zeros((pairs.width, count))
    k = 0
    for i in range(count):
        for j in range(i + 1, count):
            to_first[k, i] = to_second[k, j] = 1
            k += 1
    won = s.graph.cast(s.add("Greater", pairs.handle, s.number(0, "double")), "double")
    lost = s.add("Sub", s.number(1, "double"), won)
    votes = s.add(
        "Add",
        s.add("MatMul", won, s.doubles(to_first)),
        s.add("MatMul", lost, s.doubles(to_second)),
    )
    confidences = s.add("MatMul", pairs.handle, s.doubles(to_first - to_second))
    return votes, confidences


def _coupled(s: Steps, e: Any, x: Features, count: int) -> Features:
    """The probabilities of classes from those of pairs: libsvm stops its iterations early, two
    classes included, and so does ONNX's operator."""
    kernel = {"linear": "LINEAR", "rbf": "RBF", "poly": "POLY", "sigmoid": "SIGMOID"}[e.kernel]
    degree = float(e.degree) if e.kernel == "poly" else 0.0
    vectors = np.asarray(
        e.support_vectors_.todense() if hasattr(e.support_vectors_, "todense") else e.support_vectors_
    )
    _, scores = s.graph.ml(
        "SVMClassifier",
        s.cast(x, "float").handle,
        outputs=2,
        classlabels_ints=list(range(count)),
        coefficients=[float(v) for v in _dense(e._dual_coef_).ravel()],
        kernel_params=[float(e._gamma), float(e.coef0), degree],
        kernel_type=kernel,
        prob_a=[float(v) for v in e.probA_],
        prob_b=[float(v) for v in e.probB_],
        rho=[float(v) for v in np.asarray(e._intercept_)],
        support_vectors=[float(v) for v in vectors.ravel()],
        vectors_per_class=[int(n) for n in e._n_support],
        post_transform="NONE",
    )
    return Features(scores, "float", count)


_ACTIVATIONS = {"relu": "Relu", "tanh": "Tanh", "logistic": "Sigmoid", "identity": None}


def _network(s: Steps, e: Any, x: Features) -> Features:
    activation: Optional[str] = _ACTIVATIONS[e.activation]
    x = s.cast(x, "float")
    for k, (weights, offset) in enumerate(zip(e.coefs_, e.intercepts_)):
        x = s.dense(x, weights, offset)
        if k + 1 < len(e.coefs_) and activation is not None:
            x = Features(s.add(activation, x.handle), x.kind, x.width)
    return x


@regressor("MLPRegressor")
def _mlp_regressor(s: Steps, e: Any, x: Features) -> Features:
    y = _network(s, e, x)
    if e.out_activation_ == "exp":
        return Features(s.add("Exp", y.handle), y.kind, y.width)
    if e.out_activation_ != "identity":
        s.unsupported(e, f"out_activation_={e.out_activation_}")
    return y


@classifier("MLPClassifier")
def _mlp_classifier(s: Steps, e: Any, x: Features) -> Scores:
    classes, y = classes_of(s, e), _network(s, e, x)
    if e.out_activation_ == "logistic" and y.width == 1:
        return Scores(classes, s.both(s.sigmoid(y)), True, s.positive(y))
    if e.out_activation_ == "softmax":
        return Scores(classes, s.softmax(y), True)
    s.unsupported(e, "several labels at once")
