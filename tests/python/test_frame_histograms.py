"""Histograms, profiles and graphs of RDataFrame."""

import numpy as np
import pytest

import tmva
from tmva.frame import histogram_actions, loop


@pytest.fixture(scope="module")
def arrays():
    rng = np.random.default_rng(2)
    return {
        "x": rng.normal(size=5000).astype("f4"),
        "y": rng.exponential(size=5000),
        "w": rng.random(5000),
        "v": [rng.normal(size=i % 4).astype("f4") for i in range(5000)],
    }


@pytest.fixture
def frame(arrays):
    return tmva.RDataFrame(dict(arrays))


def test_one_dimension(frame, arrays):
    h, weighted = (
        frame.Histo1D(("h", "title;x", 20, -2, 2), "x"),
        frame.Histo1D(("w", "", 20, -2, 2), "x", "w"),
    )
    counts = np.histogram(arrays["x"], 20, (-2, 2))[0]
    assert frame.GetNRuns() == 0
    np.testing.assert_array_equal(h.values(), counts)
    assert frame.GetNRuns() == 1 and weighted.IsReady()
    assert h.GetEntries() == 5000 and h.GetName() == "h" and h.GetXaxis().GetTitle() == "x"
    inside = arrays["x"][(arrays["x"] >= -2) & (arrays["x"] < 2)].astype(float)
    assert h.GetMean() == pytest.approx(inside.mean(), rel=1e-9) and h.GetStdDev() == pytest.approx(
        inside.std(), rel=1e-6
    )
    np.testing.assert_allclose(
        weighted.values(), np.histogram(arrays["x"], 20, (-2, 2), weights=arrays["w"])[0]
    )
    np.testing.assert_allclose(
        weighted.variances(), np.histogram(arrays["x"], 20, (-2, 2), weights=arrays["w"] ** 2)[0]
    )


def test_edges_lists_and_models(frame, arrays):
    edges = [-1.0, 0.0, 0.5, 3.0]
    items = np.concatenate(arrays["v"])
    np.testing.assert_array_equal(
        frame.Histo1D(("h", "", 3, edges), "v").values(), np.histogram(items, edges)[0]
    )
    weights = np.repeat(arrays["w"], [len(v) for v in arrays["v"]])
    np.testing.assert_allclose(
        frame.Histo1D(("h", "", 3, edges), "v", "w").values(), np.histogram(items, edges, weights=weights)[0]
    )
    from tmva.ROOT import RDF, TH1F

    model = TH1F("m", "", 3, -1, 2)
    model.Fill(0.5)
    np.testing.assert_array_equal(
        frame.Histo1D(model, "x").values(), np.histogram(arrays["x"], 3, (-1, 2))[0]
    )
    assert frame.Histo1D(RDF.TH1DModel("q", "", 3, -1, 2), "x").GetName() == "q"
    with pytest.raises(tmva.OptionError, match="is not a model of a TH1D; expected"):
        frame.Histo1D(("h", "", 3), "x")


def test_limits_are_found(frame, arrays, monkeypatch):
    h = frame.Histo1D("x", "w").GetValue()
    assert (
        h.GetName() == "x_weighted_w" and h.GetNbinsX() == 128 and h.GetXaxis().GetXmin() == arrays["x"].min()
    )
    assert h.values().sum() == pytest.approx(arrays["w"].sum())
    monkeypatch.setattr(histogram_actions, "_SAMPLE", 1000)
    monkeypatch.setattr(loop, "_UNIT_ROWS", 200)
    assert frame.Histo1D("y").GetValue().values(flow=True).sum() == 5000
    assert frame.Filter("y < 0").Histo1D("y").GetEntries() == 0


def test_two_dimensions(frame, arrays):
    h = frame.Histo2D(("h", "", 5, -2, 2, 4, 0, 3), "x", "y", "w")
    expected = np.histogram2d(arrays["x"], arrays["y"], [5, 4], [(-2, 2), (0, 3)], weights=arrays["w"])[0]
    np.testing.assert_allclose(h.values(), expected)


def test_profiles_and_graphs(frame, arrays):
    p = frame.Profile1D(("p", "", 4, -2, 2), "x", "y").GetValue()
    inside = (arrays["x"] >= -1) & (arrays["x"] < 0)
    assert p.GetBinContent(2) == pytest.approx(arrays["y"][inside].mean())
    assert p.GetBinError(2) == pytest.approx(arrays["y"][inside].std() / np.sqrt(inside.sum()))
    g = frame.Filter("x > 1").Graph("x", "y").GetValue()
    np.testing.assert_array_equal(g.GetX(), arrays["x"][arrays["x"] > 1])
    assert g.GetN() == (arrays["x"] > 1).sum() and g.GetName() == "y_vs_x"


@pytest.mark.parametrize("threads", [2, 4])
def test_threads_change_no_bit(arrays, threads, monkeypatch):
    monkeypatch.setattr(loop, "_UNIT_ROWS", 200)
    made = []
    for number in (1, threads):
        frame = tmva.RDataFrame(dict(arrays), threads=number)
        results = [
            frame.Histo1D(("h", "", 50, -2, 2), "x", "w"),
            frame.Histo2D(("h", "", 5, -2, 2, 4, 0, 3), "x", "y", "w"),
        ]
        made.append([r.values().tobytes() + np.float64(r.GetMean()).tobytes() for r in results])
    assert made[0] == made[1]
