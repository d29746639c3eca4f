"""tmva.ROOT.TFile: modes, null semantics, directories, keys, lifetimes, and files of others."""

import gc
import importlib.util
import os
import signal
import subprocess
import sys
from array import array

import numpy as np
import pytest
import uproot

import tmva
import tmva.ROOT as ROOT


def write_tree(path, name="t", entries=3, mode="RECREATE", first=0.0):
    file = ROOT.TFile(str(path), mode)
    x = array("f", [0])
    tree = ROOT.TTree(name, "title of " + name)
    tree.Branch("x", x, "x/F")
    for i in range(entries):
        x[0] = first + i
        tree.Fill()
    file.Write()
    file.Close()
    return str(path)


def test_missing_files_raise_as_newer_pyroot(tmp_path):
    for call in (ROOT.TFile, ROOT.TFile.Open):
        with pytest.raises(OSError, match="none.root"):
            call(str(tmp_path / "none.root"))
    with pytest.raises(OSError, match="text.root"):
        (tmp_path / "text.root").write_text("no ROOT file")
        ROOT.TFile(tmp_path / "text.root")
    with pytest.raises(tmva.OptionError, match="RECREATE"):
        ROOT.TFile(tmp_path / "a.root", "RECREAT")


def test_missing_objects_equal_none(tmp_path):
    file = ROOT.TFile(write_tree(tmp_path / "a.root"))
    assert file.Get("none") == None  # noqa: E711 - as scripts write it
    assert file.Get("none/t") is None
    assert not (file == None)  # noqa: E711
    assert file and file.Get("t")
    assert file.GetDirectory("none") is None
    assert not hasattr(file, "none")
    with pytest.raises(AttributeError, match="none"):
        file.none
    with pytest.raises(KeyError):
        file["none"]
    assert file.t is file["t"] is file.Get("t")


def test_an_empty_tree_is_not_none(tmp_path):
    tree = ROOT.TFile(write_tree(tmp_path / "a.root", entries=0)).Get("t")
    assert len(tree) == 0 and tree


def test_names_may_be_texts_of_root(tmp_path):
    path = ROOT.TString(str(tmp_path / "a.root"))
    with ROOT.TFile.Open(path, ROOT.TString("recreate")) as file:
        assert file.IsWritable()
    assert ROOT.TFile.Open(path).GetName() == str(tmp_path / "a.root")


def test_keys_are_those_of_the_directory_in_file_order(tmp_path):
    path = tmp_path / "a.root"
    with uproot.recreate(path) as file:
        for name in ("zebra", "ant", "dir/inner", "mouse"):
            file.mktree(name, {"x": np.arange(3)})
    file = ROOT.TFile(str(path))
    assert [key.GetName() for key in file.GetListOfKeys()] == ["zebra", "ant", "dir", "mouse"]
    keys = file.GetListOfKeys()
    assert keys.GetEntries() == 4 and keys.Contains("ant") and not keys.Contains("inner")
    assert keys.At(0).GetClassName() == "TTree" and keys.At(9) is None
    assert keys.FindObject("dir").ReadObj().GetName() == "dir"
    assert keys[1].ReadObj() is file.ant
    assert len(keys[2].ReadObj().inner) == 3


def test_directories_as_scripts_use_them(tmp_path):
    file = ROOT.TFile(str(tmp_path / "a.root"), "RECREATE")
    assert file.mkdir("") is None
    assert file.mkdir("mt_nominal") != None  # noqa: E711
    assert file.mkdir("mt_nominal") == None  # noqa: E711
    assert file.cd("mt_nominal")
    assert not file.cd("none")
    assert ROOT.gDirectory.GetName() == "mt_nominal"
    tree = ROOT.TTree("ntuple", "mt_nominal")
    x = array("f", [7])
    tree.Branch("x", x, "x/F")
    tree.Fill()
    file.Write()
    file.Close()
    assert ROOT.gDirectory.GetFile() is None
    assert uproot.open(tmp_path / "a.root")["mt_nominal/ntuple"]["x"].array().tolist() == [7]
    assert ROOT.TFile(str(tmp_path / "a.root")).Get("mt_nominal/ntuple").GetTitle() == "mt_nominal"


def test_a_tree_keeps_its_file(tmp_path):
    path = write_tree(tmp_path / "a.root")

    def open_tree():
        return ROOT.TFile(path).Get("t")

    tree = open_tree()
    gc.collect()
    assert [event.x for event in tree] == [0, 1, 2]
    assert ROOT.gROOT.GetListOfFiles().GetSize() == 1
    del tree
    gc.collect()
    assert ROOT.gROOT.GetListOfFiles().GetSize() == 0


def test_trees_of_a_file_live_until_it_is_written(tmp_path):
    file = ROOT.TFile(str(tmp_path / "a.root"), "RECREATE")
    for name in ("a", "b"):
        tree = ROOT.TTree(name, "")
        buffer = array("i", [ord(name)])
        tree.Branch("n", buffer, "n/I")
        tree.Fill()
    del tree, buffer
    gc.collect()
    assert file.Get("a").GetEntries() == 1
    file.Write()
    file.Close()
    with uproot.open(tmp_path / "a.root") as read:
        assert [read[name]["n"].array()[0] for name in ("a", "b")] == [97, 98]


SCRIPT = """
import sys
from array import array
import tmva.ROOT as ROOT
file = ROOT.TFile.Open(sys.argv[1], "RECREATE")
tree = ROOT.TTree("t", "")
x = array("f", [5])
tree.Branch("x", x, "x/F")
for i in range(1000):
    tree.Fill()
"""


def run(script, *args):
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, args)], env=environment, capture_output=True, text=True
    )


def test_a_file_that_is_never_closed_is_completed_at_exit(tmp_path):
    done = run(SCRIPT + "tree.Write()\n", tmp_path / "a.root")
    assert done.returncode == 0, done.stderr
    assert uproot.open(tmp_path / "a.root")["t"].num_entries == 1000
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("command", [["-c"], ["-m", "tmva", "run"]], ids=["python", "tmva run"])
@pytest.mark.parametrize(
    "end",
    [
        "raise ValueError('this ended it')\n",
        "def work(tree):\n    more = ROOT.TFile(sys.argv[1] + '2', 'RECREATE')\n    raise ValueError('this ended it')\nwork(tree)\n",
        "file.Close()\nwith ROOT.TFile(sys.argv[1] + '2', 'RECREATE') as other:\n    raise ValueError('this ended it')\n",
    ],
    ids=["open", "within a function", "within a block"],
)
def test_what_an_error_interrupts_is_not_handed_out(tmp_path, command, end):
    script = SCRIPT + end
    if command[0] == "-m":
        (tmp_path / "script.py").write_text(script)
        script = str(tmp_path / "script.py")
    (tmp_path / "out").mkdir()
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, *command, script, str(tmp_path / "out" / "a.root")],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "this ended it" in done.stderr
    assert "is not completed" in done.stdout + done.stderr
    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert left == (["a.root"] if "file.Close()" in end else [])


def test_a_child_does_not_complete_the_file_of_its_parent(tmp_path):
    fork = (
        "import os\nif os.fork() == 0:\n    sys.exit(0)\n"
        "os.wait()\nx[0] = 6\ntree.Fill()\nfile.Write()\nfile.Close()\n"
    )
    done = run(SCRIPT + fork, tmp_path / "a.root")
    assert done.returncode == 0, done.stderr
    assert uproot.open(tmp_path / "a.root")["t"]["x"].array()[-1] == 6


@pytest.mark.parametrize("moment", ["tree.Branch('y', y, 'y/F')", "fill(1500)", "fill(3000); file.Write()"])
def test_killed_during_an_update_the_file_is_as_it_was(tmp_path, moment):
    path = tmp_path / "a.root"
    write_tree(path, entries=3000)
    before = path.read_bytes()
    script = f"""
import os, signal, sys
from array import array
import tmva.ROOT as ROOT
file = ROOT.TFile(sys.argv[1], "UPDATE")
tree = file.Get("t")
y = array("f", [1])
branch = tree.Branch("z", y, "z/F")
def fill(n):
    for i in range(n):
        branch.Fill()
{moment}
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(script, path).returncode == -signal.SIGKILL
    with uproot.open(path) as file:
        assert file["t"].keys() == ["x"]
        assert file["t"]["x"].array().tolist() == list(range(3000))
    assert path.read_bytes()[: len(before)] == before
    with ROOT.TFile(str(path), "UPDATE") as file:  # nothing is in the way
        assert file.Get("t").GetEntries() == 3000


def test_histograms_and_other_objects(tmp_path):
    path = str(tmp_path / "a.root")
    file = ROOT.TFile(path, "RECREATE")
    histogram = ROOT.TH1F("h", "a histogram", 4, 0, 4)
    histogram.Fill(1.5)
    assert histogram.Write() > 0
    file.mkdir("dir").cd()
    ROOT.TObjString("some text").Write("text")
    file.WriteObject(np.eye(2), "matrix")
    file.Close()
    read = ROOT.TFile(path)
    assert read.h.GetBinContent(2) == 1 and read.h.GetTitle() == "a histogram"
    assert read.Get("h").GetNbinsX() == 4
    assert {key.GetName() for key in read.GetListOfKeys()} == {"h", "dir", "matrix"}
    with uproot.open(path) as other:
        assert other["h"].values().tolist() == [0, 1, 0, 0]
        assert str(other["dir/text"]) == "some text"


def test_histograms_belong_to_the_current_directory(tmp_path):
    """As in ROOT's hsimple.py: Write() of the file writes them, each once."""
    path = str(tmp_path / "a.root")
    before = ROOT.TH1F("before", "", 2, 0, 1)
    with ROOT.TFile(path, "RECREATE") as file:
        first = ROOT.TH1F("first", "", 2, 0, 1)
        file.mkdir("dir").cd()
        second = ROOT.TH2F("second", "", 2, 0, 1, 2, 0, 1)
        first.Fill(0.7)
        assert file.Get("first") is first and file.Get("dir/second") is second
        file.Write()
        first.Write()  # goes to the current directory, as in ROOT
    assert before.GetEntries() == 0
    with uproot.open(path) as read:
        assert set(read.keys(cycle=False)) == {"dir", "dir/second", "dir/first", "first"}
        assert {name for name in read.keys() if name.endswith(";2")} == set()
        assert read["first"].values().tolist() == [0, 1]
    source = ROOT.TFile(path)
    with ROOT.TFile(str(tmp_path / "b.root"), "RECREATE") as file:
        assert source.Get("first").GetBinContent(2) == 1
        file.Write()
    assert uproot.open(tmp_path / "b.root").keys() == []


def test_the_factory_takes_an_open_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    target = ROOT.TFile.Open("out.root", "RECREATE")
    factory = ROOT.TMVA.Factory("job", target, "!V:Silent:AnalysisType=Classification")
    assert os.listdir(tmp_path) == []
    rng = np.random.default_rng(1)
    loader = ROOT.TMVA.DataLoader("data")
    loader.AddVariable("x", "F")
    for name, mean in (("Signal", 1), ("Background", -1)):
        loader.AddTree({"x": rng.normal(mean, 1, 200).astype("f")}, name)
    loader.PrepareTrainingAndTestTree("", "SplitMode=Random:!V")
    factory.BookMethod(loader, ROOT.TMVA.Types.kFisher, "Fisher", "!H:!V")
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()
    target.Close()
    with uproot.open("out.root") as file:
        assert file["data/TestTree"].num_entries == 200
    with pytest.raises(tmva.DataError, match="RECREATE"):
        ROOT.TMVA.Factory("job", ROOT.TFile("out.root"), "Silent")


def test_what_is_left_of_a_closed_file(tmp_path):
    file = ROOT.TFile(write_tree(tmp_path / "a.root"), "UPDATE")
    folder, key, tree = file.mkdir("dir"), file.GetListOfKeys()[0], file.Get("t")
    assert [item.GetName() for item in file.GetList()] == ["t"]
    folder.cd()
    file.Close()
    assert ROOT.gDirectory.GetFile() is None
    assert folder.GetName() == "dir" and key.GetName() == "t" and key.ReadObj() is None
    assert file.Get("t") is None and file.GetDirectory("dir") is None
    assert [event.x for event in tree] == [0, 1, 2]  # what was read keeps what it needs
    with pytest.raises(tmva.DataError, match="closed"):
        folder.mkdir("more")


def test_keys_read_what_trees_are_not(tmp_path):
    with tmva.recreate(tmp_path / "a.root") as file:
        file["matrix"] = np.eye(2)
        file["text"] = "words"
    file = ROOT.TFile(str(tmp_path / "a.root"))
    assert [key.GetName() for key in file.GetListOfKeys()] == ["matrix", "text"]
    assert file.GetListOfKeys()[0].ReadObj().tolist() == [[1, 0], [0, 1]]


def test_writing_needs_a_file_that_can_be_written(tmp_path):
    path = write_tree(tmp_path / "a.root")
    ROOT.gROOT.cd()
    with pytest.raises(tmva.DataError, match="no file is open"):
        ROOT.TH1F("alone", "", 2, 0, 1).Write()
    file = ROOT.TFile(path)
    assert file.Write() == 0
    with pytest.raises(tmva.DataError, match="opened for reading"):
        file.mkdir("dir")
    file.Close()
    assert not file.IsOpen()
    file.Close()


ROOT_READS = """
import sys
import ROOT
file = ROOT.TFile(sys.argv[1])
tree = file.Get("dir/t")
print(tree.GetEntries(), sum(event.x for event in tree), [b.GetName() for b in tree.GetListOfBranches()])
assert not file.TestBit(ROOT.TFile.kRecovered)
"""


def test_root_reads_it(tmp_path):
    path = tmp_path / "a.root"
    with ROOT.TFile(str(path), "RECREATE") as file:
        file.mkdir("dir").cd()
        tree = ROOT.TTree("t", "")
        x, v = array("d", [0]), ROOT.std.vector["float"]()
        tree.Branch("x", x, "x/D")
        tree.Branch("v", v)
        for i in range(100):
            x[0] = i
            v.push_back(i)
            tree.Fill()
        file.Write()
    with ROOT.TFile(str(path), "UPDATE") as file:
        y = array("i", [0])
        branch = file.Get("dir/t").Branch("y", y, "y/I")
        for i in range(100):
            y[0] = -i
            branch.Fill()
        file.Write()
    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("the ROOT wheel is not installed")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ROOT_READS, str(path)], capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("100 4950.0 ['x', 'v', 'y']"), done.stdout + done.stderr
