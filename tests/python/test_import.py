"""Import is light and quick, and what TMVA scripts start with is there."""

import subprocess
import sys


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_import_brings_only_numpy():
    heavy = run(
        "import sys, tmva; print([m for m in ('torch', 'keras', 'tensorflow', 'typer', 'rich', "
        "'matplotlib', 'pandas', 'ROOT') if m in sys.modules])"
    )
    assert heavy.strip() == "[]"


def test_import_is_quick():
    code = "import numpy, time; start = time.perf_counter(); import tmva; print(time.perf_counter() - start)"
    assert min(float(run(code)) for _ in range(3)) < 0.3


def test_names_of_tmva():
    from tmva import TMVA

    TMVA.Tools.Instance()
    TMVA.PyMethodBase.PyInitialize()
    assert TMVA.Types.kBDT == TMVA.Types.EMVA.kBDT
    assert TMVA.Types.Instance().GetMethodName(TMVA.Types.kPyTorch) == "PyTorch"
    assert TMVA.gConfig().NumThreads() >= 1


def test_module_runs_as_command_line():
    out = subprocess.run(
        [sys.executable, "-m", "tmva", "options", "PyTorch"], capture_output=True, text=True, check=True
    ).stdout
    assert "FilenameModel" in out and "UseWeights" in out


def test_command_line_errors():
    done = subprocess.run([sys.executable, "-m", "tmva", "options", "BTD"], capture_output=True, text=True)
    assert done.returncode == 1 and "BDT" in done.stderr and "Traceback" not in done.stderr


def test_inspect(example):
    out = subprocess.run(
        [sys.executable, "-m", "tmva", "inspect", example("tmva_class_example.root")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "TreeS" in out and "var1" in out and "float" in out
