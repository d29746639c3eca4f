"""What test_root_histograms runs with ROOT and with tmva.ROOT: prints numbers as JSON."""

import json
import sys
import warnings

import numpy as np

if sys.argv[1] == "root":
    warnings.simplefilter("ignore")
    import ROOT
else:
    import tmva.ROOT as ROOT

rng = np.random.default_rng(1)
x, y, w = rng.normal(1, 2, 500), rng.normal(0, 1, 500), rng.uniform(-0.5, 2, 500)
numbers = {}


def show(what, h, *more):
    numbers[what] = [
        h.GetEntries(),
        h.GetEffectiveEntries(),
        h.GetMean(),
        h.GetRMS(),
        h.GetMeanError(),
        h.Integral(),
        h.GetMaximum(),
        h.GetMinimum(),
        h.GetSumOfWeights(),
        *more,
    ]


def one_dimension(kind):
    name = kind.__name__
    h = kind("h" + name, "t;x;y", 20, -3, 5)
    for value in x:
        h.Fill(value)
    show(name + " filled", h, h.GetBinError(3))
    g = kind("g" + name, "t", 5, np.array([-3, -1, 0, 1, 4, 8.0]))
    g.FillN(500, x, w)
    show(name + " of weights", g, *(g.GetBinError(i) for i in range(7)), g.GetBinWidth(5))
    k = kind("k" + name, "t", 20, -3, 5)
    k.FillN(500, y, w)
    k.Scale(0.3)
    show(name + " scaled", k, k.GetBinError(5))
    k.Add(h, 2)
    show(name + " added", k, k.GetBinError(5))
    k.Add(h, -0.5)
    show(name + " subtracted", k, k.GetBinError(5))
    k.Divide(h)
    show(name + " divided", k, k.GetBinError(5), k.GetBinError(1))
    m = h.Clone("m" + name)
    m.Multiply(h)
    show(name + " multiplied", m, m.GetBinError(5))
    h.GetXaxis().SetRangeUser(-1, 2.5)
    show(name + " in a range", h, h.GetMaximumBin(), h.GetXaxis().GetFirst(), h.GetXaxis().GetLast())
    h.GetXaxis().SetRange()
    r = h.Rebin(4, "r" + name)
    show(name + " rebinned", r, r.GetNbinsX())
    show(
        name + " bins",
        h,
        h.Integral(3, 8),
        h.Integral("width"),
        h.Integral(0, 21),
        h.FindBin(0.3),
        h.GetBinCenter(3),
        h.GetBinContent(40),
        h.GetBinContent(-3),
        h.GetCumulative().GetBinContent(20),
    )
    h.SetBinContent(4, 100)
    h.SetBinError(4, 3)
    show(name + " set", h, h.GetBinError(4))
    a, b = kind("a" + name, "", 20, -5, 5), kind("b" + name, "", 20, -5, 5)
    a.FillN(500, x, np.ones(500))
    b.FillN(500, y + 1.0, np.ones(500))
    show(name + " Kolmogorov", a, a.KolmogorovTest(b), a.KolmogorovTest(b, "M"))


def two_dimensions():
    t = ROOT.TH2D("t", "t;x;y;z", 10, -3, 5, 8, -2, 2)
    for values in zip(x, y, w):
        t.Fill(*values)
    show(
        "TH2",
        t,
        t.GetMean(2),
        t.GetRMS(2),
        t.GetCorrelationFactor(),
        t.GetBinContent(3, 4),
        t.GetBinError(3, 4),
        t.GetBin(3, 4),
        t.GetBinContent(t.GetBin(3, 4)),
        t.Integral(2, 5, 3, 4),
        t.FindBin(0.3, 0.4),
    )
    p = t.ProjectionX()
    show("ProjectionX", p, p.GetBinError(4))
    show("ProjectionY", t.ProjectionY("py", 2, 4))
    t.GetXaxis().SetRangeUser(-1, 2)
    show("TH2 in a range", t)


def profile(name, *limits):
    p = ROOT.TProfile(name, "", 10, -3, 5, *limits)
    for a, b, c in zip(x, y, abs(w)):
        p.Fill(a, b, c)
    numbers[name] = (
        [p.GetBinContent(i) for i in range(12)]
        + [p.GetBinError(i) for i in range(1, 11)]
        + [p.GetEntries(), p.GetBinEntries(4)]
    )


def functions():
    g = ROOT.TGraph(4, np.array([0, 1, 2, 3.0]), np.array([0, 2.0, 1, 5]))
    numbers["TGraph"] = [g.Eval(0.5), g.Eval(2.2), g.Eval(-1), g.Eval(9), g.Integral(), g.GetN()]
    f = ROOT.TF1("f", "[0]*exp(-x*x/[1])", -2, 2)
    f.SetParameters(2.0, 3.0)
    numbers["TF1"] = [f.Eval(0.7), f.Integral(-1, 2), f.GetParameter(1)]
    for name, parameters, point in (
        ("gaus", (2, 3, 1.5), (2,)),
        ("pol2", (2, 3, 1.5), (2,)),
        ("expo", (1, -2), (0.5,)),
    ):
        f = ROOT.TF1("f", name)
        f.SetParameters(*parameters)
        numbers[name] = [f.Eval(*point)]
    f = ROOT.TF2("f2", "xygaus")
    f.SetParameters(1, 5, 3, 5, 2)
    numbers["xygaus"] = [f.Eval(2, 3)]
    m = ROOT.TMath
    numbers["TMath"] = [
        m.Prob(3.0, 2),
        m.Prob(30.0, 7),
        m.Prob(0.2, 9),
        m.Prob(1e-9, 3),
        m.Gaus(0.3, 0, 1),
        m.Gaus(0.3, 0.1, 2, True),
        m.KolmogorovProb(0.7),
        m.KolmogorovProb(1.7),
        m.KolmogorovProb(0.4),
        m.KolmogorovProb(0.9),
        m.BreitWigner(1, 0, 1),
        m.Poisson(2, 3),
        m.Poisson(0, 3),
        m.NormQuantile(0.3),
        m.Freq(0.2),
        m.Nint(2.5),
        m.Nint(-3.5),
        m.Pi(),
        m.Erfc(0.3),
        m.Sign(2.0, -1.0),
        m.Range(0, 1, 3),
    ]


def random_numbers():
    r = ROOT.TRandom3(17)
    numbers["random"] = [
        r.Rndm(),
        r.Uniform(5),
        r.Uniform(-1, 3),
        r.Exp(2),
        r.Integer(1000),
        r.Poisson(3.5),
        r.Binomial(9, 0.4),
        r.Rndm(),
    ]
    numbers["default generator"] = [ROOT.gRandom.Rndm()]


one_dimension(ROOT.TH1F)
one_dimension(ROOT.TH1D)
two_dimensions()
profile("TProfile")
profile("TProfile with limits", -1, 1)
functions()
random_numbers()
print(json.dumps(numbers))
