"""The tests of operators that the onnx package holds: what is supported agrees, the rest says that it is unsupported."""

import re

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import numpy_helper  # noqa: E402

import tmva  # noqa: E402
from tmva.models.graph import Model  # noqa: E402

PLAIN = {1, 6, 7, 9, 11}  # float, int32, int64, bool, double
# Operators with a case of plain types that is unsupported.
INCOMPLETE = set(
    """AffineGrid BitCast BlackmanWindow CausalConvWithState Col2Im ConvInteger DFT DeformConv Dropout GridSample
    HammingWindow HannWindow LinearAttention MaxUnpool MelWeightMatrix NegativeLogLikelihoodLoss
    NonMaxSuppression OptionalGetElement OptionalHasElement RoiAlign STFT Scan SoftmaxCrossEntropyLoss SwiGLU TensorScatter TfIdfVectorizer
    TreeEnsemble""".split()
)
RANDOM = {"Bernoulli", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"}


def cases():
    import onnx.backend.test.case.node as node

    with np.errstate(all="ignore"):
        return [c for c in node.collect_testcases(None) if "_expanded" not in c.name]


def is_plain(model):
    values = [*model.graph.input, *model.graph.output]
    return all(
        v.type.WhichOneof("value") == "tensor_type" and v.type.tensor_type.elem_type in PLAIN for v in values
    )


def array(value):
    return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value


def difference(case, found):
    """What is wrong with the outputs, if anything."""
    for expected, got in zip(case.data_sets[0][1], found, strict=True):
        expected = array(expected)
        if expected.shape != got.shape or expected.dtype != got.dtype:
            return f"{got.dtype}{got.shape}, expected {expected.dtype}{expected.shape}"
        if expected.dtype.kind in "OUST":
            if [str(x) for x in expected.ravel()] != [str(x) for x in got.ravel()]:
                return "other strings"
        elif not np.allclose(got.astype("f8"), expected.astype("f8"), case.rtol, case.atol, equal_nan=True):
            return "other numbers"
    return None


def test_every_case_agrees_or_is_unsupported():
    wrong, incomplete, passed = [], set(), 0
    for case in cases():
        node = case.model.graph.node[0]
        inputs = [array(x) for x in case.data_sets[0][0]]
        if any(x is None or isinstance(x, (list, dict)) for x in inputs):
            continue  # sequences and maps
        try:
            with np.errstate(all="ignore"):
                found = Model(case.model.SerializeToString(), case.name).run(inputs)
        except tmva.Error as error:
            assert re.search("unsupported", str(error)), f"{case.name}: {error}"
            if is_plain(case.model) and node.domain in ("", "ai.onnx.ml"):
                incomplete.add(node.op_type)
            continue
        passed += 1
        if node.op_type not in RANDOM and (problem := difference(case, found)):
            wrong.append(f"{case.name}: {problem}")
    assert wrong == []
    assert incomplete <= INCOMPLETE
    assert passed >= 985
