"""Histograms, graphs, functions and pictures of tmva.ROOT."""

import importlib.util
import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tmva
import tmva.ROOT as ROOT

CALLS = pathlib.Path(__file__).with_name("root_histogram_calls.py")


def numbers_of(which):
    done = subprocess.run([sys.executable, CALLS, which], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_numbers_are_those_of_root():
    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("needs the ROOT wheel")
    theirs, ours = numbers_of("root"), numbers_of("tmva")
    assert theirs.keys() == ours.keys()
    for what, expected in theirs.items():
        assert ours[what] == pytest.approx(expected, rel=2e-6, abs=2e-6), what


def test_normal_numbers_follow_the_normal_law():
    r = ROOT.TRandom3(3)
    values = np.sort([r.Gaus(2, 3) for _ in range(4000)])
    expected = np.arange(1, 4001) / 4000
    normal = np.array([ROOT.TMath.Freq((v - 2) / 3) for v in values])
    assert abs(normal - expected).max() < 1.63 / 4000**0.5  # 1 % of Kolmogorov's test


def test_random_blocks_continue_the_sequence():
    one, many = ROOT.TRandom3(9), ROOT.TRandom3(9)
    expected = [one.Rndm() for _ in range(2500)]
    got = [many.Rndm(), *many.uniforms(100), many.Rndm(), *many.uniforms(2398)]
    assert got == expected


def test_nan_and_limits_of_axes():
    h = ROOT.TH1D("h", "", 10, 0, 1)
    for value in (float("nan"), 1.0, np.nextafter(1.0, 0), 0.0, -1e-300):
        h.Fill(value)
    assert [h.GetBinContent(i) for i in (0, 1, 10, 11)] == [1, 1, 1, 2]
    g = ROOT.TH1D("g", "", 10, 0, 1)
    g.FillN(5, np.array([np.nan, 1.0, np.nextafter(1.0, 0), 0.0, -1e-300]))
    assert np.array_equal(h.values(True), g.values(True))
    with pytest.raises(tmva.DataError, match="lower edge below"):
        ROOT.TH1F("h", "", 10, 1, 1)
    with pytest.raises(tmva.DataError, match="5 bins need 6 edges, got 3"):
        ROOT.TH1F("h", "", 5, [0, 1, 2])
    with pytest.raises(tmva.DataError, match="different bins"):
        h.Add(ROOT.TH1D("h", "", 5, 0, 1))


def test_fill_random_follows_function_and_histogram():
    ROOT.gRandom.SetSeed(11)
    f = ROOT.TF1("shape", "gaus", 0, 10)
    f.SetParameters(1, 4, 1.5)
    h = ROOT.TH1D("h", "", 50, 0, 10)
    h.FillRandom("shape", 20000)
    assert h.GetEntries() == 20000
    assert h.GetMean() == pytest.approx(4, abs=0.05) and h.GetRMS() == pytest.approx(1.5, abs=0.05)
    copy = ROOT.TH1D("copy", "", 50, 0, 10)
    copy.FillRandom(h, 20000)
    assert copy.KolmogorovTest(h) > 1e-3
    f2 = ROOT.TF2("f2", "xygaus")
    f2.SetParameters(1, 5, 3, 6, 1)
    t = ROOT.TH2D("t", "", 20, 0, 10, 20, 0, 10)
    t.FillRandom(f2, 20000)
    assert t.GetMean(2) == pytest.approx(6, abs=0.05) and t.GetRMS(2) == pytest.approx(1, abs=0.08)
    with pytest.raises(KeyError, match="nothing_such"):
        h.FillRandom("nothing_such", 3)


def test_functions_refuse_wrong_parameters():
    f = ROOT.TF1("f", "[0]*x+[1]")
    with pytest.raises(tmva.DataError, match="has 2 parameters, got 3"):
        f.SetParameters(1, 2, 3)
    with pytest.raises(tmva.DataError, match="0 to 1"):
        f.SetParameter(2, 1.0)
    f.SetParameters(np.array([2.0, 1.0]))
    assert f(3.0) == 7.0


def test_graphs_grow_and_keep_errors():
    g = ROOT.TGraphErrors(2, [1.0, 2.0], [3.0, 4.0], [0.1, 0.1], [0.2, 0.3])
    g.SetPoint(2, 5.0, 6.0)
    g.SetPointError(2, 0.5, 0.6)
    assert list(g.GetX()) == [1, 2, 5] and list(g.GetEY()) == [0.2, 0.3, 0.6]
    with pytest.raises(tmva.DataError, match="3 points, but 2 values of y"):
        ROOT.TGraph(3, [1.0, 2, 3], [1.0, 2])


@pytest.mark.parametrize("ending", [".png", ".pdf", ".svg"])
def test_pictures_are_saved(workdir, ending):
    canvas = ROOT.TCanvas("c", "c", 800, 300)
    canvas.Divide(3, 1)
    canvas.cd(1)
    h = ROOT.TH1F("h", "m_{#mu#mu};p_{T} [GeV];events 100%", 10, 0, 10)
    h.FillN(100, np.linspace(0, 10, 100))
    h.SetLineColor("kRed")
    h.SetFillColor(ROOT.kAzure + 2)
    h.Draw("HIST")
    other = h.DrawClone("E SAME")
    ROOT.TLatex(0.2, 0.8, "#sqrt{s} = 13 TeV").Draw()
    ROOT.gPad.SetLogy()
    legend = ROOT.TLegend(0.6, 0.6, 0.9, 0.9)
    legend.AddEntry(h, "signal", "lf")
    legend.AddEntry("nothing", "text", "")
    legend.AddEntry(other, "points", "pe")
    legend.Draw()
    canvas.cd(2)
    t = ROOT.TH2D("t", "", 5, 0, 1, 5, 0, 1)
    t.FillN(3, np.array([0.1, 0.5, 0.7]), np.array([0.2, 0.2, 0.9]))
    t.Draw("COLZ TEXT")
    canvas.cd(3)
    graphs = ROOT.TMultiGraph("m", "ROC;signal;background")
    graphs.Add(ROOT.TGraph(3, [0.0, 0.5, 1], [1.0, 0.9, 0]), "L")
    graphs.Add(ROOT.TGraphErrors(3, [0.0, 0.5, 1], [1.0, 0.7, 0], [0.1] * 3, [0.1] * 3), "P")
    graphs.Draw("A")
    ROOT.gPad.BuildLegend()
    canvas.SaveAs("picture" + ending)
    assert pathlib.Path("picture" + ending).stat().st_size > 3000
    assert len(canvas.figure().axes) == 4  # three parts and the scale of colours


def test_draw_replaces_unless_same():
    canvas = ROOT.TCanvas()
    first, second = ROOT.TH1F("a", "", 2, 0, 1), ROOT.TH1F("b", "", 2, 0, 1)
    first.Draw()
    second.Draw("same")
    assert [item.GetName() for item in canvas.GetListOfPrimitives()] == ["a", "b"]
    second.Draw("hist")
    assert [item.GetName() for item in canvas.GetListOfPrimitives()] == ["b"]
    ROOT.TGraph(2, [0.0, 1], [0.0, 1]).Draw("L")
    assert len(canvas.GetListOfPrimitives()) == 2
    with pytest.raises(tmva.DataError, match="has 0 parts"):
        canvas.cd(1)


def test_pictures_name_what_they_know(workdir):
    canvas = ROOT.TCanvas()
    with pytest.raises(tmva.OptionError, match="'roc.C': pictures end in one of .png"):
        canvas.SaveAs("roc.C")
    with pytest.raises(ValueError, match="'kRedd' is not a colour"):
        ROOT.TH1F("h", "", 2, 0, 1).SetLineColor("kRedd")


def test_matplotlib_is_asked_for_only_to_draw():
    code = (
        "import sys; import tmva.ROOT as R; R.TH1F('h','',2,0,1).Draw(); assert 'matplotlib' not in sys.modules;"
        "sys.modules['matplotlib'] = None; R.gPad.SaveAs('x.png')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install 'tmva[report]'" in done.stderr


def test_pages_of_one_file(workdir):
    canvas = ROOT.TCanvas()
    ROOT.TH1F("h", "", 2, 0, 1).Draw()
    canvas.Print("all.pdf(")
    canvas.Print("all.pdf")
    canvas.Print("all.pdf)")
    assert pathlib.Path("all.pdf").read_bytes().count(b"/Type /Page ") == 3
    canvas.Print("all.pdf")
    assert pathlib.Path("all.pdf").read_bytes().count(b"/Type /Page ") == 1


def test_trees_are_drawn():
    from tmva.ROOT.tree_drawing import draw_tree

    rng = np.random.default_rng(4)
    x, y = rng.normal(size=1000), rng.normal(size=1000)
    lists = [rng.normal(size=n) for n in rng.integers(0, 4, 1000)]
    tree = {"x": x, "y": y, "v": np.array(lists, dtype=object)}
    h = ROOT.TH1D("h", "", 20, -3, 3)
    assert draw_tree(tree, "x+y>>h", ROOT.TCut("x > 0") * "2", "goff") == (x > 0).sum()
    expected, _ = np.histogram((x + y)[x > 0], 20, (-3, 3))
    assert np.array_equal(h.values(), 2 * expected)
    draw_tree(tree, "x>>+h", "", "goff")
    assert h.GetEntries() == (x > 0).sum() + 1000
    canvas = ROOT.TCanvas()
    assert draw_tree(tree, "x > 0 ? y : -y:x>>both(10, -2, 2, 5, -1, 1)", "", "COLZ", 500, 100) == 500
    both = ROOT.gROOT.FindObject("both")
    assert (
        both.Integral()
        == np.histogram2d(x[100:600], np.where(x > 0, y, -y)[100:600], (10, 5), ((-2, 2), (-1, 1)))[0].sum()
    )
    assert canvas.GetPrimitive("both") is both and ROOT.gDirectory.Get("both") is both
    assert ROOT.gDirectory.Get("h") is None  # not made by Draw, and of no file
    assert draw_tree(tree, "v>>lists(10,-5,5)", "x>0", "goff") == sum(
        len(v) for v, a in zip(lists, x) if a > 0
    )
    draw_tree(tree, "x")
    assert ROOT.gROOT.FindObject("htemp").Integral() == 1000
    with pytest.raises(tmva.DataError, match="'both' is a TH2F"):
        draw_tree(tree, "x>>both", "", "goff")
    with pytest.raises(tmva.DataError, match="3 dimensions"):
        draw_tree(tree, "x:y:x")
    assert ROOT.gROOT.FindObject("nothing") is None


def test_histograms_belong_to_the_current_directory(workdir):
    file = ROOT.TFile("h.root", "RECREATE")
    h = ROOT.TH1F("h", "title;x", 3, 0, 1)
    free = ROOT.TH1D("free", "", 3, 0, 1)
    free.SetDirectory(None)
    h.Clone("copy")
    frame = ROOT.RDataFrame(10).Define("x", "rdfentry_ * 0.1")
    result = frame.Histo1D(("result", "", 5, 0, 1), "x")
    assert result.GetEntries() == 10
    file.mkdir("dir").cd()
    ROOT.TH2D("t", "", 2, 0, 1, 2, 0, 1).Fill(0.1, 0.1)
    h.Fill(0.5)
    ROOT.TH1.AddDirectory(False)
    try:
        ROOT.TH1F("alone", "", 2, 0, 1)
    finally:
        ROOT.TH1.AddDirectory(True)
    file.cd()
    result.Write()
    ROOT.TGraph(2, [1.0, 2], [3.0, 4]).Write("g")
    file.Write()
    file.Close()
    assert sorted(tmva.File("h.root").keys()) == ["copy", "dir", "dir/t", "g", "h", "result"]
    file = ROOT.TFile("h.root")
    stored = file.Get("h")
    assert (
        isinstance(stored, ROOT.TH1F)
        and list(stored.values()) == [0, 1, 0]
        and stored.GetXaxis().GetTitle() == "x"
    )
    assert (
        file.Get("dir/t").Integral() == 1
        and list(file.Get("g").GetY()) == [3, 4]
        and file.Get("nothing") is None
    )
    with pytest.raises(tmva.DataError, match="profiles are not written"):
        with ROOT.TFile("p.root", "RECREATE"):
            ROOT.TProfile("p", "", 2, 0, 1).Write()


@pytest.mark.parametrize("group", [0, -1, 3])
def test_bins_that_cannot_be_joined(group):
    histogram = ROOT.TH1F("h", "", 10, 0, 1)
    with pytest.raises(tmva.DataError, match=f"10 bins cannot be joined by {group}"):
        histogram.Rebin(group)
    assert histogram.GetNbinsX() == 10
