"""tmva.ROOT.TTree and TChain: what scripts do with trees, against uproot and numpy."""

import ctypes
import gc
from array import array

import awkward as ak
import numpy as np
import pytest
import uproot

import tmva
import tmva.ROOT as ROOT
from tmva.sources import as_source


@pytest.fixture
def path(tmp_path):
    """A file with a tree "t" of four branches, and a friend "t_friend"."""
    path = tmp_path / "a.root"
    n = np.arange(10)
    with uproot.recreate(path) as file:
        file.mktree(
            "t",
            {
                "x": n.astype("f"),
                "y": n * 0.5,
                "n": n.astype("i4"),
                "flag": n % 2 == 0,
                "big": 2**53 + 1 + n,
                "three": np.arange(30, dtype="f").reshape(10, 3),
            },
        )
        file.mktree("t_friend", {"score": (n / 10).astype("f"), "x": -n.astype("f")})
    return str(path)


def test_attributes_of_the_current_entry(path):
    tree = ROOT.TFile(path).Get("t")
    with pytest.raises(tmva.DataError, match=r"GetEntry"):
        tree.x
    tree.GetEntry(3)
    assert (tree.x, tree.y, tree.n, tree.flag, tree.big) == (3.0, 1.5, 3, False, 2**53 + 4)
    types = [type(getattr(tree, name)) for name in ("x", "y", "n", "flag", "big")]
    assert types == [float, float, int, bool, int]
    assert tree.three.tolist() == [9, 10, 11] and tree.three.dtype == np.float32
    assert int(getattr(tree, "n")) == 3
    with pytest.raises(AttributeError, match="did you mean 'flag'"):
        tree.flags
    assert not hasattr(tree, "none")
    kept = tree.three
    tree.GetEntry(4)
    assert kept.tolist() == [9, 10, 11]  # a copy


def test_lists_and_texts(tmp_path):
    lists = ak.Array([[1.0], [], [2.0, 3.0]])
    with uproot.recreate(tmp_path / "a.root") as file:
        file.mktree("t", {"v": lists, "s": ["a", "", "caf\u00e9"]})
    file = ROOT.TFile(str(tmp_path / "a.root"))
    assert [event.v.tolist() for event in file.t] == lists.tolist()
    assert [event.s for event in file.t] == ["a", "", "caf\u00e9"]
    assert [event.nv for event in file.t] == [1, 0, 2]


def test_iteration_and_length(path):
    tree = ROOT.TFile(path).t
    assert len(tree) == tree.GetEntries() == 10
    assert [event.n for event in tree] == list(range(10))
    names = [branch.GetName() for branch in tree.GetListOfBranches()]
    assert names == ["x", "y", "n", "flag", "big", "three"]
    assert tree.GetListOfBranches().GetEntries() == 6
    assert tree.GetEntries("n > 4 && flag") == 2
    assert tree.GetEntries(ROOT.TCut("n > 4")) == 5
    assert (tree.GetMinimum("x"), tree.GetMaximum("y")) == (0, 4.5)


def test_names_of_types(path):
    tree = ROOT.TFile(path).t
    names = [tree.GetLeaf(name).GetTypeName() for name in ("x", "y", "n", "flag", "big", "three")]
    assert names == ["Float_t", "Double_t", "Int_t", "Bool_t", "Long64_t", "Float_t"]
    assert tree.GetLeaf("none") == None  # noqa: E711 - as scripts write it
    assert tree.GetBranch("none") is None


def test_addresses_are_filled(path):
    tree = ROOT.TFile(path).t
    x, n, y = array("f", [-999]), array("i", [-999]), np.zeros(1)
    three, flag, big = np.zeros(3, "f"), array("b", [0]), ctypes.c_longlong(0)
    for name, buffer in {"x": x, "n": n, "y": y, "three": three, "flag": flag, "big": big}.items():
        assert tree.SetBranchAddress(name, buffer) == 0
    for i in (0, 9, 4):
        tree.GetEntry(i)
        assert (x[0], n[0], y[0], flag[0], big.value) == (i, i, i / 2, i % 2 == 0, 2**53 + 1 + i)
        assert three.tolist() == [3 * i, 3 * i + 1, 3 * i + 2]
    assert tree.GetEntry(10) == 0
    tree.ResetBranchAddresses()
    tree.GetEntry(0)
    assert x[0] == 4


def test_wrong_memory_is_an_error(path):
    tree = ROOT.TFile(path).t
    for name, buffer, part in [
        ("x", array("i", [0]), "Float_t.*Int_t"),
        ("x", array("d", [0]), "Double_t"),
        ("n", array("f", [0]), "Int_t.*Float_t"),
        ("three", array("f", [0, 0]), "12 bytes"),
        ("x", b"1234", "read-only"),
        ("x", np.zeros((4, 4), "f")[:, 1], "one behind the other"),
        ("none", array("f", [0]), "no branch 'none'"),
    ]:
        with pytest.raises(tmva.DataError, match=part):
            tree.SetBranchAddress(name, buffer)
    with pytest.raises(TypeError, match="buffer"):
        tree.SetBranchAddress("x", 1.0)


def test_memory_is_held_as_long_as_it_is_bound(path):
    tree = ROOT.TFile(path).t
    x = array("f", [0])
    tree.SetBranchAddress("x", x)
    with pytest.raises(BufferError):
        x.append(1)  # would move it
    del x
    gc.collect()
    tree.GetEntry(1)
    x = array("f", [0])
    tree.SetBranchAddress("x", x)
    tree.SetBranchAddress("x", None)
    x.append(1)


def test_friends_as_htt_ml_uses_them(path, tmp_path):
    tree = ROOT.TFile(path).Get("t")
    score = array("f", [0])
    tree.AddFriend("t_friend")
    tree.SetBranchAddress("score", score)  # plain: only the friend has it
    other = array("f", [0])
    tree.SetBranchAddress("t_friend.x", other)
    tree.GetEntry(7)
    assert score[0] == pytest.approx(0.7) and other[0] == -7 and tree.x == 7
    assert tree.GetLeaf("score").GetTypeName() == "Float_t"
    with uproot.recreate(tmp_path / "b.root") as file:
        file.mktree("dir/f", {"z": np.arange(10, dtype="i4")})
        file.mktree("short", {"z": np.arange(9, dtype="i4")})
    tree.AddFriend("dir/f", str(tmp_path / "b.root"))
    tree.GetEntry(5)
    assert tree.z == 5 and other[0] == -5
    with pytest.raises(tmva.DataError, match="9"):
        tree.AddFriend("short", str(tmp_path / "b.root"))
    with pytest.raises(tmva.DataError, match="none"):
        tree.AddFriend("none")
    assert len(tree.GetListOfFriends()) == 2
    table = tmva.Tree(tree).arrays(["x", "f.z", "t_friend.score"])
    assert table["f.z"].tolist() == list(range(10))


def test_everything_that_takes_a_tree_takes_it(path):
    file = ROOT.TFile(path)
    tree = file.Get("t")
    assert as_source(tree).NumEntries() == 10
    loader = ROOT.TMVA.DataLoader("d")
    loader.AddVariable("x")
    loader.AddSignalTree(tree, 1.0)
    loader.AddTree(tree, "Background", 2.0)
    assert [c.name for c in loader.GetDataSetInfo().classes] == ["Signal", "Background"]
    batches = list(tmva.BatchGenerator(tree, batch_size=5, columns=["x", "n"], shuffle=False))
    assert len(batches) == 2
    memory = ROOT.TTree("memory", "")
    v = array("d", [0])
    memory.Branch("v", v, "v/D")
    for v[0] in range(4):
        memory.Fill()
    assert tmva.Tree(memory).arrays()["v"].tolist() == [0, 1, 2, 3]
    with pytest.raises(tmva.DataError, match="no branches"):
        as_source(ROOT.TTree("empty", ""))


ALL_TYPES = {
    "B": "b",
    "b": "B",
    "S": "h",
    "s": "H",
    "I": "i",
    "i": "I",
    "L": "q",
    "l": "Q",
    "F": "f",
    "D": "d",
}


def test_all_types_are_written(tmp_path):
    path = str(tmp_path / "a.root")
    buffers = {code: array(letter, [0]) for code, letter in ALL_TYPES.items()}
    flag, text, matrix = np.zeros(1, bool), bytearray(20), np.zeros((2, 3))
    with ROOT.TFile(path, "RECREATE") as file:
        tree = ROOT.TTree("t", "t")
        for code, buffer in buffers.items():
            tree.Branch("leaf_" + code, buffer, f"leaf_{code}/{code}")
        tree.Branch("flag", flag, "flag/O")
        tree.Branch("text", text, "text/C")
        tree.Branch("m", matrix, "m[2][3]/D")
        pair = np.zeros(1, dtype=[("x", "f4"), ("n", "i4")])
        tree.Branch("pair", pair, "x/F:n/I")
        tree.Branch("plain", np.full(2, 3, "i2"))
        for i in range(5):
            for buffer in buffers.values():
                buffer[0] = i + 1
            flag[0] = i % 2
            text[: i + 1] = b"a" * i + b"\0"
            matrix[:] = i
            pair["x"], pair["n"] = i / 2, -i
            tree.Fill()
        file.Write()
    with uproot.open(path) as file:
        read = file["t"]
        for code, letter in ALL_TYPES.items():
            values = read["leaf_" + code].array(library="np")
            assert values.tolist() == [1, 2, 3, 4, 5] and values.dtype == np.dtype(letter), code
        assert read["flag"].array().tolist() == [False, True, False, True, False]
        assert read["text"].array().tolist() == ["", "a", "aa", "aaa", "aaaa"]
        assert read["m"].array(library="np")[4].tolist() == [[4] * 3] * 2
        assert read["plain"].array(library="np")[0].tolist() == [3, 3]
    tree = ROOT.TFile(path).t
    tree.GetEntry(4)
    assert (tree.pair.x, tree.pair.n) == (2, -4)
    assert tree.text == "aaaa" and tree.flag is False


def test_counted_arrays_and_vectors(tmp_path):
    path = str(tmp_path / "a.root")
    vector = ROOT.std.vector
    n, x = array("i", [0]), array("f", range(4))
    v, nested, words = vector["float"](), vector["vector<int>"](), vector["string"]()
    with ROOT.TFile(path, "RECREATE") as file:
        tree = ROOT.TTree("t", "t")
        tree.Branch("n", n, "n/I")
        tree.Branch("x", x, "x[n]/F")
        tree.Branch("v", "std::vector<float>", v)
        tree.Branch("nested", nested)
        tree.Branch("words", words)
        for i in range(4):
            n[0] = i
            v.push_back(i)
            nested.push_back([i] * i)
            words.push_back("w" * i)
            tree.Fill()
        with pytest.raises(tmva.DataError, match="vector<int>"):
            tree.Branch("w", "std::vector<int>", v)
        n[0] = 5
        with pytest.raises(tmva.DataError, match="20 bytes"):
            tree.GetBranch("x").Fill()
        file.Write()
    with uproot.open(path) as file:
        assert file["t/x"].array().tolist() == [list(range(i)) for i in range(4)]
        assert file["t/v"].array().tolist() == [list(range(i + 1)) for i in range(4)]
        assert file["t/nested"].array().tolist()[2] == [[], [1], [2, 2]]
        assert file["t/words"].array().tolist()[2] == ["", "w", "ww"]
    tree = ROOT.TFile(path).t
    read, read_nested, read_words = vector["float"](), vector["vector<int>"](), vector["string"]()
    tree.SetBranchAddress("v", read)
    tree.SetBranchAddress("nested", read_nested)
    tree.SetBranchAddress("words", read_words)
    tree.GetEntry(2)
    assert list(read) == [0, 1, 2] and [list(part) for part in read_nested] == [[], [1], [2, 2]]
    assert list(read_words) == ["", "w", "ww"]
    with pytest.raises(tmva.DataError, match="vector<double>"):
        tree.SetBranchAddress("v", vector["double"]())


def test_wrong_branches_are_errors(tmp_path):
    tree = ROOT.TTree("t", "t")
    with pytest.raises(tmva.DataError, match="float.*double"):
        tree.Branch("x", array("d", [0]), "x/F")
    with pytest.raises(tmva.DataError, match="24 bytes"):
        tree.Branch("x", array("d", [0, 0]), "x[3]/D")
    with pytest.raises(tmva.DataError, match="no branch 'n'"):
        tree.Branch("x", array("d", [0]), "x[n]/D")
    with pytest.raises(TypeError, match="buffer"):
        tree.Branch("x", 1.0, "x/D")
    with pytest.raises(tmva.DataError, match="no branches"):
        tree.Fill()


def test_branches_are_added_to_a_stored_tree(path):
    """The application script of htt-ml."""
    file = ROOT.TFile(path, "UPDATE")
    tree = file.Get("t")
    n, response = array("i", [-999]), array("f", [-999])
    tree.SetBranchAddress("n", n)
    branch = tree.Branch("ml_score", response, "ml_score/F")
    for i in range(tree.GetEntries()):
        tree.GetEntry(i)
        response[0] = n[0] / 2 + int(tree.flag)
        branch.Fill()
    file.Write()
    file.Close()
    with uproot.open(path) as read:
        expected = np.arange(10) / 2 + (np.arange(10) % 2 == 0)
        assert read["t/ml_score"].array().tolist() == expected.tolist()
        assert read["t/big"].array().tolist() == (2**53 + 1 + np.arange(10)).tolist()
        assert read.keys(cycle=False) == ["t", "t_friend"]  # the old cycle is gone


def test_a_branch_with_too_few_fills_leaves_the_file_as_it_was(path):
    before = open(path, "rb").read()
    file = ROOT.TFile(path, "UPDATE")
    y = array("f", [0])
    branch = file.Get("t").Branch("z", y, "z/F")
    for _ in range(9):
        branch.Fill()
    with pytest.raises(tmva.DataError, match="'z': was filled for 9 of 10"):
        file.Write()
    with pytest.raises(tmva.DataError, match="9 of 10"):
        file.Close()
    assert open(path, "rb").read() == before
    tree = ROOT.TFile(path).t
    with pytest.raises(tmva.DataError, match="UPDATE"):
        tree.Branch("z", y, "z/F")
    with pytest.raises(tmva.DataError, match="stored already"):
        tree.Fill()


def test_friend_files_as_htt_ml_writes_them(path, tmp_path):
    """Reads one file, writes another with a directory."""
    source = ROOT.TFile(path)
    tree = source.Get("t")
    output = ROOT.TFile(str(tmp_path / "friend.root"), "RECREATE")
    output.mkdir("nominal")
    output.cd("nominal")
    friend = ROOT.TTree("ntuple", "nominal")
    x = array("f", [0])
    friend.Branch("twice", x, "twice/F")
    for i in range(tree.GetEntries()):
        tree.GetEntry(i)
        x[0] = 2 * tree.x
        friend.Fill()
    output.Write()
    output.Close()
    source.Close()
    with uproot.open(tmp_path / "friend.root") as file:
        assert file["nominal/ntuple/twice"].array().tolist() == list(range(0, 20, 2))


def test_copies(path, tmp_path):
    tree = ROOT.TFile(path).t
    ROOT.gROOT.cd()
    copy = tree.CopyTree("n >= 5")
    assert [event.n for event in copy] == [5, 6, 7, 8, 9]
    assert tree.CloneTree(2).GetEntries() == 2
    with ROOT.TFile(str(tmp_path / "skim.root"), "RECREATE") as output:
        tree.SetBranchStatus("*", 0)
        tree.SetBranchStatus("n", 1)
        skim = tree.CloneTree(0)
        for i in range(10):
            tree.GetEntry(i)
            if i % 3 == 0:
                skim.Fill()
        output.Write()
    with uproot.open(tmp_path / "skim.root") as file:
        assert file["t"].keys() == ["n"] and file["t/n"].array().tolist() == [0, 3, 6, 9]


def test_chains(path, tmp_path):
    with uproot.recreate(tmp_path / "b.root") as file:
        old = uproot.open(path)["t"]
        file.mktree("t", {name: old[name].array(entry_stop=4) for name in old.keys()})
    chain = ROOT.TChain("t")
    assert chain.AddFile(path) == 1
    assert chain.Add(str(tmp_path / "b.root")) == 1
    assert chain.GetEntries() == len(chain) == 14
    assert [file.GetTitle() for file in chain.GetListOfFiles()] == [path, str(tmp_path / "b.root")]
    friend = ROOT.TChain("t")
    friend.Add(path)
    friend.Add(str(tmp_path / "b.root"))
    chain.AddFriend(friend, "again")
    del friend
    gc.collect()
    x, other = array("f", [0]), array("i", [0])
    chain.SetBranchAddress("x", x)
    chain.SetBranchAddress("again.n", other)
    chain.GetEntry(12)
    assert (x[0], other[0], chain.y, chain.GetTreeNumber()) == (2, 2, 1.0, 1)
    assert tmva.Tree(chain).arrays(["again.x"])["again.x"].shape == (14,)
    short = ROOT.TChain("t")
    short.Add(path)
    with pytest.raises(tmva.DataError, match="10"):
        chain.AddFriend(short, "short")
    assert ROOT.TChain("t").Add(str(tmp_path / "none*.root")) == 0
    for name in (path + "/t", path + "?#t"):
        named = ROOT.TChain("")
        assert named.Add(name) == 1 and named.GetEntries() == 10


def test_scripts_read_events_into_a_reader_without_copies(path, tmp_path):
    """The buffers of TTree and Reader are the same."""
    tree = ROOT.TFile(path).t
    x = array("f", [-999])
    reader = ROOT.TMVA.Reader("!Color:Silent")
    reader.AddVariable("x", x)
    tree.SetBranchAddress("x", x)
    tree.GetEntry(6)
    assert x[0] == 6


def test_many_entries(tmp_path):
    path = str(tmp_path / "a.root")
    x = array("d", [0])
    with ROOT.TFile(path, "RECREATE") as file:
        tree = ROOT.TTree("t", "")
        tree.Branch("x", x, "x/D")
        fill = tree.Fill
        for i in range(200_000):
            x[0] = i
            fill()
        file.Write()
    tree = ROOT.TFile(path).t
    tree.SetBranchAddress("x", x)
    total = 0.0
    for i in range(tree.GetEntries()):
        tree.GetEntry(i)
        total += x[0]
    assert total == 199_999 * 100_000


def test_prints(path, capfd):
    tree = ROOT.TFile(path).t
    tree.Print()
    assert tree.Scan("x:n*2", "n>7") == 2
    tree.Show(3)
    output = capfd.readouterr().out
    assert "three/Float_t" in output and "2 selected entries" in output and "EVENT:3" in output
