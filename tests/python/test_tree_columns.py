"""Every column of the sample trees, against uproot; packed numbers against what ROOT itself reads."""

import hashlib
import pathlib

import numpy as np
import pytest

import tmva

ak = pytest.importorskip("awkward")
uproot = pytest.importorskip("uproot")

DATA = pathlib.Path(__file__).parents[1] / "data" / "rootio"
#: Columns of gen-flat-zstd.root that uproot rounds in another way than ROOT 6.40, or misreads; the SHA-256
#: of the little-endian values that ROOT reads, where it was taken down.
ROOT_ROUNDS = {
    "h1": "9e708341099750236322a88d8643e527b5e5845e826aba098bbb00c669acecf2",
    "e1": "7d4e653e87789bba6507bb624adba434a0d3441f88bbb37b19ff87efe475bdce",
    "e2": "8686760a81a66130b92d2b02f7b5fe63d12e675832c32aa11fe5398d60f09128",
    "C": None,
    "ha": None,
    "je": None,
}


def trees():
    for path in sorted(DATA.glob("*.root")):
        if path.name.startswith(("test_", "gen-rnt", "Run2012")):
            continue  # RNTuples
        with uproot.open(path) as file:
            for name, kind in file.classnames().items():
                if kind in ("TTree", "TNtuple"):
                    yield pytest.param(path.name, name, id=f"{path.name}:{name}")


def theirs_of(branch):
    """What uproot reads, or None where it cannot."""
    try:
        return branch.array(library="ak")
    except Exception:  # its reasons are many
        return None


def same(ours, theirs) -> bool:
    ours, theirs = ak.to_list(ours), ak.to_list(theirs)
    return ours == theirs or np.array_equal(
        np.asarray(ours, dtype=object).astype("S"), np.asarray(theirs, dtype=object).astype("S")
    )


@pytest.mark.parametrize("file, name", list(trees()))
def test_agrees_with_uproot(file, name):
    tree, compared = tmva.File(DATA / file)[name], 0
    with uproot.open(DATA / file) as theirs:
        for path, branch in theirs[name].iteritems(recursive=True, full_paths=True):
            if branch.branches or (file == "gen-flat-zstd.root" and path in ROOT_ROUNDS):
                continue
            expected = theirs_of(branch)
            if expected is None or len(branch.member("fLeaves")) != 1 or ak.fields(expected):
                continue  # whole objects: ours are one column a member
            try:
                ours = tree[path].array(library="ak")
            except tmva.DataError as error:
                assert "cannot be read" in str(error), (path, error)
                continue
            assert same(ours, expected), path
            compared += 1
    # Trees of leaf lists and whole objects only have no column that uproot has, too.
    assert (
        compared
        or tree.num_entries == 0
        or file
        in (
            "uproot-leaflist.root",
            "uproot-issue-75.root",
            "uproot-issue46.root",
            "uproot-issue-400.root",
            "uproot-issue367b.root",
        )
    )


@pytest.mark.parametrize("column", [name for name, digest in ROOT_ROUNDS.items() if digest])
def test_packed_numbers_are_those_of_root(column):
    values = tmva.File(DATA / "gen-flat-zstd.root")["t"][column].array(library="np")
    assert hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest() == ROOT_ROUNDS[column]


def test_texts_lists_of_lists_and_bits():
    tree = tmva.File(DATA / "uproot-issue-40.root")["tree"]
    assert tree["bitset8"].array(library="ak").type.content.content.primitive == "bool"
    nested = tmva.File(DATA / "uproot-vectorVectorDouble.root")["t"]["x"].array(library="ak")
    assert nested.ndim == 3 and ak.sum(ak.num(nested, axis=2)) == ak.count(nested)


def test_members_of_whole_objects():
    """An unsplit object begins with its first member; uproot reads it object by object."""
    tree = tmva.File(DATA / "uproot-issue46.root")["tree"]
    with uproot.open(DATA / "uproot-issue46.root") as theirs:
        events = theirs["tree/evt"].array(library="np")
    for name, member in (("evt.Bool", "Bool"), ("evt.ArrayBool", "ArrayBool"), ("evt.N", "N")):
        expected = [event.member(member) for event in events]
        np.testing.assert_array_equal(tree[name].array(library="np"), np.asarray(expected))


def test_pieces_agree_with_the_whole():
    tree = tmva.File(DATA / "gen-vec-split.root")["t"]
    for name in tree.keys():
        whole = tree[name].array(library="ak")
        for start, stop in ((0, 1), (3, 50), (49, 200), (tree.num_entries - 1, tree.num_entries)):
            piece = tree[name].array(entry_start=start, entry_stop=stop, library="ak")
            assert ak.to_list(piece) == ak.to_list(whole[start:stop]), name


def inner(i):
    return {
        "a": i,
        "b": i * 0.5,
        "s": chr(ord("a") + i % 26) * (i % 4),
        "v": [i + k * 0.25 for k in range(i % 3)],
    }


def expected_object(i):
    """What the object number i of gen-classes.root holds, by member."""
    name = {3: "x" * 300, 4: ""}.get(i, f"name{i}")
    few = range(i % 3)
    vin = [inner(i + k) for k in range(i % 4)]
    pair = [inner(i), inner(i + 1)]
    return {
        "bs": i,
        "bd": i * 1.5,
        "flag": bool(i % 2),
        "n": i % 4,
        "arr": [i + k * 0.125 for k in range(i % 4)],
        "fixed": [[100 * i + 10 * a + b for b in range(3)] for a in range(2)],
        "name": name,
        "ts": name + "T",
        "vi": [i] * (i % 5),
        "vs": [f"s{10 * i + k}" for k in few],
        "vvd": [[i + 0.5 * k] * (k + i % 2) for k in few],
        **{f"in.{k}": v for k, v in inner(i).items()},
        **{f"vin.{k}": [x[k] for x in vin] for k in "absv"},
        "se": [10 * i + k for k in range(i % 4)],
        "p.first": i,
        "p.second": i * 0.25,
        "ar": [i + k for k in range(4)],
        "tarr": ["a", name + "T"],
        "varr": [[i] * (i % 3), [2 * i] * (i % 2)],
        **{f"iarr.{k}": [x[k] for x in pair] for k in "absv"},
        "e": 3 if i % 2 else 7,
        "vb": [bool(i % 2)] * (i % 4),
        "ve": [7] * (i % 3),
        "v3.fX": i,
        "v3.fY": 2 * i,
        "v3.fZ": 3 * i,
        "ta": [i * k for k in few],
        "vts": [f"t{i + k}" for k in few],
        "vt3.fX": [i for _ in few],
        "vt3.fY": list(few),
        "vt3.fZ": [i + k for k in few],
        "vvs": [[f"q{i}"] * k for k in few],
        "vp.first": [i for _ in few],
        "vp.second": [k * 0.5 for k in few],
        "cs": f"cs{i}",
        "uc": 250 + i % 5,
        "last": 10**12 + i,
        "vm.first": [list(range(k)) for k in few],
        "vm.second": [[i] * k for k in few],
    }


@pytest.mark.parametrize("branch, first", [("s", 0), ("u", 1)], ids=["split", "whole"])
def test_members_of_every_kind(branch, first):
    tree = tmva.File(DATA / "gen-classes.root")["t"]
    objects = [expected_object(first + i) for i in range(12)]
    for member in objects[0]:
        base = "s.Base." if branch == "s" and member in ("bs", "bd") else branch + "."
        values = ak.to_list(tree[base + member].array(library="ak"))
        assert values == [x[member] for x in objects], member
    packed = ak.to_numpy(tree[branch + ".d32"].array(library="ak"))
    np.testing.assert_allclose(packed, 0.1 * np.arange(first, first + 12), atol=10 / 2**16)


def test_whole_objects_and_collections():
    tree = tmva.File(DATA / "gen-classes.root")["t"]
    values = {
        name: ak.to_list(tree[name].array(library="ak"))
        for name in (
            "in0.s",
            "v3.fY",
            "v3s.fZ",
            "str",
            "lv.fP.fZ",
            "lv.fE",
            "oldlv.fE",
            "ca",
            "ca.fY1",
            "vv3.fX",
            "vv30.fY",
            "pr.second",
            "nm.fName",
            "fTitle",
        )
    }
    n = range(12)
    assert values["in0.s"] == [inner(i)["s"] for i in n]
    assert values["v3.fY"] == list(n)
    assert values["v3s.fZ"] == [2 * i for i in n]
    assert values["str"] == ["z" * (30 * i) for i in n]
    assert values["lv.fP.fZ"] == [3 * i for i in n]
    assert values["lv.fE"] == values["oldlv.fE"] == [4 * i for i in n]
    assert values["ca"] == [i % 3 for i in n]
    assert values["ca.fY1"] == values["vv30.fY"] == [list(range(i % 3)) for i in n]
    assert values["vv3.fX"] == [[i] * (i % 3) for i in n]
    assert values["pr.second"] == [f"p{i}" for i in n]
    assert values["nm.fName"] == [f"n{i}" for i in n]
    assert values["fTitle"] == ["title"] * 12


def test_maps_streamed_by_members():
    ours = tmva.File(DATA / "uproot-issue367b.root")["tree"]
    theirs = uproot.open(DATA / "uproot-issue367b.root")["tree/weights"].array(library="np")
    keys = ak.to_list(ours["weights.first"].array(library="ak"))
    numbers = ak.to_list(ours["weights.second"].array(library="ak"))
    for i, entry in enumerate(theirs):
        assert keys[i] == list(entry.keys())
        assert numbers[i] == [list(x) for x in entry.values()]


def test_what_cannot_be_read_is_named():
    tree = tmva.File(DATA / "gen-classes.root")["t"]
    assert "unreadable" in tree.typenames()["ca0"]
    with pytest.raises(tmva.DataError, match="TClonesArray"):
        tree["ca0"].array()
