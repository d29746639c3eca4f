"""RNTuples: what is written is read by uproot and ROOT, and what they write is read."""

import itertools

import numpy as np
import pytest
from number_types import NUMBER_TYPES

import tmva

ak = pytest.importorskip("awkward")
uproot = pytest.importorskip("uproot")
pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

CODECS = [None, "zlib", "lzma", "lz4", "zstd"]


def numbers(rng, dtype, size):
    if dtype == "bool":
        return rng.integers(0, 2, size).astype(bool)
    if dtype.startswith("float"):
        values = rng.normal(size=size).astype(dtype)
        values.reshape(-1)[:3] = [np.nan, np.inf, -np.inf][: values.size]
        return values
    limits = np.iinfo(dtype)
    values = rng.integers(limits.min, limits.max, size, dtype=dtype, endpoint=True)
    values.reshape(-1)[:2] = [limits.min, limits.max][: values.size]
    return values


def column(rng, kind, dtype, entries):
    """(type, values) of a column."""
    if kind == "number":
        return dtype, numbers(rng, dtype, entries)
    if kind == "array":
        return (dtype, (2, 3)), numbers(rng, dtype, (entries, 2, 3))
    counts = rng.integers(0, 4, entries)
    total = int(counts.sum())
    if kind == "text":
        return "string", ak.Array(["é" * (i % 3) + str(i) for i in range(entries)])
    if kind == "list":
        return f"var * {dtype}", ak.unflatten(ak.Array(numbers(rng, dtype, total)), counts)
    if kind == "list of arrays":
        inner = ak.from_numpy(numbers(rng, dtype, (total, 2)), regulararray=True)
        return f"var * 2 * {dtype}", ak.unflatten(inner, counts)
    if kind == "list of texts":
        return "var * string", ak.unflatten(ak.Array([str(i) * (i % 3) for i in range(total)]), counts)
    inner_counts = rng.integers(0, 3, total)
    inner = ak.unflatten(ak.Array(numbers(rng, dtype, int(inner_counts.sum()))), inner_counts)
    return f"var * var * {dtype}", ak.unflatten(inner, counts)


KINDS = ["number", "array", "text", "list", "list of arrays", "list of texts", "list of lists"]


def table(seed, kinds, entries):
    rng = np.random.default_rng(seed)
    made = {f"c{i}": column(rng, kind, dtype, entries) for i, (kind, dtype) in enumerate(kinds)}
    return {name: kind for name, (kind, _) in made.items()}, {
        name: values for name, (_, values) in made.items()
    }


def write(path, types, values, compression="zlib", cluster_size=0, split=0):
    with tmva.recreate(path, compression=compression) as f:
        ntuple = f.mkrntuple("d/nt", types, "about", cluster_size=cluster_size)
        ntuple.extend({name: v[:split] for name, v in values.items()})
        ntuple.extend({name: v[split:] for name, v in values.items()})


def same(one, other):
    return repr(ak.to_list(one)) == repr(ak.to_list(other))  # repr: NaN is NaN


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    entries=st.integers(3, 500),
    cluster_size=st.integers(0, 200),
    kinds=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(NUMBER_TYPES)), min_size=1, max_size=5),
    compression=st.sampled_from(CODECS),
)
def test_uproot_reads_what_is_written(tmp_path_factory, seed, entries, cluster_size, kinds, compression):
    path = tmp_path_factory.mktemp("rntuple") / "out.root"
    types, values = table(seed, kinds, entries)
    write(path, types, values, compression, cluster_size, split=entries // 3)
    theirs, ours = uproot.open(path)["d/nt"], tmva.File(path)["d/nt"]
    assert theirs.num_entries == ours.num_entries == entries
    for name, expected in values.items():
        assert same(theirs[name].array(), expected), (name, types[name])
        assert same(ours[name].array(library="ak"), expected), (name, types[name])


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    entries=st.integers(3, 300),
    kinds=st.lists(
        st.tuples(
            st.sampled_from(["number", "text", "list", "list of lists"]), st.sampled_from(NUMBER_TYPES)
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_what_uproot_writes_is_read(tmp_path_factory, seed, entries, kinds):
    path = tmp_path_factory.mktemp("rntuple") / "out.root"
    _, values = table(seed, kinds, entries)
    with uproot.recreate(path) as f:
        ntuple = f.mkrntuple("nt", {name: ak.Array(v) for name, v in values.items()})
        ntuple.extend({name: ak.Array(v[:2]) for name, v in values.items()})
    ours = tmva.File(path)["nt"]
    for name, expected in values.items():
        both = ak.concatenate([ak.Array(expected), ak.Array(expected[:2])])
        assert same(ours[name].array(library="ak"), both), name


def test_root_reads_what_is_written(tmp_path):
    ROOT = pytest.importorskip("ROOT")
    kinds = list(itertools.product(["number", "list"], NUMBER_TYPES)) + [(kind, "float32") for kind in KINDS]
    types, values = table(1, kinds, 2500)
    for codec in CODECS:
        path = tmp_path / f"{codec}.root"
        write(path, types, values, codec, cluster_size=700, split=900)
        frame = ROOT.RDataFrame("d/nt", str(path))
        assert frame.Count().GetValue() == 2500
        for name, kind in types.items():
            if str(kind).endswith("int8"):  # whose values Python would take for texts
                frame = frame.Redefine(
                    name, f"ROOT::RVecI({name}.begin(), {name}.end())" if "var" in kind else f"int({name})"
                )
        taken = {name: frame.Take[frame.GetColumnType(name)](name) for name in values}
        for name, expected in values.items():
            got = [_plain(value) for value in taken[name].GetValue()]
            assert repr(got) == repr([_plain(value) for value in ak.to_list(expected)]), (
                codec,
                name,
                types[name],
            )


def _plain(value):
    """Lists, numbers and texts, of what ROOT returns or awkward does."""
    if type(value).__name__ == "string":
        return str(value)
    if isinstance(value, (str, bytes)):
        return value
    if hasattr(value, "__len__"):
        return [_plain(item) for item in value]
    return float(value)
