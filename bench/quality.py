"""Quality of the methods: the tutorial bookings on ROOT's example files, against TMVA's own figures.

Trains every booking with SplitSeed 1 to 10 and compares the means with those of TMVA 4.2.1
(data/tmva_seeds.json). The example files are those of the PyPI wheel "root"; give another folder
with --data.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import tmva
from tmva import TMVA

SEEDS = range(1, 11)
HERE = Path(__file__).resolve().parent
BAGGED = "UseBaggedBoost:BaggedSampleFraction=0.5"
PDFS = "CreateMVAPdfs:PDFInterpolMVAPdf=Spline2:NbinsMVAPdf=50:NsmoothMVAPdf=10"


@dataclass
class Job:
    """A tutorial: its inputs and its bookings."""

    analysis: str
    file: str
    prepare: str
    variables: list[tuple[str, ...]]
    trees: list[tuple[str, str]]
    methods: dict[str, tuple[str, str]]
    weights: dict[str, str] = field(default_factory=dict)
    spectators: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


CLASSIFICATION = Job(
    "Classification",
    "tmva_class_example.root",
    "nTrain_Signal=1000:nTrain_Background=1000:SplitMode=Random:NormMode=NumEvents:!V",
    [
        ("myvar1 := var1+var2", "F"),
        ("myvar2 := var1-var2", "Expression 2", "", "F"),
        ("var3", "Variable 3", "units", "F"),
        ("var4", "Variable 4", "units", "F"),
    ],
    [("TreeS", "Signal"), ("TreeB", "Background")],
    {
        "Fisher": ("Fisher", f"H:!V:Fisher:VarTransform=None:{PDFS}"),
        "LD": ("LD", f"H:!V:VarTransform=None:{PDFS}"),
        "FisherG": ("Fisher", "H:!V:VarTransform=Gauss"),
        "BDT": (
            "BDT",
            "!H:!V:NTrees=850:MinNodeSize=2.5%:MaxDepth=3:BoostType=AdaBoost:AdaBoostBeta=0.5:"
            f"{BAGGED}:SeparationType=GiniIndex:nCuts=20",
        ),
        "BDTB": ("BDT", "!H:!V:NTrees=400:BoostType=Bagging:SeparationType=GiniIndex:nCuts=20"),
        "BDTD": (
            "BDT",
            "!H:!V:NTrees=400:MinNodeSize=5%:MaxDepth=3:BoostType=AdaBoost:"
            "SeparationType=GiniIndex:nCuts=20:VarTransform=Decorrelate",
        ),
        "BDTG": (
            "BDT",
            f"!H:!V:NTrees=1000:MinNodeSize=2.5%:BoostType=Grad:Shrinkage=0.10:{BAGGED}:nCuts=20:MaxDepth=2",
        ),
        "BDTF": (
            "BDT",
            "!H:!V:NTrees=50:MinNodeSize=2.5%:UseFisherCuts:MaxDepth=3:BoostType=AdaBoost:"
            "AdaBoostBeta=0.5:SeparationType=GiniIndex:nCuts=20",
        ),
    },
    weights={"Background": "weight"},
    spectators=["spec1 := var1*2", "spec2 := var1*3"],
)

REGRESSION = Job(
    "Regression",
    "tmva_reg_example.root",
    "nTrain_Regression=1000:nTest_Regression=0:SplitMode=Random:NormMode=NumEvents:!V",
    [("var1", "Variable 1", "units", "F"), ("var2", "Variable 2", "units", "F")],
    [("TreeR", "Regression")],
    {
        "LD": ("LD", "!H:!V:VarTransform=None"),
        "BDT": (
            "BDT",
            "!H:!V:NTrees=100:MinNodeSize=1.0%:BoostType=AdaBoostR2:"
            "SeparationType=RegressionVariance:nCuts=20:PruneMethod=CostComplexity:PruneStrength=30",
        ),
        "BDTG": (
            "BDT",
            f"!H:!V:NTrees=2000::BoostType=Grad:Shrinkage=0.1:{BAGGED}:nCuts=20:MaxDepth=3:MaxDepth=4",
        ),
    },
    weights={"Regression": "var1"},
    spectators=["spec1:=var1*2", "spec2:=var1*3"],
    targets=["fvalue"],
)

MULTICLASS = Job(
    "Multiclass",
    "tmva_multiclass_example.root",
    "SplitMode=Random:NormMode=NumEvents:!V",
    [
        ("var1",),
        ("var2", "Variable 2", "", "F"),
        ("var3", "Variable 3", "units", "F"),
        ("var4", "Variable 4", "units", "F"),
    ],
    [("TreeS", "Signal"), ("TreeB0", "bg0"), ("TreeB1", "bg1"), ("TreeB2", "bg2")],
    {"BDTG": ("BDT", f"!H:!V:NTrees=1000:BoostType=Grad:Shrinkage=0.10:{BAGGED}:nCuts=20:MaxDepth=2")},
)

#: How far the mean may fall short of TMVA's: absolute for ROC integrals, relative for the RMS.
ROC_ALLOWED = {
    "Fisher": 0.002,
    "LD": 0.002,
    "BDT": 0.003,
    "BDTB": 0.003,
    "BDTD": 0.003,
    "BDTG": 0.003,
    "BDTF": 0.003,
}
RMS_ALLOWED = {"LD": 0.05, "BDT": 0.03, "BDTG": 0.03}
EFFICIENCY_ALLOWED = 0.03


def example_folder() -> Path:
    """Where the wheel of ROOT keeps its example files."""
    spec = importlib.util.find_spec("ROOT")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "quality.py: the example files come with ROOT (pip install root); or give --data FOLDER"
        )
    return Path(spec.origin).parent / "tutorials" / "machine_learning" / "data"


def run(job: Job, data: Path, seed: int, titles: Iterable[str]) -> tuple[TMVA.Factory, TMVA.DataLoader]:
    """Trains and tests the bookings with one split; the result file is out.root."""
    factory = TMVA.Factory(
        "Quality", "out.root", f"!V:Silent:!DrawProgressBar:Transformations=I:AnalysisType={job.analysis}"
    )
    loader = TMVA.DataLoader("dataset")
    for variable in job.variables:
        loader.AddVariable(*variable)
    for spectator in job.spectators:
        loader.AddSpectator(spectator)
    for target in job.targets:
        loader.AddTarget(target)
    file = tmva.File(data / job.file)
    for tree, cls in job.trees:
        loader.AddTree(file[tree], cls, 1.0)
    for cls, expression in job.weights.items():
        loader.SetWeightExpression(expression, cls)
    loader.PrepareTrainingAndTestTree("", f"{job.prepare}:SplitSeed={seed}")
    for title in titles:
        factory.BookMethod(loader, job.methods[title][0], title, job.methods[title][1])
    factory.TrainAllMethods()
    factory.TestAllMethods()
    if job.analysis != "Classification":
        factory.EvaluateAllMethods()
    return factory, loader


def test_tree(columns: list[str]) -> dict[str, np.ndarray]:
    with tmva.File("out.root") as file:
        return file["dataset/TestTree"].arrays(columns)


def weighted_rms(title: str) -> float:
    """TMVA's RMS: weighted, about the mean deviation."""
    events = test_tree(["fvalue", "weight", title])
    deviation = events[title].astype(float) - events["fvalue"]
    mean = np.average(deviation, weights=events["weight"])
    return float(np.sqrt(np.average((deviation - mean) ** 2, weights=events["weight"])))


def efficiency_times_purity(
    answers: np.ndarray, is_class: np.ndarray, weights: np.ndarray, own: int
) -> float:
    """Largest efficiency x purity of lower cuts on all answers, one cut improved after the other."""
    weights_of = weights * is_class
    cuts = np.full(answers.shape[1], -np.inf)
    best = 0.0
    total = weights_of.sum()
    for axis in [own, *(k for k in range(len(cuts)) if k != own)] * 3:
        others = np.delete(np.arange(len(cuts)), axis)
        passed = (answers[:, others] >= cuts[others]).all(1)
        order = np.argsort(-answers[passed, axis], kind="stable")
        signal, everything = np.cumsum(weights_of[passed][order]), np.cumsum(weights[passed][order])
        figure = signal**2 / (total * everything)
        if len(figure) and figure.max() > best:
            best, cuts[axis] = float(figure.max()), answers[passed, axis][order][figure.argmax()]
    return best


def multiclass_figures(title: str, classes: list[str]) -> list[float]:
    """Efficiency x purity of each class."""
    leaves = [f"{title}.{cls}" for cls in classes]
    events = test_tree(["classID", "weight", *leaves])
    answers, weights = np.stack([events[leaf] for leaf in leaves], 1), events["weight"].astype(float)
    return [efficiency_times_purity(answers, events["classID"] == k, weights, k) for k in range(len(classes))]


@contextlib.contextmanager
def scratch_folder() -> Iterator[None]:
    """Weight and result files go to a folder that is removed."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def refused(job: Job, data: Path) -> dict[str, str]:
    """Bookings that are not there yet, with the reason."""
    reasons = {}
    for title in job.methods:
        loader = TMVA.DataLoader("dataset")
        for variable in job.variables:
            loader.AddVariable(*variable)
        for target in job.targets:
            loader.AddTarget(target)
        for tree, cls in job.trees:
            loader.AddTree(f"{data / job.file}:{tree}", cls, 1.0)
        factory = TMVA.Factory("Quality", f"!V:Silent:!DrawProgressBar:AnalysisType={job.analysis}")
        try:
            factory.BookMethod(loader, job.methods[title][0], title, job.methods[title][1])
        except tmva.Error as error:
            reasons[title] = str(error)
    return reasons


def mean_and_error(values: list[float]) -> tuple[float, float]:
    spread = np.std(values, ddof=1) if len(values) > 1 else math.nan
    return float(np.mean(values)), float(spread / math.sqrt(len(values)))


def row(
    title: str, ours: list[float], theirs: list[float], verdict: Callable[[float, float], str], digits: int
) -> str:
    (a, ea), (b, eb) = mean_and_error(ours), mean_and_error(theirs)
    columns = [
        title,
        f"{a:.{digits}f} ± {ea:.{digits}f}",
        f"{b:.{digits}f} ± {eb:.{digits}f}",
        f"{a - b:+.{digits}f}",
        f"{(a - b) / math.hypot(ea, eb):+.1f}",
        verdict(a, b),
    ]
    return "| " + " | ".join(columns) + " |"


def verdict_for(
    allowed: float | None, shortfall: Callable[[float, float], float], text: str
) -> Callable[[float, float], str]:
    """Says whether the mean falls short of TMVA's by no more than allowed."""

    def verdict(ours: float, theirs: float) -> str:
        if allowed is None:
            return "no requirement"
        return ("yes" if shortfall(ours, theirs) <= allowed else "**no**") + f" ({text})"

    return verdict


def report(job: Job, data: Path, reference: dict, seeds: list[int]) -> None:
    reasons = refused(job, data)
    titles = [title for title in job.methods if title not in reasons]
    figures: dict[str, list] = {title: [] for title in titles}
    rocs: list[list[float]] = []
    begin = time.process_time()
    for seed in seeds:
        with scratch_folder():
            factory, loader = run(job, data, seed, titles)
            for title in titles:
                if job.analysis == "Classification":
                    figures[title].append(factory.GetROCIntegral(loader, title))
                elif job.analysis == "Regression":
                    figures[title].append(weighted_rms(title))
                else:
                    figures[title].append(multiclass_figures(title, [cls for _, cls in job.trees]))
                    rocs.append([factory.GetROCIntegral(loader, title, k) for k in range(len(job.trees))])
    seconds = time.process_time() - begin
    figure = {"Classification": "ROC integral", "Regression": "RMS", "Multiclass": "efficiency x purity"}[
        job.analysis
    ]
    print(
        f"\n### {job.analysis}: {figure}, {job.file}, SplitSeed {seeds[0]} to {seeds[-1]} ({seconds:.0f} CPU s)\n"
    )
    print(
        "| method | tmva | TMVA 4.2.1 | difference | in standard errors | requirement met |\n"
        "|---|---|---|---|---|---|"
    )
    for title in titles:
        theirs = [reference[title][seed - 1] for seed in seeds]
        if job.analysis == "Classification":
            allowed = ROC_ALLOWED.get(title)
            verdict = verdict_for(allowed, lambda a, b: b - a, f">= TMVA - {allowed}")
            print(row(title, figures[title], theirs, verdict, 4))
        elif job.analysis == "Regression":
            allowed = RMS_ALLOWED.get(title)
            verdict = verdict_for(allowed, lambda a, b: a / b - 1, f"<= TMVA + {allowed or 0:.0%}")
            print(row(title, figures[title], theirs, verdict, 3))
        else:
            for k, (_, cls) in enumerate(job.trees):
                print(
                    row(
                        f"{title}, {cls}",
                        [f[k] for f in figures[title]],
                        [t[k] for t in theirs],
                        verdict_for(
                            EFFICIENCY_ALLOWED, lambda a, b: 1 - a / b, f">= TMVA - {EFFICIENCY_ALLOWED:.0%}"
                        ),
                        4,
                    )
                )
    if rocs:
        means = ", ".join(
            f"{cls} {np.mean([r[k] for r in rocs]):.4f}" for k, (_, cls) in enumerate(job.trees)
        )
        print(f"\nMean ROC integral of one class against the rest: {means}.")
    for title, reason in reasons.items():
        print(f"\n{title} was refused: {reason}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=None, help="folder of the example files")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="how many of the seeds (default: all)")
    parser.add_argument(
        "--job", choices=["classification", "regression", "multiclass"], help="only one of the jobs"
    )
    arguments = parser.parse_args()
    data = (arguments.data or example_folder()).resolve()
    reference = json.loads((HERE / "data" / "tmva_seeds.json").read_text())
    for job in (CLASSIFICATION, REGRESSION, MULTICLASS):
        if arguments.job in (None, job.analysis.lower()):
            report(job, data, reference[job.analysis.lower()], list(SEEDS)[: arguments.seeds])


if __name__ == "__main__":
    main()
