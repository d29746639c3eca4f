"""Results of the evaluation of a method: tables, matrices, and their files."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .figures import draw_matrix, figure
from .response_counts import ResponseCounts

Rows = list[dict[str, Any]]


@dataclass
class MethodResults:
    """Tables by the name of their file, and matrices."""

    classes: list[str]
    tables: dict[str, Rows] = field(default_factory=dict)
    matrices: dict[str, np.ndarray] = field(default_factory=dict)
    not_answered: int = 0
    folder: str = ""


def write_tables(results: MethodResults, folder: str) -> None:
    for name, rows in results.tables.items():
        _write_csv(os.path.join(folder, f"{name}.csv"), list(rows[0]), (row.values() for row in rows))
    for name, matrix in results.matrices.items():
        _write_csv(
            os.path.join(folder, f"{name}.csv"),
            ["true class", *results.classes],
            ([cls, *row] for cls, row in zip(results.classes, matrix.tolist())),
        )
    content = {
        "classes": results.classes,
        "not_answered": results.not_answered,
        **results.tables,
        **{name: matrix.tolist() for name, matrix in results.matrices.items()},
    }
    with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as stream:
        json.dump(_finite(content), stream, indent=1)
        stream.write("\n")


def _write_csv(path: str, header: list[str], rows: Iterable[Iterable[Any]]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(header)
        table.writerows(rows)


def _finite(value: Any) -> Any:
    """NaN is no JSON."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def draw(
    results: MethodResults,
    counts: ResponseCounts,
    folder: str,
    method: str,
    judged: Sequence[tuple[int, str]],
    is_multiclass: bool,
) -> None:
    for name, matrix in results.matrices.items():
        draw_matrix(
            os.path.join(folder, f"{name}.png"),
            matrix,
            results.classes,
            f"{method}: {name.replace('_', ' ')}",
        )
    for number, name in judged:
        output = number if is_multiclass else 0
        with figure(os.path.join(folder, f"response_{name}.png")) as axes:
            for c, cls in enumerate(results.classes):
                histogram = counts.coarse(counts.histograms[:, output, c].sum(0))
                axes.stairs(histogram / max(histogram.sum(), 1e-300), counts.coarse_edges, label=cls)
            axes.set_xlabel(f"{method}, {name}")
            axes.set_ylabel("fraction of events")
            axes.legend()
