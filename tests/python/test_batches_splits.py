"""Splits, folds and shards: no row in two parts, none lost, the same each time."""

import numpy as np
import pytest
from batch_helpers import FIRST, columns, ids, same, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tmva
from tmva import BatchGenerator

ROWS = 3000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("splits") / "t.root", ROWS, cluster_size=170)


def make(source, batch_size=128, **options):
    return BatchGenerator(source, batch_size, **{"columns": "x", "spectators": "id", "seed": 3, **options})


def check_partition(parts, expected):
    found = [ids(part) for part in parts]
    together = np.concatenate(found)
    assert len(np.unique(together)) == len(together)
    assert sorted(together) == sorted(expected)
    assert [len(rows) for rows in found] == [part.num_rows for part in parts]
    return found


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    weights=st.lists(st.integers(1, 20), min_size=2, max_size=5),
    seed=st.integers(0, 2**64 - 1),
    cut=st.sampled_from([None, "x % 5 != 2"]),
    shuffle=st.sampled_from([False, True, "global"]),
    stratify=st.booleans(),
)
def test_random_splits(table, weights, seed, cut, shuffle, stratify):
    fractions = [weight / sum(weights) for weight in weights]
    gen = make(table, cut=cut, shuffle=shuffle, label="label" if stratify else None)
    parts = gen.split(fractions, seed=seed, stratify=stratify)
    expected = [n for n in range(ROWS) if cut is None or n % 5 != 2]
    for _ in range(2):
        found = check_partition(parts, expected)
    for rows, fraction in zip(found, fractions):
        if not stratify:
            assert abs(len(rows) - fraction * len(expected)) < 6 * np.sqrt(len(expected)) / 2
            continue
        for label in (0, 1):
            of_class = sum((n % 3 == 0) == label for n in expected)
            assert abs(sum((rows % 3 == 0) == label) - fraction * of_class) <= 1


def test_split_is_random_by_row_and_repeatable(table):
    train, test = make(table).train_test_split(0.25)
    rows = np.sort(ids(test))
    assert (np.diff(rows) == 1).sum() > 100 and np.diff(rows).max() < 60  # no blocks
    again = make(table, batch_size=7, shuffle=False, threads=3).train_test_split(0.25)[1]
    np.testing.assert_array_equal(rows, np.sort(ids(again)))
    other = make(table).train_test_split(0.25, seed=4)[1]
    assert not np.array_equal(rows, np.sort(ids(other)))
    assert not np.array_equal(rows, np.sort(ids(make(table, seed=8).train_test_split(0.25)[1])))


def test_splits_of_splits(table):
    train, rest = make(table).train_test_split(0.5)
    a, b = rest.train_test_split(0.5)
    c, d = train.split([0.3, 0.7], seed=3)
    found = check_partition([a, b, c, d], range(ROWS))
    for rows, fraction in zip(found, (0.25, 0.25, 0.15, 0.35)):
        assert abs(len(rows) - fraction * ROWS) < 150
    folds = a.kfold(3)
    check_partition([test for _, test in folds], ids(a))


def test_stratified_classes_of_trees():
    gen = make({"s": columns(0, 101), "b": columns(1000, 1000)})
    train, test = gen.train_test_split(0.2, stratify=True)
    assert train.class_rows() == {0: 81, 1: 800} and test.class_rows() == {0: 20, 1: 200}
    check_partition([train, test], [*range(101), *range(1000, 2000)])
    for fold, (train, test) in enumerate(gen.kfold(5, stratify=True)):
        assert abs(test.class_rows()[0] - 20.2) <= 1 and test.class_rows()[1] == 200
        check_partition([train, test], [*range(101), *range(1000, 2000)])
    with pytest.raises(tmva.Error, match="label"):
        make(columns(0, 10)).train_test_split(0.2, stratify=True)
    empty = make(columns(0, 10), cut="x < 0", label="label").split([0.5, 0.5], stratify=True)
    assert [list(part) for part in empty] == [[], []]


def test_kfold(table):
    folds = make(table).kfold(4)
    assert len(folds) == 4
    check_partition([test for _, test in folds], range(ROWS))
    for train, test in folds:
        check_partition([train, test], range(ROWS))
        assert abs(test.num_rows - ROWS / 4) < 150


def test_kfold_by_expression():
    made = columns(0, 1000)
    made["id"] += 2**60  # float64 has no odd numbers there
    gen = make(made, cut="x != 3")
    folds = gen.kfold("id % 3")
    assert len(folds) == 3
    expected = [n for n in range(1000) if n != 3]
    for fold, (train, test) in enumerate(folds):
        found = ids(test) - 2**60
        assert set((found + FIRST + 2**60) % 3) == {fold}
        check_partition([train, test], [n + 2**60 for n in expected])
    check_partition([test for _, test in folds], [n + 2**60 for n in expected])
    negative = make({"x": np.arange(20.0), "id": np.arange(20) + FIRST, "fold": np.tile([-2, 5], 10)}).kfold(
        "fold"
    )
    assert [test.num_rows for _, test in negative] == [10, 10]


@pytest.mark.parametrize(
    "folds, fragment",
    [
        ("x / 2", "no integers"),
        ("id", "more than"),
        ("7", "1 value"),
        ("v", "several values"),
        ("nothing", "nothing"),
        (1, "folds=1"),
        (2.5, "folds=2.5"),
    ],
)
def test_folds_that_are_none(table, folds, fragment):
    with pytest.raises(tmva.Error, match=fragment):
        make(table).kfold(folds)


@pytest.mark.parametrize(
    "call, fragment",
    [
        (lambda g: g.train_test_split(0), "test_size=0"),
        (lambda g: g.train_test_split(1.0), "test_size=1.0"),
        (lambda g: g.train_test_split("0.2"), "test_size"),
        (lambda g: g.split([0.5]), "fractions"),
        (lambda g: g.split([0.5, 0.6]), "fractions"),
        (lambda g: g.split([1.5, -0.5]), "fractions=1.5"),
        (lambda g: g.train_test_split(0.2, seed=-1), "seed=-1"),
        (lambda g: g.train_test_split(0.2, stratify="label"), "stratify='label'"),
        (lambda g: g.kfold("x", seed=1), "seed"),
        (lambda g: g.shard(2, 2), "rank=2"),
        (lambda g: g.shard(0, 0), "world_size=0"),
    ],
)
def test_wrong_splits(table, call, fragment):
    with pytest.raises(tmva.OptionError, match=fragment):
        call(make(table))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    world=st.integers(1, 9),
    rows=st.integers(1, 300),
    batch_size=st.integers(1, 40),
    shuffle=st.sampled_from([False, True, "global"]),
    cut=st.booleans(),
    drop=st.booleans(),
    balance=st.sampled_from([None, "undersample", "oversample", "batch"]),
)
def test_shards(world, rows, batch_size, shuffle, cut, drop, balance):
    if balance == "batch" and shuffle == "global":
        balance = None
    n = np.arange(rows)
    data = {"x": n.astype(float), "label": n % 3 == 0, "id": n + FIRST}
    gen = make(
        data,
        batch_size,
        shuffle=shuffle,
        cut="x % 4 != 1" if cut else None,
        drop_remainder=drop,
        balance=balance,
        target="label",
    )
    if balance is not None and len(gen.class_rows()) < 2:
        return
    total = gen.num_rows
    whole = sorted(ids(gen.as_numpy())) if not drop else None
    shards = [gen.shard(rank, world) for rank in range(world)]
    if total < world:
        with pytest.raises(tmva.DataError, match="fewer rows"):
            list(shards[0])
        return
    if batch_size == 1 and not drop and total % world:
        with pytest.raises(tmva.DataError, match="no equal number of batches"):
            list(shards[0])
        return
    batches = [list(shard) for shard in shards]
    assert {len(b) for b in batches} == {len(shards[0])}
    counts = [shard.num_rows for shard in shards]
    assert sum(counts) == total and max(counts) - min(counts) <= (1 if balance != "batch" else 2)
    assert all(len(x) > 0 for b in batches for x, _, _ in b)
    found = np.concatenate([ids(b) for b in batches])
    if drop:
        assert balance is not None or len(np.unique(found)) == len(found)
    else:
        assert [len(ids(b)) for b in batches] == counts
        assert sorted(found) == whole


def test_shards_of_shards_and_of_splits(table):
    gen = make(table)
    train, test = gen.train_test_split(0.3)
    parts = [train.shard(0, 2).shard(0, 2), train.shard(0, 2).shard(1, 2), train.shard(1, 2), test]
    check_partition(parts[:3], ids(train))
    shards = [make(table, rank=rank, world_size=3) for rank in range(3)]
    check_partition(shards, range(ROWS))
    same(list(gen.shard(1, 3)), list(make(table, rank=1, world_size=3)))
    assert gen.shard(1, 3).world_size == 3 and gen.shard(1, 3).rank == 1
    one, two = shards[0], shards[0]
    assert not np.array_equal(ids(one), ids(two))  # other rows each epoch
