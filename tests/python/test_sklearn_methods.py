"""PyRandomForest, PyAdaBoost and PyGTB, against scikit-learn itself on the same arrays."""

import os
import pickle
import shutil
import xml.etree.ElementTree as xml

import numpy as np
import pytest

import tmva
from tmva import TMVA

sklearn = pytest.importorskip("sklearn")
pytest.importorskip("skops")

from sklearn.ensemble import AdaBoostClassifier, GradientBoostingClassifier, RandomForestClassifier  # noqa: E402
from sklearn.naive_bayes import GaussianNB  # noqa: E402
from sklearn.tree import DecisionTreeClassifier  # noqa: E402

KINDS = {"PyRandomForest": TMVA.Types.kPyRandomForest, "PyAdaBoost": TMVA.Types.kPyAdaBoost,
         "PyGTB": TMVA.Types.kPyGTB}
FILES = {"PyRandomForest": "PyRFModel", "PyAdaBoost": "PyAdaBoostModel", "PyGTB": "PyGTBModel"}


@pytest.fixture
def events():
    """Few events of three classes, with weights that are exact in float."""
    rng = np.random.default_rng(5)

    def columns(x, y, n=300):
        return {"x": rng.normal(x, 1, n).astype("f4"), "y": rng.normal(y, 1, n).astype("f4"),
                "w": rng.choice([0.5, 1.0, 2.0], n)}

    return {"Signal": columns(1, 0), "Background": columns(-1, 0), "Other": columns(0, 2)}


def loader_of(events, classes=("Signal", "Background"), weights=False):
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    for name in classes:
        loader.AddTree(events[name], name)
    if weights:
        loader.SetWeightExpression("w")
    loader.PrepareTrainingAndTestTree("", NormMode=None, V=False)
    return loader


def train(loader, method, options="", analysis="Classification", target=""):
    f = TMVA.Factory("job", target, f"!V:Silent:!Color:!DrawProgressBar:AnalysisType={analysis}")
    f.BookMethod(loader, KINDS[method], method, options)
    f.TrainAllMethods()
    return f


def training_arrays(f):
    """What was trained on, from the result file."""
    f.TestAllMethods()
    f.EvaluateAllMethods()
    tree = tmva.File("out.root")["dataset/TrainTree"].arrays()
    return np.stack([tree["x"], tree["y"]], 1), np.asarray(tree["classID"]), np.asarray(tree["weight"])


def responses(method, x):
    reader = TMVA.Reader("Silent")
    reader.BookMVA(method, f"dataset/weights/job_{method}.weights.xml")
    return reader.Evaluate(method, x)


CASES = [
    ("PyRandomForest", "RandomState=3", RandomForestClassifier(10, random_state=3)),
    ("PyRandomForest",
     "NEstimators=7:Criterion=entropy:MaxDepth=4:MinSamplesSplit=6:MinSamplesLeaf=3:MinWeightFractionLeaf=0.01:"
     "MaxFeatures=log2:MaxLeafNodes=9:!Bootstrap:NJobs=2:RandomState=5:WarmStart:ClassWeight=[1,2.5]",
     RandomForestClassifier(7, criterion="entropy", max_depth=4, min_samples_split=6, min_samples_leaf=3,
                            min_weight_fraction_leaf=0.01, max_features="log2", max_leaf_nodes=9, bootstrap=False,
                            random_state=5, class_weight={0: 1.0, 1: 2.5})),
    ("PyRandomForest", "OoBScore:MaxFeatures=0.5:ClassWeight=balanced:NEstimators=30:RandomState=1",
     RandomForestClassifier(30, max_features=0.5, class_weight="balanced", random_state=1)),
    ("PyRandomForest", "MaxFeatures=None:RandomState=1:ClassWeight='balanced_subsample'",
     RandomForestClassifier(10, max_features=None, class_weight="balanced_subsample", random_state=1)),
    ("PyAdaBoost", "Algorithm=SAMME:RandomState=2:NEstimators=20", AdaBoostClassifier(n_estimators=20, random_state=2)),
    ("PyAdaBoost", "Algorithm=SAMME:BaseEstimator=DecisionTreeClassifier(max_depth=2):LearningRate=0.5:RandomState=2",
     AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), learning_rate=0.5, random_state=2)),
    ("PyGTB", "RandomState=4", GradientBoostingClassifier(random_state=4)),
    ("PyGTB",
     "Loss=exponential:LearningRate=0.3:NEstimators=12:Subsample=0.7:MinSamplesSplit=5:MinSamplesLeaf=2:"
     "MinWeightFractionLeaf=0.02:MaxDepth=2:Init=zero:RandomState=4:MaxFeatures=1:MaxLeafNodes=6:WarmStart",
     GradientBoostingClassifier(loss="exponential", learning_rate=0.3, n_estimators=12, subsample=0.7,
                                min_samples_split=5, min_samples_leaf=2, min_weight_fraction_leaf=0.02, max_depth=2,
                                init="zero", random_state=4, max_features=1, max_leaf_nodes=6)),
    ("PyGTB", "Loss=deviance:Init=GaussianNB():MaxFeatures=auto:RandomState=1:NEstimators=10",
     GradientBoostingClassifier(init=GaussianNB(), max_features="sqrt", random_state=1, n_estimators=10)),
]


@pytest.mark.parametrize("method, options, peer", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_response_is_that_of_scikit_learn(events, workdir, method, options, peer):
    x, classes, weights = training_arrays(train(loader_of(events, weights=True), method, options, target="out.root"))
    assert sorted(set(weights)) == [0.5, 1.0, 2.0]
    peer.fit(x, classes, sample_weight=weights)
    np.testing.assert_array_equal(responses(method, x), peer.predict_proba(x)[:, 0])


@pytest.mark.parametrize("method", KINDS)
def test_multiclass(events, workdir, method):
    loader = loader_of(events, ("Signal", "Background", "Other"))
    f = train(loader, method, "NEstimators=8:RandomState=1", "Multiclass", "out.root")
    x, classes, weights = training_arrays(f)
    peers = {"PyRandomForest": RandomForestClassifier, "PyAdaBoost": AdaBoostClassifier,
             "PyGTB": GradientBoostingClassifier}
    peer = peers[method](n_estimators=8, random_state=1).fit(x, classes, sample_weight=weights)
    np.testing.assert_array_equal(responses(method, x), peer.predict_proba(x))
    assert f.GetROCIntegral(loader, method, 2) > 0.8


def test_signal_is_the_class_named_signal(events, workdir):
    train(loader_of(events, ("Background", "Signal")), "PyRandomForest", "NEstimators=30:MaxDepth=3:RandomState=1")
    assert responses("PyRandomForest", np.array([[2, 0]], "f4")) > 0.5 > responses(
        "PyRandomForest", np.array([[-2, 0]], "f4"))


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
    f = train(loader_of(events), "PyAdaBoost", "BaseEstimator=LogisticRegression(C=2.0):NEstimators=3:Algorithm=SAMME")
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
    ("PyAdaBoost", "BaseEstimator=open('ran','w')", "BaseEstimator=.*expected None or a classifier"),
    ("PyAdaBoost", "BaseEstimator=DecisionTreeClassifier(max_depth=print(1))", "BaseEstimator"),
    ("PyAdaBoost", "BaseEstimator=DecisionTreeClassifier(depth=1)", "BaseEstimator.*depth"),
    ("PyAdaBoost", "BaseEstimator=DecisionTreeClassifier(max_depth=0)", "option BaseEstimator.*max_depth"),
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
        with pytest.raises(tmva.OptionError, match=f"{method} can't do Regression: it is scikit-learn's .*Classifier"):
            f.BookMethod(loader, kind, "M")


def test_algorithm_that_is_gone_is_replaced_with_a_warning(events, workdir, capsys):
    f = TMVA.Factory("job", "!V:!Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader_of(events), "PyAdaBoost", "M", "Algorithm=SAMME.R")
    gone = tuple(int(part) for part in sklearn.__version__.split(".")[:2]) >= (1, 6)
    assert ("no Algorithm=SAMME.R any more: training with SAMME" in capsys.readouterr().out) == gone


def test_negative_weights(events, workdir):
    events["Signal"]["w"][::2] = -0.25
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:AnalysisType=Classification")
    f.BookMethod(loader_of(events, weights=True), "PyAdaBoost", "M")
    with pytest.raises(tmva.DataError, match="IgnoreNegWeightsInTraining"):
        f.TrainAllMethods()
    train(loader_of(events, weights=True), "PyAdaBoost", "IgnoreNegWeightsInTraining:NEstimators=3")


# ------------------------------------------------------------------------------------------ model files
@pytest.mark.parametrize("method", KINDS)
def test_model_moves_with_its_weight_file(events, workdir, method):
    train(loader_of(events), method, "NEstimators=3")
    assert os.path.isfile(f"dataset/weights/{FILES[method]}_{method}.skops")
    x = np.array([[1, 0], [-1, 1]], "f4")
    expected = responses(method, x)
    shutil.move("dataset", "moved")
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", f"moved/weights/job_{method}.weights.xml")
    np.testing.assert_array_equal(reader.Evaluate("m", x), expected)
    os.remove(f"moved/weights/{FILES[method]}_{method}.skops")
    with pytest.raises(tmva.ModelError, match=rf"{FILES[method]}_{method}.skops' is neither at .* nor in"):
        TMVA.Reader("Silent").BookMVA("m", f"moved/weights/job_{method}.weights.xml")


def test_two_trainings_with_one_file_name_are_told_apart(events, workdir):
    """The checksum in the weight file says which of two files is meant."""
    x = np.array([[0.3, 0], [-0.3, 1]], "f4")
    train(loader_of(events), "PyRandomForest", "RandomState=1:FilenameClassifier=models/m.skops")
    first = responses("PyRandomForest", x)
    shutil.copytree("dataset", "kept")
    train(loader_of(events), "PyRandomForest", "RandomState=2:FilenameClassifier=models/m.skops")
    assert not np.array_equal(responses("PyRandomForest", x), first)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", "kept/weights/job_PyRandomForest.weights.xml")
    np.testing.assert_array_equal(reader.Evaluate("m", x), first)


def test_a_replaced_model_is_noticed(events, workdir, capsys):
    train(loader_of(events), "PyRandomForest", "RandomState=1")
    shutil.copy("dataset/weights/PyRFModel_PyRandomForest.skops", "first.skops")
    train(loader_of(events), "PyRandomForest", "RandomState=2")
    shutil.copy("first.skops", "dataset/weights/PyRFModel_PyRandomForest.skops")
    TMVA.gConfig().SetSilent(False)
    TMVA.Reader("!Color").BookMVA("m", "dataset/weights/job_PyRandomForest.weights.xml")
    assert "its checksum differs" in capsys.readouterr().out


class Payload:
    """A pickle of it would make a file when it is read."""

    def __reduce__(self):
        return (open, ("ran", "w"))


def test_pickles_only_when_asked_by_name(events, workdir):
    x = np.array([[0.3, 0], [-0.3, 1]], "f4")
    train(loader_of(events), "PyRandomForest", "FilenameClassifier=m.pkl")
    weights = "dataset/weights/job_PyRandomForest.weights.xml"
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", weights, allow_pickle=True)
    with open("m.pkl", "rb") as file:
        np.testing.assert_array_equal(reader.Evaluate("m", x), pickle.load(file).predict_proba(x)[:, 0])
    for path in ("m.pkl", "dataset/weights/m.pkl"):
        with open(path, "wb") as file:
            pickle.dump(Payload(), file)
    with pytest.raises(tmva.ModelError, match="m.pkl' is a pickle.*allow_pickle=True"):
        TMVA.Reader("Silent").BookMVA("m", weights)
    assert not os.path.exists("ran")


def test_pickle_by_another_name_is_not_read(events, workdir):
    train(loader_of(events), "PyRandomForest")
    with open("dataset/weights/PyRFModel_PyRandomForest.skops", "wb") as file:
        pickle.dump(Payload(), file)
    with pytest.raises(tmva.ModelError, match="not a file of skops"):
        TMVA.Reader("Silent").BookMVA("m", "dataset/weights/job_PyRandomForest.weights.xml")
    assert not os.path.exists("ran")


def test_untrusted_types_are_named(events, workdir):
    import skops.io

    train(loader_of(events), "PyRandomForest")
    path = "dataset/weights/PyRFModel_PyRandomForest.skops"
    model = skops.io.load(path, trusted=["sklearn.tree._tree.Tree"])
    model.extra = Payload
    skops.io.dump(model, path)
    with pytest.raises(tmva.ModelError, match="is not read: .*Payload"):
        TMVA.Reader("Silent").BookMVA("m", "dataset/weights/job_PyRandomForest.weights.xml")


def test_reader_refuses_models_that_do_not_fit(events, workdir):
    import skops.io

    train(loader_of(events), "PyRandomForest")
    path = "dataset/weights/PyRFModel_PyRandomForest.skops"
    rng = np.random.default_rng(1)

    def refused(model, match):
        skops.io.dump(model, path)
        with pytest.raises(tmva.ModelError, match=match):
            TMVA.Reader("Silent").BookMVA("m", "dataset/weights/job_PyRandomForest.weights.xml")

    x, y = rng.normal(size=(30, 3)), np.arange(30) % 3
    refused(RandomForestClassifier(2).fit(x, y % 2), "takes 3 inputs.*2 variables")
    refused(RandomForestClassifier(2).fit(x[:, :2], y), "has 3 outputs.*2 classes")
    refused(GaussianNB().fit(x[:, :2], y % 2), "holds a GaussianNB, expected a RandomForestClassifier")


def test_files_of_real_tmva(events, workdir):
    """TMVA pickles a classifier with float class numbers; its first class is the signal."""
    train(loader_of(events, ("Background", "Signal")), "PyRandomForest", "VarTransform=None")
    weights = "dataset/weights/job_PyRandomForest.weights.xml"
    x = np.array([[2, 0], [-2, 1]], "f4")
    peer = RandomForestClassifier(5, random_state=1).fit(np.array([[-1, 0], [1, 0]] * 9, "f4"), [0.0, 1.0] * 9)
    with open("dataset/weights/PyRFModel_M.PyData", "wb") as file:
        pickle.dump(peer, file)
    tree = xml.parse(weights)
    for option in tree.getroot().find("Options"):
        if option.get("name") == "FilenameClassifier":
            option.text = "dataset/weights/PyRFModel_M.PyData"
    general = tree.getroot().find("GeneralInfo")
    general.remove(next(info for info in general if info.get("name") == "Writer"))
    tree.getroot().find("Weights").attrib.clear()
    tree.write(weights)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", weights, allow_pickle=True)
    ours = reader.Evaluate("m", x)
    np.testing.assert_array_equal(ours, peer.predict_proba(x)[:, 0])


def test_no_model_persistence_writes_no_files(events, workdir):
    f = TMVA.Factory("job", "!V:Silent:!Color:!DrawProgressBar:!ModelPersistence:AnalysisType=Classification")
    loader = loader_of(events)
    f.BookMethod(loader, "PyRandomForest", "M")
    f.TrainAllMethods()
    f.TestAllMethods()
    assert f.GetROCIntegral(loader, "M") > 0.8
    assert not os.path.exists("dataset/weights")
