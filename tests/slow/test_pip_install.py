"""`pip install .` into a fresh environment gives a package that works away from the source."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

PROGRAM = """
import numpy as np, tmva
from tmva import TMVA
reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("m", r"{weights}")
assert abs(reader.Evaluate("m", np.zeros((1, 4), "float32"))[0] + 0.10638169054245761) < 1e-6
print(tmva.__file__)
"""


def test_pip_install(tmp_path):
    def run(*command):
        result = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=3600, check=False
        )
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
        return result.stdout

    run(sys.executable, "-m", "venv", "env")
    python = str(tmp_path / "env" / "bin" / "python")
    run(python, "-m", "pip", "install", str(ROOT))
    weights = ROOT / "tests" / "data" / "reference" / "variants" / "BDT_boost_Grad.xml.gz"
    assert "site-packages" in run(python, "-c", PROGRAM.format(weights=weights))
    assert "BDT" in run(str(tmp_path / "env" / "bin" / "tmva"), "methods")
