"""Reads the files of tests/dataloader/write_files_test.cpp with uproot and, where importable, ROOT.

    python check_written_files.py FOLDER
    python check_written_files.py --write DATALOADER_TESTS    (first writes them, into a temporary folder)

The contents follow rules that are repeated here; every value is compared.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import uproot

try:
    import ROOT

    ROOT.gROOT.SetBatch(True)  # no graphics
except ImportError:
    ROOT = None

TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
TYPES += ["float32", "float64"]
CODECS = ["none0", "zlib1", "zlib6", "zlib9", "lzma1", "lzma7", "lz41", "lz44", "lz49", "zstd1"]
CODECS += ["zstd5", "zstd9"]

VECTORS = {"floats": [0.5, -1, float(np.float32(3e38))], "longs": [-1, 2**62], "bytes": [0, 255]}


def values(dtype: str, k: int, entries: int, length: int = 1) -> np.ndarray:
    """Column number `k` of a tree."""
    i = np.arange(entries * length, dtype=np.uint64)
    v = i * np.uint64(6364136223846793005) + np.uint64(k * 1442695040888963407 % 2**64)
    v ^= v >> np.uint64(33)
    if dtype.startswith("float"):
        out = ((v % np.uint64(2000003)).astype(np.float64) / 7 - 1000).astype(dtype)
    elif dtype == "bool":
        out = (v & np.uint64(1)).astype(bool)
    else:
        out = v.astype(dtype)
    return out.reshape(entries, length) if length > 1 else out


def text(entry: int) -> str:
    if entry % 7 == 0:
        return ""
    return "x" * 300 if entry % 1000 == 1 else f"event-{entry}"


def texts(entries: int) -> list[str]:
    return [text(i) for i in range(entries)]


def find_bin(x: float, bins: int, low: float, high: float) -> int:
    """Bin of a uniform axis."""
    if not low <= x < high:
        return 0 if x < low else bins + 1
    found, width = 1 + int(bins * (x - low) / (high - low)), (high - low) / bins
    return found - (x < low + (found - 1) * width) + (x >= low + found * width)


def position(i: int) -> float:
    return (i * 37 % 1000) / 500.0 - 0.5


def same(have: np.ndarray, want: np.ndarray) -> bool:
    return have.dtype == want.dtype and have.shape == want.shape and np.array_equal(have, want)


# -------------------------------------------------------------------------------------------- uproot


def check_types(folder: pathlib.Path) -> None:
    n = 5000
    for codec in CODECS:
        with uproot.open(folder / f"types-{codec}.root") as file:
            tree = file["t"]
            assert (tree.num_entries, tree.title) == (n, "every type")
            for k, dtype in enumerate(TYPES):
                assert same(tree[dtype].array(library="np"), values(dtype, k, n)), (codec, dtype)
                array = tree["a_" + dtype].array(library="np")
                assert same(array, values(dtype, k + 11, n, 3)), (codec, dtype)
            record = tree["several"].array(library="np")
            for j, name in enumerate(["float32", "float64", "int8", "int32"]):
                assert same(record[name], values(name, 22 + j, n)), (codec, name)
            assert list(tree["text"].array(library="np")) == texts(n), codec


def check_baskets(folder: pathlib.Path) -> None:
    n = 700_000
    with uproot.open(folder / "baskets.root") as file:
        tree = file["t"]
        assert same(tree["d"].array(library="np"), values("float64", 0, n))
        assert same(tree["f"].array(library="np"), values("float32", 1, n, 16))
        assert same(tree["i"].array(library="np"), values("int32", 2, n))
        assert list(tree["text"].array(library="np")) == texts(n)
        clusters = [set(b.entry_offsets) for b in tree.branches]
        common = sorted(set.intersection(*clusters))
        assert common[1:-1] == [m * common[1] for m in range(1, len(common) - 1)] and len(common) > 2
        assert all(b.num_baskets > 10 for b in tree.branches)
    with uproot.open(folder / "large.root") as file:
        assert same(file["t/large"].array(library="np"), values("float64", 0, 3, 3_000_000))
        assert same(file["t/small"].array(library="np"), values("int32", 1, 3))
    with uproot.open(folder / "wide.root") as file:
        arrays = file["t"].arrays(library="np")
        assert len(arrays) == 1500
        for k in range(1500):
            assert same(arrays[f"branch{k}"], values("float32", k, 3000)), k


def check_structure(folder: pathlib.Path) -> None:
    with uproot.open(folder / "empty.root") as file:
        assert file["none"].num_entries == 0 and len(file["none"].keys()) == 24
        assert len(file["none/int32"].array(library="np")) == 0
        assert file["bare"].keys() == []
        assert file.keys() == ["folder;1", "folder/below;1", "none;1", "bare;1"]
    with uproot.open(folder / "nothing.root") as file:
        assert file.keys() == []
    with uproot.open(folder / "several.root") as file:
        assert same(file["dir/t/x"].array(library="np"), values("float32", 0, 50_000))
        below = file["dir/below/t"]
        assert same(below["x"].array(library="np"), values("float64", 0, 25_000))
        assert list(below["text"].array(library="np")) == texts(25_000)
        assert same(file["t/x"].array(library="np"), values("float32", 0, 500))
        assert file["dir/note"] == "note 49" and file["dir/note;7"] == "note 6"


def check_objects(folder: pathlib.Path) -> None:
    with uproot.open(folder / "objects.root") as file:
        assert file["options"] == "second cycle" and file["options;1"] == "NTrees=800:MaxDepth=3"
        assert file["long"] == "y" * 70000
        x = np.array([position(i) for i in range(1000)])
        single = file["single"]
        assert single.classname == "TH1F" and single.title == "one dimension"
        cells = np.array([find_bin(v, 20, 0, 1) for v in x])
        assert np.array_equal(single.values(flow=True), np.bincount(cells, minlength=22))
        assert single.member("fXaxis").member("fTitle") == "x axis"
        variable = file["Method_BDT/BDT/variable"]
        assert np.array_equal(variable.axis().edges(), [0, 0.1, 0.3, 0.7, 1])
        weighted = file["Method_BDT/BDT/weighted"]
        weights = 0.5 + np.arange(1000) % 3
        squares = np.bincount(cells, weights**2, minlength=22)
        assert np.allclose(weighted.variances(flow=True), squares)
        labelled = file["labelled"]
        assert labelled.classname == "TH2D"
        assert [labelled.axis(0).labels(), labelled.axis(1).labels()] == [["left", "right"], list("abc")]
        assert labelled.values().sum() == 1000
        graph = file["graphs/graph"]
        assert np.array_equal(graph.values("x"), np.arange(500) / 500.0)
        assert graph.member("fHistogram").member("fXaxis").member("fTitle") == "efficiency"
        assert len(file["graphs/no_points"].values("x")) == 0
        matrix = file["numbers/matrix"]
        assert (matrix.member("fNrows"), matrix.member("fNcols")) == (2, 3)
        assert list(matrix.member("fElements")) == [1, 2, 3, 4, 5, 6.5]
        assert list(file["numbers/vector"].member("fElements")) == [1, 2, -3]
        assert file["numbers/number"].member("fVal") == 2.5
        for name, expected in VECTORS.items():
            assert list(file["numbers/" + name]) == expected, name


# ---------------------------------------------------------------------------------------------- ROOT


READER = """
void ReadBranch(TTree &tree, const char *name, unsigned char *out, long long bytes) {
  TBranch *branch = tree.GetBranch(name);
  std::vector<unsigned char> entry(bytes + 1);
  branch->SetAddress(entry.data());
  for (Long64_t i = 0; i < tree.GetEntries(); ++i, out += bytes) {
    if (branch->GetEntry(i) < 0) throw std::runtime_error(name);
    std::copy_n(entry.data(), bytes, out);
  }
  branch->ResetAddress();
}
"""


def read(tree, name: str, dtype: object, length: int = 1) -> np.ndarray:  # noqa: ANN001
    """All entries of a branch through TBranch::GetEntry."""
    out = np.empty((tree.GetEntries(), length), dtype)
    ROOT.ReadBranch(tree, name, out.view(np.uint8).reshape(-1), out.dtype.itemsize * length)
    return out[:, 0] if length == 1 else out


def read_texts(tree) -> list[str]:  # noqa: ANN001
    longest = tree.GetLeaf("text").GetLen()
    return [s.split(b"\0", 1)[0].decode() for s in read(tree, "text", f"S{longest}")]


def root_types(folder: pathlib.Path) -> None:
    n = 5000
    for codec in CODECS:
        file = ROOT.TFile.Open(str(folder / f"types-{codec}.root"))
        tree = file.Get("t")
        for k, dtype in enumerate(TYPES):
            assert same(read(tree, dtype, dtype), values(dtype, k, n)), (codec, dtype)
            array = read(tree, "a_" + dtype, dtype, 3)
            assert same(array, values(dtype, k + 11, n, 3)), (codec, dtype)
        parts = ["float32", "float64", "int8", "int32"]
        record = read(tree, "several", [(part, part) for part in parts])
        for j, part in enumerate(parts):
            assert np.array_equal(record[part], values(part, 22 + j, n)), (codec, part)
        assert read_texts(tree) == texts(n), codec
    frame = ROOT.RDataFrame("t", str(folder / "types-zlib1.root"))
    assert np.isclose(frame.Sum("float64").GetValue(), values("float64", 10, n).sum())


def root_trees(folder: pathlib.Path) -> None:
    n = 700_000
    file = ROOT.TFile.Open(str(folder / "baskets.root"))
    tree = file.Get("t")
    assert same(read(tree, "d", "float64"), values("float64", 0, n))
    assert same(read(tree, "f", "float32", 16), values("float32", 1, n, 16))
    assert same(read(tree, "i", "int32"), values("int32", 2, n))
    assert read_texts(tree) == texts(n)
    clusters = tree.GetClusterIterator(0)
    starts, start = [], clusters()
    while start < n:
        starts.append(start)
        start = clusters()
    assert starts == list(range(0, n, tree.GetAutoFlush())) and len(starts) > 1
    file = ROOT.TFile.Open(str(folder / "large.root"))
    have = read(file.Get("t"), "large", "float64", 3_000_000)
    assert same(have, values("float64", 0, 3, 3_000_000))
    file = ROOT.TFile.Open(str(folder / "wide.root"))
    for k in (0, 700, 1499):
        assert same(read(file.Get("t"), f"branch{k}", "float32"), values("float32", k, 3000))
    file = ROOT.TFile.Open(str(folder / "empty.root"))
    assert file.Get("none").GetEntries() == 0 and file.Get("bare").GetNbranches() == 0
    assert file.GetDirectory("folder/below")
    file = ROOT.TFile.Open(str(folder / "several.root"))
    assert same(read(file.Get("dir/t"), "x", "float32"), values("float32", 0, 50_000))
    assert read_texts(file.Get("dir/below/t")) == texts(25_000)
    assert str(file.Get("dir/note").GetString()) == "note 49"
    assert str(file.Get("dir/note;7").GetString()) == "note 6"


def root_update(folder: pathlib.Path) -> None:
    """ROOT appends to our file: new objects, a fast clone, and more entries."""
    with tempfile.TemporaryDirectory() as name:
        path = str(pathlib.Path(name) / "update.root")
        shutil.copy(folder / "types-zstd5.root", path)
        file = ROOT.TFile.Open(path, "UPDATE")
        clone = file.Get("t").CloneTree(-1, "fast")
        clone.SetName("clone")
        clone.Write()
        ROOT.TNamed("added", "by ROOT").Write()
        file.Close()
        with uproot.open(path) as back:
            assert list(back["clone/text"].array(library="np")) == texts(5000)
            for tree in ("t", "clone"):
                assert same(back[tree]["float64"].array(library="np"), values("float64", 10, 5000))
            assert back["added"].member("fTitle") == "by ROOT"
        file = ROOT.TFile.Open(path, "UPDATE")  # fill on
        tree = file.Get("t")
        for _ in range(7):
            tree.Fill()
        tree.Write("", ROOT.TObject.kOverwrite)
        file.Close()
        with uproot.open(path) as back:
            array = back["t/int32"].array(library="np")
            assert len(array) == 5007 and same(array[:5000], values("int32", 5, 5000))


def check_histogram(have, want) -> None:  # noqa: ANN001
    assert have.ClassName() == want.ClassName()
    assert have.GetNcells() == want.GetNcells() and have.GetEntries() == want.GetEntries()
    for cell in range(want.GetNcells()):
        assert have.GetBinContent(cell) == want.GetBinContent(cell), (have.GetName(), cell)
        assert have.GetBinError(cell) == want.GetBinError(cell), (have.GetName(), cell)
    for axis in (1, 2) if want.GetDimension() == 2 else (1,):
        assert have.GetMean(axis) == want.GetMean(axis)
        assert have.GetStdDev(axis) == want.GetStdDev(axis)
    assert have.GetSumw2N() == want.GetSumw2N()


def root_objects(folder: pathlib.Path) -> None:
    ROOT.TH1.AddDirectory(False)
    single = ROOT.TH1F("single", "one dimension", 20, 0, 1)
    weighted = ROOT.TH1D("weighted", "weights", 20, 0, 1)
    variable = ROOT.TH1D("variable", "variable bins", 4, np.array([0, 0.1, 0.3, 0.7, 1]))
    plane = ROOT.TH2F("plane", "two dimensions", 4, 0, 1, 3, -0.5, 1.5)
    labelled = ROOT.TH2D("labelled", "", 2, 0, 2, 3, 0, 3)
    for i in range(1000):
        x = position(i)
        single.Fill(x)
        weighted.Fill(x, 0.5 + i % 3)
        variable.Fill(x)
        plane.Fill(x, position(i + 333), 1 + 0.25 * (i % 2))
        labelled.Fill(i % 2 + 0.5, i % 3 + 0.5)
    file = ROOT.TFile.Open(str(folder / "objects.root"))
    check_histogram(file.Get("single"), single)
    check_histogram(file.Get("Method_BDT/BDT/weighted"), weighted)
    check_histogram(file.Get("Method_BDT/BDT/variable"), variable)
    check_histogram(file.Get("Method_BDT/plane"), plane)
    check_histogram(file.Get("labelled"), labelled)
    assert file.Get("single").GetYaxis().GetTitle() == 'events / "bin"'
    assert file.Get("labelled").GetYaxis().GetBinLabel(3) == "c"
    assert file.Get("labelled").GetXaxis().FindFixBin("right") == 2
    graph = file.Get("graphs/graph")
    assert graph.GetN() == 500 and graph.GetPointY(499) == 1 - (499 / 500.0) ** 2
    assert graph.GetXaxis().GetTitle() == "efficiency" and graph.GetYaxis().GetTitle() == "rejection"
    assert file.Get("graphs/plain").GetN() == 500 and file.Get("graphs/no_points").GetN() == 0
    assert str(file.Get("long").GetString()) == "y" * 70000
    matrix, vector = file.Get("numbers/matrix"), file.Get("numbers/vector")
    assert [[matrix[i][j] for j in range(3)] for i in range(2)] == [[1, 2, 3], [4, 5, 6.5]]
    assert matrix.GetTol() == ROOT.TMatrixD(2, 3).GetTol()
    assert [vector[i] for i in range(vector.GetNrows())] == [1, 2, -3]
    assert file.Get("numbers/number").GetVal() == 2.5
    for name, expected in VECTORS.items():
        # Not file.Get("numbers/NAME"): PyROOT crashes on it where the class is no TObject, in its own files too.
        have = [ord(x) if isinstance(x, str) else x for x in file.Get("numbers").Get(name)]
        assert have == expected, name
    names = {info.GetName() for info in file.GetStreamerInfoList()}
    assert {"TH1F", "TH1D", "TH2F", "TH2D", "TGraph", "TAxis", "TObjString"} <= names


def check_all(folder: pathlib.Path) -> None:
    checks = [check_types, check_baskets, check_structure, check_objects]
    if ROOT is not None:
        ROOT.gInterpreter.Declare(READER)
        checks += [root_types, root_trees, root_update, root_objects]
    for check in checks:
        check(folder)
        print("ok", check.__name__, flush=True)


def main() -> None:
    if sys.argv[1] != "--write":
        check_all(pathlib.Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.argv[2], "--gtest_filter=WriteFiles.*"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "TMVA_WRITE_OUT": folder},
        )
        check_all(pathlib.Path(folder))


if __name__ == "__main__":
    main()
