"""RDataFrames as tables: against what ROOT's own loops give."""

import numpy as np
import pytest

import tmva
from tmva import _core
from tmva.sources import as_source

pytest.importorskip("torch")  # before ROOT
ROOT = pytest.importorskip("ROOT")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("rdf") / "t.root")
    rng = np.random.default_rng(1)
    with tmva.recreate(path) as file:
        tree = file.mktree("t", {"x": "float32", "n": "int64", "flag": "bool", "jets": "var * float32",
                                 "name": "string"})  # fmt: skip
        for begin in range(0, 5000, 1000):
            tree.extend({
                "x": rng.normal(size=1000).astype(np.float32),
                "n": np.arange(begin, begin + 1000) + 2**40,
                "flag": rng.random(1000) < 0.5,
                "jets": [rng.normal(size=rng.integers(4)).astype(np.float32) for _ in range(1000)],
                "name": ["a"] * 1000,
            })  # fmt: skip
    return path


def rows(source, names, **options):
    given = _core.BatchOptions()
    given.batch_size, given.columns, given.spectators = 64, names, ["n"]
    for key, value in options.items():
        setattr(given, key, value)
    iteration = _core.BatchGenerator([(source, None)], given).Iterate()
    x, n = [], []
    while (batch := iteration.Next()) is not None:
        x.append(batch.array("x").copy())
        n.append(batch.array("n").copy())
    return np.concatenate(x), np.concatenate(n)[:, 0]


def test_filters_defines_and_lists(path):
    frame = ROOT.RDataFrame("t", path).Define("y", "2*x").Filter("x > 0.5").Filter("flag")
    source = as_source(frame)
    expected = frame.AsNumpy(["x", "n", "y"])
    assert source.NumEntries() == len(expected["x"])
    x, n = rows(source, ["x", "y", "jets"], lists=[("jets", 2, -1.0)])
    order = np.argsort(n)
    np.testing.assert_array_equal(n[order], expected["n"])
    np.testing.assert_array_equal(x[order, 0], expected["x"])
    np.testing.assert_array_equal(x[order, 1], expected["y"].astype(np.float32))
    jets = [np.asarray(j) for j in frame.Take["ROOT::VecOps::RVec<float>"]("jets").GetValue()]
    padded = np.array([(list(j) + [-1, -1])[:2] for j in jets], dtype=np.float32)
    np.testing.assert_array_equal(x[order, 2:], padded)


def test_two_of_one_frame_at_once(path):
    frame = ROOT.RDataFrame("t", path)
    positive, negative = as_source(frame.Filter("x > 0")), as_source(frame.Filter("x <= 0"))
    x, n = rows(positive, ["x"])
    y, m = rows(negative, ["x"])
    assert (x > 0).all() and (y <= 0).all()
    assert sorted([*n, *m]) == list(range(2**40, 2**40 + 5000))
    assert frame.Count().GetValue() == 5000


def test_several_frames(path):
    frame = ROOT.RDataFrame("t", path)
    _, n = rows(as_source([frame.Filter("n % 2 == 0"), frame.Filter("n % 2 == 1")]), ["x"])
    assert sorted(n) == list(range(2**40, 2**40 + 5000))


def test_range_is_refused(path, monkeypatch):
    monkeypatch.setattr("tmva.rdataframe._RANGE_BYTES", 1)
    with pytest.raises(tmva.DataError, match="Range"):
        as_source(ROOT.RDataFrame("t", path).Range(1000))
    assert as_source(ROOT.RDataFrame("t", path)).NumEntries() == 5000


def test_frames_without_files(path):
    frame = ROOT.RDataFrame(100).Define("x", "1.5f * rdfentry_").Define("n", "(Long64_t)rdfentry_").Range(10)
    x, n = rows(as_source(frame), ["x"])
    assert sorted(n) == list(range(10))
    np.testing.assert_array_equal(x[:, 0], 1.5 * n)


def test_columns_that_cannot_be_read_say_so(path):
    with pytest.raises(tmva.DataError, match="'name'.*cannot be read.*neither"):
        rows(as_source(ROOT.RDataFrame("t", path)), ["name"])


def test_a_throwing_define_is_an_error(path):
    ROOT.gInterpreter.Declare(
        'double tmva_throws(float x) { if (x > 2) throw std::runtime_error("too large"); return x; }'
    )
    frame = ROOT.RDataFrame("t", path).Define("bad", "tmva_throws(x)")
    with pytest.raises(tmva.DataError, match="too large"):
        rows(as_source(frame), ["bad"])
