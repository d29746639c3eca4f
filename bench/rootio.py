"""Reading and writing ROOT files: CPU time against the bare codecs, uproot and ROOT, in one run.

Two tables of a million events: 30 float32 columns (a third of them of full precision, a third with 12
bits of mantissa, a third small counts), and a jagged one (particles with pt, eta, phi). ROOT itself
writes the files that are read. Every figure is the best of several passes in a process of its own, on one
thread, the files in the page cache. Prints Markdown tables.

    python bench/rootio.py [--events N] [--quick] [--native build/release/bench/rootio_native]
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

COLUMNS = 30
KINDS = ("flat", "jagged")
#: ROOT's settings: 100 * algorithm + level.
CODECS = {"none": 0, "zlib 1": 101, "lz4 4": 404, "zstd 5": 505, "lzma 7": 207}
WRITTEN = {
    "none": 0,
    "zlib 1": 101,
    "zlib 6": 106,
    "lz4 4": 404,
    "lz4 9": 409,
    "zstd 1": 501,
    "zstd 5": 505,
    "zstd 9": 509,
    "lzma 1": 201,
    "lzma 7": 207,
}
OURS = {0: "none", 1: "zlib", 2: "lzma", 4: "lz4", 5: "zstd"}


# ------------------------------------------------------------------------------------------------ data
def flat(events: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    columns = {}
    for i in range(COLUMNS):
        x = random.standard_normal(events, dtype=np.float32)
        if i % 3 == 1:
            x = (x.view(np.uint32) & np.uint32(0xFFFFF800)).view(np.float32)
        if i % 3 == 2:
            x = np.floor(np.abs(x) * 4).astype(np.float32)
        columns[f"x{i}"] = x
    return columns


def jagged(events: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Counts, and the flat values of three columns."""
    random = np.random.default_rng(2)
    counts = random.poisson(4, events).astype(np.int32)
    size = int(counts.sum())
    return counts, {name: random.standard_normal(size, dtype=np.float32) for name in ("pt", "eta", "phi")}


def as_awkward(events: int) -> Any:
    """One column of records: branches with one common counter, as ROOT writes them here."""
    import awkward as ak

    counts, columns = jagged(events)
    return {"p": ak.unflatten(ak.zip(columns), counts)}


# ------------------------------------------------------------------------------------ timing in a child
def best(action: Callable[[], Any], passes: int) -> dict[str, float]:
    cpu = wall = float("inf")
    for _ in range(passes):
        start = time.process_time(), time.perf_counter()
        action()
        cpu = min(cpu, time.process_time() - start[0])
        wall = min(wall, time.perf_counter() - start[1])
    return {"cpu": cpu, "wall": wall}


ROOT_CODE = r"""
#pragma cling optimize(3)
#include <TFile.h>
#include <TTree.h>
#include <TTreeReader.h>
#include <TTreeReaderArray.h>
#include <TTreeReaderValue.h>
void bench_write_flat(const char* path, int setting, Long64_t events, std::vector<size_t> columns) {
  TFile file(path, "RECREATE", "", setting);
  TTree tree("t", "");
  std::vector<float> row(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) tree.Branch(("x" + std::to_string(i)).c_str(), &row[i]);
  for (Long64_t e = 0; e < events; ++e) {
    for (size_t i = 0; i < columns.size(); ++i) row[i] = reinterpret_cast<const float*>(columns[i])[e];
    tree.Fill();
  }
  tree.Write();
}
void bench_write_jagged(const char* path, int setting, Long64_t events, size_t counts_at, std::vector<size_t> columns) {
  TFile file(path, "RECREATE", "", setting);
  TTree tree("t", "");
  int n = 0;
  const char* names[] = {"pt", "eta", "phi"};
  std::vector<std::vector<float>> rows(3, std::vector<float>(1000));
  tree.Branch("n", &n);
  for (int i = 0; i < 3; ++i) tree.Branch(names[i], rows[i].data(), (std::string(names[i]) + "[n]/F").c_str());
  const auto* counts = reinterpret_cast<const int*>(counts_at);
  size_t at = 0;
  for (Long64_t e = 0; e < events; ++e) {
    n = counts[e];
    for (int i = 0; i < 3; ++i)
      std::memcpy(rows[i].data(), reinterpret_cast<const float*>(columns[i]) + at, n * sizeof(float));
    at += n;
    tree.Fill();
  }
  tree.Write();
}
double bench_reader_flat(const char* path, int columns) {
  TFile file(path);
  TTreeReader reader("t", &file);
  std::vector<std::unique_ptr<TTreeReaderValue<float>>> values;
  for (int i = 0; i < columns; ++i)
    values.push_back(std::make_unique<TTreeReaderValue<float>>(reader, ("x" + std::to_string(i)).c_str()));
  double sum = 0;
  while (reader.Next()) for (auto& value : values) sum += **value;
  return sum;
}
double bench_reader_jagged(const char* path) {
  TFile file(path);
  TTreeReader reader("t", &file);
  TTreeReaderArray<float> pt(reader, "pt"), eta(reader, "eta"), phi(reader, "phi");
  double sum = 0;
  while (reader.Next()) for (size_t i = 0; i < pt.GetSize(); ++i) sum += pt[i] + eta[i] + phi[i];
  return sum;
}
"""


@functools.cache
def root() -> Any:
    import ROOT

    ROOT.gROOT.SetBatch(True)
    ROOT.gInterpreter.Declare(ROOT_CODE)
    return ROOT


def addresses(ROOT: Any, columns: dict[str, np.ndarray]) -> Any:
    return ROOT.std.vector["size_t"]([array.ctypes.data for array in columns.values()])


def job_write_root(kind: str, path: str, setting: int, events: int) -> Callable[[], Any]:
    ROOT = root()
    if kind == "flat":
        columns = flat(events)
        pointers = addresses(ROOT, columns)
        return lambda: (ROOT.bench_write_flat(path, setting, events, pointers), columns)
    counts, columns = jagged(events)
    pointers = addresses(ROOT, columns)
    return lambda: (ROOT.bench_write_jagged(path, setting, events, counts.ctypes.data, pointers), columns)


def job_write_uproot(kind: str, path: str, setting: int, events: int) -> Callable[[], Any]:
    import uproot

    codecs = {0: lambda level: None, 1: uproot.ZLIB, 2: uproot.LZMA, 4: uproot.LZ4, 5: uproot.ZSTD}
    columns = flat(events) if kind == "flat" else as_awkward(events)

    def write() -> None:
        with uproot.recreate(path, compression=codecs[setting // 100](setting % 100)) as file:
            tree = file.mktree(
                "t", {name: "float32" if kind == "flat" else values.type for name, values in columns.items()}
            )
            step = 250_000
            for begin in range(0, events, step):
                tree.extend({name: values[begin : begin + step] for name, values in columns.items()})

    return write


def job_write_tmva(kind: str, path: str, setting: int, events: int) -> Callable[[], Any]:
    import tmva

    columns = flat(events) if kind == "flat" else as_awkward(events)
    codec = OURS[setting // 100]

    def write() -> None:
        with tmva.recreate(path, compression=(codec, setting % 100) if codec != "none" else None) as file:
            file["t"] = columns

    return write


def job_read_tmva(kind: str, path: str, threads: int = 1) -> Callable[[], Any]:
    import tmva

    return lambda: tmva.File(path)["t"].arrays(threads=threads)


def job_read_uproot(kind: str, path: str) -> Callable[[], Any]:
    import uproot

    library = "np" if kind == "flat" else "ak"
    # As a new user would: an array cache would answer the second pass from memory.
    return lambda: uproot.open(path, array_cache=None)["t"].arrays(library=library)


def job_read_reader(kind: str, path: str) -> Callable[[], Any]:
    ROOT = root()
    if kind == "flat":
        return lambda: ROOT.bench_reader_flat(path, COLUMNS)
    return lambda: ROOT.bench_reader_jagged(path)


def job_read_rdataframe(kind: str, path: str) -> Callable[[], Any]:
    ROOT = root()
    names = [f"x{i}" for i in range(COLUMNS)] if kind == "flat" else ["pt", "eta", "phi"]

    def read() -> None:
        frame = ROOT.RDataFrame("t", path)
        sums = [frame.Sum(name) for name in names]
        [s.GetValue() for s in sums]

    read()  # compiles
    return read


JOBS = {
    "write_root": job_write_root,
    "write_uproot": job_write_uproot,
    "write_tmva": job_write_tmva,
    "read_tmva": job_read_tmva,
    "read_uproot": job_read_uproot,
    "read_reader": job_read_reader,
    "read_rdataframe": job_read_rdataframe,
}


def run(job: str, *arguments: Any, passes: int = 3) -> dict[str, float]:
    """A job in a process of its own."""
    command = [sys.executable, __file__, "--job", json.dumps([job, arguments, passes])]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{job} {arguments}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


# ---------------------------------------------------------------------------------------------- tables
def row(*cells: Any) -> None:
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def header(*cells: str) -> None:
    print()
    row(*cells)
    row(*["---"] * len(cells))


def native(binary: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def table_flat(folder: Path, events: int, binary: str, passes: int) -> None:
    size = events * COLUMNS * 4
    print(f"\n### Reading {events:,} x {COLUMNS} float32 written by ROOT: MB/s of CPU time")
    header(
        "codec",
        "bare codec",
        "bare codec and read()",
        "tmva, C++",
        "tmva, arrays()",
        "uproot",
        "RDataFrame",
        "TTreeReader",
        "tmva / bare with read",
        "tmva / uproot",
        "tmva / TTreeReader",
        "wall, 2 threads / 1",
    )
    for name, setting in CODECS.items():
        path = str(folder / f"flat-{setting}.root")
        n = 1 if "lzma" in name else passes
        figures = [
            native(binary, "bare", path)["cpu"],
            native(binary, "copy", path)["cpu"],
            native(binary, "read", path + ":t")["cpu"],
        ]
        figures += [
            run(f"read_{peer}", "flat", path, passes=n)["cpu"]
            for peer in ("tmva", "uproot", "rdataframe", "reader")
        ]
        one, two = (run("read_tmva", "flat", path, threads, passes=n)["wall"] for threads in (1, 2))
        mbs = [1e-6 * size / f for f in figures]
        row(
            name,
            *(f"{f:.0f}" for f in mbs),
            f"{mbs[2] / mbs[1]:.2f}",
            f"{mbs[3] / mbs[4]:.1f}",
            f"{mbs[3] / mbs[6]:.1f}",
            f"{one / two:.2f}",
        )


def table_jagged(folder: Path, events: int, binary: str, passes: int) -> None:
    counts, columns = jagged(events)
    size = 4 * (events + 3 * len(columns["pt"]))
    print(
        f"\n### Reading {events:,} events with 3 jagged float32 columns: MB/s of values and counts of CPU time"
    )
    header("codec", "tmva, C++", "tmva, arrays()", "uproot", "RDataFrame", "TTreeReader", "tmva / uproot")
    for name, setting in CODECS.items():
        path = str(folder / f"jagged-{setting}.root")
        n = 1 if "lzma" in name else passes
        figures = [native(binary, "read", path + ":t")["cpu"]]
        figures += [
            run(f"read_{peer}", "jagged", path, passes=n)["cpu"]
            for peer in ("tmva", "uproot", "rdataframe", "reader")
        ]
        mbs = [1e-6 * size / f for f in figures]
        row(name, *(f"{f:.0f}" for f in mbs), f"{mbs[1] / mbs[2]:.1f}")


def table_writing(folder: Path, events: int, kind: str, passes: int) -> None:
    print(f"\n### Writing {events:,} events, {kind}: CPU seconds and size")
    header(
        "codec",
        "tmva, s",
        "ROOT, s",
        "uproot, s",
        "ROOT / tmva",
        "uproot / tmva",
        "tmva, MB",
        "ROOT, MB",
        "uproot, MB",
        "tmva / ROOT size",
    )
    for name, setting in WRITTEN.items():
        times, sizes = [], []
        n = 1 if "lzma" in name else passes
        for peer in ("tmva", "root", "uproot"):
            path = str(folder / f"{peer}.root")
            times.append(run(f"write_{peer}", kind, path, setting, events, passes=n)["cpu"])
            sizes.append(os.path.getsize(path) * 1e-6)
        row(
            name,
            *(f"{t:.2f}" for t in times),
            f"{times[1] / times[0]:.1f}",
            f"{times[2] / times[0]:.1f}",
            *(f"{s:.1f}" for s in sizes),
            f"{sizes[0] / sizes[1]:.3f}",
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of the events, one pass")
    parser.add_argument("--native", default="build/release/bench/rootio_native")
    parser.add_argument("--only", choices=["read", "jagged", "write"], action="append")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job, arguments, passes = json.loads(args.job)
        print(json.dumps(best(JOBS[job](*arguments), passes)))
        return
    events, passes = (args.events // 10, 1) if args.quick else (args.events, 7)
    wanted = args.only or ["read", "jagged", "write"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in KINDS:
            if {"flat": "read", "jagged": "jagged"}[kind] in wanted:
                for setting in CODECS.values():
                    run("write_root", kind, str(folder / f"{kind}-{setting}.root"), setting, events, passes=1)
        if "read" in wanted:
            table_flat(folder, events, args.native, passes)
        if "jagged" in wanted:
            table_jagged(folder, events, args.native, passes)
        for file in folder.iterdir():
            file.unlink()
        if "write" in wanted:
            for kind in KINDS:
                table_writing(folder, events, kind, passes)


if __name__ == "__main__":
    main()
