"""Batches as a tf.data.Dataset."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import pytest  # noqa: E402
from batch_helpers import FIRST, write  # noqa: E402

from tmva import BatchGenerator  # noqa: E402

tf = pytest.importorskip("tensorflow")

ROWS = 1000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("tf") / "t.root", ROWS, cluster_size=90)


def make(source, batch_size=64, **options):
    return BatchGenerator(source, batch_size, **{"columns": ["x", "half"], "seed": 3, **options})


def test_tensors_are_those_of_numpy(table):
    options = {
        "columns": ["x", "jets"],
        "vectors": {"jets": (2, -1)},
        "mask": True,
        "target": "label",
        "weights": "weight",
        "spectators": ["id", "v"],
    }
    dataset = make(table, **options).as_tensorflow()
    (x, mask), y, w, s = dataset.element_spec
    assert x.shape.as_list() == [None, 3] and x.dtype == tf.float32 and mask.dtype == tf.bool
    assert y.shape.as_list() == w.shape.as_list() == [None, 1]
    assert (
        s["id"].shape.as_list() == [None]
        and s["id"].dtype == tf.int64
        and s["v"].shape.as_list() == [None, 3]
    )
    reference = make(table, **options)
    for _ in range(2):  # each pass is the next epoch
        batches = list(dataset)
        assert len(batches) == len(reference) == int(dataset.cardinality())
        for numbers, tensors in zip(reference, batches):
            tf.nest.map_structure(
                np.testing.assert_array_equal,
                numbers,
                tf.nest.map_structure(lambda t: t.numpy(), tensors),
            )
    assert len(batches[-1][1]) == ROWS % 64  # short, not filled up


def test_kept_tensors_stay_valid(table):
    gen = make(table, 100)
    kept = [x for x in gen.as_tensorflow()]
    list(gen.as_tensorflow())
    assert all(bool(tf.reduce_all(x[:, 0] == 2 * x[:, 1])) for x in kept)


def test_transform_function(table):
    dataset = make(table, transform=lambda x: x[:, :1]).as_tensorflow()
    assert dataset.element_spec.shape.as_list() == [None, 1] and next(iter(dataset)).shape == (
        64,
        1,
    )


def test_early_break_leaves_no_thread(table):
    gen = make(table)
    for _ in gen.as_tensorflow():  # TensorFlow's own threads stay
        break
    before = len(os.listdir("/proc/self/task"))
    for _ in range(5):
        for _ in gen.as_tensorflow():
            break
    assert len(os.listdir("/proc/self/task")) <= before + 1


def test_errors_arrive(table):
    gen = BatchGenerator({"x": np.array([FIRST + 1])}, columns="x")
    with pytest.raises(Exception, match="float32"):
        list(gen.as_tensorflow())
