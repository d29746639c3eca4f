"""BatchGenerator: every row once, of the right type; the same batches whatever the threads."""

import itertools

import numpy as np
import pytest
from batch_helpers import FIRST, columns, ids, same, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tmva
from tmva import BatchGenerator

ROWS = 4321


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("batches") / "t.root", ROWS, cluster_size=300)


def make(source, batch_size=256, **options):
    options = {"columns": ["x", "half"], "spectators": ["id"], "seed": 5, **options}
    return BatchGenerator(source, batch_size, **options)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    parts=st.lists(
        st.tuples(st.integers(0, 900), st.integers(1, 400), st.booleans()), min_size=1, max_size=4
    ),
    batch_size=st.integers(1, 1000),
    shuffle=st.sampled_from([False, True, "global"]),
    shuffle_rows=st.one_of(st.none(), st.integers(1, 2000)),
    threads=st.integers(1, 3),
    prefetch=st.integers(0, 5),
    drop=st.booleans(),
    seed=st.integers(0, 2**64 - 1),
)
def test_every_row_once(
    tmp_path_factory, parts, batch_size, shuffle, shuffle_rows, threads, prefetch, drop, seed
):
    folder = tmp_path_factory.mktemp("layout")
    first, sources = 0, []
    for i, (rows, cluster, ntuple) in enumerate(parts):
        sources.append(write(folder / f"{i}.root", rows, cluster, first, ntuple))
        first += rows
    gen = make(
        sources,
        batch_size,
        shuffle=shuffle,
        shuffle_rows=shuffle_rows,
        threads=threads,
        prefetch=prefetch,
        drop_remainder=drop,
        seed=seed,
    )
    for _ in range(2):
        batches = list(gen)
        assert len(batches) == len(gen) == (first // batch_size if drop else -(-first // batch_size))
        assert [len(x) for x, _ in batches[:-1]] == [batch_size] * max(len(batches) - 1, 0)
        found = ids(batches)
        assert len(np.unique(found)) == len(found) == (len(gen) * batch_size if drop else first)
        for x, spectators in batches:
            n = spectators["id"] - FIRST
            assert (x[:, 0] == n).all() and (x[:, 1] == n / 2).all()
    if not shuffle and not drop:
        assert (found == np.arange(first)).all()


def test_structure(table):
    x = next(iter(BatchGenerator(table, columns="x")))
    assert x.shape == (1024, 1) and x.dtype == np.float32
    x, y = next(iter(BatchGenerator(table, columns=["x", "v"], target=["label", "half"])))
    assert x.shape == (1024, 4) and y.shape == (1024, 2)
    x, w = next(iter(BatchGenerator(table, columns="x", weights="weight*2")))
    assert w.shape == (1024, 1) and (w[:, 0] == 2 * (1 + x[:, 0] % 5)).all()
    gen = BatchGenerator(
        table,
        100,
        columns=["x", "jets"],
        target="x > 10",
        weights="weight",
        mask=True,
        spectators=["id", "v", "half*2", "label"],
        vectors={"jets": (2, -1)},
        dtype="float64",
    )
    (x, mask), y, w, spectators = next(iter(gen))
    assert x.dtype == y.dtype == w.dtype == np.float64 and mask.dtype == np.bool_
    assert x.shape == (100, 3) and mask.shape == (100, 2)
    assert gen.columns == ["x", "jets_0", "jets_1"] and gen.targets == ["x > 10"]
    assert {name: (s.dtype.name, s.shape) for name, s in spectators.items()} == {
        "id": ("int64", (100,)),
        "v": ("float32", (100, 3)),
        "half*2": ("float64", (100,)),
        "label": ("int32", (100,)),
    }


def test_spectators_called_as_tensors():
    """With and without the tensors of these names."""
    n = np.arange(50)
    data = {"a": n.astype("f"), "x": n + FIRST, "y": n + 1, "w": n + 2, "mask": n + 3}
    for options in ({}, {"target": "a", "weights": "1+a"}):
        gen = BatchGenerator(data, 10, columns="a", spectators=["mask", "x", "y", "w"], **options)
        for x, *_, s in gen:
            for i, name in enumerate(("x", "y", "w", "mask")):
                assert (s[name] - (FIRST if name == "x" else i) == x[:, 0]).all()
    assert len(gen.kfold("x % 2")) == 2 and len(gen.kfold("mask")) == 50


def test_all_unused_columns_are_features(table):
    gen = BatchGenerator(
        table, target="label", weights="weight", spectators=["id", "half"], vectors={"jets": 2}
    )
    assert gen.columns == ["x", "v_0", "v_1", "v_2", "jets_0", "jets_1"]


@pytest.mark.parametrize("source", ["dict", "pandas", "awkward", "tree", "chain", "structured"])
def test_sources(table, source):
    made = columns(0, 500)
    flat = {name: made[name] for name in ("id", "x", "half")}
    if source == "dict":
        data = made
    elif source == "pandas":
        data = pytest.importorskip("pandas").DataFrame(flat)
    elif source == "awkward":
        data = pytest.importorskip("awkward").Array(flat)
    elif source == "tree":
        data = tmva.File(table.rpartition(":")[0])["t"]
    elif source == "chain":
        data = tmva.chain(table)
    else:
        data = np.array(list(zip(*flat.values())), [(name, values.dtype) for name, values in flat.items()])
    expected = 500 if source not in ("tree", "chain") else ROWS
    batches = list(make(data))
    assert sorted(ids(batches)) == list(range(expected))
    for x, spectators in batches:
        assert (x[:, 0] == spectators["id"] - FIRST).all()


def test_arrow():
    pa = pytest.importorskip("pyarrow")
    made = columns(0, 500)
    assert sorted(ids(make(pa.table({name: made[name] for name in ("id", "x", "half")})))) == list(range(500))


def test_wildcards_and_lists_of_files(tmp_path):
    one = write(tmp_path / "a1.root", 100)
    write(tmp_path / "a2.root", 150, first=100)
    assert sorted(ids(make(f"{tmp_path}/a*.root:t"))) == list(range(250))
    assert sorted(ids(make([one, {n: v for n, v in columns(100, 7).items()}]))) == list(range(107))


def test_classes_of_trees(tmp_path):
    signal = write(tmp_path / "s.root", 100)
    background = [
        write(tmp_path / "b1.root", 70, first=1000),
        write(tmp_path / "b2.root", 60, first=2000),
    ]
    gen = make({"signal": signal, "background": background})
    assert gen.classes == ["signal", "background"] and gen.class_rows() == {0: 100, 1: 130}
    for x, y, spectators in gen:
        assert ((spectators["id"] - FIRST >= 1000) == y[:, 0]).all()
    targeted = make({"signal": signal, "background": background}, target="half")
    for x, y, _ in targeted:
        assert (y == x[:, 1:]).all()
    of_arrays = make({"signal": columns(0, 10), "background": columns(10, 20)})
    assert len(of_arrays.classes) == 2 and of_arrays.num_rows == 30
    assert make(columns(0, 10)).classes == []


def test_label_expression(table):
    gen = make(table, label="x > 1000")
    assert gen.classes == ["0", "1"] and gen.class_rows() == {0: 1001, 1: ROWS - 1001}
    for x, y, _ in gen:
        assert ((x[:, :1] > 1000) == y).all()


@pytest.mark.parametrize("shuffle", [False, True, "global"])
def test_cuts(table, shuffle):
    gen = make(table, cut="x % 3 == 1 && half > 200", shuffle=shuffle)
    expected = [n for n in range(ROWS) if n % 3 == 1 and n > 400]
    for _ in range(3):
        batches = list(gen)
        assert sorted(ids(batches)) == expected and len(batches) == len(gen)
    assert gen.num_rows == len(expected)


def test_cut_with_nan_leaves_the_row_out():
    gen = make({"x": np.array([1.0, np.nan, 3.0]), "id": np.arange(3) + FIRST}, columns="x", cut="x")
    assert sorted(ids(gen)) == [0, 2]


def test_defined_columns(table):
    gen = make(
        table,
        define={"double": "x*2", "more": "double+1"},
        columns=["double", "more*2"],
        cut="more > 100",
    )
    for x, spectators in gen:
        n = spectators["id"] - FIRST
        assert (x[:, 0] == 2 * n).all() and (x[:, 1] == 2 * (2 * n + 1)).all() and (2 * n + 1 > 100).all()


@pytest.mark.parametrize("fill", [-1, 0.5, 0, 7, float("nan")])
@pytest.mark.parametrize("source", ["file", "arrays"])
def test_lists_are_padded_and_cut(table, fill, source):
    gen = make(
        table if source == "file" else columns(0, 500),
        columns=["jets", "x"],
        vectors={"jets": (2, fill)},
        mask=True,
    )
    for (x, mask), spectators in gen:
        n = spectators["id"] - FIRST
        for i in range(2):
            there = n % 4 > i
            assert (mask[:, i] == there).all()
            assert (x[there, i] == (n % 100 + i)[there]).all()
            np.testing.assert_array_equal(x[~there, i], np.float32(fill))


def test_large_integers():
    data = {"x": np.array([2**24 + 1, 1]), "id": np.array([2**62 + 1, 2**62 + 3])}
    with pytest.raises(tmva.DataError, match="'x'.*16777217"):
        list(BatchGenerator(data, columns="x"))
    x, s = next(iter(BatchGenerator(data, columns="x", dtype="float64", spectators="id", shuffle=False)))
    assert x[:, 0].tolist() == [2**24 + 1, 1] and s["id"].tolist() == [2**62 + 1, 2**62 + 3]
    with pytest.raises(tmva.DataError, match="'id'"):
        list(BatchGenerator(data, columns="id", dtype="float64"))
    fits = {"x": np.array([2**24, -(2**24), 2**40], np.int64)}  # all are float32
    assert next(iter(BatchGenerator(fits, shuffle=False)))[:, 0].tolist() == [
        2**24,
        -(2**24),
        2**40,
    ]


def test_infinities_and_nan_are_passed(tmp_path):
    x = np.array([np.inf, -np.inf, np.nan, -0.0, 1e-45])
    np.testing.assert_array_equal(
        next(iter(BatchGenerator({"x": x}, shuffle=False)))[:, 0], x.astype(np.float32)
    )


@pytest.mark.parametrize("shuffle", [False, True, "global"])
@pytest.mark.parametrize("balance", [None, "undersample", "oversample", "batch"])
def test_threads_prefetch_and_cache_change_nothing(table, tmp_path, shuffle, balance):
    if balance == "batch" and shuffle == "global":
        with pytest.raises(tmva.OptionError, match="shuffle of its own"):
            make(table, shuffle=shuffle, balance=balance, target="label")
        return
    options = {"shuffle": shuffle, "balance": balance, "target": "label", "shuffle_rows": 1000}
    gen = make(table, threads=1, **options)
    expected = [list(gen), list(gen)]
    for other in (
        {"threads": 3},
        {"threads": 2, "prefetch": 7},
        {"prefetch": 0},
        {"cache": "ram"},
        {"cache": tmp_path, "threads": 3},
    ):
        gen = make(table, **options, **other)
        for epoch in expected:
            same(list(gen), epoch)


def test_epochs(table):
    gen = make(table)
    first, second = ids(gen), ids(gen)
    assert not np.array_equal(first, second) and gen.epoch == 2
    again = make(table, epochs=2)
    assert len(again) == 2 * again.num_batches
    both = list(again)
    assert len(both) == len(again)
    np.testing.assert_array_equal(ids(both), np.concatenate([first, second]))
    gen.set_epoch(1)
    np.testing.assert_array_equal(ids(gen), second)
    assert not np.array_equal(ids(make(table, seed=6)), first)


def test_drawn_seed(table, capfd):
    tmva.TMVA.gConfig().SetSilent(False)  # a Factory of another test may have
    gen = make(table, seed=None)
    assert str(gen.seed) in capfd.readouterr().out and str(gen.seed) in repr(gen)
    assert gen.seed != make(table, seed=None).seed
    same(list(gen), list(make(table, seed=gen.seed)))
    capfd.readouterr()
    make(table, seed=1), make(table, seed=None, shuffle=False)
    assert capfd.readouterr().out == ""


def test_iterations_are_independent(table):
    one, two = make(table), make(table, seed=9)
    expected = [list(one), list(one)], list(two)
    one.set_epoch(0), two.set_epoch(0)
    a, b, c = iter(one), iter(one), iter(two)
    got = [], [], []
    for batches in itertools.zip_longest(a, b, c):
        for into, batch in zip(got, batches):
            into += [] if batch is None else [batch]
    same(got[0], expected[0][0]), same(got[1], expected[0][1]), same(got[2], expected[1])


def test_kept_batches_stay_valid(table):
    kept = [(x, x.copy()) for x, _ in make(table, 64)]
    slices = [x[3:5] for x, _ in make(table, 64)]
    list(make(table, 64))
    for x, copy in kept:
        np.testing.assert_array_equal(x, copy)
    assert all(len(s) and (s[:, 0] == 2 * s[:, 1]).all() for s in slices)


@pytest.mark.parametrize("stop", [1, 7, 16, 17])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"shuffle": False},
        {"shuffle": "global"},
        {"balance": "oversample", "target": "label"},
        {"balance": "batch", "target": "label"},
        {"cut": "x % 2"},
        {"rank": 1, "world_size": 2},
        {"shuffle_rows": 600, "threads": 3},
    ],
    ids=str,
)
def test_resume(table, options, stop):
    import json

    batch_size = 256 if "rank" not in options and "cut" not in options else 128
    whole = make(table, batch_size, epochs=2, **options)
    expected = list(whole)
    first = make(table, batch_size, epochs=2, **options)
    for _, _ in zip(range(stop), first):
        pass
    state = json.loads(json.dumps(first.state_dict()))
    # zip() has taken one batch more than it gave
    again = make(table, batch_size, epochs=2, **{**options, "seed": 77, "threads": 2})
    again.load_state_dict(state)
    rest = list(again)
    assert len(rest) == len(expected) - state["passed"] * whole.num_batches - state["batch"]
    same(rest, expected[len(expected) - len(rest) :])


def test_state_between_iterations(table):
    gen = make(table)
    assert gen.state_dict()["epoch"] == 0
    list(gen)
    state = gen.state_dict()
    assert (state["epoch"], state["batch"]) == (1, 0)
    expected = list(gen)
    other = make(table)
    other.load_state_dict(state)
    assert other.state_dict() == state
    same(list(other), expected)
    assert other.epoch == 2


def test_state_of_other_settings_is_refused(table):
    state = make(table).state_dict()
    for changed, name in (
        ({"batch_size": 128}, "batch_size"),
        ({"columns": ["x"]}, "columns"),
        ({"rank": 1, "world_size": 2}, "rank"),
        ({"shuffle_rows": 7}, "shuffle_rows"),
    ):
        with pytest.raises(tmva.OptionError, match=name):
            make(table, **changed).load_state_dict(state)
    with pytest.raises(tmva.OptionError, match="'batch' is missing"):
        make(table).load_state_dict({})


@pytest.mark.parametrize("balance", ["undersample", "oversample", "batch"])
@pytest.mark.parametrize("shuffle", [False, True, "global"])
def test_balance(table, balance, shuffle):
    if balance == "batch" and shuffle == "global":
        with pytest.raises(tmva.OptionError, match="balance"):
            make(table, balance=balance, shuffle=shuffle, target="label")
        return
    gen = make(table, balance=balance, target="label", shuffle=shuffle)
    ones = len(range(0, ROWS, 3))
    zeros = ROWS - ones
    wanted = ones if balance == "undersample" else zeros
    seen = []
    for _ in range(2):
        batches = list(gen)
        y = np.concatenate([y for _, y, _ in batches])[:, 0]
        assert (y == 1).sum() == (y == 0).sum() == wanted
        assert len(batches) == len(gen) and gen.num_rows == 2 * wanted
        found = ids(batches)
        assert ((found % 3 == 0) == y).all()
        counts = np.unique(found[y == 1], return_counts=True)[1]
        assert len(counts) == ones and set(counts) <= ({1} if balance == "undersample" else {1, 2})
        assert len(np.unique(found[y == 0])) == wanted
        seen.append(set(found[y == 0]))
        if balance == "batch":
            assert all(abs(2 * (y == 1).sum() - len(y)) <= 1 for _, y, _ in batches)
    if balance == "undersample":
        assert seen[0] != seen[1]  # another part each epoch


def test_standardise(table):
    gen = make(table, 500, transform="standardise", target="label")
    x = np.concatenate([x for x, _, _ in gen]).astype(float)
    np.testing.assert_allclose(x.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(x.std(0), 1, rtol=1e-5)
    raw = np.concatenate([x for x, _ in make(table, shuffle=False)]).astype(float)
    for x, _, s in gen:
        np.testing.assert_allclose(
            x, ((raw - raw.mean(0)) / raw.std(0))[s["id"] - FIRST], rtol=1e-4, atol=1e-5
        )
    constant = list(BatchGenerator({"x": np.full(9, 3.0)}, transform="standardise"))
    assert (constant[0] == 0).all()
    far = np.concatenate(
        list(BatchGenerator({"x": 1e9 + np.arange(1000.0)}, 7, transform="standardise", dtype="float64"))
    )
    np.testing.assert_allclose([far.mean(), far.std()], [0, 1], atol=1e-9)
    with pytest.raises(tmva.DataError, match="'x'"):
        list(BatchGenerator({"x": np.array([1.0, np.nan])}, transform="standardise"))
    with pytest.raises(tmva.OptionError, match="transform='M'"):
        make(table, transform="M")


def test_standardised_columns_that_nothing_else_uses():
    """And parts that know their classes."""
    n = np.arange(1000.0)
    data = {"a": n, "b": -3 * n, "label": n % 4 == 0, "w": 1 + n, "s": n}
    gen = BatchGenerator(
        data, 100, target="label", weights="w", spectators="s", seed=1, transform="standardise"
    )
    assert gen.columns == ["a", "b"]
    train, _ = gen.train_test_split(0.3, stratify=True)
    x = np.concatenate([x for x, *_ in train]).astype(float)
    np.testing.assert_allclose([x.mean(0), x.std(0)], [[0, 0], [1, 1]], atol=1e-5)
    (_, test), _ = train.kfold("s % 2")
    assert {tuple(s["s"] % 2) for *_, s in test} <= {(0,) * k for k in range(101)}


def test_fitted_on_the_training_part_only():
    data = {"x": np.concatenate([np.zeros(5000), np.ones(5000)]), "part": np.repeat([0, 1], 5000)}
    (train, test), _ = BatchGenerator(data, columns="x", transform="standardise", seed=1).kfold("part")
    assert {float(v) for x in train for v in np.unique(x)} == {0.0}  # part 1: constant
    assert {float(v) for x in test for v in np.unique(x)} == {-1.0}
    train, test = BatchGenerator({"x": np.arange(1000.0)}, transform="standardise", seed=1).train_test_split()
    assert abs(np.concatenate(list(train)).mean()) < 1e-6 < abs(np.concatenate(list(test)).mean())


def test_transform_function(table):
    plain = list(make(table))
    same([(x[:, :1] * 2, s) for x, s in plain], list(make(table, transform=lambda x: x[:, :1] * 2)))
    with pytest.raises(tmva.DataError, match="transform.*shape"):
        list(make(table, transform=lambda x: x[:3]))
    calls = []

    def third_fails(x):
        calls.append(1)
        return x if len(calls) != 3 else 1 / 0

    gen = make(table, transform=third_fails)
    with pytest.raises(ZeroDivisionError):
        list(gen)
    assert gen.state_dict()["batch"] == 2  # the batch that failed comes again
    gen.load_state_dict(gen.state_dict())
    same(list(gen), plain[2:])


def test_progress_and_statistics(table):
    seen = []
    gen = make(table, progress=lambda done, total: seen.append((done, total)))
    list(gen)
    assert seen[-1] == (ROWS, ROWS) and len(seen) == len(gen) and seen == sorted(seen)
    seen.clear()
    list(make(table, cut="x > 5", progress=lambda done, total: seen.append((done, total))))
    assert seen[-1] == (ROWS - 6, None)
    stats = gen.statistics()
    assert stats["rows"] == ROWS and stats["batches"] == len(gen) and stats["skipped_rows"] == 0
    assert 0 <= stats["wait_seconds"] <= stats["seconds"] and stats["rows_per_second"] > 0
    iterator = iter(gen)
    next(iterator)
    assert gen.statistics()["rows"] == 256 and gen.statistics()["memory"] > 0


def test_save(table, tmp_path):
    train, test = make(
        table, target="label", weights="weight*2", columns=["x", "half/2", "v"]
    ).train_test_split()
    rows = train.save(tmp_path / "train.root", "train", compression="lz4")
    tree = tmva.File(tmp_path / "train.root")["train"]
    assert rows == tree.num_entries == train.num_rows
    assert tree.keys() == ["x", "half_2", "v_0", "v_1", "v_2", "label", "weight_2", "id"]
    saved = tree.arrays()
    assert saved["id"].dtype == np.int64 and saved["x"].dtype == np.float32
    n = saved["id"] - FIRST
    assert sorted(n) == sorted(ids(train)) and (saved["half_2"] == n / 4).all()
    assert (saved["weight_2"] == 2 * (1 + n % 5)).all() and (saved["v_2"] == n % 7).all()
    assert train.state_dict()["epoch"] == 1  # saving is no iteration
    named = BatchGenerator({"a": np.arange(5.0), "x": np.arange(5) + FIRST}, spectators="x")
    named.save(tmp_path / "x.root")
    saved = tmva.File(tmp_path / "x.root")["events"].arrays()
    assert (saved["x"] - FIRST == saved["a"]).all()
    masked = make(table, columns="jets", vectors={"jets": (1, -1)}, mask=True)
    masked.save(tmp_path / "m.root")
    saved = tmva.File(tmp_path / "m.root")["events"].arrays()
    assert ((saved["jets"] != -1) == saved["has_jets"]).all()


def test_empty_tables(tmp_path):
    for source in (
        {"x": np.zeros(0), "half": np.zeros(0), "id": np.zeros(0, np.int64)},
        write(tmp_path / "empty.root", 0),
        write(tmp_path / "n.root", 0, ntuple=True),
    ):
        gen = make(source)
        assert list(gen) == [] and len(gen) == 0 and gen.num_rows == 0


@pytest.mark.parametrize("shuffle", [False, True, "global"])
def test_a_cut_that_keeps_nothing(table, shuffle):
    gen = make(table, cut="x < 0", shuffle=shuffle)
    assert list(gen) == [] and len(gen) == 0
    assert list(gen) == []


def test_batch_larger_than_the_data():
    assert [len(x) for x, _ in make(columns(0, 10), 100)] == [10]
    gen = make(columns(0, 10), 100, drop_remainder=True)
    assert list(gen) == [] and len(gen) == 0


def test_context_manager(table):
    with make(table) as gen:
        iterator = iter(gen)
        next(iterator)
    assert next(iterator, None) is None
    assert len(list(gen)) == len(gen)
