"""scikit-learn's transformers of numbers: scaling, filling gaps, choosing and combining columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_writer import Handle
from .calls import Features, Steps, transformer


def shift_and_scale(s: Steps, x: Features, shift: Any = None, scale: Any = None) -> Features:
    """(x - shift) / scale."""
    x = s.cast(x, "double")
    y = x.handle
    if shift is not None:
        y = s.add("Sub", y, s.doubles(shift))
    if scale is not None:
        y = s.add("Div", y, s.doubles(scale))
    return Features(y, "double", x.width)


@transformer("StandardScaler")
def _standard(s: Steps, e: Any, x: Features) -> Features:
    return shift_and_scale(s, x, e.mean_ if e.with_mean else None, e.scale_)


@transformer("RobustScaler")
def _robust(s: Steps, e: Any, x: Features) -> Features:
    return shift_and_scale(s, x, e.center_, e.scale_)


@transformer("MaxAbsScaler")
def _max_abs(s: Steps, e: Any, x: Features) -> Features:
    return _clipped(s, shift_and_scale(s, x, None, e.scale_), getattr(e, "clip", False), (-1.0, 1.0))


@transformer("MinMaxScaler")
def _min_max(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    y = s.add("Add", s.add("Mul", x.handle, s.doubles(e.scale_)), s.doubles(e.min_))
    return _clipped(s, Features(y, "double", x.width), e.clip, e.feature_range)


def _clipped(s: Steps, x: Features, wanted: bool, limits: Any) -> Features:
    if not wanted:
        return x
    low, high = s.number(limits[0], "double"), s.number(limits[1], "double")
    return Features(s.add("Min", s.add("Max", x.handle, low), high), "double", x.width)


@transformer("Normalizer")
def _normalizer(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    op, size = {
        "l1": ("Sum", s.add("Abs", x.handle)),
        "l2": ("L2", x.handle),
        "max": ("Max", s.add("Abs", x.handle)),
    }[e.norm]
    norm = s.graph.reduce(op, size, [1], True)
    safe = s.add("Where", s.add("Equal", norm, s.number(0, "double")), s.number(1, "double"), norm)
    return Features(s.add("Div", x.handle, safe), "double", x.width)


@transformer("Binarizer")
def _binarizer(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    above = s.add("Greater", x.handle, s.number(e.threshold, "double"))
    return Features(s.graph.cast(above, "double"), "double", x.width)


@transformer("SimpleImputer")
def _imputer(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    statistics = np.asarray(e.statistics_, np.float64)
    missing = _is_missing(s, x, e.missing_values)
    kept = (
        np.flatnonzero(~np.isnan(statistics))
        if not getattr(e, "keep_empty_features", False)
        else np.arange(x.width)
    )
    filled = Features(
        s.add("Where", missing, s.doubles(np.nan_to_num(statistics)), x.handle), "double", x.width
    )
    result = s.columns(filled, kept)
    if e.indicator_ is None:
        return result
    flags = Features(s.graph.cast(missing, "double"), "double", x.width)
    return s.concat([result, s.columns(flags, e.indicator_.features_)])


def _is_missing(s: Steps, x: Features, value: Any) -> Handle:
    if value is None or value != value:
        return s.add("IsNaN", x.handle)
    return s.add("Equal", x.handle, s.number(float(value), x.kind))


@transformer("MissingIndicator")
def _indicator(s: Steps, e: Any, x: Features) -> Features:
    x = s.cast(x, "double")
    flags = Features(s.graph.cast(_is_missing(s, x, e.missing_values), "double"), "double", x.width)
    return s.columns(flags, e.features_)


@transformer("PolynomialFeatures")
def _polynomial(s: Steps, e: Any, x: Features) -> Features:
    """Each product in logarithms would lose signs: powers are multiplied up, degree by degree."""
    x = s.cast(x, "double")
    factors: list[list[int]] = [[i for i, p in enumerate(row) for _ in range(int(p))] for row in e.powers_]
    ones = s.add("Add", s.add("Mul", s.columns(x, [0]).handle, s.number(0, "double")), s.number(1, "double"))
    extended = s.concat([x, Features(ones, "double", 1)])
    product = None
    for k in range(max((len(f) for f in factors), default=0) or 1):
        part = s.columns(extended, [f[k] if k < len(f) else x.width for f in factors]).handle
        product = part if product is None else s.add("Mul", product, part)
    return Features(product, "double", len(factors))


@transformer("PCA", "TruncatedSVD", "IncrementalPCA")
def _pca(s: Steps, e: Any, x: Features) -> Features:
    centred = shift_and_scale(s, x, getattr(e, "mean_", None))
    y = s.dense(centred, e.components_.T)
    if getattr(e, "whiten", False):
        scale = np.sqrt(e.explained_variance_)
        least = np.finfo(scale.dtype).eps
        return shift_and_scale(s, y, None, np.maximum(scale, least))
    return y


@transformer(
    "VarianceThreshold",
    "SelectKBest",
    "SelectPercentile",
    "SelectFpr",
    "SelectFdr",
    "SelectFwe",
    "SelectFromModel",
    "RFE",
    "RFECV",
    "GenericUnivariateSelect",
    "SequentialFeatureSelector",
)
def _selector(s: Steps, e: Any, x: Features) -> Features:
    return s.columns(x, np.flatnonzero(e.get_support()))


@transformer("FunctionTransformer")
def _function(s: Steps, e: Any, x: Features) -> Features:
    if e.func is None:
        return x
    known = {
        np.log1p: "log1p",
        np.log: "Log",
        np.exp: "Exp",
        np.sqrt: "Sqrt",
        np.abs: "Abs",
        np.tanh: "Tanh",
        np.sin: "Sin",
        np.cos: "Cos",
    }
    op = known.get(e.func)
    if op is None or e.kw_args:
        s.unsupported(e, f"the function {getattr(e.func, '__name__', e.func)}")
    x = s.cast(x, "double")
    if op == "log1p":
        return Features(s.add("Log", s.add("Add", x.handle, s.number(1, "double"))), "double", x.width)
    return Features(s.add(op, x.handle), "double", x.width)


def _numeric(s: Steps, e: Any, known: Any) -> np.ndarray:
    try:
        return np.asarray(known, np.float64)
    except (TypeError, ValueError):
        s.unsupported(e, "categories that are no numbers")


@transformer("OneHotEncoder")
def _one_hot(s: Steps, e: Any, x: Features) -> Features:
    if getattr(e, "_infrequent_enabled", False):
        s.unsupported(e, "infrequent categories")
    x, parts = s.cast(x, "double"), []
    for i, known in enumerate(e.categories_):
        values = _numeric(s, e, known)
        column = s.columns(x, [i]).handle
        hot = s.add("Equal", column, s.doubles(values))
        if np.isnan(values).any():
            both = s.add("And", s.add("IsNaN", column), s.graph.constant(np.isnan(values)))
            hot = s.add("Or", hot, both)
        part = Features(s.graph.cast(hot, "double"), "double", len(values))
        drop = None if e.drop_idx_ is None else e.drop_idx_[i]
        parts.append(part if drop is None else s.columns(part, [k for k in range(len(values)) if k != drop]))
    return s.concat(parts)


@transformer("OrdinalEncoder")
def _ordinal(s: Steps, e: Any, x: Features) -> Features:
    x, parts = s.cast(x, "double"), []
    for i, known in enumerate(e.categories_):
        values = _numeric(s, e, known)
        if np.isnan(values).any() or e.handle_unknown != "error":
            s.unsupported(e, "missing or unknown categories")
        hot = s.graph.cast(s.add("Equal", s.columns(x, [i]).handle, s.doubles(values)), "double")
        parts.append(
            Features(
                s.add("MatMul", hot, s.doubles(np.arange(len(values), dtype=float)[:, None])),
                "double",
                1,
            )
        )
    return s.concat(parts)


@transformer("KBinsDiscretizer")
def _bins(s: Steps, e: Any, x: Features) -> Features:
    x, parts = s.cast(x, "double"), []
    for i, edges in enumerate(e.bin_edges_):
        inner = np.asarray(edges[1:-1], np.float64)
        column = s.columns(x, [i]).handle
        count = s.graph.reduce(
            "Sum",
            s.graph.cast(s.add("GreaterOrEqual", column, s.doubles(inner)), "double"),
            [1],
            True,
        )
        parts.append(Features(count, "double", 1))
        if e.encode != "ordinal":
            hot = s.add("Equal", count, s.doubles(np.arange(len(edges) - 1)))
            parts[-1] = Features(s.graph.cast(hot, "double"), "double", len(edges) - 1)
    return s.concat(parts)
