"""The analysis chain: data set, trainings by folds, evaluation and application, from one YAML file.

>>> from tmva import analysis
>>> analysis.train("analysis.yaml")
>>> analysis.evaluate("analysis.yaml")["BDTG"].tables["roc"]
>>> analysis.apply("analysis.yaml")
>>> analysis.add_scores("bdt.weights.xml", "events.root:tree", in_place=True)
"""

from __future__ import annotations

from .api import add_scores, apply, evaluate, train

__all__ = ["add_scores", "apply", "evaluate", "train"]
