"""Every tutorial runs: the stories one by one, each in a folder and a process of its own."""

import os
import pathlib
import subprocess
import sys

import pytest

TUTORIALS = pathlib.Path(__file__).resolve().parents[2] / "tutorials"
sys.path.insert(0, str(TUTORIALS))
import stories  # noqa: E402

NEEDED = {
    "analysis_chain": "pydantic",
    "keras": "keras",
    "xgboost": "xgboost",
    "pytorch": "torch",
    "batches_tensorflow": "tensorflow",
}


def test_no_tutorial_is_forgotten():
    told = [name for story in stories.STORIES for name in story]
    assert len(told) == len(set(told))
    assert {path.stem for path in TUTORIALS.glob("*.py")} == {*told, "toy_data", "demo", "stories"}
    programs = {path.stem for path in TUTORIALS.glob("*.cpp")}
    built = (TUTORIALS / "CMakeLists.txt").read_text()
    assert not [name for name in programs if f"tmva_tutorial({name}" not in built]


@pytest.mark.parametrize("story", stories.STORIES, ids=lambda story: story[0])
def test_story(story, tmp_path):
    for start, module in NEEDED.items():
        if any(name.startswith(start) for name in story):
            pytest.importorskip(module)
    environment = {**os.environ, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    run = subprocess.run(
        [sys.executable, str(TUTORIALS / "stories.py"), *story],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout[-3000:]}\n{run.stderr[-3000:]}"
