"""`tmva apply` against a Python event loop, and against the cost of its parts alone.

A file of 10 M events with 30 variables gets the scores of htt-ml's forests (three classes of 1500
trees, two folds) and of a network 30-64-64-2, as a friend tree, in a copy and in place.

Loop: what htt-ml's TMVA_application.py does - GetEntry, the Reader, and branch.Fill for each new
branch, one event after the other, with the trees of ROOT where it is installed, with ours, and our Reader;
measured on some thousand events. Parts: reading the columns, evaluating them in memory, writing the
scores, one after the other with the same threads; for a copy also copying the file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from apply_loop import Cost, loop, measured, roots
from apply_models import VARIABLES, Subject, forests, network

import tmva
from tmva import TMVA
from tmva.analysis.applying import apply_in_place, apply_to_copy, apply_to_friend
from tmva.analysis.event_files import find_trees
from tmva.analysis.models import open_method
from tmva.analysis.scores import Plan, Scores

CHUNK = 500_000


def write_events(path: Path, rows: int) -> None:
    rng = np.random.default_rng(1)
    with tmva.recreate(path) as file:
        tree = file.mktree("ntuple", {**dict.fromkeys(VARIABLES, "float32"), "event": "int64"})
        for begin in range(0, rows, CHUNK):
            n = min(CHUNK, rows - begin)
            columns: dict[str, Any] = {name: rng.normal(size=n).astype("f") for name in VARIABLES}
            tree.extend({**columns, "event": np.arange(begin, begin + n)})


def evaluators(paths: list[str], threads: int) -> list[Callable[[np.ndarray], np.ndarray]]:
    if not paths[0].endswith(".xml"):
        model = tmva.load_model(paths[0])
        return [lambda x: model(x, threads)[:, 1:]]
    reader = TMVA.Reader("Silent:!Color")
    for path in paths:
        reader.BookMVA(path, path)
    return [lambda x, path=path: reader.Evaluate(path, x) for path in paths]


def parts(path: Path, subject: Subject, names: list[str], rows: int, threads: int) -> dict[str, Cost]:
    """Reading, evaluating, writing: each alone."""
    tree = tmva.File(path)["ntuple"]
    methods = evaluators(subject.batch, threads)
    costs = {"reading": Cost(), "evaluating": Cost(), "writing": Cost()}
    scores = []
    read = [*VARIABLES, "event"] if len(methods) > 1 else VARIABLES
    for begin in range(0, rows, CHUNK):
        with measured() as cost:
            columns = tree._read(read, begin, min(begin + CHUNK, rows), threads)
        costs["reading"] += cost
        x = np.stack([column.values for column in columns[:30]], 1)
        with measured() as cost:  # half of the events each
            answers = [method(part) for method, part in zip(methods, np.array_split(x, len(methods)))]
        costs["evaluating"] += cost
        scores.append(np.concatenate(answers).astype("f"))
    with measured() as cost, tmva.recreate(f"{path}.scores.root") as file:
        writer = file.mktree("scores", {n: "int32" if n.endswith("index") else "float32" for n in names})
        for part in scores:
            written = [*part.T, part.max(1), part.argmax(1).astype("i4")]
            writer.extend(dict(zip(names, written)))
    costs["writing"] += cost
    os.remove(f"{path}.scores.root")
    return costs


def copying(source: Path, target: str) -> Cost:
    """Of a copy, the best of two."""
    costs = []
    for _ in range(2):
        with measured() as cost:
            shutil.copyfile(source, target)
        costs.append(cost)
        os.remove(target)
    return min(costs, key=lambda c: c.cpu)


def compare(
    title: str,
    work: Callable[[], Any],
    rows: int,
    alone: Cost,
    slow: Cost | None,
    repeats: int = 1,
) -> None:
    """The best of `repeats`: a virtual machine takes seconds to get a gigabyte of page cache that it
    has not used before."""
    costs = []
    for _ in range(repeats):
        with measured() as cost:
            work()
        costs.append(cost)
    cost = min(costs, key=lambda c: c.cpu)
    per_million = Cost(cost.wall * 1e6 / rows, cost.cpu * 1e6 / rows)
    faster = (
        f"{slow.wall / per_million.wall:9.0f} {slow.cpu / per_million.cpu:9.0f}"
        if slow
        else f"{'-':>9} {'-':>9}"
    )
    print(
        f"{title:22} {per_million} {cost.wall / alone.wall:9.2f} {cost.cpu / alone.cpu:9.2f} {faster}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=float, default=1e7)
    parser.add_argument("--loop", type=int, default=5_000, help="events of the loop")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--folder", default=None, help="where the files lie (3 GB for 10 M events)")
    options = parser.parse_args()
    rows, threads = int(options.rows), options.threads
    TMVA.gConfig().SetSilent(True)
    TMVA.gConfig().SetNumThreads(threads)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        events = folder / "events.root"
        subjects = [network(folder), forests(folder)]  # PyTorch is imported before ROOT
        write_events(events, rows)
        print(
            f"{rows} events, {events.stat().st_size / 1e6:.0f} MB, {threads} threads; seconds a million events"
        )
        print(f"{'':22} {'wall':>9} {'CPU':>9} {'/ parts':>9} {'CPU':>9} {'loop /':>9} {'CPU':>9}")
        trees = find_trees(f"{events}:ntuple")
        scores, loops, parts_of_all = [], Cost(), Cost()
        for subject in filter(None, subjects):
            title = subject.title
            models = [open_method(path, VARIABLES) for path in subject.batch]
            scores.append(Scores(models, title, f"{title}_"))
            fold = "event" if len(subject.batch) > 1 else ""
            plan = Plan([scores[-1]], fold, threads=threads)
            slow = None
            for module, root in roots().items():
                cost = loop(root, events, subject, options.loop)
                slow = slow or cost
                print(f"{title}, loop, {module:10} {cost}", flush=True)
            alone = Cost()
            names = plan.application(trees[0].open()).Names()
            loops += slow or Cost()
            for part, cost in parts(events, subject, names, rows, threads).items():
                if part != "reading" or not parts_of_all.cpu:
                    parts_of_all += cost
                print(
                    f"{title + ', ' + part:22} {Cost(cost.wall * 1e6 / rows, cost.cpu * 1e6 / rows)}",
                    flush=True,
                )
                alone += cost
            friend, copy = str(folder / "friend.root"), str(folder / "copy.root")
            compare(
                f"{title}, friend",
                lambda: apply_to_friend(plan, trees[0].open(), friend, "ntuple"),
                rows,
                alone,
                slow,
                2,
            )
            with_copy = alone + copying(events, copy)
            compare(f"{title}, copy", lambda: apply_to_copy(plan, trees, copy), rows, with_copy, slow, 2)
            os.remove(copy)
            compare(f"{title}, in place", lambda: apply_in_place(plan, trees), rows, alone, slow)
        both = Plan(scores, "event", threads=threads)
        compare(
            "both in one job",
            lambda: apply_to_friend(both, trees[0].open(), f"{folder}/both.root", "ntuple"),
            rows,
            parts_of_all,
            loops,
            2,
        )


if __name__ == "__main__":
    main()
