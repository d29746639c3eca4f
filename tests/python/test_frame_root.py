"""RDataFrame and hadd as scripts written for ROOT use them: chains with friends, the data sets of htt-ml."""

import os
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva import ROOT


@pytest.fixture
def chain(tmp_path):
    """Two files of 500 events with friends, in a directory each."""
    rng = np.random.default_rng(7)
    chain, friends = ROOT.TChain("nominal/ntuple"), ROOT.TChain("nominal/ntuple")
    for i in range(2):
        event = np.arange(500 * i, 500 * (i + 1)).astype("f4")
        for name, columns in (
            (
                "main",
                {
                    "x": rng.normal(size=500).astype("f4"),
                    "event": event,
                    "weights": rng.random(500).astype("f4"),
                },
            ),
            ("friend", {"score": rng.random(500).astype("f4")}),
        ):
            with tmva.recreate(tmp_path / f"{name}{i}.root") as file:
                file["nominal/ntuple"] = columns
        chain.AddFile(str(tmp_path / f"main{i}.root"))
        friends.AddFile(str(tmp_path / f"friend{i}.root"))
    chain.AddFriend(friends, "nn")
    return chain


def test_data_sets_of_two_folds(chain, tmp_path):
    """As create_training_dataset.py of htt-ml makes them."""
    total = ROOT.RDataFrame(chain).Count().GetValue()
    assert total == 1000
    files = []
    for process in ("signal", "background"):
        for fold in (0, 1):
            frame = ROOT.RDataFrame(chain)
            frame = frame.Filter(
                "(event%2=={})&&({})".format(fold, "x > 0.0" if process == "signal" else "x <= 0.0")
            )
            frame = frame.Define("training_weight", "(float)(" + "weights*score*2.0" + ")")
            options = ROOT.ROOT.RDF.RSnapshotOptions()
            options.fMode = "RECREATE"
            files.append(str(tmp_path / f"{fold}_{process}.root"))
            frame.Snapshot(process, files[-1], ".*", options)
    fold0 = str(tmp_path / "fold0.root")
    command = [sys.executable, "-m", "tmva", "hadd", "-f", fold0, files[0], files[2]]
    assert subprocess.run(command, env={**os.environ}, capture_output=True).returncode == 0
    merged = tmva.File(fold0)
    assert merged.trees() == ["signal", "background"]
    tree = merged["signal"]
    assert tree["training_weight"].typename == "float" and set(tree.keys()) == {
        "x",
        "event",
        "weights",
        "nn_score",
        "training_weight",
    }
    taken = tree.arrays()
    assert (taken["event"] % 2 == 0).all() and (taken["x"] > 0).all()
    np.testing.assert_allclose(taken["training_weight"], taken["weights"] * taken["nn_score"] * 2, rtol=1e-6)
    counts = [
        tmva.File(path)[path.partition("_")[2].removesuffix(".root").rpartition("_")[2]].num_entries
        for path in files
    ]
    assert sum(counts) == total


def test_trees_of_files(chain, tmp_path):
    file = ROOT.TFile.Open(str(tmp_path / "main0.root"))
    assert ROOT.RDataFrame(file.Get("nominal/ntuple")).Count().GetValue() == 500
    assert ROOT.RDataFrame("nominal/ntuple", file).Mean("event").GetValue() == 249.5
    names = ROOT.std.vector["string"]([str(tmp_path / f"main{i}.root") for i in range(2)])
    frame = ROOT.RDataFrame("nominal/ntuple", names)
    h = frame.Histo1D(ROOT.RDF.TH1DModel("h", "", 10, 0, 1000), "event")
    count = frame.Filter("x > 0").Count()
    assert ROOT.RDF.RunGraphs([h, count]) == 1 and h.GetEntries() == 1000
    assert isinstance(h.GetValue(), ROOT.TH1D) and h.GetBinContent(3) == 100


def test_loaders_take_frames(chain):
    frame = ROOT.RDataFrame(chain).Filter("x > 0", "positive").Define("y", "x * nn.score")
    loader = ROOT.Experimental.ML.RDataLoader(frame, 32, columns=["x", "y"], target="y", drop_remainder=False)
    train, validation = loader.train_test_split(test_size=0.3)
    rows = sum(len(x) for part in (train, validation) for x, _ in part.as_numpy())
    assert rows == frame.Count().GetValue()
    loader = tmva.TMVA.DataLoader("frames")
    loader.AddVariable("x", "F")
    loader.AddSignalTree(frame)
    loader.AddBackgroundTree(ROOT.RDataFrame(chain).Filter("x <= 0"))
