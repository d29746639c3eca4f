"""RDataLoader: ROOT's signature and documented behaviour, and none of its known failures."""

import gc
import inspect
import os
import pickle

import numpy as np
import pytest
from batch_helpers import columns, write

import tmva
from tmva import RDataLoader

ROWS = 1000


def frame(first=0, rows=ROWS, **more):
    n = np.arange(first, first + rows)
    return {
        "a": n.astype(np.float32),
        "b": -n.astype(np.float64),
        "label": n % 2,
        "w": 1.0 + n % 3,
        **more,
    }


def of(loader):
    """All x of an epoch."""
    batches = list(loader.as_numpy())
    batches = [batch[0] if isinstance(batch, tuple) else batch for batch in batches]
    return np.concatenate(batches) if batches else np.empty((0, 1))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("rdl") / "t.root", ROWS, cluster_size=130)


def test_signature():
    parameters = inspect.signature(RDataLoader).parameters
    assert {name: p.default for name, p in parameters.items() if p.default is not p.empty} == {
        "batch_size": 64,
        "batches_in_memory": 10,
        "columns": None,
        "max_vec_sizes": None,
        "vec_padding": 0.0,
        "target": None,
        "weights": "",
        "shuffle": True,
        "drop_remainder": True,
        "set_seed": 0,
        "load_eager": False,
        "sampling_type": "",
        "sampling_ratio": 1.0,
        "replacement": False,
    }
    assert list(parameters)[0] == "rdataframes"


@pytest.mark.parametrize("eager", [False, True])
def test_shapes_and_values(eager):
    x = next(iter(RDataLoader(frame(), 50, columns=["a", "b"], load_eager=eager).as_numpy()))
    assert x.shape == (50, 2) and x.dtype == np.float32 and (x[:, 0] == -x[:, 1]).all()
    loader = RDataLoader(frame(), 50, target="label", weights="w", load_eager=eager)
    for x, y, w in loader.as_numpy():
        assert x.shape == (50, 2) and y.shape == w.shape == (50, 1)
        assert (y[:, 0] == x[:, 0] % 2).all() and (w[:, 0] == 1 + x[:, 0] % 3).all()
        assert x.dtype == y.dtype == w.dtype == np.float32
    x, y = next(
        iter(RDataLoader(frame(), 50, columns=["b", "label", "w", "a"], target=["w", "label"]).as_numpy())
    )
    assert y.shape == (50, 2) and (x[:, 0] == -x[:, 1]).all() and (y[:, 1] == x[:, 1] % 2).all()


def test_columns():
    loader = RDataLoader(frame(v=np.zeros((ROWS, 2))), target="label", weights="w")
    assert loader.columns == ["a", "b", "label", "w", "v_0", "v_1"]
    assert loader.train_columns == ["a", "b", "v_0", "v_1"]
    assert loader.target_columns == ["label"] and loader.weights_column == "w"
    assert loader.train_test_split()[0].train_columns == loader.train_columns
    assert RDataLoader(frame()).weights_column == "" and RDataLoader(frame()).target_columns == []


@pytest.mark.parametrize(
    "drop, batch_size, batches, left",
    [
        (True, 64, 15, 40),
        (False, 64, 16, 40),
        (True, 100, 10, 0),
        (False, 100, 10, 0),
        (False, 2000, 1, 1000),
    ],
)
def test_numbers_of_batches(drop, batch_size, batches, left):
    loader = RDataLoader(frame(), batch_size, drop_remainder=drop)
    assert loader.num_batches == len(loader.as_numpy()) == batches and loader.last_batch_no_of_rows == left
    got = list(loader.as_numpy())
    assert len(got) == batches and len(np.unique(np.concatenate(got)[:, 0])) == sum(map(len, got))
    assert sum(map(len, got)) == (ROWS - left if drop else ROWS)


@pytest.mark.parametrize("eager", [False, True])
def test_order(eager):
    def epochs(**options):
        loader = RDataLoader(frame(), 50, load_eager=eager, **options)
        return [of(loader)[:, 0] for _ in range(3)]

    ordered = epochs(shuffle=False)
    assert all((rows == np.arange(ROWS)).all() for rows in ordered)
    seeded = epochs(set_seed=7)
    assert not np.array_equal(seeded[0], seeded[1])  # another order each epoch
    assert all(np.array_equal(a, b) for a, b in zip(seeded, epochs(set_seed=7)))
    assert not np.array_equal(epochs()[0], epochs()[0])  # 0: random
    assert all(sorted(rows) == list(range(ROWS)) for rows in seeded)


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("eager", [False, True])
@pytest.mark.parametrize("test_size", [0.2, 0.37, 0.5])
def test_split(shuffle, eager, test_size):
    loader = RDataLoader(frame(), 10, shuffle=shuffle, load_eager=eager, drop_remainder=False)
    train, test = loader.train_test_split(test_size=test_size)
    rows = None
    for _ in range(3):
        a, b = of(train)[:, 0], of(test)[:, 0]
        assert abs(len(b) - test_size * ROWS) <= 1 and sorted([*a, *b]) == list(range(ROWS))
        assert rows is None or rows == set(b)  # the same in each epoch
        rows = set(b)
    if not shuffle:
        assert (b == np.arange(ROWS - len(b), ROWS)).all()
    assert loader.train_test_split(test_size) == (train, test)
    with pytest.raises(RuntimeError, match=f"test_size=0.21.*{test_size}"):
        loader.train_test_split(0.21)


def test_the_random_split_is_another_one_each_time():
    def rows(seed):
        return set(
            of(RDataLoader(frame(), 10, set_seed=seed, drop_remainder=False).train_test_split()[1])[:, 0]
        )

    assert rows(0) != rows(0) and rows(3) == rows(3) != rows(4)


@pytest.mark.parametrize("shuffle", [True, False])
def test_three_way_split(shuffle):
    loader = RDataLoader(frame(), 10, shuffle=shuffle, drop_remainder=False)
    train, rest = loader.train_test_split(0.3)
    validation, test = rest.train_test_split(0.5)
    parts = [of(part)[:, 0] for part in (train, validation, test)]
    assert [len(part) for part in parts] == [700, 150, 150]
    assert sorted(np.concatenate(parts)) == list(range(ROWS))


@pytest.mark.parametrize("batches_in_memory", [1, 2, 1000])
def test_interleaved_loaders(batches_in_memory):
    """Two parts, and two loaders of one frame, side by side."""
    data = frame()
    loader = RDataLoader(data, 10, batches_in_memory, drop_remainder=False, target="label")
    train, test = loader.train_test_split(0.5)
    pairs = list(zip(train.as_numpy(), test.as_numpy()))
    assert len(pairs) == 50 and len(np.unique(np.concatenate([x[:, 0] for p in pairs for x, _ in p]))) == ROWS
    other = RDataLoader(data, 10, batches_in_memory)
    assert len(list(zip(other.as_numpy(), loader.as_numpy(), loader.as_numpy()))) == 100


def test_several_frames(tmp_path):
    a, b = write(tmp_path / "a.root", 300), write(tmp_path / "b.root", 200, first=300)
    for frames in (
        [a, b],
        [tmva.File(tmp_path / "a.root")["t"], tmva.File(tmp_path / "b.root")["t"]],
        f"{tmp_path}/*.root:t",
    ):
        loader = RDataLoader(frames, 10, columns=["x"])
        assert sorted(of(loader)[:, 0]) == list(range(500))
        train, test = loader.train_test_split(0.4)
        assert sorted([*of(train)[:, 0], *of(test)[:, 0]]) == list(range(500))
    in_order = RDataLoader([frame(0, 30), frame(30, 20)], 5, columns=["a"], shuffle=False)
    train, test = in_order.train_test_split(0.4)
    assert of(train)[:, 0].tolist() == list(range(30)) and of(test)[:, 0].tolist() == list(range(30, 50))


def test_second_frame_without_the_column():
    with pytest.raises(tmva.DataError, match="'b'"):
        list(RDataLoader([frame(), {"a": np.zeros(10), "label": np.zeros(10), "w": np.ones(10)}]).as_numpy())


@pytest.mark.parametrize("eager", [False, True])
@pytest.mark.parametrize("padding", [0.0, -1, 0.5])
def test_vectors(table, eager, padding):
    loader = RDataLoader(
        table,
        50,
        columns=["jets", "x", "v"],
        max_vec_sizes={"jets": 2, "v": 3},
        vec_padding=padding,
        load_eager=eager,
    )
    assert loader.columns == ["jets_0", "jets_1", "x", "v_0", "v_1", "v_2"]
    for x in loader.as_numpy():
        n = x[:, 2].astype(int)
        for i in range(2):
            np.testing.assert_array_equal(
                x[:, i], np.where(n % 4 > i, n % 100 + i, padding).astype(np.float32)
            )
        assert (x[:, 3] == n).all() and (x[:, 5] == n % 7).all()


def test_kept_batches_stay_valid():
    kept = list(RDataLoader(frame(), 64, columns=["a", "b"]).as_numpy())
    assert len(np.unique(np.concatenate(kept)[:, 0])) == 960
    torch = pytest.importorskip("torch")
    kept = list(RDataLoader(frame(), 64, columns=["a", "b"]).as_torch())
    assert len(torch.cat(kept)[:, 0].unique()) == 960


def test_torch():
    torch = pytest.importorskip("torch")
    loader = RDataLoader(frame(), 64, target="label", weights="w")
    for x, y, w in loader.as_torch(device="cpu"):
        assert x.dtype == torch.float32 and x.shape == (64, 2) and y.shape == w.shape == (64, 1)
    assert len(loader.as_torch()) == 15


def test_tensorflow():
    tf = pytest.importorskip("tensorflow")
    loader = RDataLoader(frame(), 64, target="label", drop_remainder=False)
    train, _ = loader.train_test_split(0.2)
    for dataset, rows in ((loader.as_tensorflow(), 1000), (train.as_tensorflow(), 800)):
        x, y = dataset.element_spec
        assert x.shape.as_list() == [None, 3] and y.shape.as_list() == [None, 1] and x.dtype == tf.float32
        for _ in range(2):
            batches = list(dataset)
            assert sum(len(x) for x, _ in batches) == rows and len(batches[-1][0]) == rows % 64
    assert sum(1 for _ in loader.as_tensorflow().repeat(2)) == 32
    sampled = RDataLoader(
        [frame(), frame(0, 100)], 64, columns=["a"], load_eager=True, sampling_type="undersampling"
    )
    assert sum(len(x) for x in sampled.as_tensorflow()) == 192


def test_abandoned_iterators_leave_nothing():
    loader, before = RDataLoader(frame(), 10), len(os.listdir("/proc/self/task"))
    for _ in range(10):
        for _ in loader.as_numpy():
            break
    gc.collect()
    assert len(os.listdir("/proc/self/task")) <= before
    assert sorted(of(loader)[:, 0]) == list(range(ROWS))


def test_values_that_float32_cannot_hold():
    with pytest.raises(tmva.DataError, match="16777217"):
        list(RDataLoader({"a": np.array([2**24 + 1] * 64)}).as_numpy())


def test_many_columns():
    data = {f"c{i}": np.full(64, i, np.float32) for i in range(600)}
    x = next(iter(RDataLoader(data).as_numpy()))
    assert x.shape == (64, 600) and (x[0] == np.arange(600)).all()


def test_pickle(table):
    again = pickle.loads(pickle.dumps(RDataLoader(table, columns=["x"], set_seed=3)))
    np.testing.assert_array_equal(of(again), of(RDataLoader(table, columns=["x"], set_seed=3)))


# -- sampling


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    "kind, ratio, replacement, smaller, larger",
    [
        ("undersampling", 1.0, False, 200, 200),
        ("undersampling", 0.5, False, 200, 400),
        ("undersampling", 1.0, True, 200, 200),
        ("undersampling", 0.1, True, 200, 2000),
        ("oversampling", 1.0, False, 1000, 1000),
        ("oversampling", 0.25, False, 250, 1000),
        ("oversampling", 2.0, False, 2000, 1000),
    ],
)
@pytest.mark.parametrize("seed", [0, 42])
def test_sampling(order, kind, ratio, replacement, smaller, larger, seed):
    major, minor = frame(0, 1000, c=np.zeros(1000)), frame(5000, 200, c=np.ones(200))
    loader = RDataLoader(
        [major, minor][::order],
        64,
        columns=["a", "c"],
        target="c",
        load_eager=True,
        sampling_type=kind,
        sampling_ratio=ratio,
        replacement=replacement,
        drop_remainder=False,
        set_seed=seed,
    )
    drawn = []
    for _ in range(2):
        batches = list(loader.as_numpy())
        assert len(batches) == loader.num_batches
        x, y = (np.concatenate(parts)[:, 0] for parts in zip(*batches))
        assert ((x >= 5000) == y).all()
        assert (y == 1).sum() == smaller and (y == 0).sum() == larger
        of_minor, of_major = np.unique(x[y == 1]), np.unique(x[y == 0])
        assert len(of_minor) == 200  # each of the few is there
        assert len(of_major) == larger if not replacement else len(of_major) > 0.8 * min(larger, 1000) * 0.8
        drawn.append(set(of_major))
    if kind == "undersampling" and not replacement:
        assert drawn[0] != drawn[1]


def test_sampled_parts_share_no_row():
    loader = RDataLoader(
        [frame(0, 1000), frame(5000, 200)],
        10,
        columns=["a"],
        load_eager=True,
        sampling_type="oversampling",
        drop_remainder=False,
    )
    train, test = loader.train_test_split(0.25)
    a, b = set(of(train)[:, 0]), set(of(test)[:, 0])
    assert not a & b and len(a) + len(b) == 1200
    assert len(of(train)) == 1500 and len(of(test)) == 500


# -- errors


@pytest.mark.parametrize(
    "options, kind, fragments",
    [
        ({"target": "label", "columns": ["a", "b"]}, ValueError, ["target", "label", "'a'"]),
        (
            {"target": "label", "weights": "w", "columns": ["a", "label"]},
            ValueError,
            ["weights", "'w'"],
        ),
        ({"weights": "w"}, ValueError, ["weights", "target"]),
        ({"columns": ["jets"]}, ValueError, ["max_vec_sizes", "jets"]),
        ({}, ValueError, ["max_vec_sizes", "jets"]),
        ({"columns": ["a"], "max_vec_sizes": {"nope": 2}}, ValueError, ["max_vec_sizes", "nope"]),
        ({"columns": ["a"], "max_vec_sizes": {"a": 2}}, ValueError, ["max_vec_sizes", "'a'"]),
        ({"columns": ["jets"], "max_vec_sizes": {"jets": 0}}, ValueError, ["jets", "0"]),
        ({"columns": []}, ValueError, ["columns"]),
        ({"columns": ["label"], "target": "label"}, ValueError, ["feature"]),
        ({"columns": ["nope"]}, tmva.DataError, ["nope"]),
        ({"columns": ["a"], "batch_size": 0}, ValueError, ["batch_size=0"]),
        ({"columns": ["a"], "batch_size": -4}, ValueError, ["batch_size=-4"]),
        ({"columns": ["a"], "batches_in_memory": 0}, ValueError, ["batches_in_memory=0"]),
        ({"columns": ["a"], "set_seed": -1}, ValueError, ["set_seed=-1"]),
        (
            {"columns": ["a"], "sampling_type": "undersampling"},
            ValueError,
            ["sampling_type", "load_eager"],
        ),
        (
            {"columns": ["a"], "sampling_type": "undersampling", "load_eager": True},
            ValueError,
            ["two data frames", "1"],
        ),
        (
            {"columns": ["a"], "sampling_type": "undersampeling", "load_eager": True},
            ValueError,
            ["undersampeling"],
        ),
    ],
    ids=str,
)
def test_wrong_arguments(options, kind, fragments):
    jets = [[1, 2], [3]] * (ROWS // 2)
    with pytest.raises(kind) as caught:
        RDataLoader(frame(jets=jets), **options)
    for fragment in fragments:
        assert fragment in str(caught.value), caught.value


@pytest.mark.parametrize("test_size", [0, 0.0, 1, 1.5, -0.2, "0.2", float("nan"), True])
def test_wrong_test_size(test_size):
    with pytest.raises(ValueError, match="test_size"):
        RDataLoader(frame()).train_test_split(test_size)


def test_wrong_frames():
    for frames, kind in (([], ValueError), (3, TypeError), ([3], TypeError), (None, TypeError)):
        with pytest.raises(kind):
            RDataLoader(frames)


def test_wrong_sampling_ratio():
    frames = [frame(), frame(5000, 200)]

    def batches(**options):
        return list(RDataLoader(frames, columns=["a"], load_eager=True, **options).as_numpy())

    with pytest.raises(ValueError, match="sampling_ratio=0.1.*0.2"):
        batches(sampling_type="undersampling", sampling_ratio=0.1)
    with pytest.raises(ValueError, match="sampling_ratio=0.1.*0.2"):
        batches(sampling_type="oversampling", sampling_ratio=0.1)
    for ratio in (0, -1, float("nan"), float("inf"), "1"):
        with pytest.raises(ValueError, match="sampling_ratio"):
            batches(sampling_type="oversampling", sampling_ratio=ratio)


def test_parts_without_rows():
    with pytest.raises(RuntimeError, match="no rows are left for validation"):
        RDataLoader(frame(0, 3), 1).train_test_split(0.1)
    with pytest.raises(RuntimeError, match="no rows are left for training"):
        RDataLoader(frame(0, 1), 1, shuffle=False).train_test_split(0.9)
    with pytest.raises(RuntimeError, match="3 rows, no batch of 64"):
        RDataLoader(frame(0, 3)).as_numpy()
    with pytest.raises(RuntimeError, match="0 rows"):
        RDataLoader({"a": np.zeros(0)}).as_numpy()


def test_corrupt_file(tmp_path):
    source = write(tmp_path / "t.root", 5000, cluster_size=500, compression="zlib")
    path = tmp_path / "t.root"
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 2000, 100):
        data[place] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(tmva.FileFormatError, match="t.root"):
        list(RDataLoader(source, columns=["x", "half", "v"]).as_numpy())


def test_columns_of_a_file(table):
    loader = RDataLoader(table, columns=["id", "x"], target="id")
    with pytest.raises(tmva.DataError, match="'id'"):
        list(loader.as_numpy())
    assert columns(0, 1)["id"][0] > 2**24
