"""Loss curves: what a method notes while it trains, as a table and a figure."""

from __future__ import annotations

import csv

import numpy as np

from ..files import File
from .figures import figure


def read_history(evaluation: str, method: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By name: epochs (or trees) and values; empty for methods without a history."""
    with File(evaluation) as file:
        names = [name for name, kind in file.classnames().items() if kind.startswith("TGraph")]
        found = {}
        for name in names:
            folder, _, leaf = name.partition(";")[0].rpartition("/")
            if folder.rpartition("/")[2] == method and "/Method_" in folder:
                graph = file[name]
                found[leaf.removeprefix("TrainingHistory_")] = (
                    np.asarray(graph.x),
                    np.asarray(graph.y),
                )
    return found


def write_history(evaluation: str, target: str, method: str, figures: bool) -> bool:
    """Writes ``target.csv`` and ``target.png``; False where there is nothing to show."""
    history = read_history(evaluation, method)
    if not history:
        return False
    with open(f"{target}.csv", "w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["curve", "step", "value"])
        for name, (steps, values) in history.items():
            table.writerows([name, f"{step:g}", repr(float(value))] for step, value in zip(steps, values))
    if figures:
        with figure(f"{target}.png") as axes:
            for name, (steps, values) in history.items():
                axes.plot(steps, values, label=name)
            axes.set_xlabel("epoch or tree")
            axes.set_title(f"training of {method}")
            axes.legend()
    return True
