"""Expressions of RDataFrame: types and values are those that ROOT's own RDataFrame gives."""

import random

import numpy as np
import pytest

import tmva
from tmva.frame.parser import compile_expression
from tmva.frame.types import ColumnType

pytest.importorskip("torch")  # before ROOT
ROOT = pytest.importorskip("ROOT")
pytestmark = pytest.mark.filterwarnings("ignore")

SCALARS = {"x": "float32", "e": "float64", "n": "int32", "l": "int64", "b": "bool", "s": "int16", "u": "uint32"}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("expressions") / "t.root")
    rng = np.random.default_rng(5)
    lists = [rng.normal(size=rng.integers(1, 5)) for _ in range(400)]
    with tmva.recreate(path) as file:
        tree = file.mktree("t", {**SCALARS, "v": "var * float32", "w": "var * float64", "i": "var * int32"}, counter_name=None)
        tree.extend({
            "x": rng.normal(size=400).astype("f4"), "e": rng.exponential(size=400), "n": rng.integers(-9, 10, 400).astype("i4"),
            "l": rng.integers(1, 2**40, 400), "b": rng.random(400) < 0.5, "s": rng.integers(1, 99, 400).astype("i2"),
            "u": rng.integers(1, 99, 400).astype("u4"), "v": [v.astype("f4") for v in lists],
            "w": [v * v for v in lists], "i": [rng.integers(-3, 4, len(v)).astype("i4") for v in lists]})
    return path


FIXED = [
    "x + 1", "x + 1.", "x * n", "n / 2", "n / 2.f", "-n / 4", "n % 3", "(n + 20) % 7", "x > 0", "sqrt(e)", "sqrt(s)", "pow(x, 2)", "abs(x)", "v * 2",
    "v * 2.", "v > 0", "Sum(v)", "v.size()", "Max(v)", "Mean(v)", "v[v > 0]", "sqrt(w)", "(float)(x * 2.)", "x > 0 ? 1 : 2", "l + n", "b + b", "v[0]",
    "std::max(x, 2.f)", "TMath::Sqrt(e)", "Any(v > 0)", "All(v > -1)", "Nonzero(v > 0)", "ArgMax(v)", "ArgMin(w)", "-v", "!b", "v > 0 && w < 1", "1.f*rdfentry_",
    "abs(n)", "Sum(v > 0)", "v + w", "Var(v)", "std::floor(x)", "std::pow(n, 2)", "atan2(x, x)", "hypot(x, n)", "TMath::Abs(x)", "TMath::Max(x, x)",
    "isnan(x)", "s << 2", "Where(v > 0, v, -v)", "StdDev(w)", "pow(v, 2)", "Product(v)", "n & 1", "s | 8", "s ^ 3", "x + b", "exp(n)", "round(x * 3)", "log(1 + s)",
    "(int)(x * 10)", "int(e)", "static_cast<double>(x)", "(long long) n * l", "(unsigned int) s", "bool(n)", "n == 3 || x > 1 && !b", "n & 4 && b", "v[w < 1 && v > 0]", "Sum(i * v)",
    "i % 2", "i / 2", "Sort(v)", "Reverse(i)", "Argsort(v)", "Take(v, 1)", "Concatenate(v, w)", "Min(i)", "v.at(7, -1.f)", "v.empty()", "x < 0 ? -x : e", "0x1F & n", "1e-3 * x", "TMath::Pi() * x",
    "n > 0 ? n : s", "TMath::Power(e, 0.5)", "fmod(x, 0.3)", "u - 100", "s * u", "ROOT::VecOps::Sum(v)", "erf(x)", "l / 7", "l % 1000", "(n < 0) == b", "+s", "v / w", "2 * x - 3 * -x / 4", "1 - 2 - 3 + n", "n << 1 > 4", "v - Mean(v)",
]  # fmt: skip


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
            np.testing.assert_allclose(as_list(mine), as_list(other), rtol=2e-6, atol=1e-6, err_msg=expression)


def test_what_users_write(path):
    compare(FIXED, path)


def test_random_expressions(path):
    rng = random.Random(11)
    compare([random_expression(rng) for _ in range(60)], path)


def test_random_filters(path):
    rng = random.Random(12)
    theirs, ours = ROOT.RDataFrame("t", path), tmva.RDataFrame("t", path)
    pairs = []
    for _ in range(12):
        cut = f"{random_expression(rng, 2)} > {random_expression(rng, 1)} || {random_expression(rng, 2)} < 1"
        theirs, ours = (theirs, ours) if rng.random() < 0.5 else (ROOT.RDataFrame("t", path), tmva.RDataFrame("t", path))
        theirs, ours = theirs.Filter(cut), ours.Filter(cut)
        pairs.append((cut, theirs.Count(), ours.Count(), theirs.Sum("w"), ours.Sum("w")))
    for cut, a, b, c, d in pairs:
        assert a.GetValue() == b.GetValue(), cut
        assert c.GetValue() == pytest.approx(d.GetValue(), rel=1e-12), cut


def test_a_modulo_of_floats_is_that_of_integers(path):
    """As in TTreeFormula; C++ has none."""
    taken = tmva.RDataFrame("t", path).Define("m", "x * 10 % 4").AsNumpy(["m", "x"])
    expected = np.fmod(np.trunc(taken["x"] * np.float32(10)), 4)
    assert taken["m"].dtype == np.int64
    np.testing.assert_array_equal(taken["m"], expected)


def test_formulas_of_trees(path):
    frame = tmva.RDataFrame("t", path)
    taken = frame.Define("a", "Sum$(v)").Define("c", "Length$(v)").Define("d", "Entry$ + 0").AsNumpy(["a", "c", "d", "v"])
    np.testing.assert_allclose(taken["a"], [v.sum() for v in taken["v"]], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(taken["c"], [len(v) for v in taken["v"]])
    np.testing.assert_array_equal(taken["d"], np.arange(400))


def test_integers_are_not_divided_by_zero(path):
    with pytest.raises(tmva.DataError, match="'1 / n': an integer is divided by 0"):
        tmva.RDataFrame("t", path).Define("q", "1 / n").Sum("q").GetValue()
    with pytest.raises(tmva.DataError, match=r"entry \d+: lists of \d and \d items"):
        tmva.RDataFrame("t", path).Define("q", "v + v[v > 0]").Sum("q").GetValue()


@pytest.mark.parametrize("text", ["(" * 200 + "x" + ")" * 200, "-" * 500 + "x", "x ? " * 150 + "x", "09", "x..y", "1.2.3", "", "a.b.c", "x[", "x ? 1", "$", "f(", "return",
                                  "(float)", "static_cast<foo>(x)", "x x", "x;y", "v[x > 0]]", "\u00e9"])  # fmt: skip
def test_bad_texts_are_errors(text):
    with pytest.raises(tmva.DataError):
        compile_expression(text, {"x": ColumnType(np.dtype("f4")), "v": ColumnType(np.dtype("f4"), 1)})
