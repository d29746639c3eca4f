"""Memory and time of the main job: methods trained and tested straight from ROOT files.

Writes toy ROOT files (two classes, 20 float variables), trains and tests each method in a process of
its own, and prints Markdown tables: peak memory above that of the same job on a tiny file, how much
of it grows with the number of events, and CPU time. As peers, the same network is trained by a
PyTorch loop, and a forest of the same size by XGBoost, on arrays that uproot has read whole. Files go
to a folder that is removed; --folder says where it is made (the largest takes 80 bytes an event).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

VARIABLES = [f"var{i}" for i in range(20)]
TREES = {"Signal": "TreeS", "Background": "TreeB"}
TINY, CHUNK, BATCH = 20_000, 50_000, 4096
#: Bytes an event by which the peak memory of method PyTorch may grow.
ALLOWED_GROWTH = 16
BOOKINGS = {
    "PyTorch": ("PyTorch", f"!H:!V:VarTransform=None:FilenameModel=model.pt:NumEpochs=1:BatchSize={BATCH}"),
    "BDTG": ("BDT", "!H:!V:NTrees=50:BoostType=Grad:Shrinkage=0.10:nCuts=20:MaxDepth=3:MinNodeSize=2.5%"),
    "Fisher": ("Fisher", "!H:!V:VarTransform=None"),
}


# ------------------------------------------------------------------------------ jobs of child processes
def peak_rss() -> int:
    """Largest resident memory of this process, in bytes (ru_maxrss would include the parent's)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("main_job.py: no VmHWM in /proc/self/status")


def network() -> Any:
    import torch

    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Linear(len(VARIABLES), 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, 2),
    )


class Stages:
    """Wall and CPU seconds of the stages of a job."""

    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), time.process_time()

    def end(self, name: str) -> None:
        now = time.perf_counter(), time.process_time()
        self.seconds[name] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now

    def print(self, **figures: Any) -> None:
        print(json.dumps({"rss": peak_rss(), "stages": self.seconds, **figures}))


def write_file(path: str, events: int) -> None:
    """Half of the events signal, half background, written chunk by chunk."""
    import tmva

    stages = Stages()
    random = np.random.default_rng(7)
    with tmva.recreate(path, compression="lz4") as file:
        for cls, name in enumerate(TREES.values()):
            tree = file.mktree(name, {variable: "float32" for variable in VARIABLES})
            for begin in range(0, events // 2, CHUNK):
                x = random.standard_normal((len(VARIABLES), min(CHUNK, events // 2 - begin)), np.float32)
                x += 0.15 * (1 - 2 * cls)
                tree.extend(dict(zip(VARIABLES, x)))
    stages.end("write")
    stages.print(bytes=os.path.getsize(path))


def read_file(path: str) -> None:
    """One pass over the events as the methods see them."""
    import tmva
    from tmva import TMVA

    loader = make_loader(tmva.File(path))
    TMVA.Factory("Job", "!V:Silent:!DrawProgressBar:AnalysisType=Classification").BookMethod(
        loader, "Fisher", "Fisher", ""
    )
    stages = Stages()
    data = loader.GetDataSet()
    stages.end("prepare")
    for shuffle in (False, True):
        stream, events = data.Stream(batch_size=8192, shuffle=shuffle), 0
        while (batch := stream.Next()) is not None:
            events += len(batch[0])
        stages.end("shuffled" if shuffle else "ordered")
    stages.print(events=events)


def make_loader(file: Any) -> Any:
    from tmva import TMVA

    loader = TMVA.DataLoader("dataset")
    for variable in VARIABLES:
        loader.AddVariable(variable, "F")
    for cls, tree in TREES.items():
        loader.AddTree(file[tree], cls, 1.0)
    loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V")
    return loader


def run_tmva(path: str, title: str) -> None:
    """Trains and tests one method."""
    import tmva
    from tmva import TMVA

    TMVA.Config.Instance().SetNumThreads(1)
    if title == "PyTorch":
        import torch

        torch.jit.save(torch.jit.script(network()), "model.pt")
    stages = Stages()
    loader = make_loader(tmva.File(path))
    factory = TMVA.Factory("Job", "!V:Silent:!DrawProgressBar:AnalysisType=Classification")
    method, options = BOOKINGS[title]
    factory.BookMethod(loader, method, title, options)
    loader.GetDataSet()
    stages.end("prepare")
    factory.TrainAllMethods()
    stages.end("train")
    factory.TestAllMethods()
    stages.end("test")
    factory.EvaluateAllMethods()
    roc = factory.GetROCIntegral(loader, title)
    stages.end("evaluate")
    stages.print(roc=roc)


def read_whole(path: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All events in memory, their classes (1: signal), and their order: first half training, then test."""
    import uproot

    with uproot.open(path) as file:
        parts = [
            np.stack(list(file[tree].arrays(VARIABLES, library="np").values()), 1) for tree in TREES.values()
        ]
    classes = np.repeat([1, 0], [len(part) for part in parts])
    return np.concatenate(parts), classes, np.random.default_rng(1).permutation(len(classes))


def run_torch_peer(path: str) -> None:
    """The network of method PyTorch in a training loop of its own."""
    import torch
    from sklearn.metrics import roc_auc_score

    model = network()
    stages = Stages()
    x, y, order = map(torch.from_numpy, read_whole(path))
    train, validation, test = (
        order[: int(0.4 * len(x))],
        order[int(0.4 * len(x)) : len(x) // 2],
        order[len(x) // 2 :],
    )
    stages.end("prepare")
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss = torch.nn.functional.cross_entropy
    for rows in train.split(BATCH):
        optimizer.zero_grad()
        loss(model(x[rows]), y[rows]).backward()
        optimizer.step()
    with torch.no_grad():
        sum(float(loss(model(x[rows]), y[rows])) for rows in validation.split(BATCH))
        stages.end("train")
        responses = [
            torch.cat([torch.softmax(model(x[rows]), 1)[:, 1] for rows in sample.split(BATCH)])
            for sample in (test, order[: len(x) // 2])
        ]
    stages.end("test")
    roc = roc_auc_score(y[test].numpy(), responses[0].numpy())
    stages.end("evaluate")
    stages.print(roc=roc)


def run_xgboost(path: str) -> None:
    """A forest of BDTG's size."""
    import xgboost
    from sklearn.metrics import roc_auc_score

    stages = Stages()
    x, y, order = read_whole(path)
    train, test = order[: len(x) // 2], order[len(x) // 2 :]
    stages.end("prepare")
    forest = xgboost.XGBClassifier(
        n_estimators=50, learning_rate=0.1, max_depth=3, max_bin=20, tree_method="hist", n_jobs=1
    )
    forest.fit(x[train], y[train])
    stages.end("train")
    responses = [forest.predict_proba(x[sample])[:, 1] for sample in (test, train)]
    stages.end("test")
    roc = roc_auc_score(y[test], responses[0])
    stages.end("evaluate")
    stages.print(roc=roc)


PEERS = {"PyTorch loop": run_torch_peer, "XGBoost": run_xgboost}


def child(job: str, path: str, events: int) -> None:
    if job == "write":
        write_file(path, events)
    elif job == "read":
        read_file(path)
    elif job in PEERS:
        PEERS[job](path)
    else:
        run_tmva(path, job)


# -------------------------------------------------------------------------------------- the benchmark
def measure(job: str, path: str, folder: str, events: int = 0) -> dict[str, Any]:
    """Runs one job in a fresh process; returns what it printed last."""
    # One thread: waiting threads of OpenMP and BLAS would count as CPU time.
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, __file__, "--child", job, path, "--events", str(events)],
        cwd=folder,
        env=os.environ | threads,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"main_job.py: job '{job}' on {path} failed")
    return json.loads(done.stdout.splitlines()[-1])


def name_of(events: int) -> str:
    return f"{events / 1e6:g} M"


def method_row(job: str, events: int, result: dict[str, Any], base: dict[str, Any]) -> str:
    stages = result["stages"]
    cpu = " | ".join(f"{stages[s][1]:.1f}" for s in ("prepare", "train", "test", "evaluate"))
    wall = sum(wall for wall, _ in stages.values())
    above = (result["rss"] - base["rss"]) / 2**20
    return (
        f"| {job} | {name_of(events)} | {result['rss'] / 2**20:.0f} | {above:.0f} | {cpu} | {wall:.1f} | "
        f"{result['roc']:.4f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=int, default=1_000_000, help="events of the smaller file")
    parser.add_argument("--large", type=int, default=10_000_000, help="events of the larger file")
    parser.add_argument("--folder", help="where the temporary files are written")
    parser.add_argument("--child", nargs=2, metavar=("JOB", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--events", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(*arguments.child, arguments.events)
        return
    small, large = arguments.small, arguments.large
    jobs = [
        job
        for job, modules in {
            "PyTorch": ["torch"],
            "PyTorch loop": ["torch", "uproot", "sklearn"],
            "BDTG": [],
            "XGBoost": ["xgboost", "uproot", "sklearn"],
            "Fisher": [],
        }.items()
        if all(map(importlib.util.find_spec, modules))
    ]
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        paths = {n: os.path.join(folder, f"events_{n}.root") for n in (TINY, small, large)}
        written = {n: measure("write", path, folder, n) for n, path in paths.items()}
        results = {
            (job, n): measure(job, paths[n], folder)
            for job in jobs
            for n in (TINY, small, large)
            if n != large or job in ("PyTorch", "PyTorch loop")
        }
        reading = {n: measure("read", paths[n], folder) for n in (small, large)}

    print(
        "### Memory (MiB) and CPU seconds, trained and tested from a ROOT file of 20 float variables, one thread\n"
    )
    print(
        f"'above' is beyond the same job on {TINY} events. PyTorch loop (one epoch of the same network) and XGBoost "
        "(as many trees as BDTG: 50, depth 3) work on arrays that uproot read whole.\n"
    )
    print(
        "| method | events | peak RSS | above | CPU s: prepare | train | test | evaluate | wall s | ROC |\n"
        "|---|---|---|---|---|---|---|---|---|---|"
    )
    for (job, n), result in results.items():
        if n != TINY:
            print(method_row(job, n, result, results[job, TINY]))
    for job in ("PyTorch", "PyTorch loop"):
        if (job, large) in results:
            growth = (results[job, large]["rss"] - results[job, small]["rss"]) / (large - small)
            verdict = (
                f" (required: at most {ALLOWED_GROWTH}: {'met' if growth <= ALLOWED_GROWTH else 'NOT met'})"
                if job == "PyTorch"
                else ""
            )
            print(
                f"\nGrowth of the peak RSS of {job} from {name_of(small)} to {name_of(large)} events: "
                f"{growth:.1f} bytes an event{verdict}."
            )
    print(
        "\n### Reading and writing (rows a CPU second)\n\n"
        "| events | file MiB | written | prepared (2 passes) | ordered stream | shuffled stream |\n|---|---|---|---|---|---|"
    )
    for n, result in reading.items():
        stages = result["stages"]
        print(
            f"| {name_of(n)} | {written[n]['bytes'] / 2**20:.0f} | {n / written[n]['stages']['write'][1]:,.0f} | "
            f"{n / stages['prepare'][1]:,.0f} | {result['events'] / stages['ordered'][1]:,.0f} | "
            f"{result['events'] / stages['shuffled'][1]:,.0f} |"
        )


if __name__ == "__main__":
    main()
