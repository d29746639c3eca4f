"""The method DT: one tree."""

from __future__ import annotations

import pathlib
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tmva import TMVA

DATA = pathlib.Path(__file__).parents[1] / "data" / "bdt"


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def train(options: str) -> tuple[TMVA.Factory, TMVA.DataLoader]:
    rng = np.random.default_rng(5)
    factory = TMVA.Factory("Tree", "!V:Silent:!DrawProgressBar:AnalysisType=Classification")
    loader = TMVA.DataLoader("dataset")
    for name in "ab":
        loader.AddVariable(name, "F")
    loader.AddSignalTree(
        {"a": rng.normal(0.5, 1, 3000).astype("f4"), "b": rng.normal(0, 1, 3000).astype("f4")}
    )
    loader.AddBackgroundTree(
        {"a": rng.normal(-0.5, 1, 3000).astype("f4"), "b": rng.normal(0, 2, 3000).astype("f4")}
    )
    loader.PrepareTrainingAndTestTree("", "SplitSeed=2:!V")
    factory.BookMethod(loader, TMVA.Types.kDT, "DT", options)
    factory.TrainAllMethods()
    factory.TestAllMethods()
    return factory, loader


def test_one_tree_is_grown_saved_and_applied():
    factory, loader = train("MaxDepth=5:nCuts=20:!UseYesNoLeaf")
    assert 0.75 < factory.GetROCIntegral(loader, "DT") < 0.95
    root = ET.parse("dataset/weights/Tree_DT.weights.xml").getroot()
    assert len(list(root.iter("BinaryTree"))) == 1
    reader = TMVA.Reader("Silent")
    for name in "ab":
        reader.AddVariable(name, np.zeros(1, "f4"))
    reader.BookMVA("DT", "dataset/weights/Tree_DT.weights.xml")
    answers = reader.Evaluate("DT", np.random.default_rng(1).normal(size=(500, 2)).astype("f4"))
    purities = {float(node.get("purity")) for node in root.iter("Node") if node.get("nType") != "0"}
    assert set(np.round(answers, 6)) <= set(np.round(list(purities), 6))


def test_pruning_makes_a_smaller_tree():
    def leaves(options: str) -> int:
        train(options)
        root = ET.parse("dataset/weights/Tree_DT.weights.xml").getroot()
        return sum(node.get("nType") != "0" for node in root.iter("Node"))

    grown = leaves("MaxDepth=8:MinNodeSize=0.5%")
    assert leaves("MaxDepth=8:MinNodeSize=0.5%:PruneMethod=CostComplexity:PruneStrength=-1") < grown
    assert leaves("MaxDepth=8:MinNodeSize=0.5%:PruneMethod=ExpectedError:PruneStrength=5") < grown


def test_a_tree_that_tmva_wrote_is_read():
    """TMVA's own Reader cannot read its DT files; the tree is there all the same."""
    reader = TMVA.Reader("Silent")
    for name in ("var1+var2", "var1-var2", "var3", "var4"):
        reader.AddVariable(name, np.zeros(1, "f4"))
    reader.BookMVA("DT", str(DATA / "TMVAClassification_DT.weights.xml"))
    # The path of its last leaf by hand: var4 < -0.159 goes right (cType 0).
    assert 0 < reader.Evaluate("DT", np.array([[0, 0, 0, -5]], "f4"))[0] < 0.5
    assert reader.Evaluate("DT", np.array([[0, 0, 0, 5]], "f4"))[0] == pytest.approx(0.92040872573852539)
