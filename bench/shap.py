"""SHAP values: the same forests explained by tmva and by XGBoost's and LightGBM's own predictors, one thread.

Prints microseconds a row and tree, and the largest difference of the values.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import lightgbm
import numpy as np
import xgboost

import tmva

ROWS = 2000


def best_time(call: Callable[[], np.ndarray], repeats: int = 3) -> tuple[float, np.ndarray]:
    """The shortest of some runs, and what they gave."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        values = call()
        times.append(time.perf_counter() - begin)
    return min(times), values


def main() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20000, 28)).astype(np.float32)
    y = rng.normal(size=len(x)) + x[:, 0] * x[:, 1] + x[:, 2:20].sum(1) > 0
    print(
        "| forest | peer | peer us | tmva us | times faster | largest difference |\n|---|---|---|---|---|---|"
    )
    for depth, trees in ((3, 800), (6, 200), (10, 30)):
        options = {"max_depth": depth, "nthread": 1, "objective": "binary:logistic", "tree_method": "hist"}
        booster = xgboost.train(options, xgboost.DMatrix(x, y), trees)
        rows = xgboost.DMatrix(x[:ROWS])
        compare(
            f"depth {depth}, {trees} trees",
            "XGBoost",
            booster,
            trees,
            lambda: booster.predict(rows, pred_contribs=True),
            x[:ROWS],
        )
        gbm = lightgbm.train(
            {
                "max_depth": depth,
                "num_leaves": 2**depth,
                "num_threads": 1,
                "verbose": -1,
                "objective": "binary",
            },
            lightgbm.Dataset(x, y),
            trees,
        )
        compare(
            f"depth {depth}, {trees} trees",
            "LightGBM",
            gbm,
            trees,
            lambda: gbm.predict(x[:ROWS], pred_contrib=True, num_threads=1),
            x[:ROWS],
        )


def compare(
    forest: str, name: str, booster: object, trees: int, peer: Callable[[], np.ndarray], x: np.ndarray
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / ("model.json" if name == "XGBoost" else "model.txt"))
        booster.save_model(path)
        ensemble = tmva.TreeEnsemble.load(path)
    peer_time, expected = best_time(peer)
    our_time, values = best_time(lambda: ensemble.shap_values(x, threads=1))
    scale = 1e6 / ROWS / trees
    print(
        f"| {forest} | {name} | {peer_time * scale:.2f} | {our_time * scale:.2f} | {peer_time / our_time:.1f} "
        f"| {np.abs(values - expected).max():.1g} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
