"""The loaders that train functions see: batches, order, restart, split."""

import numpy as np
import pytest

from tmva import _core
from tmva.pymva.network import parse_schedule, parse_validation_size
from tmva.pymva.loaders import BatchLoader


@pytest.fixture
def data(make_loader):
    loader = make_loader(weights=True)
    loader.SetAnalysisType(_core.Types.kClassification)
    return loader.GetDataSet()


def rows(loader):
    batches = list(loader)
    return batches, np.concatenate([b[0] for b in batches])


def test_batches(data):
    loader = BatchLoader(data, "fit", 0.2, 32, True, False)
    batches, x = rows(loader)
    assert len(batches) == len(loader) == -(-len(loader.dataset) // 32)
    assert all(len(b[0]) == 32 for b in batches[:-1])
    assert loader.batch_size == 32 and len(x) == len(loader.dataset)
    for x_batch, y in batches:
        assert x_batch.dtype == y.dtype == np.float32
        assert x_batch.shape[1] == 2 and y.shape[1] == 2
        np.testing.assert_array_equal(y.sum(1), 1)


def test_fit_and_validation_are_a_partition(data):
    _, fit = rows(BatchLoader(data, "fit", 0.2, 100, True, False))
    _, validation = rows(BatchLoader(data, "validation", 0.2, 100, False, False))
    everything = np.concatenate([fit, validation])
    assert len(everything) == data.NumEvents() == 2000
    assert len(np.unique(everything, axis=0)) == 2000
    assert 0.15 < len(validation) / 2000 < 0.25


def test_each_epoch_has_another_order_and_the_same_events(data):
    loader = BatchLoader(data, "fit", 0.2, 32, True, False)
    _, first = rows(loader)
    _, second = rows(loader)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first, axis=0), np.sort(second, axis=0))
    _, again = rows(BatchLoader(data, "fit", 0.2, 32, True, False))
    np.testing.assert_array_equal(first, again)


def test_order_does_not_depend_on_the_batch_size(data):
    _, small = rows(BatchLoader(data, "fit", 0.2, 7, True, False))
    _, large = rows(BatchLoader(data, "fit", 0.2, 500, True, False))
    np.testing.assert_array_equal(small, large)


def test_classes_are_mixed(data):
    for _, y in list(BatchLoader(data, "fit", 0.2, 200, True, False))[:-1]:
        assert 0.2 < y[:, 0].mean() < 0.8


def test_iteration_restarts(data):
    loader = BatchLoader(data, "validation", 0.2, 50, False, False)
    first = next(iter(loader))[0]
    np.testing.assert_array_equal(first, next(iter(loader))[0])
    one, two = iter(loader), iter(loader)  # independent of each other
    next(one), next(one)
    np.testing.assert_array_equal(next(two)[0], first)


def test_batches_are_safe_to_keep(data):
    kept = [(x, x.copy()) for x, _ in BatchLoader(data, "fit", 0.2, 32, True, False)]
    for x, copy in kept:
        np.testing.assert_array_equal(x, copy)
        assert x.flags.writeable


def test_weights(data):
    calls = []
    loader = BatchLoader(data, "fit", 0.2, 32, True, True, on_uneven_weights=lambda: calls.append(1))
    for x, y, w in loader:
        assert w.shape == (len(x),) and w.dtype == np.float32 and (w > 0).all()
    assert calls


def test_even_weights_do_not_warn(make_loader):
    loader = make_loader()
    loader.SetAnalysisType(_core.Types.kClassification)
    calls = []
    list(
        BatchLoader(
            loader.GetDataSet(), "fit", 0.2, 32, True, False, on_uneven_weights=lambda: calls.append(1)
        )
    )
    assert not calls


def test_validation_size():
    assert parse_validation_size("20%", "m") == 0.2
    assert parse_validation_size("0.3", "m") == 0.3
    assert parse_validation_size("500", "m") == 500
    for wrong in ("0", "-1", "100%", "120%", "abc", "", "nan", "inf%", "2.5"):
        with pytest.raises(_core.OptionError, match="ValidationSize"):
            parse_validation_size(wrong, "m")


def test_schedule():
    assert parse_schedule("10,0.01;20,0.005", "m") == {10: 0.01, 20: 0.005}
    assert parse_schedule("", "m") == {}
    for wrong in ("10", "a,b", "10;0.1"):
        with pytest.raises(_core.OptionError, match="LearningRateSchedule"):
            parse_schedule(wrong, "m")
