"""RDataLoader side by side with ROOT's: the same call, names, numbers and rows."""

import numpy as np
import pytest

import tmva

ROOT = pytest.importorskip("ROOT")
if not hasattr(getattr(ROOT.Experimental, "ML", None), "RDataLoader"):
    pytest.skip("this ROOT has no RDataLoader", allow_module_level=True)

PEERS = [tmva.RDataLoader, ROOT.Experimental.ML.RDataLoader]
ROWS = 2000


@pytest.fixture(scope="module")
def frame(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("peer") / "t.root")
    n = np.arange(ROWS)
    types = {"x": "float32", "y": "float64", "l": "int32", "w": "float32", "j": "var * float32"}
    with tmva.recreate(path) as file:
        tree = file.mktree("t", types, cluster_size=300, counter_name=None)
        jets = [[1.0, 2.0, 3.0][: i % 4] for i in n]
        tree.extend({"x": n.astype("f"), "y": n * 2.0, "l": n % 2, "w": 1 + n % 3, "j": jets})
    return lambda: ROOT.RDataFrame("t", path)


def kept(loader):
    """Its batches; ROOT's lie in memory that is used again."""
    return [
        tuple(part.copy() for part in batch) if isinstance(batch, tuple) else batch.copy()
        for batch in loader.as_numpy()
    ]


def both(frame, **options):
    return [peer(frame() if callable(frame) else frame, **options) for peer in PEERS]


@pytest.mark.parametrize("drop", [False, True])
@pytest.mark.parametrize("eager", [False, True])
def test_rows_and_numbers(frame, drop, eager):
    options = {
        "columns": ["x", "j", "w", "l"],
        "max_vec_sizes": {"j": 2},
        "vec_padding": 7.0,
        "target": "l",
        "weights": "w",
        "drop_remainder": drop,
        "load_eager": eager,
    }
    ours, theirs = both(frame, batch_size=64, **options)
    found = []
    for loader in (ours, theirs):
        batches = kept(loader)
        found.append([np.concatenate(parts) for parts in zip(*batches)])
        shapes = [[part.shape for part in batch] for batch in batches]
        numbers = (
            loader.num_batches,
            loader.last_batch_no_of_rows,
            loader.columns,
            loader.train_columns,
            loader.target_columns,
            loader.weights_column,
            shapes,
        )
        found[-1].append(numbers)
    assert found[0][3] == found[1][3]
    if not drop:
        for mine, other in zip(found[0][:3], found[1][:3]):
            order = np.argsort(found[0][0][:, 0]), np.argsort(found[1][0][:, 0])
            np.testing.assert_array_equal(mine[order[0]], other[order[1]])
            assert mine.dtype == other.dtype


def test_order_of_rows_that_are_not_shuffled(frame):
    loaders = both(frame, batch_size=64, columns=["x"], shuffle=False, drop_remainder=False)
    parts = [[kept(part) for part in loader.train_test_split(0.3)] for loader in loaders]
    for mine, other in zip(*parts):
        assert sum(map(len, mine)) == sum(map(len, other))


def test_filter_and_define(frame):
    """The first epoch of ROOT's is right."""
    options = {"batch_size": 50, "columns": ["z", "x"], "drop_remainder": False}
    found = []
    for peer in PEERS:
        loader = peer(frame().Filter("x > 100", "cut").Define("z", "x * 2"), **options)
        found.append(np.sort(np.concatenate(kept(loader)), axis=0))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("kind", ["undersampling", "oversampling"])
@pytest.mark.parametrize("ratio", [0.8, 1.0])
def test_sampling(frame, kind, ratio):
    frames = [frame().Filter("x < 500"), frame().Filter("x >= 500")]
    loaders = both(
        frames,
        batch_size=100,
        columns=["x"],
        load_eager=True,
        sampling_type=kind,
        sampling_ratio=ratio,
        drop_remainder=False,
    )
    rows = [np.concatenate(kept(loader))[:, 0] for loader in loaders]
    assert [(r < 500).sum() for r in rows[:1]] == [(r < 500).sum() for r in rows[1:]]
    assert len(rows[0]) == len(rows[1])


@pytest.mark.parametrize(
    "options",
    [
        {"columns": ["x"], "target": "l"},
        {"columns": ["x", "w"], "weights": "w"},
        {"columns": ["j"]},
        {"columns": ["x", "l"], "target": "l", "weights": "w"},
    ],
    ids=str,
)
def test_errors(frame, options):
    for peer in PEERS:
        with pytest.raises(ValueError):
            peer(frame(), **options).as_numpy()


# -- where ROOT's fails, ours alone


def test_filters_hold_in_each_epoch(frame):
    loader = tmva.RDataLoader(frame().Filter("l == 1"), 50, columns=["x"], drop_remainder=False)
    train, test = loader.train_test_split(0.3)
    for _ in range(3):
        rows = [np.concatenate(kept(part))[:, 0] for part in (train, test)]
        assert sorted(np.concatenate(rows)) == list(range(1, ROWS, 2))
        assert len(rows[1]) == 300


def test_loaders_of_one_frame_at_once(frame):
    data = frame().Define("z", "x + 1")
    one, two = (tmva.RDataLoader(data, 50, columns=["x", "z"]) for _ in range(2))
    pairs = list(zip(one.as_numpy(), two.as_numpy(), one.as_numpy()))
    assert len(pairs) == ROWS // 50
    assert all((x[:, 1] == x[:, 0] + 1).all() for batches in pairs for x in batches)


def test_ranges(frame):
    with pytest.raises(tmva.DataError, match="Range"):
        list(tmva.RDataLoader(frame().Range(1000), 50, columns=["x"]).as_numpy())


def test_columns_that_throw(frame):
    bad = 'if (x > 700) throw std::runtime_error("too large"); return x;'
    with pytest.raises(tmva.Error, match="too large"):
        list(tmva.RDataLoader(frame().Define("z", bad), 50, columns=["z"]).as_numpy())


def test_second_frame_without_the_column(frame):
    with pytest.raises(tmva.Error, match="'z'"):
        list(tmva.RDataLoader([frame().Define("z", "x"), frame()], 50, columns=["z"]).as_numpy())
