"""Wrong input gets an error of the right type that names what is wrong, and never a wrong result:
tables, options, events, booking."""

import os
import pathlib

import numpy as np
import pytest
from bad_input_helpers import BDT, XML, factory, in_folder, loader, refused, table, train, trained  # noqa: F401

import tmva
from tmva import TMVA


@pytest.fixture
def file():
    with tmva.recreate("in.root") as f:
        f["TreeS"] = table(500, 1)
        f["TreeB"] = table(500, -1, 2)
        f["Empty"] = {"x": np.zeros(0), "y": np.zeros(0)}
    return "in.root"


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
