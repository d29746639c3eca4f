"""BDTs trained on odd inputs: finite responses, or an error that says why not."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tmva
from tmva import TMVA

FEWEST = 10  # training events, for the Factory to train at all
LARGEST = np.finfo(np.float32).max


def _scaled(size):
    return lambda rng, n: size * rng.normal(size=n)


VARIABLES = {
    "normal": _scaled(1),
    "huge": _scaled(1e30),
    "small": _scaled(1e-30),
    "subnormal": _scaled(1e-42),
    "constant": lambda rng, n: np.full(n, 1 / 3),
    "largest": lambda rng, n: rng.choice([-LARGEST, 0, LARGEST], n),
    "neighbours": lambda rng, n: np.nextafter(np.float32(1e7), np.float32(rng.choice([0, 2e7], n))),
    "two values": lambda rng, n: rng.integers(0, 2, n),
    "integers": lambda rng, n: rng.integers(-5, 5, n),
    "outlier": lambda rng, n: np.where(np.arange(n) == n // 2, 1e30, rng.normal(size=n)),
    "all magnitudes": lambda rng, n: 10 ** rng.uniform(-38, 38, n) * rng.choice([-1, 1], n),
    "same again": None,
}
WEIGHTS = {
    "1": lambda rng, n: np.ones(n),
    "8 orders": lambda rng, n: 10 ** rng.uniform(-4, 4, n),
    "negative": lambda rng, n: rng.choice([-1, 1, 2], n),
    "mostly negative": lambda rng, n: rng.choice([-1, -2, 1], n),
    "zeros": lambda rng, n: rng.integers(0, 2, n),
    "huge": lambda rng, n: 1e35 * rng.random(n),
    "small": lambda rng, n: 1e-35 * rng.random(n),
}
FOREST = st.fixed_dictionaries(
    {
        "NTrees": st.integers(1, 5),
        "MaxDepth": st.sampled_from([1, 3, 8]),
        "MinNodeSize": st.sampled_from(["0.1%", "5%", "45%"]),
        "CutGrid": st.sampled_from(["Auto", "NodeRange", "Quantile"]),
    },
    optional={
        "nCuts": st.sampled_from([-1, 1, 2, 200]),
        "UseRandomisedTrees": st.booleans(),
        "UseBaggedBoost": st.booleans(),
        "BaggedSampleFraction": st.sampled_from([0.01, 0.5, 3]),
        "SkipNormalization": st.booleans(),
        "NegWeightTreatment": st.sampled_from(
            ["InverseBoostNegWeights", "IgnoreNegWeightsInTraining", "PairNegWeightsGlobal", "Pray"]
        ),
    },
)
CLASSIFICATION = st.fixed_dictionaries(
    {"BoostType": st.sampled_from(["AdaBoost", "RealAdaBoost", "AdaCost", "Bagging", "Grad"])},
    optional={
        "AdaBoostBeta": st.sampled_from([0.1, 10]),
        "Shrinkage": st.sampled_from([0.1, 10]),
        "SeparationType": st.sampled_from(
            ["CrossEntropy", "GiniIndexWithLaplace", "MisClassificationError", "SDivSqrtSPlusB"]
        ),
        "PruneMethod": st.sampled_from(["CostComplexity", "ExpectedError"]),
        "PruneStrength": st.sampled_from([-1, 0, 30]),
        "UseFisherCuts": st.booleans(),
        "DoPreselection": st.booleans(),
        "SigToBkgFraction": st.sampled_from([1e-3, 1e3]),
        "EarlyStopping": st.sampled_from([1, 3]),
    },
)
MULTICLASS = st.just({"BoostType": "Grad"})
REGRESSION = st.fixed_dictionaries(
    {"BoostType": st.sampled_from(["AdaBoostR2", "Grad", "Bagging"])},
    optional={
        "AdaBoostR2Loss": st.sampled_from(["Linear", "Quadratic", "Exponential"]),
        "RegressionLossFunctionBDTG": st.sampled_from(["Huber", "AbsoluteDeviation", "LeastSquares"]),
        "HuberQuantile": st.sampled_from([0, 0.5, 1]),
        "EarlyStopping": st.sampled_from([1, 3]),
        "PruneMethod": st.just("CostComplexity"),
        "PruneStrength": st.sampled_from([0, 30]),
    },
)


@st.composite
def samples(draw):
    """Columns of odd numbers, called x0, x1, ..., and their weights, w."""
    kinds = draw(st.lists(st.sampled_from(list(VARIABLES)), min_size=1, max_size=4))
    kinds *= draw(st.sampled_from([1, 1, 1, 60 // len(kinds)]))
    events = draw(st.sampled_from([10, 20, 21, 40, 300]))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    columns = {}
    for i, kind in enumerate(kinds):
        make = VARIABLES[kind]
        values = columns.get("x0", np.arange(events)) if make is None else make(rng, events)
        columns[f"x{i}"] = np.asarray(values, np.float32)
    columns["w"] = WEIGHTS[draw(st.sampled_from(list(WEIGHTS)))](rng, events).astype(float)
    return columns


TARGETS = st.sampled_from(["normal", "huge", "small", "constant", "two values", "outlier", "largest"])


def train_and_apply(kind, columns, options):
    """The responses of the Reader to the training events and to events that are far from them."""
    factory = TMVA.Factory("Odd", f"!V:Silent:!DrawProgressBar:AnalysisType={kind}")
    loader = TMVA.DataLoader("dataset")
    variables = [name for name in columns if name.startswith("x")]
    for name in variables:
        loader.AddVariable(name, "F")
    classes = {"Regression": 1, "Classification": 2, "Multiclass": 3}[kind]
    for k in range(classes):
        name = "Regression" if classes == 1 else ("Signal", "Background", "Other")[k]
        loader.AddTree({c: values[k::classes] for c, values in columns.items()}, name)
        loader.SetWeightExpression("w", name)
    if kind == "Regression":
        loader.AddTarget("target")
    loader.PrepareTrainingAndTestTree("", "SplitMode=Alternate:!V")
    factory.BookMethod(loader, "BDT", "BDT", H=False, V=False, **options)
    weights = pathlib.Path("dataset/weights/Odd_BDT.weights.xml")
    weights.unlink(missing_ok=True)
    factory.TrainAllMethods()
    if not weights.exists():  # the Factory warns, as TMVA's
        assert len(columns["w"]) < 3 * FEWEST
        return np.zeros(1)
    reader = TMVA.Reader("Silent")
    for name in variables:
        reader.AddVariable(name, np.zeros(1, np.float32))
    reader.BookMVA("BDT", str(weights))
    rows = np.stack([columns[name] for name in variables], axis=1)
    far = np.outer([0, 1, -1, LARGEST, -LARGEST], np.ones(len(variables)))
    return np.asarray(reader.Evaluate("BDT", np.vstack([rows, far]).astype(np.float32)))


def check(kind, columns, options):
    try:
        responses = train_and_apply(kind, columns, options)
    except (tmva.OptionError, tmva.DataError):
        return  # options that do not go together, a class whose weights sum to nothing
    assert np.isfinite(responses).all()


def odd_sample(events, weights):
    """One variable that tells most events of two classes apart."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=events) + 3 * (np.arange(events) % 2)
    return {"x0": x.astype(np.float32), "w": WEIGHTS[weights](rng, events).astype(float)}


@pytest.mark.parametrize("boost", ["AdaBoost", "RealAdaBoost", "AdaCost"])
def test_factors_beyond_single_precision_do_not_end_the_training(boost, workdir):
    """A tree of a small error changes weights by more than a float holds."""
    options = {"BoostType": boost, "AdaBoostBeta": 10, "NTrees": 5, "CutGrid": "Auto"}
    responses = train_and_apply("Classification", odd_sample(200, "8 orders"), options)
    assert np.isfinite(responses).all() and responses[0] > responses[1]


@pytest.mark.parametrize("boost", ["AdaBoost", "RealAdaBoost", "AdaCost", "Bagging", "Grad"])
def test_a_bag_may_be_empty(boost, workdir):
    options = {"BoostType": boost, "NTrees": 20, "UseBaggedBoost": True}
    options["BaggedSampleFraction"] = 0.02
    assert np.isfinite(train_and_apply("Classification", odd_sample(40, "1"), options)).all()


def test_preselection_that_decides_on_everything_is_named(workdir):
    sample = odd_sample(40, "1")
    sample["x0"] = np.float32(np.arange(40) % 2)
    with pytest.raises(tmva.DataError, match="DoPreselection leaves no training events of the"):
        train_and_apply("Classification", sample, {"DoPreselection": True, "NTrees": 3})


@pytest.mark.parametrize("boost", ["AdaBoostR2", "Bagging", "Grad"])
def test_means_over_weights_that_cancel_stay_numbers(boost, workdir):
    columns = {
        "x0": np.zeros(24, np.float32),
        "w": np.tile([1, 1, 1, 1, -0.9999999, -0.9999999, -0.9999999, -0.9999999], 3),
        "target": np.tile(np.float32([1e35, 1e35, 1e35, 1e35, 0, 0, 0, 0]), 3),
    }
    options = {"BoostType": boost, "NTrees": 3}
    assert np.isfinite(train_and_apply("Regression", columns, options)).all()


def test_targets_that_cannot_be_summed_are_refused(workdir):
    columns = odd_sample(40, "1") | {"target": np.full(40, LARGEST, np.float32)}
    with pytest.raises(tmva.DataError, match="the target target is 3.4.*too large"):
        train_and_apply("Regression", columns, {"BoostType": "Bagging"})


quickly = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@quickly
@given(columns=samples(), options=FOREST, more=CLASSIFICATION)
def test_classification(columns, options, more, workdir):
    check("Classification", columns, options | more)


@quickly
@given(columns=samples(), options=FOREST, more=MULTICLASS)
def test_multiclass(columns, options, more, workdir):
    check("Multiclass", columns, options | more)


@quickly
@given(columns=samples(), options=FOREST, more=REGRESSION, target=TARGETS)
def test_regression(columns, options, more, target, workdir):
    rng = np.random.default_rng(3)
    columns = columns | {"target": np.float32(VARIABLES[target](rng, len(columns["w"])))}
    check("Regression", columns, options | more)
