"""Learning from missing values (NaN), on request."""

from __future__ import annotations

import numpy as np
import pytest

import tmva
from tmva import TMVA

N = 4000


def toy(seed: int = 1) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Signal and background; `b` is missing more often in background, and not at random."""
    rng = np.random.default_rng(seed)
    events = []
    for shift, missing in ((0.6, 0.1), (0.0, 0.5)):
        a, b = rng.normal(shift, 1, N).astype("f4"), rng.normal(-shift, 1, N).astype("f4")
        b[rng.random(N) < missing] = np.nan
        events.append({"a": a, "b": b})
    return events[0], events[1]


def book(
    signal: dict,
    background: dict,
    options: str,
    prepare: str = "AllowMissing:",
    method: str = "BDT",
    target: str | None = None,
) -> tuple[TMVA.Factory, TMVA.DataLoader]:
    arguments = [
        "Missing",
        *([target] if target else []),
        "!V:Silent:!DrawProgressBar:AnalysisType=Classification",
    ]
    factory, loader = TMVA.Factory(*arguments), TMVA.DataLoader("dataset")
    for name in ("a", "b"):
        loader.AddVariable(name, "F")
    loader.AddSignalTree(signal)
    loader.AddBackgroundTree(background)
    loader.PrepareTrainingAndTestTree("", prepare + "SplitMode=Random:SplitSeed=3:!V")
    factory.BookMethod(loader, method, "M", options)
    return factory, loader


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("boost", ["Grad:Shrinkage=0.2", "AdaBoost"])
def test_missing_values_tell_the_classes_apart(boost):
    signal, background = toy()
    options = f"!H:!V:NTrees=60:MaxDepth=3:BoostType={boost}"
    factory, loader = book(signal, background, options, target="out.root")
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()
    learned = factory.GetROCIntegral(loader, "M")
    for events in (signal, background):
        events["b"] = np.nan_to_num(events["b"], nan=0.0)
    factory, loader = book(signal, background, options, prepare="")
    factory.TrainAllMethods()
    factory.TestAllMethods()
    assert learned > factory.GetROCIntegral(loader, "M") - 0.005
    with tmva.File("out.root") as file:
        assert np.isnan(file["dataset/TestTree"]["b"].array()).any(), (
            "the test events are written as they are"
        )


def test_the_reader_answers_missing_values_alone_and_in_company():
    signal, background = toy()
    factory, _ = book(signal, background, "!H:!V:NTrees=40:BoostType=Grad")
    factory.TrainAllMethods()
    reader = TMVA.Reader("Silent")
    a, b = np.zeros(1, "f4"), np.zeros(1, "f4")
    reader.AddVariable("a", a)
    reader.AddVariable("b", b)
    reader.BookMVA("M", "dataset/weights/Missing_M.weights.xml")
    rows = np.array([[0.3, np.nan], [0.3, 0.1], [np.nan, 0.1], [np.nan, np.nan]] * 20, "f4")
    together = reader.Evaluate("M", rows)
    assert np.all(together > -1)
    assert together[0] != together[1]
    for i in range(4):
        a[0], b[0] = rows[i]
        assert reader.EvaluateMVA("M") == together[i]


def test_without_the_request_nan_is_refused_and_the_way_out_named():
    signal, background = toy()
    factory, _ = book(signal, background, "NTrees=10", prepare="")
    with pytest.raises(tmva.DataError, match="variable 'b' is nan.*AllowMissing"):
        factory.TrainAllMethods()


@pytest.mark.parametrize(
    "method, options, words",
    [
        ("Fisher", "", "Fisher.*AllowMissing"),
        ("BDT", "CutGrid=NodeRange", "CutGrid=Auto"),
        ("BDT", "UseFisherCuts", "AllowMissing"),
        ("BDT", "VarTransform=N", "VarTransform"),
    ],
)
def test_methods_that_cannot_learn_from_it_refuse_at_booking(method, options, words):
    signal, background = toy()
    with pytest.raises(tmva.OptionError, match=words):
        book(signal, background, options, method=method)


def test_infinity_is_refused_all_the_same():
    signal, background = toy()
    signal["a"][7] = np.inf
    factory, _ = book(signal, background, "NTrees=10")
    with pytest.raises(tmva.DataError, match="variable 'a' is inf"):
        factory.TrainAllMethods()
