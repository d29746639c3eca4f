"""Snapshots: types, names, options, and what happens when something goes wrong."""

import numpy as np
import pytest

import tmva


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "in.root")
    rng = np.random.default_rng(1)
    with tmva.recreate(path) as file:
        tree = file.mktree(
            "t",
            {
                "x": "float32",
                "b": "bool",
                "v": "var * float32",
                "xyz": ("float64", (2, 3)),
                "name": "string",
                "u": "uint16",
                "m": "var * var * int32",
            },
            counter_name=None,
        )
        tree.extend(
            {
                "x": rng.normal(size=500).astype("f4"),
                "b": rng.random(500) < 0.5,
                "v": [rng.normal(size=i % 4).astype("f4") for i in range(500)],
                "xyz": rng.normal(size=(500, 2, 3)),
                "name": [f"e{i}" for i in range(500)],
                "u": np.arange(500, dtype="u2"),
                "m": [[[i, i + 1], []][: i % 3] for i in range(500)],
            }
        )
        counted = file.mktree(
            "counted",
            {"x": "float32", "pt": "var * float32", "eta": "var * float32"},
            counter_name=lambda name: "n",
        )
        lists = [rng.normal(size=i % 3).astype("f4") for i in range(100)]
        counted.extend({"x": np.arange(100, dtype="f4"), "pt": lists, "eta": lists})
    return path


def plain(value):
    """Lists and numbers in place of arrays."""
    return [plain(item) for item in value] if isinstance(value, np.ndarray) and value.ndim else value


def test_columns_keep_their_types(path, tmp_path):
    frame = (
        tmva.RDataFrame("t", path)
        .Define("big", "x > 0")
        .Define("half", "(float)(x / 2.)")
        .Define("twice", "v * 2")
        .Filter("b")
    )
    out = frame.Snapshot("dir/s", str(tmp_path / "out.root"))
    assert out.Count().GetValue() == frame.Count().GetValue()
    types = {name: out.GetColumnType(name) for name in out.GetColumnNames()}
    before = {name: frame.GetColumnType(name) for name in frame.GetColumnNames()}
    assert {k: v for k, v in types.items() if k not in ("big", "half")} == {
        k: v for k, v in before.items() if k not in ("big", "half")
    }
    assert types["big"] == "Bool_t" and types["half"] == "Float_t" and types["u"] == "UShort_t"
    source, written = tmva.File(path)["t"], tmva.File(str(tmp_path / "out.root"))["dir/s"]
    mask = source["b"].array()
    for name in ("x", "xyz", "u", "name", "v", "m"):
        a, b = (tree.arrays([name], library="np")[name] for tree in (source, written))
        assert source[name].typename == written[name].typename
        assert [plain(v) for v in a[mask]] == [plain(v) for v in b]


def test_other_programs_read_snapshots(path, tmp_path):
    uproot = pytest.importorskip("uproot")
    tmva.RDataFrame("t", path).Define("y", "x*2").Snapshot("s", str(tmp_path / "o.root"), ["y", "v", "name"])
    tree = uproot.open(str(tmp_path / "o.root"))["s"]
    assert tree.keys() == ["y", "v", "name"]
    np.testing.assert_array_equal(tree["y"].array(library="np"), 2 * tmva.File(path)["t"]["x"].array())


def test_count_branches_stay(path, tmp_path):
    out = str(tmp_path / "o.root")
    tmva.RDataFrame("counted", path).Filter("x > 3").Snapshot("s", out)
    tree = tmva.File(out)["s"]
    assert (
        set(tree.keys()) == {"x", "n", "pt", "eta"}
        and tree.typenames() == tmva.File(path)["counted"].typenames()
    )
    assert "RVec<Float_t>" in tmva.RDataFrame("s", out).GetColumnType("pt")
    np.testing.assert_array_equal(tree["n"].array(), [i % 3 for i in range(4, 100)])
    tmva.RDataFrame("counted", path).Snapshot("s", out, ["pt"])  # without its counter: a vector
    assert tmva.File(out)["s"].keys() == ["pt"]


def test_columns_are_chosen(path, tmp_path):
    out = str(tmp_path / "o.root")
    frame = tmva.RDataFrame("t", path).Define("xx", "x").Alias("other", "b")
    assert frame.Snapshot("s", out, "x.*").GetColumnNames() == ["x", "xx", "xyz"]
    assert tmva.File(out)["s"].keys() == ["xx", "x", "xyz"]
    assert frame.Snapshot("s", out, ["other", "x"]).GetColumnNames() == ["other", "x"]
    with pytest.raises(tmva.DataError, match="there is no column 'xz'; did you mean"):
        frame.Snapshot("s", out, ["xz"])


def test_friends(path, tmp_path):
    friend, main, out = (str(tmp_path / name) for name in ("f.root", "m.root", "o.root"))
    with tmva.recreate(friend) as file:
        file["f"] = {"x": np.arange(5.0), "score": np.arange(5.0) / 10}
    with tmva.recreate(main) as file:
        file.mktree("t", {"x": np.arange(5.0) + 100}, friends={"nn": f"{friend}:f"})
    frame = tmva.RDataFrame("t", main).Filter("nn.score > 0.15 && x > 100")
    assert frame.GetColumnNames() == ["nn.score", "nn.x", "x"]
    assert frame.Define("s", "score * 2").Max("s").GetValue() == 0.8  # the friend's, x is the tree's own
    written = frame.Snapshot("s", out)
    assert written.GetColumnNames() == ["nn_score", "nn_x", "x"]
    assert written.Take("nn_x").GetValue().tolist() == [2, 3, 4] and written.Min("x").GetValue() == 102


def test_options(path, tmp_path):
    out = str(tmp_path / "o.root")
    frame, options = tmva.RDataFrame("t", path), tmva.RSnapshotOptions()
    frame.Snapshot("a", out, ["x"])
    options.fMode = "UPDATE"
    frame.Snapshot("b", out, ["b"], options)
    assert tmva.File(out).trees() == ["a", "b"]
    with pytest.raises(tmva.DataError, match="has a 'b' already; set fOverwriteIfExists"):
        frame.Snapshot("b", out, ["x"], options)
    options.fOverwriteIfExists = True
    frame.Range(5).Snapshot("b", out, ["x"], options)
    assert tmva.File(out)["b"].num_entries == 5 and tmva.File(out)["a"].num_entries == 500
    options.fMode, options.fCompressionAlgorithm, options.fCompressionLevel, options.fAutoFlush = (
        "RECREATE",
        5,
        3,
        100,
    )
    frame.Snapshot("c", out, ["x"], options)
    tree = tmva.File(out)["c"]
    assert len(tree.clusters) == 5 and tmva.File(out).trees() == ["c"]
    options.fOutputFormat = 2
    frame.Snapshot("n", out, ["x", "v"], options)
    assert tmva.File(out).classname_of("n") == "ROOT::RNTuple"
    with pytest.raises(AttributeError, match="RSnapshotOptions has no 'fCompresionLevel'; did you mean"):
        options.fCompresionLevel = 3
    options.fMode = "APPEND"
    with pytest.raises(tmva.OptionError, match="fMode='APPEND'; expected 'RECREATE' or 'UPDATE'"):
        frame.Snapshot("c", out, ["x"], options)


def test_lazy_snapshots_share_the_pass(path, tmp_path):
    options = tmva.RSnapshotOptions()
    options.fLazy = True
    frame = tmva.RDataFrame("t", path)
    even = frame.Filter("u % 2 == 0").Snapshot("s", str(tmp_path / "even.root"), ["u"], options)
    odd = frame.Filter("u % 2 == 1").Snapshot("s", str(tmp_path / "odd.root"), ["u"], options)
    count = frame.Count()
    assert not (tmp_path / "odd.root").exists()
    assert count.GetValue() == 500 and frame.GetNRuns() == 1
    assert even.Count().GetValue() == odd.Count().GetValue() == 250


def test_failures_leave_old_files(path, tmp_path):
    out = tmp_path / "o.root"
    frame = tmva.RDataFrame("t", path)
    frame.Snapshot("s", str(out), ["x"])
    before = out.read_bytes()
    with pytest.raises(tmva.DataError, match="item 0 of a list that has 0"):
        frame.Define("first", "v[0]").Snapshot("s", str(out), ["first"])
    assert out.read_bytes() == before and len(list(tmp_path.iterdir())) == 2
    with pytest.raises(tmva.DataError, match="that file is being read"):
        frame.Snapshot("s", path)


def test_nothing_passes(path, tmp_path):
    out = tmva.RDataFrame("t", path).Filter("x > 1e9").Snapshot("s", str(tmp_path / "o.root"))
    assert out.Count().GetValue() == 0 and "v" in out.GetColumnNames()
