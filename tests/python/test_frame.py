"""RDataFrame: lazy, in one pass, whatever the threads, with errors that name what is wrong."""

import multiprocessing

import numpy as np
import pytest

import tmva

RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Clusters of odd sizes, lists, texts, arrays."""
    path = str(tmp_path_factory.mktemp("frame") / "t.root")
    types = {
        "x": "float32",
        "n": "int32",
        "e": "float64",
        "id": "int64",
        "flag": "bool",
        "jets": "var * float32",
        "xyz": ("float32", 3),
        "name": "string",
        "m": "var * var * int32",
    }
    with tmva.recreate(path) as file:
        tree = file.mktree("dir/t", types, cluster_size=700, counter_name=None)
        for begin in range(0, 5000, 1000):
            tree.extend(
                {
                    "x": RNG.normal(size=1000).astype("f4"),
                    "n": RNG.integers(-5, 6, 1000).astype("i4"),
                    "e": RNG.exponential(size=1000),
                    "id": np.arange(begin, begin + 1000) + 2**40,
                    "flag": RNG.random(1000) < 0.5,
                    "xyz": RNG.normal(size=(1000, 3)).astype("f4"),
                    "jets": [RNG.normal(size=RNG.integers(4)).astype("f4") for _ in range(1000)],
                    "name": [f"event {begin + i}" for i in range(1000)],
                    "m": [[[i, i + 1], []][: i % 3] for i in range(1000)],
                }
            )
    return path


@pytest.fixture
def frame(path):
    return tmva.RDataFrame("dir/t", path)


@pytest.fixture(scope="module")
def arrays(path):
    return tmva.File(path)["dir/t"].arrays(["x", "n", "e", "id", "flag"])


def test_one_pass_answers_all_that_was_booked(frame, arrays):
    good = frame.Filter("x > 0", "positive").Define("y", "2*x")
    count, mean, total, low = good.Count(), good.Mean("y"), frame.Sum("n"), good.Min("x")
    taken, lazy = good.Take("y"), good.AsNumpy(["id"], lazy=True)
    assert frame.GetNRuns() == 0 and not count.IsReady()
    mask = arrays["x"] > 0
    assert count.GetValue() == mask.sum()
    assert frame.GetNRuns() == 1 and mean.IsReady() and taken.IsReady()
    assert mean.GetValue() == pytest.approx(2 * arrays["x"][mask].mean(dtype=float), rel=1e-7)
    assert total.GetValue() == int(arrays["n"].sum()) and low.GetValue() == arrays["x"][mask].min()
    np.testing.assert_array_equal(taken.GetValue(), 2 * arrays["x"][mask])
    np.testing.assert_array_equal(lazy.GetValue()["id"], arrays["id"][mask])
    assert frame.GetNRuns() == 1


def test_results_that_nobody_holds_are_not_computed(frame):
    frame.Define("bad", "jets[7]").Sum("bad")  # would raise
    assert frame.Count().GetValue() == 5000


def test_an_error_is_that_of_what_was_asked(frame):
    bad, good = frame.Define("bad", "jets[7]").Sum("bad"), frame.Count()
    for _ in range(2):
        with pytest.raises(tmva.DataError, match="item 7 of a list"):
            bad.GetValue()
    assert good.GetValue() == frame.Sum("flag") * 0 + 5000


def test_graphs_of_several_tables(frame, path):
    other = tmva.RDataFrame(3)
    results = [frame.Count(), frame.Sum("x"), other.Count()]
    from tmva.frame import run_graphs

    assert (
        run_graphs(results) == 2 and all(result.IsReady() for result in results) and run_graphs(results) == 0
    )


def test_results_are_numbers(frame):
    count = frame.Range(7).Count()
    assert int(count) == 7 and count == 7 and count + 1 == 8 and count > 6 and f"{count:03}" == "007"
    assert list(range(count)) == list(range(7)) and 14 / count == 2


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_bit(path, threads, monkeypatch):
    from tmva.frame import loop

    monkeypatch.setattr(loop, "_UNIT_ROWS", 200)
    wanted = []
    for number in (1, threads):
        frame = tmva.RDataFrame("dir/t", path, threads=number).Filter("x > -1").Define("y", "x*e")
        results = [frame.Sum("y"), frame.StdDev("y"), frame.Mean("jets"), frame.Take("id")]
        wanted.append([np.asarray(result.GetValue()).tobytes() for result in results])
    assert wanted[0] == wanted[1]


def test_moments(frame, arrays):
    e = arrays["e"]
    assert frame.StdDev("e").GetValue() == pytest.approx(e.std(ddof=1), rel=1e-12)
    assert frame.Max("n").GetValue() == 5 and isinstance(frame.Max("n").GetValue(), int)
    nothing = frame.Filter("e < 0")
    assert np.isnan(nothing.Mean("e").GetValue()) and nothing.Sum("e").GetValue() == 0
    assert nothing.AsNumpy(["e", "jets"])["jets"].shape == (0,)
    big = tmva.RDataFrame({"i": np.full(3, 2**62)})
    assert big.Sum("i").GetValue() == 2**62 * 3 - 2**64 or big.Sum("i").GetValue() == 2**62 * 3


def test_ranges(frame, arrays):
    def ids(rows):
        return (rows.AsNumpy(["id"])["id"] - 2**40).tolist()

    assert ids(frame.Range(3)) == [0, 1, 2]
    assert ids(frame.Range(4990, 0, 4)) == [4990, 4994, 4998]
    positive = np.flatnonzero(arrays["x"] > 0)
    assert ids(frame.Filter("x > 0").Range(1000, 1500, 7)) == positive[1000:1500:7].tolist()
    assert (
        ids(frame.Range(100, 200).Filter("x > 0").Range(5))
        == positive[(positive >= 100) & (positive < 200)][:5].tolist()
    )
    first, rest = frame.Range(10).Count(), frame.Count()
    assert (first.GetValue(), rest.GetValue()) == (10, 5000)


def test_ranges_end_the_pass(path, monkeypatch):
    from tmva.frame import loop

    monkeypatch.setattr(loop, "_UNIT_ROWS", 200)
    frame = tmva.RDataFrame("dir/t", path, threads=1)
    late = frame.Define("late", "id - 1099511627776 < 3000 ? 1 : jets.at(9)")  # raises from entry 3000 on
    assert late.Filter("n > 0").Range(3).Sum("late").GetValue() == 3


def test_definitions_behind_a_filter_see_only_what_passed(frame):
    assert frame.Filter("jets.size() > 1").Define("second", "jets[1]").Count().GetValue() > 0
    guarded = frame.Define("first", "jets.size() > 0 ? jets[0] : -99.f").Filter("n != 0 && 10 / n > 2")
    values = guarded.AsNumpy(["first", "n"])
    assert (values["first"] == -99).any() and set(values["n"].tolist()) == {1, 2, 3}
    with pytest.raises(tmva.DataError, match=r"'jets\[1\]', entry \d+: item 1 of a list that has"):
        frame.Define("second", "jets[1]").Mean("second").GetValue()


def test_redefine_and_alias(frame, arrays):
    changed = frame.Redefine("x", "x + 1").Alias("z", "x").Redefine("x", "x * 10.f")
    taken = changed.AsNumpy(["x", "z"])
    np.testing.assert_array_equal(taken["z"], arrays["x"] + np.float32(1))
    np.testing.assert_array_equal(taken["x"], taken["z"] * np.float32(10))
    assert frame.GetDefinedColumnNames() == [] and changed.GetDefinedColumnNames() == ["x", "x", "z"]


def test_functions(frame, arrays):
    per_event = frame.Define("s", lambda x, n: 1 if x > 0 else n)
    np.testing.assert_array_equal(per_event.Take("s").GetValue(), np.where(arrays["x"] > 0, 1, arrays["n"]))
    assert per_event.GetColumnType("s") == "Long64_t"
    fast = frame.Filter(lambda a: a > 1, ["e"], "exp", vectorized=True)
    assert fast.Count().GetValue() == (arrays["e"] > 1).sum() and fast.GetFilterNames() == ["exp"]

    def leading(jets) -> float:
        return max(jets) if len(jets) else -1

    assert frame.Define("lead", leading).GetColumnType("lead") == "double"
    lists = frame.Define("twice", lambda jets: 2 * jets).AsNumpy(["twice", "jets"])
    assert all((a == 2 * b).all() for a, b in zip(lists["twice"], lists["jets"]))
    with pytest.raises(
        tmva.PythonError, match="Define\\('bad'\\): the function '<lambda>' raised ZeroDivisionError"
    ):
        frame.Define("bad", lambda n: 1 // (n - n)).Count()


def test_report(frame, capsys):
    chain = frame.Filter("x > 0", "positive").Filter("n > 2").Filter("flag", "flagged")
    report, count = chain.Report(), chain.Count()
    report.Print()
    first, last = report
    assert frame.GetNRuns() == 1 and last.GetPass() == count.GetValue() and first.GetAll() == 5000
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"positive            : pass={first.GetPass():<10} all=5000       -- eff=")
    assert lines[1].endswith(f"cumulative eff={100 * last.GetPass() / 5000:3.2f} %")
    with pytest.raises(tmva.DataError, match="there is no filter 'flaged'; did you mean 'flagged'"):
        report["flaged"]


def test_what_there_is(frame):
    assert frame.GetColumnNames() == sorted(["x", "n", "e", "id", "flag", "jets", "xyz", "name", "m"])
    types = {name: frame.GetColumnType(name) for name in ("x", "flag", "id", "jets", "xyz", "name")}
    assert types == {
        "x": "Float_t",
        "flag": "Bool_t",
        "id": "Long64_t",
        "jets": "ROOT::VecOps::RVec<float>",
        "xyz": "ROOT::VecOps::RVec<Float_t>",
        "name": "std::string",
    }
    assert frame.HasColumn("x") and not frame.HasColumn("y")
    assert "Define" in frame.Define("y", "x").Describe()
    shown = frame.Define("y", "x > 0").Display(["y", "jets", "name"], 2).AsString().splitlines()
    assert [title.strip() for title in shown[1].split("|")[1:-1]] == [
        "Row",
        "y",
        "jets",
        "name",
    ] and "event 0" in "".join(shown)


def test_other_tables(path, tmp_path):
    assert tmva.RDataFrame(5).Define("x", "1.f*rdfentry_").Sum("x").GetValue() == 10
    assert (
        tmva.RDataFrame({"a": np.arange(4), "v": [[1.0], [], [2.0, 3.0], [4.0]]})
        .Filter("v.size()")
        .Sum("v")
        .GetValue()
        == 10
    )
    assert tmva.RDataFrame("dir/t", [path, path]).Count().GetValue() == 10000
    assert tmva.RDataFrame("dir/t", path.replace("t.root", "*.root")).Count().GetValue() == 5000
    assert tmva.RDataFrame(tmva.File(path)["dir/t"]).Count().GetValue() == 5000
    assert tmva.RDataFrame(f"{path}:dir/t").Count().GetValue() == 5000
    with pytest.raises(tmva.DataError, match="the list of files is empty"):
        tmva.RDataFrame("t", [])
    with pytest.raises(TypeError, match="expected RDataFrame"):
        tmva.RDataFrame("t", path, 3)


def test_frames_are_trees_for_everything_else(frame, arrays):
    rows = frame.Filter("x > 0").Define("y", "x*2")
    mask = arrays["x"] > 0
    np.testing.assert_array_equal(tmva.chain(rows).arrays(["y"])["y"], 2 * arrays["x"][mask])
    batches = tmva.BatchGenerator(
        rows.Range(1000), 64, columns=["y", "jets"], vectors={"jets": (2, -1)}, shuffle=False
    )
    x = np.concatenate([np.asarray(x) for x in batches.as_numpy()])
    np.testing.assert_array_equal(x[:, 0], 2 * arrays["x"][mask][:1000])
    train, test = tmva.RDataLoader(
        rows, 100, columns=["x", "y"], target="y", drop_remainder=False
    ).train_test_split(0.3)
    seen = np.concatenate([y for part in (train, test) for _, y in part.as_numpy()]).ravel()
    np.testing.assert_array_equal(np.sort(seen), np.sort(2 * arrays["x"][mask]))


ERRORS = [
    (
        lambda f: f.Filter("xx > 0"),
        r"Filter\('xx > 0'\): there is no column 'xx'; did you mean 'x'\?\n +xx > 0\n +\^",
    ),
    (lambda f: f.Define("x", "1"), r"Define\('x'\): there is a column 'x' already; Redefine"),
    (lambda f: f.Define("9x", "1"), "not a name of a column"),
    (lambda f: f.Redefine("y", "1"), r"Redefine\('y'\): there is no column 'y'"),
    (lambda f: f.Filter("jets > 0"), "has several values an entry; combine them with Any"),
    (lambda f: f.Mean("name"), r"Mean\('name'\): the column is of type std::string"),
    (lambda f: f.Histo1D("jts"), "there is no column 'jts'; did you mean 'jets'"),
    (lambda f: f.Define("y", "name.size()"), "column 'name' is of type std::string"),
    (lambda f: f.Define("y", "squrt(x)"), "there is no function 'squrt'; did you mean 'sqrt'"),
    (lambda f: f.Define("y", "atan2(x)"), "'atan2' takes 2 arguments, 1 are given"),
    (lambda f: f.Define("y", "x ^ 2"), r"'\^' is an operator of integers; a power is pow"),
    (lambda f: f.Define("y", "auto a = x; return a;"), "there is no column 'auto'|statements"),
    (lambda f: f.Define("y", "x +"), "it ends where a value is expected"),
    (lambda f: f.Define("y", "(x"), r"expected '\)' to close"),
    (lambda f: f.Define("y", "x[0]"), "'x' has one value an entry and takes no index"),
    (lambda f: f.Snapshot("t", "o.root", "q.*"), "no column is called 'q.*'"),
    (lambda f: f.Range(5, 2), "expected 0 <= begin <= end"),
    (lambda f: f.Define("y", "Sum(x)"), "Sum takes a list"),
]


@pytest.mark.parametrize("make, message", ERRORS, ids=[str(i) for i in range(len(ERRORS))])
def test_errors(frame, make, message):
    with pytest.raises(tmva.Error, match=message):
        make(frame)


def test_missing_methods_say_what_is_there(frame):
    with pytest.raises(AttributeError, match="RDataFrame has no 'Fitler'; did you mean 'Filter'"):
        frame.Fitler("x > 0")


def _count(path):
    return tmva.RDataFrame("dir/t", path).Filter("x > 0").Count().GetValue()


def test_works_behind_a_fork(path):
    here = _count(path)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_count, [path, path]) == [here, here]
