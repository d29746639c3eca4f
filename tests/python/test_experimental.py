"""TMVA.Experimental: tensors, forests in ROOT files, readers, scaler."""

import numpy as np
import pytest

import tmva
from tmva import TMVA

E = TMVA.Experimental


def test_tensors():
    x = E.RTensor["float"]([2, 3])
    x[0, 1] = 3
    assert x.GetShape() == [2, 3] and x.GetStrides() == [3, 1] and x.GetSize() == 6 and x[0, 1] == 3
    array = np.arange(6.0).reshape(2, 3)
    y = E.AsRTensor(array)
    y[1, 2] = 50
    assert array[1, 2] == 50 and np.asarray(y) is array
    assert (
        y.Transpose().GetShape() == [3, 2] and y.Transpose().GetMemoryLayout() == E.MemoryLayout.ColumnMajor
    )
    assert np.asarray(y.Slice([[0, 1], [1, 3]])).tolist() == [[1, 2]] and y[0:1, 1:3].GetShape() == [1, 2]
    assert y.Reshape([6]).GetShape() == [6] and y.ExpandDims(0).Squeeze().GetShape() == [2, 3]
    assert str(E.RTensor["int"]([2])) == "{ 0, 0 }"
    with pytest.raises(IndexError, match="RTensor with rank 2 got 1 indices"):
        y[0]
    with pytest.raises(tmva.DataError, match="6 elements cannot have shape"):
        y.Reshape([4])


def test_columns_as_tensors():
    frame = (
        tmva.RDataFrame(5)
        .Define("x", "1.f*rdfentry_")
        .Define("y", "-1.f*rdfentry_")
        .Define("v", lambda rdfentry_: [1.0])
    )
    x = E.AsTensor(frame, ["x", "y"])
    assert np.asarray(x).dtype == np.float32 and np.asarray(x).tolist() == [[i, -i] for i in range(5)]
    z = E.AsTensor["double"](frame.Filter("x > 2"), ["y"], E.MemoryLayout.ColumnMajor)
    assert np.asarray(z).tolist() == [[-3], [-4]] and np.asarray(z).dtype == np.float64
    assert np.asarray(E.AsTensor({"a": np.arange(3), "b": np.ones(3)})).tolist() == [[0, 1], [1, 1], [2, 1]]
    with pytest.raises(tmva.DataError, match="AsTensor: column 'v' is of type"):
        E.AsTensor(frame, ["v"])


@pytest.mark.parametrize("classes", [2, 3])
def test_forests_of_xgboost(tmp_path, classes):
    xgboost = pytest.importorskip("xgboost")
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 4)).astype("f4")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 1) * (classes - 2)
    model = xgboost.XGBClassifier(n_estimators=20, max_depth=3).fit(x, y)
    path = str(tmp_path / "model.root")
    E.SaveXGBoost(model, "myBDT", path, num_inputs=4)
    bdt = E.RBDT("myBDT", path)
    expected = model.predict_proba(x)
    expected = expected[:, 1:] if classes == 2 else expected
    np.testing.assert_allclose(bdt.Compute(x), expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(bdt.Compute(x[3]), bdt.Compute(x)[3])
    model.save_model(tmp_path / "m.json")
    np.testing.assert_allclose(E.RBDT.LoadXGBoost(tmp_path / "m.json").Compute(x), bdt.Compute(x), rtol=1e-6)
    frame = tmva.RDataFrame({f"v{i}": x[:, i] for i in range(4)}).Define(
        "y", E.Compute[4, "float"](bdt), [f"v{i}" for i in range(4)]
    )
    np.testing.assert_array_equal(frame.Take("y").GetValue(), bdt.Compute(x)[:, 0])
    with pytest.raises(tmva.DataError, match="expected 4 values of an event"):
        bdt.Compute(x[:, :3])
    with pytest.raises(tmva.ModelError, match="the model has 4 inputs, num_inputs is 3"):
        E.SaveXGBoost(model, "myBDT", path, num_inputs=3)


def test_forests_that_are_not_there(tmp_path):
    with pytest.raises(tmva.FileFormatError, match="there is no such file"):
        E.RBDT("myBDT", str(tmp_path / "nope.root"))
    with tmva.recreate(tmp_path / "f.root") as file:
        file["a"] = "text"
    with pytest.raises(tmva.Error, match="myBDT"):
        E.RBDT("myBDT", str(tmp_path / "f.root"))


def test_readers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(2)

    def make(shift):
        return {
            "a": rng.normal(size=300) + shift,
            "b": rng.normal(size=300),
            "id": np.arange(300.0),
        }

    factory = TMVA.Factory("job", "out.root", "Silent:!DrawProgressBar:AnalysisType=Classification")
    loader = TMVA.DataLoader("data")
    loader.AddVariable("a + b", "F")
    loader.AddVariable("b", "F")
    loader.AddSpectator("id", "F")
    loader.AddSignalTree(make(1.0))
    loader.AddBackgroundTree(make(-1.0))
    loader.PrepareTrainingAndTestTree("", "")
    factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "")
    factory.TrainAllMethods()
    weights = "data/weights/job_Fisher.weights.xml"
    model = E.RReader(weights)
    assert model.GetExpressions() == ["a+b", "b"] and len(model.GetVariableNames()) == 2
    x = rng.normal(size=(7, 2)).astype("f4")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("f", weights)
    expected = reader.Evaluate("f", x, np.zeros((7, 1)))
    np.testing.assert_allclose(model.Compute(x), expected, rtol=1e-6)
    assert model.Compute(x).shape == (7,) and model.Compute(list(x[0])).shape == (1,)


def test_scaler(tmp_path):
    x = np.random.default_rng(3).normal(2, 3, size=(100, 3)).astype("f4")
    scaler = E.RStandardScaler["float"]()
    with pytest.raises(tmva.DataError, match=r"call Fit\(\) first"):
        scaler.Compute(x)
    scaler.Fit(E.AsRTensor(x))
    y = scaler.Compute(x)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(y.std(axis=0, ddof=1), 1, rtol=1e-6)
    np.testing.assert_allclose(scaler.GetStds(), x.astype(float).std(axis=0, ddof=1))
    scaler.Save("one", str(tmp_path / "s.root"))
    scaler.Save("two", str(tmp_path / "s.root"))
    np.testing.assert_array_equal(E.RStandardScaler("two", str(tmp_path / "s.root")).Compute(x), y)
    with pytest.raises(tmva.DataError, match="variable 1 is constant"):
        scaler.Fit(np.array([[1.0, 2], [2, 2]]))


def test_networks(tmp_path):
    from tmva.models import load_model

    xgboost = pytest.importorskip("xgboost")
    x = np.random.default_rng(1).normal(size=(50, 2)).astype("f4")
    model = xgboost.XGBRegressor(n_estimators=3).fit(x, x[:, 0])
    model.save_model(tmp_path / "m.json")
    load_model(tmp_path / "m.json").save(tmp_path / "m.onnx")
    reader = E.RSofieReader(str(tmp_path / "m.onnx"))
    np.testing.assert_allclose(reader.Compute(x).ravel(), model.predict(x), rtol=1e-5, atol=1e-6)
    assert reader.Compute(x[0]).shape == (1,)


def test_missing_names():
    with pytest.raises(AttributeError, match="RBTD.*did you mean 'RBDT'"):
        E.RBTD
