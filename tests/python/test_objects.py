"""Objects of ROOT files in Python against uproot and ROOT."""

import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva import _core

uproot = pytest.importorskip("uproot")

DATA = pathlib.Path(__file__).resolve().parents[1] / "data" / "rootio"
FILES = ["gen-members.root", "gen-objects.root", "uproot-histograms.root"]


@pytest.fixture(scope="module")
def members():
    return tmva.File(DATA / "gen-members.root")


def _pairs(kind):
    """(name, ours, uproot's) of the objects whose class uproot calls so."""
    for path in FILES:
        theirs = uproot.open(DATA / path)
        ours = tmva.File(DATA / path)
        for name, class_name in theirs.classnames().items():
            if class_name.startswith(kind) and ours.classname_of(name):
                yield f"{path}:{name}", ours[name], theirs[name]


def test_histograms_equal_uproot():
    found = 0
    for name, ours, theirs in _pairs(("TH1", "TH2", "TH3")):
        if theirs.classname == "TH1L" or theirs.name == "buffered":  # uproot takes the latter for empty
            continue
        assert isinstance(ours, tmva.Histogram) and ours.kind == "COUNT"
        assert (ours.name, ours.title, ours.classname) == (theirs.name, theirs.title, theirs.classname), name
        for flow in (False, True):
            np.testing.assert_array_equal(ours.values(flow), theirs.values(flow=flow), name)
            np.testing.assert_array_equal(ours.variances(flow), theirs.variances(flow=flow), name)
            np.testing.assert_array_equal(ours.errors(flow), theirs.errors(flow=flow), name)
            for mine, its in zip(ours.to_numpy(flow), theirs.to_numpy(flow=flow)):
                np.testing.assert_array_equal(mine, its, name)
        for axis, other in zip(ours.axes, theirs.axes):
            for flow in (False, True):
                np.testing.assert_array_equal(axis.edges(flow), other.edges(flow=flow))
                np.testing.assert_array_equal(axis.centers(flow), other.centers(flow=flow))
            assert axis.low == other.low and axis.high == other.high and len(axis) == len(other)
            assert axis.title == other.member("fTitle")
            if other.member("fLabels") is None:
                assert axis.labels() == []
        assert ours.member("fEntries") == theirs.member("fEntries") == ours.entries
        found += 1
    assert found > 15


def test_profiles_equal_uproot():
    found = 0
    for name, ours, theirs in _pairs("TProfile"):
        if theirs.classname == "TProfile3D":
            continue
        assert isinstance(ours, tmva.Profile) and ours.kind == "MEAN"
        filled = ours.counts() > 0
        np.testing.assert_array_equal(ours.values()[filled], theirs.values()[filled], name)
        np.testing.assert_allclose(ours.errors()[filled], theirs.errors()[filled], err_msg=name)
        np.testing.assert_allclose(
            ours.counts(),
            theirs.effective_entries() if hasattr(theirs, "effective_entries") else theirs.counts(),
        )
        found += 1
    assert found >= 2


def test_graphs_equal_uproot():
    found = 0
    for name, ours, theirs in _pairs("TGraph"):
        if theirs.classname == "TGraph2D":
            continue
        assert isinstance(ours, tmva.Graph) and len(ours) == ours.GetN() == len(theirs.member("fX"))
        for mine, member in zip(ours.values(), ("fX", "fY")):
            np.testing.assert_array_equal(mine, theirs.member(member))
        np.testing.assert_array_equal(ours.GetY(), ours.y)
        if theirs.classname == "TGraphErrors":
            np.testing.assert_array_equal(ours.errors("y"), theirs.member("fEY"))
        elif theirs.classname == "TGraphAsymmErrors":
            np.testing.assert_array_equal(ours.errors("x", "low"), theirs.member("fEXlow"))
            np.testing.assert_array_equal(ours.errors("y", "high"), theirs.member("fEYhigh"))
        else:
            assert not ours.errors("x").any()
        found += 1
    assert found >= 4
    with pytest.raises(tmva.OptionError, match="'x', 'y' or 'both'"):
        ours.values("z")


def test_values_of_every_class(members):
    assert members["os"] == "obj string" and type(members["os"]) is str
    assert members["stdstr"] == "plain std string" and members["stdvecs"] == ["a", "b"]
    assert members["par_int"] == 3 and members["par_bool"] is True and members["par_float"] == 1.5
    np.testing.assert_array_equal(members["msym"], [[1, 2], [2, 3]])
    np.testing.assert_array_equal(members["mf"], [[0, 0, 0], [0, 0, 5]])
    np.testing.assert_array_equal(members["vd"], [0, 2, 0])
    np.testing.assert_array_equal(members["stdvec"], [1, 2, 3])
    assert members["list"][0].title == "b" and members["list"][1] == "os"
    assert list(members["map"]) == ["key"] and members["map"]["key"].title == "w"
    assert [clone and clone.name for clone in members["clones"]] == ["c0", None, "c2"]
    assert isinstance(members["objarray"][0], tmva.Histogram)
    assert members["sub"]["in"] == members["sub/in"] == "in"


def test_stored_object(members):
    mixed = members["mixed"]
    assert isinstance(mixed, tmva.StoredObject) and mixed.classname == "Mixed" and mixed.name == ""
    assert mixed.member("i") == -5 and mixed.member("str") == "a string" and mixed.member("nul") is None
    np.testing.assert_array_equal(mixed.member("vd"), [1, 2, 3])
    assert mixed.member("msd") == {"k1": 1.5, "k2": 2.5} and mixed.member("mii") == {1: 10, 2: 20}
    assert [list(part) for part in mixed.member("vv")] == [[1, 2], [], [3]]
    assert [inner.member("a") for inner in mixed.member("vin")] == [1, 2]
    assert mixed.member("nameds")[1].classname == "TNamed" and mixed.member("objs")[1].title == "ptr"
    assert set(mixed.members) >= {"flag", "last", "da", "tarr"} and "i=-5" in repr(mixed)
    with pytest.raises(tmva.DataError, match="did you mean 'last'"):
        mixed.member("lats")
    assert members["nm"].title == "some title" and members["cut"].classname == "TCut"
    assert "TNamed 'nm'" in repr(members["nm"])
    values = mixed.member("vd")
    del mixed
    assert values.sum() == 6 and not values.flags.writeable  # keeps the object alive


def test_errors_name_the_class(members, tmp_path):
    bare = bytearray((DATA / "gen-members.root").read_bytes())
    bare[37:45] = bytes(8)  # no record that describes the classes
    (tmp_path / "bare.root").write_bytes(bare)
    with pytest.raises(tmva.FileFormatError, match="class Mixed version"):
        tmva.File(tmp_path / "bare.root")["mixed"]
    with pytest.raises(tmva.DataError, match="no axis 'z'"):
        members["h2c"].axis("z")


def test_axis_is_a_sequence(members):
    axis = members["labels"].axis("x")
    assert list(axis) == ["one", "", "three"] and axis.traits.discrete and axis[-1] == "three"
    axis = members["var2"].axis(0)
    assert list(axis) == [(0, 1), (1, 3), (3, 7)] and not axis.is_uniform and not axis.traits.discrete
    np.testing.assert_array_equal(axis.widths(), [1, 2, 4])
    with pytest.raises(IndexError):
        axis[3]
    assert axis == members["var2"].axes[0] and axis != members["var2"].axes[1]


def test_boost_and_hist(members):
    pytest.importorskip("boost_histogram")
    for name in ("h1dx", "h1ix", "h3", "labels", "var2", "prof", "prof2"):
        h = members[name]
        boost = h.to_boost()
        np.testing.assert_allclose(boost.values(), h.values())
        if h.kind == "COUNT":
            np.testing.assert_allclose(boost.variances(), h.variances())
        else:  # boost_histogram divides by one entry less
            np.testing.assert_allclose(boost.counts(), h.counts())
        if name != "labels":
            np.testing.assert_allclose(boost.values(flow=True), h.values(flow=True))
    hist = pytest.importorskip("hist")
    made = members["h1dx"].to_hist()
    assert isinstance(made, hist.Hist) and made.name == "h1dx" and made.axes[0].label == "x"


def test_missing_packages_name_the_extra(members, monkeypatch):
    monkeypatch.setitem(sys.modules, "boost_histogram", None)
    with pytest.raises(ImportError, match=r"tmva\[hist\]"):
        members["h1dx"].to_boost()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A file with one of each value that can be written, and these."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=500), rng.normal(size=500)
    values = {
        "np1": np.histogram(x, 20),
        "np2": np.histogram2d(x, y, (5, 7)),
        "npdd": np.histogramdd(np.stack((x, y), 1), (3, 4)),
        "npvar": np.histogram(x, [-3, -1, 0, 0.5, 4]),
        "single": (np.float32([1, 2, 3]), np.linspace(0, 3, 4)),
        "graph": _core.Graph("g", "title", x[:9], y[:9], "x", "y"),
        "matrix": rng.normal(size=(3, 4)),
        "vector": np.arange(5),
        "text": "some text",
        "number": 2.5,
        "int": 7,
    }
    source = tmva.File(DATA / "gen-members.root")
    values |= {"copy/" + name: source[name] for name in ("h1dx", "h1fx", "labels", "var2", "h2c")}
    path = tmp_path_factory.mktemp("objects") / "out.root"
    with tmva.recreate(path) as f:
        for name, value in values.items():
            f[name] = value
    return path, values


def _expected(value):
    """(values, edges, ...)"""
    if isinstance(value, tmva.Histogram):
        return value.to_numpy()
    return (value[0], *(value[1] if isinstance(value[1], list) else value[1:]))


def test_written_objects_open_in_uproot(written):
    path, values = written
    theirs, ours = uproot.open(path), tmva.File(path)
    for name, value in values.items():
        if isinstance(value, (tuple, tmva.Histogram)):
            for expected, mine, its in zip(_expected(value), ours[name].to_numpy(), theirs[name].to_numpy()):
                np.testing.assert_array_equal(mine, expected, name)
                np.testing.assert_array_equal(its, expected, name)
    assert (
        ours["single"].classname == "TH1F"
        and ours["np1"].classname == "TH1D"
        and ours["np2"].classname == "TH2D"
    )
    assert (
        ours["np1"].entries == 500 and ours["np1"].axis().is_uniform and not ours["npvar"].axis().is_uniform
    )
    copied, original = ours["copy/labels"], values["copy/labels"]
    assert copied.axis().labels() == original.axis().labels() and copied.title == original.title
    np.testing.assert_array_equal(copied.variances(True), original.variances(True))
    assert "labels" in repr(copied) and "3 bins" in repr(copied)
    for name in ("fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2"):
        assert copied.member(name) == original.member(name)
    assert ours["graph"].x_title == "x" and ours["graph"].title == "title"
    np.testing.assert_array_equal(theirs["graph"].values("y"), values["graph"].y)
    np.testing.assert_array_equal(ours["matrix"], values["matrix"])
    np.testing.assert_array_equal(ours["vector"], values["vector"])
    assert ours["text"] == "some text" and ours["number"] == 2.5 and ours["int"] == 7


_ROOT_CHECK = """
import sys, warnings
warnings.simplefilter("ignore")
import numpy as np, ROOT, tmva
ROOT.gErrorIgnoreLevel = ROOT.kError
path = sys.argv[1]
theirs, ours = ROOT.TFile.Open(path), tmva.File(path)
for name in ours.keys():
    mine, its = ours[name], theirs.Get(name)
    if isinstance(mine, tmva.Histogram):
        cells = np.array([its.GetBinContent(i) for i in range(its.GetNcells())])
        errors = np.array([its.GetBinError(i) for i in range(its.GetNcells())])
        np.testing.assert_array_equal(mine.values(True).T.ravel(), cells, name)
        np.testing.assert_allclose(mine.errors(True).T.ravel(), errors, 1e-12, err_msg=name)
        assert its.GetEntries() == mine.entries and its.GetXaxis().GetTitle() == mine.axis().title, name
        assert [its.GetXaxis().GetBinLowEdge(i + 1) for i in range(its.GetNbinsX() + 1)] == list(mine.axis().edges())
        for i, label in enumerate(mine.axis().labels()):
            assert not label or its.GetXaxis().GetBinLabel(i + 1) == label, name
        if name in ("np1", "np2"):
            assert abs(its.GetMean() - float(sys.argv[2])) < 0.2, name
    elif isinstance(mine, tmva.Graph):
        assert list(its.GetX()) == list(mine.x) and list(its.GetY()) == list(mine.y)
    elif isinstance(mine, np.ndarray) and mine.ndim == 2:
        assert [[its(i, j) for j in range(its.GetNcols())] for i in range(its.GetNrows())] == mine.tolist()
    elif isinstance(mine, np.ndarray):
        assert [its(i) for i in range(its.GetNrows())] == mine.tolist()
    elif isinstance(mine, str):
        assert its.GetName() == mine
    elif isinstance(mine, float):
        assert its.GetVal() == mine
profiles = ROOT.TFile.Open(sys.argv[3])
for name in ("prof", "prof2"):
    its, mine = profiles.Get(name), tmva.File(sys.argv[3])[name]
    for method, values in (("GetBinContent", mine.values(True)), ("GetBinError", mine.errors(True))):
        np.testing.assert_allclose([getattr(its, method)(i) for i in range(its.GetNcells())], values.T.ravel(), 1e-12)
print("agreed")
"""


def test_root_sees_the_same(written):
    pytest.importorskip("ROOT")
    path, values = written
    counts, edges = values["np1"]
    mean = (counts @ (edges[1:] + edges[:-1]) / 2) / counts.sum()
    done = subprocess.run(
        [sys.executable, "-c", _ROOT_CHECK, str(path), str(mean), str(DATA / "gen-members.root")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "agreed" in done.stdout, done.stderr[-3000:]


def test_uhi_histograms_are_written(tmp_path):
    bh = pytest.importorskip("boost_histogram")
    rng = np.random.default_rng(3)
    plain = bh.Histogram(bh.axis.Regular(10, -2, 2))
    plain.fill(rng.normal(size=200))
    weighted = bh.Histogram(
        bh.axis.Variable([0, 1, 3]), bh.axis.Regular(4, 0, 1, underflow=False), storage=bh.storage.Weight()
    )
    weighted.fill(rng.uniform(-1, 4, 100), rng.uniform(0, 1.2, 100), weight=rng.uniform(0, 2, 100))
    labels = bh.Histogram(bh.axis.StrCategory(["a", "b"]))
    labels.fill(["a", "a", "b", "other"])
    integers = bh.Histogram(bh.axis.Integer(3, 6))
    integers.fill([3, 4, 4, 9])
    with tmva.recreate(tmp_path / "out.root") as f:
        f["plain"], f["weighted"], f["labels"], f["integers"] = plain, weighted, labels, integers
        f["theirs"] = uproot.open(DATA / "uproot-histograms.root")["one"]
        with pytest.raises(tmva.DataError, match="profiles"):
            f["mean"] = bh.Histogram(bh.axis.Regular(2, 0, 1), storage=bh.storage.Mean())
    ours = tmva.File(tmp_path / "out.root")
    np.testing.assert_array_equal(ours["plain"].values(True), plain.values(flow=True))
    assert not ours["plain"].weighted and ours["plain"].entries == 200
    np.testing.assert_array_equal(ours["weighted"].values(), weighted.values())
    np.testing.assert_array_equal(ours["weighted"].variances(), weighted.variances())
    np.testing.assert_array_equal(ours["weighted"].values(True)[:, 1:], weighted.values(flow=True))
    np.testing.assert_array_equal(ours["labels"].values(True), [0, 2, 1, 1])
    assert ours["labels"].axis().labels() == ["a", "b"]
    np.testing.assert_array_equal(ours["integers"].values(True), [0, 1, 2, 0, 1])
    assert ours["integers"].axis().low == 3 and ours["integers"].axis().high == 6
    np.testing.assert_array_equal(
        ours["theirs"].values(True), uproot.open(DATA / "uproot-histograms.root")["one"].values(flow=True)
    )


def test_buffered_histograms_say_so(members):
    """One whose entries are not in bins yet must not look empty."""
    buffered = members["buffered"]
    assert buffered.axis().low == 0
    for read in (buffered.values, buffered.errors, buffered.to_numpy):
        with pytest.raises(tmva.DataError, match="BufferEmpty"):
            read()


def test_what_is_not_written_says_so(tmp_path, members):
    with tmva.recreate(tmp_path / "out.root") as f:
        for name, match in (("prof", "profiles"), ("h3", "3 dimensions"), ("ge", "errors of a TGraphErrors")):
            with pytest.raises(tmva.DataError, match=match):
                f["x"] = members[name]
        with pytest.raises(TypeError, match="object"):
            f["x"] = object()
        with pytest.raises(tmva.DataError, match="one edge more"):
            f["x"] = (np.zeros(3), np.zeros(3))
        with pytest.raises(tmva.DataError, match="infinity"):
            f["x"] = (np.zeros(2), np.array([-np.inf, 0, np.inf]))
        f["t"] = {"x": np.zeros(1)}


def test_large_histograms_are_fast(tmp_path):
    values = np.arange(3_000_000, dtype=np.float64)
    with tmva.recreate(tmp_path / "out.root", compression=None) as f:
        f["h"] = (values, np.linspace(0, 1, 3_000_001))
    h = tmva.File(tmp_path / "out.root")["h"]
    np.testing.assert_array_equal(h.values(), values)
