"""RDataFrame against ROOT's own: types and values of expressions, of what users write and of random ones."""

import pathlib
import random
import sys

import numpy as np
import pytest

import tmva

pytest.importorskip("torch")  # before ROOT
ROOT = pytest.importorskip("ROOT")
pytestmark = pytest.mark.filterwarnings("ignore")

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "python"))
from test_frame_expressions import SCALARS, TYPES  # noqa: E402


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("expressions") / "t.root")
    rng = np.random.default_rng(5)
    lists = [rng.normal(size=rng.integers(1, 5)) for _ in range(400)]
    with tmva.recreate(path) as file:
        tree = file.mktree(
            "t",
            {**SCALARS, "v": "var * float32", "w": "var * float64", "i": "var * int32"},
            counter_name=None,
        )
        tree.extend(
            {
                "x": rng.normal(size=400).astype("f4"),
                "e": rng.exponential(size=400),
                "n": rng.integers(-9, 10, 400).astype("i4"),
                "l": rng.integers(1, 2**40, 400),
                "b": rng.random(400) < 0.5,
                "s": rng.integers(1, 99, 400).astype("i2"),
                "u": rng.integers(1, 99, 400).astype("u4"),
                "v": [v.astype("f4") for v in lists],
                "w": [v * v for v in lists],
                "i": [rng.integers(-3, 4, len(v)).astype("i4") for v in lists],
            }
        )
    return path


def random_expression(rng, depth=3):
    """Of numbers, without what C++ leaves undefined."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([*SCALARS, "1", "2.5", "3.f", "7", "rdfslot_"])
    a, b = random_expression(rng, depth - 1), random_expression(rng, depth - 1)
    kind = rng.randrange(9)
    if kind < 4:
        return f"{a} {rng.choice(['+', '-', '*'])} {b}"
    if kind == 4:
        return f"({a} {rng.choice(['<', '>', '<=', '>=', '==', '!='])} {b})"
    if kind == 5:
        return f"({rng.choice(['float', 'double', 'long long'])})({a})"
    if kind == 6:
        return f"({a} > 1 {rng.choice(['&&', '||'])} {b} < 3)"
    if kind == 7:
        return f"(({a}) > 0 ? ({b}) : ({a}))"
    return f"{rng.choice(['sqrt', 'sin', 'std::exp', 'fabs'])}(0.001 * ({a}))"


def as_list(value):
    return np.asarray(value).ravel().astype(np.float64)


def compare(expressions, path):
    theirs, ours = ROOT.RDataFrame("t", path), tmva.RDataFrame("t", path)
    for i, expression in enumerate(expressions):
        theirs = theirs.Define(f"c{i}", expression)
        ours = ours.Define(f"c{i}", expression)
    names = [f"c{i}" for i in range(len(expressions))]
    expected, got = theirs.AsNumpy(names), ours.AsNumpy(names)
    for name, expression in zip(names, expressions):
        assert ours.GetColumnType(name) == str(theirs.GetColumnType(name)), expression
        for mine, other in zip(got[name], expected[name]):
            np.testing.assert_allclose(
                as_list(mine), as_list(other), rtol=2e-6, atol=1e-6, err_msg=expression
            )


def test_what_users_write(path):
    compare([one for kind in TYPES.values() for one in kind], path)


def test_random_expressions(path):
    rng = random.Random(11)
    compare([random_expression(rng) for _ in range(60)], path)


def test_random_filters(path):
    rng = random.Random(12)
    theirs, ours = ROOT.RDataFrame("t", path), tmva.RDataFrame("t", path)
    pairs = []
    for _ in range(12):
        cut = f"{random_expression(rng, 2)} > {random_expression(rng, 1)} || {random_expression(rng, 2)} < 1"
        theirs, ours = (
            (theirs, ours) if rng.random() < 0.5 else (ROOT.RDataFrame("t", path), tmva.RDataFrame("t", path))
        )
        theirs, ours = theirs.Filter(cut), ours.Filter(cut)
        pairs.append((cut, theirs.Count(), ours.Count(), theirs.Sum("w"), ours.Sum("w")))
    for cut, a, b, c, d in pairs:
        assert a.GetValue() == b.GetValue(), cut
        assert c.GetValue() == pytest.approx(d.GetValue(), rel=1e-12), cut
