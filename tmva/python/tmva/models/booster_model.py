"""Boosters of XGBoost and LightGBM, live."""

from __future__ import annotations

from typing import Any

from .. import _core
from . import forest_graph


def convert(booster: Any) -> bytes:
    """The graph of a Booster."""
    library = type(booster).__module__.split(".")[0]
    if library == "xgboost":
        forest = _core.TreeEnsemble.Parse(bytes(booster.save_raw("json")), "Booster.json")
        return forest_graph.convert(forest, {"method": "XGBoost"}, "Booster")
    if library == "lightgbm":
        forest = _core.TreeEnsemble.Parse(booster.model_to_string().encode(), "Booster.txt")
        return forest_graph.convert(forest, {"method": "LightGBM"}, "Booster")
    raise _core.ModelError(f"a Booster of {library} is not supported; those of xgboost and lightgbm are")
