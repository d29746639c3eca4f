"""Data preparation: filters, new columns and a snapshot, declared first and done in one pass.

An RDataFrame is a list of things to be done with a table. Nothing is read until a result is asked
for; then all of them are made together, in threads. What passes is written as a new tree, a file a
sample, which the next tutorials train on.
"""

import numpy as np
from toy_data import HIGGS, write_higgs

import tmva

path = write_higgs("toy_raw.root", entries=6000)
for sample, tree in (("signal", "sig_tree"), ("background", "bkg_tree")):
    events = (
        tmva.RDataFrame(tree, path)
        .Filter("m_jj > 0.6 && m_bb > 0.6", "two pairs of jets")
        .Define("asymmetry", "(m_wwbb - m_wbb) / (m_wwbb + m_wbb)")
        .Filter("fabs(asymmetry) < 0.3", "balanced")
    )
    passed, mean = events.Count(), events.Mean("asymmetry")
    spectrum = events.Histo1D(("m_bb", "mass of the b jets", 20, 0.0, 3.0), "m_bb")
    report = events.Report()
    events.Snapshot("events", f"toy_{sample}.root", [*HIGGS, "asymmetry"])
    report.Print()
    print(f"{sample}: {passed.GetValue()} events, mean asymmetry {mean.GetValue():.3f}")
    print(f"  most of them near m_bb = {spectrum.GetBinCenter(spectrum.GetMaximumBin()):.2f}")

stored = tmva.File("toy_signal.root")["events"]
print(stored)
assert np.all(stored["m_bb"].array() > 0.6) and stored.num_entries < 6000
