"""Two data frames with their numbers of rows brought closer: what an RDataLoader samples."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from .batches import BatchGenerator


class Sampling(NamedTuple):
    """How rows are drawn."""

    kind: str  #: "undersampling" or "oversampling"
    ratio: float  #: rows of the smaller frame to rows of the larger one
    replacement: bool

    @classmethod
    def of(cls, kind: str, ratio: float, replacement: bool, eager: bool, frames: int) -> Optional["Sampling"]:
        """None when nothing is sampled; ValueError for what does not fit."""
        if not kind:
            return None
        if kind not in ("undersampling", "oversampling"):
            raise ValueError(f"sampling_type={kind!r}: expected '', 'undersampling' or 'oversampling'")
        if not eager:
            raise ValueError(f"sampling_type={kind!r}: rows are sampled in memory; give load_eager=True")
        if frames != 2:
            raise ValueError(f"sampling_type={kind!r}: expected exactly two data frames, got {frames}")
        if isinstance(ratio, (bool, str)) or not 0 < ratio < float("inf"):
            raise ValueError(f"sampling_ratio={ratio!r}: expected a number above 0")
        return cls(kind, float(ratio), bool(replacement))

    def draw(self, smaller: int, larger: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the smaller and of the larger frame."""
        if self.kind == "undersampling":
            wanted = round(smaller / self.ratio)
            if wanted > larger and not self.replacement:
                raise ValueError(
                    f"sampling_ratio={self.ratio}: {wanted} rows of the larger data frame would "
                    f"be drawn, it has {larger}; take a ratio of {smaller / larger:.6g} or more, "
                    "or replacement=True"
                )
            return np.arange(smaller), (
                rng.integers(larger, size=wanted) if self.replacement else rng.permutation(larger)[:wanted]
            )
        wanted = round(larger * self.ratio)
        if wanted < smaller:
            raise ValueError(
                f"sampling_ratio={self.ratio}: {wanted} rows of the smaller data frame would be "
                f"drawn, it has {smaller}; take a ratio of {smaller / larger:.6g} or more"
            )
        whole = np.tile(np.arange(smaller), wanted // smaller)
        return np.concatenate([whole, rng.permutation(smaller)[: wanted % smaller]]), np.arange(larger)


class SampledFrames:
    """The rows of two frames in memory, of which each epoch draws some."""

    def __init__(self, frames: list[BatchGenerator], sampling: Sampling):
        self.frames = frames
        self.sampling = sampling
        self.batch_size = frames[0].batch_size
        self._epoch = 0
        self._columns: Optional[list[dict[str, np.ndarray]]] = None

    def _rows(self) -> list[dict[str, np.ndarray]]:
        """x, y and w of the smaller frame, then of the larger one."""
        if self._columns is None:
            read = [_read(frame) for frame in self.frames]
            for columns, frame in zip(read, self.frames):
                if len(columns["x"]) == 0:
                    raise RuntimeError(f"sampling_type: {frame!r} has no rows")
            self._columns = sorted(read, key=lambda columns: len(columns["x"]))
        return self._columns

    @property
    def num_rows(self) -> int:
        smaller, larger = (len(columns["x"]) for columns in self._rows())
        return sum(map(len, self.sampling.draw(smaller, larger, np.random.default_rng(0))))

    @property
    def num_batches(self) -> int:
        rows, size = self.num_rows, self.batch_size
        return rows // size if self.frames[0]._settings.drop_remainder else -(-rows // size)

    def generator(self, begin: bool = True) -> BatchGenerator:
        """Over the rows of the next epoch."""
        smaller, larger = self._rows()
        settings = self.frames[0]._settings
        rng = np.random.default_rng([settings.seed, self._epoch])
        drawn = self.sampling.draw(len(smaller["x"]), len(larger["x"]), rng)
        arrays = {name: np.concatenate([smaller[name][drawn[0]], larger[name][drawn[1]]]) for name in smaller}
        made = BatchGenerator(
            arrays,
            settings.batch_size,
            columns="x",
            target="y" if "y" in arrays else None,
            weights="w" if "w" in arrays else None,
            shuffle=bool(settings.shuffle),
            shuffle_rows=len(arrays["x"]),
            seed=settings.seed,
            drop_remainder=settings.drop_remainder,
        )
        made.set_epoch(self._epoch)
        self._epoch += begin
        return made


def _read(frame: BatchGenerator) -> dict[str, np.ndarray]:
    whole = frame._derive(shuffle=False, drop_remainder=False, cache=None)
    parts: dict[str, list[np.ndarray]] = {
        name: [np.empty((0, width), dtype)] for name, dtype, width in whole._engine.Tensors()
    }
    iteration = whole._start(0, 0)
    while (batch := iteration.Next()) is not None:
        for name, arrays in parts.items():
            arrays.append(batch.array(name))
    return {name: np.concatenate(arrays) for name, arrays in parts.items()}
