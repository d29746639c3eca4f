"""tmva.File and tmva.recreate against uproot."""

import numpy as np
import pytest

import tmva

uproot = pytest.importorskip("uproot")


def test_mapping(example):
    path = example("tmva_class_example.root")
    with tmva.File(path) as f:
        assert "TreeS" in f and "TreeX" not in f
        tree = f["TreeS"]
        assert list(tree) == tree.keys() == ["var1", "var2", "var3", "var4"]
        assert tree.typenames()["var1"] == "float"
        assert "TreeS" in repr(f) and "6000" in repr(tree)
        assert f.Get("TreeS").GetName() == "TreeS"
        assert [b.GetName() for b in tree.GetListOfBranches()] == tree.keys()
    with pytest.raises(tmva.DataError):
        f["TreeS"]
    assert tree["var1"].array(0, 5).shape == (5,)  # the tree keeps the file open


def test_arrays_equal_uproot(example):
    path = example("tmva_class_example.root")
    ours = tmva.File(path)["TreeB"]
    theirs = uproot.open(path)["TreeB"].arrays(library="np")
    for name, values in ours.arrays().items():
        np.testing.assert_array_equal(values, theirs[name])
    np.testing.assert_array_equal(ours.arrays("var1", entry_start=-10)["var1"], theirs["var1"][-10:])
    np.testing.assert_array_equal(
        ours["weight" if "weight" in ours else "var2"].array(5, 9),
        theirs["weight" if "weight" in ours else "var2"][5:9],
    )
    assert ours.arrays(["var1"], entry_start=10, entry_stop=5)["var1"].shape == (0,)
    np.testing.assert_allclose(
        ours.evaluate("var1+2*var2"), theirs["var1"].astype(float) + 2.0 * theirs["var2"], rtol=1e-6
    )


def test_errors_name_the_nearest(example, tmp_path):
    with pytest.raises(tmva.FileFormatError, match="missing.root"):
        tmva.File(tmp_path / "missing.root")
    (tmp_path / "text.root").write_text("not a ROOT file")
    with pytest.raises(tmva.FileFormatError, match="text.root"):
        tmva.File(tmp_path / "text.root")
    f = tmva.File(example("tmva_class_example.root"))
    with pytest.raises(tmva.DataError, match="TreeS"):
        f["TreeSS"]
    with pytest.raises(tmva.DataError, match="var1"):
        f["TreeS"]["vra1"]


@pytest.mark.parametrize("compression", [None, "zlib", "lz4", ("zstd", 3), "lzma"])
def test_written_trees_open_in_uproot(tmp_path, compression):
    path = tmp_path / "out.root"
    columns = {
        "x": np.arange(1000, dtype=np.float32),
        "n": np.arange(1000) - 500,
        "v": np.arange(3000, dtype=np.float64).reshape(1000, 3),
        "b": np.arange(1000) % 2 == 0,
    }
    with tmva.recreate(path, compression=compression) as f:
        tree = f.mktree("events", {"x": "float32", "n": "int64", "v": ("float64", 3), "b": bool})
        tree.extend({name: values[:600] for name, values in columns.items()})
        tree.extend({name: values[600:] for name, values in columns.items()})
        f["dir/other"] = {"x": columns["x"]}
        assert not path.exists()
    theirs = uproot.open(path)
    for name, values in columns.items():
        np.testing.assert_array_equal(theirs["events"][name].array(library="np"), values)
        np.testing.assert_array_equal(tmva.File(path)["events"][name].array(), values)
    assert theirs["dir/other"].num_entries == 1000


def test_failed_writing_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        with tmva.recreate(tmp_path / "out.root") as f:
            f["t"] = {"x": np.zeros(3)}
            1 / 0
    assert list(tmp_path.iterdir()) == []


def test_extend_checks_columns(tmp_path):
    with tmva.recreate(tmp_path / "out.root") as f:
        tree = f.mktree("t", {"x": "float32"})
        with pytest.raises(tmva.DataError, match="missing"):
            tree.extend({"y": np.zeros(3)})
        with pytest.raises(tmva.DataError, match="shape"):
            tree.extend({"x": np.zeros((3, 2))})
        with pytest.raises(tmva.DataError, match="type"):
            tree.extend({"x": np.array(["a"])})
