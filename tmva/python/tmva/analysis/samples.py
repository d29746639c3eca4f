"""Training and test events of a model, as the Factory has written them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .. import _core
from ..files import File
from ..trees import Tree
from .config import Config


class Sample(NamedTuple):
    """All events, in their order."""

    classes: np.ndarray
    weights: np.ndarray  # without class weights
    scores: np.ndarray  # [events, outputs]


def read_sample(config: Config, evaluation: str, method: str, tree: str) -> Sample:
    """The sample "TrainTree" or "TestTree" of an evaluation file."""
    names = config.class_names
    outputs = [f"{method}.{name}" for name in names] if config.is_multiclass else [method]
    read = _open(evaluation, tree).arrays(["classID", "weight", *outputs], library="np")
    classes = read["classID"].astype(int)
    scale = config.global_weight_scale
    factors = np.array([config.class_weights.get(name, 1.0) * scale for name in names])[classes]
    weights = np.divide(read["weight"], factors, out=np.zeros(len(classes)), where=factors != 0)
    return Sample(classes, weights, np.stack([read[name] for name in outputs], 1))


def read_inputs(config: Config, evaluation: str, classes: np.ndarray, most: int) -> list[np.ndarray]:
    """Variables of up to ``most`` test events of each class, evenly spread, without those that lack
    a value. ``classes`` are those of all events."""
    names = [_core.VariableInfo.Make(v.expression).internal_name for v in config.variables]
    chosen = []
    for cls in range(len(config.class_names)):
        entries = np.flatnonzero(classes == cls)
        count = min(most, len(entries))
        chosen.append(entries[np.linspace(0, len(entries) - 1, count).astype(int)])
    parts: list[list[np.ndarray]] = [[np.empty((0, len(names)), "f")] for _ in chosen]
    begin = 0
    for block in _open(evaluation, "TestTree").iterate(names, step_size="50 MB", library="np"):
        rows = np.stack([block[name] for name in names], 1)
        for entries, found in zip(chosen, parts):
            first, last = np.searchsorted(entries, (begin, begin + len(rows)))
            found.append(rows[entries[first:last] - begin])
        begin += len(rows)
    return [rows[~np.isnan(rows).any(1)] for rows in map(np.concatenate, parts)]


def _open(evaluation: str, tree: str) -> Tree:
    file = File(evaluation)
    path = next(name for name in file.trees() if name.rpartition("/")[2] == tree)
    found: Tree = file[path]
    return found
