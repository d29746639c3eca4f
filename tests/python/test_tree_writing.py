"""Trees of every kind written with random schemas, read with uproot and with ROOT: identical."""

import importlib.util
import itertools
import json
import pathlib
import subprocess
import sys

import awkward as ak
import numpy as np
import pytest
import uproot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tmva
from tmva import _core
from tmva.hadd import main as merge

TYPES = {
    "bool": "bool",
    "int8": "char",
    "uint8": "unsigned char",
    "int16": "short",
    "uint16": "unsigned short",
    "int32": "int",
    "uint32": "unsigned int",
    "int64": "Long64_t",
    "uint64": "ULong64_t",
    "float32": "float",
    "float64": "double",
}
CODECS = ["none", "zlib", "lzma", "lz4", "zstd"]
INTEROP = pathlib.Path(__file__).parents[1] / "interop"
HAVE_ROOT = importlib.util.find_spec("ROOT") is not None


class Column:
    """A column with random values: `levels` of lists around numbers of `dimensions`, or around texts."""

    def __init__(self, name, dtype, dimensions=(), levels=0, text=False, counter=""):
        self.name, self.dtype, self.dimensions = name, np.dtype(dtype), tuple(dimensions)
        self.levels, self.text, self.counter = levels, text, counter
        self.offsets, self.values = [], None

    def spec(self):
        return (
            self.name,
            self.dtype,
            list(self.dimensions),
            self.levels + self.text,
            self.text,
            self.counter,
        )

    def fill(self, rng, entries, counts=None):
        size = entries
        for level in range(self.levels):
            sizes = random_counts(rng, size) if level or counts is None else counts
            self.offsets.append(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
            size = int(self.offsets[-1][-1])
        if self.text:
            texts = ["".join(rng.choice(list("abcé ;/[]"), random_length(rng))).encode() for _ in range(size)]
            self.offsets.append(np.concatenate([[0], np.cumsum([len(t) for t in texts])]).astype(np.int64))
            self.values = np.frombuffer(b"".join(texts), np.uint8)
        else:
            self.values = random_values(rng, self.dtype, (size, *self.dimensions))
        return self

    def slice(self, begin, end):
        """(values, offsets) of some entries, as Append takes them."""
        offsets = []
        for level in self.offsets:
            part = level[begin : end + 1]
            begin, end = int(part[0]), int(part[-1])
            offsets.append(np.ascontiguousarray(part - begin))
        if self.levels and not self.text:  # which count values
            offsets[-1] = offsets[-1] * np.prod(self.dimensions, dtype=np.int64)
        return np.ascontiguousarray(self.values[begin:end]), offsets

    @property
    def kind(self):
        if self.text:
            return ["text", "texts"][self.levels]
        return "counted" if self.counter else ["fixed", "vector", "nested"][self.levels]

    def job(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "type": TYPES[str(self.dtype)],
            "item": int(np.prod(self.dimensions, dtype=int)),
        }


def random_counts(rng, entries):
    kind = rng.integers(4)
    if kind == 0:
        return np.zeros(entries, int)
    if kind == 1:  # few, but long
        return np.where(rng.random(entries) < 0.05, rng.integers(0, 400, entries), 0)
    return rng.integers(0, 2 if kind == 2 else 9, entries)


def random_length(rng):
    """About the lengths at which their coding changes."""
    return int(rng.choice([0, 1, 7, 127, 128, 253, 254, 255, 256, 300], p=[0.2, 0.2, 0.53, *[0.01] * 7]))


def random_values(rng, dtype, shape):
    if rng.random() < 0.3:  # compressible
        return rng.integers(0, 2, shape).astype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, shape).astype(bool)
    raw = rng.integers(0, 256, (*shape, dtype.itemsize), dtype=np.uint8)  # infinities and NaN too
    return raw.view(dtype)[..., 0] if np.prod(shape) else np.empty(shape, dtype)


def parts(array, levels, text):
    """Offsets and values of what uproot read."""
    offsets = []
    for _ in range(levels):
        counts = ak.to_numpy(ak.num(array, axis=1))
        offsets.append(np.concatenate([[0], np.cumsum(counts)]))
        array = ak.flatten(array, axis=1)
    if not text:
        return offsets, np.asarray(ak.to_numpy(array))
    texts = [item.encode("utf-8", "surrogateescape") for item in ak.to_list(array)]
    offsets.append(np.concatenate([[0], np.cumsum([len(item) for item in texts])]))
    return offsets, np.frombuffer(b"".join(texts), np.uint8)


def check_with_uproot(path, columns, entries):
    with uproot.open(path) as file:
        tree = file["dir/t"]
        assert tree.num_entries == entries
        counters = [c.counter for c in columns if c.counter]
        assert set(tree.keys()) == {c.name for c in columns} | set(counters)
        for column in columns:
            array = tree[column.name].array(library="ak")
            offsets, values = parts(array, column.levels, column.text)
            assert len(offsets) == len(column.offsets), column.spec()
            for have, want in zip(offsets, column.offsets):
                assert np.array_equal(have, want), column.spec()
            if column.values.size:
                assert values.dtype == column.dtype and values.shape == column.values.shape, column.spec()
            assert values.tobytes() == column.values.tobytes(), column.spec()
            if column.counter:
                counts = tree[column.counter].array(library="np")
                assert counts.dtype == np.int32 and np.array_equal(counts, np.diff(column.offsets[0]))


def check_with_root(folder, written, *flags):
    """ROOT reads all files in one process."""
    jobs = [
        {"file": path.name, "tree": "dir/t", "out": path.stem, "branches": [c.job() for c in columns]}
        for path, columns, *_ in written
    ]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    command = [sys.executable, str(INTEROP / "dump_with_root.py"), *flags, str(folder / "jobs.json")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=folder, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    assert "Error in" not in result.stderr, result.stderr[-3000:]
    for path, columns, entries, *friends in written:
        with np.load(path.with_suffix(".npz")) as dump:
            assert dump["entries"] == entries and dump["friends"].tolist() == friends
            for column in columns:
                assert dump[column.name + ".values"].tobytes() == column.values.tobytes(), column.spec()
                for level, want in enumerate(column.offsets):
                    assert np.array_equal(dump[f"{column.name}.{level}"], want), column.spec()


def write(path, columns, entries, codec="zlib", level=1, cluster_entries=0, cuts=(), **options):
    file = _core.OutputFile.Create(str(path), codec, level)
    tree = file.MakeTree(
        "dir", "t", "title", [c.spec() for c in columns], cluster_entries=cluster_entries, **options
    )
    borders = [0, *sorted(cuts), entries]
    for begin, end in zip(borders, borders[1:]):
        tree.Append([c.slice(begin, end) for c in columns], end - begin)
    assert tree.NumEntries() == entries
    file.Close()


@st.composite
def schemas(draw, types=tuple(TYPES)):
    columns = []
    for i in range(draw(st.integers(1, 5))):
        name, dtype = f"column{i}", draw(st.sampled_from(types))
        dimensions = draw(st.lists(st.integers(1, 3), max_size=2))
        kind = draw(st.sampled_from(["fixed", "counted", "vector", "nested", "text", "texts"]))
        if kind == "fixed":
            columns.append(Column(name, dtype, dimensions))
        elif kind == "counted":
            columns.append(Column(name, dtype, dimensions, 1, counter=draw(st.sampled_from(["n", "m"]))))
        elif kind in ("vector", "nested"):
            columns.append(Column(name, dtype, (), 1 + (kind == "nested")))
        else:
            columns.append(Column(name, "uint8", (), int(kind == "texts"), text=True))
    return columns


@st.composite
def tables(draw, types=tuple(TYPES)):
    columns = draw(schemas(types))
    entries = draw(st.integers(0, 400))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    counts = {name: random_counts(rng, entries) for name in ("n", "m")}
    for column in columns:
        column.fill(rng, entries, counts.get(column.counter))
    cuts = draw(st.lists(st.integers(0, entries), max_size=4))
    settings_ = {
        "codec": draw(st.sampled_from(CODECS)),
        "level": draw(st.integers(0, 9)),
        "cluster_entries": draw(st.sampled_from([0, 1, 7, 100])),
        "cuts": cuts,
    }
    return columns, entries, settings_


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Files for test_trees_with_root: (path, columns, entries, (alias, tree, file, entries) of each friend)."""
    return tmp_path_factory.mktemp("trees"), []


@given(table=tables())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_trees(written, table):
    folder, files = written
    columns, entries, options = table
    path = folder / f"{len(files)}.root"
    write(path, columns, entries, **options)
    files.append((path, columns, entries))
    check_with_uproot(path, columns, entries)


def test_friends(written):
    folder, files = written
    columns = [Column("x", "int32").fill(np.random.default_rng(1), 5)]
    write(folder / "friend.root", columns, 5)
    write(
        folder / "main.root",
        columns,
        5,
        friends=[("other", "dir/t", "friend.root"), ("", "dir/t", "friend.root")],
    )
    files.append(
        (
            folder / "main.root",
            columns,
            5,
            ["other", "dir/t", "friend.root", "5"],
            ["t", "dir/t", "friend.root", "5"],
        )
    )


@pytest.mark.skipif(not HAVE_ROOT, reason="the ROOT wheel is not installed")
def test_trees_with_root(written):
    folder, files = written
    ready = {"float32", "float64"}  # of vector<vector<T>> ROOT has dictionaries for these
    check_with_root(
        folder,
        [
            (path, [c for c in columns if c.kind != "nested" or str(c.dtype) in ready], *rest)
            for path, columns, *rest in files
        ],
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Several clusters and many baskets; lists from none to a million items."""
    rng = np.random.default_rng(8)
    entries = 100_000
    sizes = np.where(np.arange(entries) < 80_000, rng.integers(0, 40, entries), rng.integers(0, 400, entries))
    sizes[777] = 1_000_000
    columns = [
        Column("x", "float64", counter="n", levels=1),
        Column("y", "int16", (3,), counter="n", levels=1),
        Column("v", "float32", levels=1),
        Column("flat", "uint64", (2,)),
        Column("text", "uint8", text=True),
    ]
    for column in columns:
        column.fill(rng, entries, sizes if column.levels else None)
    path = tmp_path_factory.mktemp("large") / "large.root"
    write(path, columns, entries, "lz4", 1, cuts=[10, 50_000, 50_001])
    return path, columns, entries


def test_clusters_of_large_tree(large):
    path, columns, entries = large
    check_with_uproot(path, columns, entries)
    with uproot.open(path) as file:
        tree = file["dir/t"]
        borders = set.intersection(*(set(branch.entry_offsets) for branch in tree.branches))
        ends = tree.member("fClusterRangeEnd")
        assert len(ends) > 0 and all(end + 1 in borders for end in ends)
        stored = tree.uncompressed_bytes / (len(borders) - 1)
        assert 10e6 < stored < 60e6
        sizes = [
            branch.basket(i).uncompressed_bytes for branch in tree.branches for i in range(branch.num_baskets)
        ]
        assert sorted(sizes)[len(sizes) // 2] < 1e6


@pytest.mark.skipif(not HAVE_ROOT, reason="the ROOT wheel is not installed")
def test_large_tree_with_root(large):
    path, columns, entries = large
    check_with_root(path.parent, [large])


def test_baskets_do_not_depend_on_the_steps(tmp_path):
    rng = np.random.default_rng(5)
    entries = 70_000
    columns = [
        Column("x", "float32", levels=1, counter="n"),
        Column("v", "float64", levels=2),
        Column("i", "int64"),
        Column("text", "uint8", text=True),
    ]
    counts = rng.integers(0, 60, entries)
    for column in columns:
        column.fill(rng, entries, counts if column.counter else None)
    baskets = []
    for number, cuts in enumerate([(), range(0, entries, 997), (1, 2, 69_999)]):
        write(tmp_path / f"{number}.root", columns, entries, "zstd", 5, cuts=cuts)
        with uproot.open(tmp_path / f"{number}.root") as file:
            baskets.append(
                [
                    (branch.name, list(branch.entry_offsets), branch.compressed_bytes)
                    for branch in file["dir/t"].branches
                ]
            )
    assert baskets[0] == baskets[1] == baskets[2] and all(len(offsets) > 2 for _, offsets, _ in baskets[0])


def test_counts_given(tmp_path):
    counts = Column("n", "int32").fill(np.random.default_rng(1), 4)
    counts.values = np.array([1, 0, 2, 1], np.int32)
    lists = Column("x", "float32", levels=1, counter="n").fill(np.random.default_rng(2), 4, counts.values)
    for order in ([counts, lists], [lists, counts]):  # a counter is stored before what it counts
        write(tmp_path / "a.root", order, 4)
        check_with_uproot(tmp_path / "a.root", order, 4)
    counts.values = np.array([1, 0, 3, 1], np.int32)
    with pytest.raises(
        _core.DataError, match="entry 2: branch 'x' has 2 items, but its count branch 'n' has 3"
    ):
        write(tmp_path / "b.root", [counts, lists], 4, cuts=[1])
    other = Column("y", "int8", levels=1, counter="m").fill(
        np.random.default_rng(3), 4, np.array([1, 1, 1, 1])
    )
    third = Column("z", "int8", levels=1, counter="m").fill(
        np.random.default_rng(3), 4, np.array([1, 1, 1, 0])
    )
    with pytest.raises(_core.DataError, match="entry 3: branch 'z' has 0 items, but another .* 'm' has 1"):
        write(tmp_path / "b.root", [other, third], 4)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.root"]


@pytest.mark.parametrize(
    "spec, message",
    [
        (("x", "f4", [2], 1, False, ""), "need a count branch"),
        (("x", "f4", [], 2, False, "n"), "of one level"),
        (("x", "f4", [], 0, False, "n"), "no lists"),
        (("x", "f4", [], 3, False, ""), "3 levels"),
        (("x", "u1", [], 3, True, ""), "2 levels of strings"),
        (("x", "f4", [], 1, False, "x"), "cannot be counted"),
        (("x", "f4", [], 1, False, "a/b"), "cannot be counted"),
    ],
)
def test_specs_refused(tmp_path, spec, message):
    file = _core.OutputFile.Create(str(tmp_path / "a.root"))
    with pytest.raises(_core.DataError, match=f"branch 'x': .*{message}"):
        file.MakeTree("", "t", "", [(spec[0], np.dtype(spec[1]), *spec[2:])])


def test_lists_refused(tmp_path):
    file = _core.OutputFile.Create(str(tmp_path / "a.root"))
    tree = file.MakeTree("", "t", "", [("x", np.dtype("f4"), [], 1, False, "")])
    values = np.zeros(9, np.float32)
    for offsets in (
        [],
        [np.array([0, 1, 2])],
        [np.array([0, 2, 1, 9])],
        [np.array([-1, 1, 2, 3])],
        [np.array([0, 1, 2, 2**62])],
        [np.arange(4), np.arange(4)],
    ):
        with pytest.raises(_core.DataError, match="leaf 'x'"):
            tree.Append([(values, offsets)], 3)
    tree.Append([(values, [np.array([0, 4, 4, 9])])], 3)  # what was refused left nothing behind
    file.Close()
    with uproot.open(tmp_path / "a.root") as back:
        assert back["t/x"].array().to_list() == [[0.0] * 4, [], [0.0] * 5]


def test_options_of_a_tree(tmp_path):
    rng = np.random.default_rng(4)
    columns = [Column("x", "float32", levels=1).fill(rng, 3000), Column("i", "int32").fill(rng, 3000)]
    columns[1].values = np.arange(3000, dtype=np.int32)
    write(tmp_path / "a.root", columns, 3000, "zlib", 1, 250, compression=("zstd", 3))
    check_with_uproot(tmp_path / "a.root", columns, 3000)
    with uproot.open(tmp_path / "a.root") as file:
        tree = file["dir/t"]
        assert tree["i"].compression == uproot.ZSTD(3) and file.file.compression == uproot.ZLIB(1)
        assert list(tree["x"].entry_offsets) == list(range(0, 3001, 250)) and tree.member("fAutoFlush") == 250
    file = _core.OutputFile.Create(str(tmp_path / "c.root"))
    with pytest.raises(_core.OptionError, match="level 10"):
        file.MakeTree("", "t", "", [c.spec() for c in columns], compression=("zstd", 10))
    with pytest.raises(_core.OptionError, match="cluster_entries is -1"):
        file.MakeTree("", "t", "", [c.spec() for c in columns], cluster_entries=-1)
    with pytest.raises(_core.DataError, match="friend 'f' names no tree"):
        file.MakeTree("", "t", "", [c.spec() for c in columns], friends=[("f", "", "")])


def test_objects(tmp_path):
    matrix = np.arange(6.0).reshape(2, 3)
    file = _core.OutputFile.Create(str(tmp_path / "a.root"))
    file.WriteMatrix("dir", "matrix", matrix)
    file.WriteMatrix("", "vector", matrix[0])
    file.WriteMatrix("", "none", np.empty((0, 3)))
    file.WriteNumber("", "number", -2.5)
    histogram = _core.Histogram1("h", "title", 3, 0, 1, False)
    histogram.contents = [0, 1, 2, 3, 4]
    file.Write("dir", histogram)
    file.Write("", _core.Histogram2("h2", "", 2, 0, 1, 3, 0, 1))
    file.Write("", _core.Graph("g", "", [1, 2], [3, 4]))
    with pytest.raises(_core.DataError, match="3 dimensions"):
        file.WriteMatrix("", "cube", np.zeros((1, 1, 1)))
    file.Close()
    with uproot.open(tmp_path / "a.root") as back:
        assert np.array_equal(back["dir/matrix"].member("fElements"), matrix.ravel())
        assert back["dir/matrix"].member("fNrows") == 2 and back["dir/matrix"].classname == "TMatrixT<double>"
        assert np.array_equal(back["vector"].member("fElements"), matrix[0])
        assert back["none"].member("fNcols") == 3 and back["number"].member("fVal") == -2.5
        assert np.array_equal(back["dir/h"].values(flow=True), [0, 1, 2, 3, 4])
        assert back["h2"].values().shape == (2, 3) and list(back["g"].values("y")) == [3, 4]


def test_lists_of_arrays(tmp_path):
    """What counts is the array: 2 of 2 x 3 values, not 12."""
    shapes = [(2,), (2, 3)]
    rows = {
        f"m{i}": [np.arange(n * np.prod(shape), dtype="f").reshape(n, *shape) + 100 * n for n in (2, 0, 3, 1)]
        for i, shape in enumerate(shapes)
    }
    types = {f"m{i}": "var * " + " * ".join(map(str, shape)) + " * float32" for i, shape in enumerate(shapes)}
    with tmva.recreate(tmp_path / "a.root") as file:
        file.mktree("t", {**types, "x": "float32"}).extend({**rows, "x": np.arange(4)})
    with tmva.update(tmp_path / "a.root") as file:
        file.add_branches("t", {"more": rows["m0"]}, counter_name=lambda name: "nm0")
    files = [tmp_path / "a.root"]
    assert merge(["-f", str(tmp_path / "b.root"), *map(str, files * 2)]) == 0
    tmva.RDataFrame("t", str(files[0])).Snapshot("t", str(tmp_path / "c.root"))
    files += [tmp_path / "c.root", tmp_path / "b.root"]
    for path, names in itertools.product(files, ["m0", "m1", "more"]):
        wanted = [row.tolist() for row in rows.get(names, rows["m0"])] * (2 if path.name == "b.root" else 1)
        assert tmva.File(path)["t"][names].array().tolist() == wanted, (path, names)
        assert uproot.open(path)["t"][names].array().tolist() == wanted, (path, names)
