"""Expressions of RDataFrame: C++'s types (as ROOT's own RDataFrame gives them, see tests/slow) and values."""

import numpy as np
import pytest

import tmva
from tmva.frame.parser import compile_expression
from tmva.frame.types import ColumnType

SCALARS = {
    "x": "float32",
    "e": "float64",
    "n": "int32",
    "l": "int64",
    "b": "bool",
    "s": "int16",
    "u": "uint32",
}
#: Expressions by the types that ROOT 6.40 gives them.
TYPES = {
    "float": [
        "x + 1", "x * n", "n / 2.f", "abs(x)", "Sum(v)", "Max(v)", "(float)(x * 2.)", "v[0]",
        "std::max(x, 2.f)", "1.f*rdfentry_", "std::floor(x)", "atan2(x, x)", "TMath::Abs(x)",
        "TMath::Max(x, x)", "Product(v)", "x + b", "round(x * 3)", "Sum(i * v)", "v.at(7, -1.f)",
        "ROOT::VecOps::Sum(v)", "erf(x)", "2 * x - 3 * -x / 4",
    ],
    "double": [
        "x + 1.", "sqrt(e)", "sqrt(s)", "pow(x, 2)", "Mean(v)", "TMath::Sqrt(e)", "Var(v)",
        "std::pow(n, 2)", "hypot(x, n)", "StdDev(w)", "exp(n)", "log(1 + s)",
        "static_cast<double>(x)", "x < 0 ? -x : e", "1e-3 * x", "TMath::Pi() * x",
        "TMath::Power(e, 0.5)", "fmod(x, 0.3)",
    ],
    "int": [
        "n / 2", "-n / 4", "n % 3", "(n + 20) % 7", "x > 0 ? 1 : 2", "b + b", "abs(n)",
        "Sum(v > 0)", "s << 2", "n & 1", "s | 8", "s ^ 3", "(int)(x * 10)", "int(e)", "Min(i)",
        "0x1F & n", "n > 0 ? n : s", "+s", "1 - 2 - 3 + n",
    ],
    "bool": [
        "x > 0", "Any(v > 0)", "All(v > -1)", "!b", "isnan(x)", "bool(n)", "n == 3 || x > 1 && !b",
        "n & 4 && b", "v.empty()", "(n < 0) == b", "n << 1 > 4",
    ],
    "RVec<float>": [
        "v * 2", "v[v > 0]", "-v", "Where(v > 0, v, -v)", "v[w < 1 && v > 0]", "Sort(v)",
        "Take(v, 1)",
    ],
    "RVec<double>": [
        "v * 2.", "sqrt(w)", "v + w", "pow(v, 2)", "Concatenate(v, w)", "v / w", "v - Mean(v)",
    ],
    "RVec<int>": [
        "v > 0", "v > 0 && w < 1", "i % 2", "i / 2", "Reverse(i)",
    ],
    "unsigned long": [
        "v.size()", "ArgMax(v)", "ArgMin(w)",
    ],
    "Long64_t": [
        "l + n", "(long long) n * l", "l / 7", "l % 1000",
    ],
    "RVec<unsigned long>": [
        "Nonzero(v > 0)", "Argsort(v)",
    ],
    "unsigned int": [
        "(unsigned int) s", "u - 100", "s * u",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(5)
    arrays = {
        "x": rng.normal(size=50).astype("f4"),
        "e": rng.exponential(size=50),
        "n": rng.integers(-9, 10, 50).astype("i4"),
        "l": rng.integers(1, 2**40, 50),
        "b": rng.random(50) < 0.5,
        "s": rng.integers(1, 99, 50).astype("i2"),
        "u": rng.integers(1, 99, 50).astype("u4"),
    }
    lists = [rng.normal(size=rng.integers(1, 5)).astype("f4") for _ in range(50)]
    return tmva.RDataFrame(
        {
            **arrays,
            "v": lists,
            "w": [(v * v).astype("f8") for v in lists],
            "i": [np.arange(len(v), dtype="i4") for v in lists],
        }
    )


@pytest.mark.parametrize("kind", TYPES)
def test_types(frame, kind):
    for expression in TYPES[kind]:
        assert frame.Define("c", expression).GetColumnType("c").replace("ROOT::VecOps::", "") == kind, (
            expression
        )


PLAIN = {
    "n / 2": lambda a: np.trunc(a["n"] / 2),
    "-n / 4": lambda a: np.trunc(-a["n"] / 4),
    "n % 3": lambda a: np.fmod(a["n"], 3),
    "n / 2.": lambda a: a["n"] / 2,
    "n & 4 && b": lambda a: ((a["n"] & 4) != 0) & a["b"],
    "1 - 2 - 3 + n": lambda a: a["n"] - 4,
    "u - 100": lambda a: (a["u"].astype("i8") - 100) % 2**32,
    "n < u": lambda a: a["n"].astype("u4") < a["u"],
    "n == 3 || x > 1 && !b": lambda a: (a["n"] == 3) | (a["x"] > 1) & ~a["b"],
    "round(x * 3)": lambda a: np.trunc(a["x"] * 3 + np.copysign(0.5, a["x"])),
    "s << 2": lambda a: a["s"].astype("i4") * 4,
    "(int)(x * 10)": lambda a: np.trunc(a["x"] * np.float32(10)),
    "x < 0 ? -x : e": lambda a: np.where(a["x"] < 0, -a["x"], a["e"]),
    "2 * x - 3 * -x / 4": lambda a: a["x"] * 2.75,
}
LISTS = {
    "Sum(v)": np.sum, "Mean(v)": np.mean, "Max(v)": np.max, "ArgMin(v)": np.argmin, "v.size()": len, "v[v > 0]": lambda v: v[v > 0],
    "v > 0 && v < 1": lambda v: (v > 0) & (v < 1), "Sort(v)": np.sort, "Reverse(v)": lambda v: v[::-1], "Take(v, -1)": lambda v: v[-1:], "Argsort(v)": np.argsort,
    "Nonzero(v > 0)": lambda v: np.flatnonzero(v > 0), "Concatenate(v, v)": lambda v: np.concatenate((v, v)), "Where(v > 0, v, 1.f)": lambda v: np.where(v > 0, v, 1),
    "Var(v)": lambda v: np.var(v, ddof=1) if len(v) > 1 else 0, "v.at(3, -5)": lambda v: v[3] if len(v) > 3 else -5, "v.back()": lambda v: v[-1], "Any(v > 1)": lambda v: (v > 1).any(),
    "v - Mean(v)": lambda v: v - np.mean(v), "Take(v, Argsort(v))": np.sort, "Sum(v[v > 0])": lambda v: v[v > 0].sum(), "Product(v)": np.prod,
}  # fmt: skip


@pytest.mark.parametrize("expression", [*PLAIN, *LISTS])
def test_values(frame, expression):
    taken = frame.Define("c", expression).AsNumpy(["c", *SCALARS, "v"])
    expected = PLAIN[expression](taken) if expression in PLAIN else [LISTS[expression](v) for v in taken["v"]]
    for mine, other in zip(taken["c"], expected):
        np.testing.assert_allclose(np.asarray(mine, float), np.asarray(other, float), rtol=1e-5, atol=1e-6)


def test_a_modulo_of_floats_is_that_of_integers(frame):
    """As in TTreeFormula; C++ has none."""
    taken = frame.Define("m", "x * 10 % 4").AsNumpy(["m", "x"])
    assert taken["m"].dtype == np.int64
    np.testing.assert_array_equal(taken["m"], np.fmod(np.trunc(taken["x"] * np.float32(10)), 4))


def test_formulas_of_trees(frame):
    taken = (
        frame.Define("a", "Sum$(v)")
        .Define("c", "Length$(v)")
        .Define("d", "Entry$ + 0")
        .AsNumpy(["a", "c", "d", "v"])
    )
    np.testing.assert_allclose(taken["a"], [v.sum() for v in taken["v"]], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(taken["c"], [len(v) for v in taken["v"]])
    np.testing.assert_array_equal(taken["d"], np.arange(50))


def test_integers_are_not_divided_by_zero(frame):
    with pytest.raises(tmva.DataError, match="'1 / n': an integer is divided by 0"):
        frame.Define("q", "1 / n").Sum("q").GetValue()
    with pytest.raises(tmva.DataError, match=r"entry \d+: lists of \d and \d items"):
        frame.Define("q", "v + v[v > 0]").Sum("q").GetValue()


@pytest.mark.parametrize("text", ["(" * 200 + "x" + ")" * 200, "-" * 500 + "x", "x ? " * 150 + "x", "09", "x..y", "1.2.3", "", "a.b.c", "x[", "x ? 1", "$", "f(", "return",
                                  "(float)", "static_cast<foo>(x)", "x x", "x;y", "v[x > 0]]", "\u00e9"])  # fmt: skip
def test_bad_texts_are_errors(text):
    with pytest.raises(tmva.DataError):
        compile_expression(text, {"x": ColumnType(np.dtype("f4")), "v": ColumnType(np.dtype("f4"), 1)})
