"""Tables of rows for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .actions import Take


class Display(Take):
    """The first rows of some columns as a table; lists go down, one item a line."""

    def __init__(self, node: Any, columns: Sequence[str], most_items: int):
        super().__init__(node, columns)
        self._most = most_items

    def result(self) -> Any:
        return Table(super().result(), self._most)


class Table:
    """A printable table."""

    def __init__(self, columns: dict[str, np.ndarray], most_items: int):
        self._columns = columns
        self._most = most_items

    def _cells(self, value: Any) -> list[str]:
        if isinstance(value, np.ndarray):
            items = [_text(item) for item in value[: self._most]]
            return [*items, "..."] if len(value) > self._most else items
        return [_text(value)]

    def AsString(self) -> str:
        titles = ["Row", *self._columns]
        count = len(next(iter(self._columns.values()), []))
        rows = [
            [[str(i)], *(self._cells(column[i]) for column in self._columns.values())] for i in range(count)
        ]
        widths = [
            max([len(title), *(len(text) for row in rows for text in row[k])])
            for k, title in enumerate(titles)
        ]
        border = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
        lines = [border, _line(titles, widths), border]
        for row in rows:
            for k in range(max(len(cell) for cell in row)):
                lines.append(_line([cell[k] if k < len(cell) else "" for cell in row], widths))
            lines.append(border)
        return "\n".join(lines)

    def Print(self) -> None:
        print(self.AsString())

    def __repr__(self) -> str:
        return self.AsString()


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "|" + "|".join(f" {cell:<{width}} " for cell, width in zip(cells, widths)) + "|"


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (float, np.floating)):
        return f"{value:.6f}"
    return str(value)
