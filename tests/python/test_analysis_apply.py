"""tmva apply: scores in place, as friends and in copies; folds, variations, missing values."""

import json
import os
import pathlib

import numpy as np
import pytest

import tmva
from command_line import run
from tmva import TMVA, _core
from tmva.analysis.applying import apply_in_place, apply_to_copy, apply_to_friend
from tmva.analysis.event_files import EventTree, find_trees, split_path
from tmva.analysis.models import open_method
from tmva.analysis.scores import Plan, Scores, parse_variation

N = 40_000


@pytest.fixture(scope="module")
def methods(tmp_path_factory):
    """Weight files: two forests for classification, one for three classes, one for two targets."""
    folder = tmp_path_factory.mktemp("weights")
    rng = np.random.default_rng(5)
    events = {k: rng.normal(size=3000).astype("f") for k in ("x", "y")}
    found = {}

    def train(name, analysis, classes, **options):
        loader = TMVA.DataLoader(str(folder / name))
        loader.AddVariable("x")
        loader.AddVariable("r := sqrt(x*x+y*y)")
        for k, cls in enumerate(classes):
            loader.AddTree({key: v + k * (key == "x") for key, v in events.items()}, cls)
        if analysis == "Regression":
            loader.AddTarget("x+y")
            loader.AddTarget("x-y")
        loader.PrepareTrainingAndTestTree("", SplitMode="Random", V=False)
        factory = TMVA.Factory("job", Silent=True, DrawProgressBar=False, AnalysisType=analysis)
        factory.BookMethod(loader, "LD" if analysis == "Regression" else "BDT", "M", **options)
        factory.TrainAllMethods()
        found[name] = str(folder / name / "weights/job_M.weights.xml")

    two = ("Signal", "Background")
    train("a", "Classification", two, NTrees=10)
    train("b", "Classification", two, NTrees=20, MaxDepth=2)
    train("m", "Multiclass", ("one", "two", "three"), NTrees=10, BoostType="Grad")
    return found


def columns(n=N):
    rng = np.random.default_rng(9)
    first = 2**60 + 1  # doubles cannot tell these numbers apart
    return {
        "x": rng.normal(size=n).astype("f"),
        "y": rng.normal(size=n),
        "event": first + rng.permutation(n).astype(np.int64),
    }


@pytest.fixture
def events_file(workdir):
    data = columns()
    with tmva.recreate("in.root") as f:
        tree = f.mktree(
            "dir/t",
            {"x": "float32", "y": "float64", "event": "int64", "jets": "var * float32"},
            cluster_size=5000,
        )
        jets = [np.arange(i % 4, dtype="f") for i in range(N)]
        tree.extend({**data, "jets": jets})
        f["note"] = "kept"
    return data


def expected(xml, data):
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", xml)
    x, y = data["x"].astype("f"), data["y"]
    return reader.Evaluate("m", np.stack([x, np.sqrt(x.astype(float) ** 2 + y * y)], 1)).astype("f")


def plan(*paths, name="s", **more):
    return Plan([Scores([open_method(p) for p in paths], name, name + "_")], **more)


def test_in_place_keeps_the_rest_and_equals_the_reader(events_file, methods):
    before = tmva.File("in.root")["dir/t"].arrays(library="np")
    apply_in_place(plan(methods["a"], threads=2), find_trees("in.root:dir/t"))
    with tmva.File("in.root") as f:
        assert str(f["note"]) == "kept"
        after = f["dir/t"].arrays(library="np")
    assert list(after) == [*before, "s"]
    np.testing.assert_array_equal(after["s"], expected(methods["a"], events_file))
    for name in ("x", "y", "event"):
        np.testing.assert_array_equal(after[name], before[name])
    assert all((a == b).all() for a, b in zip(after["jets"], before["jets"]))
    # event by event, as a script of ROOT's would do it
    reader = TMVA.Reader("Silent")
    x, r = np.zeros(1, "f"), np.zeros(1, "f")
    reader.AddVariable("x", x)
    reader.AddVariable("sqrt(x*x+y*y)", r)
    reader.BookMVA("m", methods["a"])
    for i in range(0, N, 997):
        x[0], r[0] = before["x"][i], np.sqrt(float(before["x"][i]) ** 2 + before["y"][i] ** 2)
        assert np.float32(reader.EvaluateMVA("m")) == after["s"][i]


@pytest.mark.parametrize("threads", [1, 3])
def test_folds_are_chosen_by_exact_integers(events_file, methods, threads):
    source = EventTree("in.root", "dir/t").open()
    apply_to_friend(
        plan(methods["a"], methods["b"], fold_expression="event", threads=threads),
        source,
        "f.root",
        "dir/t",
    )
    found = tmva.File("f.root")["dir/t"]["s"].array()
    odd = events_file["event"] % 2 == 1
    assert 0.4 < odd.mean() < 0.6
    np.testing.assert_array_equal(found[~odd], expected(methods["a"], events_file)[~odd])
    np.testing.assert_array_equal(found[odd], expected(methods["b"], events_file)[odd])
    assert tmva.File("f.root")["dir/t"].keys() == ["s"]


def test_folds_of_floats_and_negative_numbers(workdir, methods):
    events = np.array([0, 1, 2, -1, -2, -3, 7.9, -0.5], "f")
    data = {"x": np.linspace(-1, 1, 8).astype("f"), "y": np.zeros(8), "event": events}
    with tmva.recreate("in.root") as f:
        f["t"] = data
    apply_in_place(plan(*[methods[k] for k in "aba"], fold_expression="event"), find_trees("in.root"))
    number = np.trunc(events).astype(int) % 3
    want = np.where(number == 1, expected(methods["b"], data), expected(methods["a"], data))
    np.testing.assert_array_equal(tmva.File("in.root")["t"]["s"].array(), want)
    with tmva.recreate("nan.root") as f:
        f["t"] = {**data, "event": np.where(np.arange(8) == 5, np.nan, events)}
    before = open("nan.root", "rb").read()
    with pytest.raises(_core.DataError, match="entry 5: fold expression 'event' is nan"):
        apply_in_place(plan(methods["a"], methods["b"], fold_expression="event"), find_trees("nan.root"))
    with tmva.File("nan.root") as f:
        assert f["t"].keys() == ["x", "y", "event"]
    assert open("nan.root", "rb").read()[100 : len(before)] == before[100:]


def test_variations_equal_modified_inputs(events_file, methods):
    up = {"x": "x*1.1", "y": "x+y"}
    variations = {"up": up, "down": {"y": "y-0.5"}, "same": {"event": "0"}}
    apply_in_place(plan(methods["m"], name="m", variations=variations), find_trees("in.root"))
    found = tmva.File("in.root")["dir/t"].arrays(filter_name="m_*", library="np")
    x, y = events_file["x"].astype(float), events_file["y"]
    changed = {"": (x, y), "_up": (x * 1.1, x + y), "_down": (x, y - 0.5), "_same": (x, y)}
    for suffix, (u, v) in changed.items():
        # intermediate values are doubles: a column x of the varied file would be, too
        want = expected(methods["m"], {"x": u.astype("f"), "y": v})
        r = np.sqrt(u * u + v * v)
        reader = TMVA.Reader("Silent")
        reader.BookMVA("m", methods["m"])
        want = reader.Evaluate("m", np.stack([u, r], 1)).astype("f")
        for k, cls in enumerate(("one", "two", "three")):
            np.testing.assert_array_equal(found[f"m_{cls}{suffix}"], want[:, k], suffix)
        np.testing.assert_array_equal(found[f"m_max_score{suffix}"], want.max(1))
        exact = reader.Evaluate("m", np.stack([u, r], 1))
        np.testing.assert_array_equal(found[f"m_max_index{suffix}"], exact.argmax(1))
        np.testing.assert_allclose(exact.sum(1), 1, atol=1e-6)
    assert len(found) == 20 and found["m_max_index"].dtype == np.int32


def test_missing_values_have_no_answer(workdir, methods):
    data = columns(100)
    data["x"][7] = np.nan
    with tmva.recreate("in.root") as f:
        f["t"] = data
    TMVA.gConfig().SetSilent(False)
    out = run("apply", methods["m"], "in.root:t", "--in-place")
    assert "1 of 100 events have NaN inputs" in out
    found = tmva.File("in.root")["t"].arrays(filter_name="M_*", library="np")
    for name, values in found.items():
        assert values[7] == (-1 if name == "M_max_index" else -999)
        assert (np.delete(values, 7) >= 0).all()


def test_copies_of_files_and_of_chains(events_file, methods):
    apply_to_copy(plan(methods["a"]), find_trees("in.root"), "out.root")
    with tmva.File("out.root") as f:
        assert str(f["note"]) == "kept" and f["dir/t"].keys() == [
            "x",
            "y",
            "event",
            "njets",
            "jets",
            "s",
        ]
    with tmva.recreate("more.root") as f:
        f.mktree("dir/t", {"x": "float32", "y": "float64", "event": "int64", "jets": "var * float32"}).extend(
            {**columns(10), "jets": [np.ones(2, "f")] * 10}
        )
    run(
        "apply",
        methods["a"],
        "in.root:dir/t",
        "more.root:dir/t",
        "chain.root",
        "--branch",
        "s",
        "--threads",
        2,
    )
    chained, first = (tmva.File(p)["dir/t"].arrays(library="np") for p in ("chain.root", "out.root"))
    assert len(chained["s"]) == N + 10
    for name in ("x", "y", "event", "s"):
        np.testing.assert_array_equal(chained[name][:N], first[name])
    np.testing.assert_array_equal(chained["s"][N:], expected(methods["a"], columns(10)))
    assert all((a == b).all() for a, b in zip(chained["jets"], first["jets"]))
    assert not [name for name in os.listdir() if name.endswith(".part")]


def test_command_line(events_file, methods, workdir):
    run(
        "apply",
        methods["a"],
        methods["b"],
        "in.root:dir/t",
        "--fold-by",
        "event",
        "--friend",
        "f.root",
        "--variation",
        "up:x=max(x, 0.5),y=y+1",
        "--branch",
        "s",
    )
    found = tmva.File("f.root")["dir/t"].arrays(library="np")
    even = events_file["event"] % 2 == 0
    up = {"x": np.maximum(events_file["x"], 0.5), "y": events_file["y"] + 1}
    np.testing.assert_array_equal(found["s"][even], expected(methods["a"], events_file)[even])
    np.testing.assert_array_equal(found["s_up"][~even], expected(methods["b"], up)[~even])
    assert run("apply", methods["a"], "in.root", "--in-place").startswith("40000 entries written to in.root")
    assert "M" in run("apply", methods["a"], "in.root", "--in-place", code=1)  # the branch is there already
    for args, text in {
        ("--in-place", "--variation", "up:z=1", "--branch", "q"): "'z'",
        ("--in-place", "--variation", "up", "--branch", "q"): "NAME:COLUMN=EXPRESSION",
        ("in.root",): "is an input",
        ("no/out.root",): "no folder",
        ("--in-place", "--fold-by", "event"): "one a fold with fold_by",
    }.items():
        assert text in run("apply", methods["a"], "in.root:dir/t", *args, code=1)
    assert "'evnt'" in run(
        "apply",
        methods["a"],
        methods["b"],
        "in.root",
        "--fold-by",
        "evnt",
        "--friend",
        "x.root",
        code=1,
    )
    assert not (workdir / "x.root").exists()


def test_folds_must_agree(events_file, methods):
    with pytest.raises(_core.OptionError, match="differ in analysis"):
        apply_in_place(plan(methods["a"], methods["m"], fold_expression="event"), find_trees("in.root"))
    with pytest.raises(_core.OptionError, match="two columns would be called 's'"):
        apply_in_place(Plan([*plan(methods["a"]).scores, *plan(methods["b"]).scores]), find_trees("in.root"))
    with pytest.raises(_core.OptionError, match="need an expression"):
        apply_in_place(plan(methods["a"], methods["b"]), find_trees("in.root"))


def test_parsing():
    assert parse_variation("up: a = f(b,c) , d=[1,2][0]") == (
        "up",
        {"a": "f(b,c)", "d": "[1,2][0]"},
    )
    assert parse_variation("v:a=b>=2")[1] == {"a": "b>=2"}
    for wrong in ("up", "up:", ":a=1", "up:a", "up:a==1", "up:a=1,a=2", "u p:a=1"):
        with pytest.raises(_core.OptionError):
            parse_variation(wrong)
    assert split_path("a/b.root:c/d") == ("a/b.root", "c/d")
    assert split_path("b.root") == ("b.root", "")
    assert split_path("https://host:80/b.root") == ("https://host:80/b.root", "")
    assert split_path("root://host/b.root:t") == ("root://host/b.root", "t")


def test_models_of_other_frameworks(events_file, workdir):
    builder = _core.GraphBuilder("three")
    x = builder.input("x", "float", ["N", 2])
    weights = builder.constant(np.array([[1, 2, 3], [4, 5, 6]], "f"))
    builder.output(
        builder.add("Softmax", [builder.add("MatMul", [x, weights])], axis=1),
        "y",
        "float",
        ["N", 3],
    )
    builder.metadata(
        "tmva",
        json.dumps(
            {
                "variables": [{"expression": n} for n in ("x", "x*y")],
                "classes": ["p", "q", "r"],
                "analysis": "Multiclass",
            }
        ),
    )
    tmva.Model(builder.finish(), "three").save("net.onnx")
    tmva.Model(open("net.onnx", "rb").read(), "net").save("nets.root:dir/net")
    run("apply", "net.onnx", "in.root", "--friend", "f.root")
    run(
        "apply",
        "nets.root:dir/net",
        "nets.root:dir/net",
        "in.root",
        "--friend",
        "g.root",
        "--fold-by",
        "event",
    )
    found, folded = (tmva.File(p)["dir/t"].arrays(library="np") for p in ("f.root", "g.root"))
    model = tmva.load_model("net.onnx")
    rows = np.stack([events_file["x"], (events_file["x"].astype(float) * events_file["y"]).astype("f")], 1)
    np.testing.assert_array_equal(np.stack([found[f"score_{c}"] for c in "pqr"], 1), model(rows))
    for name, values in found.items():
        np.testing.assert_array_equal(values, folded[name])


def test_methods_of_python_answer_from_one_thread(events_file, workdir):
    """Their responses, in larger blocks, are the Reader's; other methods run beside them."""
    pytest.importorskip("skops")
    rng = np.random.default_rng(3)
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddVariable("y")
    for shift, cls in ((1, "Signal"), (-1, "Background")):
        loader.AddTree({k: rng.normal(shift, 1, 300).astype("f") for k in ("x", "y")}, cls)
    loader.PrepareTrainingAndTestTree("", V=False)
    factory = TMVA.Factory("job", Silent=True, DrawProgressBar=False, AnalysisType="Classification")
    factory.BookMethod(loader, "PyGTB", "PyGTB", NEstimators=5)
    factory.BookMethod(loader, "LD", "LD")
    factory.TrainAllMethods()
    paths = {name: f"dataset/weights/job_{name}.weights.xml" for name in ("PyGTB", "LD")}
    both = Plan(
        [Scores([open_method(path, allow_pickle=True)], name, f"{name}_") for name, path in paths.items()]
    )
    apply_in_place(both, find_trees("in.root"))
    found = tmva.File("in.root")["dir/t"].arrays(list(paths), library="np")
    rows = np.stack([events_file["x"], events_file["y"].astype("f")], 1)
    for name, path in paths.items():
        reader = TMVA.Reader("Silent")
        reader.BookMVA("m", path, allow_pickle=True)
        np.testing.assert_array_equal(found[name], reader.Evaluate("m", rows).astype("f"))


def test_trees_without_entries(workdir, methods):
    with tmva.recreate("in.root") as f:
        f.mktree("t", {"x": "float32", "y": "float64", "event": "int64"})
    both = plan(methods["a"], methods["b"], fold_expression="event")
    apply_to_friend(both, EventTree("in.root", "t").open(), "f.root", "t")
    apply_to_copy(both, [EventTree("in.root", "t")] * 2, "out.root")
    apply_in_place(both, find_trees("in.root"))
    for path, names in (
        ("f.root", ["s"]),
        ("out.root", ["x", "y", "event", "s"]),
        ("in.root", ["x", "y", "event", "s"]),
    ):
        tree = tmva.File(path)["t"]
        assert tree.keys() == names and tree.num_entries == 0


def test_folds_of_a_data_set_are_those_of_the_application(workdir, methods):
    """The cut that chooses training events and the choice of the model agree, for floats and
    negative numbers too."""
    for events in (
        np.array([0, 1, 2, -1, -2, -3, 7.9, -0.5, 2**24 + 1, -7.9], "f"),
        np.array([2**60 + 1, 2**60 + 2, -(2**60) - 1, -4, 5], np.int64),
    ):
        fold = tmva.Tree({"event": events}).evaluate("(((event)%3)+3)%3")
        found = np.zeros(len(events))
        for k in range(3):  # model k answers differently from the other two
            paths = [methods["b" if i == k else "a"] for i in range(3)]
            data = {
                "x": np.linspace(-1, 1, len(events)).astype("f"),
                "y": np.full(len(events), 0.3),
                "event": events,
            }
            with tmva.recreate("t.root") as f:
                f["t"] = data
            apply_in_place(plan(*paths, fold_expression="event"), find_trees("t.root"))
            found[tmva.File("t.root")["t"]["s"].array() == expected(methods["b"], data)] = k
        np.testing.assert_array_equal(found, fold)


def test_columns_that_cannot_be_written_are_named(workdir):
    """A file is copied with all it holds; a chain without what cannot be written, which is said."""
    data = pathlib.Path(__file__).resolve().parents[1] / "data/rootio/gen-layouts.root"
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("m")
    rng = np.random.default_rng(3)
    for shift, cls in ((1, "Signal"), (-1, "Background")):
        loader.AddTree({"m": rng.normal(shift, 1, 300).astype("f")}, cls)
    loader.PrepareTrainingAndTestTree("", V=False)
    factory = TMVA.Factory("job", Silent=True, DrawProgressBar=False, AnalysisType="Classification")
    factory.BookMethod(loader, "LD", "LD")
    factory.TrainAllMethods()
    TMVA.gConfig().SetSilent(False)
    xml = "dataset/weights/job_LD.weights.xml"
    run("apply", xml, f"{data}:t", "copy.root")
    out = run("apply", xml, f"{data}:t", f"{data}:t", "chain.root")
    assert "are not in chain.root: fewer" in out
    source, copy, chain = (tmva.File(p)["t"] for p in (data, "copy.root", "chain.root"))
    assert copy.keys() == [*source.keys(), "LD"]
    assert set(chain.keys()) >= {"m", "LD"} and "fewer" not in chain.keys()
    np.testing.assert_array_equal(chain["LD"].array()[:40], copy["LD"].array())
    np.testing.assert_array_equal(chain["m"].array()[40:], source["m"].array())


def test_rntuples(workdir, methods):
    data = columns(1000)
    with tmva.recreate("in.root") as f:
        f.mkrntuple("n", {"x": "float32", "y": "float64", "event": "int64"}).extend(data)
    before = pathlib.Path("in.root").read_bytes()
    assert "'n'" in run("apply", methods["a"], "in.root:n", "--in-place", code=1)
    assert pathlib.Path("in.root").read_bytes()[300 : len(before)] == before[300:]
    run("apply", methods["a"], "in.root:n", "out.root", "--branch", "s")
    found = tmva.File("out.root")["n"].arrays(library="np")
    np.testing.assert_array_equal(found["s"], expected(methods["a"], data))
    np.testing.assert_array_equal(found["y"], data["y"])


def test_variations_of_lists(workdir):
    """Of variable and of fixed length; the cut off of missing items stays what it is."""
    builder = _core.GraphBuilder("sum")
    x = builder.input("x", "float", ["N", 3])
    total = builder.add("ReduceSum", [x, builder.constant(np.array([1]))], keepdims=1)
    builder.output(total, "y", "float", ["N", 1])
    tmva.Model(builder.finish(), "sum").save("sum.onnx")
    rng = np.random.default_rng(4)
    lists = [rng.normal(size=n).astype("f") for n in rng.integers(1, 5, 300)]
    fixed = rng.normal(size=(300, 2)).astype("f")
    with tmva.recreate("in.root") as f:
        f.mktree("t", {"j": "var * float32", "p": ("float32", 2)}).extend({"j": lists, "p": fixed})
    variables = ["Sum$(j)", "j[0]", "p[1]"]
    method = open_method("sum.onnx", variables)
    variations = {"up": {"j": "j*2", "p": "p+1"}, "j": {"j": "j*3"}}
    apply_in_place(Plan([Scores([method], "s", "s_")], variations=variations), find_trees("in.root"))
    found = tmva.File("in.root")["t"].arrays(filter_name="s*", library="np")
    sums, first = np.array([j.sum(dtype=float) for j in lists]), np.array([j[0] for j in lists])
    for name, (scale, shift) in {"s": (1, 0), "s_up": (2, 1), "s_j": (3, 0)}.items():
        want = scale * sums + scale * first + fixed[:, 1] + shift
        np.testing.assert_allclose(found[name], want, atol=1e-5)
