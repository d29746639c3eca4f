"""The workflow against independent computation with numpy and uproot."""

import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import textwrap
import threading
from array import array

import numpy as np
import pytest

import tmva
from tmva import TMVA

hypothesis = pytest.importorskip("hypothesis")
uproot = pytest.importorskip("uproot")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

QUIET = "!V:Silent:!Color:!DrawProgressBar"
BDT = "NTrees=10:MaxDepth=2"
FEW = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def in_folder(workdir):
    return workdir


def table(n, shift=0.0, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(shift, 1, n).astype(np.float32)
    return {
        "x": x,
        "y": (0.5 * x + rng.normal(0, 1, n)).astype(np.float32),
        "w": rng.uniform(0.5, 1.5, n),
        "id": np.arange(n, dtype=np.int64) + 1_000_000 * seed,
    }


SIGNAL, BACKGROUND = table(600, 0.8, 1), table(500, -0.8, 2)


def loader(
    signal=SIGNAL, background=BACKGROUND, variables=("x", "y"), weight="", spectators=(), name="dataset"
):
    made = TMVA.DataLoader(name)
    for variable in variables:
        made.AddVariable(variable)
    for spectator in spectators:
        made.AddSpectator(spectator)
    made.AddSignalTree(signal)
    made.AddBackgroundTree(background)
    if weight:
        made.SetWeightExpression(weight)
    return made


def run(data, *bookings, options="", target="out.root"):
    """Books "Method Title options", trains, tests, evaluates."""
    f = TMVA.Factory("job", target, QUIET + options)
    for booking in bookings or ("LD LD",):
        method, title, *text = booking.split(" ")
        f.BookMethod(data, method, title, *text)
    f.TrainAllMethods()
    f.TestAllMethods()
    f.EvaluateAllMethods()
    return f


def result(name="TrainTree", folder="dataset", path="out.root"):
    with uproot.open(path) as f:
        tree = f[f"{folder}/{name}"]
        return {key: tree[key].array(library="np") for key in tree.keys()}


# -- the split


def expected_counts(r, s, u, R, S):
    """(training, testing) by the rules of TMVA, or None where more is asked for than there is."""
    total = r + s + u
    if max(R - r, 0) + max(S - s, 0) > u:
        return None
    if R == S == 0:
        if u >= abs(r - s):
            return total // 2, total // 2
        return (r + u, s) if r < s else (r, s + u)
    if S == 0:
        return R, total - max(R, r)
    if R == 0:
        return total - max(S, s), S
    return R, S


CLASS = st.tuples(st.booleans(), *[st.integers(0, 60)] * 3, *[st.integers(0, 50)] * 2)


@FEW
@given(st.sampled_from(["Random", "Alternate", "Block"]), CLASS, CLASS)
def test_counts(mode, signal, background):
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    options, expected = [f"SplitMode={mode}:!V"], {}
    for name, (typed, r, s, u, R, S) in {"Signal": signal, "Background": background}.items():
        r, s, u = (r, s, 0) if typed else (0, 0, u)
        for n, kind in ((r, "Training"), (s, "Test"), (u, "TrainingTest")):
            if n > 0:
                data.AddTree(table(n), name, 1.0, "", kind)
        options.append(f"nTrain_{name}={R}:nTest_{name}={S}")
        expected[name] = expected_counts(r, s, u, R, S) if r + s + u else None
    if len(data.GetDataSetInfo().classes) < 2:
        return
    data.PrepareTrainingAndTestTree("", ":".join(options))
    if None in expected.values() or 0 in (expected["Signal"][0], expected["Background"][0]):
        with pytest.raises(tmva.DataError):
            run(data)
        return
    run(data)
    for i, sample in enumerate(("TrainTree", "TestTree")):
        names = list(result(sample)["className"])
        for name in expected:
            assert names.count(name) == expected[name][i], (name, sample)


@pytest.mark.parametrize("mode, training", [("Block", [0, 1, 2, 3]), ("Alternate", [0, 2, 4, 6])])
def test_order_of_the_split(mode, training):
    data = loader(spectators=["id"], signal=table(8, 1), background=table(8, -1))
    data.PrepareTrainingAndTestTree("", f"SplitMode={mode}:!V")
    run(data)
    ids = result("TrainTree")["id"]
    assert sorted(ids[:4] - 1_000_000) == training or sorted(ids[4:] - 1_000_000) == training


def test_scaled_by_the_efficiency_of_the_cut():
    data = loader()
    data.PrepareTrainingAndTestTree("y > 0", "nTrain_Signal=200:nTest_Signal=100:ScaleWithPreselEff:!V")
    run(data)
    efficiency = (SIGNAL["y"] > 0).mean()
    for sample, wanted in (("TrainTree", 200), ("TestTree", 100)):
        assert list(result(sample)["className"]).count("Signal") == int(np.floor(wanted * efficiency))


def test_fraction():
    data = loader()
    data.PrepareTrainingAndTestTree("", "TrainTestSplit_Signal=0.25:nTrain_Signal=7:!V")
    run(data)
    assert list(result()["className"]).count("Signal") == 150
    assert list(result("TestTree")["className"]).count("Signal") == 450


def test_split_is_random_disjoint_and_depends_on_the_seed():
    n = 20000
    chosen = {}
    for seed in (1, 1, 2):
        data = loader(table(n, 1), table(n, -1, 2), spectators=["s := id % 100000"])
        data.PrepareTrainingAndTestTree("", f"SplitSeed={seed}:!V")
        run(data)
        train, test = result("TrainTree"), result("TestTree")
        for cls in ("Signal", "Background"):
            a = train["s"][train["className"] == cls].astype(int)
            b = test["s"][test["className"] == cls].astype(int)
            assert sorted([*a, *b]) == sorted(np.arange(n) % 100000)
            # as many from each stretch of the tree as from any other, and independent of the neighbour
            seen = np.bincount(a // 500, minlength=n // 500)
            chi2 = ((seen - 250) ** 2 / 125).sum()
            assert chi2 < n // 500 + 5 * np.sqrt(2 * n // 500)
            bits = np.zeros(n)
            bits[a] = 1
            assert abs(np.corrcoef(bits[1:], bits[:-1])[0, 1]) < 5 / np.sqrt(n)
            key = (seed, cls)
            assert key not in chosen or set(chosen[key]) == set(a)
            chosen[key] = a
    overlap = len(set(chosen[1, "Signal"]) & set(chosen[2, "Signal"]))
    assert abs(overlap - n / 4) < 5 * np.sqrt(n / 16)
    other = len(set(chosen[1, "Signal"]) & set(chosen[1, "Background"]))  # rows of two trees
    assert abs(other - n / 4) < 5 * np.sqrt(n / 16)


# -- weights and cuts


@pytest.mark.parametrize("mode", ["None", "NumEvents", "EqualNumEvents"])
def test_norm_mode(mode):
    data = loader(spectators=["w", "id % 1000000"])
    data.SetSignalWeightExpression("w*2")
    data.SetBackgroundWeightExpression("w*w")
    data.PrepareTrainingAndTestTree("", f"nTrain_Signal=200:nTrain_Background=300:NormMode={mode}:!V")
    run(data)
    train, test = result("TrainTree"), result("TestTree")
    original = {"Signal": lambda w: 2 * w, "Background": lambda w: w * w}
    for cls, weight in original.items():
        here = test["className"] == cls
        np.testing.assert_allclose(test["weight"][here], weight(test["w"][here]), rtol=1e-6)
        here = train["className"] == cls
        raw = weight(train["w"][here].astype(float))
        factor = {"None": 1, "NumEvents": here.sum() / raw.sum(), "EqualNumEvents": 200 / raw.sum()}[mode]
        np.testing.assert_allclose(train["weight"][here], raw * factor, rtol=2e-6)


def test_tree_weights_and_class_cuts():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddSpectator("y"), data.AddSpectator("w")
    data.AddSignalTree(table(300, 1, 3), 2.0)
    data.AddSignalTree(table(300, 1, 4), 0.5)
    data.AddTree(table(400, -1, 5), "Background", 3.0, "w > 0.75")
    data.SetSignalWeightExpression("w")
    data.PrepareTrainingAndTestTree("y > -0.5", "y < 0.5", "NormMode=None:!V")
    run(data)
    seen = {}
    for sample in ("TrainTree", "TestTree"):
        got = result(sample)
        s = got["className"] == "Signal"
        assert (got["y"][s] > -0.5).all() and (got["y"][~s] < 0.5).all() and (got["w"][~s] > 0.75).all()
        np.testing.assert_array_equal(got["weight"][~s], 3)
        ratio = got["weight"][s] / got["w"][s]
        assert set(np.round(ratio, 4)) == {2.0, 0.5}
        seen[sample] = s.sum(), (~s).sum()
    kept = sum((table(300, 1, i)["y"] > -0.5).sum() for i in (3, 4))
    b = table(400, -1, 5)
    kept_b = ((b["y"] < 0.5) & (b["w"] > 0.75)).sum()
    assert seen["TrainTree"] == seen["TestTree"] == (kept // 2, kept_b // 2)


def test_big_integers_are_exact_in_cuts_and_expressions():
    """Floats know integers up to 2^24 only."""
    n = 1000
    big = 2**40 + np.arange(n, dtype=np.int64)
    values = {**table(n, 1), "event": big}
    data = loader({**values}, {**table(n, -1, 2), "event": big}, spectators=["parity := event % 2", "event"])
    data.PrepareTrainingAndTestTree("event % 2 == 1 && event < 1099511627976", "!V")  # 2^40 + 200
    run(data)
    got = [result(sample) for sample in ("TrainTree", "TestTree")]
    assert sum(len(g["parity"]) for g in got) == 200 and all((g["parity"] == 1).all() for g in got)


def test_spectators_reach_the_data_set_as_doubles():
    big = 2.0**40 + np.arange(100)
    data = loader({**table(100, 1), "e": big}, {**table(100, -1), "e": big}, spectators=["e"])
    data.PrepareTrainingAndTestTree("", "!V")
    run(data)
    info = data.GetDataSetInfo().spectators[0]
    assert info.min in big and info.max in big and info.min < info.max


def test_two_branches_of_one_name():
    """A variable that is a spectator too, a spectator "weight", a method named as a variable."""
    data = loader(
        variables=("x", "y", "a?b := x*y", "a!b := x-y"), spectators=["x", "weight := w"], weight="w"
    )
    data.PrepareTrainingAndTestTree("", "NormMode=None:!V")
    run(data, "LD y")
    got = result("TestTree")
    np.testing.assert_array_equal(got["x"], got["x_2"])
    np.testing.assert_allclose(got["weight"], got["weight_2"], rtol=1e-6)
    np.testing.assert_allclose(got["a_b"], got["x"] * got["y_2"], rtol=1e-5)
    np.testing.assert_allclose(got["a_b_2"], got["x"] - got["y_2"], rtol=1e-4, atol=1e-5)


# -- ways to give the input


def by_hand(n_train=200, n_test=150):
    """The loader of events given one by one, and the same events as typed trees."""
    one, trees = TMVA.DataLoader("dataset"), TMVA.DataLoader("dataset")
    for data in (one, trees):
        data.AddVariable("x + y")
        data.AddVariable("x")
        data.AddSpectator("id")
    for cls, values in (("Signal", SIGNAL), ("Background", BACKGROUND)):
        for kind, rows in (("Training", slice(0, n_train)), ("Test", slice(n_train, n_train + n_test))):
            part = {k: v[rows] for k, v in values.items()}
            trees.AddTree(part, cls, 1.0, "", kind)
            add = getattr(one, f"Add{cls}{kind}Event")
            for i in range(len(part["x"])):
                add(
                    [float(part["x"][i] + part["y"][i]), float(part["x"][i]), float(part["id"][i])],
                    float(part["w"][i]),
                )
    trees.SetWeightExpression("w")
    for data in (one, trees):
        data.PrepareTrainingAndTestTree("", "!V")
    return one, trees


def same_results(first, second, rtol=0.0):
    for sample in ("TrainTree", "TestTree"):
        a, b = result(sample, path=first), result(sample, path=second)
        assert list(a) == list(b)
        for key in a:
            if a[key].dtype == object:
                assert list(a[key]) == list(b[key])
            else:
                np.testing.assert_allclose(a[key], b[key], rtol=rtol, atol=rtol, err_msg=key)


def test_event_by_event():
    for data, path in zip(by_hand(), ("one.root", "trees.root")):
        run(data, "LD LD", "BDT BDT " + BDT, target=path)
    same_results("one.root", "trees.root", 1e-5)


def test_all_inputs_give_the_same():
    pandas = pytest.importorskip("pandas")
    with tmva.recreate("in.root") as f:
        f["dir/S"], f["dir/B"] = SIGNAL, BACKGROUND
    for i, rows in enumerate((slice(0, 100), slice(100, 101), slice(101, 600))):
        with tmva.recreate(f"part{i}.root") as f:
            f["S"] = {k: v[rows] for k, v in SIGNAL.items()}
    inputs = {
        "file": ("in.root:dir/S", "in.root:dir/B"),
        "tree": (tmva.File("in.root")["dir/S"], tmva.File("in.root")["dir/B"]),
        "arrays": (SIGNAL, BACKGROUND),
        "pandas": (pandas.DataFrame(SIGNAL), pandas.DataFrame(BACKGROUND)),
        "uproot": (uproot.open("in.root")["dir/S"], uproot.open("in.root")["dir/B"]),
        "chain": ("part*.root:S", BACKGROUND),
        "list": ([f"part{i}.root:S" for i in range(3)], [BACKGROUND]),
    }
    for name, (signal, background) in inputs.items():
        data = loader(signal, background, ("x", "x*y", "sqrt(abs(y))"), "w")
        data.PrepareTrainingAndTestTree("x > -2", "!V")
        run(data, "BDT BDT " + BDT, target=f"{name}.root_out")
        shutil.move("dataset/weights/job_BDT.weights.xml", f"{name}.xml")
    for name in inputs:
        same_results("file.root_out", f"{name}.root_out")
        assert pathlib.Path(f"{name}.xml").read_bytes() == pathlib.Path("file.xml").read_bytes(), name


def test_pyroot():
    import importlib.util

    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("ROOT is not installed")
    with tmva.recreate("in.root") as f:
        f["S"], f["B"] = SIGNAL, BACKGROUND
    code = textwrap.dedent(f"""
        import ROOT, tmva
        from tmva import TMVA
        f = ROOT.TFile.Open("in.root")
        data = TMVA.DataLoader("dataset")
        data.AddVariable("x"), data.AddVariable("y")
        chain = ROOT.TChain("B"); chain.Add("in.root")
        data.AddSignalTree(f.Get("S")), data.AddBackgroundTree(chain)
        data.PrepareTrainingAndTestTree(ROOT.TCut("x > -2"), "!V")
        factory = TMVA.Factory("job", "pyroot.root", "{QUIET}")
        factory.BookMethod(data, "LD", "LD")
        factory.TrainAllMethods(); factory.TestAllMethods(); factory.EvaluateAllMethods()
    """)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    data = loader("in.root:S", "in.root:B")
    data.PrepareTrainingAndTestTree("x > -2", "!V")
    run(data)
    same_results("out.root", "pyroot.root")


def test_array_branch():
    rng = np.random.default_rng(5)
    matrix = {
        "Signal": rng.normal(0.5, 1, (400, 3)).astype(np.float32),
        "Background": rng.normal(-0.5, 1, (400, 3)).astype(np.float32),
    }
    with tmva.recreate("in.root") as f:
        for cls, values in matrix.items():
            f[cls] = {"v": values}
    one, other = TMVA.DataLoader("dataset"), TMVA.DataLoader("dataset")
    one.AddVariablesArray("v", 3)
    for i in range(3):
        other.AddVariable(f"v[{i}] := c{i}")
    for cls, values in matrix.items():
        one.AddTree(f"in.root:{cls}", cls)
        other.AddTree({f"c{i}": values[:, i] for i in range(3)}, cls)
    for data, path in ((one, "one.root"), (other, "other.root")):
        data.PrepareTrainingAndTestTree("", "!V")
        run(data, target=path)
    same_results("one.root", "other.root")
    reader = TMVA.Reader("Silent")
    run(one, target="again.root")
    reader.BookMVA("LD", "dataset/weights/job_LD.weights.xml")
    np.testing.assert_array_equal(
        reader.Evaluate("LD", matrix["Signal"]), reader.Evaluate("LD", {"v": matrix["Signal"]})
    )
    np.testing.assert_array_equal(
        reader.Evaluate("LD", matrix["Signal"]), reader.Evaluate("LD", "in.root:Signal")
    )
    with pytest.raises(tmva.Error):  # one element too many
        bad = TMVA.DataLoader("dataset")
        bad.AddVariablesArray("v", 4)
        bad.AddSignalTree("in.root:Signal"), bad.AddBackgroundTree("in.root:Background")
        run(bad)


# -- the same again

SCRIPT = textwrap.dedent("""
    import sys, numpy as np
    from tmva import TMVA
    TMVA.gConfig().SetNumThreads(int(sys.argv[1]))
    rng = np.random.default_rng(1)
    def columns(s):
        x = rng.normal(s, 1, 30000)
        return {"x": x, "y": x + rng.normal(0, 1, 30000), "z": rng.normal(s, 3, 30000), "w": rng.uniform(0, 1, 30000)}
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x"); data.AddVariable("y"); data.AddVariable("z")
    data.AddSignalTree(columns(0.5)); data.AddBackgroundTree(columns(-0.5))
    data.SetWeightExpression("w")
    data.PrepareTrainingAndTestTree("", "SplitSeed=7:!V")
    f = TMVA.Factory("job", "out.root", "Silent:!DrawProgressBar")
    f.BookMethod(data, "BDT", "Ada", "NTrees=8:VarTransform=D,G")
    f.BookMethod(data, "BDT", "Grad", "NTrees=8:BoostType=Grad:UseBaggedBoost:UseRandomisedTrees:CreateMVAPdfs")
    f.BookMethod(data, "Fisher", "Fisher", "VarTransform=P")
    f.BookMethod(data, "LD", "LD", "VarTransform=U")
    f.TrainAllMethods(); f.TestAllMethods(); f.EvaluateAllMethods()
""")


def test_same_seed_same_bytes():
    found = []
    for threads in (1, 1, 2, 7):
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(threads)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found.append({p.name: p.read_bytes() for p in pathlib.Path("dataset/weights").iterdir()})
        shutil.copy("out.root", f"out{len(found)}.root")
        shutil.rmtree("dataset")
    assert len(found[0]) == 4
    for other in found[1:]:
        assert other == found[0]
    for i in (2, 3, 4):
        same_results("out1.root", f"out{i}.root")


def test_training_again_gives_the_same():
    data = loader(weight="w")
    f = run(data, "BDT BDT " + BDT, "LD LD VarTransform=N")
    files = sorted(pathlib.Path("dataset/weights").iterdir())
    first = [p.read_bytes() for p in files]
    os.rename("out.root", "first.root")
    f.TrainAllMethods()
    f.TestAllMethods()
    f.EvaluateAllMethods()
    assert [p.read_bytes() for p in files] == first
    same_results("first.root", "out.root")


# -- what comes back from the weight file

CHAINS = [
    "I",
    "N",
    "D",
    "P",
    "U",
    "G",
    "D,G",
    "G,D",
    "P,U,N",
    "N(x)+D(x,y)",
    "D_Signal",
    "P_Background,N",
    "G_AllClasses",
]


def test_reader_answers_as_the_test_tree():
    data = loader(variables=("x", "r := x*y", "y"), spectators=["id"], weight="w")
    data.PrepareTrainingAndTestTree("", "!V")
    bookings = [
        f"LD T{i} VarTransform={chain.replace('(x)', '(_V0_)').replace('(x,y)', '(_V0_,_V1_)')}"
        for i, chain in enumerate(CHAINS)
    ]
    run(data, *bookings, "BDT B " + BDT + ":VarTransform=D,G")
    got = result("TestTree")
    inputs = np.stack([got["x"], got["r"], got["y"]], 1)
    for title in [f"T{i}" for i in range(len(CHAINS))] + ["B"]:
        reader = TMVA.Reader("Silent")
        reader.BookMVA(title, f"dataset/weights/job_{title}.weights.xml")
        np.testing.assert_array_equal(
            reader.Evaluate(title, inputs).astype(np.float32), got[title], err_msg=title
        )


def test_forms_of_the_reader():
    data = loader(variables=("x", "r := x*y"), spectators=["s := id % 7"])
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "BDT B " + BDT)
    with tmva.recreate("new.root") as f:
        f["t"] = SIGNAL
    reader = TMVA.Reader("Silent")
    x, r, s = array("f", [0]), array("f", [0]), array("i", [0])
    reader.AddVariable("x", x), reader.AddVariable("r := x*y", r), reader.AddSpectator("id % 7", s)
    reader.BookMVA("B", "dataset/weights/job_B.weights.xml")
    product = (SIGNAL["x"].astype(float) * SIGNAL["y"]).astype(np.float32)
    expected = reader.Evaluate("B", np.stack([SIGNAL["x"], product], 1))
    assert len(np.unique(expected)) > 5
    for table_ in (
        {"x": SIGNAL["x"], "r": product},
        {"x": SIGNAL["x"], "x*y": product},
        SIGNAL,
        "new.root:t",
        tmva.File("new.root")["t"],
        uproot.open("new.root")["t"],
        ["new.root:t"],
    ):
        np.testing.assert_array_equal(reader.Evaluate("B", table_), expected)
    for i in range(20):
        x[0], r[0] = SIGNAL["x"][i], product[i]
        assert reader.EvaluateMVA("B") == expected[i] == reader.EvaluateMVA([x[0], r[0]], "B")


def test_a_label_that_is_a_branch_of_the_input():
    """Applied to the table it was trained on, a variable is what it was in training."""
    data = loader(variables=("x := x*x", "y"))
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "BDT B " + BDT)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("B", "dataset/weights/job_B.weights.xml")
    squares = (SIGNAL["x"].astype(float) ** 2).astype(np.float32)
    np.testing.assert_array_equal(
        reader.Evaluate("B", SIGNAL), reader.Evaluate("B", np.stack([squares, SIGNAL["y"]], 1))
    )


def test_threads():
    data = loader()
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "BDT B NTrees=50:VarTransform=D,G", "LD L VarTransform=U,P")
    reader = TMVA.Reader("Silent")
    for title in "BL":
        reader.BookMVA(title, f"dataset/weights/job_{title}.weights.xml")
    rng = np.random.default_rng(1)
    inputs = [rng.normal(0, 1, (5000, 2)).astype(np.float32) for _ in range(4)]
    expected = [{title: reader.Evaluate(title, rows) for title in "BL"} for rows in inputs]
    wrong = []

    def work(i):
        for k in range(20):
            title = "BL"[k % 2]
            if not np.array_equal(reader.Evaluate(title, inputs[i]), expected[i][title]):
                wrong.append((i, k))
            row = k * 7
            if reader.EvaluateMVA(inputs[i][row], title) != expected[i][title][row]:
                wrong.append((i, k, "single"))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_packed_weight_file():
    data = loader()
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "BDT B " + BDT + ":CreateMVAPdfs")
    path = pathlib.Path("dataset/weights/job_B.weights.xml")
    pathlib.Path("packed.xml.gz").write_bytes(gzip.compress(path.read_bytes()))
    reader = TMVA.Reader("Silent")
    reader.BookMVA("a", str(path)), reader.BookMVA("b", "packed.xml.gz")
    np.testing.assert_array_equal(reader.Evaluate("a", SIGNAL), reader.Evaluate("b", SIGNAL))


def test_probability_and_rarity():
    data = loader()
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "LD L CreateMVAPdfs")
    got = result("TestTree")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("L", "dataset/weights/job_L.weights.xml")
    for i in range(0, 100, 7):
        y = float(got["L"][i])
        assert reader.GetProba("L", 0.5, y) == pytest.approx(got["prob_L"][i], rel=1e-5, abs=1e-6)
    grid = np.linspace(got["L"].min(), got["L"].max(), 50)
    proba, rarity = (
        [call("L", *a, y) for y in grid] for call, a in ((reader.GetProba, (0.5,)), (reader.GetRarity, ()))
    )
    assert all(0 <= p <= 1 for p in proba) and proba[-5] > 0.8 > 0.2 > proba[5]
    assert np.all(np.diff(rarity) >= -1e-9) and rarity[0] < 0.1 and rarity[-1] > 0.9
    b = got["L"][got["className"] == "Background"]  # uniform for background
    values = np.array([reader.GetRarity("L", float(y)) for y in b])
    assert abs(values.mean() - 0.5) < 0.08
    assert reader.GetProba("L", 0.9, float(grid[25])) > reader.GetProba("L", 0.1, float(grid[25]))


# -- the result file and the ROC integral


def test_multiclass():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x"), data.AddVariable("y")
    for i, name in enumerate(("apple", "pear", "plum")):
        data.AddTree(table(300, i - 1.0, i + 1), name)
    data.PrepareTrainingAndTestTree("", "!V")
    f = run(data, "BDT G NTrees=10:BoostType=Grad")
    got = result("TestTree")
    assert got["G"].dtype.names == ("apple", "pear", "plum")
    np.testing.assert_allclose(sum(got["G"][name] for name in got["G"].dtype.names), 1, rtol=1e-5)
    np.testing.assert_array_equal(
        got["classID"], [["apple", "pear", "plum"].index(c) for c in got["className"]]
    )
    reader = TMVA.Reader("Silent")
    reader.BookMVA("G", "dataset/weights/job_G.weights.xml")
    answers = reader.Evaluate("G", np.stack([got["x"], got["y"]], 1))
    auc = pytest.importorskip("sklearn.metrics").roc_auc_score
    for c, name in enumerate(got["G"].dtype.names):
        np.testing.assert_array_equal(answers[:, c].astype(np.float32), got["G"][name])
        assert f.GetROCIntegral(data, "G", c) == pytest.approx(
            auc(got["className"] == name, got["G"][name]), abs=2e-4
        )


def test_regression():
    rng = np.random.default_rng(2)
    x = rng.uniform(-1, 1, 1000)
    values = {"x": x, "y": rng.uniform(-1, 1, 1000)}
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x"), data.AddVariable("y")
    data.AddTarget("t1 := 3*x+y"), data.AddTarget("x-2*y+1")
    data.AddRegressionTree(values)
    data.PrepareTrainingAndTestTree("", "!V")
    run(data, "LD L", "LD N VarTransform=N", options=":AnalysisType=Regression")
    for sample in ("TrainTree", "TestTree"):
        got = result(sample)
        second = [key for key in got if key.startswith("x_M_2")][0]
        assert got["L"].dtype.names == ("t1", second)
        for title in "LN":
            np.testing.assert_allclose(got[title]["t1"], got["t1"], rtol=1e-4, atol=1e-4)
            np.testing.assert_allclose(got[title][second], got[second], rtol=1e-4, atol=1e-4)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("N", "dataset/weights/job_N.weights.xml")
    np.testing.assert_allclose(reader.Evaluate("N", values)[:, 0], 3 * x + values["y"], atol=1e-4)


def test_roc_integral():
    auc = pytest.importorskip("sklearn.metrics").roc_auc_score
    data = loader(weight="w*w")
    data.PrepareTrainingAndTestTree("", "!V")
    f = run(data, "LD L", "BDT B NTrees=3:MaxDepth=1")  # the second with many ties
    for sample, kind in (("TestTree", TMVA.Types.kTesting), ("TrainTree", TMVA.Types.kTraining)):
        got = result(sample)
        truth = got["className"] == "Signal"
        expected = auc(truth, got["L"], sample_weight=got["weight"])
        assert f.GetROCIntegral(data, "L", 0, kind) == pytest.approx(expected, abs=1e-5)
        expected = auc(truth, got["B"], sample_weight=got["weight"])
        assert f.GetROCIntegral(data, "B", 0, kind) == pytest.approx(expected, abs=1e-5)


def test_signal_is_found_by_name():
    """Background registered first has class number 0."""
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddBackgroundTree(BACKGROUND), data.AddSignalTree(SIGNAL)
    data.PrepareTrainingAndTestTree("", "!V")
    f = run(data, "LD L", "BDT B " + BDT, "Fisher F")
    got = result("TestTree")
    np.testing.assert_array_equal(got["classID"], (got["className"] == "Signal").astype(int))
    for title in "LBF":
        assert f.GetROCIntegral(data, title) > 0.8


def test_without_files():
    data = loader()
    data.PrepareTrainingAndTestTree("", "!V")
    f = run(data, "BDT B " + BDT, options=":!ModelPersistence", target="")
    assert os.listdir(".") == [] or not list(pathlib.Path(".").rglob("*.xml"))
    g = run(loader(), "BDT B " + BDT, target="")
    assert f.GetROCIntegral(data, "B") == g.GetROCIntegral("dataset", "B")
    assert not os.path.exists("out.root")


def test_two_data_sets_in_one_factory():
    one, two = loader(name="one"), loader(variables=("x",), name="two")
    for data in (one, two):
        data.PrepareTrainingAndTestTree("", "!V")
    f = TMVA.Factory("job", "out.root", QUIET)
    f.BookMethod(two, "LD", "A"), f.BookMethod(one, "LD", "A"), f.BookMethod(one, "BDT", "B", BDT)
    f.TrainAllMethods(), f.TestAllMethods(), f.EvaluateAllMethods()
    assert "B" in result("TestTree", "one") and "B" not in result("TestTree", "two")
    assert f.GetROCIntegral("one", "A") != f.GetROCIntegral("two", "A")
