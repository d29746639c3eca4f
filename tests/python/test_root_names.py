"""tmva.ROOT: cuts, texts, vectors, the system, and names that are missing."""

import os
import subprocess
import sys

import numpy as np
import pytest

import tmva
import tmva.ROOT as ROOT
from tmva._options import text
from tmva.ROOT import TCut, TString


def test_all_names_are_there_and_documented():
    for name in ROOT.__all__:
        value = getattr(ROOT, name)
        if isinstance(value, type):
            assert value.__doc__, name
    assert ROOT.ROOT is ROOT and "TH1F" in dir(ROOT)
    from tmva.ROOT import TH1F, kRed  # noqa: F401

    names = {}
    exec("from tmva.ROOT import *", names)
    assert names["TCut"] is TCut


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("TH1f", "did you mean 'TH1F'"),
        ("TCanvs", "did you mean 'TCanvas'"),
        ("RooFit", "zfit"),
        ("RooRealVar", "RooFit is not part of tmva"),
        ("TTreeReader", "for event in tree"),
        ("TLorentzVector", "vector"),
        ("gApplication", "SaveAs"),
        ("TMinuit", "iminuit"),
        ("TSpectrum", "not part of tmva. `tmva run --with-root`"),
    ],
)
def test_missing_names_say_what_to_do(name, hint):
    with pytest.raises(AttributeError) as error:
        getattr(ROOT, name)
    assert hint in str(error.value) and f"'{name}'" in str(error.value)
    with pytest.raises(ImportError) as error:
        exec(f"from tmva.ROOT import {name}")
    assert hint in str(error.value)


def test_missing_names_of_tmva():
    with pytest.raises(AttributeError, match="TMVA has no 'Factori'; did you mean 'Factory'"):
        ROOT.TMVA.Factori
    assert not hasattr(ROOT, "__wrapped__")


def test_import_is_light():
    code = "import sys, tmva.ROOT; print([m for m in ('matplotlib', 'torch', 'ROOT', 'pandas') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_cuts_join():
    a, b = TCut("x > 1"), TCut("named", "y < 2")
    assert str(a + b) == str(a & b) == str(a + "y < 2") == "(x > 1)&&(y < 2)"
    assert str("z" + a) == "(z)&&(x > 1)"
    assert str(a | b) == "(x > 1)||(y < 2)" and str(~a) == "!(x > 1)"
    assert str(a * "w") == "(x > 1)*(w)" and str(2 * a) == "(2)*(x > 1)"
    a += "z"
    a *= "w"
    assert str(a) == "((x > 1)&&(z))*(w)"
    empty = TCut("")
    assert str(empty + b) == str(b + empty) == str(empty * b) == str(empty | b) == "y < 2"
    assert b.GetName() == "named" and b.GetTitle() == "y < 2" and b == "y < 2"
    assert text(b) == "y < 2" and str(TCut(b)) == "y < 2" and str(TCut()) == ""
    with pytest.raises(TypeError, match="join cuts by"):
        bool(a)


def test_cuts_select(toys):
    loader = ROOT.TMVA.DataLoader("d")
    loader.AddVariable(TString("x"))
    loader.AddSignalTree(toys["Signal"])
    loader.AddBackgroundTree(toys["Background"])
    cut = TCut("x > 0") + TCut("y > 0")
    loader.PrepareTrainingAndTestTree(cut, TString("nTrain_Signal=10:nTrain_Background=10:!V"))
    data = loader.GetDataSet()
    columns = toys["Signal"]
    names = loader.GetDataSetInfo().GetListOfVariables()
    assert names.size() == 1 and list(names) == ["x"]
    expected = int(((columns["x"] > 0) & (columns["y"] > 0)).sum())
    counted = sum(((toys[c]["x"] > 0) & (toys[c]["y"] > 0)).sum() for c in ("Signal", "Background"))
    assert expected > 10
    assert data.NumEvents(ROOT.TMVA.Types.kTraining) + data.NumEvents(ROOT.TMVA.Types.kTesting) == counted


def test_strings_change_in_place():
    s = TString("Optimizer=ADAM:")
    assert s.Append("CPU") is s and s == "Optimizer=ADAM:CPU" and s.Data() == str(s)
    s += ",MaxEpochs=" + str(10)
    assert s.EndsWith("=10") and isinstance(s, TString) and isinstance(s + "x", TString)
    s.ReplaceAll("ADAM", "SGD").Prepend("!V:")
    assert str(s) == "!V:Optimizer=SGD:CPU,MaxEpochs=10"
    assert s.Contains("sgd", TString.kIgnoreCase) and not s.Contains("sgd") and s.Index("SGD") == 13
    assert (
        TString("12 apples").Atoi() == 12 and TString("-1.5e3x").Atof() == -1500 and TString("x").Atof() == 0
    )
    assert TString("1 2").IsDigit() and not TString("a1").IsDigit() and TString("1e3").IsFloat()
    assert (
        "a" + TString("b") == "ab" and f"{TString('c')}" == "c" and os.path.basename(TString("/a/b")) == "b"
    )
    assert str(ROOT.Form("%d %5.2lf %llu %s", 3, 2.5, 7, TString("t"))) == "3  2.50 7 t"
    assert TString(None) == "" and TString(TString("q")) == "q" and text(TString("q")) == "q"


@pytest.mark.parametrize("make", [lambda t: ROOT.std.vector[t], lambda t: ROOT.std.vector(t)])
def test_vectors(make):
    v = make("float")([1, 2.5])
    v.push_back(3)
    assert list(v) == [1, 2.5, 3] and v.size() == 3 and v._tmva_vector == "float"
    assert np.asarray(v).dtype == np.float32
    v.resize(5)
    v[4] = 7
    assert list(v) == [1, 2.5, 3, 0, 7]
    del v[1:]
    v.clear()
    assert v.empty() and list(make("int")(3)) == [0, 0, 0] and list(make("double")(2, 1.5)) == [1.5, 1.5]
    words = make("std::string")(["a", "b"])
    words.push_back(TString("c"))
    assert list(words) == ["a", "b", "c"] and words._tmva_vector == "string"
    nested = make("std::vector<float>")()
    nested.push_back([1, 2])
    assert (
        nested[0].size() == 2
        and nested._tmva_vector == "vector<float>"
        and isinstance(nested[0], make("float"))
    )
    with pytest.raises(TypeError, match="std.vector of 'TLorentzVector' is not part of tmva"):
        make("TLorentzVector")
    with pytest.raises(IndexError, match="has 3 items"):
        words.at(3)
    assert make(float) is make("double")


def test_system(workdir, monkeypatch, capfd):
    s = ROOT.gSystem
    assert s.AccessPathName("a") and s.mkdir("a") == 0 and not s.AccessPathName("a") and s.mkdir("a") == -1
    assert (
        s.mkdir("b/c/d", True) == 0 and s.BaseName("/x/y.root") == "y.root" and s.DirName("/x/y.root") == "/x"
    )
    monkeypatch.setenv("WHERE", "here")
    assert s.ExpandPathName("$(WHERE)/$WHERE") == "here/here" and s.Getenv("WHERE") == "here"
    assert s.Getenv("NOT_SET_AT_ALL") is None
    assert s.Exec("echo hello; exit 3") == 3 and capfd.readouterr().out == "hello\n"
    assert s.GetFromPipe("echo a; echo b") == "a\nb"
    assert s.GetFromPipe("root-config --has-tmva-pymva") == "yes"
    assert s.GetFromPipe("root-config --has-tmva-gpu") == "no"
    features = ROOT.gROOT.GetConfigFeatures()
    assert "imt" in features and "tmva-pymva" in features and "tmva-gpu" not in features
    assert ("tmva-cpu" in features) == ("DL" in dict(tmva._core.methods()))
    assert s.Load("libTMVA") == 0
    with pytest.raises(OSError, match="libraries for ROOT are not part"):
        s.Load("libMyAnalysis.so")


def test_tutorials_are_found_without_root(example, monkeypatch, tmp_path):
    folder = str(ROOT.gROOT.GetTutorialDir())
    assert os.path.samefile(folder + "/machine_learning/data", os.path.dirname(example("x")))
    (tmp_path / "tutorials" / "machine_learning").mkdir(parents=True)
    monkeypatch.setenv("ROOTSYS", str(tmp_path))
    assert ROOT.gROOT.GetTutorialDir() == str(tmp_path / "tutorials")
    monkeypatch.delenv("ROOTSYS")
    monkeypatch.setattr(sys, "path", [])
    if not os.path.isdir("/usr/share/root/tutorials"):
        with pytest.raises(FileNotFoundError, match="Set TMVA_TUTORIALS_DIR"):
            ROOT.gROOT.GetTutorialDir()


def test_levels_of_messages(capfd):
    try:
        ROOT.gErrorIgnoreLevel = ROOT.kWarning
        assert ROOT.gErrorIgnoreLevel == 2000
        ROOT.Info("here", "not shown")
        ROOT.Warning("here", "shown %d", 3)
        assert tmva.TMVA.gConfig().IsSilent()
        ROOT.gErrorIgnoreLevel = ROOT.kError + 1
        ROOT.Error("here", "not shown")
    finally:
        ROOT.gErrorIgnoreLevel = ROOT.kUnset
    assert not tmva.TMVA.gConfig().IsSilent()
    ROOT.Info("there", "100%")
    assert capfd.readouterr().err == "Warning in <here>: shown 3\nInfo in <there>: 100%\n"
    with pytest.raises(TypeError, match="gErrorIgnoreLevel"):
        ROOT.gErrorIgnoreLevel = "kError"


def test_threads_and_settings():
    ROOT.PyConfig.IgnoreCommandLineOptions = True
    before = tmva.TMVA.gConfig().NumThreads()
    try:
        ROOT.ROOT.EnableImplicitMT(3)
        assert (
            ROOT.IsImplicitMTEnabled()
            and ROOT.GetThreadPoolSize() == 3
            and tmva.TMVA.gConfig().NumThreads() == 3
        )
        ROOT.DisableImplicitMT()
        assert not ROOT.IsImplicitMTEnabled() and tmva.TMVA.gConfig().NumThreads() == 1
    finally:
        tmva.TMVA.gConfig().SetNumThreads(before)
    ROOT.gStyle.SetOptStat(0)
    assert ROOT.gStyle.GetOptStat() == 0
    with pytest.raises(AttributeError, match="gStyle has no 'Foo'"):
        ROOT.gStyle.Foo
    assert ROOT.gROOT.IsBatch() and ROOT.gROOT.GetVersionInt() >= 62600
    ROOT.gROOT.SetBatch(True)
    watch = ROOT.TStopwatch()
    watch.Stop()
    assert 0 <= watch.RealTime() == watch.RealTime()


def test_roc_of_two_samples():
    rng = np.random.default_rng(2)
    s, b = rng.normal(1, 1, 300).round(1), rng.normal(0, 1, 400).round(1)
    ws, wb = rng.uniform(0, 1, 300), rng.uniform(0, 2, 400)
    above = (s[:, None] > b) + 0.5 * (s[:, None] == b)
    expected = (ws[:, None] * wb * above).sum() / ws.sum() / wb.sum()
    roc = ROOT.TMVA.ROCCurve(ROOT.std.vector["double"](s), list(b), ws, wb)
    assert roc.GetROCIntegral() == pytest.approx(expected, rel=1e-6)
    curve = roc.GetROCCurve(200)
    assert curve.GetN() == 200 and curve.Eval(0) == pytest.approx(1, abs=0.02)
    with pytest.raises(tmva.DataError, match="300 responses of the signal with 2 weights"):
        ROOT.TMVA.ROCCurve(s, b, [1, 2], wb)


def test_missing_methods_say_what_to_do():
    h = ROOT.TH1F("h", "", 2, 0, 1)
    for item, name, hint in (
        (h, "Fit", "fits are not part of tmva"),
        (h, "GetBinContents", "did you mean 'GetBinContent'"),
        (h, "getmean", "did you mean 'GetMean'"),
        (ROOT.TCut("x"), "Nothing", "not part of tmva"),
        (ROOT.gSystem, "mkdirs", "did you mean 'mkdir'"),
        (ROOT.TCanvas(), "Nope", "TCanvas has no 'Nope'"),
    ):
        with pytest.raises(AttributeError) as error:
            getattr(item, name)
        assert hint in str(error.value)
    assert not hasattr(h, "__array__")
    ROOT.TH1.SetDefaultSumw2()
    try:
        assert ROOT.TH1D("d", "", 2, 0, 1).GetDefaultSumw2()
    finally:
        ROOT.TH1.SetDefaultSumw2(False)


def test_methods_that_cannot_do_the_analysis_are_left_out(events, workdir, capfd):
    def book(tmva_names):
        factory = tmva_names.Factory("job", "", "!V:!Color:AnalysisType=Multiclass")
        loader = tmva_names.DataLoader("d")
        loader.AddVariable("x")
        for name, columns in events.items():
            loader.AddTree(columns, name)
        loader.PrepareTrainingAndTestTree("", "!V")
        return factory.BookMethod(loader, tmva_names.Types.kFisher, "Fisher", "!H:!V"), factory, loader

    booked, factory, loader = book(ROOT.TMVA)
    assert booked is None and not factory.HasMethod(loader, "Fisher")
    assert "WARNING" in (said := capfd.readouterr().out) and "Fisher can't do Multiclass" in said
    assert factory.BookMethod(loader, "BDT", "BDTG", "BoostType=Grad") is not None
    with pytest.raises(tmva.OptionError, match="NoSuchOption"):
        factory.BookMethod(loader, "BDT", "BDT2", "NoSuchOption=1")
    with pytest.raises(tmva.OptionError, match="can't do Multiclass"):
        book(tmva.TMVA)
