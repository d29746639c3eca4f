"""DataLoader: TMVA's DataLoader, taking trees of many kinds and keyword arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._options import text, with_keywords
from .sources import TreeLike, as_source


def _texts(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Objects with a text (TCut, TString) as str; numbers and enumerations stay."""
    keep = (str, bool, int, float, np.number, _core.Types.ETreeType)
    return tuple(arg if isinstance(arg, keep) else text(arg) for arg in args)


class DataLoader(_core.DataLoader):
    """Collects variables, trees, cuts and weights, and makes the data set from them.

    Parameters
    ----------
    name : str
        Name of the data set: the folder for weight files and in the output file.

    Examples
    --------
    >>> loader = TMVA.DataLoader("dataset")
    >>> loader.AddVariable("myvar1 := var1+var2", "F")
    >>> loader.AddSignalTree("signal.root:events", 1.0)
    >>> loader.AddBackgroundTree({"var1": x, "var2": y})
    >>> loader.PrepareTrainingAndTestTree("abs(var1) < 3", nTrain_Signal=1000, SplitMode="Random")
    """

    def __init__(self, name: Any = "default"):
        super().__init__(text(name, "DataLoader"))

    # -- variables: expression, then title, unit, type and range as in C++
    def AddVariable(self, expression: Any, *args: Any, **kwargs: Any) -> None:
        """AddVariable(expression, [title, unit,] type='F', min=0, max=0)."""
        super().AddVariable(text(expression), *_texts(args), **kwargs)

    def AddVariablesArray(  # type: ignore[override]
        self,
        expression: Any,
        size: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """AddVariablesArray(expression, size, type='F', min=0, max=0)."""
        super().AddVariablesArray(text(expression), size, *_texts(args), **kwargs)

    def AddTarget(self, expression: Any, *args: Any, **kwargs: Any) -> None:
        """AddTarget(expression, title='', unit='', min=0, max=0)."""
        super().AddTarget(text(expression), *_texts(args), **kwargs)

    def AddRegressionTarget(self, expression: Any, *args: Any, **kwargs: Any) -> None:
        """Same as AddTarget."""
        super().AddRegressionTarget(text(expression), *_texts(args), **kwargs)

    def AddSpectator(self, expression: Any, *args: Any, **kwargs: Any) -> None:
        """AddSpectator(expression, title='', unit='', min=0, max=0)."""
        super().AddSpectator(text(expression), *_texts(args), **kwargs)

    # -- trees
    def AddSignalTree(self, tree: TreeLike, *args: Any, **kwargs: Any) -> None:
        """AddSignalTree(tree, weight=1, type=kMaxTreeType or 'Training'/'Test')."""
        super().AddSignalTree(as_source(tree), *_texts(args), **kwargs)

    def AddBackgroundTree(self, tree: TreeLike, *args: Any, **kwargs: Any) -> None:
        """AddBackgroundTree(tree, weight=1, type=kMaxTreeType or 'Training'/'Test')."""
        super().AddBackgroundTree(as_source(tree), *_texts(args), **kwargs)

    def AddRegressionTree(self, tree: TreeLike, *args: Any, **kwargs: Any) -> None:
        """AddRegressionTree(tree, weight=1, type=kMaxTreeType)."""
        super().AddRegressionTree(as_source(tree), *_texts(args), **kwargs)

    def AddTree(self, tree: TreeLike, class_name: Any, *args: Any, **kwargs: Any) -> None:
        """AddTree(tree, class_name, weight=1, cut='', type=kMaxTreeType or 'Training'/'Test')."""
        if "cut" in kwargs:
            kwargs["cut"] = text(kwargs["cut"])
        super().AddTree(as_source(tree), text(class_name), *_texts(args), **kwargs)

    def SetInputTrees(  # type: ignore[override]
        self,
        first: TreeLike,
        second: Any,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """SetInputTrees(signal, background, signal_weight=1, background_weight=1), or
        SetInputTrees(tree, signal_cut, background_cut)."""
        if len(args) == 1 and not isinstance(args[0], (int, float)):
            super().SetInputTrees(as_source(first), text(second), text(args[0]))
        else:
            super().SetInputTrees(as_source(first), as_source(second), *args, **kwargs)

    # -- cuts, weights and the split
    def SetSignalWeightExpression(self, expression: Any) -> None:
        super().SetSignalWeightExpression(text(expression))

    def SetBackgroundWeightExpression(self, expression: Any) -> None:
        super().SetBackgroundWeightExpression(text(expression))

    def SetWeightExpression(self, expression: Any, class_name: Any = "") -> None:
        super().SetWeightExpression(text(expression), text(class_name))

    def SetCut(self, cut: Any, class_name: Any = "") -> None:
        super().SetCut(text(cut), text(class_name))

    def AddCut(self, cut: Any, class_name: Any = "") -> None:
        super().AddCut(text(cut), text(class_name))

    def PrepareTrainingAndTestTree(self, *args: Any, **options: Any) -> None:
        """Cuts and the split into training and test sample.

        PrepareTrainingAndTestTree(cut, options), (signal_cut, background_cut, options),
        (cut, signal_train, background_train, signal_test, background_test, options) or
        (cut, train, test=-1). The options may be keyword arguments:
        ``loader.PrepareTrainingAndTestTree("", nTrain_Signal=1000, SplitMode="Random")``.
        """
        super().PrepareTrainingAndTestTree(*_texts(with_keywords(args, options)))

    def __repr__(self) -> str:
        info = self.GetDataSetInfo()
        return (
            f"<DataLoader {self.GetName()!r}: {len(info.variables)} variables, "
            f"{len(info.targets)} targets, classes {[c.name for c in info.classes]}>"
        )
