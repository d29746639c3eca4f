"""What evaluation keeps of the events that stream by: histograms of responses, and who was taken
for whom."""

from __future__ import annotations

import numpy as np

from .predictions import Block

_FINEST = 10_000  # bins at least: areas under ROC curves are exact to about 1e-4


class ResponseCounts:
    """Histograms of every output, for each fold and true class, and confusion matrices of the
    largest output."""

    def __init__(self, folds: int, classes: int, outputs: int, low: float, high: float, bins: int) -> None:
        self.bins = bins
        self.fine = bins * -(-_FINEST // bins)
        self.edges = np.linspace(low, high, self.fine + 1)
        self.histograms = np.zeros((folds, outputs, classes, self.fine))  # weighted
        self.counts = np.zeros_like(self.histograms)
        self.confusion = np.zeros((classes, classes))
        self.weighted_confusion = np.zeros((classes, classes))
        self.not_answered = 0

    def add(self, block: Block) -> None:
        folds, outputs, classes, fine = self.histograms.shape
        answered = ~(
            (block.scores == -999).all(1) | np.isnan(block.scores).any(1)
        )  # as the Reader answers to NaN
        self.not_answered += int((~answered).sum())
        block = Block(*[values[answered] for values in block])
        for output in range(outputs):
            place = np.searchsorted(self.edges, block.scores[:, output], side="right") - 1
            place = np.clip(place, 0, fine - 1)  # what is outside belongs to the outermost bins
            where = np.ravel_multi_index((block.folds, block.classes, place), (folds, classes, fine))
            size = folds * classes * fine
            for target, weights in ((self.histograms, block.weights), (self.counts, None)):
                target[:, output] += np.bincount(where, weights, size).reshape(folds, classes, fine)
        if outputs > 1:
            pairs = block.classes * classes + block.scores.argmax(1)
            self.confusion += np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
            self.weighted_confusion += np.bincount(pairs, block.weights, classes**2).reshape(classes, classes)

    def split_at(self, edge: int, signal: int) -> tuple[np.ndarray, np.ndarray]:
        """Confusion matrices of two classes: above an edge of the response is signal."""
        found = []
        for histograms in (self.counts, self.histograms):
            by_class = histograms[:, 0].sum(0)  # [classes, bins]
            above = by_class[:, edge:].sum(1)
            matrix = np.empty((2, 2))
            matrix[:, signal], matrix[:, 1 - signal] = above, by_class.sum(1) - above
            found.append(matrix)
        return found[0], found[1]

    def sample(self, output: int, cls: int, fold: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Weighted histograms of an output: events of the class, and all others."""
        chosen = self.histograms[:, output].sum(0) if fold is None else self.histograms[fold, output]
        return chosen[cls], chosen.sum(0) - chosen[cls]

    def coarse(self, histogram: np.ndarray) -> np.ndarray:
        return histogram.reshape(self.bins, -1).sum(1)

    @property
    def coarse_edges(self) -> np.ndarray:
        return self.edges[:: self.fine // self.bins]


def roc_integral(signal: np.ndarray, background: np.ndarray) -> float:
    """Area under the ROC curve of two histograms; ties within a bin count half."""
    total = signal.sum() * background.sum()
    if total == 0:
        return float("nan")
    below = np.cumsum(background) - background / 2
    return float((signal * below).sum() / total)


def equal_efficiency_edge(signal: np.ndarray, background: np.ndarray) -> int:
    """The edge above which the signal's efficiency is nearest to the background's rejection."""
    above = np.append(np.cumsum(signal[::-1])[::-1], 0) / max(signal.sum(), 1e-300)
    below = np.insert(np.cumsum(background), 0, 0) / max(background.sum(), 1e-300)
    return int(np.abs(above - below).argmin())
