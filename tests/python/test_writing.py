"""tmva.recreate and tmva.update: what uproot and we ourselves read back, and what is refused."""

import numpy as np
import pytest
from number_types import NUMBER_TYPES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tmva
from tmva.writing import column_type

uproot = pytest.importorskip("uproot")
ak = pytest.importorskip("awkward")

TABLE = {
    "x": np.arange(7, dtype=np.float32),
    "v": np.arange(21.0).reshape(7, 3),
    "jet_pt": ak.Array([[1.5], [], [2, 3, 4], [5], [], [6, 7], []]),
    "s": ["", "a", "bc", "ü", "x" * 300, "y", "z"],
    "vv": ak.Array([[[1.0], []], [], [[2, 3]], [[]], [], [[4], [5, 6]], []]),
    "vs": ak.Array([["a", ""], [], ["bcd"], [], [], ["e"], []]),
}
TYPES = {
    "x": "float32",
    "v": ("float64", 3),
    "jet_pt": "var * float64",
    "s": "string",
    "vv": "var * var * float64",
    "vs": "var * string",
}


def listed(array):
    return ak.to_list(array)


def check(path, table, tree="t"):
    """Both read the same."""
    ours, theirs = tmva.File(path)[tree], uproot.open(path)[tree]
    for name, values in table.items():
        want = listed(ak.Array(values))
        assert listed(theirs[name].array()) == want, name
        assert listed(ours[name].array()) == want, name


@pytest.mark.parametrize("compression", ["zlib", ("zstd", 5), None, "lz4"])
def test_all_types(tmp_path, compression):
    path = tmp_path / "out.root"
    with tmva.recreate(path, compression=compression) as f:
        tree = f.mktree("t", TYPES, title="a title")
        assert tree.keys() == list(TYPES) and tree.typenames()["v"] == "3 * float64"
        assert tree.typenames()["vs"] == "var * string"
        tree.extend({name: values[:3] for name, values in TABLE.items()})
        tree.extend({name: values[3:] for name, values in TABLE.items()})
        assert tree.num_entries == 7 and "7 entries" in repr(tree) and "t" in repr(f)
    check(path, TABLE)
    theirs = uproot.open(path)["t"]
    assert theirs.title == "a title" and theirs["njet_pt"].array().tolist() == [1, 0, 3, 1, 0, 2, 0]
    assert theirs["jet_pt"].typename == "double[]"


def test_vectors_instead_of_counters(tmp_path):
    path = tmp_path / "out.root"
    with tmva.recreate(path) as f:
        f.mktree("t", TABLE, counter_name=None)
        f.mktree("u", TYPES, counter_name=lambda name: f"{name}_size").extend(TABLE)
    check(path, TABLE)
    assert "njet_pt" not in uproot.open(path)["t"]
    assert uproot.open(path)["t"]["jet_pt"].typename == "std::vector<double>"
    assert "jet_pt_size" in uproot.open(path)["u"]


def test_setitem_takes_tables(tmp_path):
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "out.root"
    jets = ak.zip({"pt": [[1.0], [2.0, 3.0]], "eta": [[0.1], [0.2, 0.3]]})
    with tmva.recreate(path) as f:
        f["dict"] = {"a": [1, 2], "b": [[1], [2, 3]]}
        f["dir/frame"] = pandas.DataFrame({"a": [1.5, 2.5], "s": ["x", "yz"], "o": [[1.0], [2.0, 3.0]]})
        f["records"] = ak.zip({"jet": jets, "run": [7, 8]}, depth_limit=1)
        f["structured"] = np.array([(1, 2.5), (3, 4.5)], dtype=[("i", "i4"), ("d", "f8")])
        f["text"] = "a text"
    check(path, {"a": [1, 2], "b": [[1], [2, 3]]}, "dict")
    check(path, {"a": [1.5, 2.5], "s": ["x", "yz"], "o": [[1.0], [2.0, 3.0]]}, "dir/frame")
    check(path, {"jet_pt": jets["pt"], "jet_eta": jets["eta"], "run": [7, 8]}, "records")
    assert sorted(uproot.open(path)["records"].keys()) == ["jet_eta", "jet_pt", "njet", "run"]
    check(path, {"i": [1, 3], "d": [2.5, 4.5]}, "structured")
    assert str(uproot.open(path)["text"]) == "a text"
    with tmva.File(path) as f:
        assert f.keys(recursive=False, filter_classname="TTree") == ["dict", "records", "structured"]
        assert f["dir"].keys() == ["frame"] and f["dir"]["frame"].num_entries == 2
        assert f["dir"].path == "dir" and "frame" in repr(f["dir"]) and "frame" in f["dir"]


@pytest.mark.parametrize(
    "array",
    [
        [[1, 2], [3]],
        ak.Array([[1, 2], [3]]),
        [np.array([1, 2], "i4"), np.array([3], "i4")],
        np.array([[1, 2], [3, 4]], "i2"),
        [[], []],
        ak.Array([[], []]),
        ak.Array(np.array([[1, 2], [3, 4]])),
    ],
)
def test_lists_of_all_kinds_fit(tmp_path, array):
    with tmva.recreate(tmp_path / "out.root") as f:
        f.mktree("t", {"x": "var * int32"}).extend({"x": array})
    assert listed(tmva.File(tmp_path / "out.root")["t"]["x"].array()) == [
        list(map(int, row)) for row in array
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_tables(tmp_path, data):
    """Random types, entries and steps; uproot reads what we wrote, and so do we."""
    entries = data.draw(st.integers(0, 12))
    kinds = data.draw(
        st.lists(
            st.sampled_from(
                [
                    *NUMBER_TYPES,
                    "2 * float32",
                    "var * int16",
                    "var * float64",
                    "var * bool",
                    "var * uint64",
                    "string",
                ]
            ),
            min_size=1,
            max_size=5,
        )
    )
    numbers = {
        "b": st.booleans(),
        "i": st.integers(-128, 127),
        "u": st.integers(0, 255),
        "f": st.floats(-8, 8, width=16),
    }
    table = {}
    for k, kind in enumerate(kinds):
        item = st.text(max_size=5) if kind == "string" else numbers[kind.rpartition(" ")[2][0]]
        if kind.startswith("2"):
            item = st.lists(item, min_size=2, max_size=2)
        if kind.startswith("var"):
            item = st.lists(item, max_size=4)
        table[f"c{k}"] = data.draw(st.lists(item, min_size=entries, max_size=entries))
    step = data.draw(st.integers(1, 5))
    vectors = data.draw(st.booleans())
    path = tmp_path / "random.root"
    with tmva.recreate(path) as f:
        tree = f.mktree(
            "t",
            {f"c{k}": kind for k, kind in enumerate(kinds)},
            cluster_size=data.draw(st.integers(0, 4)),
            **({"counter_name": None} if vectors else {}),
        )
        for begin in range(0, entries, step):
            tree.extend({name: values[begin : begin + step] for name, values in table.items()})
    if entries:
        ours, theirs = tmva.File(path)["t"], uproot.open(path)["t"]
        for name, values in table.items():
            assert listed(ours[name].array(library="ak")) == values
            assert listed(theirs[name].array()) == values


@pytest.mark.parametrize(
    "spec, kind",
    [
        ("float32", "float32"),
        (np.int16, "int16"),
        (float, "float64"),
        (("f4", (2, 3)), "2 * 3 * float32"),
        ("2 * 3 * float64", "2 * 3 * float64"),
        ("var * 3 * int32", "var * 3 * int32"),
        (str, "string"),
        ("var * var * var * string", "var * var * var * string"),
        (ak.types.from_datashape("var * uint8", highlevel=False), "var * uint8"),
    ],
)
def test_types(spec, kind):
    assert str(column_type(spec, "x")) == kind


@pytest.mark.parametrize(
    "spec",
    [
        "flaot32",
        "var",
        "var * nothing",
        "float32 * var",
        "3 * string",
        "complex64",
        object,
        "M8[s]",
        "-1 * float32",
        "",
    ],
)
def test_wrong_types(spec):
    with pytest.raises(tmva.OptionError, match="column 'x'.*is not a type"):
        column_type(spec, "x")


@pytest.mark.parametrize(
    "kind, values, message",
    [
        ("int8", [1, 300], "from 1 to 300"),
        ("uint32", [-1, 2], "from -1 to 2"),
        ("int32", [1.5, 2], "type float64"),
        ("bool", [1, 2], "type int64"),
        ("float32", [[1], [2, 3]], "var"),
        ("var * float32", [1, 2], "var"),
        ("3 * float32", np.zeros((2, 2)), "shape"),
        ("string", [1, 2], "string"),
        ("float32", ["a", "b"], "string"),
        ("var * float32", [["a"], []], "string"),
        ("float32", [1, None], "missing"),
        ("float32", [1], "entries"),
    ],
)
def test_what_does_not_fit(tmp_path, kind, values, message):
    with tmva.recreate(tmp_path / "out.root") as f:
        tree = f.mktree("t", {"y": "int64", "x": kind})
        with pytest.raises(tmva.DataError, match=message):
            tree.extend({"y": [1, 2], "x": values})
        assert tree.num_entries == 0


def test_unsigned_and_narrow_integers_that_fit(tmp_path):
    with tmva.recreate(tmp_path / "out.root") as f:
        f.mktree("t", {"u": "uint64", "b": "int8"}).extend({"u": [1, 2], "b": np.array([-128, 127])})
    check(tmp_path / "out.root", {"u": [1, 2], "b": [-128, 127]})


def test_wrong_tables(tmp_path):
    with tmva.recreate(tmp_path / "out.root") as f:
        with pytest.raises(TypeError, match="complex"):
            f["t"] = 3j
        with pytest.raises(TypeError, match="table"):
            f.mktree("t", [1, 2])
        with pytest.raises(tmva.DataError, match="without columns"):
            f.mktree("t", {})
    with pytest.raises(tmva.DataError, match="closed"):
        f.mktree("t", {"x": "f4"})
    with pytest.raises(tmva.OptionError, match="zstd"):
        tmva.recreate(tmp_path / "out.root", compression="zsdt")


def test_compression_and_clusters_of_a_tree(tmp_path):
    path = tmp_path / "out.root"
    values = {"x": np.zeros(10000), "y": np.arange(10000)}
    with tmva.recreate(path, compression=None) as f:
        f.mktree("plain", values)
        f.mktree("packed", values, compression=("zstd", 5), cluster_size=1000)
        f.mktree("none", values, compression=None)
    f = tmva.File(path)
    assert f["packed"].compressed_bytes < f["plain"].compressed_bytes / 3
    assert f["packed"].clusters == [(b, b + 1000) for b in range(0, 10000, 1000)]
    check(path, values, "packed")


def test_friends(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    with tmva.recreate(tmp_path / "sub" / "other.root") as f:
        f["dir/u"] = {"y": np.arange(5) * 10, "l": [[1], [], [2, 3], [], []]}
        f["short"] = {"z": [1]}
    with tmva.recreate(tmp_path / "sub" / "main.root") as f:
        f["own"] = {"w": np.arange(5) * 100}
        f.mktree(
            "t",
            {"x": np.arange(5)},
            friends={
                "other": "other.root:dir/u",
                "own": "own",
                "lost": "lost.root:t",
                "short": "other.root:short",
            },
        )
    monkeypatch.chdir(tmp_path)
    for tree in (
        tmva.File("sub/main.root")["t"],
        tmva.chain("sub/main.root:t"),
        tmva.File(tmp_path / "sub" / "main.root")["t"],
    ):
        assert tree["other.y"].array().tolist() == [0, 10, 20, 30, 40]
        assert tree.evaluate("x + other.y + own.w").tolist() == [0, 111, 222, 333, 444]
        assert listed(tree["other.l"].array()) == [[1], [], [2, 3], [], []]
        assert "lost" not in tree.arrays() and "lost.root" in tree.typenames()["lost"]
        with pytest.raises(tmva.DataError, match="lost.root.*No such file"):
            tree["lost.q"]
        with pytest.raises(tmva.DataError, match="1 entries, the tree has 5"):
            tree["short.z"].array()
    assert tmva.File("sub/main.root")["t"].name == "t"
    with open("sub/main.root", "rb") as f:  # beside the file object's name
        assert tmva.File(f)["t"]["other.y"].array().tolist() == [0, 10, 20, 30, 40]


def test_tables_with_lists_as_sources():
    """Whatever takes a tree takes arrays of lists."""
    tree = tmva.Tree({"x": [1, 2, 3], "j": ak.Array([[1.0, 2], [], [3]]), "n": [[[1]], [], [[2, 3], []]]})
    assert listed(tree["j"].array()) == [[1, 2], [], [3]] and listed(tree["n"].array(1, 3)) == [
        [],
        [[2, 3], []],
    ]
    np.testing.assert_array_equal(tree.evaluate("Sum$(j) + x"), [4, 2, 6])
    records = tmva.Tree(ak.zip({"x": [1, 2], "j": [[1, 2], [3]]}, depth_limit=1))
    assert listed(records["j"].array(-1)) == [[3]]
    both = tmva.chain({"j": [[1, 2], []]}, {"j": ak.Array([[3]])})
    assert listed(both["j"].array()) == [[1, 2], [], [3]]
