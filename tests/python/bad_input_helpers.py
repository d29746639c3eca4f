"""What the tests of wrong input share: small tables, jobs over them, and how an error is looked at."""

import contextlib

import numpy as np
import pytest

from tmva import TMVA


QUIET = "!V:Silent:!Color:!DrawProgressBar"
BDT = "NTrees=5:MaxDepth=2"
XML = "dataset/weights/job_BDT.weights.xml"


@contextlib.contextmanager
def refused(kind, *fragments):
    """The body raises exactly this kind of error, and its message has all the fragments."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.type is kind, f"{caught.type}: {caught.value}"
    for fragment in fragments:
        assert fragment in str(caught.value), f"{fragment!r} is not in: {caught.value}"


def table(n=200, shift=0.0, seed=1, **more):
    rng = np.random.default_rng(seed)
    x = rng.normal(shift, 1, n)
    columns = {"x": x, "y": 0.5 * x + rng.normal(0, 1, n), "w": rng.uniform(0.5, 1.5, n)}
    return {**columns, **more}


def loader(
    signal=None, background=None, name="dataset", variables=("x", "y"), prepare="!V", cut="", weight=""
):
    made = TMVA.DataLoader(name)
    for variable in variables:
        made.AddVariable(variable)
    made.AddSignalTree(table(200, 1) if signal is None else signal)
    made.AddBackgroundTree(table(200, -1, 2) if background is None else background)
    if weight:
        made.SetWeightExpression(weight)
    made.PrepareTrainingAndTestTree(cut, prepare)
    return made


def factory(options="", target=""):
    return TMVA.Factory("job", target, QUIET + (":" + options if options else ""))


def train(data, options="", method="BDT", booking=BDT, target=""):
    f = factory(options, target)
    f.BookMethod(data, method, method, booking)
    f.TrainAllMethods()
    return f


@pytest.fixture(autouse=True)
def in_folder(workdir):
    return workdir


@pytest.fixture
def trained():
    f = train(loader())
    return f
