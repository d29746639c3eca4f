"""The method SOFIE: models trained elsewhere, booked beside others, and read by the Reader without a weight file."""

import json
import pathlib
import threading
from array import array

import numpy as np
import pytest
from onnx import TensorProto, helper
from store_helpers import expected, network

import tmva
from tmva import TMVA, _core

QUIET = "!V:Silent:!Color:!DrawProgressBar"
VARIABLES = [{"expression": "x"}, {"expression": "y"}]
XY = np.random.default_rng(4).normal(size=(200, 2)).astype(np.float32)


def logistic(metadata=None, columns=1) -> bytes:
    """The optimal classifier of the toys is a function of x alone; a network of random weights is one of both."""
    return network(11, inputs=2, hidden=6, outputs=columns, metadata=metadata)


def factory(loader, *bookings, analysis="Classification"):
    f = TMVA.Factory("job", "out.root", f"{QUIET}:AnalysisType={analysis}")
    for method, title, options in bookings:
        f.BookMethod(loader, method, title, options)
    f.TrainAllMethods()
    f.TestAllMethods()
    f.EvaluateAllMethods()
    return f


def xml(title):
    return f"dataset/weights/job_{title}.weights.xml"


def test_beside_a_bdt(make_loader, workdir):
    pathlib.Path("model.onnx").write_bytes(logistic())
    _core.write_stored_model("models.root", "nets/dnn", logistic())
    f = factory(
        make_loader(),
        (TMVA.Types.kBDT, "BDT", "NTrees=20:MaxDepth=2"),
        (TMVA.Types.kSOFIE, "dnn", "FilenameModel=model.onnx"),
        ("SOFIE", "stored", "FilenameModel=models.root/nets/dnn"),
    )
    with tmva.File("out.root") as out:
        tree = out["dataset/TestTree"].arrays()
        x = np.stack([tree["x"], tree["y"]], axis=1)
        np.testing.assert_allclose(tree["dnn"], expected(logistic(), x)[:, 0], rtol=1e-5)
        np.testing.assert_array_equal(tree["dnn"], tree["stored"])
    assert f.GetROCIntegral("dataset", "dnn") == pytest.approx(f.GetROCIntegral("dataset", "stored"))
    # The weight file holds the model: nothing else is needed.
    pathlib.Path("model.onnx").unlink()
    pathlib.Path("models.root").unlink()
    reader = TMVA.Reader("Silent")
    for title in ("BDT", "dnn", "stored"):
        reader.BookMVA(title, xml(title))
    answer = reader.Evaluate("dnn", XY)
    np.testing.assert_allclose(answer, expected(logistic(), XY)[:, 0], rtol=1e-5)
    assert (
        reader.EvaluateMVA([0.5, -1.0], "stored")
        == reader.Evaluate("dnn", np.array([[0.5, -1]], np.float32))[0]
    )


def test_reader_books_models_without_a_weight_file(make_loader, workdir):
    content = logistic(
        {"variables": VARIABLES, "analysis": "Classification", "classes": ["Signal", "Background"]}
    )
    pathlib.Path("model.onnx").write_bytes(content)
    _core.write_stored_model("models.root", "nets/dnn", content)
    factory(make_loader(), ("BDT", "BDT", "NTrees=5"))
    reader = TMVA.Reader("Silent")
    x, y = array("f", [0.0]), array("f", [0.0])
    reader.AddVariable("x", x)
    reader.AddVariable("y", y)
    reader.BookMVA("BDT", xml("BDT"))
    assert reader.BookMVA("file", "model.onnx").Type() == "SOFIE"
    reader.BookMVA("stored", "models.root:nets/dnn")
    reader.BookMVA("only", "models.root")
    x[0], y[0] = 0.3, -0.2
    want = expected(content, np.array([[0.3, -0.2]]))[0, 0]
    for tag in ("file", "stored", "only"):
        assert reader.EvaluateMVA(tag) == pytest.approx(want, rel=1e-5)
    # Columns are found by the names of the metadata.
    table = {"y": XY[:, 1], "other": XY[:, 0], "x": XY[:, 0]}
    free = TMVA.Reader("Silent")
    free.BookMVA("dnn", pathlib.Path("model.onnx"))
    np.testing.assert_allclose(free.Evaluate("dnn", table), expected(content, XY)[:, 0], rtol=1e-5)
    # Variables in another order, or too many, are refused.
    for names, match in (
        (["y", "x"], "variable 0 is declared as 'y', but it is 'x'"),
        (["x"], "2 variables"),
    ):
        wrong = TMVA.Reader(names, "Silent")
        with pytest.raises(tmva.DataError, match=match):
            wrong.BookMVA("dnn", "model.onnx")


def test_models_that_say_nothing_take_the_readers_variables(workdir):
    pathlib.Path("model.onnx").write_bytes(logistic())
    reader = TMVA.Reader(["a", "b"], "Silent")
    method = reader.BookMVA("dnn", "model.onnx")
    assert [v.expression for v in method.Info().variables] == ["a", "b"]
    np.testing.assert_allclose(
        reader.Evaluate("dnn", {"a": XY[:, 0], "b": XY[:, 1]}), expected(logistic(), XY)[:, 0], rtol=1e-5
    )
    reader = TMVA.Reader("Silent")
    assert [v.expression for v in reader.BookMVA("dnn", "model.onnx").Info().variables] == ["x0", "x1"]
    with pytest.raises(tmva.DataError, match="takes 2 variables, 3 are declared"):
        TMVA.Reader(["a", "b", "c"], "Silent").BookMVA("dnn", "model.onnx")


@pytest.mark.parametrize(
    "classes, options, column",
    [
        (None, "", 1),
        (["Signal", "Background"], "", 0),
        (["Background", "Signal"], "", 1),
        (["0", "1"], "", 1),
        (None, ":SignalColumn=0", 0),
        (["Background", "Signal"], ":SignalColumn=0", 0),
    ],
)
def test_two_columns(make_loader, workdir, classes, options, column):
    metadata = {"variables": VARIABLES, **({"classes": classes} if classes else {})}
    content = logistic(metadata, columns=2)
    pathlib.Path("m.onnx").write_bytes(content)
    factory(make_loader(), ("SOFIE", "m", "FilenameModel=m.onnx" + options))
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", xml("m"))
    np.testing.assert_allclose(reader.Evaluate("m", XY), expected(content, XY)[:, column], rtol=1e-5)
    if not options:  # the model file itself answers as the booked method
        reader.BookMVA("file", "m.onnx")
        np.testing.assert_allclose(reader.Evaluate("file", XY), expected(content, XY)[:, column], rtol=1e-5)


def test_multiclass_in_the_order_of_the_data_set(workdir, toys):
    content = logistic({"classes": ["c", "a", "b"]}, columns=3)
    pathlib.Path("m.onnx").write_bytes(content)
    loader = TMVA.DataLoader("dataset")
    for name in "xy":
        loader.AddVariable(name)
    for shift, name in enumerate("abc"):
        loader.AddTree({k: v[:300] + (shift if k == "x" else 0) for k, v in toys["Signal"].items()}, name)
    factory(loader, ("SOFIE", "m", "FilenameModel=m.onnx"), analysis="Multiclass")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", xml("m"))
    np.testing.assert_allclose(reader.Evaluate("m", XY), expected(content, XY)[:, [1, 2, 0]], rtol=1e-5)
    # Without a weight file they stay in the model's order.
    reader.BookMVA("free", "m.onnx")
    np.testing.assert_allclose(reader.Evaluate("free", XY), expected(content, XY), rtol=1e-5)
    pathlib.Path("m.onnx").write_bytes(logistic({"classes": ["c", "a", "bb"]}, columns=3))
    with pytest.raises(tmva.DataError, match="no class 'b'"):
        factory(loader, ("SOFIE", "m", "FilenameModel=m.onnx"), analysis="Multiclass")


def inputs_of_one(target=TensorProto.FLOAT) -> bytes:
    """Two inputs [N, 1]; x - 2 y and its double, in an output of two targets."""
    names = ["x", "y"]
    nodes = [
        helper.make_node("Cast", ["y"], ["yf"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["yf", "yf"], ["y2"]),
        helper.make_node("Sub", ["x", "y2"], ["d"]),
        helper.make_node("Add", ["d", "d"], ["d2"]),
        helper.make_node("Concat", ["d", "d2"], ["out"], axis=1),
    ]
    types = [TensorProto.FLOAT, target]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(n, t, ["N", 1]) for n, t in zip(names, types)],
        [
            helper.make_tensor_value_info("d", TensorProto.FLOAT, ["N", 1]),
            helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", 2]),
        ],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    ).SerializeToString()


def test_regression_with_an_input_a_variable(workdir, toys):
    pathlib.Path("m.onnx").write_bytes(inputs_of_one(TensorProto.DOUBLE))
    loader = TMVA.DataLoader("dataset")
    for name in "xy":
        loader.AddVariable(name)
    loader.AddTarget("w")
    loader.AddTarget("x*y")
    loader.AddRegressionTree(toys["Signal"])
    factory(loader, ("SOFIE", "m", "FilenameModel=m.onnx:OutputName=out"), analysis="Regression")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", xml("m"))
    difference = XY[:, 0] - 2 * XY[:, 1]
    np.testing.assert_allclose(
        reader.Evaluate("m", XY), np.stack([difference, 2 * difference], axis=1), rtol=1e-5, atol=1e-6
    )
    with pytest.raises(tmva.DataError, match="'d' has 1 columns, expected one for each of 2 targets"):
        factory(loader, ("SOFIE", "m", "FilenameModel=m.onnx"), analysis="Regression")
    with pytest.raises(tmva.ModelError, match="no output 'oud'; did you mean 'out'"):
        factory(loader, ("SOFIE", "m", "FilenameModel=m.onnx:OutputName=oud"), analysis="Regression")


def test_transformations_and_pdfs_work_as_with_any_method(make_loader, workdir):
    pathlib.Path("m.onnx").write_bytes(logistic())
    factory(make_loader(), ("SOFIE", "m", "FilenameModel=m.onnx:VarTransform=N:CreateMVAPdfs"))
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", xml("m"))
    data = tmva.File("out.root")["dataset/TestTree"].arrays()
    np.testing.assert_allclose(
        reader.Evaluate("m", np.stack([data["x"], data["y"]], axis=1)), data["m"], rtol=1e-5
    )
    reader2 = TMVA.Reader(["x", "y"], "Silent")
    reader2.BookMVA("m", xml("m"))
    assert reader2.FindMVA("m").Info().analysis == TMVA.Types.kClassification


def test_what_cannot_be_booked(make_loader, workdir):
    pathlib.Path("m.onnx").write_bytes(logistic())

    def fails(error, match, options):
        with pytest.raises(error, match=match):
            TMVA.Factory("job", "out.root", QUIET).BookMethod(make_loader(), "SOFIE", "m", options)

    fails(tmva.OptionError, "FilenameModel", "")
    fails(tmva.FileFormatError, "none.onnx: cannot be opened", "FilenameModel=none.onnx")
    fails(tmva.ModelError, r"net.keras: expected an .onnx file.*tmva.load_model", "FilenameModel=net.keras")
    _core.write_stored_model("m.root", "nets/dnn", logistic())
    fails(tmva.DataError, "did you mean 'nets/dnn", "FilenameModel=m.root/nets/dn")
    pathlib.Path("four.onnx").write_bytes(network(1, inputs=4))
    fails(tmva.DataError, "takes 4 variables, the data set has 2", "FilenameModel=four.onnx")
    pathlib.Path("three.onnx").write_bytes(network(1, inputs=2, outputs=3))
    fails(tmva.DataError, "3 columns, a classification takes 1 or 2", "FilenameModel=three.onnx")
    for metadata, match in (
        (["x"], "no JSON object"),
        ({"variables": 3}, "variables"),
        ({"variables": [{"expression": 1}]}, "expression"),
        ({"analysis": "Other"}, "analysis"),
        ({"classes": [1]}, "classes"),
    ):
        pathlib.Path("odd.onnx").write_bytes(logistic(metadata))
        fails(tmva.ModelError, f"odd.onnx.*{match}", "FilenameModel=odd.onnx")
    pathlib.Path("named.onnx").write_bytes(
        logistic({"variables": [{"expression": "y"}, {"expression": "x"}]})
    )
    fails(
        tmva.DataError, "variable 0 of the model is 'y', that of the data set 'x'", "FilenameModel=named.onnx"
    )
    pathlib.Path("junk.onnx").write_bytes(b"junk")
    fails(tmva.FileFormatError, "junk.onnx", "FilenameModel=junk.onnx")


def test_weight_files_that_were_changed_are_refused(make_loader, workdir):
    pathlib.Path("m.onnx").write_bytes(logistic())
    factory(make_loader(), ("SOFIE", "m", "FilenameModel=m.onnx"))
    good = pathlib.Path(xml("m")).read_text()
    block = good[good.index("<Block>") + 7 : good.index("</Block>")]

    def fails(match, old, new):
        assert old in good
        pathlib.Path("w.xml").write_text(good.replace(old, new, 1))
        with pytest.raises(tmva.ModelError, match=match):
            TMVA.Reader("Silent").BookMVA("m", "w.xml")

    fails("no Base64", block, "!" + block[1:])
    fails("checksums differ", block, block[4:])
    fails("checksums differ", block, ("A" if block[60] != "A" else "B").join((block[:60], block[61:])))
    fails("checksums differ", 'SHA256="', 'SHA256="0')
    fails("Format", 'Format="ONNX"', 'Format="other"')
    fails("SHA256", "SHA256", "Sha")


def test_large_models_and_threads(make_loader, workdir):
    content = network(3, inputs=2, hidden=400_000)  # 6 MB: many blocks of the weight file
    pathlib.Path("m.onnx").write_bytes(content)
    factory(make_loader(), ("SOFIE", "m", "FilenameModel=m.onnx"))
    reader = TMVA.Reader("Silent")
    reader.BookMVA("large", xml("m"))
    pathlib.Path("small.onnx").write_bytes(logistic())
    reader.BookMVA("small", "small.onnx")
    assert reader.Evaluate("large", XY[:2]).shape == (2,)
    want = reader.Evaluate("small", XY)
    wrong = []

    def work():
        for i in range(100):
            if reader.EvaluateMVA(XY[i].tolist(), "small") != want[i]:
                wrong.append(i)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_allclose([reader.EvaluateMVA(v.tolist(), "small") for v in XY], want, rtol=1e-6)
    assert not wrong or np.allclose(
        want[wrong], [reader.EvaluateMVA(XY[i].tolist(), "small") for i in wrong], rtol=1e-6
    )


def test_trained_methods_come_back_as_models(make_loader, workdir):
    """What this library trained leaves as ONNX and returns as SOFIE with the same answers."""
    factory(make_loader(), ("BDT", "BDT", "NTrees=30:BoostType=Grad"), ("LD", "LD", ""))
    reader = TMVA.Reader("Silent")
    for title in ("BDT", "LD"):
        pathlib.Path(f"{title}.onnx").write_bytes(_core.method_to_onnx(xml(title)))
        reader.BookMVA(title, xml(title))
        method = reader.BookMVA(title + "model", f"{title}.onnx")
        assert [v.expression for v in method.Info().variables] == ["x", "y"]
        np.testing.assert_allclose(
            reader.Evaluate(title + "model", XY), reader.Evaluate(title, XY), rtol=1e-5, atol=1e-6
        )


def test_command_line(make_loader, workdir):
    from typer.testing import CliRunner

    from tmva.cli import app

    content = logistic({"variables": VARIABLES})
    _core.write_stored_model("models.root", "dnn", content)
    with tmva.recreate("events.root") as f:
        f["events"] = {"x": XY[:, 0], "y": XY[:, 1]}
    shown = CliRunner().invoke(app, ["options", "SOFIE"])
    assert "FilenameModel" in shown.output
    assert json.loads(CliRunner().invoke(app, ["inspect", "--json", "models.root"]).output)["models"]["dnn"][
        "bytes"
    ] == len(content)
