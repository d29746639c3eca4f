"""Answers to events that a model has not seen: those of other folds, or the test events."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .config import Config
from .data_set import FOLD, SELECTED, WEIGHT, process_table
from .index import ModelIndex
from .models import open_method
from .samples import read_sample
from .scores import Plan, Scores


class Block(NamedTuple):
    """Some events."""

    classes: np.ndarray  # numbers of the true classes
    weights: np.ndarray
    folds: np.ndarray
    scores: np.ndarray  # [events, outputs]


def for_each_block(
    config: Config,
    index: ModelIndex,
    method: str,
    use: Callable[[Block], None],
    allow_pickle: bool = False,
) -> None:
    """All selected events of all classes, in order; memory does not depend on their number."""
    if config.folds is None:
        _test_events(config, str(index.models(method)[0]["evaluation"]), method, use)
        return
    models = [open_method(path, allow_pickle=allow_pickle) for path in index.weights(method)]
    scores = Scores(models, method, f"{method}_")
    plan = Plan([scores], config.folds.expression)
    for process in config.processes.values():
        if process.class_ is None:
            continue
        number = config.class_names.index(process.class_)

        def block(columns: dict[str, np.ndarray], number: int = number) -> None:
            chosen = columns[SELECTED] > 0.5
            n = int(chosen.sum())
            use(
                Block(
                    np.full(n, number),
                    columns[WEIGHT][chosen].astype(float),
                    columns[FOLD][chosen].astype(int),
                    np.stack([columns[name][chosen] for name in scores.outputs], 1).astype(float),
                )
            )

        plan.application(process_table(config, process), [WEIGHT, FOLD, SELECTED]).ForEach(block)


def _test_events(config: Config, evaluation: str, method: str, use: Callable[[Block], None]) -> None:
    sample = read_sample(config, evaluation, method, "TestTree")
    use(Block(sample.classes, sample.weights, np.zeros(len(sample.classes), int), sample.scores))
