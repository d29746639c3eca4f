"""Kills in-place applications at random moments; the file must hold its old content, or all of the
new one."""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

import numpy as np

import tmva
from tmva import TMVA
from tmva.analysis.applying import apply_in_place
from tmva.analysis.event_files import find_trees
from tmva.analysis.models import open_method
from tmva.analysis.scores import Plan, Scores

CHILD = """
import sys
from tmva.analysis.applying import apply_in_place
from tmva.analysis.event_files import find_trees
from tmva.analysis.models import open_method
from tmva.analysis.scores import Plan, Scores
plan = Plan([Scores([open_method(sys.argv[1])], "score", "score_")], threads=2, variations={"up": {"x": "x+1"}})
trees = find_trees("work.root:t")
print("ready", flush=True)
sys.stdin.readline()
apply_in_place(plan, trees)
print("done", flush=True)
"""
ROWS = 60_000


def prepare() -> tuple[str, dict[str, np.ndarray]]:
    """A weight file, and the file "in.root"."""
    rng = np.random.default_rng(1)
    loader = TMVA.DataLoader("kill")
    for name in ("x", "y"):
        loader.AddVariable(name)
    for shift, cls in ((1, "Signal"), (-1, "Background")):
        loader.AddTree({name: rng.normal(shift, 1, 500).astype("f") for name in ("x", "y")}, cls)
    loader.PrepareTrainingAndTestTree("", V=False)
    factory = TMVA.Factory("job", Silent=True, DrawProgressBar=False, AnalysisType="Classification")
    factory.BookMethod(loader, "BDT", "BDT", NTrees=100)
    factory.TrainAllMethods()
    columns = {name: rng.normal(size=ROWS).astype("f") for name in ("x", "y")}
    with tmva.recreate("in.root") as f:
        f.mktree("t", {"x": "float32", "y": "float32"}, cluster_size=7000).extend(columns)
        f["note"] = "old"
    return "kill/weights/job_BDT.weights.xml", columns


def run_kills(times: int, seed: int) -> tuple[int, int]:
    """(how often the content was the old one, the new one)."""
    weights, columns = prepare()
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", weights)
    want = reader.Evaluate("m", np.stack([columns["x"], columns["y"]], 1)).astype("f")
    original = pathlib.Path("in.root").read_bytes()
    chance = random.Random(seed)
    old = new = 0
    duration = float("inf")
    for kill in range(-2, times):
        shutil.copyfile("in.root", "work.root")
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, weights],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout.readline() == "ready\n"
        begin = time.perf_counter()
        child.stdin.write("\n")
        child.stdin.flush()
        if kill < 0:  # how long it takes
            assert child.stdout.readline() == "done\n" and child.wait() == 0
            duration = min(duration, time.perf_counter() - begin)
        else:
            time.sleep(chance.uniform(0, 1.1 * duration))
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        child.stdin.close()
        child.stdout.close()
        with tmva.File("work.root") as f:
            assert str(f["note"]) == "old"
            tree = f["t"]
            names = tree.keys()
            found = tree.arrays(library="np")
        for name, values in columns.items():
            np.testing.assert_array_equal(found[name], values)
        if names == ["x", "y"]:
            old += 1
            assert kill >= 0
            # Nothing is left locked, nothing half-written is in the way: the next one succeeds.
            content = pathlib.Path("work.root").read_bytes()
            assert content[300 : len(original)] == original[300:]
            apply_in_place(
                Plan([Scores([open_method(weights)], "score", "score_")]), find_trees("work.root:t")
            )
            with tmva.File("work.root") as f:
                np.testing.assert_array_equal(f["t"]["score"].array(), want)
        else:
            new += 1
            assert names == ["x", "y", "score", "score_up"]
            np.testing.assert_array_equal(found["score"], want)
    return old, new
