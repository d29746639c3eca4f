"""ROC curves of several methods in one figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import _core


class RocCurves(Mapping):
    """The ROC curves of a data set by method title: background rejection against signal efficiency.

    >>> curves = factory.GetROCCurve(loader)
    >>> curves["BDTG"].x, curves["BDTG"].y
    >>> curves.SaveAs("roc.png")
    """

    def __init__(self, curves: dict[str, _core.Graph]):
        self._curves = curves

    def __getitem__(self, title: str) -> _core.Graph:
        return self._curves[title]

    def __iter__(self) -> Iterator[str]:
        return iter(self._curves)

    def __len__(self) -> int:
        return len(self._curves)

    def figure(self) -> Any:
        """A matplotlib figure."""
        try:
            from matplotlib.figure import Figure
        except ImportError as error:
            raise ImportError("figures need matplotlib: pip install 'tmva[report]'") from error
        figure = Figure(figsize=(6, 5), layout="constrained")
        axes = figure.subplots()
        for title, curve in self._curves.items():
            axes.plot(curve.x, curve.y, label=title)
        axes.set(xlabel="Signal efficiency", ylabel="Background rejection", xlim=(0, 1), ylim=(0, 1.02))
        axes.grid(alpha=0.3)
        axes.legend(loc="lower left")
        return figure

    def SaveAs(self, path: Any) -> None:
        """Writes the figure; the ending of the name decides the format."""
        self.figure().savefig(str(path), dpi=150)

    Print = SaveAs

    def Draw(self, *_: Any) -> "RocCurves":
        """The curves, which a notebook shows as a picture; SaveAs writes one."""
        return self

    def _repr_png_(self) -> bytes:
        import io

        buffer = io.BytesIO()
        self.figure().savefig(buffer, format="png")
        return buffer.getvalue()
