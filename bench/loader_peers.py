"""The peers of loader.py. Each makes a function epoch(number) -> batches (x, y, w), to iterate over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from loader_files import FEATURES, LENGTH, TREE, root

Epoch = Callable[[int], Iterator[tuple[Any, ...]]]
#: Entries that uproot.iterate reads at once: the fastest of 50 000, 200 000 and 800 000. Of an RNTuple it reads
#: pages again for each step.
STEP, STEP_RNTUPLE = 50_000, 200_000


@dataclass
class Setting:
    """What a peer is asked for. The last ones are for tmva alone."""

    files: list[str]
    batch: int = 8192
    shuffle: bool | str = True
    features: list[str] = field(default_factory=lambda: list(FEATURES))
    labels: bool = True
    weights: bool = True
    vectors: bool = False
    workers: int = 1
    memory: int = 100_000_000
    cache: str | None = None

    @property
    def columns(self) -> list[str]:
        return self.features + ["label"] * self.labels + ["weight"] * self.weights


def tmva(s: Setting) -> Epoch:
    import tmva as package

    generator = package.BatchGenerator(
        [f"{file}:{TREE}" for file in s.files],
        s.batch,
        columns=s.features,
        target="label" if s.labels else None,
        weights="weight" if s.weights else None,
        vectors=dict.fromkeys(s.features, LENGTH) if s.vectors else None,
        shuffle=s.shuffle,
        memory=s.memory,
        threads=s.workers or None,
        seed=1,
        cache=s.cache,
    )
    batches = generator.as_torch()

    def epoch(number: int) -> Iterator[tuple[Any, ...]]:
        generator.set_epoch(number)
        for batch in batches:
            yield batch if isinstance(batch, tuple) else (batch,)

    return epoch


def _split(matrix: Any, s: Setting) -> tuple[Any, ...]:
    """A batch of rows of all columns as x, y, w."""
    n = matrix.shape[1] - s.labels - s.weights
    return tuple(
        matrix[:, n + i : n + i + 1] if i >= 0 else matrix[:, :n] for i in range(-1, s.labels + s.weights)
    )


def _padded(chunk: Any, s: Setting) -> np.ndarray:
    """Columns of an awkward array as a matrix: LENGTH values of each vector, then the label."""
    import awkward as ak

    parts = [ak.to_numpy(ak.fill_none(ak.pad_none(chunk[name], LENGTH, clip=True), 0)) for name in s.features]
    return np.concatenate([*parts, ak.to_numpy(chunk["label"])[:, None]], axis=1, dtype=np.float32)


def uproot(s: Setting) -> Epoch:
    """Chunks in their order, rows of each chunk permuted."""
    import torch
    import uproot as up

    random = np.random.default_rng(1)
    library = "ak" if s.vectors else "np"
    step = STEP_RNTUPLE if type(up.open(f"{s.files[0]}:{TREE}")).__name__.endswith("RNTuple") else STEP

    def epoch(number: int) -> Iterator[tuple[Any, ...]]:
        for chunk in up.iterate(
            [f"{file}:{TREE}" for file in s.files], s.columns, step_size=step, library=library
        ):
            if s.vectors:
                rows = _padded(chunk, s)
            else:
                rows = np.empty((len(chunk[s.columns[0]]), len(s.columns)), np.float32)
                for i, name in enumerate(s.columns):
                    rows[:, i] = chunk[name]
            order = random.permutation(len(rows)) if s.shuffle else None
            for begin in range(0, len(rows), s.batch):
                taken = slice(begin, begin + s.batch)
                yield _split(torch.from_numpy(rows[taken] if order is None else rows[order[taken]]), s)

    return epoch


def _rdataloader(face: str, s: Setting) -> Epoch:
    ROOT = root()
    frame = ROOT.RDataFrame(TREE, s.files)
    options: dict[str, Any] = {
        "batch_size": s.batch,
        "columns": s.columns,
        "shuffle": s.shuffle,
        "drop_remainder": False,
        "target": "label",
    }
    if s.weights:
        options["weights"] = "weight"
    if s.vectors:
        options["max_vec_sizes"] = dict.fromkeys(s.features, LENGTH)
    loader = ROOT.Experimental.ML.RDataLoader(frame, **options)
    return lambda number: iter(getattr(loader, f"as_{face}")())


def rdataloader_numpy(s: Setting) -> Epoch:
    return _rdataloader("numpy", s)


def rdataloader_torch(s: Setting) -> Epoch:
    return _rdataloader("torch", s)


def rdataloader_tensorflow(s: Setting) -> Epoch:
    return _rdataloader("tensorflow", s)


def dataloader(x: Any, y: Any, w: Any, s: Setting) -> Any:
    """A torch DataLoader that takes whole batches of tensors in memory, not row by row."""
    from torch.utils import data

    table = data.TensorDataset(*(tensor for tensor in (x, y, w) if tensor is not None))
    order = data.RandomSampler(table) if s.shuffle else data.SequentialSampler(table)
    return data.DataLoader(table, sampler=data.BatchSampler(order, s.batch, drop_last=False), batch_size=None)


def asnumpy(s: Setting) -> Epoch:
    """RDataFrame.AsNumpy of the whole file, then a torch DataLoader."""
    import torch

    ROOT = root()
    arrays = ROOT.RDataFrame(TREE, s.files).AsNumpy(s.columns)
    rows = torch.from_numpy(np.stack([arrays[name].astype(np.float32) for name in s.columns], axis=1))
    loader = dataloader(*_split(rows, s), s)
    return lambda number: iter(loader)


def memmap(s: Setting) -> Epoch:
    """Random rows of a memory-mapped matrix of float32 that lies in the page cache."""
    import torch

    matrix = np.memmap(s.files[0], np.float32, "r").reshape(-1, len(s.columns))
    random = np.random.default_rng(1)

    def epoch(number: int) -> Iterator[tuple[Any, ...]]:
        order = random.permutation(len(matrix)) if s.shuffle else None
        for begin in range(0, len(matrix), s.batch):
            taken = slice(begin, begin + s.batch)
            # Without a shuffle, too, a copy: batches of all peers may be written to.
            yield _split(
                torch.from_numpy(np.array(matrix[taken]) if order is None else matrix[order[taken]]), s
            )

    return epoch


PEERS: dict[str, Callable[[Setting], Epoch]] = {
    "tmva": tmva,
    "uproot": uproot,
    "RDataLoader, NumPy": rdataloader_numpy,
    "RDataLoader, PyTorch": rdataloader_torch,
    "RDataLoader, TensorFlow": rdataloader_tensorflow,
    "AsNumpy and DataLoader": asnumpy,
    "memory-mapped": memmap,
}


def import_framework(peer: str) -> None:
    """What is loaded before clocks start."""
    if "TensorFlow" in peer:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    import torch
    from torch.utils import data, dlpack  # noqa: F401

    torch.set_num_threads(1)
    if "RData" in peer or "AsNumpy" in peer:
        root()
    elif peer == "uproot":
        import awkward  # noqa: F401
        import uproot as up  # noqa: F401
    elif peer == "tmva":
        import tmva as package  # noqa: F401
