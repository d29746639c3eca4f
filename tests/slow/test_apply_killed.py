"""kill -9 at 100 random moments of an application in place."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))

from kill_apply import run_kills  # noqa: E402


def test_a_hundred_kills(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    old, new = run_kills(100, seed=2)
    assert old + new == 102 and old > 10 and new > 2
