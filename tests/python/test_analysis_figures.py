"""Figures of merit against closed forms, scipy and scikit-learn."""

import numpy as np
import pytest

from tmva.analysis import overtraining, significance
from tmva.analysis.confusion import efficiency, purity
from tmva.analysis.predictions import Block
from tmva.analysis.ranking import rank, taylor_coefficients
from tmva.analysis.response_counts import ResponseCounts, equal_efficiency_edge, roc_integral

stats = pytest.importorskip("scipy.stats")


def test_kolmogorov_equals_scipy():
    for z in np.linspace(0.01, 3, 300):
        assert abs(overtraining.kolmogorov(z) - stats.kstwobign.sf(z)) < 1e-10


@pytest.mark.parametrize("shift, ties", [(0, False), (0.2, False), (0, True)])
def test_weighted_ks(shift, ties):
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=500), rng.normal(shift, 1, 700)
    if ties:
        x, y = x.round(1), y.round(1)
    distance, probability = overtraining.weighted_ks(x, np.full(500, 2.5), y, np.full(700, 0.1))
    want = stats.ks_2samp(x, y, method="asymp")
    assert abs(distance - want.statistic) < 1e-12
    np.testing.assert_allclose(
        probability, stats.kstwobign.sf(want.statistic * np.sqrt(500 * 700 / 1200)), atol=1e-10
    )
    # a weight of 2 is the event twice
    weights = rng.integers(1, 4, 500).astype(float)
    again = overtraining.weighted_ks(
        np.repeat(x, weights.astype(int)), np.ones(int(weights.sum())), y, np.ones(700)
    )[0]
    assert abs(overtraining.weighted_ks(x, weights, y, np.ones(700))[0] - again) < 1e-12
    assert all(map(np.isnan, overtraining.weighted_ks(x[:0], x[:0], y, y)))


def test_asimov_significance():
    for s, b in ((1, 100), (5, 20), (50, 3)):
        exact = np.sqrt(2 * ((s + b) * np.log(1 + s / b) - s))
        assert abs(significance.asimov_significance(s, b, 0) - exact) < 1e-12
        assert abs(significance.asimov_significance(s, b, 1e-5) - exact) < 1e-4 * exact
    # many events, few of signal: s / sqrt(b + sigma^2)
    np.testing.assert_allclose(
        significance.asimov_significance(100, 1e6, 0.001), 100 / np.sqrt(1e6 + 1e6), rtol=1e-3
    )
    # the profile likelihood ratio, maximised numerically
    from scipy.optimize import minimize_scalar

    for s, b, relative in ((10, 5, 0.3), (4, 50, 0.1)):
        sigma = relative * b
        tau = b / sigma**2  # the background was measured as m = tau b events elsewhere
        n, m = s + b, tau * b

        def minus_log(mu, beta, n=n, m=m, tau=tau, s=s):
            return -(n * np.log(mu * s + beta) - (mu * s + beta) + m * np.log(tau * beta) - tau * beta)

        null = minimize_scalar(
            lambda beta: minus_log(0, beta),
            bounds=(1e-3, 10 * n),
            method="bounded",
            options={"xatol": 1e-10},
        ).fun
        want = np.sqrt(2 * (null - minus_log(1, b)))
        np.testing.assert_allclose(significance.asimov_significance(s, b, relative), want, rtol=1e-6)
    assert np.isnan(significance.asimov_significance([1, -1], [0, 5], 0.1)).all()


def test_best_cut():
    edges = np.array([0.0, 1, 2, 3])
    signal, background = np.array([5.0, 5, 40]), np.array([1000.0, 50, 5])
    best = significance.best_cut(edges, signal, background)
    assert best.cut == 2 and best.signal == 40 and best.background == 5 and best.signal_efficiency == 0.8
    np.testing.assert_allclose(best.significance, 40 / np.sqrt(45))
    assert significance.best_cut(edges, signal, background, 0.1).cut == 2
    assert np.isnan(significance.best_cut(edges, signal * 0, background * 0).cut)


def test_confusion_of_empty_classes():
    matrix = np.array([[3.0, 1], [0, 0]])
    np.testing.assert_array_equal(efficiency(matrix), [[0.75, 0.25], [np.nan, np.nan]])
    np.testing.assert_array_equal(purity(matrix), [[1, 1], [0, 0]])


def test_counts():
    rng = np.random.default_rng(8)
    counts = ResponseCounts(2, 2, 1, -1, 1, 50)
    n = 20_000
    classes, folds = rng.integers(0, 2, n), rng.integers(0, 2, n)
    weights, scores = rng.uniform(0, 2, n), np.clip(rng.normal(0.3 - 0.6 * classes, 0.4), -3, 3)
    for part in np.array_split(np.arange(n), 7):
        counts.add(Block(classes[part], weights[part], folds[part], scores[part, None]))
    counts.add(Block(*[a[:2] for a in (classes, weights, folds)], np.array([[-999.0], [np.nan]])))
    assert counts.not_answered == 2
    metrics = pytest.importorskip("sklearn.metrics")
    signal, background = counts.sample(0, 0)
    inside = np.clip(scores, -1, 1)
    assert (
        abs(
            roc_integral(signal, background)
            - metrics.roc_auc_score(classes == 0, inside, sample_weight=weights)
        )
        < 1e-4
    )
    np.testing.assert_allclose(signal.sum(), weights[classes == 0].sum())
    edge = equal_efficiency_edge(signal, background)
    plain, weighted = counts.split_at(edge, 0)
    cut = counts.edges[edge]
    np.testing.assert_allclose(
        weighted, metrics.confusion_matrix(classes, scores < cut, sample_weight=weights)
    )
    assert abs(efficiency(weighted)[0, 0] - efficiency(weighted)[1, 1]) < 1e-3 and plain.sum() == n
    np.testing.assert_allclose(counts.coarse(signal).sum(), signal.sum())


def test_taylor_coefficients_of_a_polynomial():
    """Of a polynomial of second order the differences are exact."""
    rng = np.random.default_rng(1)
    x = rng.normal((5, -2, 0), (2, 0.5, 1), (400, 3)).astype("f")
    x[:, 2] = 7  # a constant has no scale

    def polynomial(v):
        v = v.astype(float)
        return np.stack([3 * v[:, 0] + 2 * v[:, 0] * v[:, 1] - v[:, 1] ** 2, v[:, 2]], 1)

    found = taylor_coefficients(polynomial, x, 0.25)
    a, b = x.astype(float).std(0)[:2]
    u, v = x[:, 0].astype(float), x[:, 1].astype(float)
    want = {
        (0,): (3 + 2 * v) * a,
        (1,): (2 * u - 2 * v) * b,
        (0, 1): 2 * a * b,
        (1, 1): -b * b,
        (0, 0): 0,
        (2,): 0,
        (0, 2): 0,
    }
    for key, value in want.items():
        np.testing.assert_allclose(found[key][:, 0], value * np.ones(400), atol=2e-3, err_msg=str(key))
    ranking = rank(polynomial, x, 0, ["a", "b", "c"], 0.25)
    assert [name for name, _ in ranking][:3] == sorted(["a", "b", "a,b"], key=lambda n: -dict(ranking)[n])
    assert len(ranking) == 9 and ranking[-1][1] < 2e-3


def test_inputs_of_a_sample_are_spread_evenly(workdir):
    """Whatever the steps in which the file is read."""
    import tmva
    from tmva.analysis.samples import read_inputs

    class Names:
        class_names = ("a", "b", "c")
        variables = (type("V", (), {"expression": "x"}), type("V", (), {"expression": "r := x/y"}))

    classes = np.repeat([0, 1], [1000, 7])
    x = np.arange(1007, dtype="f")
    x[1003] = np.nan
    with tmva.recreate("e.root") as f:
        f["fold0/TestTree"] = {"classID": classes, "x": x, "r": 2 * x}
    first, second, none = read_inputs(Names, "e.root", classes, 11)
    np.testing.assert_array_equal(first[:, 0], np.linspace(0, 999, 11).astype(int))
    np.testing.assert_array_equal(second[:, 1], 2 * x[[1000, 1001, 1002, 1004, 1005, 1006]])
    assert none.shape == (0, 2)
