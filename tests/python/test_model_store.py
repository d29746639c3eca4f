"""Models in ROOT files: byte-exact round trips, read by uproot and ROOT, damage."""

import json
import pathlib
import random
import subprocess
import sys
import textwrap

import numpy as np
import onnx
import pytest
import uproot
from onnx import TensorProto, helper, numpy_helper
from store_helpers import expected, network

import tmva
from tmva import _core
from tmva.models.graph import Model

RNG = np.random.default_rng(3)


def test_models_are_part_of_a_file(tmp_path):
    path, content = tmp_path / "f.root", network()
    with tmva.recreate(path) as f:
        f["events"] = {"x": np.arange(5.0)}
        f["nets/first"] = Model(content, "first")
        f["nets/second"] = Model(network(2), "second")
    with tmva.File(path) as f:
        model = f["nets/first"]
        assert isinstance(model, Model) and model.content == content
        assert model.name == f"{path}:nets/first"
        x = RNG.normal(size=(50, 4)).astype(np.float32)
        np.testing.assert_allclose(model.run([x])[0], expected(content, x), rtol=1e-5)
        assert f["nets"]["second"].content == network(2)
        assert f["events"].num_entries == 5 and f["nets"].keys(recursive=False) == ["first", "second"]
    with tmva.update(path) as f:
        f["nets/first"] = Model(network(3), "first")
    with tmva.File(path) as f:
        assert f["nets/first"].content == network(3) and f["nets/first;1"].content == content
    assert _core.stored_models(str(path)) == ["nets/first", "nets/second"]


def test_uproot_reads_every_part(tmp_path):
    path, content = tmp_path / "f.root", network()
    _core.write_stored_model(str(path), "a/net", content)
    with uproot.open(path) as f:
        meta = json.loads(f["a/net/meta"])
        assert meta["format"] == "tmva.model" and meta["version"] == [1, 0] and meta["bytes"] == len(content)
        assert meta["operators"] == {"Gemm": 1, "Relu": 1, "MatMul": 1, "Sigmoid": 1}
        assert meta["inputs"] == [{"name": "x", "type": "float", "shape": ["N", 4]}]
        # The onnx package assembles it with nothing but what the layout says.
        model = onnx.load_from_string(np.asarray(f["a/net/model"]).tobytes())
        for tensor in model.graph.initializer:
            parts = meta["initialisers"][tensor.external_data[0].value]
            assert parts["field"] == "raw_data"
            values = np.concatenate([np.asarray(f[f"a/net/{p['object']}"]) for p in parts["objects"]])
            assert values.dtype == np.float32
            tensor.raw_data = values.tobytes()
            tensor.ClearField("external_data")
            tensor.ClearField("data_location")
        assert model.SerializeToString() == content


def test_root_reads_the_weights(tmp_path):
    pytest.importorskip("ROOT")
    path, content = tmp_path / "f.root", network()
    _core.write_stored_model(str(path), "net", content)
    code = f"""
        import json, ROOT
        file = ROOT.TFile.Open({str(path)!r})
        folder = file.Get("net")
        meta = json.loads(str(folder.Get("meta").GetString()))
        print(json.dumps([list(folder.Get("fc1_bias")), len(folder.Get("model")), meta["sha256"]]))
        file.Close()
        file = ROOT.TFile.Open({str(path)!r}, "UPDATE")  # ROOT writes on
        ROOT.TNamed("added", "by ROOT").Write()
        file.Close()
        file = ROOT.TFile({str(tmp_path / "root.root")!r}, "RECREATE")
        file.WriteObject(ROOT.std.string(bytes.fromhex({content.hex()!r})), "text")
        bytes_ = ROOT.std.vector("char")()
        for b in bytes.fromhex({content.hex()!r}):
            bytes_.push_back(b - 256 if b > 127 else b)
        file.mkdir("d").WriteObject(bytes_, "bytes")
        file.Close()
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    bias, size, digest = json.loads(run.stdout.splitlines()[-1])
    arrays = {t.name: numpy_helper.to_array(t) for t in onnx.load_from_string(content).graph.initializer}
    assert bias == arrays["fc1/bias"].tolist() and 0 < size < len(content)
    with tmva.File(path) as f:
        assert f["net"].content == content and "added" in f
    assert _core.read_stored_model(str(tmp_path / "root.root"), "d/bytes") == content
    assert _core.read_stored_model(str(tmp_path / "root.root"), "text") == content


def test_bytes_that_others_wrote_are_models(tmp_path):
    # uproot's texts are UTF-8: bytes above 127 do not survive, so the model has none.
    graph = helper.make_graph(
        [helper.make_node("Neg", ["x"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 1])],
    )
    content = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString()
    assert max(content) < 128
    with uproot.recreate(tmp_path / "f.root") as f:
        f["d/net"] = content.decode()
        f["words"] = "not a model"
    path = str(tmp_path / "f.root")
    assert _core.read_stored_model(path, "d/net") == content
    with pytest.raises(tmva.DataError, match="did you mean 'd/net'"):
        _core.read_stored_model(path, "d/nett")
    assert _core.stored_models(path) == []


def test_large_and_many(tmp_path):
    """Hundreds of models, and weights of megabytes, compressed by each codec."""
    path = tmp_path / "f.root"
    big = network(5, inputs=1000, hidden=700)
    for codec in ("zlib", "zstd", "lz4", "lzma", None):
        with tmva.recreate(path, compression=codec) as f:
            f["big"] = Model(big, "big")
        assert _core.read_stored_model(str(path), "big") == big
    small = [network(seed, hidden=2) for seed in range(150)]
    with tmva.update(path) as f:
        for i, content in enumerate(small):
            f[f"d{i % 7}/m{i}"] = Model(content, "m")
    with tmva.File(path) as f:
        assert all(f[f"d{i % 7}/m{i}"].content == content for i, content in enumerate(small))


def test_damaged_files_are_refused_or_right(tmp_path):
    path, content = tmp_path / "f.root", network()
    _core.write_stored_model(str(path), "net", content)
    good = path.read_bytes()
    rng = random.Random(7)
    refused = 0
    for _ in range(400):
        damaged = bytearray(good)
        for _ in range(rng.choice((1, 1, 4))):
            damaged[rng.randrange(len(good))] = rng.randrange(256)
        if rng.random() < 0.1:
            del damaged[rng.randrange(len(good)) :]
        path.write_bytes(damaged)
        try:
            assert _core.read_stored_model(str(path), "net") == content
        except tmva.Error:
            refused += 1
    assert refused > 50


def test_interrupted_updates_leave_the_old_model(tmp_path):
    path, content = tmp_path / "f.root", network()
    _core.write_stored_model(str(path), "net", content)
    before = path.read_bytes()
    file = _core.OutputFile.Update(str(path))
    _core.write_stored_model(file, "net", network(2))
    del file  # without Close()
    assert _core.read_stored_model(str(path), "net") == content
    with pytest.raises(RuntimeError):
        with tmva.update(path) as f:
            f["net"] = Model(network(2), "net")
            raise RuntimeError
    assert _core.read_stored_model(str(path), "net") == content
    assert path.read_bytes()[:60] == before[:60]


def test_names_and_contents_that_cannot_be(tmp_path):
    path = str(tmp_path / "f.root")
    with pytest.raises(tmva.FileFormatError, match="net: "):
        _core.write_stored_model(path, "net", b"no model")
    assert not pathlib.Path(path).exists()
    for name in ("", "/"):
        with pytest.raises(tmva.DataError, match="name"):
            _core.write_stored_model(path, name, network())
    _core.write_stored_model(path, "/a/net/", network())
    assert _core.stored_models(path) == ["a/net"]
    with tmva.update(path) as f:
        f["text"] = "words"
        with pytest.raises(tmva.DataError, match="text"):
            f["text"] = Model(network(), "m")


def test_inspect_shows_a_model_as_one_line(tmp_path):
    path = tmp_path / "f.root"
    with tmva.recreate(path) as f:
        f["nets/dnn"] = Model(network(outputs=3), "dnn")
        f["text"] = "words"
    run = subprocess.run([sys.executable, "-m", "tmva", "inspect", str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    line = next(line for line in run.stdout.splitlines() if "dnn" in line)
    assert "model x (float [N, 4]) -> y (float [N, 3]): Gemm, Relu, MatMul, Softmax; 3 initialisers" in line
    assert "fc1" not in run.stdout and "text" in run.stdout
    run = subprocess.run(
        [sys.executable, "-m", "tmva", "inspect", "--json", str(path)], capture_output=True, text=True
    )
    found = json.loads(run.stdout)
    assert found["models"]["nets/dnn"]["operators"]["Gemm"] == 1
    assert set(found["objects"]) == {"nets", "text"}


def test_external_data_of_the_onnx_package(tmp_path):
    """What onnx.save splits into files is read as one."""
    content = network(inputs=64, hidden=64)
    onnx.save(
        onnx.load_from_string(content),
        str(tmp_path / "m.onnx"),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location="weights.bin",
        size_threshold=16,
    )
    assert (tmp_path / "weights.bin").stat().st_size > 64 * 64 * 4
    read = _core.read_onnx(str(tmp_path / "m.onnx"))
    x = RNG.normal(size=(5, 64)).astype(np.float32)
    np.testing.assert_array_equal(Model(read, "m").run([x])[0], Model(content, "m").run([x])[0])
    _core.write_stored_model(str(tmp_path / "f.root"), "m", read)
    assert _core.read_stored_model(str(tmp_path / "f.root"), "m") == read
    (tmp_path / "weights.bin").rename(tmp_path / "other.bin")
    (tmp_path / "weights.bin").symlink_to(tmp_path / "other.bin")
    with pytest.raises(tmva.FileFormatError, match="leads over a link"):
        _core.read_onnx(str(tmp_path / "m.onnx"))
