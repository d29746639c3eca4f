"""Every tutorial runs, in a folder of its own; application parts follow their training parts."""

import os
import pathlib
import subprocess
import sys

import pytest

TUTORIALS = pathlib.Path(__file__).resolve().parents[2] / "tutorials"
STORIES = [
    ["classification", "classification_application"],
    ["multiclass", "multiclass_application"],
    ["regression", "regression_application"],
    ["pytorch_classification"],
    ["batches"],
    ["models"],
    ["analysis"],
    ["keras_classification"],
]


def test_no_tutorial_is_forgotten():
    told = {name for story in STORIES for name in story} | {"toy_data", "demo"}
    assert {path.stem for path in TUTORIALS.glob("*.py")} == told


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story[0])
def test_story(story, tmp_path):
    if story[0].startswith("keras"):
        pytest.importorskip("keras")
    environment = {**os.environ, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    for name in story:
        run = subprocess.run(
            [sys.executable, str(TUTORIALS / f"{name}.py")], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert run.returncode == 0, f"{name}:\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}"
