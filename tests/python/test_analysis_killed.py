"""kill -9 during an application in place, some times; tests/slow has the long form."""

import pytest
from kill_apply import run_kills

import tmva
from tmva.analysis.event_files import find_trees


def test_killed_applications_leave_the_file_whole(workdir):
    old, new = run_kills(8, seed=1)
    assert old + new == 10 and new >= 2


def test_another_update_is_refused_and_an_error_leaves_the_file(workdir):
    from kill_apply import prepare
    from tmva.analysis.applying import apply_in_place
    from tmva.analysis.models import open_method
    from tmva.analysis.scores import Plan, Scores

    weights, _ = prepare()
    before = (workdir / "in.root").read_bytes()
    plan = Plan([Scores([open_method(weights)], "x", "x_")])  # there is a branch x
    with pytest.raises(tmva.DataError, match="'x'"):
        apply_in_place(plan, find_trees("in.root:t"))
    with tmva.File("in.root") as f:
        assert f["t"].keys() == ["x", "y"]
    assert (workdir / "in.root").read_bytes()[: len(before)] == before
