"""The Reader's classic and batch forms."""

from array import array

import numpy as np
import pytest

import tmva
from tmva import TMVA

XML = "dataset/weights/job_BDT.weights.xml"


@pytest.fixture
def trained(make_loader, workdir):
    loader = make_loader()
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader, "BDT", "BDT", NTrees=20, MaxDepth=2)
    f.TrainAllMethods()
    f.TestAllMethods()
    return f, loader


def test_buffers(trained):
    reader = TMVA.Reader("!Color:Silent")
    x, y = array("f", [0.0]), np.zeros(1, np.float32)
    reader.AddVariable("x", x)
    reader.AddVariable("y", y)
    reader.BookMVA("BDT", XML)
    for values in ((0.5, -1.0), (-2.0, 2.0)):
        x[0], y[0] = values
        expected = reader.Evaluate("BDT", np.array([values], np.float32))[0]
        assert reader.EvaluateMVA("BDT") == expected
        assert reader.EvaluateMVA(list(values), "BDT") == expected
    with pytest.raises(BufferError):
        x.append(1.0)  # the memory is lent to the Reader
    assert reader.GetProba("BDT") == -1 and reader.GetRarity("BDT") == -1


def test_buffers_outlive_their_names(trained):
    reader = TMVA.Reader("Silent")
    for name in "xy":
        reader.AddVariable(name, array("f", [1.0]))
    junk = [array("f", [9.0]) for _ in range(1000)]
    reader.BookMVA("BDT", XML)
    assert reader.EvaluateMVA("BDT") == reader.Evaluate("BDT", np.ones((1, 2)))[0]
    del junk


def test_wrong_buffers():
    reader = TMVA.Reader("Silent")
    with pytest.raises(TypeError, match="'x'.*array"):
        reader.AddVariable("x", 1.0)
    with pytest.raises(TypeError, match="float32"):
        reader.AddVariable("x", array("d", [0.0]))
    with pytest.raises(tmva.Error):
        reader.AddVariable("x", array("i", [0]))
    with pytest.raises(tmva.DataError, match="empty"):
        reader.AddVariable("x", array("f", []))
    for code in "fdil":
        TMVA.Reader("Silent").AddSpectator("s", array(code, [0]))


def test_tables(trained, toys, tmp_path):
    reader = TMVA.Reader("Silent")
    reader.BookMVA("BDT", XML)
    columns = toys["Signal"]
    expected = reader.Evaluate("BDT", np.stack([columns["x"], columns["y"]], 1))
    assert expected.shape == (2000,) and expected.dtype == np.float64
    np.testing.assert_array_equal(reader.Evaluate("BDT", columns), expected)
    with tmva.recreate(tmp_path / "in.root") as f:
        f["t"] = columns
    np.testing.assert_array_equal(reader.Evaluate("BDT", f"{tmp_path}/in.root:t"), expected)
    np.testing.assert_array_equal(reader.Evaluate("BDT", tmva.File(tmp_path / "in.root")["t"]), expected)
    with pytest.raises(tmva.DataError, match="y"):
        reader.Evaluate("BDT", {"x": columns["x"]})


def test_wrong_order_and_tag(trained):
    reader = TMVA.Reader("Silent")
    for name in "yx":
        reader.AddVariable(name, array("f", [0.0]))
    with pytest.raises(tmva.Error):
        reader.BookMVA("BDT", XML)
    other = TMVA.Reader("Silent")
    other.BookMVA("BDT", XML)
    with pytest.raises(tmva.Error, match="BDT"):
        other.EvaluateMVA([0, 0], "BTD")
    with pytest.raises(tmva.Error, match="missing.xml"):
        other.BookMVA("x", "missing.xml")


def test_roc(trained, workdir):
    f, loader = trained
    area = f.GetROCIntegral(loader, "BDT")
    assert area == f.GetROCIntegral("dataset", "BDT") and 0.8 < area < 1
    curve = f.GetROCCurve(loader, "BDT")
    assert curve.GetN() == len(curve.x) == len(curve.GetY())
    order = np.argsort(curve.x)
    assert np.trapezoid(curve.y[order], curve.x[order]) == pytest.approx(area, abs=0.005)
    curves = f.GetROCCurve(loader)
    assert list(curves) == ["BDT"]
    pytest.importorskip("matplotlib")
    curves.SaveAs("roc.png")
    assert (workdir / "roc.png").stat().st_size > 1000
