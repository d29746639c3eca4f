"""Lists and texts as awkward arrays, objects and flat values; random ones there and back."""

import sys

import numpy as np
import pytest
from number_types import NUMBER_TYPES
from hypothesis import given, settings
from hypothesis import strategies as st

import tmva
from tmva.flatten import columns_of, flatten, split_regular
from tmva.ragged import Values, convert, to_layout, to_objects

ak = pytest.importorskip("awkward")


@st.composite
def columns(draw):
    """Values of a random type: dimensions, levels of lists, texts."""
    levels = draw(st.integers(0, 3))
    is_text = levels > 0 and draw(st.booleans())
    dimensions = () if is_text else tuple(draw(st.lists(st.integers(1, 3), max_size=2)))
    count = draw(st.integers(0, 5))
    offsets = []
    for level in range(levels):
        lengths = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
        offsets.append(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
        count = int(offsets[-1][-1])
    size = int(np.prod(dimensions, dtype=int))
    if levels:
        offsets[-1] = offsets[-1] * size
    if is_text:
        return Values(
            np.frombuffer(
                bytes(draw(st.lists(st.integers(65, 90), min_size=count, max_size=count))), np.uint8
            ),
            offsets,
            (),
            True,
        )
    dtype = draw(st.sampled_from(NUMBER_TYPES))
    values = (np.arange(count * size) % 100).astype(dtype)
    return Values(values if levels else values.reshape(count, *dimensions), offsets, dimensions)


def same(a: Values, b: Values) -> None:
    assert a.values.dtype == b.values.dtype and a.values.shape == b.values.shape
    np.testing.assert_array_equal(a.values, b.values)
    assert len(a.offsets) == len(b.offsets) and a.dimensions == b.dimensions and a.is_text == b.is_text
    for x, y in zip(a.offsets, b.offsets):
        np.testing.assert_array_equal(x, y)


@settings(max_examples=200, deadline=None)
@given(columns())
def test_through_awkward_and_back(column):
    array = ak.Array(to_layout(column))
    assert ak.is_valid(array) and len(array) == column.entries
    same(flatten(array, "x"), column)
    same(flatten(array[::-1][::-1], "x"), column)  # not packed


@settings(max_examples=200, deadline=None)
@given(columns())
def test_objects_say_the_same_as_awkward(column):
    def plain(value):
        if isinstance(value, np.ndarray):
            return [plain(item) for item in value]
        return value.item() if isinstance(value, np.generic) else value

    objects = to_objects(column) if column.offsets else column.values
    assert plain(objects) == ak.Array(to_layout(column)).to_list()
    if column.offsets and column.values.size:
        again = flatten(objects, "x")
        if again.dimensions == column.dimensions:  # lists of equal length may become dimensions
            same(again, column)


@settings(max_examples=100, deadline=None)
@given(columns())
def test_plain_lists(column):
    array = ak.Array(to_layout(column))
    if len(array) == 0 or not column.values.size:
        return
    found = split_regular(flatten(array.to_list(), "x"), len(column.offsets) + len(column.dimensions))
    wanted = split_regular(column, len(column.offsets) + len(column.dimensions))
    assert ak.Array(to_layout(found)).to_list() == ak.Array(to_layout(wanted)).to_list()


def test_memory_is_shared():
    values, offsets = np.arange(6.0), np.array([0, 2, 2, 6])
    array = ak.Array(to_layout(Values(values, [offsets])))
    values[3] = 77
    assert array.to_list() == [[0, 1], [], [2, 77, 4, 5]]
    assert np.shares_memory(flatten(array, "x").values, values)


@pytest.mark.parametrize(
    "column, kind",
    [
        (Values(np.zeros((2, 3, 4), "f4"), [], (3, 4)), "2 * 3 * 4 * float32"),
        (Values(np.zeros(6, "i8"), [np.array([0, 2, 6])], (2,)), "2 * var * 2 * int64"),
        (Values(np.zeros(3, "u1"), [np.array([0, 1, 3])], (), True), "2 * string"),
        (Values(np.zeros(3, "u1"), [np.array([0, 2]), np.array([0, 1, 3])], (), True), "1 * var * string"),
        (Values(np.zeros(0, "f8"), [np.array([0, 0]), np.array([0])]), "1 * var * var * float64"),
        (Values(np.zeros(0, "?"), [np.array([0])]), "0 * var * bool"),
    ],
)
def test_types_of_awkward_arrays(column, kind):
    assert str(ak.Array(to_layout(column)).type) == kind


@pytest.mark.parametrize(
    "values",
    [
        ["a", "", "ü\0b"],
        np.array(["a", "bc"]),
        np.array([b"a", b"bc"]),
        [["a"], [], ["b", "c"]],
        [[], []],
        [[1], []],
        [[[1.5], []], []],
        np.array([[1, 2], [3, 4]]),
        [[1, 2], [3, 4]],
        [np.array([1, 2], "i2"), np.array([], "i2")],
        [True, False],
        [1, 2.5],
    ],
)
def test_sequences(values):
    column = flatten(values, "x")
    assert column.entries == len(values)
    got = ak.Array(to_layout(column)).to_list()
    want = [v.decode() if isinstance(v, bytes) else v for v in values]
    assert got == ak.Array([w.tolist() if isinstance(w, np.ndarray) else w for w in want]).to_list()


def test_bytes_that_are_no_text_survive():
    column = Values(np.frombuffer(b"\xff\xfe", np.uint8), [np.array([0, 1, 2])], (), True)
    same(flatten(to_objects(column), "x"), column)


@pytest.mark.parametrize(
    "values, message",
    [
        ([1, None], "missing"),
        ([[1], None], "missing"),
        (ak.Array([1, None]), "missing"),
        ([object()], "object"),
        (3.0, "single"),
        (np.float32(3), "single"),
        (np.array(3.0), "single"),
        ("text", "str"),
        (np.array([1j]), "complex"),
        (np.array(["2020-01-01"], "M8[D]"), "datetime"),
        ([["a"], [1]], "x"),
        (ak.Array([1, "a"]), "Union"),
        (np.array([{}, {}]), "dict"),
    ],
)
def test_what_is_refused(values, message):
    with pytest.raises(tmva.DataError, match=message):
        flatten(values, "x")


def test_options_without_missing_values_are_taken():
    array = ak.mask(ak.Array([[1, 2], [3]]), [True, True])
    assert flatten(array, "x").values.tolist() == [1, 2, 3]


def test_records_become_columns():
    jets = ak.zip({"pt": [[1.0], [2.0, 3.0]], "eta": [[0.1], [0.2, 0.3]]})
    table = ak.zip({"jet": jets, "run": [1, 2], "vertex": ak.zip({"x": [1, 2], "y": [3, 4]})}, depth_limit=1)
    assert [(name, group) for name, _, group in columns_of(table)] == [
        ("jet_pt", "jet"),
        ("jet_eta", "jet"),
        ("run", ""),
        ("vertex_x", ""),
        ("vertex_y", ""),
    ]
    with pytest.raises(TypeError, match="int"):
        list(columns_of(3))


# Reading


@pytest.fixture(scope="module")
def jagged(tmp_path_factory):
    """(path, awkward record) of a file that uproot wrote."""
    uproot = pytest.importorskip("uproot")
    path = tmp_path_factory.mktemp("jagged") / "jagged.root"
    counts = np.arange(500) % 4
    table = {
        "pt": ak.unflatten(np.arange(counts.sum(), dtype=np.float32), counts),
        "id": ak.unflatten(np.arange(counts.sum(), dtype=np.int16), counts),
        "x": np.arange(500.0),
        "v": np.arange(1500, dtype=np.int32).reshape(500, 3),
    }
    with uproot.recreate(path) as f:
        f.mktree("t", {"pt": "var * float32", "id": "var * int16", "x": "float64", "v": ("int32", (3,))})
        for begin in range(0, 500, 100):
            f["t"].extend({name: column[begin : begin + 100] for name, column in table.items()})
    return path, table


def test_default_library(jagged):
    path, table = jagged
    arrays = tmva.File(path)["t"].arrays()
    assert isinstance(arrays["x"], np.ndarray) and arrays["v"].shape == (500, 3)
    assert isinstance(arrays["pt"], ak.Array) and ak.all(arrays["pt"] == table["pt"])
    assert str(arrays["id"].type) == "500 * var * int16"


def test_libraries_agree_with_uproot(jagged):
    import uproot

    ours, theirs = tmva.File(jagged[0])["t"], uproot.open(jagged[0])["t"]
    a, b = (
        ours.arrays(library="ak", entry_start=37, entry_stop=-41),
        theirs.arrays(entry_start=37, entry_stop=459),
    )
    assert set(a.fields) == set(b.fields)
    for field in a.fields:
        assert str(a[field].type) == str(b[field].type) and ak.array_equal(a[field], b[field])
        assert str(ours[field].array(library="ak").type) == str(theirs[field].array().type)
    a, b = ours.arrays(library="np"), theirs.arrays(library="np")
    for name, column in b.items():
        assert a[name].dtype == column.dtype and len(a[name]) == len(column)
        assert all(np.array_equal(x, y) for x, y in zip(a[name], column))


def test_pandas(jagged):
    pytest.importorskip("pandas")
    frame = tmva.File(jagged[0])["t"].arrays(library="pd")
    assert list(frame["x"]) == list(jagged[1]["x"])
    assert [f"v[{i}]" in frame for i in range(4)] == [True, True, True, False]
    assert frame["v[2]"][7] == 23 and frame["pt"].dtype == object
    np.testing.assert_array_equal(frame["pt"][3], jagged[1]["pt"][3])
    assert tmva.File(jagged[0])["t"]["x"].array(library="pd").name == "x"


def test_expressions_and_cuts(jagged):
    tree, table = tmva.File(jagged[0])["t"], jagged[1]
    arrays = tree.arrays(["2*x", "pt", "2*pt", "Sum$(pt)"], cut="x > 100 && x < 300", entry_start=50)
    passed = slice(101, 300)
    np.testing.assert_array_equal(arrays["2*x"], 2 * table["x"][passed])
    assert ak.all(arrays["pt"] == table["pt"][passed])
    assert ak.all(arrays["2*pt"] == 2 * table["pt"][passed])
    np.testing.assert_allclose(
        arrays["Sum$(pt)"], ak.sum(ak.values_astype(table["pt"][passed], float), axis=1)
    )
    assert len(tree.arrays(["x"], "x/0 > 1")["x"]) in (0, 499)
    assert len(tree.arrays(["x"], cut="log(-x)")["x"]) == 0  # NaN is no
    frame = tree.arrays(["x", "v"], "x<2", library="pd")
    assert frame["v[0]"].tolist() == [0, 3]
    for cut, message in [("pt > 3", "several values"), ("nosuch > 3", "nosuch"), ("x >", "x >")]:
        with pytest.raises(tmva.DataError, match=message):
            tree.arrays(["x"], cut)
    with pytest.raises(tmva.DataError, match="ptt"):
        tree.arrays(["ptt"])


@pytest.mark.parametrize("library", [None, "np", "ak", "pd"])
@pytest.mark.parametrize("step", [1000, 7, 100, "1 kB", "3.5 MB"])
def test_iterate(jagged, library, step):
    tree, table = tmva.File(jagged[0])["t"], jagged[1]
    parts = list(tree.iterate(["x", "pt"], step_size=step, library=library, entry_start=3))
    np.testing.assert_array_equal(np.concatenate([np.asarray(part["x"]) for part in parts]), table["x"][3:])
    assert ak.all(ak.concatenate([ak.from_iter(part["pt"]) for part in parts]) == table["pt"][3:])
    if isinstance(step, int):
        assert [len(part["x"]) for part in parts[:-1]] == [step] * (len(parts) - 1)
    if step == "1 kB":
        assert 10 < len(parts) < 60


def test_iterate_reads_ahead_by_one_and_stops(jagged, monkeypatch):
    tree = tmva.File(jagged[0])["t"]
    read = []
    arrays = tree._arrays
    monkeypatch.setattr(tree, "_arrays", lambda *args: read.append(args[2]) or arrays(*args))
    steps = tree.iterate(["x"], step_size=10)
    assert read == []
    next(steps)
    next(steps)
    steps.close()
    assert read in ([0, 10], [0, 10, 20])
    assert list(tree.iterate(["x"], entry_start=5, entry_stop=5)) == []
    for wrong in ("many", "10 XB", 0, -3, 1.5, True):
        with pytest.raises(tmva.OptionError, match="step_size"):
            tree.iterate(step_size=wrong)


def test_filters(jagged):
    tree = tmva.File(jagged[0])["t"]
    assert tree.keys(filter_name="p*") == ["pt"]
    assert tree.keys(filter_name="/^(x|V)$/i") == ["x", "v"]
    assert tree.keys(filter_name=["x", lambda name: name == "v"]) == ["x", "v"]
    assert tree.keys(filter_typename="float[[]]") == ["pt"]
    assert list(tree.arrays(filter_name="[vx]")) == ["x", "v"]
    with pytest.raises(tmva.OptionError, match="regular"):
        tree.keys(filter_name="/(/")


def test_show_and_repr(jagged, capsys):
    tree = tmva.File(jagged[0])["t"]
    tree.show()
    shown = capsys.readouterr().out
    assert all(name in shown for name in tree.keys()) and "double" in shown
    assert "500 entries" in repr(tree) and "pt" in repr(tree)
    assert tree.clusters[0][0] == 0 and tree.clusters[-1][1] == 500


def test_leaf_lists():
    import pathlib

    path = pathlib.Path(__file__).parents[1] / "data" / "rootio" / "uproot-leaflist.root"
    uproot = pytest.importorskip("uproot")
    ours, theirs = tmva.File(path)["tree"], uproot.open(path)["tree"]
    assert "leaflist" in ours and "leaflist.x" in ours
    branch = ours["leaflist"]
    assert branch.keys() == ["x", "y", "z"] and len(branch) == 3 and "leaflist" in repr(branch)
    want = theirs["leaflist"].array(library="np")
    got = branch.array()
    assert got.dtype.names == want.dtype.names
    for field in got.dtype.names:
        np.testing.assert_array_equal(got[field], want[field])
        np.testing.assert_array_equal(branch[field].array(), want[field])
    assert str(branch.array(library="ak").type) == str(theirs["leaflist"].array().type)
    assert list(branch.array(library="pd").columns) == ["x", "y", "z"]
    with pytest.raises(tmva.DataError, match="x, y, z"):
        branch["w"]


def test_without_awkward_the_error_says_how_to_get_it(jagged, monkeypatch):
    want = jagged[1]["pt"][3].to_list()
    monkeypatch.setitem(sys.modules, "awkward", None)
    tree = tmva.File(jagged[0])["t"]
    with pytest.raises(ImportError, match="pip install awkward"):
        tree["pt"].array()
    assert tree["pt"].array(library="np")[3].tolist() == want
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        tree.arrays(["x"], library="pd")
    with pytest.raises(tmva.OptionError, match="library"):
        tree.arrays(["x"], library="numpy")


def test_convert_leaves_flat_columns_alone():
    values = np.zeros((3, 2))
    for library in (None, "np", "pd"):
        assert convert(Values(values, [], (2,)), library) is values
