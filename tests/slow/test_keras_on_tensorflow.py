"""PyKeras with Keras on TensorFlow: the same tests as with PyTorch in the first tier."""

import os
import pathlib
import subprocess
import sys

import pytest

pytest.importorskip("keras")
pytest.importorskip("tensorflow")

TESTS = pathlib.Path(__file__).resolve().parents[1] / "python"


def test_pykeras_on_tensorflow():
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    tests = [str(TESTS / name) for name in ("test_pykeras.py", "test_pykeras_options.py")]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests],
        env=environment,
        text=True,
        capture_output=True,
        timeout=1800,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
