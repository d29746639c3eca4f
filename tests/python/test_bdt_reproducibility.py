"""Weight files of BDTs: the same bytes for any number of threads, each time, in each process."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva import TMVA

EVENTS = 90000  # of three classes, half of them for training
CLASSIFICATION = {
    "Grad": "NTrees=6:BoostType=Grad",
    "BaggedGrad": "NTrees=6:BoostType=Grad:UseBaggedBoost",
    "EarlyStopping": "NTrees=8:BoostType=Grad:Shrinkage=1:EarlyStopping=2",
    "AdaBoost": "NTrees=6:BoostType=AdaBoost",
    "RealAdaBoost": "NTrees=6:BoostType=RealAdaBoost",
    "Bagging": "NTrees=6:BoostType=Bagging:UseRandomisedTrees",
    "NodeRange": "NTrees=4:BoostType=Grad:CutGrid=NodeRange",
    "NodeRangeAdaBoost": "NTrees=3:BoostType=AdaBoost:CutGrid=NodeRange",
    "Quantile": "NTrees=6:BoostType=AdaBoost:CutGrid=Quantile:nCuts=50",
}
SLOW_CLASSIFICATION = {  # on fewer events
    "Fisher": "NTrees=4:BoostType=AdaBoost:UseFisherCuts:MinLinCorrForFisher=0.1",
    "Pruned": "NTrees=3:BoostType=AdaBoost:MaxDepth=6:PruneMethod=CostComplexity:PruneStrength=-1",
}
REGRESSION = {
    "AdaBoostR2": "NTrees=3:BoostType=AdaBoostR2:MaxDepth=6",
    "Huber": "NTrees=6:BoostType=Grad:MaxDepth=4:RegressionLossFunctionBDTG=Huber",
}
MULTICLASS = {"Multiclass": "NTrees=4:BoostType=Grad:UseBaggedBoost"}


def write_events(path: pathlib.Path) -> None:
    rng = np.random.default_rng(7)
    label = rng.integers(0, 3, EVENTS)
    x, y = rng.normal(0.7 * (label == 1), 1), rng.normal(0.7 * (label == 2), 1)
    columns = {
        "x": x,
        "y": y + 0.6 * x,
        "z": np.round(rng.exponential(1, EVENTS), 1),
        "target": np.sin(x) + y * y + rng.standard_t(3, EVENTS),
        "w": rng.uniform(0.5, 2, EVENTS),
    }
    columns = {name: values.astype(np.float32) for name, values in columns.items()}
    columns["label"] = label.astype(np.int32)
    with tmva.recreate(path) as file:
        file["events"] = columns


def train(path: pathlib.Path, kind: str, methods: dict[str, str], cut: str) -> dict[str, bytes]:
    """The weight files by the title of the method."""
    factory = TMVA.Factory("Same", f"!V:Silent:!DrawProgressBar:AnalysisType={kind}")
    loader = TMVA.DataLoader("dataset")
    for name in "xyz":
        loader.AddVariable(name, "F")
    with tmva.File(path) as file:
        tree = file["events"]
        if kind == "Regression":
            loader.AddTarget("target")
            loader.AddRegressionTree(tree)
            loader.SetWeightExpression("w", "Regression")
        else:
            classes = ("Signal", "Background", "Other")[: 3 if kind == "Multiclass" else 2]
            for number, name in enumerate(classes):
                loader.AddTree(tree, name, 1.0, f"label == {number}")
                loader.SetWeightExpression("w", name)
        loader.PrepareTrainingAndTestTree(cut, "SplitMode=Random:SplitSeed=5:!V")
        for title, options in methods.items():
            factory.BookMethod(loader, "BDT", title, "!H:!V:" + options)
        factory.TrainAllMethods()
    folder = pathlib.Path("dataset/weights")
    return {title: (folder / f"Same_{title}.weights.xml").read_bytes() for title in methods}


def train_all(path: pathlib.Path, threads: int) -> dict[str, bytes]:
    TMVA.gConfig().SetNumThreads(threads)
    return {
        **train(path, "Classification", CLASSIFICATION, ""),
        **train(path, "Classification", SLOW_CLASSIFICATION, "Entry$ < 6000"),
        **train(path, "Regression", REGRESSION, "Entry$ < 12000"),
        **train(path, "Multiclass", MULTICLASS, ""),
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [title for title in one if one[title] != other[title]]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    path = tmp_path_factory.mktemp("events") / "events.root"
    write_events(path)
    return path


@pytest.fixture(scope="module")
def reference(events, tmp_path_factory):
    """What one thread of this process writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("reference"))
        yield train_all(events, 1)
    TMVA.gConfig().SetNumThreads(0)


def test_the_methods_differ(reference):
    """Else the same bytes would say nothing on an option."""
    trees = {title: xml[xml.index(b"<Weights") :] for title, xml in reference.items()}
    assert len(set(trees.values())) == len(reference)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_threads_and_repetition_change_no_byte(events, reference, threads, workdir):
    assert differing(reference, train_all(events, threads)) == []


def test_another_process_writes_the_same_bytes(events, reference, workdir):
    subprocess.run([sys.executable, __file__, events], check=True)
    other = {title: pathlib.Path(title).read_bytes() for title in reference}
    assert differing(reference, other) == []


if __name__ == "__main__":
    for written, content in train_all(pathlib.Path(sys.argv[1]), 3).items():
        pathlib.Path(written).write_bytes(content)
