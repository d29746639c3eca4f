"""TMVA's transformations of the features, against those of the Factory and against numpy."""

import pickle

import numpy as np
import pytest

import tmva


def data(rows=4000):
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=rows), rng.exponential(size=rows)
    return {"a": a.astype(np.float32), "b": (a + b).astype(np.float32), "cls": (rng.random(rows) < 0.4).astype(np.int32),
            "w": rng.random(rows).astype(np.float32)}  # fmt: skip


def all_x(generator):
    return np.concatenate([batch[0] if isinstance(batch, tuple) else batch for batch in generator])


def test_normalised():
    x = all_x(tmva.BatchGenerator(data(), 100, columns=["a", "b"], transform="N", seed=1))
    np.testing.assert_allclose(x.min(axis=0), -1, atol=1e-6)
    np.testing.assert_allclose(x.max(axis=0), 1, atol=1e-6)


def test_decorrelated_with_weights():
    table = data()
    generator = tmva.BatchGenerator(table, 500, columns=["a", "b"], weights="w", transform="D", shuffle=False)
    x = all_x(generator)
    covariance = np.cov(x.T, aweights=table["w"], ddof=0)
    np.testing.assert_allclose(covariance, np.eye(2), atol=0.01)


def test_uniform_and_gauss():
    x = all_x(tmva.BatchGenerator(data(), 100, columns=["a", "b"], transform="U", seed=1))
    assert (np.abs(x).max(axis=0) <= 1).all()
    for column in x.T:
        counts, _ = np.histogram(column, bins=10)
        assert counts.min() > 0.7 * len(x) / 10
    gauss = all_x(tmva.BatchGenerator(data(), 100, columns=["a", "b"], transform="G", seed=1))
    np.testing.assert_allclose(gauss.std(axis=0), 1, atol=0.1)


def test_of_one_class():
    table = data()
    table["a"] += 10 * table["cls"]
    options = dict(columns=["a"], label="cls", shuffle=False)
    zero = all_x(tmva.BatchGenerator(table, 100, transform="N_0", **options))
    assert zero[table["cls"] == 0].max() == pytest.approx(1) and zero.max() > 1.5
    trees = {name: {"a": table["a"][table["cls"] == i]} for i, name in enumerate(["back", "sig"])}
    named = np.concatenate(
        [x for x, _ in tmva.BatchGenerator(trees, 100, columns=["a"], transform="N_back", shuffle=False)]
    )
    np.testing.assert_array_equal(np.sort(named, axis=0), np.sort(zero, axis=0))
    with pytest.raises(tmva.OptionError, match="bakc"):
        list(tmva.BatchGenerator(trees, 100, columns=["a"], transform="N_bakc"))


def test_is_fitted_on_the_first_part_and_travels():
    generator = tmva.BatchGenerator(data(), 100, columns=["a", "b"], transform="G,D", seed=3)
    train, test = generator.train_test_split(0.5)
    alone = tmva.BatchGenerator(data(), 100, columns=["a", "b"], seed=3).train_test_split(0.5)[1]
    again = pickle.loads(pickle.dumps(test))
    x = all_x(test)
    np.testing.assert_array_equal(x, all_x(again))
    fitted = train._fitted.fitted()
    raw = all_x(alone)
    fitted.Apply(raw)
    np.testing.assert_array_equal(x, raw)


@pytest.mark.parametrize("transform", ["X", "N(q)", "", 3])
def test_what_is_no_transformation(transform):
    table = data(50)
    if transform == "":
        assert len(all_x(tmva.BatchGenerator(table, 10, columns="a", transform=transform))) == 50
        return
    with pytest.raises(tmva.OptionError):
        list(tmva.BatchGenerator(table, 10, columns="a", transform=transform))


def test_values_that_are_not_finite():
    table = data(50)
    table["a"][17] = np.nan
    with pytest.raises(tmva.DataError, match="'a' is nan"):
        list(tmva.BatchGenerator(table, 10, columns=["a"], transform="N"))
    with pytest.raises(tmva.OptionError, match="float32"):
        list(tmva.BatchGenerator(data(50), 10, columns=["a"], transform="N", dtype="float64"))
