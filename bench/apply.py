"""`tmva apply` against a Python event loop, and against the cost of its parts alone.

A file of 10 M events with 30 variables gets the scores of a BDT (850 trees, as TMVA books it by default) and of a
network 30-64-64-1, in place and as a friend tree.

Loop: what scripts do, htt-ml's among them - GetEntry, Reader.EvaluateMVA and branch.Fill for one event after the other,
with the trees of ROOT where it is installed, and our Reader; measured on some thousand events.
Parts: reading the columns, evaluating them in memory, writing the scores, one after the other with the same threads.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import tmva
from tmva import TMVA, _core
from tmva.analysis.applying import apply_in_place, apply_to_copy, apply_to_friend
from tmva.analysis.event_files import find_trees
from tmva.analysis.models import open_method
from tmva.analysis.scores import Plan, Scores

VARIABLES = [f"x{i}" for i in range(30)]
CHUNK = 500_000


class Cost:
    """Seconds of the clock and of all processors."""

    def __init__(self, wall: float = 0.0, cpu: float = 0.0) -> None:
        self.wall, self.cpu = wall, cpu

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:8.2f} {self.cpu:8.2f}"


@contextmanager
def measured() -> Iterator[Cost]:
    cost = Cost()
    wall, cpu = time.perf_counter(), time.process_time()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, time.process_time() - cpu


def write_events(path: Path, rows: int) -> None:
    rng = np.random.default_rng(1)
    with tmva.recreate(path) as file:
        tree = file.mktree("ntuple", {**dict.fromkeys(VARIABLES, "float32"), "event": "int64"})
        for begin in range(0, rows, CHUNK):
            n = min(CHUNK, rows - begin)
            columns: dict[str, Any] = {name: rng.normal(size=n).astype("f") for name in VARIABLES}
            tree.extend({**columns, "event": np.arange(begin, begin + n)})


def train_bdt(folder: Path) -> str:
    rng = np.random.default_rng(2)
    loader = TMVA.DataLoader(str(folder))
    for name in VARIABLES:
        loader.AddVariable(name)
    for shift, cls in ((0.25, "Signal"), (-0.25, "Background")):
        loader.AddTree({name: rng.normal(shift, 1, 20_000).astype("f") for name in VARIABLES}, cls)
    loader.PrepareTrainingAndTestTree("", V=False)
    factory = TMVA.Factory("bench", "Silent:!DrawProgressBar:AnalysisType=Classification")
    factory.BookMethod(loader, "BDT", "BDT", NTrees=850, MaxDepth=3)
    factory.TrainAllMethods()
    return str(folder / "weights/bench_BDT.weights.xml")


def make_network(path: Path) -> str:
    rng = np.random.default_rng(3)
    builder = _core.GraphBuilder("mlp")
    value = builder.input("x", "float", ["N", 30])
    for width, size, activation in ((30, 64, "Relu"), (64, 64, "Relu"), (64, 1, "Sigmoid")):
        weights = builder.constant(rng.normal(0, width**-0.5, (width, size)).astype("f"))
        value = builder.add("MatMul", [value, weights])
        value = builder.add(activation, [builder.add("Add", [value, builder.constant(np.zeros(size, "f"))])])
    builder.output(value, "y", "float", ["N", 1])
    tmva.Model(builder.finish(), "mlp").save(path)
    return str(path)


def root_loop(path: Path, model: str, events: int) -> float | None:
    """Seconds an event of the loop of a script, on ROOT's trees; None without ROOT."""
    try:
        import ROOT
    except ImportError:
        return None
    file = ROOT.TFile(str(path))
    tree = file.Get("ntuple")
    tree.SetBranchStatus("*", 1)
    reader = TMVA.Reader("Silent:!Color")
    values = {name: array("f", [0]) for name in VARIABLES}
    for name, value in values.items():
        reader.AddVariable(name, value)
        tree.SetBranchAddress(name, value)
    reader.BookMVA("m", model)
    out = ROOT.TFile(str(path) + ".scores.root", "RECREATE")
    friend = ROOT.TTree("scores", "scores")
    score = array("f", [0])
    branch = friend.Branch("score", score, "score/F")
    tree.GetEntry(0)
    begin = time.perf_counter()
    for i in range(events):
        tree.GetEntry(i)
        int(getattr(tree, "event"))
        score[0] = reader.EvaluateMVA("m")
        branch.Fill()
    seconds = (time.perf_counter() - begin) / events
    out.Close()
    os.remove(str(path) + ".scores.root")
    return seconds


def parts(path: Path, model: str, rows: int, threads: int) -> tuple[Cost, Cost, Cost]:
    """Reading, evaluating, writing: each alone."""
    tree = tmva.File(path)["ntuple"]
    reader = TMVA.Reader("Silent:!Color")
    reader.BookMVA("m", model)
    reading, evaluating = Cost(), Cost()
    scores = []
    for begin in range(0, rows, CHUNK):
        end = min(begin + CHUNK, rows)
        with measured() as cost:
            columns = tree._read(VARIABLES, begin, end, threads)
        reading += cost
        x = np.stack([column.values for column in columns], 1)
        with measured() as cost:
            scores.append(reader.Evaluate("m", x).astype("f"))
        evaluating += cost
    with measured() as writing, tmva.recreate(str(path) + ".scores.root") as file:
        writer = file.mktree("scores", {"score": "float32"})
        for part in scores:
            writer.extend({"score": part})
    os.remove(str(path) + ".scores.root")
    return reading, evaluating, writing


def run(title: str, work: Callable[[], Any], alone: Cost, loop: float | None, rows: int) -> None:
    with measured() as cost:
        work()
    speed = f"{loop * rows / cost.wall:8.0f}" if loop else "       -"
    print(f"{title:28} {cost} {rows / cost.wall / 1e6:8.2f} {cost.wall / alone.wall:8.2f} {cost.cpu / alone.cpu:8.2f} {speed}",
          flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=float, default=1e7)
    parser.add_argument("--loop", type=int, default=20_000, help="events of the loop")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--folder", default=None, help="where the files lie (they take 1.5 GB of 10 M events)")
    options = parser.parse_args()
    rows, threads = int(options.rows), options.threads
    TMVA.gConfig().SetSilent(True)
    TMVA.gConfig().SetNumThreads(threads)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        events = folder / "events.root"
        write_events(events, rows)
        print(f"{rows} events, {events.stat().st_size / 1e6:.0f} MB, {threads} threads")
        print(f"{'':28} {'wall s':>8} {'CPU s':>8} {'M/s':>8} {'/ parts':>8} {'CPU':>8} {'/ loop':>8}")
        models = {"BDT": train_bdt(folder / "bdt"), "MLP": make_network(folder / "mlp.onnx")}
        for title, model in models.items():
            loop = root_loop(events, model, options.loop)
            alone = Cost()
            for part, cost in zip(("reading", "evaluating", "writing"), parts(events, model, rows, threads)):
                print(f"{title} {part:24} {cost} {rows / cost.wall / 1e6:8.2f}", flush=True)
                alone += cost
            if loop:
                print(f"{title} loop, one event           {loop * 1e6:8.1f} us")
            plan = Plan([Scores([open_method(model, VARIABLES)], title, title)], threads=threads)
            trees = find_trees(f"{events}:ntuple")
            friend, copy = str(folder / "friend.root"), str(folder / "copy.root")
            run(f"{title} friend", lambda: apply_to_friend(plan, trees[0].open(), friend, "ntuple"), alone, loop, rows)
            run(f"{title} copy", lambda: apply_to_copy(plan, trees, copy), alone, loop, rows)
            os.remove(copy)
            run(f"{title} in place", lambda: apply_in_place(plan, trees), alone, loop, rows)


if __name__ == "__main__":
    main()
