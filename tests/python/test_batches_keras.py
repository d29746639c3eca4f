"""Batches for Keras, on the backend of KERAS_BACKEND: a PyDataset, and a tf.data.Dataset."""

import numpy as np
import pytest
from batch_helpers import write

import tmva
from tmva import BatchGenerator

keras = pytest.importorskip("keras")

ROWS = 1000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("keras") / "t.root", ROWS, cluster_size=90)


def make(source, batch_size=64, **options):
    return BatchGenerator(source, batch_size, **{"columns": ["x", "half"], "seed": 3, **options})


@pytest.fixture(params=["as_tensorflow", "keras_dataset"])
def kind(request):
    if request.param == "as_tensorflow":
        pytest.importorskip("tensorflow")
    return request.param


class Recorder(keras.Model):
    """Trains nothing; keeps what it is given."""

    def __init__(self):
        super().__init__()
        self.seen = []
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        self.seen.append(keras.ops.convert_to_numpy(data[0]))
        return {"loss": 0.0}


@pytest.mark.parametrize("drop", [False, True])
def test_fit_sees_every_row_once_an_epoch(table, kind, drop):
    gen = make(table, target="label", drop_remainder=drop)
    model = Recorder()
    model.compile("adam", "mse", run_eagerly=True)
    per_epoch = len(gen) * 64 if drop else ROWS
    for fit in range(2):
        model.seen.clear()
        data = getattr(gen, kind)()
        model.fit(data, epochs=2, verbose=0)
        rows = np.concatenate(model.seen)[:, 0]
        assert len(rows) == 2 * per_epoch
        epochs = rows[:per_epoch], rows[per_epoch:]
        assert all(len(np.unique(epoch)) == per_epoch for epoch in epochs)
        assert not np.array_equal(*epochs)
        assert gen.epoch >= 2 * (fit + 1)  # Keras may look at a batch to build the model


def test_fit_evaluate_predict(table, kind):
    """With validation and weights, without repeat() and steps_per_epoch."""
    gen = BatchGenerator(
        table,
        32,
        columns=["x", "v"],
        target="x/1000 + v[2]/7",
        weights="weight",
        transform="standardise",
        seed=1,
    )
    train, test = gen.train_test_split(0.25)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    history = model.fit(getattr(train, kind)(), validation_data=getattr(test, kind)(), epochs=6, verbose=0)
    assert history.history["val_loss"][-1] < 0.01
    assert model.evaluate(getattr(test, kind)(), verbose=0) < 0.01
    ordered = make(table, columns=["x", "v"], shuffle=False, transform="standardise")
    predicted = model.predict(getattr(ordered, kind)(), verbose=0)
    assert predicted.shape == (ROWS, 1) and np.corrcoef(predicted[:, 0], np.arange(ROWS))[0, 1] > 0.5


def test_keras_dataset(table):
    gen = make(table, target="label", columns=["x", "jets"], vectors={"jets": 2}, mask=True)
    data = gen.keras_dataset()
    assert isinstance(data, keras.utils.PyDataset) and len(data) == len(gen)
    (x, mask), y = data[0]
    assert x.shape == (64, 3) and mask.shape == (64, 2) and y.shape == (64, 1)
    with pytest.raises(IndexError):
        data[len(data)]
    assert isinstance(make(table).keras_dataset()[0], tuple)
    with pytest.raises(tmva.OptionError, match="spectators"):
        make(table, spectators="id").keras_dataset()
    with pytest.raises(tmva.OptionError, match="epochs=2"):
        make(table, epochs=2).keras_dataset()
