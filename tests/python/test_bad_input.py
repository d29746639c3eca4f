"""Wrong input gets an error of the right type that names what is wrong, and never a wrong result."""

import contextlib
import gzip
import os
import pathlib
import sys

import numpy as np
import pytest

import tmva
from tmva import TMVA

QUIET = "!V:Silent:!Color:!DrawProgressBar"
BDT = "NTrees=5:MaxDepth=2"
XML = "dataset/weights/job_BDT.weights.xml"


@contextlib.contextmanager
def refused(kind, *fragments):
    """The body raises exactly this kind of error, and its message has all the fragments."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.type is kind, f"{caught.type}: {caught.value}"
    for fragment in fragments:
        assert fragment in str(caught.value), f"{fragment!r} is not in: {caught.value}"


def table(n=200, shift=0.0, seed=1, **more):
    rng = np.random.default_rng(seed)
    x = rng.normal(shift, 1, n)
    columns = {"x": x, "y": 0.5 * x + rng.normal(0, 1, n), "w": rng.uniform(0.5, 1.5, n)}
    return {**columns, **more}


def loader(
    signal=None, background=None, name="dataset", variables=("x", "y"), prepare="!V", cut="", weight=""
):
    made = TMVA.DataLoader(name)
    for variable in variables:
        made.AddVariable(variable)
    made.AddSignalTree(table(200, 1) if signal is None else signal)
    made.AddBackgroundTree(table(200, -1, 2) if background is None else background)
    if weight:
        made.SetWeightExpression(weight)
    made.PrepareTrainingAndTestTree(cut, prepare)
    return made


def factory(options="", target=""):
    return TMVA.Factory("job", target, QUIET + (":" + options if options else ""))


def train(data, options="", method="BDT", booking=BDT, target=""):
    f = factory(options, target)
    f.BookMethod(data, method, method, booking)
    f.TrainAllMethods()
    return f


@pytest.fixture(autouse=True)
def in_folder(workdir):
    return workdir


@pytest.fixture
def file():
    with tmva.recreate("in.root") as f:
        f["TreeS"] = table(500, 1)
        f["TreeB"] = table(500, -1, 2)
        f["Empty"] = {"x": np.zeros(0), "y": np.zeros(0)}
    return "in.root"


@pytest.fixture
def trained():
    f = train(loader())
    return f


# -- files and trees


def test_missing_file():
    with refused(tmva.FileFormatError, "no/such.root", "No such file"):
        tmva.File("no/such.root")
    with refused(tmva.FileFormatError, "absent.root"):
        loader(signal="absent.root:TreeS")


def test_truncated_file(file):
    whole = pathlib.Path(file).read_bytes()
    for size in (0, 3, 50, 400, len(whole) // 2):
        pathlib.Path("cut.root").write_bytes(whole[:size])
        with pytest.raises(tmva.Error, match="cut.root"):
            data = loader(signal="cut.root:TreeS", background="cut.root:TreeB")
            train(data)
    # What lies wholly in the file can be had.
    pathlib.Path("cut.root").write_bytes(whole[:-1])
    with pytest.warns(UserWarning, match="cut.root was not closed properly"):
        cut = tmva.File("cut.root")
    assert cut.trees() == tmva.File(file).trees()


def test_not_a_root_file():
    pathlib.Path("text.root").write_text("x,y\n1,2\n" * 100)
    with refused(tmva.FileFormatError, "text.root"):
        tmva.File("text.root")


def test_missing_tree(file):
    with refused(tmva.DataError, "in.root", "'TreS'", "did you mean 'TreeS'"):
        loader(signal="in.root:TreS")


def test_missing_branch(file):
    data = loader(signal="in.root:TreeS", background="in.root:TreeB", variables=("x", "yy"))
    with refused(tmva.DataError, "variable 'yy'", "nearest are 'y'", "in.root"):
        factory().BookMethod(data, "BDT", "BDT", BDT)


@pytest.mark.parametrize("where", ["cut", "weight"])
def test_missing_branch_of_cut_and_weight(file, where):
    data = loader(signal="in.root:TreeS", background="in.root:TreeB", **{where: "ww"})
    with refused(tmva.DataError, where, "'ww'", "nearest are 'w'"):
        factory().BookMethod(data, "BDT", "BDT", BDT)


def test_empty_tree(file):
    with refused(tmva.DataError, "Signal", "in.root:Empty"):
        loader(signal="in.root:Empty")
    with refused(tmva.DataError, "Signal", "empty"):
        loader(signal={"x": np.zeros(0), "y": np.zeros(0)})


# -- options


def test_unknown_options():
    with refused(tmva.OptionError, "Factory", "Transformation", "did you mean 'Transformations'"):
        factory("Transformation=I")
    with refused(tmva.OptionError, "nTrain_Sgnal", "did you mean 'nTrain_Signal'"):
        loader(prepare="nTrain_Sgnal=10")
    with refused(tmva.OptionError, "BDT", "NTreees", "did you mean 'NTrees'"):
        factory().BookMethod(loader(), "BDT", "BDT", "NTreees=10")
    with refused(tmva.OptionError, "Reader", "Silnt", "did you mean 'Silent'"):
        TMVA.Reader("Silnt")


def test_wrong_values():
    f, data = factory(), loader()
    with refused(tmva.OptionError, "NTrees", "many"):
        f.BookMethod(data, "BDT", "a", "NTrees=many")
    with refused(tmva.OptionError, "NTrees", "1.5"):
        f.BookMethod(data, "BDT", "a", "NTrees=1.5")
    with refused(tmva.OptionError, "NTrees", "-3"):
        f.BookMethod(data, "BDT", "a", "NTrees=-3")
    with refused(tmva.OptionError, "BoostType", "Grud", "did you mean 'Grad'"):
        f.BookMethod(data, "BDT", "a", "BoostType=Grud")
    with refused(tmva.OptionError, "SplitMode", "Randon", "did you mean 'Random'"):
        loader(prepare="SplitMode=Randon")
    with refused(tmva.OptionError, "nTest_Signal", "-1"):
        loader(prepare="nTest_Signal=-1")
    with refused(tmva.OptionError, "AnalysisType", "Classifcation", "did you mean 'Classification'"):
        factory("AnalysisType=Classifcation")
    with refused(tmva.OptionError, "Silent", "perhaps"):
        TMVA.Reader("Silent=perhaps")
    for fraction in ("1.5", "nan", "-0.5"):
        with refused(tmva.OptionError, "TrainTestSplit_Signal", fraction):
            loader(prepare=f"TrainTestSplit_Signal={fraction}")
    assert not f.HasMethod(data, "a")


def test_wrong_transformations():
    with refused(tmva.OptionError, "Q"):
        factory().BookMethod(loader(), "BDT", "BDT", BDT + ":VarTransform=Q")
    with refused(tmva.OptionError, "Sgnal"):
        factory().BookMethod(loader(), "BDT", "BDT", BDT + ":VarTransform=D_Sgnal")
    with refused(tmva.OptionError, "Q"):  # at the latest before anything is trained
        train(loader(), "Transformations=I;Q")
    assert not os.path.exists(XML)


def test_unknown_names():
    f, data = factory(), loader()
    with refused(tmva.OptionError, "'Fischer'", "did you mean 'Fisher'"):
        f.BookMethod(data, "Fischer", "F")
    with refused(tmva.OptionError, "PDERS", "not available"):
        f.BookMethod(data, TMVA.Types.kPDERS, "P")
    f.BookMethod(data, "BDT", "BDTG", BDT)
    with refused(tmva.DataError, "'BDTF'", "did you mean 'BDTG'"):
        f.GetMethod(data, "BDTF")
    with refused(tmva.DataError, "'dateset'", "did you mean 'dataset'"):
        f.GetMethod("dateset", "BDTG")
    with refused(tmva.OptionError, "'signl'"):
        data.AddSignalTree(table(), 1.0, "signl")


# -- events


def test_class_without_events_names_the_cut():
    with refused(tmva.DataError, "Signal", "x > 100", "200"):
        train(loader(cut="x > 100"))
    data = loader()
    data.AddCut("y < -50", "Background")
    with refused(tmva.DataError, "Background", "y < -50"):
        train(data)


def test_class_without_events_names_the_cut_of_the_tree():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddTree(table(), "Signal", 1.0, "y > 1000")
    data.AddTree(table(), "Background", 1.0, "y < 0")
    with refused(tmva.DataError, "Signal", "y > 1000"):
        train(data)


def test_class_without_training_events_does_not_blame_the_cut():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddSignalTree(table(), 1.0, "Test")
    data.AddBackgroundTree(table())
    data.PrepareTrainingAndTestTree("x > -100", "!V")
    with refused(tmva.DataError, "Signal", "0 training events") as caught:
        train(data)
    assert "removed" not in str(caught.value)


def test_class_without_trees_names_the_nearest_class():
    data = loader()
    data.SetWeightExpression("w", "Sgnal")
    with refused(tmva.DataError, "Sgnal", "no tree", "did you mean 'Signal'"):
        train(data)


def test_cut_without_classes_is_not_lost():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    with refused(tmva.DataError, "x > 0", "class"):
        data.PrepareTrainingAndTestTree("x > 0", "!V")
    data.PrepareTrainingAndTestTree("", "!V")
    data.AddSignalTree(table()), data.AddBackgroundTree(table())
    train(data)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("column", ["x", "w"])
def test_not_finite(bad, column):
    values = table(200, 1)
    values[column][137] = bad
    with refused(tmva.DataError, column, "137", str(bad)):
        train(loader(signal=values, weight="w"))
    train(loader(signal=values, weight="w", cut=f"{column} < 50 && {column} > -50"))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_not_finite_target(bad):
    values = table(200, target=np.arange(200.0))
    values["target"][11] = bad
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddTarget("target")
    data.AddRegressionTree(values)
    with refused(tmva.DataError, "target 'target'", "entry 11"):
        train(data, "AnalysisType=Regression", booking="NTrees=5:BoostType=Grad")


def test_overflow_to_infinity_is_found():
    """A double that is finite but not as a float."""
    values = table(200, 1)
    values["x"][3] = 1e300
    with refused(tmva.DataError, "'x'", "entry 3"):
        train(loader(signal=values))


def test_not_finite_event():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    for i in range(30):
        data.AddSignalTrainingEvent([np.nan if i == 7 else i])
        data.AddBackgroundTrainingEvent([-i])
        data.AddSignalTestEvent([i]), data.AddBackgroundTestEvent([-i])
    with refused(tmva.DataError, "'x'", "entry 7", "Signal"):
        train(data)


def test_zero_weights():
    with refused(tmva.DataError, "Signal", "zero", "'w'"):
        train(loader(signal=table(w=np.zeros(200)), weight="w"))
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddSignalTree(table(), 0.0)
    data.AddBackgroundTree(table())
    with refused(tmva.DataError, "Signal", "zero"):
        train(data)


def test_negative_weights():
    some = table(200, 1)
    some["w"][::10] *= -1
    f = train(loader(signal=some, weight="w"))
    f.TestAllMethods()
    assert 0.5 < f.GetROCIntegral("dataset", "BDT") <= 1.1
    f = train(loader(signal=some, weight="w"), booking=BDT + ":BoostType=Grad:IgnoreNegWeightsInTraining")
    f.TestAllMethods()
    most = table(200, 1)
    most["w"] *= -1
    for mode in ("NumEvents", "EqualNumEvents"):
        with refused(tmva.DataError, "Signal", f"NormMode={mode}", "NormMode=None"):
            train(loader(signal=most, weight="w", prepare=f"NormMode={mode}"))


def test_more_events_than_there_are():
    for options in ("nTrain_Signal=201", "nTest_Signal=300", "nTrain_Signal=150:nTest_Signal=51"):
        with refused(tmva.DataError, "Signal", "200", options.split("=")[1].split(":")[0]):
            train(loader(prepare=options))


def test_a_fraction_that_gives_no_event():
    with refused(tmva.DataError, "TrainTestSplit_Signal", "0.001"):
        train(loader(prepare="TrainTestSplit_Signal=0.001"))


def test_few_events():
    f = train(loader(signal=table(6), background=table(6)))  # 3 + 3 for training
    assert not os.path.exists(XML)
    f.TestAllMethods()
    f.EvaluateAllMethods()
    with refused(tmva.Error, "BDT", "not been trained"):
        f.GetROCIntegral("dataset", "BDT")


def test_one_event():
    with refused(tmva.DataError, "Signal", "0 training events"):
        train(loader(signal=table(1), background=table(1)))


def test_no_test_events():
    data = loader(
        signal=table(100, 1), background=table(100, -1), prepare="nTrain_Signal=100:nTrain_Background=100"
    )
    f = train(data, target="out.root")
    f.TestAllMethods()
    f.EvaluateAllMethods()
    area = f.GetROCIntegral(data, "BDT", 0, TMVA.Types.kTraining)
    assert 0.8 < area <= 1
    with refused(tmva.DataError, "dataset", "no test events"):
        f.GetROCIntegral(data, "BDT")


@pytest.mark.parametrize(
    "method, booking",
    [
        ("BDT", BDT),
        ("BDT", "NTrees=5:BoostType=Grad"),
        ("Fisher", ""),
        ("LD", ""),
        ("BDT", BDT + ":VarTransform=D,P,N,G,U"),
        ("LD", "VarTransform=G,D"),
    ],
)
@pytest.mark.parametrize("variables", [("x", "c := 0*x+3"), ("x", "copy := x"), ("c := 0*x", "d := 0*x+1")])
def test_degenerate_variables(method, booking, variables):
    """Constant and duplicated variables: finite answers, or an error that says what is wrong."""
    data = loader(variables=variables)
    try:
        f = train(data, method=method, booking=booking, target="out.root")
    except tmva.Error as error:
        assert "x" in str(error) or "variable" in str(error) or "singular" in str(error), error
        return
    f.TestAllMethods()
    f.EvaluateAllMethods()
    assert 0 <= f.GetROCIntegral(data, method) <= 1
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", f"dataset/weights/job_{method}.weights.xml")
    assert np.isfinite(reader.Evaluate("m", table(50))).all()


# -- booking


def test_same_titles_and_names():
    f, data = factory(), loader()
    f.BookMethod(data, "BDT", "A", BDT)
    with refused(tmva.OptionError, "<A>", "dataset"):
        f.BookMethod(data, "Fisher", "A")
    with refused(tmva.DataError, "two data loaders", "dataset"):
        f.BookMethod(loader(), "BDT", "B", BDT)
    f.BookMethod(loader(name="other"), "BDT", "A", BDT)
    f.TrainAllMethods()
    assert os.path.exists("dataset/weights/job_A.weights.xml") and os.path.exists(
        "other/weights/job_A.weights.xml"
    )


def test_a_refused_booking_leaves_nothing_behind():
    f = factory()
    with refused(tmva.OptionError, "NTres"):
        f.BookMethod(loader(name="gone"), "BDT", "A", "NTres=1")
    assert not f.HasMethod("gone", "A")
    with refused(tmva.DataError, "gone"):
        f.MethodTitles("gone")
    f.BookMethod(loader(name="gone"), "BDT", "A", BDT)  # not a second loader of that name
    f.TrainAllMethods()


def test_same_variables():
    data = TMVA.DataLoader("d")
    data.AddVariable("x")
    with refused(tmva.DataError, "'x'", "twice"):
        data.AddVariable("x")
    with refused(tmva.OptionError, "a:="):
        data.AddVariable("a:=")
    with refused(tmva.OptionError, "'Q'"):
        data.AddVariable("y", "Q")


def test_method_that_cannot_do_the_analysis():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddTarget("y")
    data.AddRegressionTree(table())
    with refused(tmva.OptionError, "Fisher", "Regression"):
        factory("AnalysisType=Regression").BookMethod(data, "Fisher", "F")
    one = TMVA.DataLoader("one")
    one.AddVariable("x")
    one.AddSignalTree(table())
    with refused(tmva.OptionError, "two classes", "one"):
        factory("AnalysisType=Classification").BookMethod(one, "BDT", "B", BDT)
    with refused(tmva.OptionError, "classes", "one"):
        factory("AnalysisType=Multiclass").BookMethod(one, "BDT", "B", "NTrees=5:BoostType=Grad")


def test_regression_without_target():
    data = TMVA.DataLoader("dataset")
    data.AddVariable("x")
    data.AddRegressionTree(table())
    with refused(tmva.DataError, "dataset", "AddTarget"):
        factory("AnalysisType=Regression").BookMethod(data, "BDT", "B", "NTrees=5:BoostType=Grad")


def test_analysis_type_auto():
    def analysis(*classes):
        data = TMVA.DataLoader("dataset")
        data.AddVariable("x")
        for name in classes:
            data.AddTree(table(), name)
        return factory().BookMethod(data, "BDT", "B", "NTrees=5:BoostType=Grad").Info().analysis

    assert analysis("Signal", "Background") == TMVA.Types.kClassification
    assert analysis("Background", "Signal") == TMVA.Types.kClassification
    assert analysis("Signal", "Other") == TMVA.Types.kMulticlass
    assert analysis("a", "b", "c") == TMVA.Types.kMulticlass
    with refused(tmva.OptionError, "AnalysisType=Auto", "1 classes", "Regression"):
        analysis("Regression")
    with refused(tmva.OptionError, "AnalysisType=Auto", "0 classes"):
        analysis()


def test_nothing_registered():
    empty = TMVA.DataLoader("empty")
    empty.AddSignalTree(table()), empty.AddBackgroundTree(table())
    with refused(tmva.DataError, "empty", "AddVariable"):
        train(empty)
    none = TMVA.DataLoader("none")
    none.AddVariable("x")
    none.SetWeightExpression("w")
    with refused(tmva.DataError, "none", "AddTree"):
        train(none)


def test_registering_after_training(trained):
    data = loader()
    f = train(data)
    for late in (
        lambda: data.AddVariable("z"),
        lambda: data.AddSignalTree(table()),
        lambda: data.AddCut("x>0"),
        lambda: data.SetWeightExpression("w"),
        lambda: data.AddSignalTrainingEvent([1, 2]),
        lambda: data.PrepareTrainingAndTestTree("", "!V"),
        lambda: data.AddSpectator("z"),
        lambda: data.PrepareTrainingAndTestTree("x>0", "x>0", "!V"),
    ):
        with refused(tmva.DataError, "dataset", "already"):
            late()
    f.BookMethod(data, "Fisher", "later")  # a further method is no further registration
    f.TrainAllMethods()
    f.TestAllMethods()
    assert f.GetROCIntegral(data, "later") > 0.7


def test_wrong_events():
    data = TMVA.DataLoader("dataset")
    with refused(tmva.DataError, "dataset", "variables before events"):
        data.AddSignalTrainingEvent([1])
    data.AddVariable("x")
    data.AddVariable("y")
    with refused(tmva.DataError, "3 values", "2"):
        data.AddSignalTrainingEvent([1, 2, 3])
    data.AddSignalTrainingEvent([1, 2])
    with refused(tmva.DataError, "'z'", "before the first event"):
        data.AddVariable("z")
    with refused(tmva.DataError, "'z'", "before the first event"):
        data.AddSpectator("z")


def test_mixed_tree_types():
    data = TMVA.DataLoader("dataset")
    data.AddSignalTree(table(), 1.0, "Training")
    with refused(tmva.DataError, "Signal", "type"):
        data.AddSignalTree(table())


def test_wrong_order_of_calls():
    f = factory()
    with refused(tmva.Error, "BookMethod"):
        f.TrainAllMethods()
    data = loader()
    f.BookMethod(data, "BDT", "BDT", BDT)
    with refused(tmva.Error, "TestAllMethods before TrainAllMethods"):
        f.TestAllMethods()
    with refused(tmva.Error, "EvaluateAllMethods before TestAllMethods"):
        f.EvaluateAllMethods()
    f.TrainAllMethods()
    with refused(tmva.Error, "EvaluateAllMethods before TestAllMethods"):
        f.EvaluateAllMethods()
    with refused(tmva.Error, "BDT", "not been"):
        f.GetROCIntegral(data, "BDT")


def test_handles_outlive_what_they_name():
    """A booked method may be asked after training, when the Factory tests the one read back."""
    f = factory()
    method = f.BookMethod(loader(), "BDT", "A", BDT)
    f.TrainAllMethods()
    junk = [f.BookMethod(loader(name=f"d{i}"), "LD", "L") for i in range(20)]
    assert (method.Title(), method.Type()) == ("A", "BDT") and "NTrees" in method.HelpText()
    again = f.GetMethod("dataset", "A")
    f.DeleteAllMethods()
    assert again.Title() == method.Title() == "A" and junk[0].Title() == "L"
    assert [v.expression for v in again.Info().variables] == ["x", "y"]
    assert [v.expression for v in method.Info().variables] == ["x", "y"]
    with refused(tmva.DataError, "dataset"):
        f.GetMethod("dataset", "A")


def test_weights_that_overflow():
    signal = table(200, 1)
    signal["w"][:] = 1e308
    with refused(tmva.DataError, "Signal", "weights", "inf"):
        train(loader(signal=signal, weight="w"))


def test_many_variables_are_registered_at_once():
    import time

    begin = time.perf_counter()
    data = TMVA.DataLoader("dataset")
    data.AddVariablesArray("image", 20000)
    assert time.perf_counter() - begin < 2
    with refused(tmva.DataError, "'image[7]'", "twice"):
        data.AddVariable("image[7]")


def test_numbers_that_are_too_large():
    for option in (
        "nTrain_Signal=1e30",
        "nTrain_Signal=99999999999999999999",
        "SplitSeed=-1",
        "SplitSeed=1e40",
    ):
        with refused(tmva.OptionError, option.split("=")[0], option.split("=")[1]):
            loader(prepare=option)
    with refused(tmva.DataError, "Signal", "more events requested"):
        train(loader(prepare="nTrain_Signal=9000000000000000000:nTest_Signal=9000000000000000000"))


# -- the Reader


def declare(variables, spectators=()):
    reader = TMVA.Reader("Silent:!Color")
    for name in variables:
        reader.AddVariable(name, np.zeros(1, np.float32))
    for name in spectators:
        reader.AddSpectator(name, np.zeros(1, np.float32))
    return reader


def test_reader_declarations(trained):
    declare("xy").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'y'", "'x'", "order", XML):
        declare("yx").BookMVA("BDT", XML)
    with refused(tmva.DataError, "1 variables", "2 variables", XML):
        declare("x").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'z'", "'y'", XML):
        declare("xz").BookMVA("BDT", XML)
    with refused(tmva.DataError, "1 spectators", "0 spectators"):
        declare("xy", "s").BookMVA("BDT", XML)


def test_reader_spectators():
    data = loader()
    data.AddSpectator("w")
    train(data)
    declare("xy", "w").BookMVA("BDT", XML)
    with refused(tmva.DataError, "0 spectators", "1 spectators"):
        declare("xy").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'v'", "'w'"):
        declare("xy", "v").BookMVA("BDT", XML)


def test_reader_tags(trained):
    reader = declare("xy")
    reader.BookMVA("BDT", XML)
    with refused(tmva.OptionError, "'BDT'", "already"):
        reader.BookMVA("BDT", XML)
    with refused(tmva.DataError, "'BTD'", "did you mean 'BDT'", "booked"):
        reader.EvaluateMVA("BTD")
    with refused(tmva.DataError, "EvaluateRegression", "BDT", "Classification"):
        reader.EvaluateRegression("BDT")
    with refused(tmva.DataError, "2 variables", "3 values"):
        reader.EvaluateMVA([1, 2, 3], "BDT")


def test_reader_input(trained):
    reader = declare("xy")
    reader.BookMVA("BDT", XML)
    assert reader.EvaluateMVA([float("nan"), 0], "BDT") == -999
    np.testing.assert_array_equal(
        reader.Evaluate("BDT", np.array([[np.nan, 0], [0, 0]])) == -999, [True, False]
    )
    with refused(tmva.DataError, "variable 'y'", "nearest are 'x'"):
        reader.Evaluate("BDT", {"x": np.zeros(3), "z": np.zeros(3)})
    with refused(tmva.DataError, "2"):
        reader.Evaluate("BDT", np.zeros((3, 3)))
    assert reader.Evaluate("BDT", np.zeros((0, 2))).shape == (0,)
    assert reader.Evaluate("BDT", {"x": np.zeros(0), "y": np.zeros(0)}).shape == (0,)


def test_a_failed_booking_of_the_reader_can_be_repeated(trained):
    reader = declare("xy")
    with pytest.raises(tmva.Error):
        reader.BookMVA("BDT", "absent.xml")
    reader.BookMVA("BDT", XML)


# -- weight files


@pytest.fixture
def xml(trained):
    return pathlib.Path(XML).read_text()


def book(text, name="changed.xml"):
    pathlib.Path(name).write_text(text)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", name)
    return reader


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


def test_xml_with_dtd(xml):
    pathlib.Path("secret").write_text("secret")
    for dtd in (
        '<!DOCTYPE MethodSetup SYSTEM "http://localhost/x.dtd">',
        f'<!DOCTYPE MethodSetup [<!ENTITY e SYSTEM "file://{os.getcwd()}/secret">]>',
        '<!DOCTYPE MethodSetup [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>',
    ):
        with refused(tmva.ModelError, "changed.xml", "DOCTYPE"):
            book(replaced(xml, "<MethodSetup", dtd + "\n<MethodSetup"))
    with refused(tmva.ModelError, "changed.xml"):
        book(replaced(xml, 'value="Classification"', 'value="&undefined;"'))


def test_xml_of_other_methods(xml):
    with refused(tmva.OptionError, "'BDTT'", "did you mean 'BDT'"):
        book(replaced(xml, "BDT::BDT", "BDTT::BDT"))
    with refused(tmva.OptionError, "PDERS", "not available"):
        book(replaced(xml, "BDT::BDT", "PDERS::PDERS"))
    with refused(tmva.ModelError, "changed.xml", "Type::Title"):
        book(replaced(xml, "BDT::BDT", "BDT"))
    with refused(tmva.ModelError, "changed.xml", "MethodSetup"):
        book("<html><body>404</body></html>")
    with refused(tmva.ModelError, "changed.xml"):
        book("#GEN -*-*-*-*-\nMethod : BDT::BDT\n")


def test_truncated_xml(xml):
    for part in np.linspace(0, len(xml.rstrip()) - 1, 40).astype(int):
        with refused(tmva.ModelError, "changed.xml"):
            book(xml[:part])


def test_damaged_xml(xml):
    """Every attribute in turn gets values that it cannot have: an error or a model, never a crash."""
    import re

    places = [m.span(1) for m in re.finditer(r'="([^"]*)"', xml)]
    rng = np.random.default_rng(3)
    for begin, end in [places[i] for i in rng.choice(len(places), min(120, len(places)), replace=False)]:
        for value in ("-1", "99999999999999999999", "nan", "", "1e308", "x"):
            try:
                reader = book(xml[:begin] + value + xml[end:])
                reader.Evaluate("m", np.zeros((2, len(reader.FindMVA("m").Info().variables))))
            except tmva.Error as error:
                assert type(error) is not tmva.Error or str(error)


def test_node_of_a_variable_that_is_not_there(xml):
    with refused(tmva.ModelError, "changed.xml", "IVar"):
        book(xml.replace('IVar="0"', 'IVar="7"').replace('IVar="1"', 'IVar="7"'))


def test_xml_gz(xml):
    packed = gzip.compress(xml.encode())
    pathlib.Path("whole.xml.gz").write_bytes(packed)
    TMVA.Reader("Silent").BookMVA("m", "whole.xml.gz")
    for size in (15, len(packed) // 2, len(packed) - 3):
        pathlib.Path("cut.xml.gz").write_bytes(packed[:size])
        with refused(tmva.ModelError, "cut.xml.gz"):
            TMVA.Reader("Silent").BookMVA("m", "cut.xml.gz")


# -- a method that fails, and files that cannot be written


@pytest.fixture
def torch_script(monkeypatch):
    """Sets the functions of the user's script for a model with two inputs."""
    torch = pytest.importorskip("torch")

    def fit(model, train_loader, *args, **options):
        return model

    def predict(model, events, batch_size=32):
        return model(torch.Tensor(events)).detach().numpy()

    def set_functions(**functions):
        torch.manual_seed(1)
        network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Softmax(1))
        torch.jit.save(torch.jit.script(network), "model.pt")
        objects = {
            "optimizer": torch.optim.SGD,
            "criterion": torch.nn.MSELoss(),
            "train_func": fit,
            "predict_func": predict,
            **functions,
        }
        monkeypatch.setattr(sys.modules["__main__"], "load_model_custom_objects", objects, raising=False)

    return set_functions


pytorch = pytest.mark.filterwarnings("ignore:.*torch.jit.*")


def book_three(data):
    f = factory(target="out.root")
    f.BookMethod(data, "BDT", "First", BDT)
    f.BookMethod(data, "PyTorch", "Torch", "FilenameModel=model.pt:NumEpochs=1:BatchSize=10")
    f.BookMethod(data, "Fisher", "Last")
    return f


def check_the_others(f, data):
    f.EvaluateAllMethods()
    for title in ("First", "Last"):
        assert os.path.exists(f"dataset/weights/job_{title}.weights.xml")
        assert f.GetROCIntegral(data, title) > 0.7
    with refused(tmva.Error, "Torch", "not been trained"):
        f.GetROCIntegral(data, "Torch")
    names = tmva.File("out.root")["dataset/TestTree"].keys()
    assert "First" in names and "Last" in names and "Torch" not in names


@pytorch
def test_predict_function_that_raises(torch_script):
    calls = []

    def predict(model, events, batch_size=32):
        calls.append(len(events))
        if sum(calls) > 100_000:
            raise KeyError("lost the plot")
        return np.full((len(events), 2), 0.5)

    torch_script(predict_func=predict)
    data = loader(signal=table(150_000, 1), background=table(1000, -1))
    f = book_three(data)
    f.TrainAllMethods()
    with refused(tmva.PythonError, "KeyError", "lost the plot", "test_bad_input.py"):
        f.TestAllMethods()
    check_the_others(f, data)


@pytorch
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_answers_that_are_not_numbers(torch_script, bad):
    def predict(model, events, batch_size=32):
        answers = np.full((len(events), 2), 0.5)
        answers[len(events) // 2] = bad
        return answers

    torch_script(predict_func=predict)
    data = loader()
    f = book_three(data)
    f.TrainAllMethods()
    with refused(tmva.ModelError, "Torch", str(bad), "event"):
        f.TestAllMethods()
    check_the_others(f, data)


@pytorch
def test_python_function_that_raises(torch_script):
    def explode(model, train_loader, *args, **options):
        raise ValueError("the learning rate is a banana")

    torch_script(train_func=explode)
    pathlib.Path("out.root").write_bytes(b"the result of an earlier day")
    pathlib.Path("dataset/weights").mkdir(parents=True)
    old = pathlib.Path("dataset/weights/job_Torch.weights.xml")
    old.write_text("the model of an earlier day")
    data = loader()
    f = book_three(data)
    with refused(tmva.PythonError, "ValueError", "banana", "explode", "test_bad_input.py"):
        f.TrainAllMethods()
    assert old.read_text() == "the model of an earlier day"
    assert pathlib.Path("out.root").read_bytes() == b"the result of an earlier day"
    f.TestAllMethods()
    check_the_others(f, data)


def only(*names):
    return sorted(os.listdir(".")) == sorted(names)


def test_abandoned_factory_leaves_no_file():
    f = train(loader(), target="out.root")
    f.TestAllMethods()
    del f
    assert only("dataset") and os.listdir("dataset") == ["weights"]
    assert os.listdir("dataset/weights") == ["job_BDT.weights.xml"]


def test_unwritable_target():
    """Found before hours of training, not after."""
    pathlib.Path("plain").write_text("a file, not a folder")
    for target in ("absent/out.root", "plain/out.root", "."):
        with refused(tmva.Error, target):
            factory(target=target)
    assert only("plain")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder():
    os.makedirs("locked")
    pathlib.Path("locked/out.root").write_text("earlier")
    os.chmod("locked", 0o500)
    with refused(tmva.Error, "locked/out.root"):
        factory(target="locked/out.root")
    assert pathlib.Path("locked/out.root").read_text() == "earlier"


def test_unwritable_weights():
    pathlib.Path("dataset").write_text("a file, not a folder")
    with refused(tmva.Error, "dataset"):
        train(loader())
    assert pathlib.Path("dataset").read_text() == "a file, not a folder"


def test_target_lost_while_training():
    os.mkdir("sub")
    f = train(loader(), target="sub/out.root")
    f.TestAllMethods()
    os.rmdir("sub")
    with refused(tmva.Error, "sub/out.root"):
        f.EvaluateAllMethods()
    os.mkdir("sub")
    f.EvaluateAllMethods()
    assert os.listdir("sub") == ["out.root"]


def test_silence(capfd):
    """Factory and methods print nothing when asked to be silent."""
    data = loader()
    capfd.readouterr()
    f = train(data)
    f.TestAllMethods()
    f.EvaluateAllMethods()
    assert capfd.readouterr() == ("", "")


def test_result_file_is_no_input(workdir, toys):
    """Writing the result over an input would lose the events."""
    columns = {"x": toys["Signal"]["x"]}
    with tmva.recreate("input.root") as file:
        for name in ("TreeS", "TreeB"):
            file.mktree(name, {"x": columns["x"].dtype}).extend(columns)
    factory = TMVA.Factory("job", "input.root", "!V:Silent:AnalysisType=Classification")
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x")
    loader.AddSignalTree("input.root:TreeS")
    loader.AddBackgroundTree(["input.root:TreeB", "input.root:TreeB"])
    with pytest.raises(tmva.OptionError, match="'input.root' is an input of data set 'dataset'"):
        factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "")
