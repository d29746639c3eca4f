"""PyRandomForest, PyAdaBoost and PyGTB, against scikit-learn itself on the same arrays."""

import os
import subprocess
import sys
import xml.etree.ElementTree as xml

import numpy as np
import pytest

import tmva
from tmva import TMVA, _core

sklearn = pytest.importorskip("sklearn")
pytest.importorskip("skops")

from sklearn.ensemble import (  # noqa: E402
    AdaBoostClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.naive_bayes import GaussianNB  # noqa: E402
from sklearn.tree import DecisionTreeClassifier  # noqa: E402
from sklearn_toys import KINDS, loader_of, responses, train  # noqa: E402

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
SAMME = {} if VERSION >= (1, 6) else {"algorithm": "SAMME"}  # later there is no other


def training_arrays(f):
    """What was trained on, from the result file."""
    f.TestAllMethods()
    f.EvaluateAllMethods()
    tree = tmva.File("out.root")["dataset/TrainTree"].arrays()
    return (
        np.stack([tree["x"], tree["y"]], 1),
        np.asarray(tree["classID"]),
        np.asarray(tree["weight"], float),
    )


CASES = [
    ("PyRandomForest", "RandomState=3", RandomForestClassifier(10, random_state=3)),
    (
        "PyRandomForest",
        "NEstimators=7:Criterion=entropy:MaxDepth=4:MinSamplesSplit=6:MinSamplesLeaf=3:"
        "MinWeightFractionLeaf=0.01:MaxFeatures=log2:MaxLeafNodes=9:!Bootstrap:NJobs=2:"
        "RandomState=5:WarmStart:ClassWeight=[1,2.5]",
        RandomForestClassifier(
            7,
            criterion="entropy",
            max_depth=4,
            min_samples_split=6,
            min_samples_leaf=3,
            min_weight_fraction_leaf=0.01,
            max_features="log2",
            max_leaf_nodes=9,
            bootstrap=False,
            random_state=5,
            class_weight={0: 1.0, 1: 2.5},
        ),
    ),
    (
        "PyRandomForest",
        "OoBScore:MaxFeatures=0.5:ClassWeight=balanced:NEstimators=30:RandomState=1",
        RandomForestClassifier(30, max_features=0.5, class_weight="balanced", random_state=1),
    ),
    (
        "PyRandomForest",
        "MaxFeatures=None:RandomState=1:ClassWeight='balanced_subsample'",
        RandomForestClassifier(10, max_features=None, class_weight="balanced_subsample", random_state=1),
    ),
    (
        "PyAdaBoost",
        "Algorithm=SAMME:RandomState=2:NEstimators=20",
        AdaBoostClassifier(n_estimators=20, random_state=2, **SAMME),
    ),
    (
        "PyAdaBoost",
        "Algorithm=SAMME:BaseEstimator=DecisionTreeClassifier(max_depth=2):LearningRate=0.5:RandomState=2",
        AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), learning_rate=0.5, random_state=2, **SAMME),
    ),
    ("PyGTB", "RandomState=4", GradientBoostingClassifier(random_state=4)),
    (
        "PyGTB",
        "Loss=exponential:LearningRate=0.3:NEstimators=12:Subsample=0.7:MinSamplesSplit=5:"
        "MinSamplesLeaf=2:MinWeightFractionLeaf=0.02:MaxDepth=2:Init=zero:RandomState=4:"
        "MaxFeatures=1:MaxLeafNodes=6:WarmStart",
        GradientBoostingClassifier(
            loss="exponential",
            learning_rate=0.3,
            n_estimators=12,
            subsample=0.7,
            min_samples_split=5,
            min_samples_leaf=2,
            min_weight_fraction_leaf=0.02,
            max_depth=2,
            init="zero",
            random_state=4,
            max_features=1,
            max_leaf_nodes=6,
        ),
    ),
    (
        "PyGTB",
        "Loss=deviance:Init=GaussianNB():MaxFeatures=auto:RandomState=1:NEstimators=10",
        GradientBoostingClassifier(init=GaussianNB(), max_features="sqrt", random_state=1, n_estimators=10),
    ),
]


@pytest.mark.parametrize("method, options, peer", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_response_is_that_of_scikit_learn(events, workdir, method, options, peer):
    x, classes, weights = training_arrays(
        train(loader_of(events, weights=True), method, options, target="out.root")
    )
    assert sorted(set(weights)) == [0.5, 1.0, 2.0]
    peer.fit(x, classes, sample_weight=weights)
    np.testing.assert_allclose(responses(method, x), peer.predict_proba(x)[:, 0], rtol=1e-5)


@pytest.mark.parametrize("method", KINDS)
def test_multiclass(events, workdir, method):
    loader = loader_of(events, ("Signal", "Background", "Other"))
    f = train(loader, method, "NEstimators=8:RandomState=1", "Multiclass", "out.root")
    x, classes, weights = training_arrays(f)
    peers = {
        "PyRandomForest": RandomForestClassifier,
        "PyAdaBoost": AdaBoostClassifier,
        "PyGTB": GradientBoostingClassifier,
    }
    peer = peers[method](n_estimators=8, random_state=1)
    peer.fit(x, classes, sample_weight=weights)
    np.testing.assert_allclose(responses(method, x), peer.predict_proba(x), rtol=1e-5)
    assert f.GetROCIntegral(loader, method, 2) > 0.8


def test_signal_is_the_class_named_signal(events, workdir):
    train(
        loader_of(events, ("Background", "Signal")),
        "PyRandomForest",
        "NEstimators=30:MaxDepth=3:RandomState=1",
    )
    assert (
        responses("PyRandomForest", np.array([[2, 0]], "f4"))
        > 0.5
        > responses("PyRandomForest", np.array([[-2, 0]], "f4"))
    )


def test_ranking_and_history(events, workdir):
    f = train(loader_of(events), "PyGTB", "NEstimators=6:RandomState=1", target="out.root")
    x, classes, _ = training_arrays(f)
    peer = GradientBoostingClassifier(n_estimators=6, random_state=1).fit(x, classes)
    ranking = f.GetMethod("dataset", "PyGTB").VariableRanking()
    assert [name for name, _ in ranking] == ["x", "y"]  # the classes differ in x
    np.testing.assert_allclose([value for _, value in ranking], peer.feature_importances_)
    graph = tmva.File("out.root")["dataset/Method_PyGTB/PyGTB/TrainingHistory_loss"]
    np.testing.assert_allclose(np.asarray(graph.y), peer.train_score_)


def test_without_importances_there_is_no_ranking(events, workdir):
    f = train(
        loader_of(events),
        "PyAdaBoost",
        "BaseEstimator=LogisticRegression(C=2.0):NEstimators=3:Algorithm=SAMME",
    )
    assert f.GetMethod("dataset", "PyAdaBoost").VariableRanking() is None


REFUSED = [
    ("PyRandomForest", "NEstimators=0", "NEstimators"),
    ("PyRandomForest", "NJobs=-1", "NJobs"),
    ("PyRandomForest", "MaxDepth=0", "option MaxDepth"),
    ("PyRandomForest", "MaxDepth=deep", "option MaxDepth=deep: expected None or a whole number"),
    ("PyRandomForest", "MaxDepth=__import__('os').system('touch ran')", "option MaxDepth"),
    ("PyRandomForest", "MaxFeatures=all", "option MaxFeatures=all: expected auto, sqrt"),
    ("PyRandomForest", "MaxFeatures=-1", "option MaxFeatures"),
    ("PyRandomForest", "MaxLeafNodes=1", "option MaxLeafNodes"),
    ("PyRandomForest", "RandomState=-3", "seed"),
    ("PyRandomForest", "ClassWeight=[1,2,3]", "ClassWeight.*list of 2 weights"),
    ("PyRandomForest", "!Bootstrap:OoBScore", "(?i)bootstrap"),
    ("PyRandomForest", "Criterion=log", "gini"),
    ("PyRandomForest", "MaxDept=3", "MaxDepth"),
    ("PyRandomForest", "FilenameClassifier=model.h5", "must end in .skops"),
    ("PyAdaBoost", "LearningRate=0", "LearningRate=0 is not above 0"),
    (
        "PyAdaBoost",
        "BaseEstimator=open('ran','w')",
        "BaseEstimator=.*expected None or a classifier",
    ),
    ("PyAdaBoost", "BaseEstimator=DecisionTreeClassifier(max_depth=print(1))", "BaseEstimator"),
    ("PyAdaBoost", "BaseEstimator=DecisionTreeClassifier(depth=1)", "BaseEstimator.*depth"),
    (
        "PyAdaBoost",
        "BaseEstimator=DecisionTreeClassifier(max_depth=0)",
        "option BaseEstimator.*max_depth",
    ),
    ("PyAdaBoost", "Algorithm=SAME", "SAMME"),
    ("PyGTB", "MaxDepth=0", "MaxDepth"),
    ("PyGTB", "Subsample=0", "Subsample=0 is not above 0"),
    ("PyGTB", "Loss=log", "log_loss"),
    ("PyGTB", "Init=7", "option Init=7"),
]


@pytest.mark.parametrize("method, options, match", REFUSED)
def test_booking_refuses(events, workdir, method, options, match):
    f = TMVA.Factory("job", "!V:Silent:!Color:AnalysisType=Classification")
    with pytest.raises(tmva.OptionError, match=match):
        f.BookMethod(loader_of(events), KINDS[method], "M", options)
    assert not os.path.exists("ran")


def test_booking_refuses_what_the_analysis_cannot_be(events, workdir):
    f = TMVA.Factory("job", "!V:Silent:!Color:AnalysisType=Multiclass")
    with pytest.raises(tmva.OptionError, match="exponential is for two classes, the data set has 3"):
        f.BookMethod(loader_of(events, ("Signal", "Background", "Other")), "PyGTB", "M", "Loss=exponential")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddTarget("y")
    loader.AddRegressionTree(events["Signal"])
    f = TMVA.Factory("job", "!V:Silent:!Color:AnalysisType=Regression")
    for method, kind in KINDS.items():
        with pytest.raises(
            tmva.OptionError,
            match=f"{method} can't do Regression: it is scikit-learn's .*Classifier",
        ):
            f.BookMethod(loader, kind, "M")


def test_algorithm_that_is_gone_is_replaced_with_a_warning(events, workdir, capsys):
    f = TMVA.Factory("job", "!V:!Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader_of(events), "PyAdaBoost", "M", "Algorithm=SAMME.R")
    warned = "no Algorithm=SAMME.R any more: training with SAMME" in capsys.readouterr().out
    assert warned == (VERSION >= (1, 6))


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_negative_weights(events, workdir):
    events["Signal"]["w"][::2] = -0.25
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader_of(events, weights=True), "PyAdaBoost", "M")
    with pytest.raises(tmva.DataError, match="IgnoreNegWeightsInTraining"):
        f.TrainAllMethods()
    train(loader_of(events, weights=True), "PyAdaBoost", "IgnoreNegWeightsInTraining:NEstimators=3")


@pytest.mark.parametrize("method", KINDS)
def test_no_option_is_missing_in_the_weight_file(events, workdir, method):
    train(loader_of(events), method, "NEstimators=2")
    options = xml.parse(f"dataset/weights/job_{method}.weights.xml").getroot().find("Options")
    written = {option.get("name"): option for option in options}
    declared = _core.method_options(method)
    assert set(written) == {o.name for o in declared if not o.deprecated and not o.reader_only}
    assert written["NEstimators"].get("modified") == "Yes" and written["NEstimators"].text == "2"
    assert all(option.help for option in declared)


INTERRUPTED = """
import signal, threading, time
import numpy as np
signal.signal(signal.SIGINT, signal.default_int_handler)
from tmva import TMVA
x = np.random.default_rng(1).normal(size=4000)
loader = TMVA.DataLoader("dataset")
loader.AddVariable("x")
loader.AddSignalTree({"x": x}), loader.AddBackgroundTree({"x": x})
loader.PrepareTrainingAndTestTree("", V=False)
f = TMVA.Factory("job", "!V:Silent:!DrawProgressBar:AnalysisType=Classification")
f.BookMethod(loader, "PyGTB", "M", "NEstimators=1000000")
threading.Timer(0.5, lambda: signal.raise_signal(signal.SIGINT)).start()
try:
    f.TrainAllMethods()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_training_stops_when_interrupted(workdir):
    command = [sys.executable, "-c", INTERRUPTED]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "interrupted" in run.stdout, run.stdout[-2000:] + run.stderr[-2000:]
