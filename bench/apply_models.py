"""Models that bench/apply.py applies: forests as htt-ml books them, and a small network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tmva import TMVA

VARIABLES = [f"x{i}" for i in range(30)]
BDT = (
    "!H:!V:VarTransform=None:NTrees=1500:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.50:nCuts=50:"
    "MaxDepth=3:SeparationType=GiniIndex"
)


class Subject(NamedTuple):
    title: str
    loop: list[str]  # weight files that the loop books, by event number
    batch: list[str]  # what tmva apply is given


def _train(folder: Path, classes: dict[str, float], method: str, options: str, events: int) -> str:
    rng = np.random.default_rng(2)
    loader = TMVA.DataLoader(str(folder))
    for name in VARIABLES:
        loader.AddVariable(name)
    for cls, shift in classes.items():
        loader.AddTree({name: rng.normal(shift, 1, events).astype("f") for name in VARIABLES}, cls)
    loader.PrepareTrainingAndTestTree("", "SplitMode=Random:!V")
    analysis = "Multiclass" if len(classes) > 2 else "Classification"
    factory = TMVA.Factory("bench", f"Silent:!DrawProgressBar:AnalysisType={analysis}")
    factory.BookMethod(loader, method, method, options)
    factory.TrainAllMethods()
    return str(folder / f"weights/bench_{method}.weights.xml")


def forests(folder: Path) -> Subject:
    """Two folds of three classes, 1500 trees of depth 3 a class."""
    classes = {"signal": 0.2, "background_1": -0.2, "background_2": 0.0}
    first = _train(folder / "bdt0", classes, "BDT", BDT, 10_000)
    second = str(folder / "bdt1.weights.xml")
    shutil.copyfile(first, second)
    return Subject("BDT", [first, second], [first, second])


def network(folder: Path) -> Subject | None:
    """30-64-64-2 of Keras, through PyKeras in the loop and as a graph otherwise; None without
    Keras."""
    try:
        os.environ.setdefault("KERAS_BACKEND", "torch")
        import keras
    except ImportError:
        return None
    layers: list[Any] = [
        keras.Input((len(VARIABLES),)),
        *[keras.layers.Dense(64, activation="relu") for _ in range(2)],
        keras.layers.Dense(2, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile(loss="categorical_crossentropy", optimizer="adam", weighted_metrics=["accuracy"])
    path = folder / "model.keras"
    model.save(path)
    weights = _train(
        folder / "keras",
        {"Signal": 0.2, "Background": -0.2},
        "PyKeras",
        f"!V:FilenameModel={path}:FilenameTrainedModel={folder}/trained.keras:NumEpochs=1:BatchSize=100",
        1000,
    )
    return Subject("MLP", [weights], [str(folder / "trained.keras")])
