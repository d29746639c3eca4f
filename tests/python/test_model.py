"""tmva.load_model: which file is read how, what a Model tells of itself, and how it is stored."""

import json
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tmva
from tmva import _core
from tmva.models import Model

rng = np.random.default_rng(3)
W = rng.normal(size=(4, 3)).astype("float32")


def dense(name="net", metadata=None):
    """relu(x @ W) as ONNX bytes."""
    b = _core.GraphBuilder(name)
    x = b.input("x", "float", ["N", 4])
    y = b.add("Gemm", [x, b.constant(W)], alpha=2.0)
    b.output(b.add("Relu", [y]), "y", "float", ["N", 3])
    if metadata is not None:
        b.metadata("tmva", metadata)
    return b.finish()


X = rng.normal(size=(5, 4)).astype("float32")
Y = np.maximum(2 * X @ W, 0)


def test_runs_by_name_by_order_and_as_a_function():
    model = Model(dense(), "net")
    for given in ({"x": X}, [X], (X,)):
        np.testing.assert_allclose(model.run(given)[0], Y, rtol=1e-5)
    np.testing.assert_allclose(model(X.astype(float).tolist()), Y, rtol=1e-5)
    with pytest.raises(tmva.DataError, match="'x' is not given"):
        model.run({"z": X})


def test_arguments_of_run():
    model = Model(dense(), "net")
    for answer in (
        model.run([X], 2),
        model.run([X], threads=2),
        model.run(inputs=[X]),
        model.run(threads=2, inputs={"x": X}),
    ):
        np.testing.assert_allclose(answer[0], Y, rtol=1e-5)
    for arguments, names, said in (
        ([], {}, "needs inputs"),
        ([[X], 1, 2], {}, "3 arguments"),
        ([[X]], {"thread": 2}, "'thread'"),
        ([[X]], {"inputs": [X]}, "'inputs' twice"),
        ([[X], 1], {"threads": 2}, "'threads' twice"),
        ([3], {}, "dictionary of arrays"),
    ):
        with pytest.raises(TypeError, match=said):
            model.run(*arguments, **names)
    with pytest.raises((TypeError, RuntimeError)):
        model.run([X], "two")
    with pytest.raises(TypeError, match="not made yet"):
        Model.run(Model.__new__(Model), [X])
    with pytest.raises(TypeError):
        Model.run(3, [X])


@pytest.mark.parametrize("events", [1, 5, 100, 1000])
def test_answers_are_not_changed_by_later_calls(events):
    """Small answers are copied and large ones keep the memory they were computed in; both sizes
    are here."""
    model = Model(dense(), "net")
    inputs = [rng.normal(size=(events, 4)).astype("float32") for _ in range(20)]
    answers = [model.run([x])[0] for x in inputs]
    for x, answer in zip(inputs, answers):
        assert answer.flags.writeable and answer.flags.c_contiguous
        np.testing.assert_allclose(answer, np.maximum(2 * x @ W, 0), rtol=1e-4, atol=1e-6)
    answers[0][:] = 7
    np.testing.assert_allclose(
        model.run([inputs[0]])[0], np.maximum(2 * inputs[0] @ W, 0), rtol=1e-4, atol=1e-6
    )


def test_nothing_that_was_given_is_kept():
    model = Model(dense(), "net")
    x = X.copy()
    before = sys.getrefcount(x)
    model.run({"x": x})
    with pytest.raises(tmva.DataError, match="dimension 1"):
        model.run([np.zeros((2, 3), "float32")])
    with pytest.raises(tmva.DataError, match="2 inputs are given"):
        model.run([x, x])
    assert sys.getrefcount(x) == before


def test_names_that_are_not_utf8():
    b = _core.GraphBuilder("odd")
    b.output(b.add("Relu", [b.input("xQQQ", "float", ["N", 4])]), "y", "float", ["N", 4])
    model = Model(b.finish().replace(b"xQQQ", b"x\xff\xfe\x80"), "odd")
    np.testing.assert_array_equal(model.run({model.inputs[0].name: abs(X)})[0], abs(X))
    with pytest.raises(tmva.DataError, match="is not given"):
        model.run({"x": X})


def test_threads_share_a_model():
    model = Model(dense(), "net")

    def answers(seed):
        own = np.random.default_rng(seed)
        for _ in range(300):
            x = own.normal(size=(int(own.integers(1, 600)), 4)).astype("float32")
            np.testing.assert_allclose(model.run([x])[0], np.maximum(2 * x @ W, 0), rtol=1e-4, atol=1e-5)
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(answers, range(8)))


def test_a_function_of_one_input_only():
    b = _core.GraphBuilder("two")
    x, z = b.input("x", "float", ["N", 2]), b.input("z", "float", ["N", 2])
    b.output(b.add("Add", [x, z]), "y", "float", ["N", 2])
    with pytest.raises(tmva.DataError, match="2 inputs .x, z.; use run"):
        Model(b.finish(), "two")(X)


def test_describes_itself():
    model = Model(dense(), "net.onnx")
    assert model.inputs[0].name == "x" and model.inputs[0].type == "float"
    assert model.inputs[0].shape == ("N", 4) and model.outputs[0].shape == ("N", 3)
    assert repr(model) == "Model('net.onnx', x: float[N, 4] -> y: float[N, 3])"


def test_graph_is_a_table():
    graph = Model(dense(), "net").graph
    assert [node.op for node in graph.nodes][:2] == ["Gemm", "Relu"]
    assert graph.nodes[0].attributes == {"alpha": 2.0}
    (weights,) = graph.initialisers.values()
    np.testing.assert_array_equal(weights, W)
    assert graph.parameters == 12 and graph.operator_sets[""] == 20
    lines = str(graph).splitlines()
    assert lines[0] == f"net: {len(graph.nodes)} nodes, 12 numbers"
    assert lines[1] == "input   x: float[N, 4]"
    assert "[4,3]" in lines[3] and lines[3].endswith("alpha=2") and lines[-1] == "output  y: float[N, 3]"


def test_metadata():
    assert Model(dense(), "net").metadata == {}
    assert Model(dense(metadata=json.dumps({"classes": ["S", "B"]})), "net").metadata["classes"] == ["S", "B"]
    with pytest.raises(tmva.FileFormatError, match="no JSON"):
        Model(dense(metadata="{"), "net").metadata


def test_onnx_file_round_trip(workdir):
    model = Model(dense(), "net")
    model.save("m.onnx")
    assert os.listdir() == ["m.onnx"]
    again = tmva.load_model("m.onnx")
    assert again.content == model.content
    np.testing.assert_array_equal(again(X), model(X))


def test_double_precision(workdir):
    Model(dense(), "net").save("m.onnx")
    x = X.astype(float) + 1e-9
    exact = np.maximum(2 * x @ W.astype(float), 0)
    model = tmva.load_model("m.onnx", dtype="float64")
    assert model.inputs[0].type == "double"
    np.testing.assert_allclose(model(x, threads=2), exact, rtol=1e-14)


def test_root_file_round_trip(workdir):
    model = Model(dense(metadata='{"method": "MLP"}'), "net")
    model.save("f.root:models/net")
    again = tmva.load_model("f.root:models/net")
    assert again.content == model.content and again.metadata["method"] == "MLP"
    with pytest.raises(tmva.ModelError, match="after a colon.*models/net"):
        tmva.load_model("f.root")
    with pytest.raises(tmva.Error, match="nothing"):
        tmva.load_model("f.root:nothing")
    with pytest.raises(tmva.Error, match="g.root"):
        tmva.load_model("g.root:net")


def test_saves_elsewhere_are_refused(workdir):
    model = Model(dense(), "net")
    with pytest.raises(tmva.OptionError, match=".onnx"):
        model.save("m.txt")
    with pytest.raises(tmva.DataError, match="nowhere"):
        model.save("nowhere/m.onnx")
    assert os.listdir() == []


def test_content_tells_where_the_name_does_not(workdir):
    Model(dense(), "net").save("m.onnx")
    os.rename("m.onnx", "m.model")
    np.testing.assert_allclose(tmva.load_model("m.model")(X), Y, rtol=1e-5)


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.bin", b"no model at all"),
        ("a.keras", b"no zip"),
        ("a.h5", b"no hdf"),
        ("a.pt2", b""),
        ("a.pt", b"\x08\x08"),
        ("empty", b""),
    ],
)
def test_strangers_are_told_what_can_be_read(name, content, workdir):
    with open(name, "wb") as file:
        file.write(content)
    with pytest.raises(tmva.FileFormatError, match=f"{name}.*known.*ONNX.*Keras.*PyTorch"):
        tmva.load_model(name)


def test_damaged_files(workdir):
    for name, content in {
        "a.onnx": b"\x08\x08\x3a\xff\xff",
        "b.keras": b"PK\x03\x04 and nothing",
        "c.h5": b"\x89HDF\r\n\x1a\n and nothing",
        "d.pt2": b"PK\x03\x04 and nothing",
        "e.skops": b"PK\x03\x04 and nothing",
        "f.json": b"{",
        "g.txt": b"tree\nversion=v4\n",
        "h.weights.xml": b"<MethodSetup",
    }.items():
        with open(name, "wb") as file:
            file.write(content)
        with pytest.raises(tmva.Error, match=name):
            tmva.load_model(name)


def test_strange_archives(workdir):
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("hello.txt", "hello")
    for name in ("a.zip", "a.keras", "a.pt2", "a.pt", "a.skops"):
        os.path.exists(name) or os.symlink("a.zip", name)
        with pytest.raises(tmva.Error, match=name):
            tmva.load_model(name)


def test_no_file(workdir):
    with pytest.raises(tmva.ModelError, match="there is no such file"):
        tmva.load_model("m.onnx")
    os.mkdir("saved_model")
    with pytest.raises(tmva.ModelError, match="is a directory"):
        tmva.load_model("saved_model")


def test_weight_file(workdir, make_loader, toys):
    from tmva import TMVA

    factory = TMVA.Factory("t", "out.root", "!V:Silent:!DrawProgressBar:AnalysisType=Classification")
    factory.BookMethod(make_loader(), TMVA.Types.kBDT, "BDT", "NTrees=10:MaxDepth=2")
    factory.TrainAllMethods()
    path = "dataset/weights/t_BDT.weights.xml"
    reader = TMVA.Reader("!Color:Silent")
    reader.BookMVA("BDT", path)
    events = {name: toys["Signal"][name][:100] for name in ("x", "y")}
    model = tmva.load_model(path)
    found = model(np.stack([events["x"], events["y"]], axis=1))
    np.testing.assert_allclose(found.ravel(), np.ravel(reader.Evaluate("BDT", events)), atol=2e-6)
    assert [v["expression"] for v in model.metadata["variables"]] == ["x", "y"]
