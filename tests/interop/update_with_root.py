"""ROOT's part of test_update.py: makes files, and reads those that tmva has added to.

python update_with_root.py make FOLDER     writes *.root and a copy *.orig of each
python update_with_root.py check FOLDER    prints what ROOT sees as JSON
"""

import json
import pathlib
import shutil
import sys
from array import array

import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kFatal if sys.argv[1] == "check" else ROOT.kError
folder = pathlib.Path(sys.argv[2])


def rich_tree(title):
    """A tree with whatever may lie in its record behind the branches."""
    tree = ROOT.TTree("t", title)
    x, n, v = array("f", [0]), array("i", [0]), array("d", [0] * 10)
    floats, text = ROOT.std.vector("float")(), ROOT.std.string()
    vector = ROOT.TLorentzVector()
    clones = ROOT.TClonesArray("TVector3")
    tree.Branch("x", x, "x/F")
    tree.Branch("n", n, "n/I")
    tree.Branch("v", v, "v[n]/D")
    tree.Branch("floats", floats)
    tree.Branch("text", text)
    tree.Branch("p4", vector, 32000, 99)
    tree.Branch("clones", clones, 32000, 99)
    tree.SetAutoFlush(300)
    for i in range(1000):
        x[0], n[0] = i, i % 7
        for k in range(n[0]):
            v[k] = i + k / 8
        floats.clear()
        for k in range(i % 3):
            floats.push_back(i * k)
        text.assign("entry " + "x" * (i % 5))
        vector.SetXYZT(i, 2 * i, 3 * i, 9 * i)
        clones.Clear()
        for k in range(i % 4):
            clones.ConstructedAt(k).SetXYZ(i, k, 1)
        tree.Fill()
    tree.SetAlias("twice", "2*x")
    tree.AddFriend("nt", ROOT.gDirectory.GetFile())
    tree.BuildIndex("x", "n")
    for named in (
        ROOT.TNamed("a", "b"),
        ROOT.TNamed("c", "d"),
        ROOT.TObjString("e"),
        ROOT.TParameter("double")("f", 1.5),
    ):
        ROOT.SetOwnership(named, False)
        tree.GetUserInfo().Add(named)
    histogram = ROOT.TH1F("h", "", 3, 0, 1)
    histogram.SetDirectory(ROOT.nullptr)
    histogram.Fill(0.5, 7)
    ROOT.SetOwnership(histogram, False)
    tree.GetUserInfo().Add(histogram)
    return tree


def make_rich(path, title, compression):
    file = ROOT.TFile(str(path), "RECREATE", title, compression)
    ntuple = ROOT.TNtuple("nt", "", "a:b")
    for i in range(1000):
        ntuple.Fill(i, -i)
    ntuple.Write()
    file.mkdir("d/sub")
    file.cd("d")
    tree = rich_tree("a tree")
    tree.Write()
    tree.Write()  # a second cycle
    file.cd("d/sub")
    ROOT.TNamed("deep", "thing").Write()
    file.cd()
    ROOT.TH1F("gone", "", 200, 0, 1).Write()
    ROOT.TH1F("h", "", 10, 0, 1).Write()
    file.Delete("gone;*")  # leaves a gap
    file.Close()


def make_unclosed(folder):
    """Copies of a file while it is written."""
    for name, option in (("autosaved", ""), ("saveself", "SaveSelf")):
        path = folder / "writing.root"
        file = ROOT.TFile(str(path), "RECREATE")
        ROOT.TNamed("first", "object").Write()
        file.mkdir("d").cd()
        ROOT.TNamed("inside", "d").Write()
        file.cd()
        tree, x = ROOT.TTree("t", ""), array("d", [0])
        tree.Branch("x", x, "x/D")
        for i in range(20000):
            x[0] = i * i % 1013
            tree.Fill()
            if i == 15000:
                tree.AutoSave(option)
        file.Flush()
        shutil.copy(path, folder / f"{name}.unclosed")
        tree.Write()
        file.Close()
    size = path.stat().st_size
    for part in (0.5, 0.8, 0.97, 0.99):
        shutil.copy(path, folder / f"cut{part}.unclosed")
        with open(folder / f"cut{part}.unclosed", "r+b") as cut:
            cut.truncate(int(size * part))


def make():
    make_rich(folder / "rich.root", "", 101)
    make_rich(folder / "raw.root", "a title", 0)
    make_rich(folder / "title.root", "t" * 6000, 505)
    make_unclosed(folder)
    for path in folder.glob("*.root"):
        shutil.copy(path, path.with_suffix(".orig"))


def values(tree, branches):
    """All values of simple leaves, and of objects through formulas."""
    frame = ROOT.RDataFrame(tree)
    return {
        name: [
            list(row)
            if hasattr(row, "__len__") and not isinstance(row, str)
            else (str(row) if not isinstance(row, (int, float)) else row)
            for row in frame.AsNumpy([name])[name].tolist()
        ]
        for name in branches
    }


def objects(tree):
    sums = []
    for i, entry in enumerate(tree):
        sums.append(
            [
                str(entry.text),
                entry.p4.T(),
                entry.clones.GetEntriesFast(),
                entry.clones.At(1).X() if entry.clones.GetEntriesFast() > 1 else 0,
            ]
        )
    return sums


def describe(path):
    print("reading", path.name, file=sys.stderr, flush=True)
    try:
        file = ROOT.TFile.Open(str(path))
    except OSError:
        return {"keys": []}
    result = {
        "keys": sorted(f"{k.GetName()};{k.GetCycle()}" for k in file.GetListOfKeys()),
        "recovered": bool(file.TestBit(ROOT.TFile.kRecovered)),
    }
    for name in ("nt", "made", "t", "d/t"):  # the one with a friend last
        tree = file.Get(name)
        if not tree:
            continue
        names = [b.GetName() for b in tree.GetListOfBranches()]
        simple = [b for b in names if b not in ("p4", "clones", "text")]
        if "p4" in names:
            result[name + " user info"] = [o.ClassName() + o.GetName() for o in tree.GetUserInfo()]
            result[name + " more"] = [
                tree.GetAlias("twice"),
                tree.GetListOfFriends().At(0).GetTreeName(),
                tree.GetEntryNumberWithIndex(500, 3),
                tree.GetListOfLeaves().GetEntries(),
            ]
            result[name + " objects"] = objects(tree)
        result[name] = {"entries": int(tree.GetEntries()), "branches": names, "values": values(tree, simple)}
    return result


def update(path):
    """Adds to the file as ROOT does."""
    file = ROOT.TFile(str(path), "UPDATE")
    histogram = ROOT.TH1F("by_root", "", 5, 0, 1)
    histogram.Write()
    made, x = ROOT.TTree("made_by_root", ""), array("f", [0])
    made.Branch("x", x, "x/F")
    for i in range(5000):
        x[0] = i
        made.Fill()
    made.Write()
    tree = file.Get("d/t")
    if tree:
        file.cd("d")
        branch = tree.Branch("root_branch", x, "root_branch/F")
        for i in range(int(tree.GetEntries())):
            x[0] = i / 2
            branch.Fill()
        tree.Write("", ROOT.TObject.kOverwrite)
    file.Close()


if sys.argv[1] == "make":
    make()
else:
    seen = {}
    for path in sorted([*folder.glob("*.root"), *folder.glob("*.orig"), *folder.glob("*.unclosed")]):
        seen[path.name] = describe(path)
    for path in sorted(folder.glob("*.root")):
        update(path)
        seen[path.name + " after"] = describe(path)
    print("JSON" + json.dumps(seen, default=float))
