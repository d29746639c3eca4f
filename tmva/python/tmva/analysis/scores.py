"""What is applied: methods by fold, variations, and the names of the new branches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .. import _core
from .choices import split

#: Name of a variation: expression of each column that it changes.
Variations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Scores:
    """A method, or one a fold, and its branches.

    One output has the branch ``name``; several have ``prefix`` and the class or target. Of classes
    there are also ``<prefix>max_score`` and ``<prefix>max_index``, the number of the class whose
    score is the largest.
    """

    methods: Sequence[_core.BookedMethod]
    name: str
    prefix: str

    @property
    def outputs(self) -> list[str]:
        info = self.methods[0].Info()
        if info.analysis == _core.Types.kMulticlass:
            return [self.prefix + c.name for c in info.classes]
        if info.analysis == _core.Types.kRegression and len(info.targets) > 1:
            return [self.prefix + target.label for target in info.targets]
        return [self.name]

    def columns(self) -> tuple[list[_core.BookedMethod], list[str], str, str]:
        """As _core.Application takes them."""
        is_multiclass = self.methods[0].Info().analysis == _core.Types.kMulticlass
        extra = ("max_score", "max_index") if is_multiclass else ("", "")
        names = [self.prefix + name if name else "" for name in extra]
        return list(self.methods), self.outputs, names[0], names[1]


@dataclass(frozen=True)
class Plan:
    """Everything that is applied in one pass over a tree."""

    scores: Sequence[Scores]
    fold_expression: str = ""
    variations: Variations = field(default_factory=dict)
    threads: int = 0

    def application(self, source: _core.ColumnSource, copied: Sequence[str] = ()) -> _core.Application:
        variations = [(name, list(columns.items())) for name, columns in self.variations.items()]
        return _core.Application(
            source,
            [s.columns() for s in self.scores],
            variations,
            self.fold_expression,
            list(copied),
            self.threads,
        )


def parse_variation(text: str) -> tuple[str, dict[str, str]]:
    """``"up: jet_pt = jet_pt*1.02, met = met+5"``: a name, and for each column that changes its
    expression.

    >>> parse_variation("up:jet_pt=1.02*jet_pt,met=max(met,5)")
    ('up', {'jet_pt': '1.02*jet_pt', 'met': 'max(met,5)'})
    """
    name, colon, rest = text.partition(":")
    columns: dict[str, str] = {}
    for part in split(rest):
        column, equals, expression = part.partition("=")
        if not equals or expression.startswith("=") or not column.strip() or not expression.strip():
            raise _core.OptionError(f"--variation '{text}': '{part.strip()}' is not COLUMN=EXPRESSION")
        if column.strip() in columns:
            raise _core.OptionError(f"--variation '{text}': column '{column.strip()}' is given twice")
        columns[column.strip()] = expression.strip()
    if not colon or not re.fullmatch(r"\s*\w+\s*", name) or not columns:
        raise _core.OptionError(
            f"--variation '{text}': expected NAME:COLUMN=EXPRESSION,... as in 'up:jet_pt=jet_pt*1.02'"
        )
    return name.strip(), columns
