"""The cut-flow report of named filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Union

from .. import _core
from .parser import nearest


class CutInfo(NamedTuple):
    """What one filter did."""

    name: str
    all: int
    passed: int

    def GetName(self) -> str:
        return self.name

    def GetAll(self) -> int:
        """Rows that arrived."""
        return self.all

    def GetPass(self) -> int:
        return self.passed

    def GetEff(self) -> float:
        """Percentage that passed; 0 where none arrived."""
        return 100 * self.passed / self.all if self.all else 0.0


class CutFlowReport:
    """The filters with names that stand before a node, first to last."""

    def __init__(self, cuts: list[CutInfo]):
        self._cuts = cuts

    def __iter__(self) -> Iterator[CutInfo]:
        return iter(self._cuts)

    def __len__(self) -> int:
        return len(self._cuts)

    def __getitem__(self, name: Union[str, int]) -> CutInfo:
        if isinstance(name, int):
            return self._cuts[name]
        for cut in self._cuts:
            if cut.name == name:
                return cut
        raise _core.DataError(
            f"there is no filter '{name}'{nearest(str(name), [cut.name for cut in self._cuts])}"
        )

    At = __getitem__

    def AsString(self) -> str:
        """A line a filter, as ROOT prints it."""
        lines = []
        for cut in self._cuts:
            first = self._cuts[0].all
            cumulative = 100 * cut.passed / first if first else 0.0
            lines.append(
                f"{cut.name:<20}: pass={cut.passed:<10} all={cut.all:<10} -- eff={cut.GetEff():3.2f} % "
                f"cumulative eff={cumulative:3.2f} %"
            )
        return "\n".join(lines)

    def Print(self) -> None:
        print(self.AsString())

    def __repr__(self) -> str:
        return f"<CutFlowReport\n{self.AsString()}>"
