"""The command line."""

import json
import pathlib
import re
import subprocess
import sys

import numpy as np

import tmva
from tmva import TMVA


def run(*args, code=0):
    done = subprocess.run([sys.executable, "-m", "tmva", *map(str, args)], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_methods_and_options_as_json():
    names = {m["name"] for m in json.loads(run("methods", "--json"))}
    assert {"BDT", "PyTorch", "PyKeras"} <= names
    options = {o["name"] for o in json.loads(run("options", "PyKeras", "--json"))["PyKeras"]}
    assert {"FilenameModel", "TriesEarlyStopping", "tf.keras"} <= options
    assert "BDT" in run("methods")


def test_usage_errors():
    run("nonsense", code=2)
    run("inspect", "missing.root", code=1)


def test_inspect_draws_directories_trees_and_ratios(workdir):
    with tmva.recreate("file.root") as f:
        f["dir/sub/t"] = {"zeros": np.zeros(5000), "x": np.arange(5000)}
        f["dir/note"] = "text"
        f["plain"] = {"x": np.zeros(3)}
    out = run("inspect", "file.root")
    assert (
        "ROOT" in out
        and "dir/" in out
        and "sub/" in out
        and "5000 entries" in out
        and "note  TObjString" in out
    )
    zeros = next(line for line in out.splitlines() if "zeros" in line)
    assert "double" in zeros and float(zeros.split()[-1]) > 20
    content = json.loads(run("inspect", "file.root", "--json"))
    assert (
        content["trees"]["dir/sub/t"]["ratios"]["zeros"] > 20
        and content["objects"]["dir/note"] == "TObjString"
    )
    assert content["bytes"] == (workdir / "file.root").stat().st_size


def test_inspect_tells_binning_and_cycles(workdir):
    data = pathlib.Path(__file__).resolve().parents[1] / "data" / "rootio"
    out = run("inspect", data / "gen-objects.root")
    assert re.search(r"h2d  TH2D, \d+ bins from .* to .*, \d+ bins from", out) and "hvar" in out
    assert re.search(r"hvar  TH1D, \d+ bins of different widths", out) and "alist  TList" in out
    content = json.loads(run("inspect", data / "gen-objects.root", "--json"))
    assert content["cycles"]["dir1/sub dir/h1d"] == [2, 1] and "older cycle 1" in out
    assert content["objects"]["h1d"] == "TH1D" and "bins from" in content["binnings"]["h1d"]


def test_inspect_and_apply(make_loader, workdir, toys):
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(make_loader(), "BDT", "BDT", NTrees=10)
    f.TrainAllMethods()
    xml = "dataset/weights/job_BDT.weights.xml"
    content = json.loads(run("inspect", xml, "--json"))
    assert content["method"] == "BDT" and content["variables"] == ["x", "y"]
    assert content["analysis"] == "Classification" and content["options"]["NTrees"] == "10"
    with tmva.recreate("in.root") as out:
        out["t"] = toys["Signal"]
    run("apply", xml, "in.root:t", "out.root", "--branch", "score")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("BDT", xml)
    tree = tmva.File("out.root")["t"]
    np.testing.assert_array_equal(tree["score"].array(), reader.Evaluate("BDT", toys["Signal"]).astype("f"))
    np.testing.assert_array_equal(tree["x"].array(), toys["Signal"]["x"])
    content = json.loads(run("inspect", "out.root", "--json"))
    assert content["trees"]["t"]["entries"] == 2000


def test_convert(tmp_path):
    """Forests between formats; errors as elsewhere."""
    data = pathlib.Path(__file__).resolve().parents[1] / "data"
    grad = data / "bdt/grad.xml.gz"
    assert "written to" in run("convert", grad, tmp_path / "grad.onnx")
    x = np.random.default_rng(0).normal(size=(50, 4)).astype("f")
    forest = tmva.TreeEnsemble.load(grad)
    np.testing.assert_allclose(
        tmva.TreeEnsemble.load(tmp_path / "grad.onnx").predict(x), forest.predict(x), atol=1e-6
    )
    run("convert", grad, tmp_path / "grad.json", code=1)
    run("convert", "--as-logistic", grad, tmp_path / "grad.json")
    np.testing.assert_allclose(
        tmva.TreeEnsemble.load(tmp_path / "grad.json").predict(x), forest.predict(x) / 2 + 0.5, atol=1e-6
    )
    run("convert", data / "trees/tiny.txt", tmp_path / "tiny.xml", code=1)
    run("convert", tmp_path / "missing.json", tmp_path / "m.onnx", code=1)
    run("convert", grad, code=2)


def test_convert_models(workdir):
    """What is no forest becomes a graph."""
    b = tmva._core.GraphBuilder("sum")
    x = b.input("x", "float", ["N", 2])
    b.output(b.add("ReduceSum", [x, b.constant(np.array([1]))], keepdims=1), "y", "float", ["N", 1])
    tmva.Model(b.finish(), "sum").save("a.onnx")
    assert "written to f.root:models/sum" in run("convert", "a.onnx", "f.root:models/sum")
    run("convert", "f.root:models/sum", "b.onnx")
    assert pathlib.Path("a.onnx").read_bytes() == pathlib.Path("b.onnx").read_bytes()
    run("convert", "a.onnx", "a.json", code=1)
    run("convert", "a.onnx", "a.keras", code=1)


def test_apply_model(workdir):
    """Scores of a model beside a tree's own columns; variables from the option or from the model."""
    rng = np.random.default_rng(0)
    columns = {"a": rng.normal(size=50), "b": rng.normal(size=50).astype("f")}
    with tmva.recreate("in.root") as file:
        file.mktree("t", columns)
    for names in (None, ["a", "a*b"]):
        builder = tmva._core.GraphBuilder("two")
        x = builder.input("x", "float", ["N", 2])
        builder.output(builder.add("Neg", [x]), "y", "float", ["N", 2])
        if names:
            builder.metadata("tmva", json.dumps({"variables": [{"expression": n} for n in names]}))
        tmva.Model(builder.finish(), "two").save("m.onnx")
        if names is None:
            run("apply", "m.onnx", "in.root:t", "out.root", code=1)
            run("apply", "m.onnx", "in.root:t", "out.root", "--variables", "a", code=1)
            run(
                "apply",
                "m.onnx",
                "in.root:t",
                "out.root",
                "--variables",
                "a, max(a*b,a*b)",
                "--branch",
                "net",
            )
        else:
            run("apply", "m.onnx", "in.root:t", "out.root", "--branch", "net")
        tree = tmva.File("out.root")["t"]
        assert tree.keys() == ["a", "b", "net_0", "net_1"]
        found = tree.arrays(library="np")
        np.testing.assert_allclose(found["net_1"], -columns["a"] * columns["b"], rtol=1e-5)


def test_draw(make_loader, workdir):
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(make_loader(), "BDT", "BDT", NTrees=3)
    f.TrainAllMethods()
    xml = "dataset/weights/job_BDT.weights.xml"
    assert "tree 2 drawn to out.svg" in run("draw", xml, "--tree", 2, "-o", "out.svg")
    assert (workdir / "out.svg").read_text() == tmva.draw_tree(xml, 2, None)
    run("draw", xml, "--tree", 3, code=1)
    run("draw", "missing.xml", code=1)
