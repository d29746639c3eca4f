"""Factory: TMVA's Factory with keyword arguments."""

from __future__ import annotations

from typing import Any, Union

from . import _core
from ._options import text, with_keywords
from .roc import RocCurves

LoaderLike = Union[_core.DataLoader, str]


def _dataset(loader: LoaderLike) -> str:
    return loader.GetName() if isinstance(loader, _core.DataLoader) else text(loader)


def _target(value: Any) -> str:
    """The path of the output file: a text, or an open file of ROOT's, which is replaced."""
    if hasattr(value, "HandOver"):  # a tmva.ROOT.TFile
        return value.HandOver()
    if isinstance(value, (_core.File, _core.OutputFile)) or hasattr(value, "mktree"):
        raise TypeError("Factory: give the path of the output file; the Factory writes it itself")
    if not value and not isinstance(value, str):
        return ""
    return str(value.GetName()) if hasattr(value, "GetName") else text(value)


class Factory(_core.Factory):
    """Books, trains, tests and compares methods.

    ``Factory(job_name, target, options)`` or ``Factory(job_name, options)``; the options may be
    keyword arguments.

    Parameters
    ----------
    job_name : str
        Prefix of the weight files' names.
    target : str, path or PyROOT TFile
        The ROOT file that EvaluateAllMethods writes.

    Examples
    --------
    >>> factory = TMVA.Factory("TMVAClassification", "out.root", V=False, AnalysisType="Classification")
    >>> factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", NTrees=200, BoostType="Grad")
    >>> factory.TrainAllMethods(); factory.TestAllMethods(); factory.EvaluateAllMethods()
    """

    def __init__(self, job_name: Any, *args: Any, **options: Any):
        args = with_keywords(args, options)
        if len(args) > 2:
            raise TypeError(
                "Factory(job_name, target, options): give the options either as a text or "
                "as keyword arguments"
            )
        if len(args) == 1 and (args[0] is None or hasattr(args[0], "GetName")):
            args = (args[0], "")
        target, text_options = args if len(args) == 2 else ("", args[0] if args else "")
        super().__init__(text(job_name, "job_name"), _target(target), text(text_options, "options"))

    def BookMethod(
        self,
        loader: _core.DataLoader,
        method: Any,
        title: Any,
        *args: Any,  # type: ignore[override]
        **options: Any,
    ) -> _core.BookedMethod:
        """Books a method; options are a text or keyword arguments.

        >>> factory.BookMethod(loader, TMVA.Types.kBDT, "BDTG", "!H:!V:NTrees=1000:BoostType=Grad")
        >>> factory.BookMethod(loader, "BDT", "BDTG", H=False, V=False, NTrees=1000, BoostType="Grad")
        """
        args = with_keywords(args, options)
        if len(args) > 1:
            raise TypeError(
                "BookMethod(loader, method, title, options): give the options either as a "
                "text or as keyword arguments"
            )
        kind = method if isinstance(method, _core.Types.EMVA) else text(method, "method")
        return super().BookMethod(loader, kind, text(title, "title"), text(args[0]) if args else "")

    def GetROCIntegral(
        self,
        loader: LoaderLike,
        title: Any,
        cls: int = 0,  # type: ignore[override]
        sample: Any = _core.Types.kTesting,
    ) -> float:
        """Area under the exact weighted ROC curve; multiclass: class `cls` against the rest."""
        return super().GetROCIntegral(_dataset(loader), text(title), cls, sample)

    def GetROCCurve(  # type: ignore[override]
        self,
        loader: LoaderLike,
        title: Any = 0,
        *args: Any,
        cls: int = 0,
    ) -> Union[_core.Graph, RocCurves]:
        """GetROCCurve(loader, title, [set_titles,] cls=0): one curve with arrays x (signal
        efficiency) and y (background rejection). GetROCCurve(loader, cls=0): those of all methods.
        """
        dataset = _dataset(loader)
        if isinstance(title, int):
            return RocCurves(
                {
                    name: super(Factory, self).GetROCCurve(dataset, name, title or cls)
                    for name in self.MethodTitles(dataset)
                }
            )
        numbers = [arg for arg in args if not isinstance(arg, bool)]
        return super().GetROCCurve(dataset, text(title), numbers[0] if numbers else cls)

    def GetROCCurveAsMultiGraph(self, loader: LoaderLike, cls: int = 0) -> RocCurves:
        """The curves of all methods."""
        return self.GetROCCurve(loader, cls)  # type: ignore[return-value]

    def HasMethod(self, loader: LoaderLike, title: Any) -> bool:  # type: ignore[override]
        return super().HasMethod(_dataset(loader), text(title))

    def GetMethod(self, loader: LoaderLike, title: Any) -> _core.BookedMethod:  # type: ignore[override]
        return super().GetMethod(_dataset(loader), text(title))

    def PrintHelpMessage(self, loader: LoaderLike, title: Any = "") -> None:  # type: ignore[override]
        super().PrintHelpMessage(_dataset(loader), text(title))
