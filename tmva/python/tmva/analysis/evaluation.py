"""Figures of merit of the trained methods, from events that their models have not seen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from ..reader import Reader
from .config import Config
from .confusion import representations
from .index import ModelIndex
from .overtraining import weighted_ks
from .predictions import for_each_block
from .ranking import rank
from .response_counts import ResponseCounts, equal_efficiency_edge, roc_integral
from .results import MethodResults, draw, write_tables
from .samples import Sample, read_inputs, read_sample
from .significance import best_cut


def evaluate_method(
    config: Config, index: ModelIndex, method: str, allow_pickle: bool = False
) -> MethodResults:
    """Everything about one method, and its files in ``<output>/evaluation/<method>/``."""
    names = config.class_names
    models = index.models(method)
    samples = [
        (
            read_sample(config, str(m["evaluation"]), method, "TrainTree"),
            read_sample(config, str(m["evaluation"]), method, "TestTree"),
        )
        for m in models
    ]
    outputs = len(names) if config.is_multiclass else 1
    signal = names.index("Signal") if "Signal" in names else 0  # as the data set has it
    low, high = (0.0, 1.0) if config.is_multiclass else _range(samples)
    counts = ResponseCounts(config.num_folds, len(names), outputs, low, high, config.evaluation.bins)
    for_each_block(config, index, method, counts.add, allow_pickle)
    results = MethodResults(names, not_answered=counts.not_answered)
    if config.is_multiclass:
        results.matrices = representations(counts.confusion, counts.weighted_confusion)
    else:
        edge = equal_efficiency_edge(*counts.sample(0, signal))
        results.matrices = representations(*counts.split_at(edge, signal))
    judged = list(enumerate(names)) if config.is_multiclass else [(signal, names[signal])]
    for number, name in judged:
        output = number if config.is_multiclass else 0
        _add_roc(results, counts, output, number, name)
        _add_cuts(results, counts, output, number, name, config.evaluation.background_uncertainty)
        _add_overtraining(results, samples, output, name)
    if config.evaluation.ranking_events > 0:
        _add_ranking(results, config, models, [test for _, test in samples], allow_pickle)
    results.folder = folder = config.path("evaluation", method)
    os.makedirs(folder, exist_ok=True)
    write_tables(results, folder)
    if config.evaluation.figures:
        draw(results, counts, folder, method, judged, config.is_multiclass)
    return results


def _range(samples: Sequence[tuple[Sample, Sample]]) -> tuple[float, float]:
    scores = [s.scores for pair in samples for s in pair if len(s.scores)]
    low, high = min(s.min() for s in scores), max(s.max() for s in scores)
    margin = 0.05 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def _add_roc(results: MethodResults, counts: ResponseCounts, output: int, number: int, name: str) -> None:
    folds = counts.histograms.shape[0]
    for fold in [None, *range(folds)] if folds > 1 else [None]:
        results.tables.setdefault("roc", []).append(
            {
                "class": name,
                "fold": "all" if fold is None else fold,
                "roc_integral": roc_integral(*counts.sample(output, number, fold)),
            }
        )


def _add_cuts(
    results: MethodResults,
    counts: ResponseCounts,
    output: int,
    number: int,
    name: str,
    relative: float,
) -> None:
    s, b = (counts.coarse(h) for h in counts.sample(output, number))
    for figure_name, uncertainty in (("S/sqrt(S+B)", None), (f"Asimov, {relative:g} B", relative)):
        best = best_cut(counts.coarse_edges, s, b, uncertainty)
        results.tables.setdefault("best_cuts", []).append(
            {"class": name, "figure": figure_name, **best._asdict()}
        )


def _add_overtraining(
    results: MethodResults, samples: Sequence[tuple[Sample, Sample]], output: int, name: str
) -> None:
    """Of each true class: the training sample may weigh the classes in another way than the test
    sample."""
    for fold, (train, test) in enumerate(samples):
        for t, true in enumerate(results.classes):
            mine, other = train.classes == t, test.classes == t
            distance, probability = weighted_ks(
                train.scores[mine, output],
                train.weights[mine],
                test.scores[other, output],
                test.weights[other],
            )
            results.tables.setdefault("overtraining", []).append(
                {
                    "response": name,
                    "fold": fold,
                    "true_class": true,
                    "distance": distance,
                    "probability": probability,
                }
            )


def _add_ranking(
    results: MethodResults,
    config: Config,
    models: Sequence[dict[str, Any]],
    samples: Sequence[Sample],
    allow_pickle: bool,
) -> None:
    """Mean over the models; of each output over the events of its class."""
    names = [v.expression.partition(":=")[0].strip() for v in config.variables]
    section = config.evaluation
    sums: dict[str, dict[str, float]] = {}
    for model, sample in zip(models, samples):
        reader = Reader("Silent:!Color")
        reader.BookMVA("m", model["weights"], allow_pickle=allow_pickle)
        evaluate = partial(reader.Evaluate, "m")
        inputs = read_inputs(config, model["evaluation"], sample.classes, section.ranking_events)
        for c, (cls, x) in enumerate(zip(results.classes, inputs)):
            output = c if config.is_multiclass else 0
            for term, value in rank(evaluate, x, output, names, section.ranking_step):
                sums.setdefault(cls, {}).setdefault(term, 0.0)
                sums[cls][term] += value / len(models)
    for cls, terms in sums.items():
        ordered = sorted(terms.items(), key=lambda item: (-item[1], item[0]))
        for place, (term, value) in enumerate(ordered, 1):
            results.tables.setdefault("ranking", []).append(
                {"class": cls, "rank": place, "term": term, "coefficient": value}
            )
