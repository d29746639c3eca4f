"""Files that are added to: against uproot and ROOT, and killed at any moment."""

import json
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tmva
from tmva import _core

uproot = pytest.importorskip("uproot")
ak = pytest.importorskip("awkward")

ROOT_SCRIPT = pathlib.Path(__file__).parents[1] / "interop" / "update_with_root.py"
TYPES = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]
LISTS = ["f4", "f8", "i2", "i4", "i8", "u4"]


def add_branches(file, tree, columns, entries):
    """`columns`: numpy arrays, or lists as (values, offsets)."""
    specs, data = [], []
    for name, column in columns.items():
        values, levels = column if isinstance(column, tuple) else (column, None)
        specs.append((name, values.dtype, [], 0 if levels is None else 1, False, ""))
        data.append((values, [] if levels is None else [levels]))
    file.AddBranches(tree, specs).Append(data, entries)


def numbers(dtype, entries, seed):
    return np.random.default_rng(seed).integers(0, 2 if dtype == "?" else 100, entries).astype(dtype)


def lists(dtype, entries, seed):
    counts = np.random.default_rng(seed).integers(0, 4, entries)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return numbers(dtype, int(offsets[-1]), seed + 1), offsets


def as_awkward(column):
    if not isinstance(column, tuple):
        return ak.Array(column)
    return ak.Array(
        ak.contents.ListOffsetArray(ak.index.Index64(column[1]), ak.contents.NumpyArray(column[0]))
    )


def random_columns(draw, prefix, entries):
    kinds = draw(st.lists(st.tuples(st.booleans(), st.sampled_from(TYPES)), min_size=1, max_size=4))
    seed = draw(st.integers(0, 1000))
    return {
        f"{prefix}{i}": lists(t if t in LISTS else "f4", entries, seed + 2 * i)
        if is_list
        else numbers(t, entries, seed + i)
        for i, (is_list, t) in enumerate(kinds)
    }


@given(st.data())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_additions_to_files_of_uproot_and_ours(tmp_path, data):
    path = str(tmp_path / f"{len(list(tmp_path.iterdir()))}.root")
    trees = {}
    for tree in data.draw(st.lists(st.sampled_from(["t", "d/t", "d/e/u"]), min_size=1, unique=True)):
        entries = data.draw(st.sampled_from([0, 1, 7, 1000, 30000]))
        trees[tree] = entries, random_columns(data.draw, "old", entries)
    if data.draw(st.booleans()):
        with uproot.recreate(path) as f:
            for tree, (_, columns) in trees.items():
                f.mktree(tree, {name: as_awkward(column) for name, column in columns.items()})
        for tree, (_, columns) in trees.items():  # counts of its lists
            columns.update(
                {
                    "n" + name: np.diff(c[1]).astype("i4")
                    for name, c in columns.items()
                    if isinstance(c, tuple)
                }
            )
    else:
        f = _core.OutputFile.Create(path)
        for tree, (entries, columns) in trees.items():
            directory, _, name = tree.rpartition("/")
            specs = [
                (n, (c[0] if isinstance(c, tuple) else c).dtype, [], int(isinstance(c, tuple)), False, "")
                for n, c in columns.items()
            ]
            f.MakeTree(directory, name, "", specs).Append(
                [(c[0], [c[1]]) if isinstance(c, tuple) else (c, []) for c in columns.values()], entries
            )
        f.Close()
        del f
    for step in range(data.draw(st.integers(1, 3))):
        codec = data.draw(st.sampled_from([("zlib", 1), ("lz4", 4), ("none", 0)]))
        folder = data.draw(st.sampled_from(["", "d", "d/e", "n/e/w"]))
        new = {
            tree: random_columns(data.draw, f"new{step}_", entries)
            for tree, (entries, _) in trees.items()
            if data.draw(st.booleans())
        }
        f = _core.OutputFile.Update(path, *codec)
        for tree, columns in new.items():
            add_branches(f, tree, columns, trees[tree][0])
            trees[tree][1].update(columns)
        f.WriteString(folder, "note", f"step {step}")
        f.Close()
        del f
    with uproot.open(path) as f:
        for tree, (entries, columns) in trees.items():
            assert f[tree].num_entries == entries
            assert set(f[tree].keys()) == set(columns)
            for name, column in columns.items():
                assert ak.array_equal(f[tree][name].array(), as_awkward(column)), (tree, name)
    ours = tmva.File(path)
    for tree, (_, columns) in trees.items():
        assert set(ours[tree].keys()) == set(columns)


def run_root(action, folder):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT_SCRIPT), action, str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    if action == "make":
        return None
    whole, _, cut = done.stderr.partition(
        "reading autosaved"
    )  # complaints about files that are cut are right
    complaints = [line for line in whole.splitlines() if not line.startswith("reading")]
    assert not complaints, complaints
    return json.loads(done.stdout[done.stdout.index("JSON") + 4 :])


def test_root_reads_and_updates_what_was_added(tmp_path):
    pytest.importorskip("ROOT")
    run_root("make", tmp_path)
    added = {}
    for path in sorted(tmp_path.glob("*.root")):
        f = _core.OutputFile.Update(str(path), "lz4", 4)
        f.MakeTree("", "made", "", [("y", np.dtype("f8"), [], 0, False, "")]).Append(
            [(np.arange(10.0), [])], 10
        )
        f.WriteString("d/sub", "text", "ours")
        f.WriteString("new", "text", "ours")
        for tree in ("d/t", "nt", "t"):
            try:
                entries = tmva.File(path)[tree].num_entries
            except tmva.DataError:
                continue
            columns = {"new_a": numbers("f4", entries, 1), "new_v": lists("f4", entries, 2)}
            if tree != "nt":  # RDataFrame takes all numbers of a TNtuple for floats, in ROOT's own files too
                columns.update(new_b=numbers("?", entries, 3), new_d=numbers("f8", entries, 4))
            add_branches(f, tree, columns, entries)
            if tree == "d/t":  # lists that an old branch counts
                counts = np.arange(entries) % 7
                offsets = np.concatenate([[0], np.cumsum(counts)])
                columns["new_c"] = np.arange(offsets[-1], dtype="f4"), offsets
                f.AddBranches(tree, [("new_c", np.dtype("f4"), [], 1, False, "n")]).Append(
                    [(columns["new_c"][0], [offsets])], entries
                )
            added[path.name, tree] = columns
        f.Close()
        del f
    assert not list(tmp_path.glob(".*"))
    # ROOT does not open its own files with long titles. We changed a copy: two pages make no single write.
    with uproot.open(tmp_path / "title.root") as f, uproot.open(tmp_path / "title.orig") as old:
        for branch in ("x", "n", "v", "floats"):
            assert ak.array_equal(f["d/t"][branch].array(), old["d/t"][branch].array())
        assert ak.array_equal(f["d/t/new_c"].array(), as_awkward(added["title.root", "d/t"]["new_c"]))
    for name in ("title.root", "title.orig"):
        (tmp_path / name).unlink()
    added = {key: columns for key, columns in added.items() if key[0] != "title.root"}
    seen = run_root("check", tmp_path)
    for (name, tree), columns in added.items():
        before, after, later = (
            seen[n].get(tree) for n in (name.replace(".root", ".orig"), name, name + " after")
        )
        assert after["branches"] == [b for b in before["branches"] if not b.startswith("new_")] + list(
            columns
        )
        for branch in before["values"]:
            assert after["values"][branch] == before["values"][branch], branch
        for branch, column in columns.items():
            assert after["values"][branch] == as_awkward(column).to_list(), branch
        for branch in after["values"]:
            assert later["values"][branch] == after["values"][branch], branch
    for name in ("rich", "raw"):
        before, after = seen[name + ".orig"], seen[name + ".root"]
        assert after["d/t user info"] == before["d/t user info"] and len(before["d/t user info"]) == 5
        assert after["d/t more"][:3] == before["d/t more"][:3]
        assert after["d/t more"][3] == before["d/t more"][3] + 5
        assert after["d/t objects"] == before["d/t objects"]
        assert {"h;1", "d;1", "new;1", "made;1"} <= set(after["keys"])
        # ROOT added to it, and we to what ROOT left.
        ours = tmva.File(tmp_path / f"{name}.root")
        np.testing.assert_array_equal(ours["d/t"]["root_branch"].array(), np.arange(1000, dtype="f4") / 2)
        np.testing.assert_array_equal(ours["made_by_root"]["x"].array(), np.arange(5000, dtype="f4"))
        f = _core.OutputFile.Update(str(tmp_path / f"{name}.root"))
        add_branches(f, "d/t", {"last": np.arange(1000.0)}, 1000)
        f.Close()
        del f
        with uproot.open(tmp_path / f"{name}.root") as f:
            np.testing.assert_array_equal(f["d/t/last"].array(library="np"), np.arange(1000.0))
            assert f["d/sub/text"] == "ours"
    check_recovered(tmp_path, seen)


def check_recovered(folder, seen):
    """Of files that were not closed we find at least what ROOT finds, with the same values."""
    recovered = 0
    for path in sorted(folder.glob("*.unclosed")):
        theirs = set(seen[path.name]["keys"])
        try:
            f = _core.File.Open(str(path))
        except tmva.FileFormatError as error:
            assert not theirs and ("truncated" in str(error) or "not closed" in str(error)), error
            continue
        assert f.IsRecovered() == (path.name != "saveself.unclosed")  # which is a whole file
        if f.IsRecovered():
            with pytest.raises(tmva.FileFormatError, match="cannot be updated"):
                _core.OutputFile.Update(str(path))
        names = {f"{k.name};{k.cycle}" for k in f.Keys()}
        # ROOT also lists the tree whose record is cut off; it is none that could be read.
        assert theirs - ({"t;2"} if path.name.startswith("cut") else set()) <= names, path.name
        assert "d/inside;1" in names or not f.IsRecovered()
        if "t" in seen[path.name]:
            tree = f.GetTree("t")
            values = tree.Read(["x"], 0, tree.NumEntries())[0][0]
            assert values.tolist() == seen[path.name]["t"]["values"]["x"], path.name
            recovered += 1
    assert recovered >= 3


CHILD = """
import sys, time, numpy as np
from tmva import _core
path = sys.argv[1]
first = int(sys.argv[2])
sys.stdout.write("go"); sys.stdout.flush()
for i in range(first, first + 1000):
    f = _core.OutputFile.Update(path, "none", 0)
    w = f.AddBranches("d/t", [(f"b{i}", np.dtype("f8"), [], 0, False, "")])
    for part in range(10):
        w.Append([(np.arange(part * 1000, part * 1000 + 1000, dtype="f8") + i, [])], 1000)
    f.WriteNumber("d", f"n{i}", i)
    f.Close()
    del f, w
"""


def test_killed_at_random_moments(tmp_path):
    path = str(tmp_path / "a.root")
    f = _core.OutputFile.Create(path)
    f.MakeTree("d", "t", "", [("x", np.dtype("f8"), [], 0, False, "")]).Append(
        [(np.arange(10000.0), [])], 10000
    )
    f.Close()
    del f
    rng, torn, done = random.Random(1), 0, 0
    for _ in range(12):
        child = subprocess.Popen([sys.executable, "-c", CHILD, path, str(done)], stdout=subprocess.PIPE)
        assert child.stdout.read(2) == b"go"
        time.sleep(rng.uniform(0, 0.08))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with uproot.open(path) as f:
            branches = f["d/t"].keys()
            added = len(branches) - 1
            assert branches == ["x"] + [f"b{i}" for i in range(added)] and added >= done
            assert sum(k.startswith("n") for k in f["d"].keys(cycle=False)) == added
            for name in branches[-2:]:
                shift = 0 if name == "x" else int(name[1:])
                np.testing.assert_array_equal(f["d/t"][name].array(library="np"), np.arange(10000.0) + shift)
        ours = tmva.File(path)["d/t"]
        assert ours.keys() == branches
        torn += os.path.getsize(path) > struct.unpack(">i", pathlib.Path(path).read_bytes()[12:16])[0]
        done = added
    assert done > 0


def test_rntuples_are_added_and_kept(tmp_path):
    path = str(tmp_path / "a.root")
    values = np.arange(1000.0)
    for name in ("first", "d/second"):
        f = _core.OutputFile.Update(path) if os.path.exists(path) else _core.OutputFile.Create(path)
        directory, _, last = name.rpartition("/")
        f.MakeRNTuple(directory, last, "", [("x", np.dtype("f8"), [], 0, False, "")]).Append(
            [(values, [])], 1000
        )
        if directory:
            with pytest.raises(tmva.DataError, match="being written"):
                f.Delete(directory)
        f.Close()
        del f
    f = _core.OutputFile.Update(path)
    with pytest.raises(tmva.DataError, match="expected a TTree"):
        f.AddBranches("first", [("y", np.dtype("f8"), [], 0, False, "")])
    f.WriteString("d", "note", "text")
    f.Close()
    with uproot.open(path) as f:
        for name in ("first", "d/second"):
            np.testing.assert_array_equal(f[name]["x"].array(), values)


def test_across_two_gigabytes(tmp_path):
    """The small forms of headers and keys become big ones; references in the tree's record move."""
    path = str(tmp_path / "a.root")
    counts = np.arange(1000) % 4
    offsets = np.concatenate([[0], np.cumsum(counts)])
    columns = [
        ("x", np.dtype("f4"), [], 0, False, ""),
        ("v", np.dtype("f8"), [], 1, False, "n"),
        ("w", np.dtype("i4"), [], 1, False, ""),
    ]
    f = _core.OutputFile.Create(path)
    f.MakeTree("d", "t", "", columns).Append(
        [
            (np.arange(1000, dtype="f4"), []),
            (np.arange(offsets[-1], dtype="f8"), [offsets]),
            (np.arange(offsets[-1], dtype="i4"), [offsets]),
        ],
        1000,
    )
    f.Close()
    del f
    size = os.path.getsize(path)
    end = 2_000_000_000 - 3000
    with open(path, "r+b") as f:  # a gap that takes no place on the disk
        f.seek(size)
        f.write(struct.pack(">i", -(end - size)))
        f.truncate(end)
        f.seek(12)
        f.write(struct.pack(">i", end))
    for step in range(3):
        f = _core.OutputFile.Update(path, "none", 0)
        add_branches(f, "d/t", {f"a{step}": np.arange(1000.0) + step}, 1000)
        f.WriteString("d/e", f"s{step}", "text")
        f.Close()
        del f
    assert os.path.getsize(path) > 2_000_000_000
    assert struct.unpack(">i", open(path, "rb").read(8)[4:])[0] > 1_000_000
    with uproot.open(path) as f:
        tree = f["d/t"]
        assert tree.keys() == ["x", "n", "v", "w", "a0", "a1", "a2"]
        np.testing.assert_array_equal(tree["a2"].array(library="np"), np.arange(1000.0) + 2)
        assert ak.array_equal(tree["v"].array(), as_awkward((np.arange(offsets[-1], dtype="f8"), offsets)))
        assert ak.array_equal(tree["w"].array(), as_awkward((np.arange(offsets[-1], dtype="i4"), offsets)))
        assert f["d/e/s0"] == "text" and f["d/e/s2"] == "text"
    ours = tmva.File(path)["d/t"]
    np.testing.assert_array_equal(ours["x"].array(), np.arange(1000, dtype="f4"))
    np.testing.assert_array_equal(ours["a0"].array(), np.arange(1000.0))
