"""Boosted decision trees against XGBoost, LightGBM, scikit-learn, onnxruntime and treelite, in one run.

Training: each library trains the same forest on the same events in a process of its own, on one thread; CPU seconds
from arrays in memory to the trained model (binning included), peak memory beyond the arrays, and the ROC integral of
100000 other events. Application: the forest that tmva trained, converted, runs in every engine.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SIZES = {"100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
TRAINERS = ("tmva", "xgboost", "lightgbm", "sklearn")
HERE = Path(__file__).resolve().parent


def events(n: int, variables: int = 20, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Events of two classes, the Bayes limit far from linear: x [n, variables], signal [n]."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, variables), dtype=np.float32)
    z = x[:, 0] * x[:, 1] + x[:, 2] - x[:, 6] * x[:, 3] + 0.5 * x[:, 4] ** 2 - 0.5
    z += rng.standard_normal(n, dtype=np.float32)
    x[:, 5:10] = np.exp(x[:, 5:10])
    return x, z > 0


def roc(scores: np.ndarray, signal: np.ndarray) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(signal, scores))


# ---------------------------------------------------------------------------- training


def train_tmva(
    x: np.ndarray, signal: np.ndarray, trees: int, depth: int, threads: int, options: str
) -> Callable:
    from tmva import TMVA

    TMVA.gConfig().SetNumThreads(threads)
    factory = TMVA.Factory("Bench", "Silent:!V:!DrawProgressBar:!Correlations:AnalysisType=Classification")
    loader = TMVA.DataLoader("dataset")
    names = [f"v{v}" for v in range(x.shape[1])]
    for name in names:
        loader.AddVariable(name, "F")
    loader.AddTree(
        {**{name: x[:, v] for v, name in enumerate(names)}, "label": signal}, "Signal", 1.0, "label"
    )
    loader.AddTree(
        {**{name: x[:, v] for v, name in enumerate(names)}, "label": signal}, "Background", 1.0, "!label"
    )
    loader.PrepareTrainingAndTestTree(
        "", "SplitMode=Block:NormMode=None:nTest_Signal=10:nTest_Background=10:!V"
    )
    factory.BookMethod(
        loader,
        TMVA.Types.kBDT,
        "BDT",
        f"!H:!V:NTrees={trees}:MaxDepth={depth}:BoostType=Grad:Shrinkage=0.1:MinNodeSize=0.02%:{options}",
    )
    factory.TrainAllMethods()

    def predict(rows: np.ndarray) -> np.ndarray:
        reader = TMVA.Reader("Silent")
        for name in names:
            reader.AddVariable(name, np.zeros(1, np.float32))
        reader.BookMVA("BDT", "dataset/weights/Bench_BDT.weights.xml")
        return reader.Evaluate("BDT", rows)

    return predict


def train_xgboost(
    x: np.ndarray, signal: np.ndarray, trees: int, depth: int, threads: int, options: str
) -> Callable:
    import xgboost

    booster = xgboost.train(
        {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "max_depth": depth,
            "eta": 0.1,
            "nthread": threads,
        },
        xgboost.DMatrix(x, signal, nthread=threads),
        trees,
    )
    return booster.inplace_predict


def train_lightgbm(
    x: np.ndarray, signal: np.ndarray, trees: int, depth: int, threads: int, options: str
) -> Callable:
    import lightgbm

    booster = lightgbm.train(
        {
            "objective": "binary",
            "max_depth": depth,
            "num_leaves": 2**depth,
            "learning_rate": 0.1,
            "num_threads": threads,
            "verbose": -1,
        },
        lightgbm.Dataset(x, signal),
        trees,
    )
    return booster.predict


def train_sklearn(
    x: np.ndarray, signal: np.ndarray, trees: int, depth: int, threads: int, options: str
) -> Callable:
    from sklearn.ensemble import HistGradientBoostingClassifier

    forest = HistGradientBoostingClassifier(
        max_iter=trees, max_depth=depth, learning_rate=0.1, early_stopping=False, max_leaf_nodes=2**depth
    )
    forest.fit(x, signal)
    return lambda rows: forest.predict_proba(rows)[:, 1]


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def train_here(job: dict[str, Any]) -> dict[str, float]:
    """One training in this process."""
    x, signal = events(job["events"], job["variables"])
    train = globals()[f"train_{job['peer']}"]
    importlib.import_module(
        "sklearn.ensemble" if job["peer"] == "sklearn" else job["peer"]
    )  # not part of the time
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        before, wall, cpu = peak_memory(), time.perf_counter(), time.process_time()
        predict = train(x, signal, job["trees"], job["depth"], job["threads"], job.get("options", ""))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        memory = peak_memory() - before
        test, truth = events(100_000, job["variables"], seed=2)
        return {"cpu": cpu, "wall": wall, "memory": memory, "roc": roc(predict(test), truth)}


def train(
    peer: str, n: int, trees: int, depth: int, variables: int = 20, threads: int = 1, options: str = ""
) -> dict[str, float]:
    job = {
        "peer": peer,
        "events": n,
        "trees": trees,
        "depth": depth,
        "variables": variables,
        "threads": threads,
        "options": options,
    }
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    run = subprocess.run(
        [sys.executable, __file__, "--worker", json.dumps(job)],
        capture_output=True,
        text=True,
        env=environment,
    )
    if run.returncode != 0:
        raise SystemExit(f"{job} failed:\n{run.stderr[-2000:]}")
    return json.loads(run.stdout.splitlines()[-1])


def report_training(sizes: list[str], trees: dict[str, int]) -> None:
    print("\n### Training, 20 variables, one thread: CPU seconds (ROC integral, MiB beyond the arrays)\n")
    print(
        "| events | trees | depth | tmva | XGBoost hist | LightGBM | HistGradientBoosting | tmva / faster of XGBoost and LightGBM |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        for depth in (3, 6):
            found = {peer: train(peer, SIZES[size], trees[size], depth) for peer in TRAINERS}
            cells = [f"{f['cpu']:.2f} ({f['roc']:.4f}, {f['memory'] / 2**20:.0f})" for f in found.values()]
            ratio = found["tmva"]["cpu"] / min(found["xgboost"]["cpu"], found["lightgbm"]["cpu"])
            print(
                f"| {size} | {trees[size]} | {depth} | " + " | ".join(cells) + f" | {ratio:.2f} |", flush=True
            )
    print("\n### 200 k events, 10 variables, 200 trees of depth 3, one thread: CPU seconds (ROC integral)\n")
    print(
        "Real TMVA 4.2.1 took 35 s (AdaBoost) and 52 s (Grad) on the machine where XGBoost took 1.46 s and LightGBM 1.77 s.\n"
    )
    print(
        "| tmva Grad | tmva AdaBoost | tmva Grad, CutGrid=NodeRange | XGBoost hist | LightGBM | HistGradientBoosting |"
    )
    print("|---|---|---|---|---|---|")
    runs = [
        train("tmva", 200_000, 200, 3, 10, options=o)
        for o in ("", "BoostType=AdaBoost", "CutGrid=NodeRange:nCuts=20")
    ]
    runs += [train(peer, 200_000, 200, 3, 10) for peer in TRAINERS[1:]]
    print("| " + " | ".join(f"{r['cpu']:.2f} ({r['roc']:.4f})" for r in runs) + " |")


def report_threads() -> None:
    print("\n### Two threads: wall seconds, 1 M events x 20 variables, 100 trees\n")
    print(
        "| depth | tmva, 1 thread | 2 threads | gain | XGBoost, 1 thread | 2 threads | gain |\n|---|---|---|---|---|---|---|"
    )
    for depth in (3, 6):
        cells = []
        for peer in ("tmva", "xgboost"):
            one, two = (train(peer, 1_000_000, 100, depth, threads=t)["wall"] for t in (1, 2))
            cells += [f"{one:.2f}", f"{two:.2f}", f"{one / two:.2f}"]
        print(f"| {depth} | " + " | ".join(cells) + " |", flush=True)


# ---------------------------------------------------------------------------- application


def best(call: Callable[[], Any], repeats: int = 5) -> float:
    """CPU seconds of the quickest of some runs."""
    call()
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        call()
        times.append(time.process_time() - begin)
    return min(times)


def treelite_predictor(model: str, folder: str) -> Callable[[np.ndarray], np.ndarray] | None:
    """The forest as C code, compiled; None where tl2cgen is not installed."""
    try:
        import tl2cgen
        import treelite
    except ImportError:
        return None
    library = f"{folder}/forest.so"
    tl2cgen.export_lib(
        treelite.frontend.load_xgboost_model(model), toolchain="gcc", libpath=library, nthread=1
    )
    predictor = tl2cgen.Predictor(library, nthread=1)
    return lambda rows: predictor.predict(tl2cgen.DMatrix(rows))


def report_application(native: Path | None) -> None:
    import lightgbm
    import onnxruntime
    import xgboost
    import tmva

    rows = events(20_000, seed=3)[0]
    print("\n### Application, one thread: million events a CPU second, batches of 20000 (tmva's factor)\n")
    print(
        "| forest | tmva | XGBoost inplace_predict | LightGBM | onnxruntime | treelite, compiled |\n|---|---|---|---|---|---|"
    )
    single = []
    for trees, depth in ((850, 2), (850, 3), (500, 6)):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            x, signal = events(50_000)
            train_tmva(x, signal, trees, depth, 1, "")
            weights = f"{folder}/dataset/weights/Bench_BDT.weights.xml"
            forest = tmva.TreeEnsemble.load(weights)
            forest.as_logistic().save("f.json")
            forest.save("f.onnx")
            booster = xgboost.Booster({"nthread": 1}, model_file="f.json")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession("f.onnx", options)
            name = session.get_inputs()[0].name
            peer = lightgbm.train(
                {
                    "objective": "binary",
                    "max_depth": depth,
                    "num_leaves": 2**depth,
                    "num_threads": 1,
                    "learning_rate": 0.1,
                    "verbose": -1,
                },
                lightgbm.Dataset(x, signal),
                trees,
            )
            margin = lambda r: booster.inplace_predict(r, predict_type="margin")  # noqa: E731
            engines = [
                lambda r: forest.predict(r),
                margin,
                lambda r: peer.predict(r, num_threads=1),
                lambda r: session.run(None, {name: r}),
            ]
            compiled = treelite_predictor("f.json", folder)
            engines += [compiled] if compiled else []
            ours, raw = forest.predict(rows), forest.predict(rows, raw=True)
            worst = max(
                np.abs(np.ravel(session.run(None, {name: rows})[0]) - ours).max(),
                np.abs(margin(rows) - 2 * raw).max(),
            )
            assert worst < 1e-3, f"the engines differ by {worst}"
            speeds = [len(rows) / best(lambda e=e: e(rows)) / 1e6 for e in engines]
            cells = (
                [f"{speeds[0]:.2f}"]
                + [f"{s:.3f} ({speeds[0] / s:.1f})" for s in speeds[1:]]
                + ["-"] * (5 - len(speeds))
            )
            print(f"| {trees} x depth {depth} | " + " | ".join(cells) + " |", flush=True)
            ones = [rows[i : i + 1] for i in range(2000)]
            calls = [f"{best(lambda e=e: [e(r) for r in ones], 3) / len(ones) * 1e6:.1f}" for e in engines]
            alone = "-"
            if native:
                np.savetxt("rows.txt", rows[:10_000])
                alone = subprocess.run(
                    [native, weights, "rows.txt"], capture_output=True, text=True, check=True
                ).stdout.strip()
            single.append(
                f"| {trees} x depth {depth} | {alone} | "
                + " | ".join(calls + ["-"] * (5 - len(calls)))
                + " |"
            )
    print("\n### A single event, every one different: microseconds\n")
    print(
        "| forest | tmva, C++ Reader::EvaluateMVA | from Python: tmva | XGBoost | LightGBM | onnxruntime | treelite |"
    )
    print("|---|---|---|---|---|---|---|")
    print("\n".join(single))


# ---------------------------------------------------------------------------- memory


def report_memory(sizes: list[int]) -> None:
    print("\n### Memory: trained from a ROOT file of 20 float variables, 10 trees of depth 3, one thread\n")
    print("| events | peak MiB | bytes an event beyond the smallest job | CPU s |\n|---|---|---|---|")
    first = None
    for n in [20_001, *sizes]:
        job = {"memory_of": n}
        run = subprocess.run(
            [sys.executable, __file__, "--worker", json.dumps(job)],
            capture_output=True,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        if run.returncode != 0:
            raise SystemExit(run.stderr[-2000:])
        found = json.loads(run.stdout.splitlines()[-1])
        first = first or found["memory"]
        print(
            f"| {n} | {found['memory'] / 2**20:.0f} | {(found['memory'] - first) / n:.1f} | {found['cpu']:.1f} |",
            flush=True,
        )


def train_from_file(n: int) -> dict[str, float]:
    """Writes the events and trains in a process that has not seen them."""
    path = f"{tempfile.gettempdir()}/bdt_{n}.root"
    if not os.path.exists(path):
        code = (
            f"import sys; sys.path.insert(0, {str(HERE)!r}); import bdt, tmva\n"
            f"with tmva.recreate({path!r}, compression='none') as f:\n"
            "  types = {f'v{v}': 'f4' for v in range(20)} | {'label': '?'}\n"
            "  tree = f.mktree('events', types)\n"
            f"  for s in range(0, {n}, 1000000):\n"
            f"    x, y = bdt.events(min(1000000, {n} - s), seed=100 + s)\n"
            "    tree.extend({f'v{v}': x[:, v].copy() for v in range(20)} | {'label': y})\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)
    from tmva import TMVA

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        factory = TMVA.Factory(
            "Bench", "Silent:!V:!DrawProgressBar:!Correlations:AnalysisType=Classification"
        )
        loader = TMVA.DataLoader("dataset")
        for v in range(20):
            loader.AddVariable(f"v{v}", "F")
        loader.AddTree(f"{path}:events", "Signal", 1.0, "label")
        loader.AddTree(f"{path}:events", "Background", 1.0, "!label")
        loader.PrepareTrainingAndTestTree(
            "", "SplitMode=Block:NormMode=None:nTest_Signal=10:nTest_Background=10:!V"
        )
        factory.BookMethod(
            loader, TMVA.Types.kBDT, "BDT", "!H:!V:NTrees=10:MaxDepth=3:BoostType=Grad:CutGrid=Quantile"
        )
        cpu = time.process_time()
        factory.TrainAllMethods()
        return {"memory": peak_memory(), "cpu": time.process_time() - cpu}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--jobs", default="train,threads,apply,memory")
    parser.add_argument("--sizes", default="100k,1M,10M")
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--trees-10M", type=int, default=50, help="trees of the largest training")
    parser.add_argument("--memory-events", default="1000000,10000000")
    parser.add_argument("--native", type=Path, help="the program bdt_native, for single events from C++")
    arguments = parser.parse_args()
    if arguments.worker:
        job = json.loads(arguments.worker)
        print(json.dumps(train_from_file(job["memory_of"]) if "memory_of" in job else train_here(job)))
        return
    jobs = arguments.jobs.split(",")
    if "train" in jobs:
        trees = {size: arguments.trees_10M if size == "10M" else arguments.trees for size in SIZES}
        report_training(arguments.sizes.split(","), trees)
    if "threads" in jobs:
        report_threads()
    if "apply" in jobs:
        report_application(arguments.native and arguments.native.resolve())
    if "memory" in jobs:
        report_memory([int(n) for n in arguments.memory_events.split(",")])


if __name__ == "__main__":
    main()
