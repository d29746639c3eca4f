"""Everything that is taken where TMVA takes a tree gives the same table."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import tmva
from tmva.sources import as_source


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sources") / "in.root"
    with tmva.recreate(path) as f:
        f["dir/t"] = {"x": np.arange(10, dtype=np.float32), "n": np.arange(10)}
    return str(path)


def values(tree):
    return tmva.Tree(tree).arrays(["x", "n"])


def same(tree):
    got = values(tree)
    np.testing.assert_array_equal(got["x"], np.arange(10))
    np.testing.assert_array_equal(got["n"], np.arange(10))


def test_files(file, tmp_path):
    import pathlib

    same(tmva.File(file)["dir/t"])
    same(file + ":dir/t")
    same(pathlib.Path(file + ":dir/t"))
    same(file.replace("in.root", "*.root") + ":dir/t")


def test_chain(file):
    twice = values([file + ":dir/t", file + ":dir/t"])
    assert len(twice["x"]) == 20
    assert tmva.chain(file + ":dir/t", tmva.File(file)["dir/t"]).num_entries == 20


def test_arrays():
    x, n = np.arange(10, dtype=np.float32), np.arange(10)
    same({"x": x, "n": n})
    same({"x": x.astype(">f4"), "n": np.arange(20)[::2] // 2})  # byte order and strides
    same({"x": list(x), "n": n})
    same({"x": x.astype(np.float16), "n": n})
    table = np.zeros(10, dtype=[("x", "f4"), ("n", "i8")])
    table["x"], table["n"] = x, n
    same(table)
    matrix = np.arange(12.0).reshape(2, 2, 3)[:, :, ::-1]  # several values an entry
    np.testing.assert_array_equal(tmva.Tree({"m": matrix})["m"].array(), matrix.reshape(2, 6))


def test_arrays_stay_alive():
    tree = tmva.Tree({"x": np.arange(100000, dtype=np.float64)})
    junk = [np.zeros(100000) for _ in range(20)]
    assert tree["x"].array().sum() == 99999 * 50000
    del junk


def test_pandas():
    pandas = pytest.importorskip("pandas")
    same(pandas.DataFrame({"x": np.arange(10, dtype=np.float32), "n": np.arange(10)}))
    with pytest.raises(tmva.DataError, match="'s'"):
        as_source(pandas.DataFrame({"s": ["a", "b"]}))


def test_awkward():
    ak = pytest.importorskip("awkward")
    same(ak.Array({"x": np.arange(10, dtype=np.float32), "n": np.arange(10)}))


def test_uproot(file):
    uproot = pytest.importorskip("uproot")
    same(uproot.open(file)["dir/t"])


def test_wrong_things():
    for wrong in (1, None, object()):
        with pytest.raises(TypeError, match="expected a tree"):
            as_source(wrong)
    with pytest.raises(tmva.DataError, match="list"):
        as_source([])
    with pytest.raises(tmva.DataError, match="columns"):
        as_source({})
    with pytest.raises(tmva.DataError, match="'y'"):
        as_source({"x": np.zeros(3), "y": np.zeros(4)})
    with pytest.raises(tmva.DataError, match="'z'"):
        as_source({"z": np.array(["a"])})
    with pytest.raises(tmva.DataError, match="single number"):
        as_source({"z": 3.0})


class FakeRootFile:
    def __init__(self, name):
        self.name = name

    def GetName(self):
        return self.name


class FakeRootTree:
    """What tmva asks a PyROOT TTree; the real one is tested in a process of its own."""

    def __init__(self, file, friends=(), entry_list=None):
        self.file, self.friends, self.entry_list = file, friends, entry_list

    def GetName(self):
        return "t"

    def GetEntries(self):
        return 10

    def GetCurrentFile(self):
        return FakeRootFile(self.file) if self.file else None

    def GetDirectory(self):
        class Directory:
            def GetPath(directory):
                return f"{self.file}:/dir"

        return Directory()

    def GetListOfFriends(self):
        return self.friends

    def GetEntryList(self):
        return self.entry_list


def test_root_tree(file):
    same(FakeRootTree(file))
    with pytest.raises(tmva.DataError, match="friends"):
        as_source(FakeRootTree(file, friends=["f"]))
    with pytest.raises(tmva.DataError, match="entry list"):
        as_source(FakeRootTree(file, entry_list=[1]))
    with pytest.raises(tmva.DataError, match="memory"):
        as_source(FakeRootTree(None))


def test_real_root_objects(file):
    import importlib.util

    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("ROOT is not installed")
    code = textwrap.dedent(f"""
        import ROOT, tmva
        from tmva._options import text
        f = ROOT.TFile.Open({file!r})
        assert tmva.Tree(f.Get("dir/t")).num_entries == 10
        chain = ROOT.TChain("dir/t"); chain.Add({file!r}); chain.Add({file!r})
        assert tmva.Tree(chain).num_entries == 20
        assert text(ROOT.TCut("x > 1")) == "x > 1" and text(ROOT.TString("a")) == "a"
        loader = tmva.TMVA.DataLoader("d")
        loader.AddVariable("x"); loader.AddSignalTree(f.Get("dir/t"), 1.0)
        loader.AddBackgroundTree(chain)
        loader.PrepareTrainingAndTestTree(ROOT.TCut(""), "SplitMode=Random:!V")
        print("fine")
    """)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert "fine" in done.stdout, done.stderr
