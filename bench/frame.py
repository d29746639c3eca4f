"""RDataFrame against ROOT's: filter, definitions, histogram and snapshot over a file of 4 million rows, in CPU time.

Each run is a process of its own, peers in turns; the best of some runs counts. ROOT compiles its expressions first;
what that costs is measured with a file of no rows and shown beside the whole.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROWS = 4_000_000

JOB = r"""
import json, resource, sys, time
who, path, out, mode = sys.argv[1:5]
if who == "ROOT":
    import warnings; warnings.simplefilter("ignore")
    import ROOT
    ROOT.gErrorIgnoreLevel = 3000
    RDataFrame, names = ROOT.RDataFrame, ROOT.std.vector["string"]
else:
    import tmva
    from tmva import ROOT as ours
    if mode == "one": ours.EnableImplicitMT(1)
    RDataFrame, names = tmva.RDataFrame, list
if who == "ROOT" and mode == "all": ROOT.EnableImplicitMT()
wall, cpu = time.perf_counter(), time.process_time()
frame = RDataFrame("t", path)
good = frame.Filter("x > 0 && n % 2 == 0", "good").Define("pt", "sqrt(x*x + y*y)").Define("r", "(float)(pt / (1 + e))")
count, mean, report = good.Count(), good.Mean("r"), good.Report()
h = good.Histo1D(("h", "", 100, 0, 5), "pt", "w")
lists = good.Define("lead", "v.size() > 0 ? v[0] : -1.f").Define("s", "Sum(v[v > 0.5])")
h2 = lists.Histo1D(("h2", "", 100, 0, 5), "s")
lists.Snapshot("s", out, names(["x", "y", "pt", "r", "n", "lead"]))
values = [int(count.GetValue()), float(mean.GetValue()), float(h.GetMean()), float(h2.GetMean())]
print(json.dumps({"values": values, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall,
                  "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def write(path: str, rows: int) -> None:
    import numpy as np

    import tmva

    rng = np.random.default_rng(1)
    types = {
        "x": "float32",
        "y": "float32",
        "e": "float64",
        "n": "int32",
        "w": "float32",
        "v": "var * float32",
    }
    with tmva.recreate(path) as file:
        tree = file.mktree("t", types, counter_name=None)
        for begin in range(0, rows, 200_000):
            size = min(200_000, rows - begin)
            counts = rng.integers(0, 4, size)
            from tmva.ragged import Values

            columns = {name: rng.normal(size=size).astype("f4") for name in ("x", "y", "w")}
            columns |= {"e": rng.exponential(size=size), "n": rng.integers(0, 10, size).astype("i4")}
            plain = {name: Values(values, []) for name, values in columns.items()}
            items = rng.normal(size=int(counts.sum())).astype("f4")
            tree._append({**plain, "v": Values(items, [np.concatenate(([0], np.cumsum(counts)))])})


def run(who: str, path: str, out: str, mode: str) -> dict:
    command = [sys.executable, "-c", JOB, who, path, out, mode]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, empty = (str(pathlib.Path(folder) / name) for name in ("big.root", "empty.root"))
        write(path, options.rows)
        write(empty, 10)
        best: dict[tuple[str, str], dict] = {}
        starts: dict[str, float] = {}
        values: dict[str, list] = {}
        for _ in range(options.runs):
            for who in ("tmva", "ROOT"):
                for mode in ("one", "all"):
                    found = run(who, path, str(pathlib.Path(folder) / f"{who}.root"), mode)
                    values[who] = found["values"]
                    if (who, mode) not in best or found["cpu"] < best[who, mode]["cpu"]:
                        best[who, mode] = found
                found = run(who, empty, str(pathlib.Path(folder) / f"{who}.root"), "one")
                starts[who] = min(starts.get(who, found["cpu"]), found["cpu"])
    print(
        f"| RDataFrame, {options.rows / 1e6:g} M rows | threads | CPU s | of it without rows | wall s | peak MiB |"
    )
    print("|---|---|---|---|---|---|")
    for (who, mode), found in best.items():
        print(
            f"| {who} | {mode} | {found['cpu']:.2f} | {starts[who]:.2f} | {found['wall']:.2f} | {found['memory']:.0f} |"
        )
    for mine, other in zip(values["tmva"], values["ROOT"]):
        if abs(mine - other) > 1e-5 * abs(other):
            raise SystemExit(f"the answers differ: {values}")


if __name__ == "__main__":
    main()
