"""C++ macros: names of ROOT answer as ROOT does, the tutorials run as they are, errors say what is wrong."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva import macro_build, macros
from tmva.macro_source import MacroSource, function_names, split_arguments

MACROS = pathlib.Path(__file__).parent / "macros"
pytestmark = pytest.mark.skipif(
    not any(map(shutil.which, ("c++", "g++", "clang++"))), reason="no C++ compiler is installed"
)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def tutorial(example, workdir):
    """Path of a macro of the ROOT wheel, by name."""
    folder = pathlib.Path(example("x")).parents[1]
    return lambda name: str(folder / name)


def write(name: str, text: str) -> str:
    pathlib.Path(name).write_text(text)
    return name


def test_names_answer_as_in_root(workdir, capfd):
    pytest.importorskip("ROOT", reason="real ROOT is the peer")
    assert macros.run_macro(str(MACROS / "names.C")) == 0
    ours = capfd.readouterr().out.splitlines()
    code = f"import ROOT; ROOT.gROOT.ProcessLine('.x {MACROS / 'names.C'}')"
    (workdir / "peer").mkdir()
    peer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd=workdir / "peer"
    )
    theirs = peer.stdout.splitlines()
    assert len(theirs) > 100, peer.stderr
    assert ours == theirs


def test_files_and_trees(workdir, capfd):
    assert macros.run_macro(str(MACROS / "files.C")) == 0, capfd.readouterr().err
    with tmva.File("made.root") as file:
        tree = file["tree"]
        assert tree.num_entries == 50
        assert np.array_equal(tree.arrays()["x"], np.arange(50, dtype=np.float32) * 0.5)
        histogram = file["folder/h"]
        assert histogram.values().sum() == 50
        assert histogram.title == "title" and histogram.axis(0).title == "x axis"
        assert file["h2"].values().shape == (4, 2)
        assert list(file["graph"].y) == [1, 4]
        assert file["text"] == "hello"
        assert np.array_equal(file["matrix"], [[1, 2], [3, 4]])


def test_arguments(workdir, capfd):
    write(
        "args.C",
        """
        int args(int n = 7, TString s = "none", double x = 0.5, bool b = kFALSE) { cout << n << " " << s << " " << x << " " << b << endl; return n; }
        int main() { }
    """,
    )
    for words, expected in [
        (['args.C(3, "a,b", 2.5, true)'], "3 a,b 2.5 1"),
        (["args.C", "3", "a,b", "2.5", "true"], "3 a,b 2.5 1"),
        (["args.C", "-b", "-q", "4"], "4 none 0.5 0"),
        (["args.C", "-3", "-x"], "-3 none 0.5 0"),
        (["args.C", "-e", "args(1); args()"], "1 none 0.5 0\n7 none 0.5 0"),
    ]:
        code = macros.run_macro(words[0], words[1:])
        assert capfd.readouterr().out.strip() == expected
        assert code == int(expected.splitlines()[-1].split()[0]) % 256


def test_main_takes_what_the_function_does_not(workdir, capfd):
    write(
        "job.C",
        'void job(int) {}\nint main(int n, char** v) { for (int i = 1; i < n; i++) printf("%s,", v[i]); return n; }',
    )
    assert macros.run_macro("job.C", ["a", "-b", "c"]) == 4
    assert capfd.readouterr().out == "a,-b,c,"


def test_a_macro_without_a_name_is_statements(workdir, capfd):
    write(
        "plain.C",
        '// statements\n{\n  gRandom->SetSeed(5);\n  cout << "seeded " << gRandom->GetSeed() << endl;\n}\n',
    )
    assert macros.run_macro("plain.C") == 0
    assert capfd.readouterr().out == "seeded 5\n"


def test_functions_of_loaded_macros_are_called(workdir, capfd):
    loaded = macros.LoadedMacros()
    write("a.C", "int twice(int x) { return 2 * x; }")
    write("b.C", "int four(int x) { return twice(twice(x)); }")
    loaded.load("a.C")
    loaded.load("b.C+")
    assert loaded.knows("twice(3)") and loaded.knows(" four(1);") and not loaded.knows("other(1)")
    assert loaded.call("four(3);") == 12
    write("a.C", "int twice(int x) { return 3 * x; }")  # what is called is what is there now
    assert loaded.call("four(1)") == 9


def test_what_is_compiled_is_kept_until_a_source_changes(workdir, capfd):
    write("part.h", "inline int part() { return 1; }")
    write("whole.C", '#include "part.h"\nint whole() { return part(); }')
    first = macro_build.build_macro([MacroSource.read(pathlib.Path("whole.C"))], "whole()")
    before = first.stat().st_mtime_ns
    assert (
        macro_build.build_macro([MacroSource.read(pathlib.Path("whole.C"))], "whole()").stat().st_mtime_ns
        == before
    )
    write("part.h", "inline int part() { return 2; }")
    assert macros.run_macro("whole.C") == 2


@pytest.mark.parametrize(
    "text, message",
    [
        ("void broken() { TNothing x; }", r"(?s)does not compile.*broken.C:1.*TNothing"),
        ("int broken() { }", r"(?s)does not compile.*return"),
        (
            "void other() {}\nvoid another(int) {}",
            r"no function 'broken' to be called, and no main; functions: other, another.*-e 'other\(\)'",
        ),
        ("void broken(int) {}", None),
    ],
)
def test_errors_say_what_is_wrong(workdir, text, message):
    write("broken.C", text)
    with pytest.raises(tmva.Error, match=message or "broken takes 1 argument"):
        macros.run_macro("broken.C", [] if message else ["1", "2"])


def test_a_macro_that_is_not_there(workdir):
    with pytest.raises(tmva.DataError, match="'missing.C' cannot be read: No such file"):
        macros.run_macro("missing.C")
    with pytest.raises(
        tmva.OptionError, match=r"'notes.txt' is not a C\+\+ macro: its name must end with one of .C"
    ):
        macros.run_macro("notes.txt")


def test_a_missing_compiler_is_named(workdir, monkeypatch):
    write("any.C", "void any() {}")
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(tmva.OptionError, match="CXX='no-such-compiler' is not there"):
        macros.run_macro("any.C")
    monkeypatch.delenv("CXX")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(tmva.OptionError, match="neither .* is on the PATH; install one"):
        macros.run_macro("any.C")


FAULTS = [
    ("TMatrixD m(2, 2); m(2, 0) = 1;", r"element \(2, 0\) of a 2 x 2 matrix"),
    ('TH1F h("h", "", 0, 0, 1);', "histogram 'h': an axis of 0 bins"),
    (
        'TH1F a("a", "", 2, 0, 1), b("b", "", 3, 0, 1); a.Add(&b);',
        "histogram 'a': Add needs the same bins, but 'b' has 5 cells",
    ),
    ('TH1F a("a", "", 2, 0, 1); a.Write();', "no file is open to write to"),
    ('TF1 f("f", "sinn(x)");', "sinn"),
    ('TMVA::Reader r; r.FindMVA("BDT");', "no method is booked as 'BDT'"),
    ('throw std::runtime_error("my own");', "my own"),
    ('ROOT::RDataFrame(3).Filter("x > 1");', "unknown|x"),
]


def test_errors_while_it_runs(workdir, capfd):
    cases = " ".join(f"if (n == {i}) {{ {body} }}" for i, (body, _) in enumerate(FAULTS))
    write("fails.C", f"void fails(int n) {{ cout << 1 << endl; {cases} cout << 2 << endl; }}")
    for i, (_, message) in enumerate(FAULTS):
        assert macros.run_macro("fails.C", [str(i)]) == 1
        out, err = capfd.readouterr()
        assert out == "1\n"
        assert err.startswith("error: ") and re.search(message, err), err


def test_arguments_of_the_wrong_kind(workdir, capfd):
    write("number.C", "void number(int) {}")
    for text in ("x", "1.5", "9999999999"):
        assert macros.run_macro("number.C", [text]) == 1
        assert f"argument 1 of the macro is '{text}', expected" in capfd.readouterr().err


def test_the_sources_are_understood():
    text = "// int no(int) {}\nint yes(std::map<int, int> a, int b = f(1, 2)) { return g(1); }\nvoid g();\nstruct S { void m() {} };\n"
    source = MacroSource(pathlib.Path("/x/yes.C"), text)
    assert source.parameters("yes") == 2
    assert source.parameters("no") is None and source.parameters("g") is None
    assert function_names(text) == ["yes"]
    assert split_arguments("a<b, c>, {1, 2}, f(3, 4)") == ["a<b, c>", "{1, 2}", "f(3, 4)"]
    assert macros.is_macro("m.C") and macros.is_macro('a/m.cxx+("x")') and not macros.is_macro("m.py")


def test_the_command_line(workdir):
    write("cli.C", "int cli(int n) { if (!gROOT->IsBatch()) return 1; return n; }")
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(tmva.__file__).parents[1]))
    done = subprocess.run([sys.executable, "-m", "tmva", "run", "cli.C", "-b", "-q", "5"], env=environment)
    assert done.returncode == 5


def test_classification_and_its_application(tutorial, example, capfd):
    assert macros.run_macro(tutorial("TMVAClassification.C"), ["Fisher,LD"]) == 0, capfd.readouterr().err
    out = capfd.readouterr().out
    assert "==> Wrote root file: TMVAC.root" in out and "no window opens" in out
    assert macros.run_macro(tutorial("TMVAClassificationApplication.C") + '("Fisher,LD")') == 0
    reader = tmva.TMVA.Reader("!Color:Silent")
    reader.BookMVA("Fisher", "dataset/weights/TMVAClassification_Fisher.weights.xml")
    responses = reader.Evaluate("Fisher", tmva.File(example("tmva_class_example.root"))["TreeS"])
    with tmva.File("TMVApp.root") as file:
        histogram = file["MVA_Fisher"]
        expected, _ = np.histogram(responses, bins=histogram.to_numpy()[1])
        assert np.array_equal(histogram.values(), expected) and expected.sum() > 5000
        assert file["MVA_Fisher_Proba"].values().sum() > 5000
    assert (
        macros.run_macro(tutorial("TMVAClassification.C") + '("NoSuchMethod")', ["-b"]) == 1
    )  # what the macro returns


def test_regression_and_its_application(tutorial):
    assert macros.run_macro(tutorial("TMVARegression.C"), ["-b", "LD"]) == 0
    assert macros.run_macro(tutorial("TMVARegressionApplication.C"), ["LD"]) == 0
    with tmva.File("TMVARegApp.root") as file:
        assert file["LD"].values().sum() > 9000


def test_multiclass_and_its_application(tutorial, capfd, workdir):
    text = (
        pathlib.Path(tutorial("TMVAMulticlass.C")).read_text().replace("NTrees=1000", "NTrees=20")
    )  # only quicker
    assert macros.run_macro(write("TMVAMulticlass.C", text), ["BDTG"]) == 0
    assert macros.run_macro(tutorial("TMVAMulticlassApplication.C"), ["BDTG"]) == 0
    with tmva.File("TMVAMulticlassApp.root") as file:
        assert file["MVA_BDTG_signal"].values().sum() == 2000


@pytest.mark.parametrize(
    "name, expected",
    [
        ("TMVAMinimalClassification", "Created result file out.root"),
        (
            "tmva001_RTensor",
            "{ { 0, 0 } { 0, 0 } }\n{ 1, 2, 3, 4 }\n{ { 1 } { 3 } }\n{ { 5, 6 } { 7, 8 } }\n{ { 9, 10 } { 11, 12 } }\n",
        ),
        ("tmva002_RDataFrameAsTensor", "{ { 0, -0 } { 1, -1 } { 2, -2 } { 3, -3 } { 4, -4 } }"),
        ("tmva003_RReader", "{ { -1.14361, -0.822373, -0.495426, -0.629427 }"),
        ("tmva004_RStandardScaler", "C++ macros do not draw"),
        ("tmva103_Application", ""),
    ],
)
def test_other_tutorials_run_as_they_are(tutorial, capfd, name, expected):
    assert macros.run_macro(tutorial(f"{name}.C")) == 0, capfd.readouterr().err
    assert expected in capfd.readouterr().out


def test_the_folder_of_weight_files_is_chosen(workdir, capfd):
    names = tmva.TMVA.gConfig().GetIONames()
    assert (names.fWeightFileDir, names.fWeightFileDirPrefix) == ("weights", "")
    write(
        "folder.C",
        """void folder() {
        (TMVA::gConfig().GetIONames()).fWeightFileDir = "mine";
        (TMVA::gConfig().GetIONames()).fWeightFileDirPrefix = "top";
        TTree s("s", "s"), b("b", "b");
        Float_t x;
        s.Branch("x", &x); b.Branch("x", &x);
        for (int i = 0; i < 100; i++) { x = gRandom->Gaus(); s.Fill(); x += 1; b.Fill(); }
        TMVA::Factory factory("job", "!Color:Silent:AnalysisType=Classification");
        TMVA::DataLoader loader("data");
        loader.AddVariable("x");
        loader.AddSignalTree(&s); loader.AddBackgroundTree(&b);
        TMVA::MethodBase *base = factory.BookMethod(&loader, "LD", "LD");
        cout << base->Title() << (dynamic_cast<TMVA::MethodCuts *>(base) == nullptr);
        factory.TrainAllMethods();
        factory.TestAllMethods();
        cout << factory.GetROCCurve(&loader)->Curves().size();
        TCanvas *canvas = factory.GetROCCurve(&loader);
        cout << canvas->ClassName() << endl;
    }""",
    )
    assert macros.run_macro("folder.C") == 0
    assert (workdir / "top/data/mine/job_LD.weights.xml").is_file()
    assert "LD1" in capfd.readouterr().out


def test_methods_that_do_not_exist_yet_are_named(tutorial, capfd):
    assert macros.run_macro(tutorial("TMVAClassification.C"), ["SVM"]) == 1
    assert "SVM" in capfd.readouterr().err


def test_data_are_created_as_root_creates_them(tutorial, workdir):
    pytest.importorskip("ROOT", reason="real ROOT is the peer")
    calls = [
        "create_MultipleBackground(60)",
        "create_fullcirc(50)",
        "createOnionData(40)",
        "create_lin_Nvar_weighted(30)",
    ]
    assert macros.run_macro(tutorial("createData.C"), ["-e", "; ".join(calls)]) == 0
    lines = "; ".join(f"ROOT.gROOT.ProcessLine('{call};')" for call in calls)
    code = f"import ROOT; ROOT.gROOT.SetBatch(True); ROOT.gROOT.ProcessLine('.L {tutorial('createData.C')}'); {lines}"
    (workdir / "peer").mkdir()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=workdir / "peer",
        check=True,
        stdout=subprocess.DEVNULL,
    )
    paths = sorted(path.name for path in (workdir / "peer").glob("*.root"))
    assert len(paths) == len(calls)
    for path in paths:
        with tmva.File(workdir / "peer" / path) as theirs, tmva.File(path) as ours:
            assert theirs.keys() == ours.keys()
            for name in set(theirs.keys()) - {"TreeB2"}:  # made with TRandom::Gaus, whose numbers are others
                a, b = theirs[name].arrays(), ours[name].arrays()
                assert list(a) == list(b) and all(np.array_equal(a[column], b[column]) for column in a)
