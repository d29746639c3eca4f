"""Methods as graphs: each one, with each transformation, leaves with the Reader's answers."""

import pathlib

import numpy as np
import onnx
import onnxruntime
import pytest
from graph_helpers import book, check_model, describe, deviation

import tmva
from tmva import TMVA, _core
from tmva.models.graph import Model

N = 1500
QUIET = "!V:Silent:!Color:!DrawProgressBar:AnalysisType="


@pytest.fixture(autouse=True)
def in_folder(workdir):
    return workdir


def columns(n=N, seed=1):
    """Correlated, skewed and discrete variables, and targets that depend on them."""
    rng = np.random.default_rng(seed)
    a = rng.normal(0, 1, n)
    b = 0.7 * a + rng.normal(0, 1, n)
    c = rng.exponential(1, n)
    d = rng.integers(0, 6, n)
    t = 30 * a + 10 * np.abs(b) + c * d + rng.normal(0, 1, n)
    u = np.exp(a / 2 - c / 4)
    return {k: v.astype("f4") for k, v in {"a": a, "b": b, "c": c, "d": d, "t": t, "u": u}.items()}


def inputs(n=3000, seed=7):
    """Events within the training sample's range, beyond it, and far away from it."""
    x = np.column_stack([columns(n, seed)[k] for k in "abcd"])
    rng = np.random.default_rng(seed)
    x[n // 2 : n // 2 + 400] *= rng.uniform(-4, 4, (400, 4)).astype("f4")
    x[-20:-10] *= 1e6
    x[-10:] = rng.choice(np.array([0, -0.0, 1e-40, 1e30, -1e30, 5], "f4"), (10, 4))
    return x


def loader(analysis, targets=("t",)):
    data, made = columns(), TMVA.DataLoader("dataset")
    for name in "abcd":
        made.AddVariable(name, "F")
    if analysis == "Regression":
        for target in targets:
            made.AddTarget(target)
        made.AddRegressionTree(data, 1.0)
    else:
        kinds = np.digitize(data["t"], [5] if analysis == "Classification" else [-5, 20])
        names = ("Background", "Signal") if analysis == "Classification" else ("low", "middle", "high")
        for k, name in enumerate(names):
            made.AddTree({key: column[kinds == k] for key, column in data.items()}, name)
    made.PrepareTrainingAndTestTree("", "SplitMode=Random:!V")
    return made


def train(analysis, bookings, targets=("t",)):
    """Trains (method, options) each, and checks them all."""
    made, factory = loader(analysis, targets), TMVA.Factory("job", QUIET + analysis)
    for i, (method, options) in enumerate(bookings):
        factory.BookMethod(made, method, f"M{i}", options)
    factory.TrainAllMethods()
    x = inputs()
    contents = []
    for i, (method, options) in enumerate(bookings):
        path = f"dataset/weights/job_M{i}.weights.xml"
        try:
            contents.append(check_model(path, x))
        except AssertionError as error:
            raise AssertionError(f"{method}, {options}: {error}") from error
    return contents


BOOSTS = [
    "BoostType=Grad:Shrinkage=0.3",
    "BoostType=AdaBoost",
    "BoostType=RealAdaBoost",
    "BoostType=AdaCost",
    "BoostType=Bagging",
    "BoostType=AdaBoost:UseYesNoLeaf=F",
    "BoostType=RealAdaBoost:UseYesNoLeaf",
    "BoostType=Grad:UseBaggedBoost",
    "BoostType=Bagging:UseRandomisedTrees:UseNvars=2",
    "DoPreselection",
    "UseFisherCuts:MinLinCorrForFisher=0.1:MaxDepth=4",
    "MaxDepth=9:nCuts=40",
    "PruneMethod=CostComplexity:PruneStrength=3:MaxDepth=6",
    "CutGrid=Quantile:nCuts=200",
    "DoPreselection:BoostType=Grad:VarTransform=D",
]


def test_boosted_trees_of_two_classes():
    train(
        "Classification",
        [("BDT", "NTrees=25:" + boost) for boost in BOOSTS]
        + [("DT", ""), ("DT", "!UseYesNoLeaf:MaxDepth=6"), ("DT", "VarTransform=N")],
    )


def test_boosted_trees_of_several_classes():
    content, *_ = train(
        "Multiclass",
        [("BDT", "NTrees=20:BoostType=Grad"), ("BDT", "NTrees=20:BoostType=Grad:VarTransform=G,D")],
    )
    assert describe(content)["classes"] == ["low", "middle", "high"]
    probabilities = Model(content, "m").run({"x": inputs()})[0]
    assert probabilities.shape == (3000, 3)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)


REGRESSIONS = [
    "BoostType=Grad:NTrees=300",
    "BoostType=Grad:RegressionLossFunctionBDTG=AbsoluteDeviation",
    "BoostType=Grad:RegressionLossFunctionBDTG=LeastSquares:VarTransform=N",
    "BoostType=Bagging:MaxDepth=5",
    "BoostType=AdaBoostR2",
    "BoostType=AdaBoostR2:AdaBoostR2Loss=Linear:NTrees=3",
    "BoostType=AdaBoostR2:AdaBoostR2Loss=Exponential:VarTransform=U(_V_)",
    "BoostType=AdaBoostR2:NTrees=1",
    "BoostType=Grad:VarTransform=N(_T_)",
]


def test_boosted_trees_of_regression():
    train("Regression", [("BDT", "NTrees=40:MaxDepth=4:" + options) for options in REGRESSIONS])


CHAINS = [
    "I",
    "N",
    "D",
    "P",
    "U",
    "G",
    "D,G",
    "G,D",
    "P,N",
    "N,D+G",
    "G_Signal,P_Background",
    "U_Background",
    "D_Signal",
    "N_Signal,N_Background",
    "D(a,b)",
    "N(c,d),G",
    "G(_V3_)",
    "P,U,D,G,N",
    "I,G(a,c)+I+N(b)",
    "S",
    "S(b),U",
    "D(c,_REARRANGE_,a),P",
]


@pytest.mark.parametrize("method", ["Fisher", "BDT"])
def test_transformations_of_variables(method):
    options = {"Fisher": "", "BDT": "NTrees=15:"}[method]
    contents = train("Classification", [(method, f"{options}VarTransform={chain}") for chain in CHAINS])
    assert describe(contents[10])["transformations"] == CHAINS[10]


def test_transformations_of_targets_are_undone():
    chains = [
        "I",
        "N",
        "U",
        "G(_T_)",
        "P(_T_)",
        "G(_T0_),U(_T1_)",
        "U(_V_,_T_),N(_T_),D",
        "G,D,P(_T_),N",
        "P(_T_),G(_V0_,_T1_)",
        "N(_T0_,_V1_)",
        "G(_V_),G(_T_),N(_T_)",
        "U,U,U",
    ]
    content, *_ = train("Regression", [("LD", "VarTransform=" + chain) for chain in chains], ("t", "u"))
    assert describe(content)["targets"] == ["t", "u"]


@pytest.mark.parametrize("chain", ["N(_V0_,_V2_)", "D(_V0_,_V2_)", "G(_V0_,_V2_),N", "U(_V0_,_V2_),P"])
def test_transformed_variables_may_change_places(chain):
    """Weight files may write a transformed variable into the place of another, or two into one."""
    train("Classification", [("LD", "VarTransform=" + chain)])
    path = pathlib.Path("dataset/weights/job_M0.weights.xml")
    text = path.read_text()
    for places in ("ca", "bb", "da", "ac"):
        changed = text
        for old, new in zip("ac", places):
            output = f'<Output Type="Variable" Label="{old}" Expression="{old}"/>'
            assert output in text
            changed = changed.replace(output, f'<Output Type="Variable" Label="{new}" Expression="{new}" />')
        path.write_text(changed)
        check_model(path, inputs())


def test_linear_discriminants():
    train(
        "Classification",
        [("LD", ""), ("Fisher", ""), ("Fisher", "Method=Mahalanobis"), ("LD", "VarTransform=G,D")],
    )


def test_a_constant_variable():
    """What did not vary in training is taken out by the transformations, whatever it is later."""
    data = columns()
    made, factory = TMVA.DataLoader("dataset"), TMVA.Factory("job", QUIET + "Regression")
    data["b"][:], data["u"][:] = 7, 3
    for name in "ab":
        made.AddVariable(name, "F")
    made.AddTarget("t")
    made.AddTarget("u")
    made.AddRegressionTree(data, 1.0)
    made.PrepareTrainingAndTestTree("", "!V")
    for i, chain in enumerate(("N", "U", "G", "N,D", "P,N")):
        factory.BookMethod(made, "LD", f"M{i}", "VarTransform=" + chain)
    factory.TrainAllMethods()
    for i in range(5):
        check_model(f"dataset/weights/job_M{i}.weights.xml", inputs()[:, :2])


def test_missing_values():
    """Methods that learned what to do with NaN do it; others answer -999, as the Reader does."""
    data = columns()
    rng = np.random.default_rng(3)
    for name in "ab":
        data[name][rng.random(N) < 0.3] = np.nan
    x = inputs()
    x[rng.random(x.shape) < 0.2] = np.nan
    made, factory = TMVA.DataLoader("dataset"), TMVA.Factory("job", QUIET + "Classification")
    for name in "abcd":
        made.AddVariable(name, "F")
    signal = data["t"] > 5
    made.AddSignalTree({k: v[signal] for k, v in data.items()})
    made.AddBackgroundTree({k: v[~signal] for k, v in data.items()})
    made.PrepareTrainingAndTestTree("", "AllowMissing:!V")
    factory.BookMethod(made, "BDT", "M0", "NTrees=30:BoostType=Grad")
    factory.BookMethod(made, "BDT", "M1", "NTrees=30:BoostType=AdaBoost:MaxDepth=8")
    factory.TrainAllMethods()
    for i in range(2):
        content = check_model(f"dataset/weights/job_M{i}.weights.xml", x)
        assert (np.abs(Model(content, "m").run({"x": x})[0]) <= 1).all()
    made, factory = loader("Classification"), TMVA.Factory("other", QUIET + "Classification")
    for i, (method, options) in enumerate(
        [("BDT", "NTrees=10"), ("LD", "VarTransform=D,G"), ("BDT", "NTrees=9:DoPreselection")]
    ):
        factory.BookMethod(made, method, f"M{i}", options)
    factory.TrainAllMethods()
    for i in range(3):
        content = check_model(f"dataset/weights/other_M{i}.weights.xml", x)
        refused = Model(content, "m").run({"x": x})[0][:, 0] == -999
        np.testing.assert_array_equal(refused, np.isnan(x).any(1))


def test_a_reader_gives_the_model_and_its_description():
    made, factory = TMVA.DataLoader("dataset"), TMVA.Factory("job", QUIET + "Classification")
    data = columns()
    made.AddVariable("sum := a+b", "The sum", "GeV", "F")
    made.AddVariable("c", "F")
    made.AddTree({k: v[data["t"] > 5] for k, v in data.items()}, "Signal")
    made.AddTree({k: v[data["t"] <= 5] for k, v in data.items()}, "Background")
    made.PrepareTrainingAndTestTree("", "!V")
    factory.BookMethod(made, "BDT", "My BDT", "NTrees=5:VarTransform=D,G_Signal")
    factory.TrainAllMethods()
    reader = book("dataset/weights/job_My BDT.weights.xml")
    model = reader.ToGraph("m")
    assert model.inputs == [("x", "float", ("N", 2))] and model.outputs == [("response", "float", ("N", 1))]
    x = inputs()[:, :2]
    assert deviation(model.run({"x": x})[0][:, 0], reader.Evaluate("m", x)) < 1e-5
    about = describe(_core.method_to_onnx(reader.FindMVA("m")))
    assert about == {
        "variables": [
            {"expression": "a+b", "label": "sum", "title": "The sum", "unit": "GeV"},
            {"expression": "c", "label": "c", "title": "c", "unit": ""},
        ],
        "classes": ["Signal", "Background"],
        "targets": [],
        "method": "BDT",
        "title": "My BDT",
        "analysis": "Classification",
        "transformations": "D,G_Signal",
    }
    with pytest.raises(tmva.DataError, match="no method is booked as 'n'"):
        reader.ToGraph("n")


def test_no_events():
    made, factory = loader("Regression", ("t", "u")), TMVA.Factory("job", QUIET + "Regression")
    factory.BookMethod(made, "LD", "M", "VarTransform=G(_V_),G(_T_),N")
    factory.TrainAllMethods()
    content = _core.method_to_onnx("dataset/weights/job_M.weights.xml")
    none = np.zeros((0, 4), np.float32)
    assert Model(content, "m").run({"x": none})[0].shape == (0, 2)
    assert onnxruntime.InferenceSession(content).run(None, {"x": none})[0].shape == (0, 2)


def test_a_python_method_names_the_file_to_convert():
    made, factory = loader("Classification"), TMVA.Factory("job", QUIET + "Classification")
    factory.BookMethod(made, TMVA.Types.kPyRandomForest, "Forest", "!V:NEstimators=3:NJobs=1")
    factory.TrainAllMethods()
    with pytest.raises(
        tmva.ModelError,
        match=r"PyRandomForest 'Forest': its model is in .*load_model\(\"\S*PyRFModel_Forest.skops",
    ):
        _core.method_to_onnx("dataset/weights/job_Forest.weights.xml")


def test_no_weight_file():
    with pytest.raises(tmva.ModelError, match="nothing.xml: cannot be opened"):
        _core.method_to_onnx("nothing.xml")


def test_one_node_holds_the_forest():
    (content,) = train("Classification", [("BDT", "NTrees=200:BoostType=Grad")])
    nodes = [node.op_type for node in onnx.load_from_string(content).graph.node]
    assert nodes.count("TreeEnsembleRegressor") == 1 and len(nodes) <= 12
