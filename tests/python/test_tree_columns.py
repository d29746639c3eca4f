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
    "C": None, "ha": None, "je": None,
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
    return ours == theirs or np.array_equal(np.asarray(ours, dtype=object).astype("S"),
                                            np.asarray(theirs, dtype=object).astype("S"))


@pytest.mark.parametrize("file, name", list(trees()))
def test_agrees_with_uproot(file, name):
    tree, compared = tmva.File(DATA / file)[name], 0
    with uproot.open(DATA / file) as theirs:
        for path, branch in theirs[name].iteritems(recursive=True, full_paths=True):
            if branch.branches or (file == "gen-flat-zstd.root" and path in ROOT_ROUNDS):
                continue
            expected = theirs_of(branch)
            if expected is None or len(branch.member("fLeaves")) != 1 or branch.typename == "Event":
                continue
            try:
                ours = tree[path].array(library="ak")
            except tmva.DataError as error:
                assert "cannot be read" in str(error), (path, error)
                continue
            assert same(ours, expected), path
            compared += 1
    # Trees of leaf lists and whole objects only have no column that uproot has, too.
    assert compared or tree.num_entries == 0 or file in ("uproot-leaflist.root", "uproot-issue-75.root", "uproot-issue46.root",
                                                         "uproot-issue-400.root")


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
