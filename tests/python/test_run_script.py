"""tmva run: scripts as they are."""

import importlib.util
import os
import pathlib
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import tmva


@pytest.fixture
def run(workdir):
    """Runs a script of that text by `tmva run`, with arguments."""

    def call(script, *arguments, options=(), code=0, name="script.py"):
        pathlib.Path(name).write_text(textwrap.dedent(script))
        done = subprocess.run(
            [sys.executable, "-m", "tmva", "run", *options, name, *arguments], capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        return done

    return call


def test_names_arguments_and_neighbours(run):
    pathlib.Path("sub").mkdir()
    pathlib.Path("sub/neighbour.py").write_text("import ROOT\nvalue = ROOT.TCut('x')\n")
    done = run(
        """
        #!/usr/bin/env python
        import argparse, pickle, sys
        import ROOT
        from ROOT import TMVA, TString
        import neighbour
        class Thing: pass
        pickle.loads(pickle.dumps(Thing()))
        parser = argparse.ArgumentParser(); parser.add_argument("config"); parser.add_argument("--with-root")
        print(__name__, __file__, sys.argv[0], parser.parse_args(), TMVA.Reader, neighbour.value, TString("t"))
    """,
        "a.yaml",
        "--with-root=x",
        name="sub/script.py",
    )
    assert done.stdout.startswith(
        "__main__ sub/script.py sub/script.py Namespace(config='a.yaml', with_root='x')"
    )
    assert done.stdout.endswith(" x t\n")


def test_ends_of_scripts(run):
    assert run("import sys; sys.exit(7)", code=7).stderr == ""
    assert run("import sys; sys.exit('no config')", code=1).stderr == "no config\n"
    error = run(
        """
        import ROOT
        def inner():
            ROOT.TNtuple("a")
        inner()
    """,
        code=1,
    ).stderr
    lines = error.splitlines()
    assert (
        lines[0].startswith("Traceback")
        and 'File "script.py", line 5' in lines[1]
        and "scripts.py" not in error
    )
    assert "AttributeError: tmva.ROOT has no 'TNtuple': use TTree" in lines[-1]
    assert "SyntaxError" in run("def :", code=1).stderr
    assert run("raise KeyboardInterrupt", code=130).stderr == ""
    assert "there is no such script" in run("", "x", options=["missing.py"], code=1).stderr


def test_children_find_root_and_hadd(run):
    done = run("""
        import multiprocessing, os, shutil, subprocess, sys
        import ROOT
        def cut(text):
            return str(ROOT.TCut(text) + "y")
        if __name__ == "__main__":
            print(subprocess.run([sys.executable, "-c", "import ROOT; print(ROOT.TCut('in a child'))"], text=True, stdout=subprocess.PIPE).stdout.strip())
            for method in ("fork", "spawn"):
                with multiprocessing.get_context(method).Pool(1) as pool:
                    print(pool.map(cut, ["x"]))
            print(os.path.dirname(shutil.which("hadd")) == os.environ["PATH"].split(os.pathsep)[0])
    """)
    assert done.stdout.splitlines() == ["in a child", "['(x)&&(y)']", "['(x)&&(y)']", "True"]


def test_nothing_is_left_behind(run, tmp_path):
    print_folder = "import os; print(os.path.dirname(os.environ['PATH'].split(os.pathsep)[0]))"
    folder = run(print_folder).stdout.strip()
    assert "tmva_run_" in folder and not os.path.exists(folder)


def test_root_numpy(run):
    rng = np.random.default_rng(3)
    columns = {
        "x": rng.normal(size=50).astype("f4"),
        "n": np.arange(50, dtype="i4"),
        "v": rng.normal(size=(50, 2)),
    }
    with tmva.recreate("in.root") as file:
        file["t"] = columns
        file["u"] = {"a": np.arange(5.0)}
    run("""
        import numpy as np
        import root_numpy
        from root_numpy import array2root, list_branches, rec2array, root2array, tree2array
        import tmva
        tree = tmva.File("in.root")["t"]
        a = tree2array(tree, branches=["x", "n", "x*n"], selection="n > 3", start=2, stop=20, step=3)
        assert a.dtype.names == ("x", "n", "x*n") and a.dtype["x"] == np.float32 and a.dtype["n"] == np.int32
        assert list(a["n"]) == [5, 8, 11, 14, 17], a["n"]
        x = tree2array(tree, "x")
        assert x.dtype == np.float32 and np.allclose(a["x*n"], x[a["n"]] * a["n"])
        every = tree2array(tree)
        assert every.dtype.names == ("x", "n", "v") and every["v"].shape == (50, 2)
        assert len(tree2array(tree, ["n"], selection="0")) == 0
        assert rec2array(a).shape == (5, 3)
        both = root2array(["in.root", "in.root"], "t", ["n"], start=45, stop=55)
        assert list(both["n"]) == [45, 46, 47, 48, 49, 0, 1, 2, 3, 4]
        array2root(every[["x", "n"]], "out.root", "copy", mode="recreate")
        array2root(every[["n"]], "out.root", "second")
        assert list_branches("out.root", "copy") == ["x", "n"] and root_numpy.list_trees("out.root") == ["copy", "second"]
        assert np.array_equal(root2array("out.root", "copy")["x"], x)
        try:
            tree2array(tree, [("v", 0.0, 3)])
        except TypeError as error:
            print(error)
    """)


def test_with_root(run):
    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("needs the ROOT wheel")
    done = run(
        """
        import array
        import ROOT
        from ROOT import TFile, TMVA
        assert ROOT.TFile.__module__.startswith("cppyy") and ROOT.TMVA.Factory.__module__ == "tmva.ROOT.tmva_names"
        assert ROOT.Experimental.ML.RDataLoader.__module__.startswith("tmva")
        file = TFile("t.root", "RECREATE")
        tree, x = ROOT.TTree("t", "t"), array.array("f", [0])
        tree.Branch("x", x, "x/F")
        for i in range(500):
            x[0] = i % 17
            tree.Fill()
        tree.Write()
        file.Close()
        file = TFile.Open("t.root")
        output = TFile("out.root", "RECREATE")
        factory = TMVA.Factory("job", output, "!V:Silent:AnalysisType=Classification")
        loader = TMVA.DataLoader("dataset")
        loader.AddVariable("x")
        loader.AddSignalTree(file.Get("t"), 1.0)
        loader.AddBackgroundTree(file.Get("t"), 1.0)
        loader.PrepareTrainingAndTestTree(ROOT.TCut("x>3"), ROOT.TCut("x<9"), "SplitMode=Random:!V")
        factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", "NTrees=5")
        factory.TrainAllMethods(); factory.TestAllMethods(); factory.EvaluateAllMethods()
        output.Close()
        try:
            ROOT.NothingOfThisName
        except AttributeError as error:
            print(error)
    """,
        options=["--with-root"],
    )
    assert "NothingOfThisName" in done.stdout
    assert "dataset/TestTree" in tmva.File("out.root").keys()
