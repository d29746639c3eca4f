"""Files for loader.py: tables that ROOT itself writes with its default clusters, once per folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TREE = "events"
FEATURES = [f"x{i}" for i in range(30)]
VECTORS = ("jet_pt", "jet_eta", "jet_phi")
#: Values of each vector that a row takes: longer ones are cut, shorter ones filled with zeros.
LENGTH = 12
#: ROOT's names of codecs, and levels.
CODECS = {"zlib": ("kZLIB", 1), "lz4": ("kLZ4", 4), "zstd": ("kZSTD", 5), "none": ("kZLIB", 0)}
WIDE = [*CODECS, "rntuple"]
#: Columns of the table of many columns.
MANY = 1000

ROOT_CODE = r"""
#include <ROOT/RVec.hxx>
#include <TFile.h>
#include <TRandom.h>
#include <TTree.h>
void bench_many(const char* path, int columns, Long64_t rows) {
  TFile file(path, "RECREATE", "", 101);
  TTree tree("events", "");
  std::vector<float> row(columns);
  for (int i = 0; i < columns; ++i) tree.Branch(("x" + std::to_string(i)).c_str(), &row[i]);
  for (Long64_t e = 0; e < rows; ++e) {
    for (auto& value : row) value = std::round(16384 * gRandom->Gaus()) / 16384;
    tree.Fill();
  }
  tree.Write();
}
ROOT::RVecF bench_values(int count) {
  ROOT::RVecF values(count);
  for (auto& value : values) value = std::round(16384 * gRandom->Gaus()) / 16384;
  return values;
}
"""


def root() -> Any:
    """ROOT; import torch before it, if at all."""
    import warnings

    warnings.filterwarnings("ignore")
    import ROOT

    ROOT.gROOT.SetBatch(True)
    return ROOT


def declare(ROOT: Any) -> None:
    if not hasattr(ROOT, "bench_values"):
        ROOT.gInterpreter.Declare(ROOT_CODE)
    ROOT.gRandom.SetSeed(5)


def columns(rows: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Features whose lowest bits of the mantissa are zero, so that codecs have something to do."""
    random = np.random.default_rng(seed)
    table = {
        name: (np.round(random.normal(size=rows) * 16384) / 16384).astype(np.float32) for name in FEATURES
    }
    table["label"] = (random.random(rows) < 0.5).astype(np.int32)
    table["weight"] = random.random(rows).astype(np.float32)
    return table


def snapshot(path: str, table: Any, names: list[str], codec: str, **options: int) -> None:
    ROOT = root()
    chosen = ROOT.RDF.RSnapshotOptions()
    if codec == "rntuple":
        chosen.fOutputFormat = ROOT.RDF.ESnapshotOutputFormat.kRNTuple
    else:
        name, chosen.fCompressionLevel = CODECS[codec]
        chosen.fCompressionAlgorithm = getattr(ROOT.RCompressionSetting.EAlgorithm, name)
    for option, value in options.items():
        setattr(chosen, option, value)
    frame = ROOT.RDF.FromNumpy(table) if isinstance(table, dict) else table
    frame.Snapshot(TREE, path, names, chosen)


class Files:
    """Paths of the files in a folder; each is written when it is first asked for."""

    def __init__(self, folder: Path, rows: int):
        self.folder, self.rows = folder, rows
        folder.mkdir(parents=True, exist_ok=True)

    def _made(self, name: str, write: Callable[[str], None]) -> str:
        path = self.folder / name
        if not path.exists():
            # ROOT and tmva tell formats by the end of the name.
            part = self.folder / f"part-{name}"
            write(str(part))
            os.replace(part, path)
        return str(path)

    def wide(self, codec: str) -> str:
        table: dict[str, np.ndarray] = {}

        def write(path: str) -> None:
            table.update(columns(self.rows))
            snapshot(path, table, list(table), codec)

        return self._made(f"wide_{codec}.root", write)

    def matrix(self) -> str:
        """The same values as one row-major matrix of float32."""
        return self._made(
            "wide.f32",
            lambda path: np.stack(
                [values.astype(np.float32) for values in columns(self.rows).values()], axis=1
            ).tofile(path),
        )

    def sorted(self) -> str:
        """The table sorted by label."""

        def write(path: str) -> None:
            table = columns(self.rows)
            order = np.argsort(table["label"], kind="stable")
            snapshot(path, {name: values[order] for name, values in table.items()}, list(table), "zlib")

        return self._made("sorted_wide.root", write)

    def large_baskets(self) -> str:
        """One cluster, whose baskets have 2 MB each."""

        def write(path: str) -> None:
            table = columns(self.rows)
            snapshot(path, table, list(table), "zlib", fAutoFlush=self.rows, fBasketSize=2_000_000)

        return self._made("large_baskets.root", write)

    def vectors(self, codec: str) -> str:
        def write(path: str) -> None:
            ROOT = root()
            declare(ROOT)
            frame = ROOT.RDataFrame(self.rows // 2)
            frame = frame.Define("n", "int(gRandom->Poisson(8))")
            for name in VECTORS:
                frame = frame.Define(name, "bench_values(n)")
            frame = frame.Define("label", "int(gRandom->Rndm() < 0.5)")
            snapshot(path, frame, [*VECTORS, "label"], codec)

        return self._made(f"vectors_{codec}.root", write)

    def many(self, codec: str) -> str:
        """MANY columns, 1/100 of the rows; zlib or rntuple."""

        def write(path: str) -> None:
            ROOT = root()
            declare(ROOT)
            ROOT.bench_many(path, MANY, self.rows // 100)

        def convert(path: str) -> None:
            frame = root().RDataFrame(TREE, self.many("zlib"))
            snapshot(path, frame, [f"x{i}" for i in range(MANY)], codec)

        return self._made(f"many_{codec}.root", write if codec == "zlib" else convert)

    def many_small_clusters(self) -> str:
        """The same in clusters of 30 MB, written by tmva."""

        def write(path: str) -> None:
            import tmva

            rows = 30_000_000 // (4 * MANY)
            random = np.random.default_rng(5)
            with tmva.recreate(path, compression=("zlib", 1)) as file:
                names = [f"x{i}" for i in range(MANY)]
                tree = file.mktree(TREE, dict.fromkeys(names, "float32"), cluster_size=rows)
                for _ in range(0, self.rows // 100, rows):
                    values = np.round(16384 * random.standard_normal((MANY, rows), dtype=np.float32)) / 16384
                    tree.extend(dict(zip(names, values)))

        return self._made("many_small_clusters.root", write)

    def long(self, rows: int) -> str:
        """A table of any length, written piece by piece by tmva."""

        def write(path: str) -> None:
            import tmva

            piece = 500_000
            with tmva.recreate(path, compression="lz4") as file:
                tree = None
                for begin in range(0, rows, piece):
                    table = columns(min(piece, rows - begin), seed=begin)
                    # The label follows from the features: a network has something to learn.
                    table["label"] = (table["x0"] * table["x1"] > 0.3 * table["x2"]).astype(np.int32)
                    if tree is None:
                        tree = file.mktree(TREE, {name: values.dtype for name, values in table.items()})
                    tree.extend(table)

        return self._made(f"long_{rows}.root", write)
