"""A method's model against its Reader: in onnxruntime, and in a session of our own."""

import json

import numpy as np
import onnx
import onnxruntime

from tmva import TMVA, _core
from tmva.models.graph import Model

onnxruntime.set_default_logger_severity(3)


def book(path):
    reader = TMVA.Reader("!Color:Silent")
    reader.BookMVA("m", str(path))
    return reader


def describe(content):
    """The metadata "tmva"."""
    return json.loads({p.key: p.value for p in onnx.load_from_string(content).metadata_props}["tmva"])


def deviation(found, expected):
    """The largest one, in units of the larger of 1 and the value; what is not finite must be equal."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    assert found.shape == expected.shape
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(found[~finite], expected[~finite])
    excess = np.abs(found[finite] - expected[finite]) / np.maximum(1, np.abs(expected[finite]))
    return excess.max(initial=0)


def check_model(path, x, reader=None, tolerance=1e-5):
    """The model of a weight file answers as the Reader does. Returns its content."""
    content = _core.method_to_onnx(str(path))
    onnx.checker.check_model(onnx.load_from_string(content), full_check=True)
    x = np.asarray(x, np.float32)
    expected = np.asarray((reader or book(path)).Evaluate("m", x)).reshape(len(x), -1)
    session = onnxruntime.InferenceSession(content)
    peer = session.run(["response"], {"x": x})[0]
    own = Model(content, str(path)).run({"x": x})[0]
    for found in (peer, own):
        assert found.dtype == np.float32
        worst = deviation(found, expected)
        assert worst <= tolerance, f"{path}: {worst:.2e}"
    return content
