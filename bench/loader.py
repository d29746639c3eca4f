"""Batches of rows for training, from ROOT files to PyTorch: our generator against its peers, in one run.

Peers: ROOT's RDataLoader (to NumPy, PyTorch, TensorFlow), uproot.iterate with a shuffle by numpy,
RDataFrame.AsNumpy with a torch DataLoader, and a memory-mapped matrix. The files have 30 float32 features, a
label and a weight; ROOT writes them. Every figure comes from a process of its own with the files in the page
cache; CPU is user and system time of that process during an epoch. Prints Markdown tables, at last what
was wanted. --folder keeps the files for another run.

    python bench/loader.py [--quick] [--folder FOLDER] [--jobs epochs,train] [--passes N] [--full]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loader_files import FEATURES, LENGTH, MANY, VECTORS, WIDE, Files
from loader_jobs import JOBS
from loader_peers import PEERS

#: Measured with every file and setting; the others so on zlib, else (without --full) with batches of 8192, shuffled.
ALWAYS = ("tmva", "uproot")
#: Peers of the smaller tables.
PAIRED = ("tmva", "uproot", "RDataLoader, PyTorch")
#: One epoch takes seconds: two are enough.
SLOW = ("RDataLoader, NumPy", "RDataLoader, PyTorch", "RDataLoader, TensorFlow", "AsNumpy and DataLoader")
BYTES = 4 * (len(FEATURES) + 2)


class Wanted:
    """What was wanted, and what was measured."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, what: str, measured: float, limit: float, unit: str = "", least: bool = False) -> None:
        met = measured >= limit if least else measured <= limit
        self.rows.append(
            (
                what,
                f"{'at least' if least else 'at most'} {limit:g}{unit}",
                f"{measured:.3g}{unit}",
                "yes" if met else "**no**",
            )
        )


def row(*cells: Any) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def header(title: str, *cells: str) -> None:
    print(f"\n### {title}\n")
    row(*cells)
    row(*["---"] * len(cells))


class Bench:
    def __init__(self, files: Files, passes: int, full: bool):
        self.files, self.passes, self.full = files, passes, full
        self.wanted = Wanted()

    def run(self, job: str, **arguments: Any) -> dict[str, Any]:
        """A job in a process of its own; with `peer` None where the peer fails."""
        env = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
        if job != "train":
            env["OMP_NUM_THREADS"] = "1"
        else:
            env.pop("OMP_NUM_THREADS", None)
        for path in arguments.get("setting", arguments).get("files", []):
            with open(path, "rb") as file:  # into the page cache
                while file.read(1 << 24):
                    pass
        done = subprocess.run(
            [sys.executable, __file__, "--job", json.dumps([job, arguments])],
            capture_output=True,
            text=True,
            env=env,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            raise SystemExit(
                f"loader.py: {job} {str(arguments)[:300]}: exit {done.returncode}: {done.stderr[-3000:]}"
            )
        return json.loads(lines[-1])

    def epochs(self, peer: str, files: str | list[str], passes: int = 0, **setting: Any) -> dict[str, Any]:
        setting["files"] = [files] if isinstance(files, str) else files
        passes = passes or (min(self.passes, 2) if peer in SLOW else self.passes)
        return self.run("epochs", peer=peer, setting=setting, passes=passes)

    # ------------------------------------------------------------------------------------------ tables
    def table_epochs(self) -> None:
        """All peers, one table a file."""
        cpu: dict[tuple[str, str], float] = {}
        first: dict[tuple[str, str], float] = {}  # in a fresh process: with what is compiled at run time
        rows, peak = self.files.rows, 0.0
        for codec in WIDE:
            header(
                f"Epochs of {rows:,} rows, {codec}, one worker",
                "peer",
                "batch",
                "shuffle",
                "CPU s, first epoch",
                "best",
                "median",
                "wall s, best",
                "median",
                "rows/s",
                "MB/s",
                "rows a CPU s",
                "first batch, wall s",
                "peak RSS, MB",
            )
            for peer, shuffle, batch in itertools.product(PEERS, (True, False), (8192, 1024)):
                usual = shuffle and batch == 8192
                if peer == "memory-mapped" and codec != "none":
                    continue
                if not (self.full or peer in ALWAYS or codec == "zlib" or peer == "memory-mapped" or usual):
                    continue
                path = self.files.matrix() if peer == "memory-mapped" else self.files.wide(codec)
                f = self.epochs(peer, path, batch=batch, shuffle=shuffle)
                best, wall = min(f["cpu"]), min(f["wall"])
                if usual:
                    cpu[peer, codec], first[peer, codec] = best, f["cpu"][0]
                row(
                    peer,
                    batch,
                    "yes" if shuffle else "no",
                    f"{f['cpu'][0]:.2f}",
                    f"{best:.2f}",
                    f"{statistics.median(f['cpu']):.2f}",
                    f"{wall:.2f}",
                    f"{statistics.median(f['wall']):.2f}",
                    f"{rows / wall:,.0f}",
                    f"{1e-6 * BYTES * rows / wall:,.0f}",
                    f"{rows / best:,.0f}",
                    f"{f['first'][1]:.2f}",
                    f"{f['peak']:.0f}",
                )
                if peer == "tmva":
                    peak = max(peak, f["peak"])
        ours = {codec: cpu["tmva", codec] for codec in WIDE}
        ratios = {
            "zlib": {"uproot": 0.5, "RDataLoader, PyTorch": 0.13},
            "rntuple": {"uproot": 0.25, "RDataLoader, PyTorch": 0.25},
        }
        for codec, limits in ratios.items():
            for peer, limit in limits.items():
                self.wanted.add(
                    f"{codec}: CPU of the first epoch, of {peer}'s",
                    first["tmva", codec] / first[peer, codec],
                    limit,
                )
                self.wanted.add(
                    f"{codec}: CPU of the best epoch, of {peer}'s", ours[codec] / cpu[peer, codec], limit
                )
        for codec, limit in {"zstd": 2.5, "lz4": 5, "none": 5}.items():
            self.wanted.add(f"{codec}: rows a CPU second", 1e-6 * rows / ours[codec], limit, " M", least=True)
        self.wanted.add("peak RSS of several epochs, any file, with a budget of 100 MB", peak, 100, " MB")

    def table_vectors(self) -> None:
        header(
            f"Epochs of {self.files.rows // 2:,} rows, {len(VECTORS)} vectors padded to {LENGTH} values, batch 8192",
            "file",
            "peer",
            "CPU s, best",
            "median",
            "wall s, best",
            "rows a CPU s",
            "peak RSS, MB",
        )
        for codec in ("zlib", "rntuple"):
            best, peak = {}, 0.0
            for peer in PAIRED:
                f = self.epochs(
                    peer, self.files.vectors(codec), features=list(VECTORS), weights=False, vectors=True
                )
                best[peer] = min(f["cpu"])
                peak = f["peak"] if peer == "tmva" else peak
                row(
                    codec,
                    peer,
                    f"{best[peer]:.2f}",
                    f"{statistics.median(f['cpu']):.2f}",
                    f"{min(f['wall']):.2f}",
                    f"{self.files.rows / 2 / best[peer]:,.0f}",
                    f"{f['peak']:.0f}",
                )
            self.wanted.add(
                f"padded vectors, {codec}: CPU of an epoch, of uproot's with awkward",
                best["tmva"] / best["uproot"],
                0.6,
            )
            self.wanted.add(f"padded vectors, {codec}: peak RSS with a budget of 100 MB", peak, 100, " MB")

    def table_first(self) -> None:
        """A process per pass."""
        header(
            "The first batch, shuffled, from before the loader is made",
            "file",
            "peer",
            "wall s, best",
            "median",
            "CPU s, best",
            "a basket per column, s",
        )
        many = [f"x{i}" for i in range(MANY)]
        narrow = {"features": many, "labels": False, "weights": False, "batch": 1024}
        # The RNTuple's pages all end after 20 000 rows, 80 MB, which have to fit into the budget; ROOT's
        # clusters have 32 MB.
        plain = {**narrow, "memory": 256_000_000}
        cases: list[tuple[str, str, dict[str, Any]]] = [
            ("zlib, 32 columns", self.files.wide("zlib"), {}),
            ("RNTuple, 32 columns", self.files.wide("rntuple"), {}),
            (f"zlib, {MANY} columns", self.files.many("zlib"), plain),
            (f"zlib, {MANY} columns, clusters of 30 MB", self.files.many_small_clusters(), narrow),
            (f"RNTuple, {MANY} columns", self.files.many("rntuple"), plain),
            ("zlib, one cluster, baskets of 2 MB", self.files.large_baskets(), {"memory": 256_000_000}),
        ]
        for name, path, setting in cases:
            setting = {**setting, "files": [path]}
            # Clusters of more than 30 MB may take longer.
            large = path in (self.files.large_baskets(), self.files.many("zlib"))
            basket = self.run("basket", path=path)["wall"] if large else 0.0
            for peer in PAIRED:
                if "RData" in peer and setting.get("features") == many:
                    continue  # its code for so many columns does not compile
                times = 1 if peer in SLOW else self.passes
                f = [self.run("first_batch", peer=peer, setting=setting) for _ in range(times)]
                wall = [figure["wall"] for figure in f]
                row(
                    name,
                    peer,
                    f"{min(wall):.2f}",
                    f"{statistics.median(wall):.2f}",
                    f"{min(x['cpu'] for x in f):.2f}",
                    f"{basket:.2f}" if large else "",
                )
                if peer == "tmva":
                    self.wanted.add(f"first batch, {name}", min(wall), round(0.2 + 1.5 * basket, 2), " s")

    def table_workers(self) -> None:
        header(
            "Two workers, and a busy consumer (zlib, batch 8192, shuffled)",
            "what",
            "wall s",
            "to compare with",
            "ratio",
        )
        path = self.files.wide("zlib")
        one, two = (min(self.epochs("tmva", path, self.passes + 2, workers=n)["wall"]) for n in (1, 2))
        row("two workers", f"{two:.2f}", f"one worker: {one:.2f}", f"{two / one:.2f}")
        self.wanted.add("wall time of two workers, of one worker's", two / one, 0.65)
        for factor in (0.5, 1.0, 2.0):
            f = self.run("consumed", setting={"files": [path]}, factor=factor)
            slower = max(f["producer"], f["consumer"])
            row(
                f"one worker, a consumer {factor:g} times as slow",
                f"{f['wall']:.2f}",
                f"producer {f['producer']:.2f}, consumer {f['consumer']:.2f}",
                f"{f['wall'] / slower:.2f}",
            )
            self.wanted.add(
                f"wall time with a consumer {factor:g} times as slow, of the slower one's",
                f["wall"] / slower,
                1.1,
            )

    def table_cache(self) -> None:
        header(
            "Epochs with the optional cache (zlib, batch 8192, shuffled, one worker)",
            "cache",
            "first epoch, CPU s",
            "later, CPU s, best",
            "later, wall s, best",
            "rows/s",
            "rows a CPU s",
            "peak RSS, MB",
        )
        for name, place in {"memory": "ram", "disk": str(self.files.folder)}.items():
            f = self.epochs("tmva", self.files.wide("zlib"), self.passes + 2, cache=place)
            cpu, wall = min(f["cpu"][1:]), min(f["wall"][1:])
            row(
                name,
                f"{f['cpu'][0]:.2f}",
                f"{cpu:.2f}",
                f"{wall:.2f}",
                f"{self.files.rows / wall:,.0f}",
                f"{self.files.rows / cpu:,.0f}",
                f"{f['peak']:.0f}",
            )
            self.wanted.add(
                f"later epochs, cache in {name}: rows/s", 1e-6 * self.files.rows / wall, 8, " M", least=True
            )

    def table_memory(self) -> None:
        short, long = self.files.rows // 2, self.files.rows * 5
        sizes = {
            short: [self.files.long(short)],
            long: [self.files.long(long)],
            5 * long: [self.files.long(long)] * 5,
        }
        header(
            "Peak RSS in MB above that of the process with its libraries, lz4, batch 8192, shuffled, one epoch",
            "peer",
            *(f"{rows:,} rows" for rows in sizes),
            "rows a CPU s, longest",
        )
        cases: list[tuple[str, str, dict[str, Any]]] = [
            (f"tmva, budget {budget} MB", "tmva", {"memory": budget * 1_000_000})
            for budget in (50, 100, 256, 1000)
        ]
        cases += [
            (
                'tmva, shuffle="global", budget 100 MB',
                "tmva",
                {"shuffle": "global", "cache": str(self.files.folder)},
            ),
            ("uproot", "uproot", {}),
            ("RDataLoader, PyTorch", "RDataLoader, PyTorch", {}),
        ]
        for name, peer, setting in cases:
            peaks, speed = [], 0.0
            for rows, files in sizes.items():
                if peer == "RDataLoader, PyTorch" and rows > long:
                    continue  # minutes
                f = self.epochs(peer, files, 1, **setting)
                peaks.append(f["peak"])
                speed = rows / f["cpu"][0]
            cells = [f"{peak:.0f}" for peak in peaks] + ["-"] * (len(sizes) - len(peaks))
            row(name, *cells, f"{speed:,.0f}")
            if peer == "tmva":
                budget = setting.get("memory", 100_000_000) * 1e-6
                self.wanted.add(f"peak RSS, {name}", max(peaks), budget, " MB")

    def table_quality(self) -> None:
        header(
            "Shuffle of a file sorted by label, batch 1024",
            "peer",
            "chi2 of the label per batch",
            "batches of one label",
        )
        cases: list[tuple[str, str, dict[str, Any], float]] = [
            ("tmva, streaming, 256 MB", "tmva", {"memory": 256_000_000}, 15),
            ("tmva, streaming, 100 MB", "tmva", {}, 0),
            ('tmva, shuffle="global"', "tmva", {"shuffle": "global", "cache": str(self.files.folder)}, 1.1),
            ("uproot, chunks of 50 000", "uproot", {}, 0),
            ("RDataLoader", "RDataLoader, PyTorch", {}, 0),
        ]
        for name, peer, setting, limit in cases:
            f = self.run(
                "quality", peer=peer, setting={"files": [self.files.sorted()], "batch": 1024, **setting}
            )
            row(name, f"{f['chi2']:.2f}", f"{100 * f['pure']:.1f} %")
            if limit:
                self.wanted.add(f"chi2 of the label per batch, {name}", f["chi2"], limit)

    def table_ticks(self) -> None:
        header(
            "Ticks a second of another Python thread, batch 8192, one worker, zlib",
            "peer",
            "idle",
            "waiting for batches",
            "ratio",
        )
        for peer in PAIRED:
            f = self.run("ticks", peer=peer, setting={"files": [self.files.wide("zlib")]}, seconds=2.0)
            ratio = f["waiting"] / f["idle"]
            row(peer, f"{f['idle']:.0f}", f"{f['waiting']:.0f}", f"{ratio:.2f}")
            if peer == "tmva":
                self.wanted.add(
                    "ticks of another thread while batches are waited for", 100 * ratio, 90, " %", least=True
                )

    def table_train(self) -> None:
        rows = self.files.rows * 5
        steps = rows if self.full else 300
        header(
            f"Training a 30-300-300-1 network on {rows:,} rows, batch 8192, all cores, reading into memory left out",
            "batches from",
            "steps",
            "wall s",
            "CPU s",
            "loss",
            "peak RSS with PyTorch, MB",
        )
        path, wall = self.files.long(rows), {}
        cases = [
            ("tmva, one worker", "tmva", 1),
            ("tmva, a worker per core", "tmva", 0),
            ("torch DataLoader, tensors in memory", "DataLoader", 0),
            ("loop, tensors in memory", "loop", 0),
        ]
        for name, kind, workers in cases:
            f = self.run("train", kind=kind, path=path, batch=8192, steps=steps, workers=workers)
            wall[name] = f["wall"]
            row(
                name,
                f["steps"],
                f"{f['wall']:.1f}",
                f"{f['cpu']:.1f}",
                f"{f['loss']:.4f}",
                f"{f['peak']:.0f}",
            )
        ours = min(seconds for name, seconds in wall.items() if name.startswith("tmva"))
        for peer, limit in {
            "torch DataLoader, tensors in memory": 1.0,
            "loop, tensors in memory": 1.1,
        }.items():
            self.wanted.add(f"training: wall time, of {peer}", ours / wall[peer], limit)

    def tables(self) -> Iterator[tuple[str, Any]]:
        for name in dir(self):
            if name.startswith("table_"):
                yield name.removeprefix("table_"), getattr(self, name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the rows, one pass")
    parser.add_argument(
        "--full",
        action="store_true",
        help="every peer with every file and setting, training for a whole epoch",
    )
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keeps the files (8 GB)")
    parser.add_argument("--jobs", help="some of the tables, with commas between")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job, arguments = json.loads(args.job)
        print(json.dumps(JOBS[job](**arguments)), flush=True)
        return
    rows, passes = (args.rows // 50, 1) if args.quick else (args.rows, args.passes)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.folder or Path(temporary)) / str(rows)
        bench = Bench(Files(folder, rows), passes, args.full)
        tables = dict(bench.tables())
        chosen = (
            args.jobs.split(",")
            if args.jobs
            else ["epochs", "vectors", "first", "workers", "cache", "memory", "quality", "ticks", "train"]
        )
        for name in chosen:
            if name not in tables:
                parser.error(f"--jobs: '{name}' is none of {', '.join(sorted(tables))}")
            begin = time.perf_counter()
            tables[name]()
            print(f"loader.py: {name} took {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        header("Wanted", "what", "wanted", "measured", "met")
        for cells in bench.wanted.rows:
            row(*cells)


if __name__ == "__main__":
    main()
