"""Answers of a model to the events of a tree."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from .. import _core
from ..trees import Tree
from .graph import Model


class Scorer:
    """Applies a model of one input [events, variables] to ranges of a tree's entries."""

    def __init__(
        self, model: Model, tree: Tree, variables: Optional[list[str]], branch: str
    ) -> None:
        self._model, self._tree, self._branch = model, tree, branch
        inputs = model.inputs
        if len(inputs) != 1 or len(inputs[0].shape) != 2:
            shapes = ", ".join(f"{i.name} {list(i.shape)}" for i in inputs)
            raise _core.ModelError(
                f"{model.name}: one input [events, variables] is needed, the model has {shapes}"
            )
        known = [v.get("expression", "") for v in model.metadata.get("variables", [])]
        self._variables = variables or known
        width = inputs[0].shape[1]
        if not self._variables or not all(self._variables):
            raise _core.OptionError(
                f"{model.name}: does not name its variables: --variables 'x,y,x/y' names {width}"
            )
        if isinstance(width, int) and width != len(self._variables):
            raise _core.OptionError(
                f"{model.name}: the model has {width} variables, {len(self._variables)} are named: "
                f"{', '.join(self._variables)}"
            )

    def scores(self, begin: int, end: int) -> dict[str, np.ndarray]:
        """New branches: one a column of the last answer, and the label where there is one."""
        columns = self._tree.arrays(
            self._variables, entry_start=begin, entry_stop=end, library="np"
        )
        x = np.empty((end - begin, len(self._variables)), np.float32)
        for k, name in enumerate(self._variables):
            x[:, k] = columns[name]
        kind = {"float": np.float32, "double": np.float64}.get(
            self._model.inputs[0].type, np.float32
        )
        answers = self._model.run([x.astype(kind, copy=False)])
        scores = np.asarray(answers[-1]).reshape(len(x), -1)
        found: dict[str, Any] = {}
        for k in range(scores.shape[1]):
            found[self._branch if scores.shape[1] == 1 else f"{self._branch}_{k}"] = scores[:, k]
        names = [o.name for o in self._model.outputs]
        if names[0] == "label" and np.asarray(answers[0]).dtype.kind == "i":
            found[f"{self._branch}_label"] = answers[0]
        return found
