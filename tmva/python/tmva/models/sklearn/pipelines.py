"""scikit-learn's pipelines and what else puts transformers together."""

from __future__ import annotations

from typing import Any

import numpy as np

from .calls import Features, Scores, Steps, classifier, regressor, transformer


def _through(s: Steps, e: Any, x: Features, steps: list[tuple[str, Any]]) -> Features:
    for _, step in steps:
        if step is not None and step != "passthrough":
            x = s.transform(step, x)
    return x


@transformer("Pipeline")
def _pipeline(s: Steps, e: Any, x: Features) -> Features:
    return _through(s, e, x, e.steps)


@classifier("Pipeline")
def _pipeline_classifier(s: Steps, e: Any, x: Features) -> Scores:
    return s.classify(e.steps[-1][1], _through(s, e, x, e.steps[:-1]))


@regressor("Pipeline")
def _pipeline_regressor(s: Steps, e: Any, x: Features) -> Features:
    return s.regress(e.steps[-1][1], _through(s, e, x, e.steps[:-1]))


@transformer("FeatureUnion")
def _union(s: Steps, e: Any, x: Features) -> Features:
    parts = []
    for name, step in e.transformer_list:
        if step == "drop":
            continue
        part = x if step == "passthrough" else s.transform(step, x)
        weight = (e.transformer_weights or {}).get(name)
        if weight is not None:
            part = s.cast(part, "double")
            part = Features(
                s.add("Mul", part.handle, s.number(float(weight), "double")), "double", part.width
            )
        parts.append(part)
    return s.concat(parts)


@transformer("ColumnTransformer")
def _by_column(s: Steps, e: Any, x: Features) -> Features:
    parts = []
    for name, step, _ in e.transformers_:
        chosen = e._transformer_to_input_indices[name]
        if (isinstance(step, str) and step == "drop") or len(chosen) == 0:
            continue
        part = s.columns(x, chosen)
        parts.append(part if isinstance(step, str) else s.transform(step, part))
    return s.concat(parts)


@regressor("TransformedTargetRegressor")
def _target(s: Steps, e: Any, x: Features) -> Features:
    y = s.cast(s.regress(e.regressor_, x), "double")
    step = e.transformer_
    kind = type(step).__name__
    if kind == "StandardScaler":
        return Features(
            s.add("Add", s.add("Mul", y.handle, s.doubles(step.scale_)), s.doubles(step.mean_)),
            "double",
            y.width,
        )
    if kind == "FunctionTransformer" and step.inverse_func in (np.exp, np.expm1):
        z = s.add("Exp", y.handle)
        return Features(
            z if step.inverse_func is np.exp else s.add("Sub", z, s.number(1, "double")),
            "double",
            y.width,
        )
    s.unsupported(e, f"the transformation of the target {kind}")
